"""A condition for a formula to have a value: what a subtree must be, for which indices, and in which cases."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from ..language.tree import Compare, Neg, Node, Number
from ..language.write_calculator import calculator
from .plainly import Binders


class Needs(Enum):
    """What a subtree must be."""

    NOT_ZERO = "!= 0"
    POSITIVE = "> 0"
    NOT_NEGATIVE = ">= 0"
    OTHER = "has a value"  # compared by its wording alone
    SLOPE = "has a slope"  # known only where `enough` holds


@dataclass(frozen=True, kw_only=True)
class Condition:
    """`tree` is as `needs` says, for every value of `binders`, where all `guards` hold.

    enough: of a derivative at kinks, what gives it a value; there may be one elsewhere.
    """

    needs: Needs
    tree: Node
    binders: "Binders" = ()
    guards: tuple[Compare, ...] = ()
    enough: tuple["Condition", ...] = ()

    def __str__(self) -> str:
        return f"{calculator(self.tree)} {self.needs.value}"


ZERO, ONE, TWO = (Number(Fraction(n)) for n in range(3))
MINUS_ONE = Neg(ONE)
