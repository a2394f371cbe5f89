"""The normal form of scalar formulas, read off their trees: equal normal forms are equal wherever both have a value.

Exponentials are split over sums, trigonometric functions over sums of angles, logarithms over positive factors; |u|,
max, min and cases are told apart by the signs of the irreducible factors that decide them. It covers what is typed most
often, and quickly; what it does not cover is the kernel's.
"""

from fractions import Fraction
from math import lcm

from flint import fmpq, fmpq_mpoly, fmpz

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
from .domain import is_whole, rational
from .feasible import impossible
from .quantities import (
    CTX,
    NONE,
    ONE,
    UNIT,
    Beyond,
    Quantities,
    Ratio,
    add,
    canonical,
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
MOST_MULTIPLE = 8  # of an angle
MOST_ROWS = 4  # of a determinant
LARGEST_PRIME = 10**6
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


class Split(Exception):
    """The sign of a factor decides; it is not known yet."""

    def __init__(self, key: str, factor: fmpq_mpoly) -> None:
        self.key, self.factor = key, factor


class Finer(Exception):
    """Exponents or angles come in smaller parts than was thought."""

    def __init__(self, unit: int) -> None:
        self.unit = unit


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


class Reader(Quantities):
    """Reads trees over one scope; `signs` are those of irreducible factors that are assumed at the moment."""

    def __init__(self, scope: Scope, unit: int, signs: dict[str, int]) -> None:
        super().__init__()
        self.scope, self.unit, self.signs = scope, unit, signs
        self.is_complex = scope.is_complex
        self.met: dict[str, fmpq_mpoly] = {}  # factors whose assumed sign was used

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

    # Signs

    def is_positive(self, p: fmpq_mpoly) -> bool:
        """Squares are not negative among real numbers alone."""
        if self.is_complex and any(
            e and not self.positive[n] for exponents in p.monoms() for n, e in enumerate(exponents)
        ):
            return False
        return super().is_positive(p)

    def _real(self) -> None:
        if self.is_complex:
            raise Beyond("an order of complex numbers")

    def sign(self, a: Ratio) -> int:
        """-1, 0 or 1; raises Split where a factor's sign is to be told apart."""
        self._real()
        a = canonical(a)
        if a.top == 0:
            return 0
        return self.polynomial_sign(a.top) * self.polynomial_sign(a.bottom)

    def polynomial_sign(self, p: fmpq_mpoly) -> int:
        """The same of a polynomial."""
        if self.is_positive(p):
            return 1
        if self.is_positive(-p):
            return -1
        scale, factors = p.factor()
        here = 1 if scale > 0 else -1
        for factor, n in factors:
            here *= self._factor(factor) ** n
        return here

    def _factor(self, p: fmpq_mpoly) -> int:
        flip = 1
        if p.leading_coefficient() < 0:
            p, flip = -p, -1
        if self.is_positive(p):
            return flip
        if self.is_positive(-p):
            return -flip
        key = str(p)
        if key not in self.signs:
            raise Split(key, p)
        self.met[key] = p
        return flip * self.signs[key]

    def _holds(self, condition: Compare) -> bool:
        sides = [self.read(s) for s in condition.sides]
        return all(
            self.sign(add(a, negative(b))) in HOLDS[order]
            for a, order, b in zip(sides, condition.orders, sides[1:], strict=False)
        )

    def absolute(self, a: Ratio) -> Ratio:
        """|a|."""
        here = self.sign(a)
        return a if here > 0 else negative(a) if here < 0 else NONE

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

    def _is_whole(self, exponents: tuple[int, ...]) -> bool:
        """Whether a product of quantities is one of whole numbers."""
        whole = {n for key, n in self.numbers.items() if key[0] == "name" and is_whole(Name(key[1]), self.scope)}
        return all(n in whole for n, e in enumerate(exponents) if e)

    def _is_positive(self, a: Ratio) -> bool:
        return self.is_positive(a.top) and self.is_positive(a.bottom)

    def root_of(self, a: Ratio, order: int) -> Ratio:
        """a^(1/order): positive factors are drawn out."""
        if order > 12:
            raise Beyond("a high root")
        a = canonical(a)
        if a.top == 0:
            return NONE
        total, rest = UNIT, UNIT
        scale = fmpq(1)
        for p, up in ((a.top, 1), (a.bottom, -1)):
            exponents, left = self.content(p)
            lead = fmpq(left.leading_coefficient())
            left, scale = left / lead, scale * (lead if up > 0 else 1 / lead)
            for n, e in enumerate(exponents):
                if not e:
                    continue
                quantity = Ratio(self._generator(n))
                if not self.positive[n]:
                    rest = multiply(rest, power(quantity, e * up))
                    continue
                whole, over = divmod(e * up, order)
                total = multiply(total, power(quantity, whole))
                if over:
                    if self.kinds[n] == "exp":
                        raise Finer(self.unit * order)
                    drawn = self.root(("root", order, n), order, quantity, positive=True)
                    total = multiply(total, power(drawn, over))
            rest = multiply(rest, Ratio(left) if up > 0 else Ratio(ONE, left))
        if scale < 0:
            rest, scale = negative(rest), -scale
        total = multiply(total, self._rational_root(scale, order))
        rest = canonical(rest)
        if rest.top == 1 and rest.bottom == 1:
            return total
        if order == 2 and self.is_complex and rest.top == -1 and rest.bottom == 1:
            return multiply(total, self._constant("i"))
        if order == 2 and not self.is_complex and (plain := _square(rest)) is not None:
            return multiply(total, self.absolute(plain))
        return multiply(total, self.root(("root", order, key_of(rest)), order, rest, positive=self._is_positive(rest)))

    @staticmethod
    def _generator(n: int) -> fmpq_mpoly:
        return CTX.gen(n)

    def _rational_root(self, value: fmpq, order: int) -> Ratio:
        total = UNIT
        for whole, up in ((int(value.p), 1), (int(value.q), -1)):
            for prime, n in _primes(whole):
                drawn, over = divmod(n * up, order)
                total = multiply(total, constant(fmpq(prime) ** drawn))
                if over:
                    part = self.root(("prime", order, prime), order, constant(prime), positive=True)
                    total = multiply(total, power(part, over))
        return total

    # Exponentials, logarithms, angles

    def exponential(self, a: Ratio) -> Ratio:
        """exp(sum of c m) = product of exp(m)^c; exp(c ln u) = u^c for whole c."""
        a = canonical(a)
        total = UNIT
        below = "" if a.bottom == 1 else str(a.bottom)
        for exponents, c in zip(a.top.monoms(), a.top.coeffs(), strict=True):
            used = [(n, e) for n, e in enumerate(exponents) if e]
            if not below and len(used) == 1 and used[0][1] == 1 and self.kinds[used[0][0]] == "ln" and c.q == 1:
                if not abs(c) <= MOST_MULTIPLE:
                    raise Beyond("a high power")
                total = multiply(total, power(self.arguments[used[0][0]], int(c.p)))
                continue
            scaled = c * self.unit
            if scaled.q != 1:
                raise Finer(int(c.q))
            if abs(scaled) > 60:
                raise Beyond("a high power")
            argument = Ratio(self._monomial(exponents) / self.unit, a.bottom)
            key = ("exp", exponents, below)
            part = self.atom(key, positive=not self.is_complex, argument=argument)
            n = int(scaled.p)
            total = multiply(total, Ratio(part.top**n) if n > 0 else Ratio(ONE, part.top**-n))
        return total

    @staticmethod
    def _monomial(exponents: tuple[int, ...]) -> fmpq_mpoly:
        return CTX.from_dict({exponents: 1})

    def logarithm(self, a: Ratio) -> Ratio:
        """ln of a product of positive factors is a sum."""
        a = canonical(a)
        if a.top == 0:
            raise Beyond("a logarithm of zero")
        total = NONE
        scale = fmpq(1)
        left: list[fmpq_mpoly] = []
        for p, up in ((a.top, 1), (a.bottom, -1)):
            exponents, rest = self.content(p)
            for n, e in enumerate(exponents):
                if not e:
                    continue
                if self.positive[n]:
                    total = add(total, multiply(constant(e * up), self._logarithm_of(n)))
                else:
                    rest = rest * self._generator(n) ** e
            lead = fmpq(rest.leading_coefficient())
            scale *= lead if up > 0 else 1 / lead
            left.append(rest / lead)
        if scale < 0:
            left[0], scale = -left[0], -scale
        for whole, up in ((int(scale.p), 1), (int(scale.q), -1)):
            for prime, n in _primes(whole):
                part = self.atom(("ln", "prime", prime), positive=True, argument=constant(prime))
                total = add(total, multiply(constant(n * up), part))
        top, bottom = left
        if top == 1 and bottom == 1:
            return total
        if bottom == 1 or self.is_complex:
            return add(total, self._plain_logarithm(Ratio(top, bottom)))
        if self.is_positive(top) and self.is_positive(bottom):
            return add(total, add(self._plain_logarithm(Ratio(top)), negative(self._plain_logarithm(Ratio(bottom)))))
        if str(top) < str(bottom):
            return add(total, negative(self._plain_logarithm(Ratio(bottom, top))))
        return add(total, self._plain_logarithm(Ratio(top, bottom)))

    def _plain_logarithm(self, a: Ratio) -> Ratio:
        if a.top == 1 and a.bottom == 1:
            return NONE
        return self.atom(("ln", key_of(a)), argument=a)

    def _logarithm_of(self, n: int) -> Ratio:
        if self.kinds[n] == "exp":
            return self.arguments[n]
        return self.atom(("ln", "quantity", n), argument=Ratio(self._generator(n)))

    def angle(self, a: Ratio) -> tuple[Ratio, Ratio]:
        """(cos, sin) of a sum of multiples of angles."""
        a = canonical(a)
        if a.bottom != 1:
            flip = a.top.leading_coefficient() < 0
            cosine, sine = self._circle(("fraction", key_of(negative(a) if flip else a)))
            return cosine, negative(sine) if flip else sine
        cosine, sine = UNIT, NONE
        for exponents, c in zip(a.top.monoms(), a.top.coeffs(), strict=True):
            scaled = c * self.unit
            if scaled.q != 1:
                raise Finer(int(c.q))
            here = self._multiple(exponents, int(scaled.p))
            cosine, sine = _turned((cosine, sine), here)
        return cosine, sine

    def _multiple(self, exponents: tuple[int, ...], n: int) -> tuple[Ratio, Ratio]:
        used = [(k, e) for k, e in enumerate(exponents) if e]
        if used == [(self.numbers.get(("constant", "pi")), 1)]:
            if self.unit > 2:
                raise Beyond("a part of pi")
            quarter = (n * 2 // self.unit) % 4
            return (constant((1, 0, -1, 0)[quarter]), constant((0, 1, 0, -1)[quarter]))
        turn = self.numbers.get(("constant", "pi"))
        if turn is not None and exponents[turn] == 1 and self.unit == 1:
            rest = (*exponents[:turn], 0, *exponents[turn + 1 :])
            if self._is_whole(rest):  # cos(n pi k) = (-1)^(n k)
                half = self.root(("power", key_of(constant(-1)), rest), 2, UNIT)
                return power(half, abs(n) % 2), NONE
        if abs(n) > MOST_MULTIPLE:
            raise Beyond("a high multiple of an angle")
        base = self._circle(("angle", exponents))
        total = (UNIT, NONE)
        for _ in range(abs(n)):
            total = _turned(total, base)
        return total if n >= 0 else (total[0], negative(total[1]))

    def _circle(self, key: tuple) -> tuple[Ratio, Ratio]:
        cosine = self.atom(("cos", key))
        one_minus = Ratio(ONE - cosine.top**2)
        return cosine, self.root(("sin", key), 2, one_minus)

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

    def _exp(self, x: Node) -> Ratio:
        return self.exponential(self.read(x))

    def _ln(self, x: Node) -> Ratio:
        return self.logarithm(self.read(x))

    def _log10(self, x: Node) -> Ratio:
        return multiply(self._ln(x), inverse(self.logarithm(constant(10))))

    def _log2(self, x: Node) -> Ratio:
        return multiply(self._ln(x), inverse(self.logarithm(constant(2))))

    def _log_base(self, b: Node, x: Node) -> Ratio:
        return multiply(self._ln(x), inverse(self._ln(b)))

    def _sqrt(self, x: Node) -> Ratio:
        return self.root_of(self.read(x), 2)

    def _cbrt(self, x: Node) -> Ratio:
        self._real()
        a = self.read(x)
        return NONE if a.top == 0 else self.root(("cbrt", key_of(a)), 3, a)

    def _abs(self, x: Node) -> Ratio:
        return self.absolute(self.read(x))

    def _sign(self, x: Node) -> Ratio:
        return constant(self.sign(self.read(x)))

    def _heaviside(self, x: Node) -> Ratio:
        return UNIT if self.sign(self.read(x)) > 0 else NONE

    def _relu(self, x: Node) -> Ratio:
        a = self.read(x)
        return a if self.sign(a) > 0 else NONE

    def _leaky_relu(self, x: Node, slope: Node) -> Ratio:
        a = self.read(x)
        return a if self.sign(a) > 0 else multiply(self.read(slope), a)

    def _floor(self, x: Node) -> Ratio:
        return self._whole_part("floor", x)

    def _ceil(self, x: Node) -> Ratio:
        return self._whole_part("ceil", x)

    def _whole_part(self, name: str, x: Node) -> Ratio:
        a = self.read(x)
        return a if is_whole(x, self.scope) else self.atom((name, key_of(a)))

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

    def _max(self, *args: Node) -> Ratio:
        return self._extreme(args, 1)

    def _min(self, *args: Node) -> Ratio:
        return self._extreme(args, -1)

    def _extreme(self, args: tuple[Node, ...], wanted: int) -> Ratio:
        best = self.read(args[0])
        for other in args[1:]:
            here = self.read(other)
            if self.sign(add(here, negative(best))) == wanted:
                best = here
        return best

    def _sigmoid(self, x: Node) -> Ratio:
        e = self.exponential(self.read(x))
        return Ratio(e.top, e.top + e.bottom)

    def _tanh(self, x: Node) -> Ratio:
        e = power(self.exponential(self.read(x)), 2)
        return Ratio(e.top - e.bottom, e.top + e.bottom)

    def _sinh(self, x: Node) -> Ratio:
        e = self.exponential(self.read(x))
        return multiply(constant(Fraction(1, 2)), add(e, negative(inverse(e))))

    def _cosh(self, x: Node) -> Ratio:
        e = self.exponential(self.read(x))
        return multiply(constant(Fraction(1, 2)), add(e, inverse(e)))

    def _softplus(self, x: Node) -> Ratio:
        return self.logarithm(add(UNIT, self.exponential(self.read(x))))

    def _silu(self, x: Node) -> Ratio:
        return multiply(self.read(x), self._sigmoid(x))

    def _gelu(self, x: Node) -> Ratio:
        return multiply(self.read(x), self._Phi(x))

    def _Phi(self, x: Node) -> Ratio:
        a = self.read(x)
        half = constant(Fraction(1, 2))
        if a.top == 0:
            return half
        scaled = multiply(a, inverse(self.root_of(constant(2), 2)))
        flip = a.top.leading_coefficient() < 0
        # sqrt 2 stands below, so that the key of erf(x/sqrt 2) is one however it was written
        value = self.atom(("erf", self._simple_key(negative(scaled) if flip else scaled)))
        return multiply(half, add(UNIT, negative(value) if flip else value))

    def _erf(self, x: Node) -> Ratio:
        a = self.read(x)
        if a.top == 0:
            return NONE
        flip = a.top.leading_coefficient() < 0
        value = self.atom(("erf", self._simple_key(negative(a) if flip else a)))
        return negative(value) if flip else value

    def _simple_key(self, a: Ratio) -> tuple:
        """The key with roots of numbers in the numerator alone."""
        for n, order, base in self.rules:
            value = number(base)
            degree = a.bottom.degrees()[n]
            if value is not None and degree:
                by = Ratio(self._generator(n) ** (order - degree % order))
                a = Ratio(self.reduced(a.top * by.top), self.reduced(a.bottom * by.top))
        return key_of(a)

    def _phi(self, x: Node) -> Ratio:
        a = self.read(x)
        tau = multiply(constant(2), self._constant("pi"))
        return multiply(
            self.exponential(multiply(constant(Fraction(-1, 2)), power(a, 2))), inverse(self.root_of(tau, 2))
        )

    def _sin(self, x: Node) -> Ratio:
        return self.angle(self.read(x))[1]

    def _cos(self, x: Node) -> Ratio:
        return self.angle(self.read(x))[0]

    def _tan(self, x: Node) -> Ratio:
        cosine, sine = self.angle(self.read(x))
        return multiply(sine, inverse(cosine))

    def _cot(self, x: Node) -> Ratio:
        cosine, sine = self.angle(self.read(x))
        return multiply(cosine, inverse(sine))

    def _sec(self, x: Node) -> Ratio:
        return inverse(self.angle(self.read(x))[0])

    def _csc(self, x: Node) -> Ratio:
        return inverse(self.angle(self.read(x))[1])


def _turned(a: tuple[Ratio, Ratio], b: tuple[Ratio, Ratio]) -> tuple[Ratio, Ratio]:
    """(cos, sin) of the sum of two angles."""
    return (
        add(multiply(a[0], b[0]), negative(multiply(a[1], b[1]))),
        add(multiply(a[1], b[0]), multiply(a[0], b[1])),
    )


def _positive(declared: object) -> bool:
    if isinstance(declared, Index):
        return True
    if not isinstance(declared, Scalar):
        return False
    low = declared.interval.low
    inside = low is not None and (low > 0 or (low == 0 and declared.interval.low_open))
    return declared.domain is Domain.SIZE or inside


def _primes(n: int) -> list[tuple[int, int]]:
    if n == 1:
        return []
    if n > LARGEST_PRIME**2:
        raise Beyond("a large number")
    return [(int(p), int(e)) for p, e in fmpz(n).factor()]


def _square(a: Ratio) -> Ratio | None:
    """The fraction whose square this is."""
    try:
        return Ratio(a.top.sqrt(), a.bottom.sqrt())
    except Exception:  # flint has an error of its own for this
        return None


__all__ = ["proportional", "same"]
