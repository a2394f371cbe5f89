"""Claims of the catalogue as keys: their sides as trees that answers are compared with, their mutants as mistakes.

The kernel's formulas are SymPy trees used as notation; here they become trees of the reader again, with the claim's
variables as declarations. What a typed answer could not say (an expectation, a sequence) is refused, not dropped.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

import sympy
from sympy import Basic, IndexedBase

from ..theory.kernel import functions as kernel
from ..theory.kernel.claim import Claim, Mutant, Prediction
from ..theory.kernel.statement import (
    Array,
    Declaration,
    Domain,
    Hypothesis,
    Index,
    Matrix,
    Relation,
    Scalar,
    Sequence,
    Size,
    SizeFunction,
    Statement,
)
from ..theory.language.declarations import standard_name
from ..theory.language.limits import MOST_DIGITS
from ..theory.language.tree import (
    Add,
    Call,
    Cases,
    Compare,
    Constant,
    Derivative,
    Div,
    Entry,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Order,
    Pow,
    Sum,
    variables,
)
from ..theory.language.write_calculator import calculator

ORDERS = {
    Relation.EQUAL: Order.EQUAL,
    Relation.NOT_EQUAL: Order.NOT_EQUAL,
    Relation.LESS: Order.LESS,
    Relation.AT_MOST: Order.AT_MOST,
}
FUNCTIONS: dict[type, str] = {
    kernel.relu: "relu",
    kernel.leaky_relu: "leaky_relu",
    kernel.sigmoid: "sigmoid",
    kernel.softplus: "softplus",
    kernel.gelu: "gelu",
    kernel.silu: "silu",
    kernel.phi: "phi",
    kernel.Phi: "Phi",
    kernel.step: "heaviside",
    sympy.exp: "exp",
    sympy.log: "ln",
    sympy.tanh: "tanh",
    sympy.sinh: "sinh",
    sympy.cosh: "cosh",
    sympy.sin: "sin",
    sympy.cos: "cos",
    sympy.Abs: "abs",
    sympy.Max: "max",
    sympy.Min: "min",
    sympy.erf: "erf",
    sympy.sign: "sign",
    sympy.floor: "floor",
    sympy.ceiling: "ceil",
    sympy.factorial: "factorial",
    sympy.binomial: "binomial",
}
PRIMES: dict[type, int] = {kernel.sigma: 0, kernel.dsigma: 1, kernel.ddsigma: 2}
FRESH = ("i", "j", "k", "l", "m", "n", "q", "r", "u", "v", "mm", "nn", "qq")
SIDES = ("rhs", "lhs", "statement")


class Unsaid(ValueError):
    """A part of a claim for which typed answers have no words."""


@dataclass(frozen=True, kw_only=True)
class FromClaim:
    """A formula of a claim with everything that is needed to compare answers with it."""

    names: Mapping[str, str]
    given: tuple[str, ...]
    text: str
    mistakes: tuple[tuple[str, str, str], ...]  # name, formula, misconception
    left_out: tuple[str, ...] = field(default=())  # mutants that change something else than this formula


def from_claim(claim_id: str, side: str = "rhs", rename: Mapping[str, str] | None = None) -> FromClaim:
    """The side of a claim's statement as text, with names, hypotheses and mistakes. Raises KeyError and Unsaid."""
    from ..theory.catalogue import TOPICS, claims

    topic, _, _ = claim_id.partition(".")
    if topic not in TOPICS or claim_id not in claims(topic):
        raise KeyError(claim_id)
    return of_claim(claims(topic)[claim_id], side, rename or {})


def of_claim(
    claim: Claim, side: str, rename: Mapping[str, str], other: Statement | Prediction | None = None
) -> FromClaim:
    """As `from_claim`; of the claim's statement or another one. Raises Unsaid."""
    statement = other or claim.statement
    if not isinstance(statement, Statement):
        raise Unsaid("a prediction about training has no formula")
    writer = _Writer(rename)
    names: dict[str, str] = {}
    for declaration in statement.where:
        try:
            names |= writer.declared(declaration)
        except Unsaid:
            if writer.mentions(declaration, _sides(statement, side), statement):
                raise
    if any(s.has(*PRIMES) for s in (statement.lhs, statement.rhs)):
        names |= {writer.name("sigma"): "activation"}
    given = tuple(t for h in statement.given if (t := writer.hypothesis(h)) is not None)
    text = calculator(writer.side(statement, side))
    mistakes, left_out = [], []
    sayable = {standard_name(n) for n in names}
    for mutant in claim.mutants:
        wrong = _mistake(mutant, statement, side, writer)
        told = None if wrong is None or not set(variables(wrong)) <= sayable else calculator(wrong)
        if told is None or told == text:
            left_out.append(mutant.name)
        else:
            mistakes.append((mutant.name, told, mutant.misconception))
    return FromClaim(names=names, given=given, text=text, mistakes=tuple(mistakes), left_out=tuple(left_out))


