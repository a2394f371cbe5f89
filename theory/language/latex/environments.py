"""\\begin{...}: matrices, determinants and cases."""

from ..applied import cases_of
from ..cursor import Cursor
from ..errors import fail
from ..limits import MOST_SIDE
from ..tokens import Token
from ..tree import Call, Cases, Node, Rows
from .groups import words

MATRICES = ("pmatrix", "bmatrix", "matrix", "smallmatrix")
WORDS_OF_CASES = ("if", "for", "when", "wenn", "falls", "where")
WORDS_OF_OTHERWISE = ("otherwise", "else", "sonst", "elsewhere")


def environment(cursor: Cursor, token: Token) -> Node:
    """What stands between \\begin{...} and its \\end{...}."""
    name = words(cursor)
    if name == "cases":
        node: Node = _cases(cursor, token)
    elif name in MATRICES or name == "vmatrix":
        node = _rows(cursor, token)
    else:
        expected = f"one of {', '.join((*MATRICES, 'vmatrix', 'cases'))}"
        raise fail(f"the environment {name!r} is not read", token.at, name, expected=expected)
    if not cursor.is_command("end"):
        raise cursor.unexpected(f"\\end{{{name}}}")
    cursor.take()
    if words(cursor) != name:
        raise fail(f"\\begin{{{name}}} is closed by something else", token.at, name)
    return Call("det", (node,), 0, token.at) if name == "vmatrix" else node


def _rows(cursor: Cursor, token: Token) -> Rows:
    def read(cursor: Cursor) -> list[tuple[Node, ...]]:
        found: list[tuple[Node, ...]] = []
        while not cursor.is_command("end"):
            row = [cursor.expression()]
            while cursor.accept("&"):
                row.append(cursor.expression())
            found.append(tuple(row))
            if len(row) != len(found[0]):
                raise fail(f"a row of {len(row)} entries after one of {len(found[0])}", token.at, "\\begin")
            if len(found) > MOST_SIDE or len(row) > MOST_SIDE:
                raise fail(f"a matrix with more than {MOST_SIDE} rows or columns", token.at, "\\begin")
            if not cursor.accept("\\\\"):
                break
        return found

    found = cursor.inside(read)
    if not found:
        raise fail("a matrix without entries", token.at, "\\begin")
    return Rows(tuple(found), token.at)


def _cases(cursor: Cursor, token: Token) -> Cases:
    def read(cursor: Cursor) -> list[Node]:
        parts: list[Node] = []
        while not cursor.is_command("end"):
            parts.append(cursor.expression())
            cursor.accept(",")
            if cursor.accept("&") and not _otherwise(cursor):
                parts.append(cursor.comparison())
                cursor.accept(",")
                cursor.accept(".")
            if not cursor.accept("\\\\"):
                break
        return parts

    return cases_of(cursor.inside(read), token.at)


def _otherwise(cursor: Cursor) -> bool:
    """Takes \\text{if} and \\text{otherwise}; whether it was the latter."""
    if not cursor.is_command("word"):
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
