"""Formulas as they are read: text, LaTeX, MathML."""

import re
from html import escape, unescape
from pathlib import Path
from xml.dom import minidom

import pytest
from fontTools.ttLib import TTFont
from sympy import (
    Add,
    Function,
    Identity,
    IndexedBase,
    Integer,
    Integral,
    Inverse,
    KroneckerDelta,
    MatrixSymbol,
    Mod,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    exp,
    tanh,
)

from backproof.theory.catalogue import claims
from backproof.theory.kernel.claim import Claim, Prediction
from backproof.theory.kernel.functions import Expect, Partial, Term, dsigma, leaky_relu, phi, sigma
from backproof.theory.kernel.statement import Array, Hypothesis, Index, Relation, Statement
from backproof.theory.language import notation
from backproof.theory.language.mathml import inline, statement_mathml, statement_pieces
from backproof.theory.language.phrases import declarations, hypothesis, value
from backproof.theory.language.tex import statement_tex
from backproof.theory.language.tex import tex as boxed

x, y = Symbol("x", real=True), Symbol("y", real=True)
n, i, j = Symbol("n", integer=True, positive=True), Symbol("i", integer=True), Symbol("j", integer=True)
w, beta0 = IndexedBase("w", real=True), IndexedBase("beta0", real=True)
A, X = MatrixSymbol("A", n, n), MatrixSymbol("X", n, 1)
CLAIMS = claims()
FONT = Path(__file__).parent.parent / "figures" / "report" / "assets" / "math.woff"
GLYPHS = TTFont(FONT).getBestCmap()


def mathml(expr: object) -> str:
    """The text of an expression's MathML, without its marks."""
    shown = statement_mathml(Statement(where=(), lhs=expr, rhs=Integer(0)))  # type: ignore[arg-type]
    return re.sub(r"<[^>]+>", "", shown).translate(dict.fromkeys(map(ord, "\u2061\u2062"))).removesuffix("=0")


def tex(expr: object) -> str:
    return statement_tex(Statement(where=(), lhs=expr, rhs=Integer(0))).removesuffix("=0")  # type: ignore[arg-type]


def statements(claim: Claim) -> list[Statement | Prediction]:
    """Everything that a claim states."""
    parts = (claim.statement, claim.as_stated, *(s.statement for s in claim.derivation))
    return [s for s in (*parts, *(m.statement for m in claim.mutants)) if s is not None]


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_every_formula_can_be_read(claim_id: str) -> None:
    for statement in statements(CLAIMS[claim_id]):
        marked, written = statement_mathml(statement), statement_tex(statement)
        document = minidom.parseString(marked)
        assert isinstance(statement, Prediction) or notation.statement_text(statement).isascii()
        # what has no layout of its own is written as text
        asides = {node.firstChild.data for node in document.getElementsByTagName("mtext")}  # type: ignore[union-attr]
        assert asides <= {"otherwise", "if ", "\N{THIN SPACE}"}
        assert not re.search(r">(KroneckerDelta|Piecewise|Mod|True|Partial|Expect|Term|Tuple)<", marked)
        assert "_axis" not in marked and not re.search(r"_axis|KroneckerDelta|Partial|Expect|Dummy", written)
        assert written.count("{") - written.count(r"\{") == written.count("}") - written.count(r"\}")
        assert written.count(r"\left") == written.count(r"\right")


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_what_surrounds_a_formula_can_be_read(claim_id: str) -> None:
    for statement in statements(CLAIMS[claim_id]):
        if isinstance(statement, Prediction):
            continue
        told = [*declarations(statement.where), *(hypothesis(h, statement.where) for h in statement.given)]
        for phrase in told:
            marked = "".join(escape(part) if isinstance(part, str) else inline(part) for part in phrase)
            minidom.parseString(f"<p>{marked}</p>")
            assert "_axis" not in marked


