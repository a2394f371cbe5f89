"""Functions at their arguments, in brackets or not: \\sin x, \\sin^2 x, \\log_{10} x, \\max(a, b), \\sqrt[3]{x}."""

from ..applied import call_of
from ..cursor import Cursor
from ..errors import fail
from ..functions import SIGNATURES
from ..tokens import Token, value_of
from ..tree import Call, Mul, Node, Number, Pow
from ..write_calculator import calculator
from .commands import BRACKETS, WORDS, is_function, starts_operand
from .groups import argument, arguments, script

TWO, TEN = Number(value_of("2")), Number(value_of("10"))


def function(cursor: Cursor, name: str, token: Token) -> Node:
    """The function that a command names, with its base, primes and power, at its arguments."""
    word = token.text if token.text not in WORDS else name
    base: Node | None = None
    power: Node | None = None
    primes = 0
    while True:
        if cursor.is_sign("_") and name in ("ln", "max", "min"):
            if name != "ln":
                raise fail(f"\\{word} over a range", cursor.here.at, "_", expected=f"\\{word}(a, b)")
            cursor.take()
            found = script(cursor, "_")
            if isinstance(found, str):
                raise fail("the base of the logarithm", token.at, f"\\{word}", expected="\\log_{2}(x)")
            base = found
        elif cursor.is_sign("'"):
            cursor.take()
            primes += 1
        elif cursor.is_sign("^") and power is None:
            cursor.take()
            power = _power(cursor, word, token)
        else:
            break
    args = _arguments(cursor, name, token)
    if base in (TWO, TEN):
        node = call_of("log10" if base == TEN else "log2", args, primes, token.at, word)
    elif base is not None:
        node = call_of("log_base", [base, *args], 0, token.at, word)
    else:
        node = call_of(name, args, primes, token.at, word)
    return node if power is None else Pow(node, power, token.at)


def _power(cursor: Cursor, word: str, token: Token) -> Node:
    found = script(cursor, "^")
    if isinstance(found, Number) and found.value.denominator == 1:
        return found
    readings = (f"\\arc{word}(x)", f"1/\\{word}(x)") if word in ("sin", "cos", "tan") else ()
    raise fail(f"a power of \\{word} without argument", token.at, word, f"(\\{word} x)^n", readings)


def _arguments(cursor: Cursor, name: str, token: Token) -> list[Node]:
    several = SIGNATURES[name].most != 1
    if cursor.is_sign("(", "["):
        return arguments(cursor, BRACKETS[cursor.take().text])
    if cursor.is_command("{") and several:
        cursor.take()
        return arguments(cursor, "}")
    if several:
        raise cursor.unexpected(f"a bracket with the arguments of {name}")
    return [_bare(cursor, f"\\{token.text if token.text not in WORDS else name}")]


def _bare(cursor: Cursor, word: str) -> Node:
    """\\sin x, \\sin 2x: one factor, or a number and one factor; more of them need a bracket."""
    if cursor.is_sign("-", "+"):
        raise cursor.unexpected(f"a bracket after {word}")
    found = cursor.read.factor(cursor)
    if isinstance(found, Number) and starts_operand(cursor) and not cursor.is_sign("(", "|"):
        found = Mul((found, cursor.read.factor(cursor)), found.at)
    following = cursor.here
    if cursor.is_sign("/"):
        inner = calculator(found)
        readings = (f"{word}({inner})/...", f"{word}({inner}/...)")
        raise fail(f"{word} without brackets before a quotient", following.at, "/", readings=readings)
    if starts_operand(cursor) and not is_function(following) and not cursor.is_command(*WORDS, "frac", "sum"):
        inner = calculator(found)
        message = f"{word} without brackets before several factors"
        readings = (f"{word}({inner} ...)", f"{word}({inner}) ...")
        raise fail(message, following.at, following.text, readings=readings)
    return found


def sqrt(cursor: Cursor, token: Token) -> Node:
    """\\sqrt{x} and \\sqrt[n]{x}."""
    order: Node = TWO
    if cursor.accept("["):
        order = cursor.read.expression(cursor)
        cursor.expect("]", "to close the order of the root")
    inner = argument(cursor, "what the root is of")
    return Call("sqrt", (inner,), 0, token.at) if order == TWO else Call("root", (inner, order), 0, token.at)


def binom(cursor: Cursor, token: Token) -> Node:
    """\\binom{n}{k}."""
    return Call("binomial", (argument(cursor, "n"), argument(cursor, "k")), 0, token.at)
