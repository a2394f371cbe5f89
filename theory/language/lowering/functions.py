"""Functions of one number and relations in the kernel's notation."""

from collections.abc import Callable

import sympy
from sympy import Abs, Basic, Dummy, Eq, Expr, Ge, Gt, Le, Lt, Ne, Piecewise, Rational, S

from ...kernel import statement as kernel
from ...kernel.functions import Phi, ddsigma, dsigma, gelu, phi, relu, sigma, sigmoid, silu, softplus, step
from ...kernel.refusal import KernelRefusal
from ...kernel.slopes import pieces, slope
from ..tree import Order


class Unlowered(KernelRefusal):
    """The kernel has no words for a part of the formula."""


ONE_ARGUMENT: dict[str, Callable[[Expr], Basic]] = {
    "exp": sympy.exp,
    "ln": sympy.log,
    "log10": lambda u: sympy.log(u) / sympy.log(10),
    "log2": lambda u: sympy.log(u) / sympy.log(2),
    "sqrt": sympy.sqrt,
    "abs": Abs,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tan": lambda u: sympy.sin(u) / sympy.cos(u),
    "cot": lambda u: sympy.cos(u) / sympy.sin(u),
    "sec": lambda u: 1 / sympy.cos(u),
    "csc": lambda u: 1 / sympy.sin(u),
    "sinh": sympy.sinh,
    "cosh": sympy.cosh,
    "tanh": sympy.tanh,
    "coth": lambda u: sympy.cosh(u) / sympy.sinh(u),
    "sech": lambda u: 1 / sympy.cosh(u),
    "csch": lambda u: 1 / sympy.sinh(u),
    "erf": sympy.erf,
    "sigmoid": sigmoid,
    "relu": relu,
    "softplus": softplus,
    "gelu": gelu,
    "silu": silu,
    "Phi": Phi,
    "phi": phi,
    "heaviside": step,
    "sign": lambda u: Piecewise((S.One, u > 0), (S.NegativeOne, u < 0), (S.Zero, True)),
    "cbrt": lambda u: Piecewise((u ** Rational(1, 3), u > 0), (-((-u) ** Rational(1, 3)), True)),
}
ACTIVATIONS = (sigma, dsigma, ddsigma)
RELATIONAL: dict[Order, Callable[[Expr, Expr], Basic]] = {
    Order.EQUAL: Eq,
    Order.NOT_EQUAL: Ne,
    Order.LESS: Lt,
    Order.AT_MOST: Le,
    Order.GREATER: Gt,
    Order.AT_LEAST: Ge,
}
RELATIONS = {
    Order.EQUAL: (kernel.Relation.EQUAL, False),
    Order.NOT_EQUAL: (kernel.Relation.NOT_EQUAL, False),
    Order.LESS: (kernel.Relation.LESS, False),
    Order.AT_MOST: (kernel.Relation.AT_MOST, False),
    Order.GREATER: (kernel.Relation.LESS, True),
    Order.AT_LEAST: (kernel.Relation.AT_MOST, True),
}


class Primes:
    """Derivatives of the known functions, each worked out once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int], tuple[Dummy, Expr]] = {}

    def at(self, name: str, primes: int, argument: Expr) -> Expr:
        """The derivative of a known function, so many times, at an argument. Raises Unlowered."""
        if (name, primes) not in self._found:
            if name not in ONE_ARGUMENT:
                raise Unlowered(f"a derivative of {name}")
            variable = Dummy("u", real=True)
            formula = pieces(ONE_ARGUMENT[name](variable))
            for _ in range(primes):
                formula = slope(formula, variable, {})
            self._found[name, primes] = (variable, formula)
        variable, formula = self._found[name, primes]
        return formula.xreplace({variable: argument})
