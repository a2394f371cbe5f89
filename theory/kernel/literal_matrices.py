"""The literal meaning of a matrix expression at one instance, over the rationals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flint import fmpq, fmpq_mat
from sympy import (
    Basic,
    Identity,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Transpose,
    ZeroMatrix,
)

from .functions import Term
from .refusal import KernelRefusal

if TYPE_CHECKING:
    from .evaluate import Evaluator

LARGEST_POWER = 64


class Unevaluable(KernelRefusal):
    """The literal evaluator does not know this expression."""


def matrix_value(evaluator: Evaluator, expr: Basic) -> fmpq_mat:
    """The value of a matrix expression. Raises ZeroDivisionError for the inverse of a singular matrix."""
    if isinstance(expr, MatrixSymbol):
        return evaluator.instance.matrix(expr, evaluator)
    if isinstance(expr, Term):
        return evaluator.term(expr.args[0], evaluator.whole(expr.args[1]))
    if isinstance(expr, MatAdd):
        parts = [matrix_value(evaluator, a) for a in expr.args]
        total = parts[0]
        for part in parts[1:]:
            _conform(_shape(total) == _shape(part), expr)
            total = total + part
        return total
    if isinstance(expr, MatMul):
        return _product(evaluator, expr)
    if isinstance(expr, Transpose):
        return matrix_value(evaluator, expr.arg).transpose()
    if isinstance(expr, Inverse):
        return _inverse(square(evaluator, expr.arg))
    if isinstance(expr, MatPow):
        return _power(square(evaluator, expr.base), evaluator.whole(expr.exp))
    if isinstance(expr, Identity):
        return identity(evaluator.whole(expr.shape[0]))
    if isinstance(expr, ZeroMatrix):
        return fmpq_mat(evaluator.whole(expr.shape[0]), evaluator.whole(expr.shape[1]))
    raise Unevaluable(f"no literal meaning of the matrix {type(expr).__name__}")


def square(evaluator: Evaluator, expr: Basic) -> fmpq_mat:
    """The value of a matrix expression that must be square."""
    value = matrix_value(evaluator, expr)
    _conform(value.nrows() == value.ncols(), expr)
    return value


def _product(evaluator: Evaluator, expr: MatMul) -> fmpq_mat:
    scale, total = fmpq(1), None
    for factor in expr.args:
        if not isinstance(factor, MatrixExpr):
            number = evaluator.scalar(factor)
            if not isinstance(number, fmpq):  # a ball, or a number that carries a slope, which would be lost here
                raise Unevaluable(f"{factor} is not rational, and matrices are over the rationals")
            scale *= number
            continue
        value = matrix_value(evaluator, factor)
        if total is not None:
            _conform(total.ncols() == value.nrows(), expr)
            value = total * value
        total = value
    return total * scale  # type: ignore[operator]


def _power(base: fmpq_mat, exponent: int) -> fmpq_mat:
    if abs(exponent) > LARGEST_POWER:
        raise Unevaluable(f"a matrix to the power {exponent}")
    if exponent < 0:
        base, exponent = _inverse(base), -exponent
    total = identity(base.nrows())
    for _ in range(exponent):
        total = total * base
    return total


def _inverse(m: fmpq_mat) -> fmpq_mat:
    if m.det() == 0:
        raise ZeroDivisionError
    return m.inv()


def identity(n: int) -> fmpq_mat:
    """The unit matrix."""
    return fmpq_mat(n, n, [int(i == j) for i in range(n) for j in range(n)])


def _shape(m: fmpq_mat) -> tuple[int, int]:
    return m.nrows(), m.ncols()


def _conform(fits: bool, expr: Basic) -> None:
    if not fits:
        raise Unevaluable(f"the shapes in {expr} do not fit")
