"""Types: every variable declared, every index inside its axis, every matrix product conformable.

SymPy checks none of this for symbolic sizes; a statement that fails here means nothing and is not given to a prover.
"""

from itertools import pairwise

from sympy import (
    Add,
    Basic,
    Expr,
    Indexed,
    IndexedBase,
    Integer,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Mod,
    Sum,
    Symbol,
    Trace,
    expand,
    oo,
)
from sympy.core.function import AppliedUndef
from sympy.logic.boolalg import BooleanAtom

from .functions import Expect, Term
from .refusal import KernelRefusal
from .statement import (
    Array,
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

Ranges = dict[Basic, tuple[Expr, Expr]]


class StatementError(KernelRefusal):
    """A statement that is not well-typed; the message says where."""


def check_types(statement: Statement) -> None:
    """Raises StatementError unless the statement is well-typed."""
    _Checker(statement).run()


class _Checker:
    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self.declared: dict[object, object] = {}
        for d in statement.where:
            name = d.function if isinstance(d, SizeFunction) else d.symbol
            if name in self.declared:
                raise StatementError(f"{name} is declared twice")
            self.declared[name] = d
        self.lowest: dict[Basic, int] = {}
        for d in statement.where:
            if isinstance(d, Size):
                self.lowest[d.symbol] = 1
            if isinstance(d, Scalar) and d.domain is Domain.NATURAL:
                self.lowest[d.symbol] = 0

        tops = [d.top for d in statement.where if isinstance(d, Sequence) and d.top is not None]
        # Beside a downward sequence the upward ones are only read as far as it reaches.
        self.horizon: Basic = tops[0] if tops else oo

    def run(self) -> None:
        statement = self.statement
        ranges: Ranges = {d.symbol: (d.lower, d.upper) for d in statement.where if isinstance(d, Index)}
        for h in statement.given:
            self.hypothesis(h, ranges)
        for d in statement.where:
            if isinstance(d, Sequence):
                self.sequence(d)
        self.sides(statement.lhs, statement.rhs, ranges)

    def sides(self, lhs: Basic, rhs: Basic, ranges: Ranges) -> None:
        matrices = [isinstance(s, MatrixExpr) for s in (lhs, rhs)]
        if any(matrices) and not all(matrices):
            raise StatementError("a matrix is compared with a number")
        self.expression(lhs, ranges)
        self.expression(rhs, ranges)
        if all(matrices) and not _same_shape(lhs.shape, rhs.shape):  # type: ignore[attr-defined]
            raise StatementError(f"shapes {lhs.shape} and {rhs.shape} are compared")  # type: ignore[attr-defined]

    def hypothesis(self, h: Hypothesis, ranges: Ranges) -> None:
        if isinstance(h.lhs, BooleanAtom) or isinstance(h.rhs, BooleanAtom):
            raise StatementError(f"the hypothesis {h.name!r} is a constant")
        inner = {**ranges, **{i.symbol: (i.lower, i.upper) for i in h.forall}}
        if h.invertible:
            if not isinstance(h.lhs, MatrixExpr) or not _same_shape(h.lhs.shape[:1], h.lhs.shape[1:]):
                raise StatementError(f"the hypothesis {h.name!r} speaks of a matrix that is not square")
            self.expression(h.lhs, inner)
            return
        if not (h.lhs.free_symbols | h.rhs.free_symbols):
            raise StatementError(f"the hypothesis {h.name!r} speaks of no variable")
        if h.relation in (Relation.LESS, Relation.AT_MOST, Relation.NOT_EQUAL) and isinstance(h.lhs, Expr):
            decided = (h.lhs - h.rhs).is_negative if h.relation is Relation.LESS else None
            if decided:
                raise StatementError(f"the hypothesis {h.name!r} is already decided by its symbols' assumptions")
        self.sides(h.lhs, h.rhs, inner)

    def sequence(self, d: Sequence) -> None:
        if isinstance(d.symbol, MatrixSymbol):
            self.expression(d.initial, {})
            self.expression(d.successor, {d.index: (Integer(0), oo)})
            shapes = (d.initial.shape, d.successor.shape)  # type: ignore[attr-defined]
            if any(not _same_shape(d.symbol.shape, s) for s in shapes):
                raise StatementError(f"the recursion of {d.symbol} changes its shape")
            return
        start = Integer(0) if d.top is None else d.top
        following = d.index + 1 if d.top is None else d.index
        for at, formula in ((start, d.initial), (following, d.successor)):
            ranges: Ranges = {d.index: (Integer(0), self.horizon - 1 if self.horizon != oo else oo)}
            for axis, lower, upper in d.axes:
                ranges[axis] = (lower.xreplace({d.index: at}), upper.xreplace({d.index: at}))
            self.expression(formula, ranges)

    def expression(self, expr: Basic, ranges: Ranges, random: bool = False) -> None:
        if isinstance(expr, (Symbol, IndexedBase)):
            if expr not in self.declared and expr not in ranges:
                raise StatementError(f"{expr} is not declared")
            return
        if isinstance(expr, MatrixSymbol):
            if not isinstance(self.declared.get(expr), Matrix):
                raise StatementError(f"the matrix {expr} is not declared")
            return
        if isinstance(expr, Sum):
            inner = dict(ranges)
            for symbol, lower, upper in reversed(expr.limits):
                self.expression(lower, inner, random)
                self.expression(upper, inner, random)
                inner[symbol] = (lower, upper)
            self.expression(expr.function, inner, random)
            return
        if isinstance(expr, Indexed):
            self.entry(expr, ranges, random)
            return
        if isinstance(expr, AppliedUndef) and expr.func not in self.declared:
            raise StatementError(f"the function {expr.func} is not declared")
        if isinstance(expr, MatrixExpr):
            self.matrix(expr, ranges)
            return
        for argument in expr.args:
            self.expression(argument, ranges, random or isinstance(expr, Expect))

    def entry(self, expr: Indexed, ranges: Ranges, random: bool) -> None:
        d = self.declared.get(expr.base)
        if not isinstance(d, (Array, Sequence)):
            raise StatementError(f"the array {expr.base} is not declared")
        axes = d.axes
        if isinstance(d, Sequence):
            axes = ((d.index, Integer(0), self.horizon if d.top is None else d.top), *axes)
        elif d.law is not None and not random:
            raise StatementError(f"{expr} is random and stands outside of a mean")
        if len(axes) != len(expr.indices):
            raise StatementError(f"{expr} has {len(expr.indices)} indices, {expr.base} has {len(axes)} axes")
        at: dict[Basic, Basic] = {}
        for index, (axis, lower, upper) in zip(expr.indices, axes, strict=True):
            self.expression(index, ranges, random)
            span = (lower.xreplace(at), upper.xreplace(at))
            if ranges.get(index) != span and not self.inside(index, span, ranges):
                raise StatementError(f"in {expr} the index {index} may leave the range {span[0]}..{span[1]}")
            at[axis] = index

    def inside(self, index: Basic, span: tuple[Basic, Basic], ranges: Ranges) -> bool:
        if index.has(Mod) and isinstance(index, Expr):
            return True  # re-indexing by remainders is left to the evaluator, which refuses a place outside
        low, high = (self.extreme(index, ranges, end) for end in (0, 1))
        below = low is not None and self.at_most(span[0], low)
        above = span[1] == oo or (high is not None and self.at_most(high, span[1]))
        return below and above

    def extreme(self, index: Basic, ranges: Ranges, end: int) -> Basic | None:
        """The lowest (end 0) or highest (end 1) value of an affine index, with all bound symbols at their ends."""
        result = index
        for symbol in sorted(index.free_symbols & set(ranges), key=str):
            slope = expand(index).coeff(symbol)
            if not isinstance(slope, Integer):
                return None
            bound = ranges[symbol][end if slope > 0 else 1 - end]
            if bound == oo:
                return oo if slope > 0 else None
            result = result.xreplace({symbol: bound})
        return result

    def at_most(self, a: Basic, b: Basic) -> bool:
        """a <= b for all sizes >= 1, naturals >= 0 and hypotheses symbol <= bound."""
        if b == oo:
            return True
        gap = expand(b - a)
        for h in self.statement.given:
            if h.relation is Relation.AT_MOST and not h.forall and isinstance(h.lhs, Expr):
                rest = expand(gap - (h.rhs - h.lhs))
                if isinstance(rest, Integer) and rest >= 0:
                    return True
        total = Integer(0)
        for term in Add.make_args(gap):
            coefficient, symbol = term.as_coeff_Mul()
            if symbol == 1:
                total += coefficient
            elif symbol in self.lowest and coefficient > 0:
                total += coefficient * self.lowest[symbol]
            elif isinstance(symbol, AppliedUndef) and coefficient > 0:
                total += coefficient
            else:
                return False
        return bool(total >= 0)

    def matrix(self, expr: MatrixExpr, ranges: Ranges) -> None:
        for argument in expr.args:
            if isinstance(expr, Term) and argument is expr.args[0]:
                if not isinstance(self.declared.get(argument), Sequence):
                    raise StatementError(f"{argument} is not declared as a sequence")
                continue
            self.expression(argument, ranges)
        parts = [a for a in expr.args if isinstance(a, MatrixExpr)]
        if isinstance(expr, MatMul):
            for left, right in pairwise(parts):
                if not _same_shape(left.shape[1:], right.shape[:1]):
                    raise StatementError(
                        f"{left} with {left.shape[1]} columns times {right} with {right.shape[0]} rows"
                    )
        if isinstance(expr, MatAdd) and any(not _same_shape(parts[0].shape, p.shape) for p in parts):
            raise StatementError(f"a sum of shapes {', '.join(str(p.shape) for p in parts)}")
        if isinstance(expr, (Inverse, MatPow, Trace)) and not _same_shape(parts[0].shape[:1], parts[0].shape[1:]):
            raise StatementError(f"{expr} needs a square matrix, not {parts[0].shape}")


def _same_shape(a: tuple[Basic, ...], b: tuple[Basic, ...]) -> bool:
    return len(a) == len(b) and all(expand(x - y) == 0 for x, y in zip(a, b, strict=True))
