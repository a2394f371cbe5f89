"""From a tree to the kernel's notation: scalars and entries as index sums, or whole matrices.

SymPy cancels and computes while it builds, so limits and the domain of definition are taken from the tree before. What
the kernel has no words for is `Unlowered`: never a guess.
"""

from .functions import RELATIONS, Unlowered
from .scalars import Lowering

__all__ = ["RELATIONS", "Lowering", "Unlowered"]
