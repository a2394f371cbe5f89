"""LaTeX: what lecturers and students write, into the same unevaluated tree as calculator text.

A name is a letter or a Greek command with its subscript, hat, primes and superscript in brackets; letters side by side
are a product. Bold face and spacing are dropped. What LaTeX sets otherwise than its writer thinks (`x^10`), and what
has two readings (`a/bc`, `\\sin^{-1}x`), is refused.
"""

from ..cursor import whole
from ..declarations import Scope
from ..tree import Node
from .operators import GRAMMAR
from .tokens import tokens


def read_latex(text: str, scope: Scope) -> Node:
    """The tree of a LaTeX text, a `Compare` where it states one. Raises ReadError."""
    return whole(text, tokens, scope, GRAMMAR)


__all__ = ["read_latex"]
