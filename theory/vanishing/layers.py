"""What the modules of this topic share: layer numbers, the sources, the logistic function written out."""

from sympy import Expr, Rational, Symbol, exp

from ..kernel.claim import Document, Source
from ..kernel.statement import Domain, Scalar

k = Symbol("k", integer=True, nonnegative=True)
h, l, i, j, c = (Symbol(name, integer=True) for name in "hlijc")  # noqa: E741 - l counts layers
quarter = Rational(1, 4)
natural = Scalar(k, Domain.NATURAL)
DIAGNOSIS = Source(Document.DEPTH_CHALLENGE, "10. Diagnosis")
FAILURE = Source(Document.DEPTH_CHALLENGE, "9. Failure Pattern")
GRADIENT_FLOW = Source(Document.DEPTH_CHALLENGE, "11. Gradient Flow Analysis")
SECTION_V = Source(Document.CONNECTIONISM, "V. Deriving Backpropagation")


def logistic(z: Expr) -> Expr:
    """1/(1 + exp(-z))."""
    return 1 / (1 + exp(-z))
