"""Gradients of layered networks: Exercise 10.3, logistic and softmax outputs, layers of any kind, every depth.

The topic is a package because its claims fill several files; they are attributes of this module all the same.
"""

from .affine import *
from .chain import *
from .cross_entropy import *
from .layers import *
from .outputs import *
from .two_layer import *
