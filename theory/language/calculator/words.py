"""Words: functions at their arguments, and names."""

from ..applied import call_of
from ..cursor import Cursor
from ..errors import fail
from ..functions import SIGNATURES, SYNTAX
from ..limits import MOST_PRIMES
from ..tokens import Kind, Token
from ..tree import Node, Number, Pow
from ..write_calculator import calculator
from .brackets import arguments, starts_operand
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
    """f(x), f x, f'(x), f^2(x) where the word names a function; None where it does not."""
    primes = 0
    while cursor.is_sign("'", ahead=1 + primes):
        primes += 1
    applied = cursor.is_sign("(", ahead=1 + primes)
    name = cursor.names.function(token.text, applied)
    if name is None:
        return _logarithm(cursor, token) if token.text.startswith("log_") else None
    if primes > MOST_PRIMES:
        raise fail(f"more than {MOST_PRIMES} primes", token.at, token.text, expected="diff(f, x, n)")
    if not primes and cursor.is_sign("^", ahead=1):
        return _power_of_function(cursor, token, name)
    cursor.at += 1 + primes
    args = arguments(cursor, ")") if cursor.accept("(") else [_bare(cursor, token, name, primes)]
    return call_of(name, args, primes, token.at, token.text)


def _power_of_function(cursor: Cursor, token: Token, name: str) -> Node:
    """sin^2(x) and sin^2 x are (sin(x))^2; sin^-1(x) is refused."""
    cursor.at += 2
    function = token.text
    if cursor.is_sign("-") or cursor.is_sign("("):
        circular = function in ("sin", "cos", "tan", "sinh", "cosh", "tanh")
        readings = (f"a{function}(x)", f"1/{function}(x)") if circular else ()
        message = f"a power of the function {function} without argument"
        raise fail(message, token.at, function, f"{function}(x)^n", readings)
    exponent = cursor.take()
    if exponent.kind is not Kind.NUMBER or exponent.value.denominator != 1 or not starts_operand(cursor):
        message = f"a power of the function {function} without argument"
        raise fail(message, token.at, function, expected=f"{function}(x)^n")
    args = arguments(cursor, ")") if cursor.accept("(") else [_bare(cursor, token, name)]
    return Pow(call_of(name, args, 0, token.at, function), Number(exponent.value, exponent.at), token.at)


def _logarithm(cursor: Cursor, token: Token) -> Node | None:
    """log_3(x)."""
    base = token.text.removeprefix("log_")
    if not base.isdecimal() and len(base) > 1:
        return None
    node = Number(token.value + int(base), token.at) if base.isdecimal() else cursor.names.meaning(base, token.at)
    if isinstance(node, list):
        return None
    cursor.at += 1
    args = arguments(cursor, ")") if cursor.accept("(") else [_bare(cursor, token, "ln")]
    return call_of("log_base", [node, *args], 0, token.at, token.text)


def _bare(cursor: Cursor, token: Token, name: str, primes: int = 0) -> Node:
    """The one factor that a function without brackets is applied to."""
    signature = SIGNATURES.get(name)
    shown = token.text + "'" * primes
    if signature is not None and signature.most != 1:
        raise fail(f"the function {token.text} has no argument", token.at, token.text, expected=f"{shown}(...)")
    if cursor.is_sign("-", "+") and cursor.peek().kind is not Kind.END:
        raise cursor.unexpected(f"a bracket after {shown}")
    if not starts_operand(cursor):
        raise fail(f"the function {token.text} has no argument", token.at, token.text, expected=f"{shown}(x)")
    argument = cursor.read.factor(cursor)
    _check_alone(cursor, shown, argument)
    return argument


def _check_alone(cursor: Cursor, shown: str, argument: Node) -> None:
    """Raises ReadError for `ln x y`, `sin 2x` and `ln x/y`, where the argument could go on."""
    here = cursor.here
    sign = here.text if cursor.is_sign("*", "/") else ""
    following = cursor.peek() if sign else here
    if following.kind is Kind.WORD and cursor.names.function(following.text, True) and sign != "/":
        return  # ln x cos y
    if not sign and not starts_operand(cursor):
        return
    inner = calculator(argument)
    readings = (f"{shown}({inner}){sign or '*'}...", f"{shown}({inner}{sign or '*'}...)")
    raise fail(f"{shown} without brackets before several factors", here.at, here.text, readings=readings)
