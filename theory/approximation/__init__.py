"""What networks with one hidden layer approximate, how fast in one variable, and what they do not approximate.

Constructed: stairs and broken lines through any values, with errors L/(2 M) for slopes up to L and K/(8 M^2) for
second derivatives up to K on M cells. Refuted: any activation that is not constant (z^2 misses x^3 by 1/4), any
function (a jump costs half its height), any domain (sigmoid networks stay bounded on the line), any output unit.
Sources: Lim 2025, Lecture 10; The Depth Challenge, section 4; The Foundation of Modern AI; Connectionism, section III.
"""

from .limits import *
from .narrow import *
from .ranges import *
from .rates import *
