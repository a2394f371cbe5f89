"""What names stand for: `x: real`, `p: real in (0,1]`, `A: matrix(m, n)`, and the scope that they make together.

Names in shapes are sizes, positive integers. What is not declared is a real number, or refused, as the scope says.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from .errors import ReadError, fail
from .functions import GREEK, SYNTAX, canonical

Size = int | str
NAME = re.compile(r"[A-Za-z]+(?:_[A-Za-z0-9]+)?(?:\^\{\([A-Za-z0-9+-]+\)\})?'*")
LETTERS_AND_NUMBER = re.compile(r"([A-Za-z]+)(\d+)((?:\^\{.*)?)")


class Domain(Enum):
    """The numbers that a scalar runs through."""

    REAL = "real"
    COMPLEX = "complex"
    INTEGER = "integer"
    NATURAL = "natural"  # 0, 1, 2, ...
    SIZE = "size"  # 1, 2, ...


class Undeclared(Enum):
    """What becomes of a name that is not declared."""

    REAL = "real"
    REFUSE = "refuse"


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Real numbers between two ends; an end that is None is infinite."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = True
    high_open: bool = True

    def __contains__(self, value: Fraction) -> bool:
        above = self.low is None or value > self.low or (value == self.low and not self.low_open)
        return above and (self.high is None or value < self.high or (value == self.high and not self.high_open))

    def __str__(self) -> str:
        low = "-inf" if self.low is None else str(self.low)
        high = "inf" if self.high is None else str(self.high)
        return f"{'(' if self.low_open else '['}{low}, {high}{')' if self.high_open else ']'}"


@dataclass(frozen=True, kw_only=True)
class Scalar:
    """A number."""

    domain: Domain = Domain.REAL
    interval: Interval = field(default_factory=Interval)

    def __str__(self) -> str:
        unbounded = self.interval.low is None and self.interval.high is None
        return self.domain.value if unbounded else f"{self.domain.value} in {self.interval}"


@dataclass(frozen=True, kw_only=True)
class Vector:
    """A real column with `length` entries."""

    length: Size

    def __str__(self) -> str:
        return f"vector({self.length})"


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """A real matrix."""

    rows: Size
    columns: Size

    def __str__(self) -> str:
        return f"matrix({self.rows}, {self.columns})"


@dataclass(frozen=True, kw_only=True)
class Activation:
    """An arbitrary twice differentiable function of one real number."""

    def __str__(self) -> str:
        return "activation"


@dataclass(frozen=True, kw_only=True)
class ImaginaryUnit:
    """The square root of -1."""

    def __str__(self) -> str:
        return "imaginary"


@dataclass(frozen=True, kw_only=True)
class Index:
    """A place along an axis: a whole number from 1 to `length`. Inferred, never declared."""

    length: Size

    def __str__(self) -> str:
        return f"index 1..{self.length}"


Type = Scalar | Vector | Matrix | Activation | ImaginaryUnit | Index


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Names with what they stand for, and how texts are read."""

    types: Mapping[str, Type] = field(default_factory=dict)
    undeclared: Undeclared = Undeclared.REAL
    implicit_multiplication: bool = True

    def type_of(self, name: str) -> Type | None:
        """The declared type, or None."""
        return self.types.get(name)

    @property
    def has_arrays(self) -> bool:
        """Whether vectors or matrices are declared."""
        return any(isinstance(t, (Vector, Matrix)) for t in self.types.values())

    @property
    def is_complex(self) -> bool:
        """Whether complex numbers may occur."""
        return any(
            isinstance(t, ImaginaryUnit) or (isinstance(t, Scalar) and t.domain is Domain.COMPLEX)
            for t in self.types.values()
        )


def standard_name(name: str) -> str:
    """x1 is x_1: a number right after letters is a subscript."""
    match = LETTERS_AND_NUMBER.fullmatch(name)
    return f"{match[1]}_{match[2]}{match[3]}" if match else name


def declared(
    let: Mapping[str, str] | Iterable[str] | None = None,
    *,
    undeclared: Undeclared = Undeclared.REAL,
    implicit_multiplication: bool = True,
) -> Scope:
    """The scope of declarations `{"x": "real"}` or `["x: real"]`. Raises ReadError with the declaration in it."""
    if isinstance(let, str):
        let = [let]
    pairs = let.items() if isinstance(let, Mapping) else [_halves(line) for line in let or ()]
    types: dict[str, Type] = {}
    for name, text in pairs:
        plain = _checked_name(str(name))
        if plain in types:
            raise fail(f"{plain!r} is declared twice")
        types[plain] = read_type(str(text), plain)
    for declared_type in list(types.values()):
        for size in _sizes(declared_type):
            if isinstance(size, str):
                _add_size(types, size)
    return Scope(types=types, undeclared=undeclared, implicit_multiplication=implicit_multiplication)


