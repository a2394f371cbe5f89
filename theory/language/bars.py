"""Bars, which look alike on both sides, and which of them belong together."""

from .cursor import Cursor
from .errors import fail
from .tokens import Kind


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
        depth += (token.text in ("(", "[", "{", "l|")) - (token.text in (")", "]", "}", "r|"))
        if depth < 0:
            return False
        if depth == 0 and token.text in ("|", "||"):
            return True
    return False
