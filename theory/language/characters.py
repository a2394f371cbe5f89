"""Single characters: which ones stand for an ASCII sign, which are refused, and what they look like.

Only a short list is translated. Letters of other alphabets that look like Latin ones are refused by name, for two
different letters that look alike would make a right answer wrong, or a wrong one right.
"""

import unicodedata

from .errors import ReadError, fail
from .unread import CHARACTERS

SAME_AS = {
    "\N{MINUS SIGN}": "-",
    "\N{HYPHEN}": "-",
    "\N{NON-BREAKING HYPHEN}": "-",
    "\N{EN DASH}": "-",
    "\N{MIDDLE DOT}": "*",
    "\N{DOT OPERATOR}": "*",
    "\N{BULLET OPERATOR}": "*",
    "\N{MULTIPLICATION SIGN}": "*",
    "\N{ASTERISK OPERATOR}": "*",
    "\N{DIVISION SIGN}": "/",
    "\N{DIVISION SLASH}": "/",
    "\N{FRACTION SLASH}": "/",
    "\N{LESS-THAN OR EQUAL TO}": "<=",
    "\N{LESS-THAN OR SLANTED EQUAL TO}": "<=",
    "\N{GREATER-THAN OR EQUAL TO}": ">=",
    "\N{GREATER-THAN OR SLANTED EQUAL TO}": ">=",
    "\N{NOT EQUAL TO}": "!=",
    "\N{PRIME}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{DOUBLE PRIME}": "''",
    "\N{DOUBLE VERTICAL LINE}": "||",
    "\N{PARALLEL TO}": "||",
    "\N{DIVIDES}": "|",
}
SPACES = " \t\r\n\N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\N{EN SPACE}\N{EM SPACE}"
SUPERSCRIPTS = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱ", "0123456789+-()ni", strict=True))
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉ᵢⱼₖₙₘₗ", "0123456789ijknml", strict=True))
TRANSPOSED = "ᵀ"
LOOKS_LIKE = dict(
    zip(
        "аеорсухіјѕАВЕКМНОРСТХЅІЈοΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
        "aeopcyxijsABEKMHOPCTXSIJoABEZHIKMNOPTYX",
        strict=True,
    )
)


def check(text: str) -> None:
    """Raises ReadError at the first control character; the line breaks and tabs of an ordinary text are allowed."""
    for at, character in enumerate(text):
        if character in " \t\r\n" or " " < character < "\x7f":
            continue
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn"):
            raise fail(f"an invisible character, U+{ord(character):04X}", at, character, expected="plain text")


def unreadable(character: str, at: int) -> ReadError:
    """The refusal of a character, with its name and what it looks like."""
    if character in CHARACTERS:
        what, instead = CHARACTERS[character]
        return fail(f"'{character}', {what}, is not read", at, character, expected=instead)
    name = unicodedata.name(character, f"U+{ord(character):04X}")
    plain = LOOKS_LIKE.get(character)
    if unicodedata.combining(character):
        expected = "a mark as a word or a command, as in hat_y or \\hat{y}"
        return fail(f"a mark over a letter, {name}, is not read", at, character, expected=expected)
    if plain is None and "FULLWIDTH" in name:
        plain = unicodedata.normalize("NFKC", character)
    if character.isascii():
        expected = "a subscript right behind a name, as in x_1, or x[i + 1]" if character == "_" else "a formula"
        return fail(f"{character!r} has no meaning here", at, character, expected=expected)
    if character in SUPERSCRIPTS:
        return fail(f"{character!r} ({name}) is not read", at, character, expected=f"^{{{SUPERSCRIPTS[character]}}}")
    return fail(
        f"{character!r} ({name}) is not read",
        at,
        character,
        expected=f"the letter {plain!r}" if plain else "a letter, digit or sign of the keyboard",
    )
