"""The report: what it says, that it stands alone, and that its pages are sound."""

import pytest

from backproof.figures.report.prose import typeset


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("x_i^2 <= 4^-(L-1)", "x<sub>i</sub><sup>2</sup> ≤ 4<sup>−(L−1)</sup>"),
        ("2^(n-1) = 8", "2<sup>n−1</sup> = 8"),
        ("A^T (A A^T)^-1 b", "A<sup>⊤</sup> (A A<sup>⊤</sup>)<sup>−1</sup> b"),
        ("dR/dbeta_0 = sigma'(a_l)", "dR/dβ<sub>0</sub> = σ′(a<sub>l</sub>)"),
        ("theta_{k+1} - eta grad_k", "θ<sub>k+1</sub> − η grad<sub>k</sub>"),
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
