"""Tokens: what both front ends make of a text before they read it."""

from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from .errors import fail
from .limits import MOST_DIGITS


class Kind(Enum):
    """What a token is."""

    NUMBER = "number"
    WORD = "word"  # in LaTeX one letter
    COMMAND = "command"  # of LaTeX, without its backslash
    SIGN = "sign"
    END = "end"


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is canonical; `at` counts from 0; `spaced`: whether blank space stands before it; `value` of a number."""

    kind: Kind
    text: str
    at: int
    spaced: bool = False
    value: Fraction = Fraction(0)


def value_of(digits: str) -> Fraction:
    """The value of digits, perhaps with a decimal point."""
    whole, _, part = digits.partition(".")
    return Fraction(int((whole + part) or "0"), 10 ** len(part))


def check_digits(text: str, at: int) -> None:
    """Raises ReadError for a number that is too long to be one."""
    digits = sum(c.isdigit() for c in text)
    if digits > MOST_DIGITS:
        raise fail(f"a number with {digits} digits; at most {MOST_DIGITS} are read", at, text[:12] + "...")
