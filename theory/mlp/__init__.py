"""What a multi-layer perceptron is made of: parameters counted, pixels permuted, members averaged, units alike.

For every width and depth: the parameters of a shallow and of a deep network, and the 235,146 of the lecture's example;
an image in another pixel order is the same image to the first layer, to its gradient and to distances; the error of an
average of n predictors is their average error less their spread; a bias before batch normalization has no effect; and
which networks compute the same function, linear ones among them.
Sources: Lim 2025, Lecture 10; Neural Networks, The Foundation of Modern AI, "PyTorch Implementation".
"""

from .averages import *
from .counts import *
from .pixels import *
from .training import *
from .units import *
