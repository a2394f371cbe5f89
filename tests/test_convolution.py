"""What only convolutions know: computed places are gathered, and a place outside of the array is refused."""

import numpy as np
import pytest
from sympy import Expr, IndexedBase, Integer, Mod, Sum, Symbol

from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.lower import LoweringError, lower
from backproof.numerics.engine.sampling import samples
from backproof.theory.kernel.statement import Array, Index, Size, Statement

n = Symbol("n", integer=True, positive=True)
a, i, k = (Symbol(name, integer=True) for name in "aik")
w, x = IndexedBase("w", real=True), IndexedBase("x", real=True)
PLACES = ((a, Integer(0), n - 1),)
WHERE = (Size(n), Array(w, PLACES), Array(x, PLACES), Index(k, Integer(0), n - 1))


def value(expr: Expr) -> tuple[np.ndarray, dict]:
    """The lowered value at the second sample, whose sizes are not 1, and the arguments."""
    choose(Device.CPU)  # float64
    taken = list(samples(Statement(where=WHERE, lhs=expr, rhs=Integer(0)), 0, 2))[1]
    lowered = lower(expr, taken.instance.statement, taken.whole, (k,))
    named = taken.named()
    return np.asarray(lowered.function(*(named[s] for s in lowered.arguments))), named


def test_computed_places_are_gathered() -> None:
    got, named = value(Sum(w[i] * x[Mod(k + i, n)], (i, 0, n - 1)))
    size = int(named["n"])
    assert size > 1
    wanted = [sum(named["w"][m] * named["x"][(p + m) % size] for m in range(size)) for p in range(size)]
    np.testing.assert_allclose(got, wanted, rtol=1e-14, atol=1e-13)


def test_a_place_outside_is_refused_not_clamped() -> None:
    with pytest.raises(LoweringError, match="leaves its axis"):
        value(x[k + 1])
