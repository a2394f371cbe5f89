"""What only attention needs: a permutation reaches the oracle as places from 0, and entries are gathered by it."""

import numpy as np
from sympy import Function, IndexedBase, Integer, Symbol

from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.lower import lower
from backproof.numerics.engine.sampling import samples
from backproof.theory.kernel.statement import Index, Permutation, Size, Statement, array

n = Symbol("n", integer=True, positive=True)
i = Symbol("i", integer=True)
x = IndexedBase("x", real=True)
pi = Function("pi", integer=True)


def test_entries_are_taken_from_the_permuted_places() -> None:
    choose(Device.CPU)  # float64
    statement = Statement(
        where=(Size(n), array(x, n), Permutation(pi, Integer(1), n), Index(i, Integer(1), n)), lhs=x[pi(i)], rhs=x[i]
    )
    for taken in samples(statement, 0, 4):
        named = taken.named()
        places = named["pi"]
        assert isinstance(places, tuple)
        assert sorted(places) == list(range(len(places)))
        lowered = lower(statement.lhs, statement, taken.whole, (i,))
        got = np.asarray(lowered.function(*(named[s] for s in lowered.arguments)))
        assert np.array_equal(got, named["x"][list(places)])  # type: ignore[index]
