"""Reading: a text in either syntax to its tree, with shapes checked."""

import re
from enum import Enum

from .calculator import read_calculator
from .declarations import Scope
from .errors import ReadError
from .latex import read_latex
from .limits import check_length
from .tree import Node


class Syntax(Enum):
    """How a text is written."""

    AUTO = "auto"
    CALCULATOR = "calc"
    LATEX = "latex"


INDICES = re.compile(r"_\{[^{}]*,|\}_")  # W_{i,j} and x^{(l)}_i, which are no calculator text


def syntax_of(text: str) -> Syntax:
    """LaTeX where a backslash, a dollar sign or a brace shows it; x^{(l)} is calculator text too."""
    if INDICES.search(text):
        return Syntax.LATEX
    plain = text.replace("^{(", "").replace("_{", "")
    return Syntax.LATEX if any(m in plain for m in ("\\", "$")) or "{" in plain else Syntax.CALCULATOR


def read(text: str, scope: Scope, syntax: Syntax = Syntax.AUTO) -> Node:
    """The tree of a text. Raises ReadError."""
    if not isinstance(text, str):
        raise TypeError(f"a text is wanted, not {type(text).__name__}")
    try:
        check_length(text)
    except ReadError as error:
        raise ReadError(error.fault, text[:200]) from None
    if syntax is Syntax.AUTO:
        syntax = syntax_of(text)
    return read_latex(text, scope) if syntax is Syntax.LATEX else read_calculator(text, scope)
