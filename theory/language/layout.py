"""Formulas of the kernel as one writes them on a blackboard: which box stands where.

Nothing is evaluated, and terms keep SymPy's canonical order. A `Layout` knows what its statement declares: the first
index of a recursion, or of an array whose later axes depend on it (a layer's weights), is raised: W^(l)_ij.
"""

from collections.abc import Iterable
from functools import singledispatchmethod

from sympy import (
    Add,
    Basic,
    Function,
    Indexed,
    IndexedBase,
    Integer,
    MatAdd,
    MatrixSymbol,
    Mul,
    Piecewise,
    Pow,
    Product,
    Rational,
    Sum,
    Symbol,
    cos,
    cosh,
    exp,
    log,
    sin,
    sinh,
    tanh,
)
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.numbers import Exp1, Infinity, Pi

from ..kernel.functions import Expect, Partial, leaky_relu
from ..kernel.statement import Array, Declaration, Permutation, Sequence
from .boxed import MINUS, RULES
from .boxes import (
    APPLY,
    TIMES,
    Atom,
    Box,
    Fence,
    Frac,
    Limits,
    Root,
    Scripts,
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
from .tightness import BASE, LOOSE, PRODUCT, SUM, TIGHT, between, place, reaches_right, signed

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
        below = self.indices(indices)
        if own is not None:
            below = listed([own, below])
        return Scripts(base, below, above), (TIGHT if above is None else BASE)

    def indices(self, indices: Iterable[Basic]) -> Box:
        """Indices side by side, with commas unless each is one sign."""
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
        found = [signed(t) for t in terms]
        # 1 - p, and not -p + 1
        first = next((n for n, (negative, _) in enumerate(found) if not negative), 0)
        found.insert(0, found.pop(first))
        boxes = []
        for n, (negative, term) in enumerate(found):
            box = self.at(term, PRODUCT)
            lead = [MINUS] if negative else [sign("+")] if n else []
            boxes.append(row(*lead, box))
        return boxes

    @_laid.register
    def _mul(self, expr: Mul) -> tuple[Box, int]:
        negative, positive = signed(expr)
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
        ordered = sorted(factors, key=place)
        parts: list[Box] = []
        for n, factor in enumerate(ordered):
            last = n == len(ordered) - 1
            box = self.at(factor, PRODUCT if last and reaches_right(factor) else BASE)
            if n:
                parts.append(between(box))
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
            below = self.indices(expr.args)
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


for _kind, _rule in RULES.items():
    Layout._laid.register(_kind, _rule)
