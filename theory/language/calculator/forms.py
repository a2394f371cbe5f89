"""Words with arguments of their own kind: sum, product, diff, partial, cases."""

from collections.abc import Callable

from ..applied import cases_of, counted, derivative_of, whole_number
from ..cursor import Cursor
from ..errors import fail
from ..limits import MOST_ORDER
from ..tokens import Kind, Token
from ..tree import Name, Node, PartialName, Product, Sum
from .brackets import arguments


def _sum(cursor: Cursor, token: Token) -> Node:
    return _binder(cursor, token, Sum)


def _product(cursor: Cursor, token: Token) -> Node:
    return _binder(cursor, token, Product)


def _binder(cursor: Cursor, token: Token, made: type) -> Node:
    form = f"{token.text}(term, k, from, to)"
    cursor.take()
    index = _second_argument(cursor)
    if index is None:
        raise fail(f"{token.text} has no index", token.at, token.text, expected=form)

    saved, cursor.bars = cursor.bars, []
    cursor.names.bound.append(index)
    body = cursor.read.expression(cursor)
    cursor.names.bound.pop()
    cursor.expect(",", f"in {form}")
    cursor.take()
    cursor.expect(",", f"in {form}")
    low = cursor.read.expression(cursor)
    cursor.expect(",", f"in {form}")
    high = cursor.read.expression(cursor)
    cursor.expect(")", f"to close {form}")
    cursor.bars = saved
    return made(body, index, low, high, token.at)


def _second_argument(cursor: Cursor) -> str | None:
    """The index of a sum, which stands behind the term that it is bound in."""
    depth = 0
    for place in range(cursor.at, len(cursor.found)):
        token = cursor.found[place]
        if token.kind is not Kind.SIGN:
            continue
        depth += (token.text in "([") - (token.text in ")]")
        if depth < 0:
            return None
        if token.text == "," and depth == 0:
            word, comma = cursor.peek(place + 1 - cursor.at), cursor.peek(place + 2 - cursor.at)
            plain = word.kind is Kind.WORD and comma.kind is Kind.SIGN and comma.text == ","
            return word.text if plain else None
    return None


def _diff(cursor: Cursor, token: Token) -> Node:
    cursor.take()
    parts = arguments(cursor, ")")
    if not 2 <= len(parts) <= 3:
        raise fail(f"diff with {counted(len(parts))}", token.at, "diff", expected="diff(f, x) or diff(f, x, n)")
    order = 1
    if len(parts) == 3:
        order = whole_number(parts[2], 1, MOST_ORDER, "the order of a derivative")
    return derivative_of(parts[0], parts[1], order, token.at)


def _partial(cursor: Cursor, token: Token) -> Node:
    cursor.take()
    match arguments(cursor, ")"):
        case [Name(of), Name(by)]:
            return PartialName(of, by, token.at)
    raise fail("partial takes two names", token.at, "partial", expected="partial(L, w)")


def _cases(cursor: Cursor, token: Token) -> Node:
    cursor.take()

    saved, cursor.bars = cursor.bars, []
    parts = [cursor.comparison()]
    while cursor.accept(","):
        parts.append(cursor.comparison())
    cursor.expect(")", "to close cases(value, condition, ..., otherwise)")
    cursor.bars = saved
    return cases_of(parts, token.at)


FORMS: dict[str, Callable[[Cursor, Token], Node]] = {
    "sum": _sum,
    "product": _product,
    "diff": _diff,
    "partial": _partial,
    "cases": _cases,
}
