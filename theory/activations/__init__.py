"""Activation functions: their forms, slopes, bounds and kinks, and what each of these does to a gradient.

Established for step, sigmoid, tanh, ReLU, leaky ReLU, softplus, GELU and SiLU, from their definitions and by rules of
differentiation that know none of the results: slopes; sharp bounds of slopes with the points where they are met;
how fast slopes vanish; every derivative of the sigmoid as a polynomial in it; the kink and what is conventional
about it; when saturation stops learning and when not; dead units; the collapse of depth without activations.
`z` is a pre-activation, `a` the slope of leaky ReLU on the negative side, derivatives are per unit of pre-activation.
Sources: Lim 2025, Lecture 10 and Exercise 10.2; slides "The Depth Challenge" and "The Quest for Intelligence"; web
pages "The Foundation of Modern AI" (formulas lost) and "Connectionism", section V.
The topic is a package because its claims fill several files; they are attributes of this module all the same.
"""

from .derivatives import *
from .dying import *
from .gated import *
from .hyperbolic import *
from .layers import *
from .rectifiers import *
from .saturation import *
from .sigmoid import *
from .smooth import *
from .threshold import *
