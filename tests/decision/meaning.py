"""A second opinion: the value of a tree at a point in floating point of many digits, and points to look at.

Written from the conventions alone (x^0 = 1, empty sums are 0, a step is 0 at 0, real powers of numbers that are not
negative, the first case that holds), with mpmath and without anything of the deciding package.
"""

import random
from collections.abc import Callable, Mapping
from fractions import Fraction

import mpmath
from mpmath import mp

from backproof.theory.language.declarations import Activation, Domain, Index, Matrix, Scalar, Scope, Vector
from backproof.theory.language.tree import (
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
    Product,
    Rows,
    Sum,
    variables,
    walk,
)

DIGITS = 40
HARD = 10**6  # a larger argument of an exponential is left alone
Values = dict[str, object]
Grid = list[list[object]]


class NoValue(Exception):
    """There is none."""


class Unsure(Exception):
    """This evaluator cannot tell: too close to a kink, too large, not covered."""


def value(node: Node, scope: Scope, point: Mapping[str, object]) -> object:
    """A number, or rows of numbers. Raises NoValue and Unsure."""
    with mp.workdps(DIGITS):
        try:
            return _value(node, scope, dict(point))
        except (OverflowError, ValueError, RecursionError, MemoryError, mpmath.libmp.NoConvergence) as error:
            raise Unsure(str(error)) from None


def _value(node: Node, scope: Scope, at: Values) -> object:
    match node:
        case Number(x):
            return mp.mpf(x.numerator) / x.denominator
        case Constant("pi"):
            return +mp.pi
        case Constant("e"):
            return +mp.e
        case Constant("i"):
            return mp.mpc(0, 1)
        case Name(name) if name in at:
            return at[name]
        case Neg(arg):
            return _scaled(mp.mpf(-1), _value(arg, scope, at))
        case Add(terms):
            values = [_value(t, scope, at) for t in terms]
            total = values[0]
            for other in values[1:]:
                total = _sum(total, other)
            return total
        case Mul(factors):
            values = [_value(f, scope, at) for f in factors]
            total = values[0]
            for other in values[1:]:
                total = _times(total, other)
            return total
        case Div(top, bottom):
            below = _number(_value(bottom, scope, at))
            _nonzero(below, "a divisor")
            return _scaled(1 / below, _value(top, scope, at))
        case Pow(base, exponent):
            return _power(_value(base, scope, at), _number(_value(exponent, scope, at)), scope)
        case Entry(base, indices):
            return _entry(_value(base, scope, at), [_whole(_value(i, scope, at)) for i in indices])
        case Sum(body, index, low, high):
            return _loop(node, body, index, low, high, scope, at)
        case Product(body, index, low, high):
            return _loop(node, body, index, low, high, scope, at)
        case Cases(values, conditions, otherwise):
            for here, condition in zip(values, conditions, strict=True):
                if holds(condition, scope, at):
                    return _value(here, scope, at)
            if otherwise is None:
                raise NoValue("no case")
            return _value(otherwise, scope, at)
        case Rows(rows):
            return [[_number(_value(x, scope, at)) for x in row] for row in rows]
        case Derivative(body, variable, order):
            return _slope(body, variable, order, scope, at)
        case Call():
            return _call(node, scope, at)
    raise Unsure(type(node).__name__)


def holds(condition: Compare, scope: Scope, at: Mapping[str, object]) -> bool:
    """Whether a chain of comparisons holds. Raises Unsure where two sides are close but not the same."""
    sides = [_number(_value(s, scope, dict(at))) for s in condition.sides]
    return all(_related(a, o, b) for a, o, b in zip(sides, condition.orders, sides[1:], strict=False))


def _related(a: object, order: Order, b: object) -> bool:
    gap = _sign(a - b)  # type: ignore[operator]
    return {
        Order.EQUAL: gap == 0,
        Order.NOT_EQUAL: gap != 0,
        Order.LESS: gap < 0,
        Order.AT_MOST: gap <= 0,
        Order.GREATER: gap > 0,
        Order.AT_LEAST: gap >= 0,
    }[order]


