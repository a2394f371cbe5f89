"""What LaTeX takes as one thing: groups in braces, single tokens, scripts, brackets and the words of \\mathrm."""

from ..applied import call_of
from ..cursor import Cursor
from ..errors import fail
from ..tokens import Kind, Token, value_of
from ..tree import Call, Mul, Node, Number, Pow
from ..unread import UNREAD
from .commands import BRACKETS, STARS, WORDS

PLUS = (
    r"a pseudo-inverse, written (A^\top A)^{-1} A^\top where that exists",
    r"a positive part, written \max(0, x)",
)


def group(cursor: Cursor) -> Node:
    """{formula}."""
    cursor.expect("{", "to open a group")

    saved, cursor.bars = cursor.bars, []
    node = cursor.read.expression(cursor)
    if cursor.is_command("choose"):
        cursor.take()
        node = Call("binomial", (node, cursor.read.expression(cursor)), 0, node.at)
    cursor.expect("}", "to close the group")
    cursor.bars = saved
    return node


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
        return cursor.read.primary(cursor)
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
    text, apart = "", None
    while not cursor.is_sign("}"):
        here = cursor.take()
        apart = here if text and here.spaced else apart
        if here.kind is Kind.END:
            raise fail("the text ends here", here.at, "", expected="'}' to close the word")
        if here.kind is Kind.SIGN and here.text == "_":
            text += "_"
        elif here.kind is Kind.COMMAND:
            cursor.at -= 1
            raise cursor.unexpected("letters")
        elif here.kind not in (Kind.WORD, Kind.NUMBER):
            raise fail("a word with signs in it", here.at, here.text, expected="letters")
        else:
            text += here.text
    cursor.take()
    if apart is not None and text not in UNREAD:
        raise fail("several words", apart.at, apart.text, expected="one name, or a hypothesis of its own")
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
    if cursor.is_command(*WORDS):
        saved = cursor.at
        cursor.take()
        if words(cursor) == "T":
            return "T"
        cursor.at = saved
    if cursor.is_sign("["):
        raise cursor.unexpected("braces")
    if cursor.is_sign("*") or cursor.is_command(*STARS):
        cursor.take()
        return "*"
    token = cursor.here
    if cursor.is_sign("+"):
        raise fail("a superscript +", token.at, "+", readings=PLUS)
    if token.kind is Kind.NUMBER and len(token.text) > 1:
        first, rest = token.text[0], token.text[1:]
        readings = (f"{sign}{{{token.text}}}", f"{sign}{{{first}}} {rest}")
        raise fail(f"{sign}{token.text} without braces", token.at, token.text, readings=readings)
    if cursor.is_sign("-"):
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
    closed = cursor.is_sign("}", ahead=2)
    if closed and (cursor.is_sign("*", ahead=1) or cursor.is_command(*STARS, ahead=1)):
        cursor.at += 3
        return "*"
    if closed and cursor.is_sign("+", ahead=1):
        raise fail("a superscript +", cursor.peek().at, "+", readings=PLUS)
    if cursor.is_command(*WORDS, ahead=1):
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
        shown = f"\\{closing}" if len(closing) > 1 else repr(closing)
        raise cursor.unexpected(f"{shown} to close the bracket")


def enclosed(cursor: Cursor, closing: str) -> Node:
    """A formula up to the closing bracket, whose opening one is taken."""
    saved, cursor.bars = cursor.bars, []
    node = cursor.read.expression(cursor)
    cursor.no_comparison(closing)
    close(cursor, closing)
    cursor.bars = saved
    return node


def arguments(cursor: Cursor, closing: str) -> list[Node]:
    """Formulas up to the closing bracket, whose opening one is taken."""
    saved, cursor.bars = cursor.bars, []
    parts = [cursor.read.expression(cursor)]
    while cursor.accept(","):
        parts.append(cursor.read.expression(cursor))
    close(cursor, closing)
    cursor.bars = saved
    return parts


def rounded(cursor: Cursor, token: Token) -> Node:
    """\\lfloor x \\rfloor and \\lceil x \\rceil."""
    saved, cursor.bars = cursor.bars, []
    inner = cursor.read.expression(cursor)
    close(cursor, BRACKETS[token.text])
    cursor.bars = saved
    return Call("floor" if token.text == "lfloor" else "ceil", (inner,), 0, token.at)


def angled(cursor: Cursor, token: Token) -> Node:
    """\\langle x, y \\rangle."""
    return call_of("dot", arguments(cursor, "rangle"), 0, token.at, "\\langle")


def absolute(cursor: Cursor) -> Node:
    """|x|, and with sides \\left|x\\right| or \\lvert x\\rvert, which is a bracket."""
    opening = cursor.take()
    saved = cursor.bars
    cursor.bars = [*saved, "|"] if opening.text == "|" else []
    node = cursor.read.expression(cursor)
    if opening.text == "|" and cursor.is_command("|"):  # |x||y|
        at = cursor.here.at
        cursor.replace(Token(Kind.SIGN, "|", at), Token(Kind.SIGN, "|", at + 1))
    if not cursor.accept("|" if opening.text == "|" else "r|"):
        raise cursor.unexpected("'|' to close the bars" if opening.text == "|" else r"\right| to close the bars")
    cursor.bars = saved
    return Call("abs", (node,), 0, opening.at)


def norm(cursor: Cursor, token: Token) -> Node:
    """\\lVert x \\rVert_p."""
    cursor.bars.append("||")
    node = cursor.read.expression(cursor)
    if not cursor.is_command("|"):
        raise cursor.unexpected("the closing bars of the norm")
    cursor.take()
    cursor.bars.pop()
    power = _squared(cursor) and cursor.is_sign("_", ahead=2)  # \\|x\\|^2_2
    if power:
        cursor.at += 2
    order = _order(cursor) if cursor.accept("_") else ""
    if order == "F":  # the sum of the squares of all entries
        squares = Call("tr", (Mul((Call("transpose", (node,), 0, node.at), node), node.at),), 0, token.at)
        if power or _squared(cursor):
            cursor.at += 0 if power else 2 + 2 * cursor.is_sign("{", ahead=1)
            return squares
        return Call("sqrt", (squares,), 0, token.at)
    found: Node = call_of("norm", [node, *([Number(value_of("1"))] if order == "1" else [])], 0, token.at, "norm")
    return Pow(found, Number(value_of("2"), token.at), token.at) if power else found


def _squared(cursor: Cursor) -> bool:
    braces = cursor.is_sign("{", ahead=1) and cursor.is_sign("}", ahead=3)
    return cursor.is_sign("^") and cursor.peek(2 if braces else 1).text == "2"


def _order(cursor: Cursor) -> str:
    """The order of a norm: 1, 2 or F; empty for 2, which needs not be written."""
    braces = cursor.accept("{")
    token = cursor.take()
    if token.text not in ("1", "2", "F"):
        word = f"\\{token.text}" if token.kind is Kind.COMMAND else token.text
        raise fail(f"a norm of the order {word}", token.at, word, expected="1, 2 or F, the last one of a matrix")
    if braces:
        cursor.expect("}", "to close the order of the norm")
    return "" if token.text == "2" else token.text
