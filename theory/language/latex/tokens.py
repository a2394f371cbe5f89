"""LaTeX as tokens: commands, letters, numbers and signs; spacing, sizes of brackets and display delimiters dropped."""

import re

from .. import characters
from ..errors import fail
from ..functions import GREEK_CHARACTERS
from ..limits import MOST_TOKENS
from ..tokens import Kind, Token, check_digits, value_of
from .display import unwrapped

COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.ASCII | re.DOTALL)
NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+", re.ASCII)
_SPACING = "quad qquad displaystyle textstyle scriptstyle limits nolimits mathstrut strut thinspace medspace thickspace"
_SIZES = "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr"
DROPPED = frozenset((*_SPACING.split(), *_SIZES.split(), "enspace"))
DROPPED_SIGNS = frozenset(",;:! >/")
SPACES = frozenset(characters.SPACES + "~")
SAME_AS = {
    "bullet": "times",
    **dict.fromkeys(("leq", "leqslant", "leqq"), "le"),
    **dict.fromkeys(("geq", "geqslant", "geqq"), "ge"),
    **dict.fromkeys(("neq",), "ne"),
    **dict.fromkeys(("dfrac", "tfrac", "cfrac"), "frac"),
    **dict.fromkeys(("dbinom", "tbinom"), "binom"),
    **dict.fromkeys(("mathrm", "text", "textrm", "mathit", "textnormal", "mbox"), "word"),
    **dict.fromkeys(("operatorname", "mathop"), "operator"),
    **dict.fromkeys(("mathbf", "boldsymbol", "bm", "mathbfit", "pmb"), "bold"),
    **dict.fromkeys(("intercal", "transp"), "top"),
    **dict.fromkeys(("lbrace",), "{"),
    **dict.fromkeys(("rbrace",), "}"),
    **dict.fromkeys(("Vert", "lVert", "rVert"), "|"),
    "vert": "bar",
    "varepsilon": "epsilon",
    "varphi": "phi",
    "circ": "odot",
    "widehat": "hat",
    "widetilde": "tilde",
    "overline": "bar_over",
    "bar": "bar_over",
    "lt": "<",
    "gt": ">",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "div": "/",
    "mathsf": "word",
    "prime": "'",
    "lbrack": "[",
    "rbrack": "]",
    "bigodot": "odot",
    "varsigma": "sigma",
    "nicefrac": "frac",
    "sfrac": "frac",
}
SWITCHES = {"rm": "word", "sf": "word", "it": "word", "bf": "bold", "boldmath": "bold", "cal": "mathcal"}  # {\\bf x}
BAR = re.compile(r"\s*(?:\|(?!\|)|\\[lr]?vert(?![A-Za-z]))")
EQUALS = re.compile(r"\s*=")
ENDINGS = tuple(f"\\{c}" for c in ",;:! >\\")  # spacing, a new line
NOTES = ("label", "tag", "notag", "nonumber", "hspace", "vspace")  # what is said about a formula and is no part of it
NOTE = re.compile(r"\s*\{[^{}]*\}")
SIGNS = {
    "le": "<=",
    "ge": ">=",
    "ne": "!=",
    "<": "<",
    ">": ">",
    "bar": "|",
    "lvert": "l|",
    "rvert": "r|",
    "/": "/",
    "'": "'",
}


def tokens(text: str) -> list[Token]:
    """The tokens of a LaTeX text, closed by an END. Raises ReadError."""
    characters.check(text)
    found: list[Token] = []
    at, end = _undelimited(text)
    spaced = False
    while at < end:
        if text[at] in SPACES:
            at, spaced = at + 1, True
            continue
        if len(found) >= MOST_TOKENS:
            raise fail(f"more than {MOST_TOKENS} words and signs", at)
        token, length = _next(text, at, spaced)
        if token is not None:
            if token.kind is Kind.COMMAND and token.text in SWITCHES and found and found[-1].text == "{":
                found[-1:] = [Token(Kind.COMMAND, SWITCHES[token.text], found[-1].at), found[-1]]  # {\\bf x}
            else:
                found.append(token)
            spaced = False
        else:
            spaced = True
        at += length
    found.append(Token(Kind.END, "", end, spaced))
    return unwrapped(found)


