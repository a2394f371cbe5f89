"""The functions that statements may contain, with their definitions and the slopes that the kernel may use.

`sigma` is an arbitrary differentiable activation: nothing is known of it but that its slope is `dsigma`, and that one's
`ddsigma`. The named activations carry a `definition`; their `fdiff` is a lemma which the topic `activations` proves
from that definition, so no proof about a definition may use it.

Conventions at the kink: step(0) = 0, so relu'(0) = 0 and leaky_relu'(0) = a (one-sided derivative from the left).
"""

import sympy
from sympy import (
    Basic,
    Expr,
    Function,
    Integer,
    MatrixExpr,
    MatrixSymbol,
    Piecewise,
    Rational,
    exp,
    log,
    pi,
    sqrt,
    sympify,
)


class Partial(Function):
    """Partial(body, target): the derivative of `body` in `target` (a symbol or an array entry), unevaluated.

    Nested for higher derivatives. The kernel, the balls and JAX each work it out in their own way.
    """

    nargs = 2


class Expect(Function):
    """Expect(body): the mean of `body` over every array that the statement declares with a law, unevaluated."""

    nargs = 1


class Term(MatrixExpr):
    """Term(X, k): the k-th term of a matrix-valued sequence X that the statement declares."""

    def __new__(cls, symbol: MatrixSymbol, k: Expr) -> "Term":
        return Basic.__new__(cls, symbol, sympify(k, strict=True))

    @property
    def shape(self) -> tuple[Expr, Expr]:
        return self.args[0].shape


class ddsigma(Function):
    """Second derivative of the arbitrary activation."""

    nargs = 1


class dsigma(Function):
    """Slope of the arbitrary activation."""

    nargs = 1

    def fdiff(self, argindex: int = 1) -> Expr:
        return ddsigma(self.args[0])


class sigma(Function):
    """An arbitrary twice differentiable activation."""

    nargs = 1

    def fdiff(self, argindex: int = 1) -> Expr:
        return dsigma(self.args[0])


class step(Function):
    """1 for z > 0, 0 for z <= 0."""

    nargs = 1

    @staticmethod
    def definition(z: Expr) -> Expr:
        return Piecewise((Integer(1), z > 0), (Integer(0), True))

    def fdiff(self, argindex: int = 1) -> Expr:
        return Integer(0)


class relu(Function):
    """max(z, 0)."""

    nargs = 1

    @staticmethod
    def definition(z: Expr) -> Expr:
        return Piecewise((z, z > 0), (Integer(0), True))

    def fdiff(self, argindex: int = 1) -> Expr:
        return step(self.args[0])


class leaky_relu(Function):
    """leaky_relu(z, a): z for z > 0, a z for z <= 0."""

    nargs = 2

    @staticmethod
    def definition(z: Expr, a: Expr) -> Expr:
        return Piecewise((z, z > 0), (a * z, True))

    def fdiff(self, argindex: int = 1) -> Expr:
        z, a = self.args
        if argindex == 1:
            return a + (1 - a) * step(z)
        return z * (1 - step(z))


class sigmoid(Function):
    """The logistic function 1/(1 + exp(-z))."""

    nargs = 1

    @staticmethod
    def definition(z: Expr) -> Expr:
        return 1 / (1 + exp(-z))

    def fdiff(self, argindex: int = 1) -> Expr:
        return self * (1 - self)


class softplus(Function):
    """log(1 + exp(z))."""

    nargs = 1

    @staticmethod
    def definition(z: Expr) -> Expr:
        return log(1 + exp(z))

    def fdiff(self, argindex: int = 1) -> Expr:
        return sigmoid(self.args[0])


class phi(Function):
    """The standard normal density exp(-z^2/2)/sqrt(2 pi)."""

    nargs = 1

    @staticmethod
    def definition(z: Expr) -> Expr:
        return exp(-(z**2) / 2) / sqrt(2 * pi)

    def fdiff(self, argindex: int = 1) -> Expr:
        return -self.args[0] * self


class Phi(Function):
    """The standard normal distribution function (1 + erf(z/sqrt 2))/2."""

    nargs = 1

    @staticmethod
    def definition(z: Expr) -> Expr:
        return Rational(1, 2) * (1 + sympy.erf(z / sqrt(2)))

    def fdiff(self, argindex: int = 1) -> Expr:
        return phi(self.args[0])


class gelu(Function):
    """z Phi(z), the Gaussian error linear unit (not its tanh approximation)."""

    nargs = 1

    @staticmethod
    def definition(z: Expr) -> Expr:
        return z * Phi(z)

    def fdiff(self, argindex: int = 1) -> Expr:
        z = self.args[0]
        return Phi(z) + z * phi(z)


class silu(Function):
    """z sigmoid(z), also called swish."""

    nargs = 1

    @staticmethod
    def definition(z: Expr) -> Expr:
        return z * sigmoid(z)

    def fdiff(self, argindex: int = 1) -> Expr:
        s = sigmoid(self.args[0])
        return s + self.args[0] * s * (1 - s)


DEFINED = (step, relu, leaky_relu, sigmoid, softplus, phi, Phi, gelu, silu)


def unfold(expr: Expr) -> Expr:
    """`expr` with every named activation replaced by its definition, innermost ones included."""
    while expr.has(*DEFINED):
        expr = expr.replace(lambda e: isinstance(e, DEFINED), lambda e: type(e).definition(*e.args))
    return expr
