"""Values as students read them: short fractions as they are, everything else to six significant digits with a ≈."""

import re
from decimal import Decimal
from fractions import Fraction

DIGITS, MOST_DIGITS = 6, 15
LONGEST = 12  # characters of a number that is shown exactly
BALL = re.compile(r"\[(?:(?P<middle>-?[\d.]+(?:e[+-]?\d+)?) )?\+/- (?:[\d.]+(?:e[+-]?\d+)?)\]")
SINGLE = re.compile(r"\[\[([^\[\],]*|\[[^\[\],]*\])\]\]")  # a matrix of one entry is a number
RATIONAL = re.compile(r"(?<![\w.])-?\d+(?:/\d+)?(?![\w./])")
DECIMAL = re.compile(r"(?<![\w.≈])-?\d+\.\d+(?:e[+-]?\d+)?(?![\w.])")


def plainly(text: str, digits: int = DIGITS) -> str:
    """A value, or a grid of them, without enclosures: `[0.333333333333333 +/- 3.34e-16]` is ≈ 0.333333."""
    text = SINGLE.sub(r"\1", text)
    balls = BALL.sub(lambda m: "≈ 0" if m["middle"] is None else f"≈ {_digits(m['middle'], digits)}", text)
    rational = RATIONAL.sub(lambda m: _rational(m, digits), balls)
    return DECIMAL.sub(lambda m: _decimal(m[0], digits), rational)


def apart(one: str, other: str) -> tuple[str, str]:
    """Two different values, with as many digits as it takes to see that."""
    short = plainly(one), plainly(other)
    return short if short[0] != short[1] else (plainly(one, MOST_DIGITS), plainly(other, MOST_DIGITS))


def _rational(match: re.Match, digits: int) -> str:
    text = match[0]
    if len(text) <= LONGEST or match.string[max(0, match.start() - 2) : match.start()] == "≈ ":
        return text
    value = Fraction(text)
    return f"≈ {_digits(str(Decimal(value.numerator) / Decimal(value.denominator)), digits)}"


def _decimal(text: str, digits: int) -> str:
    """A decimal that is exact where it is short."""
    short = _digits(text, digits)
    return short if Decimal(short) == Decimal(text) else f"≈ {short}"


def _digits(text: str, digits: int) -> str:
    mantissa, exponent, power = f"{Decimal(text):.{digits}g}".lower().partition("e")
    mantissa = mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa
    return mantissa + (f"e{int(power)}" if exponent else "")
