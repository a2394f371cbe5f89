"""The normal form of scalar formulas, read off their trees: equal normal forms are equal wherever both have a value.

Exponentials are split over sums, trigonometric functions over sums of angles, logarithms over positive factors; |u|,
max, min and cases are told apart by the signs of the irreducible factors that decide them. It covers what is typed most
often, and quickly; what it does not cover is the kernel's.
"""

from fractions import Fraction
from math import lcm

from flint import fmpq

from ..language.declarations import Activation, Domain, Index, Scalar, Scope, Vector
from ..language.declarations import Matrix as MatrixType
from ..language.shapes import shape_of
from ..language.tree import (
    Add,
    Call,
    Cases,
    Compare,
    Constant,
    Div,
    Entry,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Order,
    PartialName,
    Pow,
    Rows,
)
from ..language.write_calculator import calculator
from .elementary import MOST_MULTIPLE, Finer, Split
from .feasible import impossible
from .normal_functions import Functions
from .plainly import leaves_nothing_out, rational
from .quantities import (
    NONE,
    UNIT,
    Beyond,
    Ratio,
    add,
    constant,
    divides,
    inverse,
    key_of,
    multiply,
    negative,
    number,
    power,
)

MOST_SIGNS = 6  # factors whose signs are told apart
MOST_UNIT = 24  # least common denominator in exponents and angles
MOST_ROWS = 4  # of a determinant
ODD = ("asin", "atan", "asinh", "atanh")
OPAQUE = ("acos", "acosh", "factorial")
HOLDS = {
    Order.EQUAL: (0,),
    Order.NOT_EQUAL: (-1, 1),
    Order.LESS: (-1,),
    Order.AT_MOST: (-1, 0),
    Order.GREATER: (1,),
    Order.AT_LEAST: (0, 1),
}


def same(a: Node, b: Node, scope: Scope) -> bool:
    """Whether the normal forms are equal: then so are the formulas, wherever both have a value. False says nothing."""
    unit = 1
    while unit <= MOST_UNIT:
        try:
            return _on_every_sign(a, b, scope, unit, {})
        except Finer as finer:
            unit = lcm(unit, finer.unit)
        except Beyond:
            return False
    return False


def _on_every_sign(a: Node, b: Node, scope: Scope, unit: int, signs: dict[str, int]) -> bool:
    reader = Reader(scope, unit, signs)
    try:
        x, y = reader.read(a), reader.read(b)
        difference = reader.same(x, y)
        if difference == 0:
            return True
        zero = [f for key, f in reader.met.items() if signs[key] == 0]
        # Where a factor is zero: the difference may vanish with it, or a denominator does and there is no value.
        if any(divides(f, p) for f in zero for p in (difference, x.bottom, y.bottom)):
            return True
        return impossible((f, signs[key]) for key, f in reader.met.items())
    except Split as split:
        if len(signs) >= MOST_SIGNS:
            raise Beyond("too many signs") from None
        return all(_on_every_sign(a, b, scope, unit, {**signs, split.key: s}) for s in (1, -1, 0))


def proportional(a: Node, b: Node, scope: Scope) -> Fraction | None:
    """The number c with a = c b wherever both have a value, where that is seen."""
    try:
        reader = Reader(scope, 1, {})
        x, y = reader.read(a), reader.read(b)
        p, q = reader.reduced(x.top * y.bottom), reader.reduced(y.top * x.bottom)
        if p == 0 or q == 0:
            return None
        c = fmpq(p.leading_coefficient()) / fmpq(q.leading_coefficient())
        return Fraction(int(c.p), int(c.q)) if p == q * c else None
    except (Beyond, Split, Finer):
        return None


