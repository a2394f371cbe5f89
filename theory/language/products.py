"""Products without a sign between the factors, and the texts among them that could mean something else."""

import re
from typing import TypeGuard

from .cursor import Cursor
from .errors import ReadError, fail
from .functions import GREEK
from .names import DECORATIONS
from .tokens import Kind, Token
from .tree import Div, Entry, Mul, Name, Node, Number, Pow
from .write_calculator import calculator

UNAPPLIED = ("f", "g", "h")  # letters that in front of a bracket are rather functions
MARKS = ("bb", "cal", "scr", "frak")  # alphabets of operators, as in E[x] and L(w)
BASE = re.compile(r"[A-Za-z]+")


def product_of(factors: list[Node]) -> Node:
    """The product of one or more factors."""
    return Mul(tuple(factors), factors[0].at) if len(factors) > 1 else factors[0]


def _may_be_applied(cursor: Cursor, last: Node) -> TypeGuard[Name]:
    """Whether an undeclared name stands in front of a bracket here."""
    closed = cursor.found[cursor.at - 1].text in (")", "]")  # (a)(b)
    bare = isinstance(last, Name) and not closed and not cursor.names.known(last.name)
    return bare and cursor.is_sign("(", "[")


def right_factor(cursor: Cursor, last: Node) -> Node:
    """The factor behind a factor. Raises ReadError where the latter may be a function: f(x), Var(x), p(x), L'(w)."""
    if isinstance(last, Pow):
        last = last.base  # f^2(x)
    if not _may_be_applied(cursor, last):
        return cursor.read.factor(cursor)
    base = BASE.match(last.name)
    letters = base[0] if base else ""
    several = len(letters) > 1 and letters not in GREEK and letters not in DECORATIONS
    if letters in MARKS or "'" in last.name or several or last.name in UNAPPLIED or _holds_comma(cursor):
        raise _unapplied(last)
    right = cursor.read.factor(cursor)
    if isinstance(right, (Name, Entry, Number)):  # nobody writes brackets around such a factor
        raise _unapplied(last)
    return right


def _unapplied(last: Name) -> ReadError:
    readings = (f"{last.name}*(...)", f"a function {last.name}, which is not declared")
    return fail(f"{last.name} in front of a bracket", last.at, last.name, readings=readings)


def _holds_comma(cursor: Cursor) -> bool:
    """Whether a comma, or one bar as in p(y|x), stands in the brackets here."""
    depth = bars = 0
    for token in cursor.found[cursor.at :]:
        if token.kind is not Kind.SIGN:
            continue
        depth += (token.text in "([{") - (token.text in ")]}")
        bars += depth == 1 and token.text == "|"
        if depth <= 0:
            break
        if depth == 1 and token.text == ",":
            return True
    return bars == 1


def check_divided(factors: list[Node], right: Node, token: Token) -> None:
    """Raises ReadError for a/b c: the last factor is a quotient, written with / and not in brackets."""
    *before, last = factors
    if not isinstance(last, Div):
        return
    one, other = Mul((product_of([*before, last]), right)), Div(last.top, Mul((last.bottom, right)))
    readings = (calculator(one), calculator(other))
    raise fail("a quotient followed by a factor without sign", token.at, token.text, readings=readings)
