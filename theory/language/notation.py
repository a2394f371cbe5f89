"""Statements as one reads them: plain text, LaTeX and MathML of the kernel's formulas.

The printers are SymPy's, with words for the kernel's own nodes; nothing is evaluated and terms keep SymPy's canonical
order, which does not depend on the hash seed.
"""

import re
from html import escape, unescape

from sympy import Add, Basic, Integer
from sympy.printing.latex import LatexPrinter
from sympy.printing.mathml import MathMLPresentationPrinter
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.str import StrPrinter

from ..kernel.claim import Prediction
from ..kernel.functions import Partial
from ..kernel.statement import (
    Array,
    Bernoulli,
    Declaration,
    Hypothesis,
    Index,
    Matrix,
    Permutation,
    Relation,
    Scalar,
    Sequence,
    Size,
    SizeFunction,
    Statement,
)

LATEX_RELATION = {
    Relation.EQUAL: "=",
    Relation.AT_MOST: r"\leq",
    Relation.LESS: "<",
    Relation.NOT_EQUAL: r"\neq",
}
MIRRORED = {Relation.AT_MOST: ">=", Relation.LESS: ">"}
MATHML_RELATION = {
    Relation.EQUAL: "=",
    Relation.AT_MOST: "\N{LESS-THAN OR EQUAL TO}",
    Relation.LESS: "<",
    Relation.NOT_EQUAL: "\N{NOT EQUAL TO}",
}
NAMED_ENTITY = re.compile(r"&(?!lt;|gt;|amp;|#)\w+;")
GREEK_FUNCTION = {"sigma": r"\sigma", "dsigma": r"\sigma'", "ddsigma": r"\sigma''", "phi": r"\varphi", "Phi": r"\Phi"}
MATHML_FUNCTION = {
    "sigma": "\N{GREEK SMALL LETTER SIGMA}",
    "dsigma": "\N{GREEK SMALL LETTER SIGMA}\N{PRIME}",
    "ddsigma": "\N{GREEK SMALL LETTER SIGMA}\N{DOUBLE PRIME}",
    "phi": "\N{GREEK SMALL LETTER PHI}",
    "Phi": "\N{GREEK CAPITAL LETTER PHI}",
}


class _Plain(StrPrinter):
    def parenthesize(self, item: Basic, level: int, strict: bool = False) -> str:
        # SymPy takes the kernel's nodes for atoms; a power of a derivative is not the derivative of a power.
        if isinstance(item, Partial) and level > PRECEDENCE["Mul"]:
            return f"({self._print(item)})"
        return super().parenthesize(item, level, strict)

    def _print_Partial(self, expr: Basic) -> str:
        body, target = expr.args
        return f"d/d{self._print(target)} ({self._print(body)})"

    def _print_Expect(self, expr: Basic) -> str:
        return f"E[{self._print(expr.args[0])}]"

    def _print_Term(self, expr: Basic) -> str:
        return f"{self._print(expr.args[0])}({self._print(expr.args[1])})"

    def _print_Sum(self, expr: Basic) -> str:
        ranges = ", ".join(f"{self._print(i)} = {self._print(a)}..{self._print(b)}" for i, a, b in expr.args[1:])
        return f"Sum({self._print(expr.args[0])}, {ranges})"


class _Latex(LatexPrinter):
    def _print_Identity(self, expr: Basic) -> str:
        return "I"

    def _print_ZeroMatrix(self, expr: Basic) -> str:
        return "0"

    def _print_Partial(self, expr: Basic, exp: str | None = None) -> str:
        body, target = expr.args
        tex = rf"\frac{{\partial}}{{\partial {self._print(target)}}} \left({self._print(body)}\right)"
        return tex if exp is None else rf"\left({tex}\right)^{{{exp}}}"

    def _print_Expect(self, expr: Basic, exp: str | None = None) -> str:
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"\mathbb{{E}}{power}\left[{self._print(expr.args[0])}\right]"

    def _print_Term(self, expr: Basic) -> str:
        return rf"{{{self._print(expr.args[0])}}}^{{({self._print(expr.args[1])})}}"

    def _hprint_Function(self, func: str) -> str:
        return GREEK_FUNCTION.get(func) or super()._hprint_Function(func)

    def _print_Function(self, expr: Basic, exp: str | None = None) -> str:
        name = type(expr).__name__
        if name not in GREEK_FUNCTION:
            return super()._print_Function(expr, exp)
        power = "" if exp is None else f"^{{{exp}}}"
        return rf"{GREEK_FUNCTION[name]}{power}\left({', '.join(self._print(a) for a in expr.args)}\right)"


