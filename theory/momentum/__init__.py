"""Momentum: two ways to write one method, what it does along one curvature, and a loss on which it cycles for ever.

With the velocity v_{k+1} = beta v_k + grad R(theta_k) the step is theta_{k+1} = theta_k - eta v_{k+1}. On a quadratic
of curvature lambda, with a = eta lambda, the error obeys p_{k+1} = (1 + beta - a) p_k - beta p_{k-1}.
Sources: The Foundation of Modern AI, SGD with Momentum (its formulas are lost); Polyak 1964; Lessard, Recht and Packard
2016 for the cycle.
"""

from .cycle import *
from .forms import *
from .quadratic import *
from .tuned import *
