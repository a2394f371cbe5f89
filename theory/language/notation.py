"""Statements as plain text.

The printer is SymPy's, with words for the kernel's own nodes; nothing is evaluated and terms keep SymPy's canonical
order, which does not depend on the hash seed.
"""

from sympy import Basic, Integer
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

MIRRORED = {Relation.AT_MOST: ">=", Relation.LESS: ">"}


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


def plain(expr: Basic) -> str:
    """A formula as one line of text."""
    return _Plain().doprint(expr)


def statement_text(statement: Statement | Prediction) -> str:
    """A statement as one line of text; a prediction in its own words with its bounds."""
    if isinstance(statement, Prediction):
        return f"{statement.text} (probability of success in [{statement.at_least:g}, {statement.at_most:g}])"
    return f"{plain(statement.lhs)} {statement.relation.value} {plain(statement.rhs)}"


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
