"""Fractions, and those of differentials: \\frac{d}{dx}, \\frac{\\partial L}{\\partial w}, \\partial L / \\partial w."""

from ..applied import derivative_of
from ..cursor import Cursor
from ..errors import fail
from ..limits import MOST_ORDER
from ..tokens import Kind, Token
from ..tree import Add, Div, Mul, Name, Node, Number, PartialName
from .commands import WORDS, is_greek, starts_operand
from .groups import argument, script
from .names import name

MARKED = ("bold", *WORDS, "hat", "tilde", "mathcal")  # commands before the letter of a name


def fraction(cursor: Cursor, token: Token) -> Node:
    """\\frac{a}{b}, unless it is a derivative."""
    saved = cursor.at
    if (made := _derivative(cursor, token)) is not None:
        return made
    cursor.at = saved
    top = argument(cursor, "the numerator")
    bottom = argument(cursor, "the denominator")
    if isinstance(bottom, Mul) and _begins_with_d(cursor, bottom) and _begins_with_d(cursor, top):
        message = "a derivative with its formula in the numerator"
        raise fail(message, token.at, "\\frac", expected=r"\frac{d}{dx}(formula), or d declared as a number")
    return Div(top, bottom, token.at)


def _begins_with_d(cursor: Cursor, node: Node) -> bool:
    first = node.factors[0] if isinstance(node, Mul) else node.terms[0] if isinstance(node, Add) else node
    first = first.factors[0] if isinstance(first, Mul) else first
    return first == Name("d") and not cursor.names.known("d")


def _differential(cursor: Cursor) -> bool:
    """Takes a d or \\partial that begins a differential."""
    if cursor.is_command("partial"):
        cursor.take()
        return True
    if cursor.is_command(*WORDS) and cursor.is_sign("{", ahead=1) and cursor.peek(2).text == "d":
        cursor.at += 4
        return True
    if cursor.here.kind is Kind.WORD and cursor.here.text == "d" and not cursor.names.known("d"):
        cursor.take()
        return True
    return False


def _derivative(cursor: Cursor, token: Token) -> Node | None:
    """The derivative that a fraction of differentials is; None where it is another fraction."""
    if not cursor.accept("{") or not _differential(cursor):
        return None
    order = 1
    if cursor.accept("^"):
        found = script(cursor, "^")
        if not isinstance(found, Number) or found.value.denominator != 1 or not 1 <= found.value <= MOST_ORDER:
            return None
        order = int(found.value)
    of = None
    if not cursor.is_sign("}"):
        if not _name_ahead(cursor):
            return None
        of = cursor.read.primary(cursor)
    if not cursor.accept("}") or not cursor.accept("{") or not _differential(cursor) or not _name_ahead(cursor):
        return None
    by = _variable(cursor)
    if order > 1:
        power = script(cursor, "^") if cursor.accept("^") else None
        if not isinstance(power, Number) or power.value != order:
            expected = rf"\frac{{d^{order}}}{{dx^{order}}}"
            raise fail("the orders of this derivative do not agree", token.at, "\\frac", expected=expected)
    if not cursor.accept("}"):
        return None
    if of is None:
        return _of_what_follows(cursor, by, order, token)
    if isinstance(of, Name) and isinstance(by, Name) and order == 1 and of != by:
        return PartialName(of.name, by.name, token.at)
    expected = r"\frac{\partial L}{\partial w} of two names, or \frac{\partial^2}{\partial x^2}(formula)"
    raise fail("a derivative of a name", token.at, "\\frac", expected=expected)


def _name_ahead(cursor: Cursor) -> bool:
    return cursor.here.kind is Kind.WORD or is_greek(cursor.here) or cursor.is_command(*MARKED, "ell")


def _variable(cursor: Cursor) -> Node:
    """A name or an entry, whose power is the order and not a power."""
    if cursor.is_command(*MARKED):
        return cursor.read.primary(cursor)
    token = cursor.take()
    return name(cursor, token.text, token)


def _of_what_follows(cursor: Cursor, by: Node, order: int, token: Token) -> Node:
    """d/dx in front of a bracket, a function or a power: of that factor alone, if nothing else follows."""
    body = cursor.read.factor(cursor)
    if starts_operand(cursor) or cursor.is_command("cdot", "odot") or cursor.is_sign("*", "/"):
        raise fail("a derivative in front of several factors", token.at, "\\frac", expected="a bracket around them")
    return derivative_of(body, by, order, token.at)


def partial(cursor: Cursor, token: Token) -> Node:
    """\\partial L / \\partial w."""
    if _name_ahead(cursor):
        of = cursor.read.primary(cursor)
        if cursor.accept("/") and cursor.is_command("partial"):
            cursor.take()
            by = _variable(cursor)
            if isinstance(of, Name) and isinstance(by, Name):
                return PartialName(of.name, by.name, token.at)
    raise fail("a \\partial alone", token.at, "\\partial", expected=r"\frac{\partial L}{\partial w}")