def _add_size(types: dict[str, Type], size: str) -> None:
    known = types.get(size)
    if known is None:
        types[size] = Scalar(domain=Domain.SIZE)
    elif isinstance(known, Scalar) and known.domain in (Domain.NATURAL, Domain.INTEGER, Domain.SIZE):
        types[size] = Scalar(domain=Domain.SIZE, interval=known.interval)
    else:
        raise fail(f"{size!r} is a size in a shape and is declared as {known}", expected="a positive integer there")


def _sizes(t: Type) -> tuple[Size, ...]:
    match t:
        case Vector(length=length):
            return (length,)
        case Matrix(rows=rows, columns=columns):
            return (rows, columns)
    return ()


def _halves(line: str) -> tuple[str, str]:
    if not isinstance(line, str) or ":" not in line:
        raise fail(f"the declaration {line!r} cannot be read", expected="a name, a colon and a type, as in 'x: real'")
    name, _, text = line.partition(":")
    return name, text


def _checked_name(name: str) -> str:
    plain = standard_name(name.strip())
    if not NAME.fullmatch(plain):
        raise fail(f"{name.strip()[:40]!r} is not a name", expected="letters, perhaps with a subscript, as in w_in")
    if plain in SYNTAX or (canonical(plain) and len(plain) > 1 and plain not in GREEK and not _may_be_name(plain)):
        raise fail(f"{plain!r} is a function and cannot be declared")
    return plain


def _may_be_name(word: str) -> bool:
    return word in ("step", "choose", "trace")  # aliases that are ordinary words


TYPE = re.compile(r"\s*([a-z]+)\s*(?:\(([^()]*)\)|in\s*([\[(])([^,]*),([^\])]*)([\])]))?\s*")
SIMPLE = {
    "complex": Scalar(domain=Domain.COMPLEX),
    "natural": Scalar(domain=Domain.NATURAL),
    "size": Scalar(domain=Domain.SIZE),
    "activation": Activation(),
    "imaginary": ImaginaryUnit(),
}
TYPES = "real, complex, integer, natural, size, imaginary, activation, real in (0, 1], vector(d) or matrix(m, n)"


def read_type(text: str, name: str = "a name") -> Type:
    """The type that a text names. Raises ReadError."""
    if len(text) > 200:
        raise fail(f"the type of {name} is too long", expected=TYPES)
    match = TYPE.fullmatch(text)
    if match is None:
        raise fail(f"the type {text.strip()[:60]!r} of {name} cannot be read", expected=TYPES)
    word, shape, opening, low, high, closing = match.groups()
    if word in SIMPLE and shape is None and opening is None:
        return SIMPLE[word]
    if word in ("real", "integer") and shape is None:
        if opening is None:
            return Scalar(domain=Domain(word))
        return Scalar(domain=Domain(word), interval=_interval(opening, low, high, closing, name))
    if word in ("vector", "matrix") and shape is not None:
        sizes = tuple(_size(part, name) for part in shape.split(","))
        if word == "vector" and len(sizes) == 1:
            return Vector(length=sizes[0])
        if word == "matrix" and len(sizes) == 2:
            return Matrix(rows=sizes[0], columns=sizes[1])
    raise fail(f"the type {text.strip()[:60]!r} of {name} cannot be read", expected=TYPES)


def _size(text: str, name: str) -> Size:
    text = text.strip()
    if text.isascii() and text.isdecimal() and len(text) < 5 and int(text) > 0:
        return int(text)
    plain = standard_name(text)
    if NAME.fullmatch(plain) and not (canonical(plain) and plain not in GREEK):
        return plain
    raise fail(f"the size {text[:40]!r} of {name} cannot be read", expected="a positive integer or a name")


def _interval(opening: str, low: str, high: str, closing: str, name: str) -> Interval:
    ends = (_end(low, name), _end(high, name))
    interval = Interval(low=ends[0], high=ends[1], low_open=opening == "(", high_open=closing == ")")
    if (ends[0] is None and opening == "[") or (ends[1] is None and closing == "]"):
        raise fail(f"the range of {name} closes at infinity", expected="a round bracket there")
    if ends[0] is not None and ends[1] is not None and ends[0] not in interval and ends[1] not in interval:
        inside = (ends[0] + ends[1]) / 2
        if inside not in interval or ends[0] > ends[1]:
            raise fail(f"the range {interval} of {name} is empty")
    return interval


def _end(text: str, name: str) -> Fraction | None:
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    if text in ("inf", "-inf", "oo", "-oo", "+inf", "\N{INFINITY}", "-\N{INFINITY}"):
        return None
    if not re.fullmatch(r"-?\d{1,40}(?:\.\d{1,40}|/\d{1,40})?", text):
        raise fail(f"the end {text[:40]!r} of the range of {name} cannot be read", expected="a rational number or inf")
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise fail(f"the end {text!r} of the range of {name} divides by zero") from None


__all__ = ["Activation", "Domain", "ImaginaryUnit", "Interval", "Matrix", "ReadError", "Scalar", "Scope", "Type"]
__all__ += ["Undeclared", "Vector", "declared", "read_type", "standard_name"]
