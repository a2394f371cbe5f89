"""An answer beside the key: decided by `theory.decision`, also where the shapes of the answer do not fit.

A formula whose shapes clash has no meaning for general sizes. It is compared where all sizes are the same number, the
only reading under which it may have one: if it differs there, it is wrong however it is read; if it agrees there, a
person looks. `beta_lk` for `beta_kl` is told apart in this way.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from flint import fmpq

from ..theory.decision.decide import decide
from ..theory.decision.outcome import Decision, Outcome
from ..theory.language.declarations import Index, Matrix, Scope, Type, Vector
from ..theory.language.errors import ReadError
from ..theory.language.tree import Compare, Name, Node, put, variables
from .vocabulary import Forms, Vocabulary
from .witnesses import clearest

SAME = (Outcome.EQUAL, Outcome.EQUAL_AT_POINTS)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A decision, and what is wrong with the answer's shapes where they clash."""

    decision: Decision
    clash: str = ""

    @property
    def same(self) -> bool:
        """Whether the answer is the reference, with shapes that fit."""
        return not self.clash and self.decision.outcome in SAME


def shown_clearly(
    found: Compared, reference: Node, answer: Node, names: Vocabulary, tolerance: Fraction | None
) -> Compared:
    """The same decision, with the most readable point at which the answer is certainly something else."""
    decision = found.decision
    if decision.outcome is not Outcome.DIFFERENT or found.clash:
        return found
    scope = names.used(reference, answer)
    allowed = fmpq(0) if tolerance is None else fmpq(tolerance.numerator, tolerance.denominator)
    point = clearest(reference, answer, scope, names.hypotheses, decision.witness, allowed)
    return replace(found, decision=replace(decision, witness=point))


def compared(reference: Forms, answer: Forms, names: Vocabulary, tolerance: Fraction | None = None) -> Compared:
    """Compares two formulas. Raises ReadError where nothing can be made of the answer."""
    if (reference.short, answer.short) != (reference.full, answer.full) and tolerance is None:
        found = _equal_in_short(*names.met(reference.short, answer.short), names)
        if found is not None:
            return Compared(decision=found)
    return _compared(reference.full, answer.full, names, tolerance)


def _equal_in_short(reference: Node, answer: Node, names: Vocabulary) -> Decision | None:
    """The decision where two formulas are proved equal whatever the defined names stand for; else None."""
    try:
        found = decide(reference, answer, names.used(reference, answer), names.hypotheses)
    except ReadError:
        return None
    return found if found.outcome is Outcome.EQUAL else None


def _compared(reference: Node, answer: Node, names: Vocabulary, tolerance: Fraction | None) -> Compared:
    scope = names.used(reference, answer)
    try:
        return Compared(decision=decide(reference, answer, scope, names.hypotheses, tolerance))
    except ReadError as error:
        clash = str(error)
        same = OneSize.of(scope)
        if not same.others:
            raise
        try:
            given = same.hypotheses(names.hypotheses)
            decision = decide(same.tree(reference), same.tree(answer), same.scope(scope), given, tolerance)
        except ReadError:
            raise error from None
        if decision.outcome not in (*SAME, Outcome.DIFFERENT):
            raise error from None
        return Compared(decision=decision, clash=clash)


@dataclass(frozen=True)
class OneSize:
    """All sizes the same number: `common` stands for the others."""

    common: str = ""
    others: tuple[str, ...] = ()

    @classmethod
    def of(cls, scope: Scope) -> "OneSize":
        """That of the sizes in a scope."""
        common, *others = [*_sizes(scope)] or [""]
        return cls(common, tuple(others))

    def tree(self, node: Node) -> Node:
        """A formula in the one size."""
        return put(node, {old: Name(self.common) for old in self.others if old in variables(node)})

    def hypotheses(self, given: tuple[Compare, ...]) -> tuple[Compare, ...]:
        """Those that speak of more than sizes."""
        sizes = {self.common, *self.others}
        return tuple(self.tree(g) for g in given if not set(variables(g)) <= sizes)  # type: ignore[misc]

    def scope(self, scope: Scope) -> Scope:
        """The scope with arrays of the one size."""
        types: dict[str, Type] = {}
        for name, t in scope.types.items():
            match t:
                case Vector(length=n):
                    types[name] = Vector(length=self._size(n))
                case Index(length=n):
                    types[name] = Index(length=self._size(n))
                case Matrix(rows=m, columns=n):
                    types[name] = Matrix(rows=self._size(m), columns=self._size(n))
                case _:
                    if name not in self.others:
                        types[name] = t
        return replace(scope, types=types)

    def _size(self, size: int | str) -> int | str:
        return self.common if size in self.others else size


def _sizes(scope: Scope) -> dict[str, None]:
    found: dict[str, None] = {}
    for t in scope.types.values():
        match t:
            case Vector(length=n) | Index(length=n):
                found |= {n: None} if isinstance(n, str) else {}
            case Matrix(rows=m, columns=n):
                found |= {s: None for s in (m, n) if isinstance(s, str)}
    return found


def is_relation(node: Node) -> bool:
    """Whether a tree states something instead of naming a value."""
    return isinstance(node, Compare)


__all__ = ["SAME", "Compared", "OneSize", "Outcome", "compared", "is_relation", "shown_clearly"]
