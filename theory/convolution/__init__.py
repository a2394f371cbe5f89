"""Convolution and cross-correlation: on a circle, in windows that fit, with padding; shifts and worked examples.

The topic is a package because its claims fill several files; they are attributes of this module all the same.
"""

from .circular import *
from .windows import *
