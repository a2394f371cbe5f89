"""Softmax and log-sum-exp in finite precision: shifts, bounds, and where the exponential leaves a format.

For every number n of logits x and every shift a: exp(x_j - a) / sum_i exp(x_i - a) = exp(x_j) / sum_i exp(x_i), and
max x <= log sum_i exp(x_i) <= max x + log n. Rounding is to nearest, in the formats float32 and float64 of IEEE 754.
Source: The Quest for Intelligence, slides "The Final Polish" and "The Log-Sum-Exp Trick".
"""

from .bounds import *
from .formats import *
from .shifts import *
