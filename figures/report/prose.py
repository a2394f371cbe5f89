"""Plain words with formulas in them, as the claims' titles and notes are written, set as one sets them in print.

`x_i^2 <= 4^-k` becomes x with index and exponent, `eta` the letter; a word between backticks is code.
"""

import re
from collections.abc import Callable

from markupsafe import Markup, escape

from ...theory.language.letters import LETTERS

CODE = re.compile(r"`([^`]+)`")
SIGNS = (("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("->", "→"), ("...", "…"), ("+-", "±"), (" - ", " − "))
SPELLED = "|".join(sorted(LETTERS, key=len, reverse=True))
GREEK = re.compile(rf"(?<![A-Za-z_])(d?)({SPELLED})(?![A-Za-z])('*)")
ROOT = re.compile(r"\bsqrt\(([^()]*)\)|\bsqrt (?=\w+\b)")
# a sign before a number or a letter, and a difference without spaces; not the hyphen of a 2-2-1 network
MINUS = re.compile(r"(?<![\w)\]])-(?=[\dα-ω(]|[A-Za-z]\b)|(?<=[\d)])-(?=[α-ω(]|[A-Za-z]\b)|(?<=\b[A-Za-z])-(?=\d)")
PRIME = re.compile(r"(?<=[A-Za-z])'(?=\()")
APOSTROPHE = re.compile(r"(?<=[A-Za-z])'(?=s\b)|(?<=s)'(?=\s)")
GROUP = r"\{[^{}]*\}|\([^()]*\)"
BELOW = re.compile(rf"(?<![A-Za-z_])([A-Za-z]{{1,5}}|d?[α-ωΑ-Ω])_({GROUP}|max|min|[A-Za-z0-9]{{1,2}})(?![A-Za-z_])")
ABOVE = re.compile(rf"(?<=[\w)|\]>\1}}])\^([-−]?(?:{GROUP}|[A-Za-z0-9α-ω]+))")
OPENING, CLOSING = "\0", "\1"  # stand for the brackets of tags until what was typed is escaped


def typeset(text: str, link: Callable[[str], str | None] = lambda _: None) -> Markup:
    """A line of text as HTML. link: the address of a claim that is named between backticks, or None."""
    parts = []
    for n, part in enumerate(CODE.split(text)):
        if n % 2:
            code = Markup("<code>{}</code>").format(part)
            address = link(part)
            parts.append(Markup('<a href="{}">{}</a>').format(address, code) if address else code)
        else:
            parts.append(_marked(part))
    return Markup("").join(parts)


def _marked(text: str) -> Markup:
    text = text.replace(OPENING, "").replace(CLOSING, "")
    for typed, printed in SIGNS:
        text = text.replace(typed, printed)
    text = ROOT.sub(_root, text)
    text = GREEK.sub(lambda m: f"{m[1]}{LETTERS[m[2]]}{'′' * len(m[3])}", text)
    text = APOSTROPHE.sub("’", PRIME.sub("′", MINUS.sub("−", text)))
    text = BELOW.sub(lambda m: f"{'∑' if m[1] == 'sum' else m[1]}{_tagged('sub', m[2])}", text)
    text = ABOVE.sub(lambda m: _tagged("sup", "⊤" if m[1] == "T" else m[1]), text)
    return Markup(str(escape(text)).replace(OPENING, "<").replace(CLOSING, ">"))


def _root(found: re.Match[str]) -> str:
    inside = found[1]
    if inside is None:
        return "√"
    return f"√{inside}" if re.fullmatch(r"\w+", inside) else f"√({inside})"


def _tagged(tag: str, group: str) -> str:
    """Brackets that only held an index or exponent together are not needed any more."""
    inside = group.replace("-", "−")
    if inside[0] in "({":
        inside = inside[1:-1]
    return f"{OPENING}{tag}{CLOSING}{inside}{OPENING}/{tag}{CLOSING}"
