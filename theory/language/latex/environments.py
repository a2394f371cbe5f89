"""\\begin{...}: matrices, determinants and cases."""

from ..applied import cases_of
from ..cursor import Cursor
from ..errors import fail
from ..limits import MOST_SIDE
from ..tokens import Kind, Token
from ..tree import Call, Cases, Node, Rows
from .commands import WORDS
from .groups import enclosed, words

MATRICES = ("pmatrix", "bmatrix", "matrix", "smallmatrix", "array", "Bmatrix")
CASES = ("cases", "dcases", "rcases")
WORDS_OF_CASES = ("if", "for", "when", "wenn", "falls", "where")
WORDS_OF_OTHERWISE = ("otherwise", "else", "sonst", "elsewhere")


def environment(cursor: Cursor, token: Token, *, in_brace: bool = False) -> Node:
    """What stands between \\begin{...} and its \\end{...}. in_brace: an array is then one of cases."""
    name = words(cursor)
    if name == "array":
        _columns(cursor)
    if name in CASES or (name == "array" and in_brace):
        node: Node = _cases(cursor, token)
    elif name in MATRICES or name == "vmatrix":
        node = _rows(cursor, token)
    else:
        expected = f"{', '.join((*MATRICES, 'vmatrix', 'cases'))}; others stand around a whole formula"
        raise fail(f"the environment {name!r} is not read", token.at, name, expected=expected)
    if not cursor.is_command("end"):
        raise cursor.unexpected(f"\\end{{{name}}}")
    cursor.take()
    if words(cursor) != name:
        raise fail(f"\\begin{{{name}}} is closed by something else", token.at, name, expected=f"\\end{{{name}}}")
    return Call("det", (node,), 0, token.at) if name == "vmatrix" else node


def _columns(cursor: Cursor) -> None:
    """Takes the {cc} of an array."""
    cursor.expect("{", "with the columns of the array, as in {cc}")
    while not cursor.accept("}"):
        if cursor.take().kind is Kind.END:
            raise cursor.unexpected("'}' to close the columns of the array")


def braced(cursor: Cursor, token: Token) -> Node:
    """{formula}, or cases in an array with a brace on the left."""
    if not (cursor.is_command("begin") and [t.text for t in cursor.found[cursor.at + 2 : cursor.at + 7]] == [*"array"]):
        return enclosed(cursor, "}")
    node = environment(cursor, cursor.take(), in_brace=True)
    if not cursor.is_command("nothing"):
        raise cursor.unexpected("\\right. after cases in an array")
    cursor.take()
    return node


def _rows(cursor: Cursor, token: Token) -> Rows:
    saved, cursor.bars = cursor.bars, []
    found: list[tuple[Node, ...]] = []
    while not cursor.is_command("end"):
        row = [cursor.read.expression(cursor)]
        while cursor.accept("&"):
            row.append(cursor.read.expression(cursor))
        found.append(tuple(row))
        if len(row) != len(found[0]):
            message = f"a row of {len(row)} entries after one of {len(found[0])}"
            raise fail(message, token.at, "\\begin", expected="rows of one length")
        if len(found) > MOST_SIDE or len(row) > MOST_SIDE:
            raise fail(f"a matrix with more than {MOST_SIDE} rows or columns", token.at, "\\begin")
        if not cursor.accept("\\\\"):
            break
    cursor.bars = saved
    if not found:
        raise fail("a matrix without entries", token.at, "\\begin")
    return Rows(tuple(found), token.at)


def _cases(cursor: Cursor, token: Token) -> Cases:
    saved, cursor.bars = cursor.bars, []
    parts: list[Node] = []
    while not cursor.is_command("end"):
        parts.append(cursor.read.expression(cursor))
        cursor.accept(",")
        if cursor.accept("&") and not _otherwise(cursor):
            parts.append(cursor.comparison())
            cursor.accept(",")
            cursor.accept(".")
        if not cursor.accept("\\\\"):
            break
    cursor.bars = saved
    return cases_of(parts, token.at)


def _otherwise(cursor: Cursor) -> bool:
    """Takes \\text{if} and \\text{otherwise}; whether it was the latter."""
    if not cursor.is_command(*WORDS):
        return False
    saved = cursor.at
    cursor.take()
    word = words(cursor).lower()
    if word in WORDS_OF_OTHERWISE:
        cursor.accept(".")
        return True
    if word not in WORDS_OF_CASES:
        cursor.at = saved
    return False
