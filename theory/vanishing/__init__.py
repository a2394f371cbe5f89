"""How gradients shrink with depth: what the slope 1/4 of the sigmoid bounds, and what the weights do to it.

Layers are counted from the output: p_0 is the loss's gradient there, s_{k,i} the slopes and W_k the weights on the way
down, p_{k+1} = W_k^T (s_k * p_k). With |s| <= 1/4 and |W_k^T u| <= N_k |u|,
    |p_k|^2 <= 16^-k (N_0 ... N_{k-1})^2 |p_0|^2   for every depth and all widths;
without the norms it is false: weights 8 double the gradient in every layer.
Sources: The Depth Challenge, sections 10 and 11; Connectionism and Layered Representation, section V.
"""

from .bound import *
from .chains import *
from .printed import *
from .reparametrized import *
from .training import *
