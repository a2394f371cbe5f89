"""The trainer's source, too, holds no word that somebody else wrote."""

import pytest
from sympy import IndexedBase, Integer, Sum, Symbol

from backproof.numerics.engine.compiled import compile_source
from backproof.numerics.engine.elementwise import Activation, gradients
from backproof.theory.kernel.functions import Partial
from backproof.theory.kernel.statement import Index, Scalar, Size, Statement, array


@pytest.mark.parametrize("code", ["__import__('os').system('x')", "a0); import os #", "jnp", "return", ""])
def test_a_name_that_is_code_never_reaches_the_source(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    sources: list[str] = []

    def spy(source: str, name: str) -> object:
        sources.append(source)
        return compile_source(source, name)

    monkeypatch.setattr("backproof.numerics.engine.elementwise.compile_source", spy)
    n, c = Symbol(f"{code} n", integer=True, positive=True), Symbol(f"{code} c", real=True)
    i, q = Symbol(f"{code} i", integer=True), Symbol(f"{code} q", integer=True)
    w, X = IndexedBase(f"{code} w", real=True), IndexedBase(f"{code} X", real=True)
    statement = Statement(
        where=(Size(n), Scalar(c), array(w, n), array(X, n), Index(q, Integer(1), n)),
        lhs=Partial(Sum(X[i] * c * w[i] ** 2, (i, 1, n)), w[q]),
        rhs=2 * c * X[q] * w[q],
    )
    gradients((statement,), {str(n): 2}, Activation.LOGISTIC)
    assert len(sources) >= 2
    assert not any(mark in source for source in sources for mark in ("import", "system", "#"))
