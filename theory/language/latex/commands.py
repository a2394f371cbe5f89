"""Commands and letters of LaTeX by what they do, and what may begin a factor."""

from ..cursor import Cursor
from ..functions import ALIASES, GREEK, SIGNATURES, canonical
from ..tokens import Kind, Token

GREEK_COMMANDS = frozenset(GREEK) - {"omicron"}
INDEX_COMMANDS = GREEK_COMMANDS | {"ell"}  # commands that are letters
DECORATIONS = {"hat": "hat", "tilde": "tilde", "bar_over": "bar", "dot": "dot", "ddot": "ddot", "vec": ""}
ALPHABETS = {"mathcal": "cal", "mathbb": "bb", "mathscr": "scr", "mathfrak": "frak"}
BRACKETS = {"(": ")", "[": "]", "{": "}", "lfloor": "rfloor", "lceil": "rceil", "langle": "rangle"}
_OTHERS = "frac sqrt sum prod cdot times ast odot begin end top binom choose partial boxed ensuremath | { }"
KNOWN = frozenset(
    (
        *_OTHERS.split(),
        "word",
        "operator",
        "bold",
        *BRACKETS.values(),
        *BRACKETS,
        *DECORATIONS,
        *ALPHABETS,
        *GREEK_COMMANDS,
        *SIGNATURES,
        *ALIASES,
    )
)
TIMES = ("cdot", "times", "ast")
STARS = ("star", "ast")
WORDS = ("word", "operator")  # \\mathrm and \\operatorname
NO_OPERAND = ("rangle", "rfloor", "rceil", "}", "end", "top", "odot", "choose", "nothing", *TIMES)


def is_function(token: Token) -> bool:
    """Whether a command names a function."""
    return token.kind is Kind.COMMAND and canonical(token.text) is not None


def is_greek(token: Token) -> bool:
    """Whether a command is a Greek letter."""
    return token.kind is Kind.COMMAND and token.text in GREEK_COMMANDS


def is_index_command(token: Token) -> bool:
    """Whether a command is a letter that may be an index."""
    return token.kind is Kind.COMMAND and token.text in INDEX_COMMANDS


def starts_operand(cursor: Cursor) -> bool:
    """Whether a factor may begin here."""
    token = cursor.here
    if token.kind in (Kind.NUMBER, Kind.WORD):
        return True
    if token.kind is Kind.SIGN:
        return token.text in ("(", "{", "[", "l|") or (token.text == "|" and not cursor.bars)
    if token.kind is Kind.COMMAND:
        return token.text not in NO_OPERAND and not (token.text == "|" and cursor.bars)
    return False
