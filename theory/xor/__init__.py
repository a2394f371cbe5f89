"""The exclusive or: no line separates it, two hidden units compute it.

Inputs x1, x2 in {0, 1}. Shown: the truth table as a formula, the impossibility for one affine unit with its Farkas
certificate, the features of two ReLU units and which output weights make them right, the explicit ReLU network, and the
sigmoid network of the slides with an error below 4.6e-5 once its lost output weights are restored, and that one hidden
ReLU unit a point suffices for any labels, and from how many random starts gradient descent finds such networks.
Sources: Lim 2025, Lecture 10, Exercise 10.1; The Depth Challenge, sections 3 to 8; The Quest for Intelligence.
"""

from .lines import *
from .networks import *
from .interpolation import *
from .training import *
