"""Words and short formulas: what is typed, and what is printed."""

import pytest
from sympy import Basic, IndexedBase, Symbol

from backproof import api
from backproof.figures.report.flat import flat
from backproof.figures.report.html import lines
from backproof.figures.report.prose import typeset
from backproof.theory.kernel.functions import sigmoid
from backproof.theory.language.layout import Layout

x, i, w = Symbol("x", real=True), Symbol("i", integer=True), IndexedBase("w")


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("x_i^2 <= 4^-(L-1)", "x<sub>i</sub><sup>2</sup> ≤ 4<sup>−(L−1)</sup>"),
        ("2^(n-1) = 8", "2<sup>n−1</sup> = 8"),
        ("A^T (A A^T)^-1 b", "A<sup>⊤</sup> (A A<sup>⊤</sup>)<sup>−1</sup> b"),
        ("dR/dbeta_0 = sigma'(a_l)", "dR/dβ<sub>0</sub> = σ′(a<sub>l</sub>)"),
        ("theta_{k+1} - eta grad_k", "θ<sub>k+1</sub> − η grad<sub>k</sub>"),
        ("ReLU's slope f'(x)", "ReLU’s slope f′(x)"),
        ("sum_i exp(x_i)", "∑<sub>i</sub> exp(x<sub>i</sub>)"),
        ("sqrt(d), sqrt(2 pi), sqrt L", "√d, √(2 π), √L"),
        ("F(x) = -x at -1, (1-p)/p", "F(x) = −x at −1, (1−p)/p"),
        ("a 2-2-1 network, 4-bit, the weights' norms", "a 2-2-1 network, 4-bit, the weights’ norms"),
        ("beta, Theorem, meta", "β, Theorem, meta"),
        ("a <b> & `x_i <= 1`", "a &lt;b&gt; &amp; <code>x_i &lt;= 1</code>"),
        ("see `no_line_separates_xor`", "see <code>no_line_separates_xor</code>"),
        ("\0b\1bold", "bbold"),
    ],
)
def test_formulas_in_plain_words(typed: str, printed: str) -> None:
    assert typeset(typed) == printed


@pytest.mark.parametrize(
    ("expr", "written"),
    [
        (x, "<i>x</i>"),
        (-x + 1, "1\N{NO-BREAK SPACE}−\N{NO-BREAK SPACE}<i>x</i>"),
        (-2 * x, "−2<i>x</i>"),
        (w[i, 1], "<i>w</i><sub><i>i</i>1</sub>"),
        (x**2, "<i>x</i><sup>2</sup>"),
        (w[i] ** 2, None),  # index and exponent above one another
        (x / 2, None),
        (Symbol("eta"), None),  # the text's italics have no Greek
        (sigmoid(x), "sigmoid(<i>x</i>)"),
    ],
)
def test_short_formulas_stand_in_the_line(expr: Basic, written: str | None) -> None:
    assert flat(Layout().of(expr)) == written


def test_a_step_writes_out_what_it_supposes_the_first_time_only() -> None:
    claim = api.claims()["vanishing.gradient_bounded_by_the_weights_norms"]
    shown = lines(claim)
    assert [line.step for line in shown] == list(claim.derivation)
    assert shown[-1].formula == "" and all(line.formula for line in shown[:-1])
    told = [dict(line.besides).get("given", "") for line in shown]
    supposing = [text for text in told if "induction hypothesis" in text]
    assert len(supposing) > 2 and "<math>" in supposing[0]
    assert all(text == "<li>induction hypothesis</li>" for text in supposing[1:])
