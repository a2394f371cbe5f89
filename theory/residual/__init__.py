"""What residual blocks y = x + F(x) do to gradients, and how gradients at two inputs come apart with depth.

The topic is a package because its claims fill several files; they are attributes of this module all the same.
"""

from .blocks import *
from .shattering import *