DELIMITERS = (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)"))


def _undelimited(text: str) -> tuple[int, int]:
    """Where the formula begins and ends, without display delimiters and a closing full stop."""
    start, end = len(text) - len(text.lstrip()), _closed(text, len(text))
    for opening, closing in DELIMITERS:
        inner = text[start:end]
        if inner.startswith(opening) and inner.endswith(closing) and len(inner) >= len(opening) + len(closing):
            return start + len(opening), _closed(text, end - len(closing))
    return start, end


def _closed(text: str, end: int) -> int:
    """Where a formula ends before one sign of punctuation and space around it."""
    marked = False
    while end:
        before = text[:end] if end < 8 else text[end - 8 : end]
        if before[-1] in SPACES:
            end -= 1
        elif before.endswith(ENDINGS):
            end -= 2
        elif before.endswith("\\quad"):
            end -= 5
        elif before[-1] in ".,;" and not marked and not before.endswith("\\right."):
            end, marked = end - 1, True
        else:
            break
    return end


def _next(text: str, at: int, spaced: bool) -> tuple[Token | None, int]:
    character = text[at]
    if character == "\\":
        return _command(text, at, spaced)
    if match := NUMBER.match(text, at):
        check_digits(match[0], at)
        return Token(Kind.NUMBER, match[0], at, spaced, value_of(match[0])), len(match[0])
    if character.isascii() and character.isalpha():
        return Token(Kind.WORD, character, at, spaced), 1
    if character in GREEK_CHARACTERS:
        return Token(Kind.COMMAND, GREEK_CHARACTERS[character], at, spaced), 1
    plain = characters.SAME_AS.get(character, character)
    for sign in ("<=", ">=", "!=", "==", "||"):
        if text.startswith(sign, at) or plain == sign:
            length = 1 if plain == sign else 2
            if sign == "||":
                return Token(Kind.COMMAND, "|", at, spaced), length
            return Token(Kind.SIGN, {"==": "="}.get(sign, sign), at, spaced), length
    if text.startswith("{,}", at):
        raise fail("a comma in braces", at, "{,}", expected="decimals written with a point, thousands without a mark")
    if plain in "+-*/^_{}()[]|!'=<>,&.":
        return Token(Kind.SIGN, plain, at, spaced), 1
    raise characters.unreadable(character, at)


def _command(text: str, at: int, spaced: bool) -> tuple[Token | None, int]:
    match = COMMAND.match(text, at)
    if match is None:
        raise fail("a backslash at the end of the text", at, "\\")
    name, length = match[1], len(match[0])
    if name in DROPPED or (len(name) == 1 and name in DROPPED_SIGNS):
        after = text[at + length : at + length + 1]
        if name in ("left", "right", "middle") and after == ".":
            return Token(Kind.COMMAND, "nothing", at, spaced), length + 1
        side = "l" if name[-1] == "l" or name == "left" else "r" if name[-1] == "r" or name == "right" else ""
        if side and (bar := BAR.match(text, at + length)):
            return Token(Kind.SIGN, f"{side}|", at, spaced), length + len(bar[0])
        return None, length
    if name in NOTES:
        note = NOTE.match(text, at + length)
        return None, length + (len(note[0]) if note else 0)
    if name in ("operatorname", "mathop") and text[at + length : at + length + 1] == "*":
        length += 1
    if name == "\\":
        return Token(Kind.SIGN, "\\\\", at, spaced), length
    if name == "not" and (equals := EQUALS.match(text, at + length)):
        return Token(Kind.SIGN, "!=", at, spaced), length + len(equals[0])
    name = SAME_AS.get(name, name)
    if name in SIGNS:
        return Token(Kind.SIGN, SIGNS[name], at, spaced), length
    return Token(Kind.COMMAND, name, at, spaced), length
