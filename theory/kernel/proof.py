"""What a prover of the kernel returns: closed or not, and the side conditions that it recorded."""

from dataclasses import dataclass

from sympy import Basic, Integer

from .statement import Index, Relation


@dataclass(frozen=True)
class Condition:
    """`lhs relation rhs` for every value of `forall`: what a division, a root or a logarithm needs."""

    lhs: Basic
    relation: Relation = Relation.NOT_EQUAL
    rhs: Basic = Integer(0)
    forall: tuple[Index, ...] = ()

    def mentions(self, symbol: Basic) -> bool:
        """Whether the condition depends on a symbol."""
        return symbol in self.lhs.free_symbols | self.rhs.free_symbols

    def __str__(self) -> str:
        span = "".join(f" for {i.symbol} = {i.lower}..{i.upper}" for i in self.forall)
        return f"{self.lhs} {self.relation.value} {self.rhs}{span}"


@dataclass(frozen=True, kw_only=True)
class Proof:
    """The outcome of one rule on one statement. Not closed means not proved, never disproved."""

    closed: bool
    recorded: tuple[Condition, ...] = ()  # all side conditions
    undischarged: tuple[Condition, ...] = ()  # those that the hypotheses do not give
    detail: str = ""
    cited: tuple[str, ...] = ()  # theorems that the step leans on
    enclosed: bool = False  # rests on ball arithmetic over a continuum
    largest_size: int | None = None  # set where only sizes up to this were covered
