"""Words: functions at their arguments, and names."""

from ..applied import call_of
from ..cursor import Cursor
from ..errors import fail
from ..functions import SYNTAX
from ..limits import MOST_PRIMES
from ..tokens import Kind, Token
from ..tree import Node, Number, Pow
from .brackets import arguments
from .forms import FORMS


def word(cursor: Cursor) -> Node:
    """A function at its arguments, a name, or the first of the letters that a run is a product of."""
    token, names = cursor.here, cursor.names
    if not names.known(token.text):
        if token.text in SYNTAX and cursor.is_sign("(", ahead=1):
            cursor.take()
            return FORMS[token.text](cursor, token)
        if (made := _call(cursor, token)) is not None:
            return made
    elif names.function(token.text, True) and (made := _call(cursor, token)) is not None:
        return made
    meaning = names.meaning(token.text, token.at)
    if isinstance(meaning, list):
        places = range(token.at, token.at + len(meaning))
        cursor.replace(*(Token(Kind.WORD, w, p, False) for w, p in zip(meaning, places, strict=True)))
        return word(cursor)
    cursor.take()
    return meaning


def _call(cursor: Cursor, token: Token) -> Node | None:
    """f(x), f'(x), f^2(x) where the word names a function; None where it does not."""
    primes = 0
    while cursor.is_sign("'", ahead=1 + primes):
        primes += 1
    applied = cursor.is_sign("(", ahead=1 + primes)
    name = cursor.names.function(token.text, applied)
    if name is None:
        return _logarithm(cursor, token) if token.text.startswith("log_") and applied else None
    if primes > MOST_PRIMES:
        raise fail(f"more than {MOST_PRIMES} primes", token.at, token.text)
    if not primes and cursor.is_sign("^", ahead=1):
        return _power_of_function(cursor, token, name)
    if not applied:
        raise fail(f"the function {token.text} has no argument", token.at, token.text, expected=f"{token.text}(x)")
    cursor.at += 2 + primes
    return call_of(name, arguments(cursor, ")"), primes, token.at, token.text)


def _power_of_function(cursor: Cursor, token: Token, name: str) -> Node:
    """sin^2(x) is (sin(x))^2; sin^-1(x) is refused."""
    cursor.take()
    cursor.take()
    function = token.text
    if cursor.is_sign("-") or cursor.is_sign("("):
        circular = function in ("sin", "cos", "tan", "sinh", "cosh", "tanh")
        readings = (f"a{function}(x)", f"1/{function}(x)") if circular else ()
        message = f"a power of the function {function} without argument"
        raise fail(message, token.at, function, f"{function}(x)^n", readings)
    exponent = cursor.take()
    if exponent.kind is not Kind.NUMBER or exponent.value.denominator != 1 or not cursor.is_sign("("):
        message = f"a power of the function {function} without argument"
        raise fail(message, token.at, function, expected=f"{function}(x)^n")
    cursor.take()
    inner = call_of(name, arguments(cursor, ")"), 0, token.at, function)
    return Pow(inner, Number(exponent.value, exponent.at), token.at)


def _logarithm(cursor: Cursor, token: Token) -> Node | None:
    """log_3(x)."""
    base = token.text.removeprefix("log_")
    if not base.isdecimal() and len(base) > 1:
        return None
    node = Number(token.value + int(base), token.at) if base.isdecimal() else cursor.names.meaning(base, token.at)
    if isinstance(node, list):
        return None
    cursor.at += 2
    return call_of("log_base", [node, *arguments(cursor, ")")], 0, token.at, token.text)
