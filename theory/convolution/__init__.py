"""Convolution and cross-correlation: of sequences, on a circle, in windows, with padding; shifts, worked examples.

The topic is a package because its claims fill several files; they are attributes of this module all the same.
"""

from .sequences import *
from .circular import *
from .windows import *
