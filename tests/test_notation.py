"""Formulas as they are read: text, LaTeX, MathML."""

import re
from xml.dom import minidom

import pytest
from sympy import Identity, IndexedBase, Integer, KroneckerDelta, MatrixSymbol, Mod, Piecewise, Sum, Symbol, exp

from backproof.theory.catalogue import claims
from backproof.theory.kernel.claim import Prediction
from backproof.theory.kernel.functions import Expect, Partial, Term, phi, sigma
from backproof.theory.kernel.statement import Hypothesis, Index, Relation, Statement
from backproof.theory.language import notation

x, y = Symbol("x", real=True), Symbol("y", real=True)
n, i, j = Symbol("n", integer=True, positive=True), Symbol("i", integer=True), Symbol("j", integer=True)
w = IndexedBase("w", real=True)
A, X = MatrixSymbol("A", n, n), MatrixSymbol("X", n, 1)
CLAIMS = claims()


def mathml(expr: object) -> str:
    """The text of an expression's MathML, without its marks."""
    shown = notation.statement_mathml(Statement(where=(), lhs=expr, rhs=Integer(0)))  # type: ignore[arg-type]
    return re.sub(r"<[^>]+>", "", shown).replace("\N{INVISIBLE TIMES}", "").removesuffix("=0")


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_every_formula_can_be_read(claim_id: str) -> None:
    statement = CLAIMS[claim_id].statement
    marked, tex = notation.statement_mathml(statement), notation.statement_latex(statement)
    minidom.parseString(marked)
    assert not re.search(r">(KroneckerDelta|Piecewise|Mod|True|Partial|Expect|Term|Tuple)<", marked)
    assert not re.search(r"_axis|KroneckerDelta|Partial|Expect|Term|Dummy", tex)
    assert tex.count("{") == tex.count("}")
    assert isinstance(statement, Prediction) or notation.statement_text(statement).isascii()


@pytest.mark.parametrize(
    ("expr", "text", "tex", "shown"),
    [
        (Partial(w[j] ** 2, w[i]), "d/dw[i] (w[j]**2)", r"\frac{\partial}{\partial {w}_{i}}", "∂∂wi(wj2)"),
        (Partial(x, x) ** 2, "(d/dx (x))**2", r"\left(\frac{\partial}{\partial x}", "(∂∂x(x))2"),
        (Expect(x), "E[x]", r"\mathbb{E}\left[x\right]", "𝔼[x]"),
        (KroneckerDelta(i, j), "KroneckerDelta(i, j)", r"\delta_{i j}", "δi,j"),
        (Sum(w[i] + 1, (i, 1, n)), "Sum(w[i] + 1, i = 1..n)", r"\sum_{i=1}^{n}", "∑i=1n(wi+1)"),
        (Sum(i * j, (i, 1, n), (j, 1, i)), "i = 1..n, j = 1..i", r"1 \leq i \leq n", "∑j=1i∑i=1nij"),
        (sigma(x) * phi(y), "phi(y)*sigma(x)", r"\varphi\left(y\right) \sigma\left(x\right)", "φ(y)σ(x)"),
        (exp(x), "exp(x)", "e^{x}", "ex"),
        (Mod(i, 2), "Mod(i, 2)", r"\bmod", "(imod2)"),
        (Piecewise((x, x > 0), (0, True)), "Piecewise", r"\text{otherwise}", "{xx&gt;00otherwise"),
        (Identity(n) - x * A * A.T, "I", r"- x A A^{T} + I", "-xAAT+I"),
        (Term(X, n), "X(n)", "{X}^{(n)}", "X(n)"),
    ],
)
def test_what_is_shown(expr: object, text: str, tex: str, shown: str) -> None:
    assert text in notation.plain(expr)  # type: ignore[arg-type]
    assert tex in notation.latex(expr)  # type: ignore[arg-type]
    assert mathml(expr) == shown


def test_a_hypothesis_reads_forwards() -> None:
    positive = Hypothesis(name="x > 0", lhs=Integer(0), relation=Relation.LESS, rhs=x)
    assert notation.hypothesis_text(positive) == "x > 0"
    every = Hypothesis(name="targets", lhs=w[i], rhs=x, forall=(Index(i, Integer(1), n),))
    assert notation.hypothesis_text(every) == "targets: w[i] != x for i = 1..n"