@pytest.mark.parametrize("claim_id", CLAIMS)
def test_every_letter_has_a_glyph_in_the_reports_font(claim_id: str) -> None:
    for statement in statements(CLAIMS[claim_id]):
        shown = re.sub(r"<[^>]+>", "", statement_mathml(statement))
        if not isinstance(statement, Prediction):
            assert not {c for c in unescape(shown) if ord(c) not in GLYPHS}


@pytest.mark.parametrize(
    ("expr", "text", "latex", "shown"),
    [
        (Partial(w[j] ** 2, w[i]), "d/dw[i] (w[j]**2)", r"\frac{\partial}{\partial w_{i}}(w_{j}^{2})", "∂∂wi(wj2)"),
        (Partial(w[j], w[i]), "d/dw[i] (w[j])", r"\frac{\partial w_{j}}{\partial w_{i}}", "∂wj∂wi"),
        (Partial(Partial(w[j], x), x), "d/dx (d/dx (w[j]))", r"\frac{\partial^{2}w_{j}}{\partial x^{2}}", "∂2wj∂x2"),
        (Partial(x, x) ** 2, "(d/dx (x))**2", r"\left( \frac{\partial x}{\partial x} \right)^{2}", "(∂x∂x)2"),
        (Expect(x), "E[x]", r"\mathbb{E}[x]", "𝔼[x]"),
        (Expect(x) ** 2, "E[x]**2", r"(\mathbb{E}[x])^{2}", "(𝔼[x])2"),
        (KroneckerDelta(i, j), "KroneckerDelta(i, j)", r"\delta_{ij}", "δij"),
        (Sum(w[i] + 1, (i, 1, n)), "Sum(w[i] + 1, i = 1..n)", r"\sum_{i=1}^{n}(w_{i}+1)", "∑i=1n(wi+1)"),
        (Sum(i * j, (i, 1, n), (j, 1, i)), "i = 1..n, j = 1..i", r"\sum_{j=1}^{i}\sum_{i=1}^{n}ij", "∑j=1i∑i=1nij"),
        (Sum(i * j, (i, 1, n), (j, 1, n)), "j = 1..n", r"\sum_{i,j=1}^{n}ij", "∑i,j=1nij"),
        (Sum(w[i], (i, 1, n)) / n, "/n", r"\frac{1}{n}\sum_{i=1}^{n}w_{i}", "1n∑i=1nwi"),
        (x * Sum(w[i], (i, 1, n)) ** 2, "**2", r"x\left( \sum_{i=1}^{n}w_{i} \right)^{2}", "x(∑i=1nwi)2"),
        (x - 1, "x - 1", "x-1", "x−1"),
        (1 - x, "1 - x", "1-x", "1−x"),
        (-x / y, "-x/y", r"-\frac{x}{y}", "−xy"),
        (x ** Rational(-1, 2), "1/sqrt(x)", r"\frac{1}{\sqrt{x}}", "1x"),
        (2 * Pow(3, i), "2*3**i", r"2\cdot 3^{i}", "2⋅3i"),
        (beta0[i], "beta0[i]", r"\beta_{0,i}", "β0,i"),
        (w[i, j + 1], "w[i, j + 1]", "w_{i,j+1}", "wi,j+1"),
        (sigma(x) * phi(y), "phi(y)*sigma(x)", r"\varphi(y)\sigma(x)", "φ(y)σ(x)"),
        (dsigma(x), "dsigma(x)", r"\sigma^{\prime}(x)", "σ′(x)"),
        (tanh(x) ** 2, "tanh(x)**2", r"\tanh^{2}(x)", "tanh2(x)"),
        (leaky_relu(x, y), "leaky_relu(x, y)", r"{\operatorname{LeakyReLU}}_{y}(x)", "LeakyReLUy(x)"),
        (exp(x), "exp(x)", "e^{x}", "ex"),
        (Integer(235146), "235146", r"235\,146", "235\u2009146"),
        (Mod(i, 2), "Mod(i, 2)", r"i\bmod 2", "imod2"),
        (Piecewise((x, x > 0), (0, True)), "Piecewise", r"\text{otherwise}", "{xif x&gt;00otherwise"),
        (Identity(n) - x * A * A.T, "I", r"I-xAA^{\top}", "I−xAA⊤"),
        (Inverse(A).T, "A.T**(-1)", r"(A^{\top})^{-1}", "(A⊤)−1"),
        (Term(X, n), "X(n)", "X_{n}", "Xn"),
    ],
)
def test_what_is_shown(expr: object, text: str, latex: str, shown: str) -> None:
    assert text in notation.plain(expr)  # type: ignore[arg-type]
    assert latex in tex(expr)
    assert mathml(expr) == shown


