"""Matrix expressions in float64 with `jax.numpy`, by walking the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

from ...theory.kernel.functions import Term
from ...theory.kernel.statement import Sequence
from .lower import LoweringError

if TYPE_CHECKING:
    import jax

    from .sampling import Sample


def evaluate_matrix(expr: Basic, taken: Sample) -> jax.Array:
    """The value of a matrix expression at a sample, (rows, columns). Raises LoweringError."""
    import jax.numpy as jnp

    sequences = {d.symbol: d for d in taken.instance.statement.where if isinstance(d, Sequence)}

    def scalar(e: Basic) -> float:
        from ...theory.kernel.evaluate import Evaluator
        from .sampling import number

        return number(Evaluator(taken.instance).scalar(e))

    def value(e: Basic, at: dict[Basic, int]) -> jax.Array:
        if isinstance(e, MatrixSymbol):
            return jnp.asarray(taken.arrays[e])
        if isinstance(e, Term):
            return term(e.args[0], taken.whole(e.args[1], at))
        if isinstance(e, MatAdd):
            parts = [value(a, at) for a in e.args]
            return sum(parts[1:], parts[0])
        if isinstance(e, MatMul):
            matrices = [value(a, at) for a in e.args if isinstance(a, MatrixExpr)]
            scale = 1.0
            for a in e.args:
                if not isinstance(a, MatrixExpr):
                    scale = scale * scalar(a)
            total = matrices[0]
            for m in matrices[1:]:
                total = total @ m
            return scale * total
        if isinstance(e, Transpose):
            return value(e.arg, at).T
        if isinstance(e, Inverse):
            return jnp.linalg.inv(value(e.arg, at))
        if isinstance(e, MatPow):
            return jnp.linalg.matrix_power(value(e.base, at), taken.whole(e.exp, at))
        if isinstance(e, Identity):
            return jnp.eye(taken.whole(e.shape[0], at))
        if isinstance(e, ZeroMatrix):
            return jnp.zeros((taken.whole(e.shape[0], at), taken.whole(e.shape[1], at)))
        raise LoweringError(f"no lowering of the matrix {type(e).__name__}")

    def term(symbol: Basic, at: int) -> jax.Array:
        sequence = sequences[symbol]
        current = value(sequence.initial, {})
        for k in range(at):
            current = following(sequence, current, k)
        return current

    def following(sequence: Sequence, current: jax.Array, k: int) -> jax.Array:
        here = Term(sequence.symbol, sequence.index)
        stand_in = MatrixSymbol("current value", *sequence.symbol.shape)
        taken.arrays[stand_in] = current
        return value(sequence.successor.xreplace({here: stand_in}), {sequence.index: k})

    return value(expr, {})
