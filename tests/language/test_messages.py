"""What a user reads: every refusal has its column and says what was expected or what the text could be."""

import pytest
from click.testing import CliRunner

from backproof.cli.main import commands
from backproof.theory.language.declarations import declared
from backproof.theory.language.errors import ReadError
from backproof.theory.language.reader import Syntax, read
from backproof.theory.language.shapes import check_shapes, completed

CALCULATOR = {
    "x +": (4, "the text ends here"),
    "x+1)": (4, "')' does not fit here"),
    "sum(k^2, k=1..n)": (1, "sum(term, k, from, to)"),
    "sum(k, k, 1, 1.5)": (14, "1, n or another whole number"),
    "[[1, 2], [3]]": (1, "rows of one length"),
    "[1, 2]": (2, "[[a, b], [c, d]]"),
    "3,5": (2, "decimals are written with a point"),
    "sigmiod(x)": (1, "sigmoid"),
    "log(x, 2)": (1, "log_2(x)"),
    "np.exp(x)": (3, "a point stands in numbers"),
    "x in R": (3, "the word 'in'"),
    "x if x > 0": (3, "the word 'if'"),
    "inf": (1, "the word 'inf'"),
    "0x10": (1, "a number in another base"),
    "x ≈ y": (3, "an approximate equality"),
    "x → 0": (3, "an arrow"),
    "∑ x": (1, "sum(term, k, 1, n)"),
    "x_{n+1}": (2, "x[i + 1]"),
    "{x}": (1, "a round bracket"),
    "x ± y": (3, "+ or -"),
    "A^+": (3, "a pseudo-inverse"),
    "½x": (1, "1/2"),
    "y = m*x; m = 1": (8, "';' does not fit here"),
    "x:=2": (2, "a colon"),
    "#x": (1, "a formula"),
    "RSS(b)": (3, "a function S"),
    "p(y)": (1, "a function p"),
    "L'(w)": (1, "a function L'"),
    "sigma''''''(x)": (1, "diff(f, x, n)"),
}
LATEX = {
    r"\frac{1}{2": (11, "'}' to close the group"),
    r"\sqrt[3]": (9, "what the root is of"),
    r"\left( x \right]": (16, "')' to close the bracket"),
    r"\left|x": (8, r"\right|"),
    r"\langle x, y": (13, r"\rangle"),
    r"\alhpa": (1, r"perhaps \alpha"),
    r"\begin{pmatrix}1\end{bmatrix}": (1, r"\end{pmatrix}"),
    r"\begin{foo} x \end{foo}": (1, "pmatrix"),
    r"\log_10 x": (6, "_{10}"),
    r"\hat{xy}": (7, r"\hat over more than one letter"),
    r"\text{hello world}": (13, "several words"),
    r"x^2 \text{ if } x > 0": (5, "a hypothesis"),
    r"\operatorname{foo} x": (1, "'foo' is not known"),
    r"\max_x y": (5, r"\max(a, b)"),
    r"\lVert x \rVert_3": (17, "1, 2 or F"),
    r"\nabla L": (1, r"\frac{\partial L}{\partial w}"),
    r"\int x": (1, "its value"),
    r"x \in \mathbb{R}": (3, "a declaration"),
    r"x \approx y": (3, "a tolerance"),
    r"x \otimes y": (3, "x y^\\top for an outer product"),
    r"p(y|x)": (1, "a function p"),
    r"\mathbb{E}[x]": (1, "a function bb_E"),
    r"w_{t+1}": (5, "w^{(t+1)}"),
    r"A^{+}": (4, "a pseudo-inverse"),
    r"A^\dagger": (3, "a pseudo-inverse"),
    r"\Delta w": (1, r"\Delta_w"),
    r"50\%": (3, "a fraction"),
    r"x_1 + \cdots + x_n": (7, r"\sum_{i=1}^{n}"),
    r"0{,}5": (2, "decimals written with a point"),
    r"\left. x \right|": (1, "both brackets"),
    r"\begin{align} a &= b \\ c &= d \end{align}": (25, "one formula at a time"),
    r"\sum_{i,j} a": (8, "one each"),
    r"x \\ y": (3, r"'\\' does not fit here"),
    r"\operatorname{tr} A B": (21, r"\tr(A ...)"),
    r"\bf x": (1, r"\mathbf{x}"),
    r"\underbrace{x}_{y}": (1, "the formula alone"),
}


@pytest.mark.parametrize(
    ("text", "syntax", "column", "part"),
    [
        *((t, Syntax.CALCULATOR, *where) for t, where in CALCULATOR.items()),
        *((t, Syntax.LATEX, *where) for t, where in LATEX.items()),
    ],
)
def test_a_refusal_says_where_and_what_instead(text: str, syntax: Syntax, column: int, part: str) -> None:
    scope = declared(())
    with pytest.raises(ReadError) as refused:
        node = read(text, scope, syntax)
        check_shapes(node, completed(scope, node))
    assert refused.value.column == column
    assert part in str(refused.value)
    fault = refused.value.fault
    assert fault.expected or fault.readings or text.startswith("#")
    assert column == len(text) + 1 or fault.word


@pytest.mark.parametrize(
    ("args", "shown"),
    [
        (["prove", "x + in R"], ["column 5", "  x + in R\n      ^^"]),
        (["prove", r"\Delta w = 1"], ["column 1", "  \\Delta w = 1\n  ^^^^^^"]),
        (
            ["prove", "exp(A) = A", "--let", "A: matrix(n, n)"],
            ["the matrix function exp", "exp(A[i, j])", "  exp(A) = A\n  ^^^"],
        ),
        (["compare", "x + 1", "ln x y"], ["column 6", "ln(x)*... or ln(x*...)", "  ln x y\n       ^"]),
        (["compare", "1/2x", "x"], ["the reference", "1/(2*x)"]),
        (["compare", "exp(A)", "A", "--let", "A: matrix(n, n)"], ["the reference 'exp(A)'", "the matrix function"]),
    ],
)
def test_the_command_line_shows_the_place(args: list[str], shown: list[str]) -> None:
    found = CliRunner().invoke(commands, args)
    for part in shown:
        assert part in found.output
