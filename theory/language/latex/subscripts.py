"""Subscripts and superscripts that are a part of a name, and the indices of an entry."""

import re

from ..cursor import Cursor
from ..errors import fail
from ..tokens import Kind, Token
from ..tree import Node, Number
from .commands import WORDS, is_function, is_greek, is_index_command
from .groups import single, words

INSIDE_NAME = re.compile(r"[A-Za-z0-9+-]+")


def declared_with_subscript(cursor: Cursor, word: str) -> str:
    """The declared name that a word makes with the subscript ahead, which is taken; empty where there is none."""
    braces = cursor.is_sign("{")
    token = cursor.peek(1) if braces else cursor.here
    plain = token.kind in (Kind.WORD, Kind.NUMBER) or is_index_command(token)
    if not plain or (braces and not cursor.is_sign("}", ahead=2)):
        return ""
    name = f"{word}_{token.text}"
    if cursor.names.scope.type_of(name) is None:
        return ""
    cursor.at += 3 if braces else 1
    return name


def superscript_ahead(cursor: Cursor, word: str) -> bool:
    """Whether after the subscript a superscript in brackets makes the name of a declared array."""
    ahead = 0
    if cursor.is_sign("{"):
        depth = 0
        while cursor.peek(ahead).kind is not Kind.END:
            depth += cursor.is_sign("{", ahead=ahead) - cursor.is_sign("}", ahead=ahead)
            ahead += 1
            if depth == 0:
                break
    else:
        ahead = 1
    if not cursor.is_sign("^", ahead=ahead):
        return False
    saved = cursor.at
    cursor.at += ahead
    mark = bracketed_superscript(cursor)
    cursor.at = saved
    return bool(mark) and cursor.names.is_array(word + mark)


def bracketed_superscript(cursor: Cursor) -> str:
    """^{(l)}, which is a part of the name; taken where it is one, else empty."""
    if not (cursor.is_sign("{", ahead=1) and cursor.is_sign("(", ahead=2)):
        return ""
    text, ahead = "", 3
    while not cursor.is_sign(")", ahead=ahead):
        if cursor.peek(ahead).kind is Kind.END:
            return ""
        text += cursor.peek(ahead).text
        ahead += 1
    if not cursor.is_sign("}", ahead=ahead + 1) or not INSIDE_NAME.fullmatch(text):
        return ""
    cursor.at += ahead + 2
    return f"^{{({text})}}"


def subscript(cursor: Cursor, word: str, token: Token) -> str:
    """Letters and digits of a subscript that is a part of the name."""
    if not cursor.is_sign("{"):
        return _short_subscript(cursor, word)
    cursor.take()
    text = ""
    while not cursor.accept("}"):
        here = cursor.take()
        if here.kind is Kind.COMMAND and here.text in WORDS:
            text += words(cursor)
        elif here.kind in (Kind.NUMBER, Kind.WORD) or is_greek(here) or is_function(here):
            text += here.text
        elif here.kind is Kind.SIGN and here.text in "+-":
            above = f"{word}^{{({text or 't'}{here.text}1)}}"
            expected = f"the index in brackets above, {above}, or a declaration {word}: vector(n)"
            raise fail(f"the subscript of {word}", here.at, here.text, expected=expected)
        elif here.text == "," and here.kind is Kind.SIGN:
            continue
        else:
            expected = f"letters or digits, or a declaration such as {word}: vector(n)"
            raise fail(f"the subscript of {word}", here.at, here.text, expected=expected)
    if not text.isalnum():
        raise fail(f"the subscript of {word}", token.at, word, expected="letters or digits")
    return text


def _short_subscript(cursor: Cursor, word: str) -> str:
    here = cursor.take()
    if here.kind is Kind.NUMBER and len(here.text) > 1:
        readings = (f"_{{{here.text}}}", f"_{{{here.text[0]}}} {here.text[1:]}")
        raise fail(f"_{here.text} without braces", here.at, here.text, readings=readings)
    if here.kind is Kind.COMMAND and here.text in WORDS:
        return words(cursor)
    if here.kind not in (Kind.NUMBER, Kind.WORD) and not is_greek(here):
        raise fail(f"the subscript of {word}", here.at, here.text, expected="letters or digits in braces")
    return here.text


def indices(cursor: Cursor) -> list[Node]:
    """Indices of an entry: formulas apart by commas, or single letters and digits side by side."""
    if not cursor.is_sign("{"):
        return [_single_index(cursor)]
    cursor.take()
    ahead, plain = 0, True
    while not cursor.is_sign("}", ahead=ahead):
        token = cursor.peek(ahead)
        letter = token.kind in (Kind.WORD, Kind.NUMBER) and len(token.text) <= 2
        plain = plain and (letter or is_index_command(token))
        ahead += 1
        if token.kind is Kind.END:
            raise fail("the text ends here", token.at, "", expected="'}' to close the subscript")
    if plain and ahead >= 1:
        parts: list[Node] = []
        while not cursor.accept("}"):
            token = cursor.here
            split = token.kind is Kind.NUMBER and len(token.text) > 1 and ahead == 1
            parts.append(_single_index(cursor) if not split else single(cursor))
        return parts
    found = [cursor.read.expression(cursor)]
    while cursor.accept(","):
        found.append(cursor.read.expression(cursor))
    cursor.expect("}", "to close the indices")
    return found


def _single_index(cursor: Cursor) -> Node:
    token = cursor.take()
    if token.kind is Kind.NUMBER:
        return Number(token.value, token.at)
    if token.kind is Kind.WORD or is_index_command(token):
        return cursor.names.index_name(token.text, token.at)
    raise fail("an index that is no letter", token.at, token.text, expected="braces")
