"""Typeset mathematics as boxes: what stands beside, above or below what, before it becomes MathML or LaTeX."""

from dataclasses import dataclass
from enum import Enum


class Ink(Enum):
    """What kind of mark an atom is; each is set in its own way."""

    NAME = "name"  # a letter is slanted, a word upright
    NUMBER = "number"
    SIGN = "sign"
    WORDS = "words"


@dataclass(frozen=True)
class Atom:
    """A mark that is not divided."""

    ink: Ink
    text: str


@dataclass(frozen=True)
class Row:
    """Boxes side by side."""

    parts: tuple["Box", ...]


@dataclass(frozen=True)
class Frac:
    """A fraction."""

    above: "Box"
    below: "Box"


@dataclass(frozen=True)
class Root:
    """A square root, or one of another degree."""

    inside: "Box"
    degree: "Box | None" = None


@dataclass(frozen=True)
class Scripts:
    """A box with indices and exponents."""

    base: "Box"
    below: "Box | None" = None
    above: "Box | None" = None


@dataclass(frozen=True)
class Limits:
    """A large operator with what stands under and over it."""

    operator: str
    under: "Box"
    over: "Box | None" = None


@dataclass(frozen=True)
class Fence:
    """A box between brackets that grow with it; `right` may be empty."""

    left: str
    inside: "Box"
    right: str


@dataclass(frozen=True)
class Table:
    """Cells in rows, without lines."""

    rows: tuple[tuple["Box", ...], ...]


Box = Atom | Row | Frac | Root | Scripts | Limits | Fence | Table

TIMES = Atom(Ink.SIGN, "\N{INVISIBLE TIMES}")
APPLY = Atom(Ink.SIGN, "\N{FUNCTION APPLICATION}")
DOT = Atom(Ink.SIGN, "\N{DOT OPERATOR}")
THIN = Atom(Ink.WORDS, "\N{THIN SPACE}")
COMMA = Atom(Ink.SIGN, ",")
INVISIBLE = (TIMES, APPLY)


def name(text: str) -> Atom:
    """A letter or a word that names something."""
    return Atom(Ink.NAME, text)


def number(value: object) -> Atom:
    """Digits, in groups of three where there are many."""
    digits = str(value)
    return Atom(Ink.NUMBER, f"{value:,}".replace(",", "\N{THIN SPACE}") if len(digits) > 4 else digits)


def sign(text: str) -> Atom:
    """An operator or a relation."""
    return Atom(Ink.SIGN, text)


def words(text: str) -> Atom:
    """Plain words inside a formula."""
    return Atom(Ink.WORDS, text)


def row(*parts: Box) -> Box:
    """Boxes side by side; one box is itself, and rows inside are opened."""
    flat: list[Box] = []
    for part in parts:
        flat += part.parts if isinstance(part, Row) else [part]
    return flat[0] if len(flat) == 1 else Row(tuple(flat))


def listed(parts: list[Box], by: Box = COMMA) -> Box:
    """Boxes with a comma, or another sign, between them."""
    return row(*(box for n, part in enumerate(parts) for box in ((by, part) if n else (part,))))


def breadth(box: Box) -> float:
    """About how wide the box is set, in letters of its font."""
    match box:
        case Atom(ink, text):
            if box in INVISIBLE:
                return 0.0
            spaced = ink is Ink.SIGN and text not in "()[]{}|,"
            return 1.8 if spaced else 0.55 * len(text)
        case Row(parts):
            return sum(map(breadth, parts))
        case Frac(above, below):
            return 0.3 + 1.1 * max(breadth(above), breadth(below))  # limits stand beside their sum there
        case Root(inside):
            return 0.9 + breadth(inside)
        case Scripts(base, below, above):
            return breadth(base) + 0.7 * max(breadth(b) if b else 0.0 for b in (below, above))
        case Limits(_, under, over):
            return max(1.8, 0.7 * breadth(under), 0.7 * breadth(over) if over else 0.0)
        case Fence(left, inside, right):
            return breadth(inside) + (0.75 if tall(inside) else 0.4) * (len(left) + len(right))
        case Table(rows):
            columns = zip(*rows, strict=False)
            return sum(max(map(breadth, column)) + 0.8 for column in columns)
    raise TypeError(f"not a box: {box!r}")


def tall(box: Box) -> bool:
    """It is higher than a line with indices and exponents: brackets round it grow."""
    match box:
        case Atom():
            return False
        case Row(parts):
            return any(map(tall, parts))
        case Scripts(base, _, above):
            return tall(base) or (above is not None and tall(above))
        case Fence(_, inside, _):
            return tall(inside)
    return True
