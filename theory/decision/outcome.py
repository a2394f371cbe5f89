"""What came of a decision: an outcome, its evidence in words, and the point where two formulas part."""

from dataclasses import dataclass
from enum import Enum

from flint import acb, arb, fmpq

from .duals import plain
from .evaluate import Point
from .grids import UnitMatrix

LONGEST_RATIONAL = 40  # characters; longer ones are shown by their digits
DIGITS = 15


class Outcome(Enum):
    """What came of a comparison."""

    EQUAL = "equal"
    EQUAL_AT_POINTS = "equal_at_points"
    DIFFERENT = "different"
    DOMAIN_DIFFERS = "domain_differs"
    UNDECIDED = "undecided"
    UNREADABLE = "unreadable"


class NoValue(Enum):
    """Why a formula has no value at a point."""

    UNDEFINED = "no value"
    UNCLEAR = "not told"


@dataclass(frozen=True, kw_only=True)
class Witness:
    """A point where two formulas differ, with both values as text; one of them may say why there is none."""

    point: dict[str, str]
    reference: str
    answer: str

    def __str__(self) -> str:
        at = ", ".join(f"{n} = {v}" for n, v in self.point.items())
        return f"at {at}" if at else "as numbers"

    def as_json(self) -> dict[str, object]:
        """Plain data."""
        return {"point": self.point, "reference": self.reference, "answer": self.answer}


@dataclass(frozen=True, kw_only=True)
class Decision:
    """An outcome with its evidence in words. `points`: how many of them agreed.

    own_points: agreements at points drawn for these two formulas alone, looked for where equality is not proved.
    """

    outcome: Outcome
    evidence: str
    witness: Witness | None = None
    points: int = 0
    own_points: int = 0


def witness(point: Point, reference: object, answer: object) -> Witness:
    """The witness of two values at a point."""
    return Witness(point=shown(point), reference=value_text(reference), answer=value_text(answer))


def shown(point: Point) -> dict[str, str]:
    """The values of a point as text."""
    return {name: Point({name: value}).shown().partition(" = ")[2] for name, value in point.items()}


def value_text(x: object) -> str:
    """A value as text: a rational, or digits that are certain."""
    if isinstance(x, NoValue):
        return x.value
    if isinstance(x, UnitMatrix):
        return f"{value_text(x.scale)} I"
    if isinstance(x, list):
        return "[" + ", ".join("[" + ", ".join(value_text(v) for v in row) + "]" for row in x) + "]"
    x = plain(x)
    if isinstance(x, fmpq):
        text = str(x)
        return text if len(text) <= LONGEST_RATIONAL else arb(x).str(DIGITS)
    if isinstance(x, acb):
        return f"{x.real.str(DIGITS)} + {x.imag.str(DIGITS)} i"
    return x.str(DIGITS)
