"""Calculator text: a parser by binding powers (Pratt) from tokens to one unevaluated tree.

Implicit multiplication binds like `*`. What has two readings (`1/2x`, `e^2x`, `|a|b|c|`, `sin^-1(x)`)
is refused with both.
"""

from ..cursor import whole
from ..declarations import Scope
from ..tree import Node
from .operators import GRAMMAR
from .tokens import tokens


def read_calculator(text: str, scope: Scope) -> Node:
    """The tree of a calculator text, a `Compare` where it states one. Raises ReadError."""
    return whole(text, tokens, scope, GRAMMAR)


__all__ = ["read_calculator"]
