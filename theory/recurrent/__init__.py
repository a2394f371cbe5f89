"""Recurrent layers: their parameters, backpropagation through time, gradients over many steps, gates.

The topic is a package because its claims fill several files; they are attributes of this module all the same.
"""

from .gradients import *
from .order import *
from .through_time import *
