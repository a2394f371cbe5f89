"""Gradient descent on under-determined least squares: which of the many solutions it finds.

A is m x n with full row rank (A A^T invertible), R(x) = |A x - b|^2 / 2, x_{k+1} = x_k - eta A^T (A x_k - b). With
G = A A^T, P = A^T G^-1 A the projection onto the row space, x* = A^T G^-1 b the solution of least norm and
N = I - eta G:   x_k = x* + (I - P) x_0 + A^T G^-1 N^k (A x_0 - b),   shown for all m, n, k.
Source: Lim 2025, Lecture 10, Exercise 10.4.
"""

from .system import *
from .decomposition import *
from .iteration import *
from .limit import *
from .training import *
