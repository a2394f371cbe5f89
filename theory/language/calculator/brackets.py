"""Brackets, bars and matrices in calculator text."""

from ..cursor import Cursor
from ..errors import fail
from ..limits import MOST_SIDE
from ..tokens import Kind, Token
from ..tree import Call, Node, Rows


def bracketed(cursor: Cursor) -> Node:
    """(formula), whose opening bracket is taken."""

    def read(cursor: Cursor) -> Node:
        inner = cursor.expression()
        cursor.no_comparison(")")
        cursor.expect(")", "to close the bracket")
        return inner

    return cursor.inside(read)


def arguments(cursor: Cursor, closing: str) -> list[Node]:
    """Formulas up to the closing bracket, whose opening one is taken."""

    def read(cursor: Cursor) -> list[Node]:
        parts = [cursor.expression()]
        while cursor.accept(","):
            parts.append(cursor.expression())
        if cursor.is_sign(";"):
            raise fail("';' does not separate arguments", cursor.here.at, ";", expected="','")
        cursor.expect(closing, "to close the bracket, or ','")
        return parts

    return cursor.inside(read)


def rows(cursor: Cursor) -> Node:
    """[[a, b], [c, d]]."""
    at = cursor.take().at
    if not cursor.is_sign("["):
        raise cursor.unexpected("'[': a matrix is written [[a, b], [c, d]]")
    found: list[tuple[Node, ...]] = []
    while True:
        cursor.expect("[", "to begin a row")
        found.append(tuple(arguments(cursor, "]")))
        if len(found[-1]) != len(found[0]):
            raise fail(f"a row of {len(found[-1])} entries after one of {len(found[0])}", at, "[")
        if len(found) > MOST_SIDE or len(found[0]) > MOST_SIDE:
            raise fail(f"a matrix with more than {MOST_SIDE} rows or columns", at, "[")
        if not cursor.accept(","):
            break
    cursor.expect("]", "to close the matrix")
    return Rows(tuple(found), at)


def bars(cursor: Cursor) -> Node:
    """|x| and ||x||."""
    opening = cursor.take()
    cursor.bars.append(opening.text)
    inner = cursor.expression()
    if cursor.is_sign("||") and opening.text == "|":  # |x||y|
        at = cursor.here.at
        cursor.replace(Token(Kind.SIGN, "|", at), Token(Kind.SIGN, "|", at + 1))
    cursor.expect(opening.text, "to close the bars")
    cursor.bars.pop()
    return Call("abs" if opening.text == "|" else "norm", (inner,), 0, opening.at)


def check_paired(cursor: Cursor) -> None:
    """Raises ReadError where a factor stands between bars of which either pair could belong together."""
    before = cursor.found[cursor.at - 1]
    closes = before.kind is Kind.SIGN and before.text in ("|", "||")
    if closes and not cursor.is_sign("|", "||") and _bar_follows(cursor):
        here = cursor.here
        raise fail("these bars can be paired in two ways", here.at, here.text, expected="abs(...)")


def _bar_follows(cursor: Cursor) -> bool:
    depth = 0
    for token in cursor.found[cursor.at :]:
        if token.kind is not Kind.SIGN:
            continue
        depth += (token.text in "([") - (token.text in ")]")
        if depth < 0:
            return False
        if depth == 0 and token.text in ("|", "||"):
            return True
    return False