def _sides(statement: Statement, side: str) -> tuple[Basic, ...]:
    return {"rhs": (statement.rhs,), "lhs": (statement.lhs,)}.get(side, (statement.lhs, statement.rhs))


def _mistake(mutant: Mutant, statement: Statement, side: str, writer: "_Writer") -> Node | None:
    """The formula that somebody with this misconception writes; None where the mutant changes another part."""
    wrong = mutant.statement
    if not isinstance(wrong, Statement) or {str(d) for d in wrong.where} != {str(d) for d in statement.where}:
        return None
    if side == "rhs" and (wrong.lhs != statement.lhs or wrong.relation is not statement.relation):
        return None
    if side == "lhs" and (wrong.rhs != statement.rhs or wrong.relation is not statement.relation):
        return None
    try:
        return writer.side(wrong, side)
    except Unsaid:
        return None


class _Writer:
    def __init__(self, rename: Mapping[str, str]) -> None:
        self.rename = rename
        self.local: dict[object, str] = {}  # names of bound indices

    def name(self, symbol: object) -> str:
        if symbol in self.local:
            return self.local[symbol]
        text = str(symbol)
        return standard_name(self.rename.get(text, text))

    # Declarations

    @staticmethod
    def mentions(declaration: Declaration, sides: tuple[Basic, ...], statement: Statement) -> bool:
        """Whether a variable occurs in the formula or in a hypothesis."""
        symbol = declaration.function if isinstance(declaration, SizeFunction) else declaration.symbol
        trees = [*sides, *(t for h in statement.given for t in (h.lhs, h.rhs))]
        plain = symbol.label if isinstance(symbol, IndexedBase) else symbol
        return any(plain in t.free_symbols or t.has(symbol) for t in trees)

    def declared(self, declaration: Declaration) -> dict[str, str]:
        match declaration:
            case Size(symbol):
                return {self.name(symbol): "integer in [1, inf)"}
            case Scalar(symbol, domain, values):
                if values:
                    raise Unsaid(f"{symbol} runs through {len(values)} values")
                return {self.name(symbol): "natural" if domain is Domain.NATURAL else "real"}
            case Array(symbol, axes, law):
                if law is not None:
                    raise Unsaid(f"{symbol} is random")
                sizes = [self._size(low, high) for _, low, high in axes]
                if len(sizes) > 2:
                    raise Unsaid(f"{symbol} has {len(sizes)} axes")
                kind = "vector" if len(sizes) == 1 else "matrix"
                return {self.name(symbol): f"{kind}({', '.join(sizes)})"}
            case Matrix(symbol):
                rows, columns = symbol.shape
                if columns == 1:
                    return {self.name(symbol): f"vector({self._size(sympy.Integer(1), rows)})"}
                both = ", ".join(self._size(sympy.Integer(1), s) for s in (rows, columns))
                return {self.name(symbol): f"matrix({both})"}
            case SizeFunction(function):
                raise Unsaid(f"the sizes {function} of the layers")
            case Index(symbol, low, high):
                return {self.name(symbol): f"index({self._size(low, high)})"}
            case Sequence():
                raise Unsaid(f"{declaration.symbol} is given by a recursion")
        raise Unsaid(f"the declaration of {getattr(declaration, 'symbol', declaration)}")

    def _size(self, low: Basic, high: Basic) -> str:
        if low != 1 or not (high.is_Symbol or high.is_Integer):
            raise Unsaid(f"an axis from {low} to {high}")
        return self.name(high)

    def hypothesis(self, h: Hypothesis) -> str | None:
        """A condition as text; None for an inverse, which has no value where there is none."""
        if h.invertible:
            return None
        if h.forall:
            raise Unsaid(f"the hypothesis {h.name} for every index")
        return calculator(Compare((self.tree(h.lhs), self.tree(h.rhs)), (ORDERS[h.relation],)))

    # Formulas

    def side(self, statement: Statement, side: str) -> Node:
        if side in ("lhs", "rhs"):
            return self.tree(getattr(statement, side))
        return Compare((self.tree(statement.lhs), self.tree(statement.rhs)), (ORDERS[statement.relation],))

    def tree(self, expr: Basic) -> Node:
        """A formula as a tree. Raises Unsaid."""
        match expr:
            case sympy.Rational():
                return _number(Fraction(int(expr.p), int(expr.q)))
            case sympy.core.numbers.Pi():
                return Constant("pi")
            case sympy.core.numbers.Exp1():
                return Constant("e")
            case sympy.MatrixSymbol():
                return Name(self.name(expr.name))
            case sympy.Symbol():
                return Name(self.name(expr))
            case sympy.Indexed():
                return Entry(Name(self.name(expr.base)), tuple(self.tree(i) for i in expr.indices))
            case sympy.Sum():
                return self._sum(expr)
            case sympy.Add() | sympy.MatAdd():
                return self._add(expr)
            case sympy.MatMul():
                return _mul([self.tree(a) for a in expr.args])
            case sympy.Mul():
                return self._product(expr)
            case sympy.Transpose():
                return Call("transpose", (self.tree(expr.arg),))
            case sympy.Inverse():
                return Call("inv", (self.tree(expr.arg),))
            case sympy.Identity():
                return Constant("I")
            case sympy.Pow() | sympy.MatPow():
                return self._power(expr)
            case sympy.KroneckerDelta():
                return Call("delta", tuple(self.tree(a) for a in expr.args))
            case sympy.Piecewise():
                return self._cases(expr)
            case kernel.Partial():
                return Derivative(self.tree(expr.args[0]), self.tree(expr.args[1]))
        if type(expr) in PRIMES:
            return Call(self.rename.get("sigma", "sigma"), (self.tree(expr.args[0]),), PRIMES[type(expr)])
        if type(expr) in FUNCTIONS:
            return Call(FUNCTIONS[type(expr)], tuple(self.tree(a) for a in expr.args))
        raise Unsaid(f"{type(expr).__name__} in {str(expr)[:60]}")

    def _sum(self, expr: sympy.Sum) -> Node:
        body, *limits = expr.args
        saved = dict(self.local)
        for index, *_ in limits:
            free = {self.name(s) for s in expr.function.free_symbols if s != index}
            # a free index may have been given the name of a bound one
            self.local[index] = next(n for n in (self.name(index), *FRESH) if n not in free)
        node = self.tree(body)
        for index, low, high in limits:
            node = Sum(node, self.name(index), self.tree(low), self.tree(high))
        self.local = saved
        return node

    def _add(self, expr: Basic) -> Node:
        terms = [self.tree(a) for a in expr.args]
        # a sum reads better when it does not begin with a sign
        terms.sort(key=lambda t: isinstance(t, Neg))
        return Add(tuple(terms))

    def _product(self, expr: sympy.Mul) -> Node:
        top, bottom, negative = [], [], False
        for factor in expr.args:
            if factor.is_Rational:
                negative ^= factor < 0
                top += [_number(Fraction(abs(int(factor.p))))] if abs(factor.p) != 1 else []
                bottom += [_number(Fraction(int(factor.q)))] if factor.q != 1 else []
            elif factor.is_Pow and factor.exp.is_Integer and factor.exp < 0:
                bottom.append(self.tree(factor.base**-factor.exp))
            else:
                top.append(self.tree(factor))
        node = _mul(top) if top else _number(Fraction(1))
        node = Div(node, _mul(bottom)) if bottom else node
        return Neg(node) if negative else node

    def _power(self, expr: Basic) -> Node:
        base, exponent = expr.args
        if isinstance(expr, sympy.Pow) and exponent.is_Integer and exponent < 0:
            return Div(_number(Fraction(1)), self.tree(base**-exponent))
        if exponent == sympy.Rational(1, 2):
            return Call("sqrt", (self.tree(base),))
        return Pow(self.tree(base), self.tree(exponent))

    def _cases(self, expr: sympy.Piecewise) -> Node:
        values, conditions, otherwise = [], [], None
        for value, condition in expr.args:
            if condition == True:  # noqa: E712
                otherwise = self.tree(value)
                break
            values.append(self.tree(value))
            conditions.append(self._condition(condition))
        return Cases(tuple(values), tuple(conditions), otherwise)

    def _condition(self, condition: Basic) -> Compare:
        orders = {">": Order.GREATER, ">=": Order.AT_LEAST, "<": Order.LESS, "<=": Order.AT_MOST}
        orders |= {"==": Order.EQUAL, "!=": Order.NOT_EQUAL}
        if not isinstance(condition, sympy.core.relational.Relational) or condition.rel_op not in orders:
            raise Unsaid(f"the condition {condition}")
        return Compare((self.tree(condition.lhs), self.tree(condition.rhs)), (orders[condition.rel_op],))


def _number(value: Fraction) -> Node:
    if value < 0:
        return Neg(_number(-value))
    if max(value.numerator, value.denominator) >= 10**MOST_DIGITS:
        raise Unsaid(f"a number of more than {MOST_DIGITS} digits")
    if value.denominator == 1:
        return Number(value)
    return Div(Number(Fraction(value.numerator)), Number(Fraction(value.denominator)))


def _mul(factors: list[Node]) -> Node:
    if len(factors) == 1:
        return factors[0]
    signs = [f for f in factors if isinstance(f, Neg)]
    plain = [f.arg if isinstance(f, Neg) else f for f in factors]
    plain = [f for f in plain if f != Number(Fraction(1))] or [Number(Fraction(1))]
    node = Mul(tuple(plain)) if len(plain) > 1 else plain[0]
    return Neg(node) if len(signs) % 2 else node


def claims_that_read() -> Iterator[tuple[str, str]]:
    """Claims whose right side can be a key, and for the others why they cannot."""
    from ..theory.catalogue import claims

    for claim_id, claim in claims().items():
        try:
            of_claim(claim, "rhs", {})
            yield claim_id, ""
        except Unsaid as why:
            yield claim_id, str(why)
