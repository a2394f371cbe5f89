"""Types: every variable declared, every index inside its axis, every matrix product conformable.

SymPy checks none of this for symbolic sizes; a statement that fails here means nothing and is not given to a prover.
"""

from collections.abc import Iterable
from itertools import pairwise

from sympy import (
    Basic,
    Determinant,
    Dummy,
    Expr,
    Identity,
    Indexed,
    IndexedBase,
    Integer,
    Inverse,
    KroneckerDelta,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Rational,
    Sum,
    Symbol,
    Trace,
    Transpose,
    Tuple,
    ZeroMatrix,
    expand,
    oo,
)
from sympy.core.function import AppliedUndef
from sympy.core.numbers import ComplexInfinity, ImaginaryUnit, Infinity, NaN, NegativeInfinity
from sympy.logic.boolalg import BooleanAtom
from sympy.matrices.expressions.matexpr import MatrixElement

from .functions import Expect, Partial, Term
from .ranges import Ranges, bind, certainly_inside, is_whole
from .refusal import KernelRefusal
from .sequences import order_of_definition
from .statement import (
    Array,
    Axis,
    Centred,
    Declaration,
    Domain,
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

MATRICES = (MatrixSymbol, Term, MatAdd, MatMul, MatPow, Transpose, Inverse, Identity, ZeroMatrix)


# What SymPy may make of real numbers: the square root of -1, infinities, an undefined value.
NOT_REAL = (ImaginaryUnit, Infinity, NegativeInfinity, ComplexInfinity, NaN)


class StatementError(KernelRefusal):
    """A statement that is not well-typed; the message says where."""


def check_types(statement: Statement) -> None:
    """Raises StatementError unless the statement is well-typed."""
    _Checker(statement).run()


class _Checker:
    def __init__(self, statement: Statement) -> None:
        self.statement = statement
        self.declared: dict[object, Declaration] = {}
        self.least: dict[Basic, int] = {}
        self.free: Ranges = {}
        names: set[str] = set()
        for d in statement.where:
            name = d.function if isinstance(d, SizeFunction) else d.symbol
            if str(name) in names:
                raise StatementError(f"{name} is declared twice")
            names.add(str(name))
            self.declared[name] = d
            if isinstance(d, Size):
                self.least[d.symbol] = 1
            if isinstance(d, Scalar) and d.domain is Domain.NATURAL:
                self.least[d.symbol] = 0
            if isinstance(d, Index):
                self.free[d.symbol] = (d.lower, d.upper)
        tops = [d.top for d in statement.where if isinstance(d, Sequence) and d.top is not None]
        # Beside a downward sequence the upward ones are only read as far as it reaches.
        self.horizon: Basic = tops[0] if tops else oo

    def run(self) -> None:
        statement = self.statement
        for d in statement.where:
            self.declaration(d)
        if fault := order_of_definition([d for d in statement.where if isinstance(d, Sequence)]):
            raise StatementError(fault)
        for h in statement.given:
            self.hypothesis(h)
        self.sides(statement.lhs, statement.rhs, statement.relation, self.free)

    # Declarations

    def declaration(self, d: Declaration) -> None:
        if isinstance(d, Index):
            self.span(d.symbol, d.lower, d.upper, self.free)
        if isinstance(d, Array):
            self.axes(d.axes, {})
            if d.law is not None:
                self.expression(d.law.variance if isinstance(d.law, Centred) else d.law.keep, {})
        if isinstance(d, Scalar) and not all(isinstance(v, Rational) for v in d.values):
            raise StatementError(f"the values of {d.symbol} are not all rational")
        if isinstance(d, Matrix):
            for size in d.symbol.shape:
                self.whole(size, {}, f"the shape of {d.symbol}")
        if isinstance(d, Permutation):
            for end in (d.lower, d.upper):
                self.whole(end, {}, f"the range of {d.symbol}")
            value = d.symbol(Dummy(integer=True))
            if not value.is_integer or value.is_positive is not None or value.is_nonnegative is not None:
                raise StatementError(f"of {d.symbol} nothing may be assumed but that its values are integers")
        if isinstance(d, Sequence):
            self.sequence(d)

    def axes(self, axes: Iterable[Axis], ranges: Ranges) -> Ranges:
        for axis, lower, upper in axes:
            self.span(axis, lower, upper, ranges)
            ranges = bind(ranges, axis, lower, upper)
        return ranges

    def span(self, index: Basic, lower: Basic, upper: Basic, ranges: Ranges) -> None:
        for end in (lower, upper):
            if end != oo:
                self.whole(end, ranges, f"the range of {index}")

    def whole(self, expr: Basic, ranges: Ranges, place: str) -> None:
        self.expression(expr, ranges)
        if not is_whole(expr, {*self.least, *self.free, *ranges}):
            raise StatementError(f"in {place}, {expr} is not an integer")

    def sequence(self, d: Sequence) -> None:
        unending: Ranges = {**self.free, d.index: (Integer(0), self.horizon - 1 if self.horizon != oo else oo)}
        if isinstance(d.symbol, MatrixSymbol):
            self.expression(d.initial, self.free)
            self.expression(d.successor, unending)
            shapes = (d.initial.shape, d.successor.shape)
            if any(not _same_shape(d.symbol.shape, s) for s in shapes):
                raise StatementError(f"the recursion of {d.symbol} changes its shape")
            return
        start = Integer(0) if d.top is None else d.top
        following = d.index + 1 if d.top is None else d.index
        for at, formula in ((start, d.initial), (following, d.successor)):
            here = [(axis, low.xreplace({d.index: at}), up.xreplace({d.index: at})) for axis, low, up in d.axes]
            self.expression(formula, self.axes(here, unending))

    # Hypotheses and sides

    def hypothesis(self, h: Hypothesis) -> None:
        ranges = self.free
        for index in h.forall:
            self.span(index.symbol, index.lower, index.upper, ranges)
            ranges = bind(ranges, index.symbol, index.lower, index.upper)
        if isinstance(h.lhs, BooleanAtom) or isinstance(h.rhs, BooleanAtom):
            raise StatementError(f"the hypothesis {h.name!r} is a constant")
        if h.invertible:
            if not isinstance(h.lhs, MatrixExpr) or not _same_shape(h.lhs.shape[:1], h.lhs.shape[1:]):
                raise StatementError(f"the hypothesis {h.name!r} speaks of a matrix that is not square")
            self.expression(h.lhs, ranges)
            return
        self.sides(h.lhs, h.rhs, h.relation, ranges)
        variables = h.lhs.free_symbols | h.rhs.free_symbols | h.lhs.atoms(AppliedUndef) | h.rhs.atoms(AppliedUndef)
        if not variables - {index.symbol for index in h.forall}:
            raise StatementError(f"the hypothesis {h.name!r} speaks of no variable")
        numbers = isinstance(h.lhs, Expr) and not isinstance(h.lhs, MatrixExpr)
        if h.lhs == h.rhs or (numbers and _decided(h.rhs - h.lhs, h.relation)):  # type: ignore[operator]
            raise StatementError(f"the hypothesis {h.name!r} is already decided by its symbols' assumptions")

    def sides(self, lhs: Basic, rhs: Basic, relation: Relation, ranges: Ranges) -> None:
        matrices = [isinstance(s, MatrixExpr) for s in (lhs, rhs)]
        if any(matrices) and not all(matrices):
            raise StatementError("a matrix is compared with a number")
        self.expression(lhs, ranges)
        self.expression(rhs, ranges)
        if all(matrices):
            if relation in (Relation.LESS, Relation.AT_MOST):
                raise StatementError("matrices are compared by size")
            if not _same_shape(lhs.shape, rhs.shape):
                raise StatementError(f"shapes {lhs.shape} and {rhs.shape} are compared")

    # Expressions

    def expression(self, expr: Basic, ranges: Ranges, random: bool = False) -> None:
        if isinstance(expr, (Symbol, IndexedBase)):
            if expr not in self.declared and expr not in ranges:
                raise StatementError(f"{expr} is not declared")
        elif isinstance(expr, Sum):
            self.expression(expr.function, self.binder(expr, ranges), random)
        elif isinstance(expr, Indexed):
            self.entry(expr, ranges, random)
        elif isinstance(expr, MatrixExpr):
            self.matrix(expr, ranges)
        elif isinstance(expr, NOT_REAL):
            raise StatementError(f"{expr} is not a real number")
        else:
            self.node(expr, ranges, random)

    def binder(self, expr: Sum, ranges: Ranges) -> Ranges:
        for limits in reversed(expr.limits):
            self.span(*limits, ranges)
            ranges = bind(ranges, *limits)
        return ranges

    def node(self, expr: Basic, ranges: Ranges, random: bool) -> None:
        if isinstance(expr, AppliedUndef):
            d = self.declared.get(expr.func)
            if isinstance(d, Permutation) and len(expr.args) == 1:
                self.inside(expr.args[0], (d.lower, d.upper), ranges, expr)
            elif not isinstance(d, SizeFunction):
                raise StatementError(f"the function {expr.func} is not declared")
        if isinstance(expr, (AppliedUndef, KroneckerDelta)):
            for place in expr.args:
                self.whole(place, ranges, str(expr))
        if isinstance(expr, Expect) and random:
            raise StatementError("a mean stands inside of a mean")
        if isinstance(expr, Partial):
            self.target(expr.args[1], ranges)
        if isinstance(expr, (Trace, Determinant)):
            self.square(expr.args[0], expr)
        if isinstance(expr, MatrixElement):
            for index, size in zip(expr.args[1:], expr.args[0].shape, strict=True):
                self.whole(index, ranges, str(expr))
                self.inside(index, (Integer(0), size - 1), ranges, expr)
        elif not isinstance(expr, (Trace, Determinant)) and any(isinstance(a, MatrixExpr) for a in expr.args):
            raise StatementError(f"{expr} makes a number of a matrix")
        for argument in expr.args:
            if not isinstance(argument, Tuple):
                self.expression(argument, ranges, random or isinstance(expr, Expect))

    def target(self, target: Basic, ranges: Ranges) -> None:
        d = self.declared.get(target.base if isinstance(target, Indexed) else target)
        real = isinstance(d, Scalar) and d.domain is Domain.REAL and not d.values and target not in ranges
        free = isinstance(d, (Array, Sequence)) and isinstance(target, Indexed)
        if not (real or (free and getattr(d, "law", None) is None)):
            raise StatementError(f"a derivative in {target}, which is no real variable")

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
            self.whole(index, ranges, str(expr))
            self.inside(index, (lower.xreplace(at), upper.xreplace(at)), ranges, expr)
            at[axis] = index

    def inside(self, index: Basic, span: tuple[Basic, Basic], ranges: Ranges, expr: Basic) -> None:
        if ranges.get(index) == span:
            return
        if not certainly_inside(index, span, ranges, self.least, self.statement):
            raise StatementError(f"in {expr} the index {index} may leave the range {span[0]}..{span[1]}")

    # Matrices

    def matrix(self, expr: MatrixExpr, ranges: Ranges) -> None:
        if not isinstance(expr, MATRICES):
            raise StatementError(f"{type(expr).__name__} is not among the matrix expressions")
        if isinstance(expr, MatrixSymbol):
            if not isinstance(self.declared.get(expr), Matrix):
                raise StatementError(f"the matrix {expr} is not declared")
            return
        if isinstance(expr, Term):
            if not isinstance(self.declared.get(expr.args[0]), Sequence):
                raise StatementError(f"{expr.args[0]} is not declared as a sequence")
            self.whole(expr.args[1], ranges, str(expr))
            self.inside(expr.args[1], (Integer(0), oo), ranges, expr)
            return
        for argument in expr.args:
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
        if isinstance(expr, (Inverse, MatPow)):
            self.square(parts[0], expr)
        if isinstance(expr, MatPow):
            self.whole(expr.exp, ranges, str(expr))

    def square(self, part: Basic, expr: Basic) -> None:
        if not isinstance(part, MatrixExpr) or not _same_shape(part.shape[:1], part.shape[1:]):
            raise StatementError(f"{expr} needs a square matrix")


def _same_shape(a: tuple[Basic, ...], b: tuple[Basic, ...]) -> bool:
    return len(a) == len(b) and all(expand(x - y) == 0 for x, y in zip(a, b, strict=True))


def _decided(gap: Expr, relation: Relation) -> bool:
    """Whether the assumptions baked into symbols settle `0 relation gap`, one way or the other."""
    if relation is Relation.LESS:
        return gap.is_positive is not None
    if relation is Relation.AT_MOST:
        return gap.is_nonnegative is not None
    return gap.is_zero is not None
