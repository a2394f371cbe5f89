"""Symbols and the source that the claims on momentum share."""

from sympy import IndexedBase, Symbol

from ..kernel.claim import Document, Source
from ..kernel.statement import Domain, Scalar

i, k, n = (Symbol(name, integer=True) for name in ("i", "k", "n"))
eta, beta, lam, x0, u, t = (Symbol(name, real=True) for name in ("eta", "beta", "lam", "x0", "u", "t"))
v, theta, g, x, p = (IndexedBase(name, real=True) for name in ("v", "theta", "g", "x", "p"))

MOMENTUM = (Source(Document.FOUNDATION, "SGD with Momentum"),)
natural = Scalar(k, Domain.NATURAL)
