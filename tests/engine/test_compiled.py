"""Generated source holds generated names: what a symbol is called never reaches Python."""

import io
import keyword
import tokenize
from pathlib import Path

import numpy as np
import pytest
from sympy import IndexedBase, Integer, Sum, Symbol

from backproof.numerics.engine import compiled
from backproof.numerics.engine.check import Check, run
from backproof.numerics.engine.compiled import ForeignName, compile_source
from backproof.numerics.engine.elementwise import Activation, gradients
from backproof.numerics.engine.lower import lower
from backproof.numerics.engine.sampling import samples, symbols
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.functions import Partial, sigma
from backproof.theory.kernel.statement import Index, Scalar, Size, Statement, array

CODE = (
    "__import__('os').system('touch hacked')",
    "a0); import os; os.system('touch hacked') #",
    "x\nimport os\nos.system('touch hacked')",
    "lambda: exec('1')",
    "jnp",
    "return",
    "",
    '"""',
    "a0",
)


def statement(code: str) -> Statement:
    """d/dw[q] of sum_i sigma(c w[i]) X[i], every variable named by code."""
    n, c = Symbol(f"{code} n", integer=True, positive=True), Symbol(f"{code} c", real=True)
    i, q = Symbol(f"{code} i", integer=True), Symbol(f"{code} q", integer=True)
    w, X = IndexedBase(f"{code} w", real=True), IndexedBase(f"{code} X", real=True)
    loss = Sum(X[i] * c * w[i] ** 2, (i, 1, n))
    where = (Size(n), Scalar(c), array(w, n), array(X, n), Index(q, Integer(1), n))
    return Statement(where=where, lhs=Partial(loss, w[q]), rhs=2 * c * X[q] * w[q])


def words(source: str) -> set[str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {t.string for t in tokens if t.type == tokenize.NAME and not keyword.iskeyword(t.string)}


@pytest.mark.parametrize("code", CODE)
def test_a_name_that_is_code_never_reaches_the_source(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = statement(code)
    for taken in samples(told, 0, 2):
        for side in (told.lhs, told.rhs):
            lowered = lower(side, told, taken.whole, symbols(told))
            assert words(lowered.source) <= compiled.ALLOWED | {
                w for w in words(lowered.source) if compiled.GENERATED.match(w)
            }
            assert not any(mark in lowered.source for mark in ("hacked", "import", "exec", "#", "'touch"))
    assert not list(tmp_path.iterdir())


def test_a_check_of_such_a_statement_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    told = statement(CODE[1])

    def slope(**values: object) -> object:
        named = {name.rpartition(" ")[2]: value for name, value in values.items()}
        return 2 * named["c"] * np.asarray(named["X"]) * np.asarray(named["w"])

    assert run(told, Check(oracle=slope)).outcome is Outcome.HOLDS
    assert not list(tmp_path.iterdir())


def test_the_trainer_compiles_no_name_either(monkeypatch: pytest.MonkeyPatch) -> None:
    sources: list[str] = []

    def spy(source: str, name: str) -> object:
        sources.append(source)
        return compile_source(source, name)

    monkeypatch.setattr("backproof.numerics.engine.elementwise.compile_source", spy)
    told = statement(CODE[1])
    n = next(d.symbol for d in told.where if isinstance(d, Size))
    gradients((told,), {str(n): 2}, Activation.LOGISTIC)
    assert sources
    for source in sources:
        assert not any(mark in source for mark in ("hacked", "import", "#"))


@pytest.mark.parametrize(
    "source",
    [
        "def lowered(a0):\n    return __import__('os')\n",
        "def lowered(a0):\n    return a0.__class__\n",
        "def lowered(a0):\n    return open(a0)\n",
        "def lowered(a0):\n    import os\n",
        "def lowered(a0):\n    return eval('a0')\n",
        "def lowered(weights):\n    return weights\n",
        "def lowered(a0):\n    return 'text'\n",
    ],
)
def test_source_with_a_foreign_word_is_refused(source: str) -> None:
    with pytest.raises(ForeignName):
        compile_source(source, "lowered")


def test_an_activation_is_lowered_by_its_kind_not_its_argument() -> None:
    told = statement("x")
    c = next(d.symbol for d in told.where if isinstance(d, Scalar))
    taken = next(iter(samples(told, 0, 1)))
    assert "jax.nn.sigmoid(a0)" in lower(sigma(c), told, taken.whole).source