class _MathML(MathMLPresentationPrinter):
    def parenthesize(self, item: Basic, level: int, strict: bool = False) -> object:
        if isinstance(item, Partial) and level > PRECEDENCE["Mul"]:
            return self._row("(", self._print(item), ")")
        return super().parenthesize(item, level, strict)

    def _text(self, tag: str, text: str) -> object:
        node = self.dom.createElement(tag)
        # SymPy's document writes text as it is, unescaped
        node.appendChild(self.dom.createTextNode(escape(text)))
        return node

    def _row(self, *parts: object) -> object:
        """An mrow of nodes; a string becomes an operator."""
        row = self.dom.createElement("mrow")
        for part in parts:
            row.appendChild(self._text("mo", part) if isinstance(part, str) else part)
        return row

    def _named(self, name: str, arguments: tuple[Basic, ...], brackets: str = "()") -> object:
        inside: list[object] = []
        for n, argument in enumerate(arguments):
            inside += [*([","] if n else []), self._print(argument)]
        return self._row(self._text("mi", name), brackets[0], *inside, brackets[1])

    def _print_Partial(self, expr: Basic) -> object:
        body, target = expr.args
        fraction = self.dom.createElement("mfrac")
        fraction.appendChild(self._row("\N{PARTIAL DIFFERENTIAL}"))
        fraction.appendChild(self._row("\N{PARTIAL DIFFERENTIAL}", self._print(target)))
        return self._row(fraction, "(", self._print(body), ")")

    def _print_Expect(self, expr: Basic) -> object:
        return self._named("\N{MATHEMATICAL DOUBLE-STRUCK CAPITAL E}", expr.args, "[]")

    def _print_Term(self, expr: Basic) -> object:
        node = self.dom.createElement("msup")
        node.appendChild(self._print(expr.args[0]))
        node.appendChild(self._row("(", self._print(expr.args[1]), ")"))
        return node

    def _print_Sum(self, expr: Basic) -> object:
        # SymPy's own method drops every range but the first.
        body = self._print(expr.args[0])
        node = self._row("(", body, ")") if isinstance(expr.args[0], Add) else body
        for index, lower, upper in expr.args[1:]:
            sign = self.dom.createElement("munderover")
            sign.appendChild(self._row("\N{N-ARY SUMMATION}"))
            sign.appendChild(self._row(self._print(index), "=", self._print(lower)))
            sign.appendChild(self._print(upper))
            node = self._row(sign, node)
        return node

    def _print_Indexed(self, expr: Basic) -> object:
        node = self.dom.createElement("msub")
        node.appendChild(self._print(expr.args[0]))
        places: list[object] = []
        for n, index in enumerate(expr.args[1:]):
            places += [*([","] if n else []), self._print(index)]
        node.appendChild(self._row(*places))
        return node

    def _print_KroneckerDelta(self, expr: Basic) -> object:
        node = self.dom.createElement("msub")
        node.appendChild(self._text("mi", "\N{GREEK SMALL LETTER DELTA}"))
        node.appendChild(self._row(self._print(expr.args[0]), ",", self._print(expr.args[1])))
        return node

    def _print_Piecewise(self, expr: Basic) -> object:
        table = self.dom.createElement("mtable")
        for value, condition in expr.args:
            line = self.dom.createElement("mtr")
            when = self._text("mtext", "otherwise") if condition == True else self._print(condition)  # noqa: E712
            for content in (self._print(value), when):
                cell = self.dom.createElement("mtd")
                cell.appendChild(content)
                line.appendChild(cell)
            table.appendChild(line)
        return self._row("{", table)

    def _print_Relational(self, expr: Basic) -> object:
        return self._row(self._print(expr.args[0]), unescape(self.mathml_tag(expr)), self._print(expr.args[1]))

    def _print_Mod(self, expr: Basic) -> object:
        a, b = expr.args
        return self._row("(", self._print(a), "mod", self._print(b), ")")

    def _print_Exp1(self, expr: Basic) -> object:
        return self._text("mi", "e")

    def _print_Identity(self, expr: Basic) -> object:
        return self._text("mi", "I")

    def _print_ZeroMatrix(self, expr: Basic) -> object:
        return self._text("mn", "0")  # SymPy's own reference to a double-struck zero lacks its semicolon

    def _print_MatMul(self, expr: Basic) -> object:
        factor, matrices = expr.as_coeff_matrices()
        negative = factor.could_extract_minus_sign()
        factors = [] if abs(factor) == 1 else [self.parenthesize(-factor if negative else factor, PRECEDENCE["Mul"])]
        factors += [self.parenthesize(m, PRECEDENCE["Mul"]) for m in matrices]
        places: list[object] = ["-"] if negative else []
        for n, place in enumerate(factors):
            places += [*(["\N{INVISIBLE TIMES}"] if n else []), place]
        return self._row(*places)

    def _print_Function(self, expr: Basic) -> object:
        name = type(expr).__name__
        return self._named(MATHML_FUNCTION.get(name, name.replace("_", " ")), expr.args)


