"""One threshold unit: its hyperplane, and which labelled points it can tell apart.

Inputs in R^n, weights w, bias b. Shown for every dimension and any numbers of points: classes whose convex hulls meet
cannot be separated, nearest points of two hulls give a plane that separates them, a logistic unit cut at 1/2 has the
same boundary, and how far a point lies from it. That a nearest pair exists (hulls of finitely many points are compact)
is all that is missing from "separable exactly when the hulls are disjoint".
Sources: The Depth Challenge, section 2; The Quest for Intelligence; The Foundation of Modern AI, Geometric
Interpretation.
"""

from .unit import *
from .hulls import *
from .plane import *
