"""LaTeX as tokens: commands, letters, numbers and signs; spacing, sizes of brackets and display delimiters dropped."""

import re

from .. import characters
from ..errors import fail
from ..functions import GREEK_CHARACTERS
from ..limits import MOST_TOKENS
from ..tokens import Kind, Token, check_digits, value_of

COMMAND = re.compile(r"\\([A-Za-z]+|.)", re.ASCII | re.DOTALL)
NUMBER = re.compile(r"\d+(?:\.\d+)?|\.\d+", re.ASCII)
_SPACING = "quad qquad displaystyle textstyle scriptstyle limits nolimits mathstrut strut thinspace medspace thickspace"
_SIZES = "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr"
DROPPED = frozenset((*_SPACING.split(), *_SIZES.split(), "enspace"))
DROPPED_SIGNS = frozenset(",;:! >/")
SPACES = frozenset(characters.SPACES + "~")
SAME_AS = {
    **{c: "cdot" for c in ("times", "ast", "bullet")},
    **dict.fromkeys(("leq", "leqslant", "leqq"), "le"),
    **dict.fromkeys(("geq", "geqslant", "geqq"), "ge"),
    **dict.fromkeys(("neq",), "ne"),
    **dict.fromkeys(("dfrac", "tfrac", "cfrac"), "frac"),
    **dict.fromkeys(("dbinom", "tbinom"), "binom"),
    **dict.fromkeys(("operatorname", "mathrm", "text", "textrm", "mathit", "textnormal", "mathop", "mbox"), "word"),
    **dict.fromkeys(("mathbf", "boldsymbol", "bm", "mathbfit", "pmb"), "bold"),
    **dict.fromkeys(("intercal", "transp"), "top"),
    **dict.fromkeys(("lbrace",), "{"),
    **dict.fromkeys(("rbrace",), "}"),
    **dict.fromkeys(("Vert", "lVert", "rVert"), "|"),
    **dict.fromkeys(("vert", "lvert", "rvert"), "bar"),
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
}
SIGNS = {"le": "<=", "ge": ">=", "ne": "!=", "<": "<", ">": ">", "bar": "|", "/": "/", "'": "'"}


def tokens(text: str) -> list[Token]:
    """The tokens of a LaTeX text, closed by an END. Raises ReadError."""
    characters.check(text)
    found: list[Token] = []
    at, end = _undelimited(text)
    spaced = False
    while at < end:
        character = text[at]
        if character in SPACES:
            at, spaced = at + 1, True
            continue
        if len(found) >= MOST_TOKENS:
            raise fail(f"more than {MOST_TOKENS} words and signs", at)
        token, length = _next(text, at, spaced)
        if token is not None:
            found.append(token)
            spaced = False
        else:
            spaced = True
        at += length
    found.append(Token(Kind.END, "", end, spaced))
    return found


DELIMITERS = (("$$", "$$"), ("$", "$"), (r"\[", r"\]"), (r"\(", r"\)"))


def _undelimited(text: str) -> tuple[int, int]:
    """Where the formula begins and ends, without display delimiters and a closing full stop."""
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    for opening, closing in DELIMITERS:
        inner = text[start:end]
        if inner.startswith(opening) and inner.endswith(closing) and len(inner) >= len(opening) + len(closing):
            return start + len(opening), end - len(closing)
    return start, end


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
            raise fail("a bracket that is not shown", at, f"\\{name}.", expected="both brackets")
        return None, length
    if name == "\\":
        return Token(Kind.SIGN, "\\\\", at, spaced), length
    name = SAME_AS.get(name, name)
    if name in SIGNS:
        return Token(Kind.SIGN, SIGNS[name], at, spaced), length
    return Token(Kind.COMMAND, name, at, spaced), length
