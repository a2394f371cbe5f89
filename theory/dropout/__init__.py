"""Inverted dropout as a random mask, and the penalty that it puts on a linear layer.

A mask m has independent Bernoulli(p) entries, p the probability to *keep* a unit; the layer passes m_j h_j / p. Shown
for every dimension d and number of samples N: mean and covariance of the masked activations, the expected squared
loss, the generalized (column-scaled) ridge problem that dropout linear regression is, when that is plain ridge, and
how the penalty adapts to the size of the activations.
Source: Lim 2025, Lecture 10, slides "Dropout" and "Tricks of the Trade", Exercise 10.5.
"""

from .mask import *
from .penalty import *
from .ridge import *
from .adaptive import *
from .training import *