def test_the_layer_is_raised_and_the_unit_lowered() -> None:
    width = Function("d", integer=True, positive=True)
    weights = Array(w, ((n, Integer(1), Integer(5)), (i, Integer(1), width(n)), (j, Integer(1), width(n - 1))))
    layered = Statement(where=(weights,), lhs=w[n, i, j] ** 2, rhs=Integer(0))
    assert statement_tex(layered) == "(w_{ij}^{(n)})^{2}=0"
    assert statement_tex(layered.but(where=())) == "w_{nij}^{2}=0"
    (told,) = declarations(layered.where)
    assert " for ".join(part if isinstance(part, str) else boxed(part) for part in told).startswith(r"w_{ij}^{(n)}\in")


def test_a_sign_after_a_relation_belongs_to_what_follows() -> None:
    shown = statement_mathml(Statement(where=(), lhs=x, rhs=-y))
    assert '<mo>=</mo><mo form="prefix">−</mo>' in shown


def test_a_long_formula_comes_in_pieces_that_continue_it() -> None:
    long = Statement(where=(), lhs=x, rhs=Add(*(Symbol(f"a{n}") ** 2 for n in range(30))))
    pieces, widest = statement_pieces(long)
    assert len(pieces) == 31 and widest < 10
    assert pieces[1].startswith('<math><mo form="infix">=</mo>')
    assert pieces[2].startswith('<math><mo form="infix">+</mo>')
    assert len(statement_pieces(Statement(where=(), lhs=x, rhs=y))[0]) == 1


def test_dots_stand_for_what_the_reader_has_before_him() -> None:
    said = Statement(where=(), lhs=x + y + exp(x), rhs=x * y + exp(y))
    assert statement_pieces(said, said) == ([], 0.0)
    other = statement_pieces(said.but(rhs=-y), said)[0]
    assert other == ['<math><mi>⋯</mi><mo>=</mo><mo form="prefix">−</mo><mi>y</mi></math>']
    assert statement_pieces(said.but(lhs=2 * x), said)[0][0].endswith("<mo>=</mo><mi>⋯</mi></math>")
    assert "⋯" not in statement_pieces(said.but(relation=Relation.LESS), said)[0][0]
    brief = said.but(rhs=Integer(0))
    assert "⋯" not in statement_pieces(brief.but(lhs=x), brief)[0][0]


def test_what_has_no_layout_is_written_as_text() -> None:
    assert mathml(Integral(x, (x, 0, 1))) == "Integral(x, (x, 0, 1))"


@pytest.mark.parametrize(
    ("exact", "written"),
    [
        (Rational(1, 2), r"\frac{1}{2}"),
        (-3, "-3"),
        ((1, Rational(1, 2)), r"\left( 1,\frac{1}{2} \right)"),
        (((1, 2), (3, 4)), r"\left( \begin{array}{ll} 1 & 2 \\ 3 & 4 \end{array} \right)"),
    ],
)
def test_exact_values(exact: object, written: str) -> None:
    assert boxed(value(exact)) == written


def test_a_hypothesis_reads_forwards() -> None:
    positive = Hypothesis(name="x > 0", lhs=Integer(0), relation=Relation.LESS, rhs=x)
    assert notation.hypothesis_text(positive) == "x > 0"
    every = Hypothesis(name="targets", lhs=w[i], rhs=x, forall=(Index(i, Integer(1), n),))
    assert notation.hypothesis_text(every) == "targets: w[i] != x for i = 1..n"
