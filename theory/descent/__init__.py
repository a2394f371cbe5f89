"""Gradient descent: what one step gains, where it leads, how fast, and when it fails.

A run of descent is the sequence of its iterates theta_k with the gradients g_k and values R_k met on the way; what is
assumed of the loss is written as the inequalities that it then satisfies along the run (an L-Lipschitz gradient gives
the quadratic upper model, convexity the tangent below the graph). Shown for every dimension n and any number of steps.
Source: Lim 2025, Lecture 10, slides on gradient descent.
"""

from .convexity import *
from .direction import *
from .inflection import *
from .rate import *
from .schedules import *
from .stationary import *
from .step_size import *
from .stochastic import *
from .training import *
