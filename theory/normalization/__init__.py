"""Normalization of activations: (x - mu)/sqrt(sigma^2 + eps), and over which values mu and sigma^2 are taken.

The formula's mean, variance and Jacobian for any number of values; batch, layer, group and instance normalization as
the same formula over other places; batches of one and of two. Variances have the number of values as divisor.
Source: Connectionism and Layered Representation, section VII.
"""

from .batches import *
from .formula import *
from .groups import *
from .training import *
