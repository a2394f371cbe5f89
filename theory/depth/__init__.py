"""What depth buys and what it does not: the parity of n bits, saw-teeth, and the pieces of ReLU networks.

Parity needs no second hidden layer and nothing exponential: n ReLU or n threshold units in one layer compute it for
every n, three ReLU units for three and for four bits, and two do not. What 2^(n-1) does bound is the number of
conjunctions, since a half-space that holds every odd input cuts off at most one even input. Composing a tent k times
gives 2^k pieces from 2 k units, a shallow network of as many units has 2 k + 1.
Sources: The Depth Challenge, section 5; The Quest for Intelligence; Connectionism and Layered Representation.
"""

from .parity import *
from .pieces import *
from .small import *
from .minimal import *
from .training import *
from .width import *
