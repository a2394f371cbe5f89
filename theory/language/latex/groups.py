"""What LaTeX takes as one thing: groups in braces, single tokens, scripts, brackets and the words of \\mathrm."""

from ..applied import call_of
from ..cursor import Cursor
from ..errors import fail
from ..tokens import Kind, Token, value_of
from ..tree import Call, Node, Number
from .commands import BRACKETS


def group(cursor: Cursor) -> Node:
    """{formula}."""
    cursor.expect("{", "to open a group")

    def read(cursor: Cursor) -> Node:
        node = cursor.expression()
        cursor.expect("}", "to close the group")
        return node

    return cursor.inside(read)


def single(cursor: Cursor) -> Node:
    """One token as an argument: a digit, a letter, a command with its own arguments."""
    token = cursor.here
    if token.kind is Kind.NUMBER:
        if len(token.text) > 1:
            rest = token.text[1:]
            cursor.replace(Token(Kind.NUMBER, rest, token.at + 1, False, value_of(rest)))
        else:
            cursor.take()
        return Number(value_of(token.text[0]), token.at)
    if token.kind is Kind.WORD:
        cursor.take()
        meaning = cursor.names.meaning(token.text, token.at)
        assert not isinstance(meaning, list)
        return meaning
    if token.kind is Kind.COMMAND:
        return cursor.primary()
    raise cursor.unexpected("braces or a single sign")


def argument(cursor: Cursor, why: str) -> Node:
    """A group in braces, or one token."""
    if cursor.here.kind is Kind.END:
        raise cursor.unexpected(why)
    return group(cursor) if cursor.is_sign("{") else single(cursor)


def words(cursor: Cursor) -> str:
    """The letters in the braces of \\mathrm{...}, or the one letter without."""
    if not cursor.is_sign("{"):
        return cursor.take().text
    cursor.take()
    text = ""
    while not cursor.is_sign("}"):
        here = cursor.take()
        if here.kind is Kind.END:
            raise fail("the text ends here", here.at, "", expected="'}' to close the word")
        if here.kind is Kind.SIGN and here.text == "_":
            text += "_"
        elif here.kind not in (Kind.WORD, Kind.NUMBER):
            raise fail("a word with signs in it", here.at, here.text, expected="letters")
        else:
            text += here.text
    cursor.take()
    return text


# Scripts


def accept_t(cursor: Cursor) -> bool:
    """T or {T} where T is no name, also where undeclared names are refused."""
    braces = cursor.is_sign("{") and cursor.is_sign("}", ahead=2)
    token = cursor.peek(1) if braces else cursor.here
    if token.kind is not Kind.WORD or token.text != "T" or cursor.names.known("T"):
        return False
    cursor.at += 3 if braces else 1
    return True


def script(cursor: Cursor, sign: str) -> Node | str:
    """What stands in a superscript: a formula, or "T", "-T", "*" for marks that are none."""
    if cursor.is_sign("{"):
        return _mark_in_braces(cursor) or group(cursor)
    if cursor.is_command("top"):
        cursor.take()
        return "T"
    if cursor.is_command("word"):
        saved = cursor.at
        cursor.take()
        if words(cursor) == "T":
            return "T"
        cursor.at = saved
    if cursor.is_sign("["):
        raise cursor.unexpected("braces")
    if cursor.is_sign("*") or cursor.is_command("star", "dagger"):
        cursor.take()
        return "*"
    token = cursor.here
    if token.kind is Kind.NUMBER and len(token.text) > 1:
        first, rest = token.text[0], token.text[1:]
        readings = (f"{sign}{{{token.text}}}", f"{sign}{{{first}}} {rest}")
        raise fail(f"{sign}{token.text} without braces", token.at, token.text, readings=readings)
    if cursor.is_sign("-", "+"):
        raise cursor.unexpected("braces around the exponent")
    return single(cursor)


def _mark_in_braces(cursor: Cursor) -> str:
    """{\\top}, {-T}, {*}, {\\mathrm{T}}, which are no formulas; taken where it is one, else empty."""
    if cursor.is_command("top", ahead=1) and cursor.is_sign("}", ahead=2):
        cursor.at += 3
        return "T"
    if cursor.is_sign("-", ahead=1) and cursor.is_sign("}", ahead=3):
        plain = cursor.peek(2).text == "T" and not cursor.names.known("T")
        if plain or cursor.is_command("top", ahead=2):
            cursor.at += 4
            return "-T"
    if cursor.is_sign("*", ahead=1) and cursor.is_sign("}", ahead=2):
        cursor.at += 3
        return "*"
    if cursor.is_command("word", ahead=1):
        saved = cursor.at
        cursor.at += 2
        if words(cursor) == "T" and cursor.accept("}"):
            return "T"
        cursor.at = saved
    if cursor.is_sign("[", ahead=1):
        raise fail("a superscript in square brackets", cursor.peek().at, "[", expected="round ones: ^{(l)}")
    return ""


# Brackets


def close(cursor: Cursor, closing: str) -> None:
    """Takes the closing bracket, a sign or a command."""
    if cursor.is_command(closing) or cursor.is_sign(closing):
        cursor.take()
    else:
        raise cursor.unexpected(f"{closing!r} to close the bracket")


def enclosed(cursor: Cursor, closing: str) -> Node:
    """A formula up to the closing bracket, whose opening one is taken."""

    def read(cursor: Cursor) -> Node:
        node = cursor.expression()
        cursor.no_comparison(closing)
        close(cursor, closing)
        return node

    return cursor.inside(read)


def arguments(cursor: Cursor, closing: str) -> list[Node]:
    """Formulas up to the closing bracket, whose opening one is taken."""

    def read(cursor: Cursor) -> list[Node]:
        parts = [cursor.expression()]
        while cursor.accept(","):
            parts.append(cursor.expression())
        close(cursor, closing)
        return parts

    return cursor.inside(read)


def rounded(cursor: Cursor, token: Token) -> Node:
    """\\lfloor x \\rfloor and \\lceil x \\rceil."""

    def read(cursor: Cursor) -> Node:
        inner = cursor.expression()
        close(cursor, BRACKETS[token.text])
        return inner

    return Call("floor" if token.text == "lfloor" else "ceil", (cursor.inside(read),), 0, token.at)


def angled(cursor: Cursor, token: Token) -> Node:
    """\\langle x, y \\rangle."""
    return call_of("dot", arguments(cursor, "rangle"), 0, token.at, "\\langle")


def absolute(cursor: Cursor) -> Node:
    """|x|."""
    opening = cursor.take()
    cursor.bars.append("|")
    node = cursor.expression()
    cursor.expect("|", "to close the bars")
    cursor.bars.pop()
    return Call("abs", (node,), 0, opening.at)


def norm(cursor: Cursor, token: Token) -> Node:
    """\\lVert x \\rVert_p."""
    cursor.bars.append("||")
    node = cursor.expression()
    if not cursor.is_command("|"):
        raise cursor.unexpected("the closing bars of the norm")
    cursor.take()
    cursor.bars.pop()
    if not cursor.accept("_"):
        return Call("norm", (node,), 0, token.at)
    order = argument(cursor, "the order of the norm")
    if order == Number(value_of("2")):
        return Call("norm", (node,), 0, token.at)
    return call_of("norm", [node, order], 0, token.at, "norm")
