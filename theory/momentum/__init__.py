"""Momentum: the heavy ball on quadratics, and where it helps.

Along an eigenvector of the Hessian with eigenvalue lam, heavy ball reads x_{k+1} = a x_k - beta x_{k-1} with
a = 1 + beta - eta lam. Here p_k = x_{k-1}, and a start at rest is p_0 = x_0. The form x^2 - a x p + beta p^2 is
multiplied by beta in every step; where a^2 <= 4 beta it is not negative, so that the length shrinks like beta^(k/2).
Sources: the web page's section on SGD with momentum, whose formulas are lost; Polyak 1964.
"""

from .cycle import *
from .edge import *
from .modes import *
from .tuned import *
from .velocity import *
from .training import *
