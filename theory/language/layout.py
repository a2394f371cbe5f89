"""Formulas of the kernel as one writes them on a blackboard: which box stands where.

Nothing is evaluated, and terms keep SymPy's canonical order. A `Layout` knows what its statement declares: the first
index of a recursion, or of an array whose later axes depend on it (a layer's weights), is raised: W^(l)_ij.
"""

from collections.abc import Iterable
from functools import singledispatchmethod

from sympy import (
    Abs,
    Add,
    And,
    Basic,
    Function,
    Identity,
    Indexed,
    IndexedBase,
    Integer,
    Inverse,
    KroneckerDelta,
    MatAdd,
    MatMul,
    MatPow,
    MatrixSymbol,
    Max,
    Min,
    Mod,
    Mul,
    Piecewise,
    Pow,
    Product,
    Rational,
    Sum,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    ceiling,
    cos,
    cosh,
    exp,
    floor,
    log,
    sin,
    sinh,
    tanh,
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.numbers import Exp1, Infinity, Pi
from sympy.core.relational import Relational
from sympy.functions.combinatorial.factorials import binomial, factorial

from ..kernel.functions import Expect, Partial, Term, leaky_relu
from ..kernel.statement import Array, Declaration, Permutation, Sequence
from .boxes import (
    APPLY,
    DOT,
    THIN,
    TIMES,
    Atom,
    Box,
    Fence,
    Frac,
    Ink,
    Limits,
    Root,
    Row,
    Scripts,
    Table,
    listed,
    name,
    number,
    row,
    sign,
    tall,
    words,
)
from .letters import DERIVATIVES, FUNCTIONS, named
from .notation import plain

# How tightly a formula holds together; one that is looser than its place asks for gets brackets.
LOOSE, SUM, PRODUCT, BASE, TIGHT = range(5)

MINUS, PARTIAL = sign("−"), name("∂")
RELATION = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">"}
RAISED = (sin, cos, tanh, sinh, cosh, log)  # sin^2 x stands for (sin x)^2


def stacked(where: Iterable[Declaration]) -> frozenset[Basic]:
    """The arrays whose first index is raised."""
    found = set()
    for declaration in where:
        match declaration:
            case Sequence(symbol, axes=axes) if axes:
                found.add(symbol)
            case Array(symbol, axes) if any(b.has(axes[0][0]) for _, *bounds in axes[1:] for b in bounds):
                found.add(symbol)
    return frozenset(found)