class Reader(Functions):
    """Reads trees over one scope; `signs` are those of irreducible factors that are assumed at the moment."""

    def read(self, node: Node) -> Ratio:
        """The fraction of a tree. Raises Beyond, Split and Finer."""
        match node:
            case Number(value):
                return constant(value)
            case Name(name):
                return self._name(name)
            case Add(terms):
                total = self.read(terms[0])
                for term in terms[1:]:
                    total = add(total, self.read(term))
                return total
            case Neg(arg):
                return negative(self.read(arg))
            case Mul(factors):
                total = self.read(factors[0])
                for factor in factors[1:]:
                    total = multiply(total, self.read(factor))
                return total
            case Div(top, bottom):
                return multiply(self.read(top), inverse(self.read(bottom)))
            case Pow(base, exponent):
                return self._power(base, exponent)
            case Call(name, args, primes):
                return self._call(name, args, primes)
            case Constant(name):
                return self._constant(name)
            case Entry(Name(name), indices):
                return self.atom(("entry", name, *(key_of(self.read(i)) for i in indices)))
            case Cases(values, conditions, otherwise) if otherwise is not None:
                for value, condition in zip(values, conditions, strict=True):
                    if self._holds(condition):
                        return self.read(value)
                return self.read(otherwise)
            case Cases(values, conditions) if not self.is_complex and leaves_nothing_out(node):
                for value, condition in zip(values, conditions, strict=True):
                    if self._holds(condition):
                        return self.read(value)
            case PartialName():
                return self.atom(("name", calculator(node)))
        raise Beyond(type(node).__name__)

    # Names

    def _name(self, name: str) -> Ratio:
        known = self.numbers.get(("name", name))
        if known is None:
            declared = self.scope.type_of(name)
            if isinstance(declared, (Vector, MatrixType, Activation)):
                raise Beyond("an array")
            return self.atom(("name", name), positive=_positive(declared))
        return self.atom(("name", name))

    def _constant(self, name: str) -> Ratio:
        match name:
            case "pi":
                return self.atom(("constant", "pi"), positive=True)
            case "e":
                return self.exponential(UNIT)
            case "i":
                return self.root(("constant", "i"), 2, constant(-1))
        raise Beyond(name)

    def _holds(self, condition: Compare) -> bool:
        sides = [self.read(s) for s in condition.sides]
        return all(
            self.sign(add(a, negative(b))) in HOLDS[order]
            for a, order, b in zip(sides, condition.orders, sides[1:], strict=False)
        )

    # Powers and roots

    def _power(self, base: Node, exponent: Node) -> Ratio:
        literal = rational(exponent)
        if literal is not None and literal.denominator == 1:
            return power(self.read(base), int(literal))
        if base == Constant("e"):
            return self.exponential(self.read(exponent))
        if literal is not None:
            return power(self.root_of(self.read(base), literal.denominator), literal.numerator)
        return self._symbolic(base, self.read(exponent))

    def _symbolic(self, base: Node, exponent: Ratio) -> Ratio:
        """u^(sum of c m), the product of (u^m)^c for whole numbers c; of a positive number by its logarithm."""
        below = self.read(base)
        value = number(below)
        if value is not None and value > 0:
            return self.exponential(multiply(exponent, self.logarithm(below)))
        if self.is_complex or exponent.bottom != 1:
            raise Beyond("a symbolic exponent")
        total = UNIT
        for exponents, c in zip(exponent.top.monoms(), exponent.top.coeffs(), strict=True):
            if c.q != 1 or abs(c) > MOST_MULTIPLE:
                raise Beyond("a symbolic exponent")
            if not any(exponents):
                total = multiply(total, power(below, int(c.p)))
                continue
            key = ("power", key_of(below), exponents)
            if value == -1 and self._is_whole(exponents):
                factor = self.root(key, 2, UNIT)
            else:
                factor = self.atom(key, positive=self._is_positive(below))
            total = multiply(total, power(factor, int(c.p)))
        return total

    # Functions

    def _call(self, name: str, args: tuple[Node, ...], primes: int) -> Ratio:
        if name == "sigma" or isinstance(self.scope.type_of(name), Activation):
            return self.atom(("activation", name, primes, key_of(self.read(args[0]))))
        if primes:
            return self._slope(name, args, primes)
        special = getattr(self, f"_{name}", None)
        if special is not None:
            return special(*args)
        if name in ODD or name in OPAQUE:
            a = self.read(args[0])
            flip = name in ODD and a.top.leading_coefficient() < 0 if a.top != 0 else False
            if name in ODD and a.top == 0:
                return NONE
            value = self.atom((name, key_of(negative(a) if flip else a)))
            return negative(value) if flip else value
        raise Beyond(name)

    def _slope(self, name: str, args: tuple[Node, ...], primes: int) -> Ratio:
        """The first derivatives that have a name of their own."""
        if primes > 1:
            raise Beyond("a higher derivative")
        (x,) = args
        match name:
            case "exp":
                return self._exp(x)
            case "sigmoid":
                s = self._sigmoid(x)
                return multiply(s, add(UNIT, negative(s)))
            case "tanh":
                return add(UNIT, negative(power(self._tanh(x), 2)))
            case "softplus":
                return self._sigmoid(x)
            case "sin":
                return self._cos(x)
            case "cos":
                return negative(self._sin(x))
            case "ln":
                return inverse(self.read(x))
            case "silu":
                s = self._sigmoid(x)
                return add(s, multiply(self.read(x), multiply(s, add(UNIT, negative(s)))))
            case "gelu":
                return add(self._Phi(x), multiply(self.read(x), self._phi(x)))
        raise Beyond("a derivative")

    def _det(self, a: Node) -> Ratio:
        match a:
            case Rows(rows):
                return self._expanded([list(row) for row in rows])
            case Call("transpose", (inner,)):
                return self._det(inner)
            case Call("inv", (inner,)):
                return inverse(self._det(inner))
            case Constant("I"):
                return UNIT
            case Mul(factors):
                return self._det_of_product(factors)
            case Pow(base, exponent) if (n := rational(exponent)) is not None and n.denominator == 1:
                return power(self._det(base), int(n))
            case Name(name):
                return self.atom(("det", name))
        raise Beyond("a determinant")

    def _det_of_product(self, factors: tuple[Node, ...]) -> Ratio:
        """det(c A B) = c^n det(A) det(B) for square matrices."""
        shapes = [shape_of(f, self.scope) for f in factors]
        numbers = [f for f, s in zip(factors, shapes, strict=True) if s is None]
        sizes = {s for s in shapes if s is not None}
        size = next((s[0] for s in sizes if s[0] is not None), None)
        if size is None or not sizes <= {(size, size), (None, None)}:
            raise Beyond("a determinant")
        total = UNIT
        for f, s in zip(factors, shapes, strict=True):
            if s is not None:
                total = multiply(total, self._det(f))
        if not numbers:
            return total
        scale = numbers[0] if len(numbers) == 1 else Mul(tuple(numbers))
        by = power(self.read(scale), size) if isinstance(size, int) else self._symbolic(scale, self._name(size))
        return multiply(total, by)

    def _expanded(self, rows: list[list[Node]]) -> Ratio:
        """By the first row."""
        if len(rows) != len(rows[0]) or len(rows) > MOST_ROWS:
            raise Beyond("a determinant")
        if len(rows) == 1:
            return self.read(rows[0][0])
        total = NONE
        for j, x in enumerate(rows[0]):
            term = multiply(self.read(x), self._expanded([row[:j] + row[j + 1 :] for row in rows[1:]]))
            total = add(total, negative(term) if j % 2 else term)
        return total

    def _tr(self, a: Node) -> Ratio:
        if not isinstance(a, Rows) or len(a.rows) != len(a.rows[0]):
            raise Beyond("a trace")
        total = NONE
        for n, row in enumerate(a.rows):
            total = add(total, self.read(row[n]))
        return total


def _positive(declared: object) -> bool:
    if isinstance(declared, Index):
        return True
    if not isinstance(declared, Scalar):
        return False
    low = declared.interval.low
    inside = low is not None and (low > 0 or (low == 0 and declared.interval.low_open))
    return declared.domain is Domain.SIZE or inside


__all__ = ["proportional", "same"]
