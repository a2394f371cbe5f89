"""Calculator text as tokens: numbers, words with their subscripts, signs."""

import re
from fractions import Fraction

from .. import characters
from ..declarations import standard_name
from ..errors import fail
from ..functions import GREEK_CHARACTERS
from ..limits import LARGEST_SCALE, MOST_TOKENS
from ..tokens import Kind, Token, check_digits, value_of

NUMBER = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
WORD = re.compile(r"[A-Za-z]+(?:_(?:\{[A-Za-z0-9]+\}|[A-Za-z0-9]+)|\d+)?(?:\^\{\([A-Za-z0-9+-]+\)\})?", re.ASCII)
SIGNS = ("**", "==", "<=", ">=", "!=", "||", *"+-*/^!=<>()[],|';.")


def tokens(text: str) -> list[Token]:
    """The tokens of a text, closed by an END. Raises ReadError."""
    characters.check(text)
    found: list[Token] = []
    at, spaced = 0, False
    while at < len(text):
        character = text[at]
        if character in characters.SPACES:
            at, spaced = at + 1, True
            continue
        if len(found) >= MOST_TOKENS:
            raise fail(f"more than {MOST_TOKENS} words and signs", at)
        made, length = _next(text, at, spaced)
        found += made
        at, spaced = at + length, False
    found.append(Token(Kind.END, "", len(text), spaced))
    return found


def _next(text: str, at: int, spaced: bool) -> tuple[list[Token], int]:
    character = text[at]
    if match := NUMBER.match(text, at):
        return [_number(match[0], at, spaced)], len(match[0])
    if match := WORD.match(text, at):
        word = standard_name(match[0].replace("_{", "_").replace("}", "", 1) if "_{" in match[0] else match[0])
        length = len(match[0])
        subscript = _run(text, at + length, characters.SUBSCRIPTS)
        if subscript and "_" not in word:
            word += "_" + "".join(characters.SUBSCRIPTS[c] for c in subscript)
            length += len(subscript)
        return [Token(Kind.WORD, word, at, spaced)], length
    if character in GREEK_CHARACTERS:
        return _greek(text, at, spaced)
    if character in characters.SUPERSCRIPTS:
        run = _run(text, at, characters.SUPERSCRIPTS)
        return _superscript(run, at), len(run)
    if character == characters.TRANSPOSED:
        return [Token(Kind.SIGN, ".", at), Token(Kind.WORD, "T", at)], 1
    if character == "√":
        return [Token(Kind.WORD, "sqrt", at, spaced)], 1
    plain = characters.SAME_AS.get(character)
    if plain is not None:
        parts = ["'"] * len(plain) if plain[0] == "'" else [plain]
        return [Token(Kind.SIGN, p, at, spaced) for p in parts], 1
    for sign in SIGNS:
        if text.startswith(sign, at):
            canonical = {"**": "^", "==": "="}.get(sign, sign)
            return [Token(Kind.SIGN, canonical, at, spaced)], len(sign)
    raise characters.unreadable(character, at)


def _run(text: str, at: int, alphabet: dict[str, str]) -> str:
    end = at
    while end < len(text) and text[end] in alphabet:
        end += 1
    return text[at:end]


def _greek(text: str, at: int, spaced: bool) -> tuple[list[Token], int]:
    word, length = GREEK_CHARACTERS[text[at]], 1
    if match := re.compile(r"(?:_(?:\{[A-Za-z0-9]+\}|[A-Za-z0-9]+)|\d+)(?:\^\{\([A-Za-z0-9+-]+\)\})?", re.ASCII).match(
        text, at + 1
    ):
        tail = match[0] if match[0].startswith("_") else "_" + match[0]
        word += tail.replace("_{", "_").replace("}", "", 1) if "_{" in tail else tail
        length += len(match[0])
    elif run := _run(text, at + 1, characters.SUBSCRIPTS):
        word += "_" + "".join(characters.SUBSCRIPTS[c] for c in run)
        length += len(run)
    return [Token(Kind.WORD, word, at, spaced)], length


def _superscript(run: str, at: int) -> list[Token]:
    """x⁻² as x^(-2)."""
    inner = tokens("".join(characters.SUPERSCRIPTS[c] for c in run))[:-1]
    made = [Token(Kind.SIGN, "^", at), Token(Kind.SIGN, "(", at)]
    made += [Token(t.kind, t.text, at, False, t.value) for t in inner]
    return [*made, Token(Kind.SIGN, ")", at)]


def _number(text: str, at: int, spaced: bool) -> Token:
    check_digits(text, at)
    mantissa, _, scale = text.lower().partition("e")
    if scale and abs(int(scale)) > LARGEST_SCALE:
        raise fail(
            f"the scale of {text} is too large; at most {LARGEST_SCALE} is read",
            at,
            text,
            expected="a power, as in 10^n",
        )
    value = value_of(mantissa)
    if scale:
        value *= Fraction(10) ** int(scale)
    return Token(Kind.NUMBER, text, at, spaced, value)