class Layout:
    """Lays out formulas that stand under the declarations `where`."""

    def __init__(self, where: Iterable[Declaration] = ()) -> None:
        where = tuple(where)
        self.stacked = stacked(where)
        self.permuted = frozenset(d.symbol for d in where if isinstance(d, Permutation))

    def of(self, expr: Basic) -> Box:
        """The box of a formula that stands alone."""
        return self._laid(expr)[0]

    def at(self, expr: Basic, place: int) -> Box:
        """The box of a formula at a place that wants it at least so tight."""
        box, tightness = self._laid(expr)
        return box if tightness >= place else Fence("(", box, ")")

    def pieces(self, expr: Basic) -> list[Box]:
        """A sum's terms with their signs, where a long line may be broken; one box for anything else."""
        return self._terms(expr) if isinstance(expr, Add | MatAdd) else [self.of(expr)]

    # Each method gives the box and how tightly it holds together.

    @singledispatchmethod
    def _laid(self, expr: Basic) -> tuple[Box, int]:
        return words(plain(expr)), LOOSE  # as text, rather than not at all

    @_laid.register
    def _symbol(self, expr: Symbol | IndexedBase | MatrixSymbol) -> tuple[Box, int]:
        base, below = named(str(expr.name if isinstance(expr, Symbol | MatrixSymbol) else expr.label))
        return (base if below is None else Scripts(base, below)), TIGHT

    @_laid.register
    def _undefined(self, expr: UndefinedFunction) -> tuple[Box, int]:
        base, below = named(expr.__name__)
        return (base if below is None else Scripts(base, below)), TIGHT

    @_laid.register
    def _indexed(self, expr: Indexed) -> tuple[Box, int]:
        base, own = named(str(expr.base.label))
        indices = list(expr.indices)
        above = None
        if expr.base in self.stacked and len(indices) > 1:
            above = Fence("(", self.of(indices.pop(0)), ")")
        below = self._indices(indices)
        if own is not None:
            below = listed([own, below])
        return Scripts(base, below, above), (TIGHT if above is None else BASE)

    def _indices(self, indices: Iterable[Basic]) -> Box:
        laid = [self.of(i) for i in indices]
        close = all(isinstance(box, Atom) and len(box.text) == 1 for box in laid)
        return row(*laid) if close else listed(laid)

    @_laid.register
    def _rational(self, expr: Rational) -> tuple[Box, int]:
        if expr.p < 0:
            return row(MINUS, self.of(-expr)), SUM
        if expr.q == 1:
            return number(expr.p), TIGHT
        return Frac(number(expr.p), number(expr.q)), BASE

    @_laid.register
    def _constant(self, expr: Pi | Exp1 | Infinity) -> tuple[Box, int]:
        return name({Pi: "π", Exp1: "e", Infinity: "∞"}[type(expr)]), TIGHT

    # Sums and products

    @_laid.register
    def _add(self, expr: Add | MatAdd) -> tuple[Box, int]:
        return row(*self._terms(expr)), SUM

    def _terms(self, expr: Add | MatAdd) -> list[Box]:
        terms = list(expr.as_ordered_terms()) if isinstance(expr, Add) else list(expr.args)
        signed = [_signed(t) for t in terms]
        # 1 - p, and not -p + 1
        first = next((n for n, (negative, _) in enumerate(signed) if not negative), 0)
        signed.insert(0, signed.pop(first))
        boxes = []
        for n, (negative, term) in enumerate(signed):
            box = self.at(term, PRODUCT)
            lead = [MINUS] if negative else [sign("+")] if n else []
            boxes.append(row(*lead, box))
        return boxes

    @_laid.register
    def _mul(self, expr: Mul) -> tuple[Box, int]:
        negative, positive = _signed(expr)
        if negative:
            return row(MINUS, self.at(positive, PRODUCT)), SUM
        coefficient, factors = expr.as_coeff_mul()
        above, below = [], []
        for factor in Mul._from_args(list(factors)).as_ordered_factors() if len(factors) > 1 else factors:
            base, exponent = factor.as_base_exp() if isinstance(factor, Pow) else (factor, Integer(1))
            if exponent.is_Rational and exponent < 0:
                below.append(base if exponent == -1 else Pow(base, -exponent, evaluate=False))
            else:
                above.append(factor)
        if coefficient.p != 1:
            above.insert(0, Integer(coefficient.p))
        if coefficient.q != 1:
            below.insert(0, Integer(coefficient.q))
        if not below:
            return self._product(above), PRODUCT
        # 1/2 stands before a sum, not under it
        apart = [f for f in above if isinstance(f, Sum | Product | Expect | Partial | Piecewise)]
        apart += [f for f in above if isinstance(f, Add) and f.has(Sum)]
        if isinstance(above[-1] if above else None, Pow) and above[-1].base.has(Sum):
            apart.append(above[-1])
        over = [f for f in above if f not in apart]
        under = self.of(below[0]) if len(below) == 1 else self._product(below)
        fraction = Frac(self._product(over, alone=True) if over else number(1), under)
        if not apart:
            return fraction, BASE
        return row(fraction, TIMES, self._product(apart)), PRODUCT

    def _product(self, factors: list[Basic], *, alone: bool = False) -> Box:
        """Factors side by side; what reaches to the right comes last, so that one of these needs no brackets."""
        if alone and len(factors) == 1:
            return self.of(factors[0])
        ordered = sorted(factors, key=_place)
        parts: list[Box] = []
        for n, factor in enumerate(ordered):
            last = n == len(ordered) - 1
            box = self.at(factor, PRODUCT if last and _open(factor) else BASE)
            if n:
                parts.append(_between(box))
            parts.append(box)
        return row(*parts)

    @_laid.register
    def _sum(self, expr: Sum | Product) -> tuple[Box, int]:
        operator = "∑" if isinstance(expr, Sum) else "∏"
        body, limits = expr.function, list(expr.limits)[::-1]
        while isinstance(body, type(expr)):
            limits += list(body.limits)[::-1]
            body = body.function
        boxes: list[Box] = []
        while limits:
            index, lower, upper = limits.pop(0)
            together = [index]
            while limits and limits[0][1:] == (lower, upper) and not {lower, upper} & set(together):
                together.append(limits.pop(0)[0])
            under = row(listed([self.of(i) for i in sorted(together, key=str)]), sign("="), self.of(lower))
            boxes.append(Limits(operator, under, self.of(upper)))
        return row(*boxes, self.at(body, PRODUCT)), PRODUCT

    @_laid.register
    def _pow(self, expr: Pow) -> tuple[Box, int]:
        base, exponent = expr.args
        if exponent.is_Rational and exponent < 0:
            under = base if exponent == -1 else Pow(base, -exponent, evaluate=False)
            return Frac(number(1), self.of(under)), BASE
        if exponent.is_Rational and exponent.p == 1 and exponent.q > 1:
            return Root(self.of(base), None if exponent.q == 2 else number(exponent.q)), TIGHT
        if isinstance(base, RAISED):
            return self._applied(base, self.of(exponent)), BASE
        if isinstance(base, Indexed | Symbol):
            box, tightness = self._laid(base)
            if tightness == TIGHT and isinstance(box, Scripts):
                return Scripts(box.base, box.below, self.of(exponent)), BASE
        return Scripts(self.at(base, TIGHT), None, self.of(exponent)), BASE

    @_laid.register
    def _exp(self, expr: exp) -> tuple[Box, int]:
        exponent = self.of(expr.args[0])
        if expr.args[0].has(Sum, exp, Piecewise) or (tall(exponent) and not isinstance(exponent, Frac)):
            return row(name("exp"), APPLY, Fence("(", exponent, ")")), TIGHT
        return Scripts(name("e"), None, exponent), BASE

    # Functions

    @_laid.register
    def _function(self, expr: Function) -> tuple[Box, int]:
        if isinstance(expr, AppliedUndef):
            base, own = named(type(expr).__name__)
            if expr.func in self.permuted:
                symbol = base if own is None else Scripts(base, own)
                return row(symbol, APPLY, Fence("(", listed([self.of(a) for a in expr.args]), ")")), TIGHT
            # a width that depends on the layer
            below = self._indices(expr.args)
            return Scripts(base, below if own is None else listed([own, below])), TIGHT
        return self._applied(expr), TIGHT

    def _applied(self, expr: Function, above: Box | None = None) -> Box:
        called = type(expr).__name__
        symbol = DERIVATIVES.get(called) or name(FUNCTIONS.get(called, called.replace("_", " ")))
        arguments = list(expr.args)
        below = self.of(arguments.pop()) if isinstance(expr, leaky_relu) else None
        if above is not None or below is not None:
            symbol = Scripts(symbol, below, above)
        return row(symbol, APPLY, Fence("(", listed([self.of(a) for a in arguments]), ")"))

    @_laid.register
    def _extreme(self, expr: Max | Min) -> tuple[Box, int]:
        arguments = sorted(expr.args, key=lambda a: (not a.is_number, a.sort_key()))
        inside = listed([self.of(a) for a in arguments])
        return row(name(type(expr).__name__.lower()), APPLY, Fence("(", inside, ")")), TIGHT

    @_laid.register
    def _partial(self, expr: Partial) -> tuple[Box, int]:
        targets: list[Basic] = []
        body: Basic = expr
        while isinstance(body, Partial):
            body, target = body.args
            targets.append(target)
        order = len(targets)
        above = Scripts(PARTIAL, None, number(order)) if order > 1 else PARTIAL
        below = [row(PARTIAL, box) for box in self._repeated(targets)]
        plain = isinstance(body, Symbol | Indexed)
        fraction = Frac(row(above, self.of(body)) if plain else above, row(*below))
        if plain:
            return fraction, BASE
        return row(fraction, self.at(body, TIGHT)), PRODUCT

    def _repeated(self, targets: list[Basic]) -> list[Box]:
        boxes = []
        for target in dict.fromkeys(targets):
            times = targets.count(target)
            boxes.append(self.of(target) if times == 1 else Scripts(self.at(target, BASE), None, number(times)))
        return boxes

    @_laid.register
    def _expect(self, expr: Expect) -> tuple[Box, int]:
        return row(name("𝔼"), Fence("[", self.of(expr.args[0]), "]")), BASE

    @_laid.register
    def _abs(self, expr: Abs) -> tuple[Box, int]:
        return Fence("|", self.of(expr.args[0]), "|"), TIGHT

    @_laid.register
    def _kronecker(self, expr: KroneckerDelta) -> tuple[Box, int]:
        return Scripts(name("δ"), self._indices(expr.args)), TIGHT

    @_laid.register
    def _factorial(self, expr: factorial) -> tuple[Box, int]:
        return row(self.at(expr.args[0], TIGHT), sign("!")), BASE

    @_laid.register
    def _binomial(self, expr: binomial) -> tuple[Box, int]:
        return Fence("(", Table(tuple((self.of(a),) for a in expr.args)), ")"), TIGHT

    @_laid.register
    def _rounded(self, expr: floor | ceiling) -> tuple[Box, int]:
        left, right = "⌊⌋" if isinstance(expr, floor) else "⌈⌉"
        return Fence(left, self.of(expr.args[0]), right), TIGHT

    @_laid.register
    def _mod(self, expr: Mod) -> tuple[Box, int]:
        a, b = expr.args
        return row(self.at(a, PRODUCT), sign("mod"), self.at(b, BASE)), LOOSE

    @_laid.register
    def _piecewise(self, expr: Piecewise) -> tuple[Box, int]:
        lines = []
        for value, condition in expr.args:
            when = words("otherwise") if condition == True else row(words("if "), self.of(condition))  # noqa: E712
            lines.append((self.of(value), when))
        return Fence("{", Table(tuple(lines)), ""), SUM

    @_laid.register
    def _relational(self, expr: Relational) -> tuple[Box, int]:
        left, right = expr.args
        return row(self.of(left), sign(RELATION[expr.rel_op]), self.of(right)), LOOSE

    @_laid.register
    def _and(self, expr: And) -> tuple[Box, int]:
        return listed([self.at(a, LOOSE) for a in sorted(expr.args, key=lambda a: a.sort_key())]), LOOSE

    # Matrices

    @_laid.register
    def _term(self, expr: Term) -> tuple[Box, int]:
        base, own = named(str(expr.args[0]))
        place = self._indices([expr.args[1]])
        return Scripts(base, place if own is None else listed([own, place])), TIGHT

    @_laid.register
    def _trace(self, expr: Trace) -> tuple[Box, int]:
        return row(name("tr"), APPLY, Fence("(", self.of(expr.args[0]), ")")), TIGHT

    @_laid.register
    def _special(self, expr: Identity | ZeroMatrix) -> tuple[Box, int]:
        return (name("I") if isinstance(expr, Identity) else number(0)), TIGHT

    @_laid.register
    def _matmul(self, expr: MatMul) -> tuple[Box, int]:
        coefficient, matrices = expr.as_coeff_matrices()
        negative, size = _signed(coefficient)
        if negative:
            return row(MINUS, self.at(MatMul(size, *matrices) if size != 1 else MatMul(*matrices), PRODUCT)), SUM
        parts: list[Box] = [] if coefficient == 1 else [self.at(coefficient, PRODUCT), TIMES]
        parts += [box for n, m in enumerate(matrices) for box in ([TIMES] if n else []) + [self.at(m, BASE)]]
        return row(*parts), PRODUCT

    @_laid.register
    def _matpow(self, expr: MatPow | Inverse | Transpose) -> tuple[Box, int]:
        if isinstance(expr, Transpose):
            above: Box = name("⊤")
        else:
            above = self.of(Integer(-1) if isinstance(expr, Inverse) else expr.exp)
        box = self.at(expr.args[0], TIGHT)
        if isinstance(box, Scripts) and box.above is None:
            return Scripts(box.base, box.below, above), BASE
        return Scripts(box, None, above), BASE


