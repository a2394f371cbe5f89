r"""Symbols that a prompt speaks of and answers may not use: `\sigma` or `\hat y` that nobody declared.

A note for the author, never a fault: a prompt may well speak of what no answer needs.
"""

import re

from ..theory.language.declarations import Scope, standard_name
from ..theory.language.functions import GREEK, canonical
from .assignment import Part, Question

FORMULAS = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$|\\\((.+?)\\\)|\\\[(.+?)\\\]", re.DOTALL)
CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
# what is no symbol of a value: words, layout, what is derived, indices and what runs along an axis
LEFT_OUT = re.compile(
    r"\\(?:text|mathrm|operatorname\*?|mbox|textbf|textit|begin|end|label|tag)\s*\{[^{}]*\}"
    r"|\\(?:sum|prod|int|max|min|lim|arg)\s*_\s*(?:\{[^{}]*\}|\S)"
    r"|\\partial\s*(?:\^\s*\{?\d\}?)?\s*(?:\\[a-z]+\s*)?(?:\{[^{}]*\}|\\?[A-Za-z]+)"
    r"|[_^]\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|\S)"
)
ACCENTS = "hat|widehat|tilde|widetilde|bar|overline|dot|vec|mathbf|boldsymbol|mathcal|mathbb|bm|bf"
SYMBOL = re.compile(
    rf"\\({ACCENTS})(?![A-Za-z])\s*(?:\{{\s*\\?([A-Za-z]+)\s*\}}|\\?([A-Za-z]))|\\([A-Za-z]+)|([A-Za-z]+)"
)
SPELLED = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}
LETTERS = {"ell", "hbar", *GREEK}
UNDECLARED = {"pi", "e", "i", "d", "T", "I", "E", "P", "R", "N", "Z", "O", "partial"}  # constants, operators, sets
KINDS = ("expression", "index-formula", "matrix-formula", "equation", "matrix", "derivation")


def undeclared(question: Question, part: Part) -> list[str]:
    """Symbols as the prompt writes them, in its order, that an answer to this part cannot use."""
    if part.kind not in KINDS:
        return []
    found: dict[str, None] = {}
    # the question's prompt sets the scene for all parts: of its plain letters a part may need none
    spoken = [s for s in _spoken(question.prompt) if s.startswith("\\")] + _spoken(part.prompt)
    found |= {s: None for s in spoken if not _known(s, part.vocabulary.scope)}
    return list(found)


def _spoken(text: str) -> list[str]:
    formulas = FORMULAS.finditer(CODE.sub(" ", text))
    return [s for f in formulas for s in _symbols(next(g for g in f.groups() if g is not None))]


def _symbols(formula: str) -> list[str]:
    """The symbols of a formula; the left side of an equation names what is asked for, and is passed over."""
    _, equals, right = formula.partition("=")
    plain = LEFT_OUT.sub(" ", right if equals and right[:1] != "=" else formula)
    symbols = []
    for accent, braced, letter, command, word in SYMBOL.findall(plain):
        if accent in ("hat", "tilde", "bar", "dot", "widehat", "widetilde", "overline"):
            symbols.append(f"\\{accent} {braced or letter}")
        elif accent:
            symbols.append(braced or letter)
        elif command in LETTERS:
            symbols.append(f"\\{command}")
        elif word and len(word) == 1:
            symbols.append(word)
    return symbols


def _known(symbol: str, scope: Scope) -> bool:
    accent, _, letter = symbol.removeprefix("\\").rpartition(" ")
    name = f"{SPELLED.get(accent, accent)}_{letter}" if accent else letter
    if name in UNDECLARED or canonical(name):
        return True
    known = {standard_name(name), name}
    return any(t in known or t.partition("_")[0] in known or t.partition("^")[0] in known for t in scope.types)