def plain(expr: Basic) -> str:
    """A formula as one line of text."""
    return _Plain().doprint(expr)


def latex(expr: Basic) -> str:
    """A formula in LaTeX, without dollar signs."""
    return _Latex().doprint(expr)


def statement_text(statement: Statement | Prediction) -> str:
    """A statement as one line of text; a prediction in its own words with its bounds."""
    if isinstance(statement, Prediction):
        return f"{statement.text} (probability of success in [{statement.at_least:g}, {statement.at_most:g}])"
    return f"{plain(statement.lhs)} {statement.relation.value} {plain(statement.rhs)}"


def statement_latex(statement: Statement | Prediction) -> str:
    """A statement in LaTeX, without dollar signs."""
    if isinstance(statement, Prediction):
        words = statement.text.translate(str.maketrans({c: rf"\{c}" for c in "#$%&_{}"}))
        return rf"\text{{{words}}}: P \in [{statement.at_least:g}, {statement.at_most:g}]"
    return f"{latex(statement.lhs)} {LATEX_RELATION[statement.relation]} {latex(statement.rhs)}"


def statement_mathml(statement: Statement | Prediction) -> str:
    """A statement as a `math` element of its own; a prediction as a paragraph."""
    if isinstance(statement, Prediction):
        return f"<p>{escape(statement_text(statement))}</p>"
    printer = _MathML()
    row = printer._row(
        printer._print(statement.lhs), MATHML_RELATION[statement.relation], printer._print(statement.rhs)
    )
    # SymPy writes HTML entities, of which an XML reader knows only those for <, > and &.
    inside = NAMED_ENTITY.sub(lambda entity: unescape(entity[0]), row.toxml())  # type: ignore[attr-defined]
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">{inside}</math>'


def span(index: Index) -> str:
    """The range of an index as text."""
    return f"{index.symbol} = {plain(index.lower)}..{plain(index.upper)}"


def hypothesis_text(hypothesis: Hypothesis) -> str:
    """A hypothesis by its name and, where the name is not the formula, its formula."""
    if hypothesis.invertible:
        formula = f"{plain(hypothesis.lhs)} is invertible"
    elif hypothesis.lhs.is_number and hypothesis.relation in MIRRORED:
        # `p > 0` reads better than `0 < p`
        formula = f"{plain(hypothesis.rhs)} {MIRRORED[hypothesis.relation]} {plain(hypothesis.lhs)}"
    else:
        formula = f"{plain(hypothesis.lhs)} {hypothesis.relation.value} {plain(hypothesis.rhs)}"
    if hypothesis.forall:
        formula += " for " + ", ".join(span(i) for i in hypothesis.forall)
    return formula if _same(hypothesis.name, formula) else f"{hypothesis.name}: {formula}"


def _same(name: str, formula: str) -> bool:
    return name.replace(" ", "") == formula.replace(" ", "")


def declaration_text(declaration: Declaration) -> str:
    """A declared variable and what it runs through, as text."""
    match declaration:
        case Size(symbol):
            return f"{symbol} = 1, 2, ..."
        case SizeFunction(function):
            return f"{function}(0), {function}(1), ... = 1, 2, ..."
        case Permutation(symbol, lower, upper):
            return f"{symbol} any permutation of {plain(lower)}..{plain(upper)}"
        case Scalar(symbol, domain, values):
            return f"{symbol} " + (f"in {{{', '.join(map(plain, values))}}}" if values else domain.value)
        case Array(symbol, axes, law):
            shape = ", ".join(f"{plain(lower)}..{plain(upper)}" for _, lower, upper in axes)
            about = "real"
            if isinstance(law, Bernoulli):
                about = f"independent, 1 with probability {plain(law.keep)}, else 0"
            elif law is not None:
                about = f"independent, mean 0, variance {plain(law.variance)}"
            return f"{symbol}[{shape}] {about}"
        case Matrix(symbol):
            return f"{plain(symbol)} real {' x '.join(map(plain, symbol.shape))} matrix"
        case Index():
            return span(declaration)
        case Sequence():
            return _recursion_text(declaration)
    raise TypeError(f"not a declaration: {declaration!r}")


def _recursion_text(sequence: Sequence) -> str:
    k = sequence.index
    inner = "".join(f", {i}" for i, _, _ in sequence.axes)
    name = plain(sequence.symbol)
    after = k + 1 if sequence.top is None else k
    first = Integer(0) if sequence.top is None else sequence.top
    return (
        f"{name}[{plain(first)}{inner}] = {plain(sequence.initial)}, "
        f"{name}[{plain(after)}{inner}] = {plain(sequence.successor)}"
    )