def _signed(expr: Basic) -> tuple[bool, Basic]:
    """Whether a term is written with a minus sign, and the term without it."""
    if isinstance(expr, MatMul):
        coefficient, matrices = expr.as_coeff_matrices()
        negative, size = _signed(coefficient)
        if not negative:
            return False, expr
        return True, MatMul(size, *matrices) if size != 1 else MatMul(*matrices) if len(matrices) > 1 else matrices[0]
    if isinstance(expr, Rational):
        return bool(expr < 0), abs(expr)
    if not isinstance(expr, Mul):
        return False, expr
    coefficient, factors = expr.as_coeff_mul()
    if not coefficient < 0:
        return False, expr
    rest = ((-coefficient,) if coefficient != -1 else ()) + factors
    return True, rest[0] if len(rest) == 1 else Mul(*rest, evaluate=False)


def _open(factor: Basic) -> bool:
    """It reaches as far to the right as it can."""
    return isinstance(factor, Sum | Product) or (
        isinstance(factor, Partial) and not isinstance(factor.args[0], Symbol | Indexed)
    )


def _place(factor: Basic) -> int:
    """Where a factor stands: numbers and letters, entries, functions and brackets, what reaches to the right."""
    base = factor.base if isinstance(factor, Pow) else factor
    if _open(factor):
        return 3
    return 0 if base.is_number or isinstance(base, Symbol) else 1 if isinstance(base, Indexed) else 2


def _between(box: Box) -> Box:
    """What stands between a factor and the factor `box`: nothing but where digits or words would run together."""
    match box:
        case Atom(Ink.NUMBER):
            return DOT
        case Atom(Ink.NAME, text) if len(text) > 1:
            return THIN
        case Row(parts):
            return _between(parts[0])
        case Scripts(base):
            return _between(base)
        case Frac(Atom(Ink.NUMBER)):
            return DOT
    return TIMES
