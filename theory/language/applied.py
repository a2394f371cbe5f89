"""Functions, derivatives and cases put together from their parts, refused where these do not fit."""

from .errors import fail
from .functions import SIGNATURES
from .tree import Call, Cases, Compare, Derivative, Entry, Name, Node, Number


def call_of(name: str, args: list[Node], primes: int, at: int, word: str) -> Node:
    """A function at its arguments, as many as it takes."""
    signature = SIGNATURES.get(name)
    least, most = (1, 1) if signature is None else (signature.least, signature.most)
    if len(args) < least or (most is not None and len(args) > most):
        number = f"{least}" if least == most else f"at least {least}" if most is None else f"{least} or {most}"
        expected = f"{number} argument{'s' * (number != '1')}"
        if name == "ln" and len(args) == 2:
            expected += "; a base is written log_2(x)"
        raise fail(f"{word} of {counted(len(args))}", at, word, expected=expected)
    if primes and len(args) != 1:
        raise fail(f"a prime at {word}, a function of {len(args)} arguments", at, word, expected="diff(f, x)")
    if name == "softmax" and len(args) == 2:
        return Entry(Call(name, (args[0],), 0, at), (args[1],), at)
    if name == "norm" and len(args) == 2:
        whole_number(args[1], 1, 2, "the order of a norm")
    return Call(name, tuple(args), primes, at)


def derivative_of(body: Node, variable: Node, order: int, at: int) -> Node:
    """A derivative in a name or an entry."""
    if not isinstance(variable, (Name, Entry)):
        raise fail("a derivative in something that is no variable", variable.at, expected="a name or an entry")
    return Derivative(body, variable, order, at)


def cases_of(parts: list[Node], at: int) -> Cases:
    """cases(value, condition, ..., otherwise)."""
    otherwise = parts[-1] if len(parts) % 2 else None
    values, conditions = parts[: len(parts) // 2 * 2 : 2], parts[1 : len(parts) // 2 * 2 : 2]
    if not values:
        raise fail("cases without a condition", at, "cases", expected="cases(value, condition, ..., otherwise)")
    for condition in conditions:
        if not isinstance(condition, Compare):
            raise fail("a case without a comparison", condition.at, expected="a condition such as x > 0")
    for value in (*values, *([] if otherwise is None else [otherwise])):
        if isinstance(value, Compare):
            raise fail("a comparison where a value should be", value.at, expected="a value")
    return Cases(tuple(values), tuple(conditions), otherwise, at)  # type: ignore[arg-type]


def whole_number(node: Node, least: int, most: int, what: str) -> int:
    """The value of a literal whole number. Raises ReadError."""
    if isinstance(node, Number) and node.value.denominator == 1 and least <= node.value <= most:
        return int(node.value)
    raise fail(f"{what} is not a whole number from {least} to {most}", node.at, expected=f"{least} to {most}")


def counted(arguments: int) -> str:
    """1 argument, 2 arguments."""
    return f"{arguments} argument{'s' * (arguments != 1)}"
