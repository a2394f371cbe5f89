"""Brackets, bars and matrices in calculator text."""

from ..cursor import Cursor
from ..errors import fail
from ..limits import MOST_SIDE
from ..tokens import Kind, Token
from ..tree import Call, Node, Rows


def starts_operand(cursor: Cursor) -> bool:
    """Whether a factor may begin here."""
    token = cursor.here
    if token.kind in (Kind.NUMBER, Kind.WORD):
        return True
    return token.kind is Kind.SIGN and (token.text == "(" or (token.text in ("|", "||") and not cursor.bars))


def bracketed(cursor: Cursor) -> Node:
    """(formula), whose opening bracket is taken."""
    saved, cursor.bars = cursor.bars, []
    inner = cursor.read.expression(cursor)
    cursor.no_comparison(")")
    cursor.expect(")", "to close the bracket")
    cursor.bars = saved
    return inner


def arguments(cursor: Cursor, closing: str) -> list[Node]:
    """Formulas up to the closing bracket, whose opening one is taken."""
    saved, cursor.bars = cursor.bars, []
    parts = [cursor.read.expression(cursor)]
    while cursor.accept(","):
        parts.append(cursor.read.expression(cursor))
    if cursor.is_sign(";"):
        raise fail("';' does not separate arguments", cursor.here.at, ";", expected="','")
    cursor.expect(closing, "to close the bracket, or ','")
    cursor.bars = saved
    return parts


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
            message = f"a row of {len(found[-1])} entries after one of {len(found[0])}"
            raise fail(message, at, "[", expected="rows of one length")
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
    inner = cursor.read.expression(cursor)
    if cursor.is_sign("||") and opening.text == "|":  # |x||y|
        at = cursor.here.at
        cursor.replace(Token(Kind.SIGN, "|", at), Token(Kind.SIGN, "|", at + 1))
    if opening.text == "||" and cursor.is_sign("|"):
        here = cursor.here
        raise fail("these bars cannot be paired", here.at, here.text, expected="abs(...) inside of bars, or norm(...)")
    cursor.expect(opening.text, "to close the bars")
    cursor.bars.pop()
    return Call("abs" if opening.text == "|" else "norm", (inner,), 0, opening.at)