def _sign(x: object) -> int:
    if isinstance(x, mp.mpc):
        if x.imag != 0:
            raise Unsure("an order of complex numbers")
        x = x.real
    if x != 0 and abs(x) < mp.mpf(10) ** (-DIGITS // 2):  # type: ignore[arg-type]
        raise Unsure("close to zero")
    return int(mp.sign(x))


def _nonzero(x: object, what: str) -> None:
    if x == 0:
        raise NoValue(what)
    if abs(x) < mp.mpf(10) ** (-DIGITS // 2):  # type: ignore[arg-type]
        raise Unsure(what)


# Arrays


def _number(x: object) -> object:
    if isinstance(x, list):
        if len(x) == len(x[0]) == 1:
            return x[0][0]
        raise Unsure("an array where a number should be")
    return x


def _scaled(c: object, x: object) -> object:
    return [[c * y for y in row] for row in x] if isinstance(x, list) else c * x  # type: ignore[operator]


def _sum(a: object, b: object) -> object:
    if isinstance(a, list) != isinstance(b, list):
        a, b = _number(a), _number(b)
    if isinstance(a, list) and isinstance(b, list):
        return [[x + y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]
    return a + b  # type: ignore[operator]


def _times(a: object, b: object) -> object:
    if isinstance(a, list) and isinstance(b, list):
        if len(a[0]) == len(b):
            return [[_dot(row, col) for col in zip(*b, strict=True)] for row in a]
        if len(a) == len(a[0]) == 1:
            a = a[0][0]
        elif len(b) == len(b[0]) == 1:
            b = b[0][0]
        else:
            raise Unsure("shapes")
    return _scaled(b, a) if isinstance(a, list) else _scaled(a, b)


def _dot(a: object, b: object) -> object:
    return mp.fsum(x * y for x, y in zip(a, b, strict=True))  # type: ignore[call-overload]


def _determinant(a: Grid) -> object:
    if len(a) == 1:
        return a[0][0]
    minors = ([row[:j] + row[j + 1 :] for row in a[1:]] for j in range(len(a)))
    return mp.fsum((-1) ** j * a[0][j] * _determinant(m) for j, m in enumerate(minors))  # type: ignore[operator]


def _inverse(a: Grid) -> Grid:
    det = _determinant(a)
    _nonzero(det, "a singular matrix")
    n = range(len(a))
    if len(a) == 1:
        return [[1 / det]]  # type: ignore[operator]

    def cofactor(i: int, j: int) -> object:
        minor = [row[:j] + row[j + 1 :] for k, row in enumerate(a) if k != i]
        return (-1) ** (i + j) * _determinant(minor)  # type: ignore[operator]

    return [[cofactor(j, i) / det for j in n] for i in n]  # type: ignore[operator]


def _entry(x: object, places: list[int]) -> object:
    if not isinstance(x, list):
        raise Unsure("an entry of a number")
    i, j = (places[0], 1) if len(places) == 1 and len(x[0]) == 1 else (1, places[0]) if len(places) == 1 else places
    if not (1 <= i <= len(x) and 1 <= j <= len(x[0])):
        raise NoValue("an index out of range")
    return x[i - 1][j - 1]


def _loop(node: Node, body: Node, index: str, low: Node, high: Node, scope: Scope, at: Values) -> object:
    first, last = _whole(_value(low, scope, at)), _whole(_value(high, scope, at))
    if last - first > 300:
        raise Unsure("a long sum")
    total: object = None
    for n in range(first, last + 1):
        here = _value(body, scope, {**at, index: mp.mpf(n)})
        total = here if total is None else _sum(total, here) if isinstance(node, Sum) else total * here  # type: ignore[operator]
    return mp.mpf(isinstance(node, Product)) if total is None else total


# Functions


def _whole(x: object) -> int:
    x = _number(x)
    if not isinstance(x, mp.mpf) or x != mp.nint(x):
        raise NoValue("not a whole number")
    return int(x)


def _power(a: object, e: object, scope: Scope) -> object:
    if isinstance(a, list):
        n = _whole(e)
        size = range(len(a))
        total: object = [[mp.mpf(i == j) for j in size] for i in size]
        for _ in range(abs(n)):
            total = _times(total, a if n > 0 else _inverse(a))
        return total
    if isinstance(e, mp.mpf) and e == mp.nint(e):
        if e < 0:
            _nonzero(a, "a negative power of zero")
        if abs(e) > HARD:
            raise Unsure("a large power")
        return mp.mpf(1) if e == 0 else a ** int(e)  # type: ignore[operator]
    if scope.is_complex:
        if a == 0 and isinstance(e, mp.mpf) and e > 0:
            return mp.mpf(0)
        _nonzero(a, "a power of zero")
        return mp.exp(e * mp.log(a))  # type: ignore[operator]
    if isinstance(e, mp.mpf) and abs(e - mp.nint(e)) < mp.mpf(10) ** (-DIGITS // 2):
        raise Unsure("an exponent that may be whole")
    here = _sign(a)
    if here < 0:
        raise NoValue("a real power of a negative number")
    if here == 0:
        if _sign(e) < 0:
            raise NoValue("a negative power of zero")
        return mp.mpf(0)
    return mp.exp(e * mp.log(a))  # type: ignore[operator]


def _needs(condition: bool, what: str) -> None:
    if not condition:
        raise NoValue(what)


def _ln(x: object) -> object:
    if isinstance(x, mp.mpc):
        _nonzero(x, "a logarithm of zero")
        return mp.log(x)
    _needs(_sign(x) > 0, "a logarithm")
    return mp.log(x)


def _sqrt(x: object) -> object:
    if not isinstance(x, mp.mpc):
        _needs(_sign(x) >= 0, "a root")
    return mp.sqrt(x)


def _odd_root(x: object, n: int) -> object:
    here = _sign(x)
    return mp.mpf(0) if here == 0 else here * mp.exp(mp.log(abs(x)) / n)  # type: ignore[arg-type]


def _exp(x: object) -> object:
    if abs(x) > HARD:  # type: ignore[arg-type]
        raise Unsure("a large exponential")
    return mp.exp(x)


def _jump(x: object) -> object:
    near = mp.nint(x)
    if x != near and abs(x - near) < mp.mpf(10) ** (-DIGITS // 2):  # type: ignore[operator]
        raise Unsure("close to a jump")
    return x


def _pole(below: Callable, f: Callable) -> Callable:
    def found(x: object) -> object:
        _nonzero(below(x), "a pole")
        return f(x)

    return found


def _between(f: Callable, low: int, high: int, open_ends: bool) -> Callable:
    def found(x: object) -> object:
        if isinstance(x, mp.mpc):
            raise Unsure("a branch")
        a, b = _sign(x - low), _sign(high - x)  # type: ignore[operator]
        _needs(min(a, b) > 0 or (min(a, b) == 0 and not open_ends), "outside")
        return f(x)

    return found


def _normal(x: object) -> object:
    return mp.erfc(-x / mp.sqrt(2)) / 2  # type: ignore[operator]


def _factorial(x: object) -> object:
    n = _whole(x)
    _needs(n >= 0, "a factorial")
    if n > 2000:
        raise Unsure("a large factorial")
    return mp.factorial(n)


def _sigmoid(x: object) -> object:
    return 1 / (1 + _exp(-x))  # type: ignore[operator]


def _acosh(x: object) -> object:
    _needs(_sign(x - 1) >= 0, "acosh")  # type: ignore[operator]
    return mp.acosh(x)


FUNCTIONS: dict[str, Callable] = {
    "exp": _exp,
    "ln": _ln,
    "log10": lambda x: _ln(x) / mp.log(10),
    "log2": lambda x: _ln(x) / mp.log(2),
    "sqrt": _sqrt,
    "cbrt": lambda x: _odd_root(x, 3),
    "abs": abs,
    "sign": lambda x: mp.mpf(_sign(x)),
    "floor": lambda x: mp.floor(_jump(x)),
    "ceil": lambda x: mp.ceil(_jump(x)),
    "sin": mp.sin,
    "cos": mp.cos,
    "tan": _pole(mp.cos, mp.tan),
    "sec": _pole(mp.cos, mp.sec),
    "cot": _pole(mp.sin, mp.cot),
    "csc": _pole(mp.sin, mp.csc),
    "asin": _between(mp.asin, -1, 1, False),
    "acos": _between(mp.acos, -1, 1, False),
    "atanh": _between(mp.atanh, -1, 1, True),
    "atan": mp.atan,
    "acosh": _acosh,
    "asinh": mp.asinh,
    "sinh": lambda x: (_exp(x) - _exp(-x)) / 2,
    "cosh": lambda x: (_exp(x) + _exp(-x)) / 2,
    "tanh": mp.tanh,
    "coth": _pole(mp.sinh, mp.coth),
    "sech": _pole(mp.cosh, mp.sech),
    "csch": _pole(mp.sinh, mp.csch),
    "sigmoid": _sigmoid,
    "relu": lambda x: x if _sign(x) > 0 else mp.mpf(0),
    "softplus": lambda x: mp.log(1 + _exp(x)),
    "gelu": lambda x: x * _normal(x),
    "silu": lambda x: x * _sigmoid(x),
    "erf": mp.erf,
    "Phi": _normal,
    "phi": lambda x: mp.exp(-x * x / 2) / mp.sqrt(2 * mp.pi),
    "heaviside": lambda x: mp.mpf(_sign(x) > 0),
    "factorial": _factorial,
}
CURVES: tuple[Callable, ...] = (
    lambda x: x * x * x / 7 - x / 3 + mp.mpf(2) / 5,
    lambda x: mp.tanh(x / 2 + mp.mpf(1) / 7) + x / 5,
    lambda x: mp.sin(x + mp.mpf(1) / 3) * 2 + mp.mpf(1) / 11,
)


def _each(f: Callable, x: object) -> object:
    return [[f(y) for y in row] for row in x] if isinstance(x, list) else f(x)


def _call(node: Call, scope: Scope, at: Values) -> object:
    name = node.function
    args = [_value(a, scope, at) for a in node.args]
    if isinstance(scope.type_of(name), Activation):
        f = CURVES[int(at[name])]  # type: ignore[call-overload]
        return _each(lambda x: mp.diff(f, x, node.primes) if node.primes else f(x), args[0])
    if node.primes:
        if name not in FUNCTIONS:
            raise Unsure("primes")
        return _each(lambda x: _derivative(FUNCTIONS[name], x, node.primes), args[0])
    if name in FUNCTIONS:
        if scope.is_complex and name in ("ln", "sqrt", "log2", "log10"):
            return _each(lambda x: FUNCTIONS[name](mp.mpc(x)), args[0])
        return _each(FUNCTIONS[name], args[0])
    special = SPECIAL.get(name)
    if special is None:
        raise Unsure(name)
    return special(*args)


def _flat(args: tuple[object, ...]) -> list[object]:
    if len(args) == 1 and isinstance(args[0], list):
        return [x for row in args[0] for x in row]
    return [_number(a) for a in args]


def _extreme(best: Callable) -> Callable:
    def found(*args: object) -> object:
        values = _flat(args)
        if any(isinstance(v, mp.mpc) for v in values):
            raise Unsure("an order of complex numbers")
        return best(values)

    return found


def _binomial(n: object, k: object) -> object:
    a, b = _whole(n), _whole(k)
    if b > 300:
        raise Unsure("a large binomial")
    if b < 0:
        return mp.mpf(0)
    found = Fraction(1)
    for j in range(b):
        found = found * (a - j) / (j + 1)
    return mp.mpf(found.numerator) / found.denominator


def _softmax(z: object, k: object = None) -> object:
    entries = _flat((z,))
    top = max(entries, key=lambda x: x)  # type: ignore[type-var,return-value]
    parts = [_exp(x - top) for x in entries]  # type: ignore[operator]
    found = [[p / mp.fsum(parts)] for p in parts]
    return found if k is None else _entry(found, [_whole(k)])


def _logsumexp(*args: object) -> object:
    entries = _flat(args)
    top = max(entries)  # type: ignore[type-var]
    return top + mp.log(mp.fsum(_exp(x - top) for x in entries))  # type: ignore[operator]


def _norm(x: object, order: object = None) -> object:
    entries = _flat((x,))
    if order == 1:
        return mp.fsum(abs(v) for v in entries)  # type: ignore[arg-type]
    return mp.sqrt(mp.fsum(v * v for v in entries))  # type: ignore[operator]


def _diag(a: Grid) -> Grid:
    n = range(len(a))
    if len(a[0]) == 1:
        return [[a[i][0] if i == j else mp.mpf(0) for j in n] for i in n]
    return [[a[i][i]] for i in n]


def _root(x: object, n: object) -> object:
    k = _whole(n)
    if k < 1:
        raise Unsure("a root of this order")
    return _odd_root(x, k) if k % 2 else _power(x, mp.mpf(1) / k, Scope())


SPECIAL: dict[str, Callable] = {
    "max": _extreme(max),
    "min": _extreme(min),
    "leaky_relu": lambda x, a: _each(lambda v: v if _sign(v) > 0 else a * v, x),
    "root": _root,
    "log_base": lambda b, x: _quotient(_ln(x), _ln(b)),
    "binomial": _binomial,
    "delta": lambda i, j: mp.mpf(_whole(i) == _whole(j)),
    "softmax": _softmax,
    "logsumexp": _logsumexp,
    "transpose": lambda a: [list(c) for c in zip(*a, strict=True)] if isinstance(a, list) else a,
    "inv": lambda a: _inverse(a),
    "tr": lambda a: mp.fsum(row[n] for n, row in enumerate(a)),
    "det": lambda a: _determinant(a),
    "diag": _diag,
    "outer": lambda a, b: [[r[0] * s[0] for s in b] for r in a],
    "dot": lambda a, b: mp.fsum(r[0] * s[0] for r, s in zip(a, b, strict=True)),
    "hadamard": lambda a, b: [[x * y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)],
    "norm": _norm,
}


def _quotient(a: object, b: object) -> object:
    _nonzero(b, "a divisor")
    return a / b  # type: ignore[operator]


# Slopes, by differences at many digits


def _derivative(f: Callable, x: object, order: int) -> object:
    """The slope, where those from both sides agree; a kink has none."""
    if isinstance(x, mp.mpc):
        return mp.diff(f, x, order)
    with mp.workdps(3 * DIGITS):
        step = mp.mpf(10) ** (-DIGITS // 2)
        try:
            right, left = (mp.diff(f, x, order, direction=d, h=step) for d in (1, -1))
        except (NoValue, Unsure):
            raise Unsure("a slope at the end of a domain") from None
    if abs(right - left) > mp.mpf(10) ** (-DIGITS // 5) * (1 + abs(right)):
        raise Unsure("a slope at a kink")
    return (right + left) / 2


def _slope(body: Node, variable: Node, order: int, scope: Scope, at: Values) -> object:
    if isinstance(variable, Name) and not isinstance(at.get(variable.name), list):
        name = variable.name

        def f(x: object) -> object:
            return _number(_value(body, scope, {**at, name: x}))

        return _derivative(f, at[name], order)
    if isinstance(variable, Entry) and isinstance(variable.base, Name):
        places = [_whole(_value(i, scope, at)) for i in variable.indices]
        return _by_entry(body, variable.base.name, places, scope, at)
    if isinstance(variable, Name):
        grid = at[variable.name]
        assert isinstance(grid, list)
        cells = [[[i + 1, j + 1] for j in range(len(grid[0]))] for i in range(len(grid))]
        return [[_by_entry(body, variable.name, place, scope, at) for place in row] for row in cells]
    raise Unsure("a slope in a formula")


def _by_entry(body: Node, name: str, places: list[int], scope: Scope, at: Values) -> object:
    grid = at[name]
    assert isinstance(grid, list)
    here = _entry(grid, places)
    i, j = (places[0], 1) if len(places) == 1 else places

    def f(x: object) -> object:
        moved = [list(row) for row in grid]
        moved[i - 1][j - 1] = x
        return _number(_value(body, scope, {**at, name: moved}))

    return _derivative(f, here, 1)


# Points


def points(nodes: tuple[Node, ...], scope: Scope, rng: random.Random, count: int) -> list[Values]:
    """Points of the declared domain, of numbers that are exact in binary: small ones, zero, whole ones and halves."""
    used = {n for node in nodes for n in variables(node)}
    used |= {x.function for node in nodes for x in walk(node) if isinstance(x, Call)}
    return [_point(used, scope, rng) for _ in range(count)]


def _point(used: set[str], scope: Scope, rng: random.Random) -> Values:
    types = {n: t for n, t in scope.types.items() if n in used or _names_a_size(n, used, scope)}
    at: Values = {}
    for name, declared in types.items():
        if isinstance(declared, Scalar):
            at[name] = _scalar(declared, rng)
    for name, declared in types.items():

        def size(n: int | str) -> int:
            return n if isinstance(n, int) else int(at[n])  # type: ignore[call-overload]

        match declared:
            case Vector(length=n):
                at[name] = [[_real(rng)] for _ in range(size(n))]
            case Matrix(rows=m, columns=n):
                at[name] = [[_real(rng) for _ in range(size(n))] for _ in range(size(m))]
            case Index(length=n):
                at[name] = mp.mpf(rng.randint(1, size(n)))
            case Activation():
                at[name] = mp.mpf(rng.randrange(len(CURVES)))
    return at


def _names_a_size(name: str, used: set[str], scope: Scope) -> bool:
    shapes = (t for n, t in scope.types.items() if n in used)
    return any(name in (getattr(t, a, None) for a in ("length", "rows", "columns")) for t in shapes)


def _real(rng: random.Random) -> object:
    kind = rng.randrange(6)
    if kind == 0:
        return mp.mpf(rng.randint(-3, 3))
    if kind == 1:
        return mp.mpf(rng.choice((-1, 1))) * rng.randint(1, 2**20) / 2**16
    return mp.mpf(rng.randint(-4 * 2**10, 4 * 2**10)) / 2**10


def _scalar(declared: Scalar, rng: random.Random) -> object:
    low, high = declared.interval.low, declared.interval.high
    match declared.domain:
        case Domain.SIZE:
            return mp.mpf(rng.randint(1, 4))
        case Domain.NATURAL:
            return mp.mpf(rng.choice((0, 1, 2, 3, 4, 7)))
        case Domain.INTEGER:
            least, most = -6 if low is None else int(low), 6 if high is None else int(high)
            return mp.mpf(rng.randint(least, most))
        case Domain.COMPLEX:
            return mp.mpc(_real(rng), _real(rng))
    for _ in range(200):
        if low is not None and high is not None:
            x = mp.mpf(low.numerator) / low.denominator + (high - low).numerator * mp.mpf(rng.randint(0, 512)) / (
                512 * (high - low).denominator
            )
        else:
            x = _real(rng)
        exact = Fraction(*map(int, mp.mpf(x).as_integer_ratio())) if hasattr(x, "as_integer_ratio") else None
        here = Fraction(int(x * 2**20), 2**20) if exact is None else exact
        if here in declared.interval:
            return x
    raise Unsure("an interval without points here")


# Judging


CLOSE = 12  # digits that must agree; derivatives by differences have fewer than the working precision


def same(x: object, y: object) -> bool | None:
    """Whether two values agree to many digits; None between agreement and certain difference."""
    if isinstance(x, list) != isinstance(y, list):
        if isinstance(x, list) and len(x) == len(x[0]) == 1:
            x = x[0][0]
        elif isinstance(y, list) and len(y) == len(y[0]) == 1:
            y = y[0][0]
        else:
            return None
    if isinstance(x, list) and isinstance(y, list):
        if (len(x), len(x[0])) != (len(y), len(y[0])):
            return False
        found = [same(a, b) for r, s in zip(x, y, strict=True) for a, b in zip(r, s, strict=True)]
        return False if False in found else None if None in found else True
    gap, scale = abs(x - y), abs(x) + abs(y)  # type: ignore[operator,arg-type]
    if not mp.isfinite(gap):
        return None
    if gap <= mp.mpf(10) ** -CLOSE * max(scale, mp.mpf(10) ** -CLOSE):
        return True
    return False if gap > mp.mpf(10) ** (-CLOSE // 2) * scale else None


def compared(a: Node, b: Node, scope: Scope, at: Values) -> str:
    """`same`, `apart`, `one` (only one has a value), `none` or `unsure` at a point."""
    found = []
    for node in (a, b):
        try:
            found.append(value(node, scope, at))
        except NoValue:
            found.append(None)
        except Unsure:
            return "unsure"
    x, y = found
    if x is None or y is None:
        return "none" if x is y else "one"
    return {True: "same", False: "apart", None: "unsure"}[same(x, y)]


def surveyed(
    a: Node, b: Node, scope: Scope, given: tuple[Compare, ...], rng: random.Random, count: int = 25
) -> dict[str, int]:
    """How often each of these is found at random points that meet the hypotheses."""
    tally = dict.fromkeys(("same", "apart", "one", "none", "unsure"), 0)
    for at in points((a, b, *given), scope, rng, count):
        try:
            with mp.workdps(DIGITS):
                if not all(holds(g, scope, at) for g in given):
                    continue
        except (NoValue, Unsure):
            continue
        tally[compared(a, b, scope, at)] += 1
    return tally
