"""What differentiation by program costs, and where it is exact: multiplications counted, a kink, finite differences.

For layers of any widths d(0), d(1), ...: forward mode takes d(0) passes for the Jacobian, reverse mode one an output;
the backward pass of a dense network multiplies twice as often as the forward pass, less once through the first layer,
so its cost is in proportion to the parameters, and only the ratio does not depend on them. Finite differences are
quadratic in the parameters, shared weights are used more than once, and formulas without sharing grow exponentially.
Sources: Lim 2025, Lecture 10; The Quest for Intelligence, "The Engine of Learning"; The Foundation of Modern AI.
"""

from .costs import *
from .exactness import *
