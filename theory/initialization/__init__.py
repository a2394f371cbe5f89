"""Initialization: variances of random layers, Xavier's and He's choice, and why equal starts stay equal.

Weights are independent with mean 0 and a known variance, of which nothing else is used; fan-in n, fan-out m.
Sources: Connectionism and Layered Representation, section IV; The Foundation of Modern AI, "Weight Initialization".
"""

from .linear import *
from .rectifiers import *
from .symmetry import *
from .training import *
from .xavier import *
