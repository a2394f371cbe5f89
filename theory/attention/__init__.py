"""Attention and what surrounds it in a transformer: scaling, weights, gradients, masks, symmetry, positions, counts.

The topic is a package because its claims fill several files; they are attributes of this module all the same.
"""

from .counts import *
from .lookup import *
from .masks import *
from .positions import *
from .saturation import *
from .scaling import *
from .symmetry import *
from .weights import *
