"""Calculator text: what is written reads back as it was, and what cannot be read is refused where it stands."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.theory.language.calculator import read_calculator
from backproof.theory.language.declarations import Scope, Undeclared, declared
from backproof.theory.language.errors import ReadError
from backproof.theory.language.tree import Constant, Name, depth
from backproof.theory.language.write_calculator import calculator

from .trees import SCOPE, statements, trees

ARRAYS = declared(["A: matrix(m,n)", "w: vector(d)", "h: vector(d)", "eta: real"])


@settings(max_examples=400, deadline=None)
@given(trees | statements)
def test_what_is_written_reads_back_as_the_same_tree(tree):
    assert read_calculator(calculator(tree), SCOPE) == tree


READ = {
    "2x+3": "2*x + 3",
    "xy^2": "x*y^2",
    "-x^2": "-x^2",
    "(-x)^2": "(-x)^2",
    "(-a)*b": "(-a)*b",
    "a*-b*c": "a*(-b)*c",
    "2^-x^2": "2^(-x^2)",
    "a^b^c": "a^b^c",
    "a/b*c/d": "a/b*c/d",
    "a-b-c": "a - b - c",
    "2(x+1)": "2*(x + 1)",
    "(a)(b)": "a*b",
    "x y": "x*y",
    "|x||y|": "abs(x)*abs(y)",
    "|x-|y|| ": "abs(x - abs(y))",
    "||w||^2": "norm(w)^2",
    "x1 + x_1": "x_1 + x_1",
    "x² − y₁·z": "x^2 - y_1*z",
    "x ≤ 1": "x <= 1",
    "sin^2(x)": "sin(x)^2",
    "log_10(x) + log10(x)": "log10(x) + log10(x)",
    "log(x)": "ln(x)",
    "ln x": "ln(x)",
    "2ln x + 1": "2*ln(x) + 1",
    "sin x cos y": "sin(x)*cos(y)",
    "sin x * cos y": "sin(x)*cos(y)",
    "ln x^2": "ln(x^2)",
    "ln |x|": "ln(abs(x))",
    "sin^2 x + cos^2x": "sin(x)^2 + cos(x)^2",
    "tanh' z": "tanh'(z)",
    "sin cos x": "sin(cos(x))",
    "log_3 x - log_10 x": "log_base(3, x) - log10(x)",
    "√x": "sqrt(x)",
    "(ln x)/y": "ln(x)/y",
    "-ln x": "-ln(x)",
    "sech^2 x": "sech(x)^2",
    "A'*w": "A.T*w",
    "A.T'": "A.T.T",
    "w_i": "w[i]",
    "A_12": "A[1, 2]",
    "A_{ij}": "A[i, j]",
    "1.50e3": "1500",
    "0.25": "0.25",
    "n!": "factorial(n)",
    "x != y": "x != y",
    "0 < p <= 1": "0 < p <= 1",
    "eta*x": "eta*x",
    "ηx": "eta*x",
    "sigma'(z)": "sigma'(z)",
    "sum(e^2, e, 1, 3) + e": "sum(e^2, e, 1, 3) + e",
}


@pytest.mark.parametrize(("text", "written"), READ.items())
def test_texts_are_read_as_one_reads_them(text, written):
    assert calculator(read_calculator(text, ARRAYS)) == written


REFUSED = {
    # text: (column, a part of the message)
    "1/2x": (4, "1/2*x or 1/(2*x)"),
    "e^2x": (4, "e^2*x or e^(2*x)"),
    "|a|b|c|": (4, "bars can be paired in two ways"),
    "sin^-1(x)": (1, "asin(x) or 1/sin(x)"),
    "ln x y": (6, "ln(x)*... or ln(x*...)"),
    "sin 2x": (6, "sin(2)*... or sin(2*...)"),
    "ln xy": (5, "ln(x)*... or ln(x*...)"),
    "ln x/y": (5, "ln(x)/... or ln(x/...)"),
    "ln x*y": (5, "ln(x)*... or ln(x*...)"),
    "√2x": (3, "sqrt(2)*... or sqrt(2*...)"),
    "sin x(y)": (6, "sin(x)*... or sin(x*...)"),
    "ln -x": (4, "a bracket after ln"),
    "ln +": (1, "expected ln(x)"),
    "sin^2": (1, "sin(x)^n"),
    "max x": (1, "expected max(...)"),
    "2 tanh'": (3, "expected tanh'(x)"),
    "alphax": (1, "alpha*x or a*l*p*h*a*x"),
    "loss": (1, "'loss: real' or l*o*s*s"),
    "f(x)": (1, "a function f"),
    "2 3": (3, "an operator"),
    "x+": (3, "expected a number"),
    "(x": (3, "')' to close"),
    "х+1": (1, "CYRILLIC SMALL LETTER HA"),
    "x\u200b": (2, "invisible character"),
    "x\x00": (2, "invisible character"),
    "sigmoid": (1, "no argument"),
    "max(x, 0": (9, "')' to close"),
    "diff(x^2, 2)": (11, "no variable"),
    "x[1]": (1, "x: vector(n)"),
    "sum(x_i, i, 1, n)": (5, "x: vector(n)"),
    "(x = 1)": (4, "a comparison inside"),
    "1e999999999": (1, "too large"),
    "9" * 300: (1, "300 digits"),
    "leaky_relu(x)": (1, "expected 2 arguments"),
    "[[1, 2], [3]]": (1, "a row of 1 entries after one of 2"),
    "__import__('os')": (1, "'_' has no meaning"),
    "x.subs(x, 1)": (2, "does not fit"),
    "": (0, "empty"),
    "x'''''": (6, "primes"),
}


@pytest.mark.parametrize(("text", "where"), REFUSED.items())
def test_what_cannot_be_read_is_refused_at_its_column(text, where):
    with pytest.raises(ReadError) as refused:
        read_calculator(text, Scope())
    column, part = where
    assert part in str(refused.value)
    assert refused.value.column == column


HUGE = {
    "a million brackets": "(" * 10**6,
    "nested brackets": "(" * 4000 + "x" + ")" * 4000,
    "brackets within the length": "(" * 900,
    "minus signs": "-" * 1500 + "x",
    "powers": "^".join("x" * 900),
    "ten megabytes": "x+" * (5 * 10**6),
    "many tokens": "x+" * 1500 + "x",
    "quotients": "/".join("x" * 900),
    "postfix": "n" + "!" * 1000,
}


@pytest.mark.parametrize("name", HUGE)
def test_texts_past_the_limits_are_refused_at_once(name):
    start = time.perf_counter()
    with pytest.raises(ReadError):
        read_calculator(HUGE[name], Scope())
    assert time.perf_counter() - start < 0.5


def test_a_power_tower_is_a_tree_and_not_a_number():
    assert depth(read_calculator("9^9^9^9", Scope())) == 4


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | st.text("xyeiAw_123+-*/^()[]|'!., =<>", max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        tree = read_calculator(text, ARRAYS)
    except ReadError:
        return
    assert read_calculator(calculator(tree), ARRAYS) == tree


def test_a_declared_name_shadows_a_constant():
    assert read_calculator("e", Scope()) == Constant("e")
    assert read_calculator("e", declared(["e: real"])) == Name("e")
    assert read_calculator("i", Scope()) == Name("i")
    assert read_calculator("i", declared(["i: imaginary"])) == Constant("i")


def test_undeclared_names_are_refused_where_the_question_says_so():
    from backproof.theory.language.declarations import Undeclared

    scope = declared(["x: real"], undeclared=Undeclared.REFUSE)
    with pytest.raises(ReadError, match="'answer' is not"):
        read_calculator("answer", scope)
    with pytest.raises(ReadError, match="one of: x"):
        read_calculator("x + y", scope)


def test_without_implicit_multiplication_a_run_is_one_name():
    scope = Scope(implicit_multiplication=False)
    assert read_calculator("xy", scope) == Name("xy")
    with pytest.raises(ReadError, match="an operator"):
        read_calculator("2x", scope)


def test_a_superscript_t_is_a_transpose_where_undeclared_names_are_refused():
    scope = declared({"A": "matrix(m, n)"}, undeclared=Undeclared.REFUSE)
    assert calculator(read_calculator("A^T A - A^T*A", scope)) == "A.T*A - A.T*A"
    assert calculator(read_calculator("A^TA", scope)) == "A.T*A"
