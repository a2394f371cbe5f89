"""The emitted source computes what the tree says, and holds no word that somebody else wrote."""

import numpy as np
import pytest
from sympy import IndexedBase, Integer, Sum, Symbol, gamma, oo

from backproof.numerics.engine import check
from backproof.numerics.engine.compiled import ForeignName, compile_source
from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.lower import LoweringError, lower
from backproof.numerics.engine.sampling import Sample, samples
from backproof.theory.kernel.functions import Partial, sigma
from backproof.theory.kernel.statement import Array, Domain, Index, Scalar, Sequence, Size, Statement, array

n = Symbol("n", integer=True, positive=True)
i, q, l = (Symbol(name, integer=True) for name in "iql")  # noqa: E741
k = Symbol("k", integer=True, nonnegative=True)
HOSTILE = (
    "__import__('os').system('touch /tmp/reached')",
    "a0); import os #",
    "x\n    raise SystemExit",
    "jnp",
    "lambda: 0",
    "t1",
    "0",
    "é",
    "",
)


@pytest.fixture(autouse=True)
def float64() -> None:
    choose(Device.CPU)


def values(statement: Statement, taken: Sample) -> tuple[np.ndarray, np.ndarray]:
    out = tuple(d.symbol for d in statement.where if isinstance(d, Index))
    left, right = (check._value(side, statement, taken, out) for side in (statement.lhs, statement.rhs))
    return left, right


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_that_is_code_never_reaches_the_source(name: str) -> None:
    scalar, entries = Symbol(name, real=True), IndexedBase(Symbol(f"{name}_", real=True))
    index = Symbol(f"{name}i", integer=True)
    statement = Statement(
        where=(Size(n), Scalar(scalar), array(entries, n)),
        lhs=scalar * Sum(sigma(entries[index]) ** 2, (index, 1, n)),
        rhs=Sum(scalar * sigma(entries[i]) * sigma(entries[i]), (i, 1, n)),
    )
    taken = next(samples(statement, 0, 1))
    source = lower(statement.lhs, statement, taken.whole).source
    words = set(source.replace("(", " ").replace(")", " ").replace(",", " ").split())
    assert not {w for w in words if "import" in w or "system" in w or "raise" in w or "lambda" in w or "é" in w}
    left, right = values(statement, taken)
    assert np.allclose(left, right, rtol=1e-12)


@pytest.mark.parametrize(
    "source",
    [
        "def lowered(a0):\n    import os\n    return a0\n",
        "def lowered(a0):\n    return __import__('os')\n",
        "def lowered(a0):\n    return a0.__class__\n",
        "def lowered(a0):\n    return open(a0)\n",
        "def lowered(a0):\n    return jnp.einsum('a->a; x', a0)\n",
        "def lowered(a0):\n    return eval(a0)\n",
    ],
)
def test_foreign_words_are_refused_before_python_sees_them(source: str) -> None:
    with pytest.raises(ForeignName):
        compile_source(source, "lowered")


def test_inside_a_recursion_an_index_means_another_place() -> None:
    z, T = IndexedBase("z", real=True), IndexedBase("T", real=True)
    statement = Statement(
        where=(
            Scalar(k, Domain.NATURAL),
            Array(z, ((l, Integer(0), oo),)),
            Sequence(symbol=T, index=k, initial=Integer(0), successor=T[k] + 2 * z[k]),
        ),
        lhs=T[k] - 2 * z[k],
        rhs=2 * Sum(z[i], (i, 0, k - 1)) - 2 * z[k],
    )
    for taken in samples(statement, 0, 6):
        steps = int(taken.named()["k"])
        entries = [float(v) for v in taken.named()["z"]]
        got = check._value(statement.lhs, statement, taken, ())
        assert np.isclose(got, 2 * sum(entries[:steps]) - 2 * entries[steps], rtol=1e-12)


def test_a_place_fixed_inside_a_recursion_is_not_the_free_index_of_that_name() -> None:
    # T_{k+1}(i) = T_k(1) + T_k(i): inside, i is 1 for the first term, whatever the free index i is outside.
    x, T = IndexedBase("x", real=True), IndexedBase("T", real=True)
    axis = (i, Integer(1), n)
    statement = Statement(
        where=(
            Size(n),
            Scalar(k, Domain.NATURAL),
            array(x, n),
            Sequence(symbol=T, index=k, axes=(axis,), initial=x[i], successor=T[k, 1] + T[k, i]),
            Index(i, Integer(1), n),
        ),
        lhs=T[k, i],
        rhs=T[k, i],
    )
    for taken in samples(statement, 0, 6):
        expected = np.asarray(taken.named()["x"], dtype=float)
        for _ in range(int(taken.named()["k"])):
            expected = expected[0] + expected
        assert np.allclose(check._value(statement.lhs, statement, taken, (i,)), expected, rtol=1e-12)


def test_a_slope_in_an_entry_of_an_endless_array() -> None:
    z = IndexedBase("z", real=True)
    statement = Statement(
        where=(Scalar(k, Domain.NATURAL), Array(z, ((l, Integer(0), oo),))),
        lhs=Partial(z[k] ** 3, z[k]),
        rhs=3 * z[k] ** 2,
    )
    for taken in samples(statement, 0, 4):
        left, right = values(statement, taken)
        assert np.allclose(left, right, rtol=1e-12)


def test_an_index_that_leaves_its_axis_is_refused_not_clamped() -> None:
    x = IndexedBase("x", real=True)
    statement = Statement(where=(Size(n), array(x, n)), lhs=Sum(x[i + 0], (i, 1, n + 1)), rhs=Integer(0))
    taken = next(samples(statement.but(lhs=Integer(0)), 0, 1))
    with pytest.raises(LoweringError, match="leaves its axis"):
        lower(statement.lhs, statement, taken.whole)


def test_what_has_no_lowering_is_named() -> None:
    x = Symbol("x", real=True)
    statement = Statement(where=(Scalar(x),), lhs=gamma(x), rhs=x)
    with pytest.raises(LoweringError, match="gamma"):
        lower(statement.lhs, statement, lambda expr, at: int(expr))
