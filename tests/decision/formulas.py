"""Small random formulas in x and y: small enough that two of them often have much in common."""

import random
from fractions import Fraction

from backproof.theory.language.declarations import Scalar, Scope
from backproof.theory.language.tree import Add, Call, Cases, Compare, Div, Mul, Name, Neg, Node, Number, Order, Pow

X, Y = Name("x"), Name("y")
SCOPE = Scope(types={"x": Scalar(), "y": Scalar()})
LEAVES = (X, X, X, Y, Number(Fraction(1)), Number(Fraction(2)), Number(Fraction(1, 2)))
FUNCTIONS = (
    "exp",
    "ln",
    "sqrt",
    "abs",
    "sin",
    "cos",
    "sigmoid",
    "tanh",
    "relu",
    "softplus",
    "sign",
    "heaviside",
    "erf",
)
SIMPLE = ("exp", "abs", "relu", "tanh", "sigmoid", "sqrt", "ln")


def formula(rng: random.Random, size: int, functions: tuple[str, ...] = FUNCTIONS) -> Node:
    """A formula with about `size` nodes."""
    if size <= 1:
        return rng.choice(LEAVES)
    kind = rng.random()
    if kind < 0.3:
        return Call(rng.choice(functions), (formula(rng, size - 1, functions),))
    if kind < 0.4:
        return Neg(formula(rng, size - 1, functions))
    if kind < 0.5:
        exponent = rng.choice(
            (Number(Fraction(2)), Number(Fraction(3)), Neg(Number(Fraction(1))), Number(Fraction(1, 2)))
        )
        return Pow(formula(rng, size - 1, functions), exponent)
    left = formula(rng, size // 2, functions)
    right = formula(rng, size - 1 - size // 2, functions)
    if kind < 0.7:
        return Add((left, right))
    if kind < 0.85:
        return Mul((left, right))
    if kind < 0.93:
        return Div(left, right)
    if kind < 0.97:
        return Call(rng.choice(("max", "min")), (left, right))
    return Cases((left,), (Compare((X, Number(Fraction(0))), (rng.choice(list(Order)),)),), right)
