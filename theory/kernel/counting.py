"""Numbers that count, by their recurrences: factorials, binomial coefficients, Stirling numbers of the second kind."""

from collections.abc import Callable
from functools import cache
from math import comb, factorial

from flint import fmpq

LARGEST = 400  # argument; beyond it nothing is counted


def _factorial(n: int) -> int:
    if n < 0:
        raise ZeroDivisionError
    return factorial(n)


def _binomial(n: int, k: int) -> int:
    """n (n-1) ... (n-k+1) / k!, so also for negative n; 0 for negative k."""
    if k < 0:
        return 0
    return comb(n, k) if n >= 0 else (-1) ** k * comb(k - n - 1, k)


@cache
def _second_kind(n: int, k: int) -> int:
    """Partitions of n things into k classes: S(n, k) = k S(n-1, k) + S(n-1, k-1)."""
    if n == 0 or k <= 0:
        return int(n == k)
    return k * _second_kind(n - 1, k) + _second_kind(n - 1, k - 1)


COUNTED: dict[str, Callable[[int, int], int] | Callable[[int], int]] = {
    "factorial": _factorial,
    "binomial": _binomial,
    "stirling": _second_kind,
}


def counted(name: str, *arguments: int) -> fmpq:
    """A counting number. Raises ValueError for large arguments, ZeroDivisionError where it is undefined."""
    if any(abs(a) > LARGEST for a in arguments):
        raise ValueError(f"{name} of more than {LARGEST}")
    if name == "stirling" and arguments[0] < 0:
        raise ZeroDivisionError
    return fmpq(COUNTED[name](*arguments))
