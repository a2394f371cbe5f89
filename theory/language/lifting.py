"""From the kernel's notation back to a tree: a claim's side as a reference that an answer is compared with.

What the language has no words for (means, sequences, variables with finitely many values, hypotheses for all indices)
is refused: an answer must not be judged on other numbers than the claim speaks of.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import sympy
from sympy import Basic, Indexed, KroneckerDelta, MatrixExpr, MatrixSymbol, Piecewise, Rational, S, Symbol
from sympy import Sum as SymSum

from ..kernel import functions
from ..kernel import statement as kernel
from .declarations import NAME, standard_name
from .tree import Add, Call, Cases, Compare, Constant, Derivative, Div, Entry, Mul, Name, Neg, Node, Number, Order, Pow
from .tree import Sum as Total
from .write_calculator import calculator

FUNCTIONS: dict[type, str] = {
    sympy.exp: "exp",
    sympy.log: "ln",
    sympy.erf: "erf",
    sympy.sin: "sin",
    sympy.cos: "cos",
    sympy.tanh: "tanh",
    sympy.sinh: "sinh",
    sympy.cosh: "cosh",
    sympy.Abs: "abs",
    sympy.Max: "max",
    sympy.Min: "min",
    sympy.factorial: "factorial",
    sympy.binomial: "binomial",
    KroneckerDelta: "delta",
    functions.sigmoid: "sigmoid",
    functions.softplus: "softplus",
    functions.relu: "relu",
    functions.leaky_relu: "leaky_relu",
    functions.gelu: "gelu",
    functions.silu: "silu",
    functions.Phi: "Phi",
    functions.phi: "phi",
    functions.step: "heaviside",
}
PRIMES: dict[type, int] = {functions.sigma: 0, functions.dsigma: 1, functions.ddsigma: 2}
ORDERS = {
    kernel.Relation.EQUAL: Order.EQUAL,
    kernel.Relation.NOT_EQUAL: Order.NOT_EQUAL,
    kernel.Relation.LESS: Order.LESS,
    kernel.Relation.AT_MOST: Order.AT_MOST,
}
CONDITIONS = {"==": Order.EQUAL, "!=": Order.NOT_EQUAL, "<": Order.LESS, "<=": Order.AT_MOST}
CONDITIONS |= {">": Order.GREATER, ">=": Order.AT_LEAST}


class Unliftable(ValueError):
    """The language has no words for a part of the statement."""


@dataclass(frozen=True, kw_only=True)
class Lifted:
    """A formula or statement as text, with the declarations and hypotheses under which it is meant."""

    text: str
    let: dict[str, str]
    given: tuple[str, ...]


def lifted(statement: kernel.Statement, side: str = "") -> Lifted:
    """The statement, or its `lhs` or `rhs`, as calculator text. Raises Unliftable."""
    if side not in ("", "lhs", "rhs"):
        raise Unliftable(f"{side!r} is no side of a statement; expected lhs or rhs")
    parts = [statement.lhs, statement.rhs] if not side else [getattr(statement, side)]
    used = {str(s) for p in parts for s in p.free_symbols}
    trees = [tree(p) for p in parts]
    text = calculator(trees[0]) if side else calculator(Compare(tuple(trees), (ORDERS[statement.relation],)))
    given = tuple(_hypotheses(statement, used))
    used |= {str(s) for h in statement.given for s in h.lhs.free_symbols | h.rhs.free_symbols if given}
    let: dict[str, str] = {}
    for declared in statement.where:
        let.update(_declared(declared, used))
    if any(p.has(*PRIMES) for p in parts):
        let["sigma"] = "activation"
    return Lifted(text=text, let=let, given=given)


def _declared(declared: kernel.Declaration, used: set[str]) -> dict[str, str]:
    match declared:
        case kernel.Size(symbol):
            return {_name(symbol): "size"} if str(symbol) in used else {}
        case kernel.Index():
            return {}  # its place tells what it runs through
        case kernel.Scalar(symbol, domain, values):
            if str(symbol) not in used:
                return {}
            if values:
                raise Unliftable(f"{symbol} has finitely many values")
            return {_name(symbol): "natural" if domain is kernel.Domain.NATURAL else "real"}
        case kernel.Array(symbol, axes, law):
            if str(symbol) not in used:
                return {}
            if law is not None or any(low != 1 for _, low, _ in axes) or len(axes) > 2:
                raise Unliftable(f"the array {symbol} is random, not counted from 1, or of more than two axes")
            sizes = ", ".join(_size(high) for _, _, high in axes)
            return {_name(symbol): f"{'vector' if len(axes) == 1 else 'matrix'}({sizes})"}
        case kernel.Matrix(symbol):
            sizes = ", ".join(_size(n) for n in symbol.shape)
            return {_name(symbol): f"matrix({sizes})"} if str(symbol) in used else {}
    if str(getattr(declared, "symbol", getattr(declared, "function", None))) in used:
        raise Unliftable(f"{type(declared).__name__} has no declaration")
    return {}


def _size(size: Basic) -> str:
    if isinstance(size, sympy.Integer):
        return str(size)
    if isinstance(size, Symbol):
        return _name(size)
    raise Unliftable(f"the size {size}")


def _name(symbol: Basic) -> str:
    name = standard_name(str(getattr(symbol, "name", symbol)))
    if not NAME.fullmatch(name):
        raise Unliftable(f"the name {name!r}")
    return name


def _hypotheses(statement: kernel.Statement, used: set[str]) -> Iterator[str]:
    for h in statement.given:
        mine = {str(s) for s in h.lhs.free_symbols | (set() if h.invertible else h.rhs.free_symbols)}
        if not mine & used:
            continue
        if h.forall:
            raise Unliftable(f"the hypothesis {h.name!r} for all indices")
        if h.invertible:
            yield f"det({calculator(tree(h.lhs))}) != 0"
            continue
        yield calculator(Compare((tree(h.lhs), tree(h.rhs)), (ORDERS[h.relation],)))


def tree(expr: Basic) -> Node:
    """The tree of an expression. Raises Unliftable."""
    if isinstance(expr, MatrixExpr):
        return _matrix(expr)
    if isinstance(expr, Rational):
        size = Number(Fraction(abs(int(expr.p)), 1))
        whole = size if expr.q == 1 else Div(size, Number(Fraction(int(expr.q))))
        return Neg(whole) if expr < 0 else whole
    if expr in (sympy.pi, S.Exp1):
        return Constant("pi" if expr == sympy.pi else "e")
    if isinstance(expr, Symbol):
        return Name(_name(expr))
    if isinstance(expr, Indexed):
        return Entry(Name(_name(expr.base)), tuple(tree(i) for i in expr.indices))
    if isinstance(expr, sympy.Add):
        return Add(tuple(tree(a) for a in expr.args))
    if isinstance(expr, sympy.Mul):
        return _product(expr)
    if isinstance(expr, sympy.Pow):
        return _power(expr)
    if isinstance(expr, SymSum):
        body = tree(expr.function)
        for symbol, low, high in expr.limits:
            body = Total(body, _name(symbol), tree(low), tree(high))
        return body
    if isinstance(expr, functions.Partial):
        return Derivative(tree(expr.args[0]), tree(expr.args[1]))
    if isinstance(expr, Piecewise):
        return _cases(expr)
    if type(expr) in PRIMES:
        return Call("sigma", (tree(expr.args[0]),), PRIMES[type(expr)])
    if type(expr) in FUNCTIONS:
        return Call(FUNCTIONS[type(expr)], tuple(tree(a) for a in expr.args))
    raise Unliftable(f"{type(expr).__name__} has no words")


def _product(expr: sympy.Mul) -> Node:
    above = [a for a in expr.args if not _inverse(a)]
    below = [sympy.Pow(a.base, -a.exp) for a in expr.args if _inverse(a)]
    if below:
        return Div(_many([tree(a) for a in above]), _many([tree(b) for b in below]))
    return _many([tree(a) for a in expr.args])


def _inverse(expr: Basic) -> bool:
    return isinstance(expr, sympy.Pow) and isinstance(expr.exp, Rational) and bool(expr.exp < 0)


def _many(parts: list[Node]) -> Node:
    if not parts:
        return Number(Fraction(1))
    if len(parts) > 1 and parts[0] == Neg(Number(Fraction(1))):
        return Neg(_many(parts[1:]))
    return parts[0] if len(parts) == 1 else Mul(tuple(parts))


def _power(expr: sympy.Pow) -> Node:
    if expr.exp == Rational(1, 2):
        return Call("sqrt", (tree(expr.base),))
    if _inverse(expr):
        return Div(Number(Fraction(1)), tree(sympy.Pow(expr.base, -expr.exp)))
    return Pow(tree(expr.base), tree(expr.exp))


def _cases(expr: Piecewise) -> Node:
    values: list[Node] = []
    conditions: list[Compare] = []
    for value, condition in expr.args:
        if condition == True:  # noqa: E712 - SymPy's true is not Python's
            return Cases(tuple(values), tuple(conditions), tree(value))
        if not isinstance(condition, sympy.core.relational.Relational):
            raise Unliftable(f"the condition {condition}")
        values.append(tree(value))
        conditions.append(Compare((tree(condition.lhs), tree(condition.rhs)), (CONDITIONS[condition.rel_op],)))
    return Cases(tuple(values), tuple(conditions), None)


def _matrix(expr: MatrixExpr) -> Node:
    if isinstance(expr, MatrixSymbol):
        return Name(_name(expr))
    if isinstance(expr, sympy.Identity):
        return Constant("I")
    if isinstance(expr, sympy.MatAdd):
        return Add(tuple(tree(a) for a in expr.args))
    if isinstance(expr, sympy.MatMul):
        return _many([tree(a) for a in expr.args])
    if isinstance(expr, sympy.Transpose):
        return Call("transpose", (tree(expr.arg),))
    if isinstance(expr, sympy.Inverse):
        return Call("inv", (tree(expr.arg),))
    if isinstance(expr, sympy.MatPow) and isinstance(expr.exp, sympy.Integer):
        return Pow(tree(expr.base), tree(expr.exp))
    raise Unliftable(f"{type(expr).__name__} has no words")


__all__ = ["Lifted", "Unliftable", "lifted", "tree"]
