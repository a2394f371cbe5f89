"""Second order: where a Newton step leads, and what the Hessian's eigenvalues say of a critical point.

A quadratic R(x) = x^T H x / 2 + b^T x has the gradient H x + b and the Hessian H. Shown for every dimension n: the
Newton step leads from anywhere to its only critical point, be it a minimum, a saddle or a maximum.
Source: Connectionism and Layered Representation, section VI.
"""

from .hessian import *
from .landscape import *
from .newton import *
