"""LaTeX: what is written reads back as the same formula, and the usual traps are refused or kept apart."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.theory.language.calculator import read_calculator
from backproof.theory.language.declarations import Index, Scope, Undeclared, declared
from backproof.theory.language.errors import ReadError
from backproof.theory.language.latex import read_latex
from backproof.theory.language.reader import Syntax, syntax_of
from backproof.theory.language.write_calculator import calculator
from backproof.theory.language.write_latex import latex
from backproof.theory.language.write_mathml import mathml

from .trees import SCOPE, trees

ARRAYS = declared(
    ["A: matrix(m,n)", "W: matrix(n,n)", "w: vector(n)", "x: vector(n)", "y: vector(m)", "x^{(l)}: vector(n)"]
)

READ = {
    r"\frac{1}{2}z^2": "1/2*z^2",
    r"\frac12": "1/2",
    r"\sqrt[3]{z_1}": "root(z_1, 3)",
    r"\sum_{i=1}^{n} w_i x_i": "sum(w[i]*x[i], i, 1, n)",
    r"\sum_{i=1}^n w_i^2 + b": "sum(w[i]^2, i, 1, n) + b",
    r"\sigma'(z)": "sigma'(z)",
    r"\sigma^{\prime}(z)": "sigma'(z)",
    r"\sigma(z)": "sigma(z)",
    r"\mathrm{ReLU}(z)": "relu(z)",
    r"\operatorname{softplus}(-z)": "softplus(-z)",
    r"\tanh z": "tanh(z)",
    r"W^{\top} x": "W.T*x",
    r"W^T x": "W.T*x",
    r"W^{-T}": "inv(W).T",
    r"\mathbf{w}^\top \mathbf{x}": "w.T*x",
    r"W_{ij}": "W[i, j]",
    r"x_{i}^{(l)}": "x^{(l)}[i]",
    r"\hat y - z": "hat_y - z",
    r"\lVert x\rVert_2^2": "norm(x)^2",
    r"\left|z\right|": "abs(z)",
    r"\partial L/\partial W": "partial(L, W)",
    r"\frac{\partial L}{\partial W}": "partial(L, W)",
    r"W \odot W": "hadamard(W, W)",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}": "[[1, 2], [3, 4]]",
    r"\begin{cases} z & \text{if } z > 0 \\ 0 & \text{otherwise}\end{cases}": "cases(z, z > 0, 0)",
    r"\sin^2 \theta + \cos^2\theta": "sin(theta)^2 + cos(theta)^2",
    r"\sin 2z \cos z": "sin(2*z)*cos(z)",
    r"\frac{d}{dz} z^2": "diff(z^2, z)",
    r"\delta_{ij}": "delta(i, j)",
    r"\log_{10} z + \log z": "log10(z) + ln(z)",
    r"\max\{0,z\}": "max(0, z)",
    r"\displaystyle \left( \frac{a}{b} \right)^2\!": "(a/b)^2",
    r"$$ 0 < p \leq 1 $$": "0 < p <= 1",
    r"2\pi r": "2*pi*r",
    r"(W x)_i": "(W*x)[i]",
    r"w^*": "star_w",
    r"\mathcal{L}": "cal_L",
    r"10 \cdot s": "10*s",
}


@pytest.mark.parametrize(("text", "written"), READ.items())
def test_texts_are_read_as_one_reads_them(text, written):
    assert calculator(read_latex(text, ARRAYS)) == written


REFUSED = {
    r"x^10": r"could be \^\{10\} or",
    r"a/bc": "a/b\\*c or a/\\(b\\*c\\)",
    r"\ln z t": "without brackets",
    r"\sin^{-1} z": "arcsin",
    r"\foo{z}": "foo is not known",
    r"\sum_i z_i": "z is not declared",
    r"\sum_{i=1}^n z_i": "z: vector\\(n\\)",
    r"\sum_{i=1}^n w_i + w_i": "index i goes on",
    r"sin(z)": "without backslash",
    r"loss": "mathrm\\{loss\\}",
    r"X^T X": "a transpose, then the base is declared",
    r"W' x": "another name W'",
    r"W^{[1]}": "square brackets",
    r"\left. z \right|": "not shown",
    r"\frac{1}{2": "the text ends here",
    r"z -": "the text ends here",
    r"\input{/etc/passwd}": "input is not known",
    r"\def\z{\z\z}\z": "def is not known",
    r"f(z)": "a function f",
    r"\frac{d}{dz} z^2 z": "several factors",
}


@pytest.mark.parametrize(("text", "part"), REFUSED.items())
def test_traps_are_refused(text, part):
    with pytest.raises(ReadError, match=part):
        read_latex(text, ARRAYS)


APART = [
    (r"W^{\top} x", r"W x"),
    (r"\sigma'(z)", r"\sigma(z)"),
    (r"W", r"w"),
    (r"z'", r"z"),
    (r"\hat z", r"z"),
    (r"z^{(1)}", r"z"),
    (r"W_{ij}", r"W_{ji}"),
]


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_differs_on_paper_differs_as_a_tree(one, other):
    assert read_latex(one, ARRAYS) != read_latex(other, ARRAYS)


@settings(max_examples=300, deadline=None)
@given(trees)
def test_latex_reads_back_as_the_same_formula(tree):
    """Fractions group where calculator text needs brackets, so the second reading must be the first one."""
    once = read_latex(latex(tree), SCOPE)
    assert read_latex(latex(once), SCOPE) == once


@settings(max_examples=100, deadline=None)
@given(trees)
def test_mathml_is_well_formed(tree):
    from xml.dom.minidom import parseString

    parseString(mathml(tree))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=50) | st.text(r"\{}^_fracsumxyW12+-*/()|&'= ", max_size=50))
def test_any_text_is_read_or_refused(text):
    try:
        tree = read_latex(text, ARRAYS)
    except ReadError:
        return
    assert calculator(tree)


def test_the_syntax_shows_itself():
    assert syntax_of(r"\frac12") is Syntax.LATEX
    assert syntax_of("x_{1}^2") is Syntax.CALCULATOR
    assert syntax_of("e^{-x}") is Syntax.LATEX
    assert syntax_of("x^{(l)} + 1") is Syntax.CALCULATOR


@pytest.mark.parametrize("text", [r"\frac{1}{x}", r"e^{-x^2/2}", r"\sqrt{x_1 + 1}"])
def test_both_front_ends_agree(text):
    scope = Scope()
    tree = read_latex(text, scope)
    assert read_calculator(calculator(tree), scope) == tree


INDEXED = declared({"A": "matrix(m, n)", "beta": "matrix(K, L)", "a": "vector(L)"}, undeclared=Undeclared.REFUSE)
INDEXED = replace(INDEXED, types={**INDEXED.types, "l": Index(length="L"), "ell": Index(length="L")})


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r"\beta_{k\ell}", "beta[k, ell]"),
        (r"a_\ell", "a[ell]"),
        (r"\sum_{\ell=1}^{L} a_\ell", "sum(a[ell], ell, 1, L)"),
        (r"\sum_l a_l", "sum(a[l], l, 1, L)"),
        (r"\sum_{\ell} \beta_{k\ell} a_\ell", "sum(beta[k, ell]*a[ell], ell, 1, L)"),
        (r"A^T A A^{T}", None),
        (r"(A A^T)^{-1} A", "(A*A.T)^(-1)*A"),
        ("A^{T} A", "A.T*A"),
    ],
)
def test_ell_is_an_index_and_t_a_transpose_where_names_are_refused(text, read):
    if read is None:
        assert calculator(read_latex(text, INDEXED)).count(".T") == 2
    else:
        assert calculator(read_latex(text, INDEXED)) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (r"\sum_q a_q", "sum(a[q], q, 1, L)"),
        (r"\sum_{q} \beta_{kq} a_q", "sum(beta[k, q]*a[q], q, 1, L)"),
        (r"\sum_p \sum_q \beta_{pq}", "sum(sum(beta[p, q], q, 1, L), p, 1, K)"),
    ],
)
def test_a_sum_without_range_runs_along_the_axis_of_its_index(text, read):
    assert calculator(read_latex(text, INDEXED)) == read


@pytest.mark.parametrize("text", [r"\sum_q a_l", r"\sum_q \beta_{qq}", r"\sum_l^{L} a_l", r"x^T", r"\sum_q q"])
def test_a_range_is_taken_from_a_declared_index_alone(text):
    with pytest.raises(ReadError):
        read_latex(text, INDEXED)


def test_a_product_ends_where_its_index_is_bound_anew():
    scope = declared({"w": "vector(L)", "s": "vector(L)"})
    read = calculator(read_latex(r"\prod_{l=1}^{L} w_l \cdot \prod_{l=1}^{L} s_l", scope))
    assert read == "product(w[l], l, 1, L)*product(s[l], l, 1, L)"
    nested = calculator(read_latex(r"\prod_{l=1}^{L} \left(w_l \prod_{l=1}^{L} s_l\right)", scope))
    assert nested == "product(w[l]*product(s[l], l, 1, L), l, 1, L)"
    nested = calculator(read_latex(r"\prod_{l=1}^{L} (w_l) \prod_{l=1}^{L} s_l", scope))
    assert nested == "product(w[l], l, 1, L)*product(s[l], l, 1, L)"
    with pytest.raises(ReadError, match="inside of a product"):
        read_latex(r"\prod_{l=1}^{L} w_l \prod_{k=1}^{L} s_k", scope)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("x_0", "x_0"),
        ("x_{0}", "x_0"),
        (r"A x_0 + x_1", "A*x_0 + x[1]"),
        ("w_{0}_{j}", "w_0[j]"),
        ("w_{0 j}", "w[0, j]"),
    ],
)
def test_a_declared_name_with_a_subscript_is_no_entry(text, read):
    scope = declared(
        {"A": "matrix(n, n)", "x": "vector(n)", "x_0": "vector(n)", "w": "matrix(n, n)", "w_0": "vector(n)"}
    )
    assert calculator(read_latex(text, scope)) == read


def test_a_declared_array_with_a_mark_takes_an_index_and_another_name_a_subscript():
    scope = declared(["hat_x: vector(n)", "tilde_W: matrix(m, n)", "hat_yk: real"])
    for text, meant in ((r"\hat x_i", "hat_x[i]"), (r"\hat{x}_{i}", "hat_x[i]"), (r"\tilde{W}_{ij}", "tilde_W[i, j]")):
        assert calculator(read_latex(text, scope)) == meant
    assert calculator(read_latex(r"\hat y_k", scope)) == "hat_yk"
