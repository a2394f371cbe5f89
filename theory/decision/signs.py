"""Signs of trees that are plain to see from declared ranges: positive, not negative, not zero."""

from ..language.declarations import Domain as Numbers
from ..language.declarations import Index, Scalar, Scope
from ..language.tree import Add, Call, Constant, Div, Mul, Name, Neg, Node, Number, Pow, Sum
from .condition import MINUS_ONE, Condition, Needs
from .plainly import is_array, rational

POSITIVE_VALUES = ("exp", "sigmoid", "softplus", "cosh", "sech", "Phi", "phi", "softmax")
INCREASING_ODD = ("sinh", "tanh", "erf", "asinh", "atan", "sign", "cbrt")


def certain(condition: Condition, scope: Scope) -> bool:
    """Whether the condition plainly holds wherever its tree has a value."""
    if condition.needs in (Needs.OTHER, Needs.SLOPE):
        return False
    bound = frozenset(b[0] for b in condition.binders)
    low = {b[0] for b in condition.binders if (rational(b[1]) or 0) > 0}
    signs = _Signs(scope, frozenset(low), bound)
    match condition.needs:
        case Needs.POSITIVE:
            return signs.positive(condition.tree)
        case Needs.NOT_NEGATIVE:
            return signs.nonnegative(condition.tree)
    return signs.positive(condition.tree) or signs.positive(Neg(condition.tree)) or signs.nonzero(condition.tree)


class _Signs:
    def __init__(self, scope: Scope, counting: frozenset[str], bound: frozenset[str] = frozenset()) -> None:
        self.scope = scope
        self.counting = counting  # bound indices that start at 1 or later
        self.bound = bound  # all bound indices; they hide what is declared under the same name
        self.real = not scope.is_complex

    def positive(self, node: Node) -> bool:
        match node:
            case Number(value):
                return value > 0
            case Constant(name):
                return name in ("pi", "e")
            case Name(name):
                return name in self.counting or self._declared(name, True)
            case Add(terms):
                return all(self.nonnegative(t) for t in terms) and any(self.positive(t) for t in terms)
            case Neg(arg):
                return self._negative(arg, True)
            case Mul(factors):
                return self._product(factors, True)
            case Div(top, bottom):
                return self._product((top, bottom), True)
            case Pow(base, exponent):
                if not self.real and rational(exponent) is None:
                    return False
                return self.positive(base) or (self.real and is_even(exponent) and self.nonzero(base))
            case Call(name, args, 0):
                if name in POSITIVE_VALUES:
                    return self.real
                if name in ("sqrt", "log1p", "factorial", *INCREASING_ODD, "relu"):
                    return name == "factorial" or self.positive(args[0])
                if name == "abs":
                    return self.nonzero(args[0])
                if name == "max":
                    return any(self.positive(a) for a in args)
                if name == "min":
                    return all(self.positive(a) for a in args)
            case Sum(body, index, low, high):
                hidden = {low, high} & {Name(n) for n in self.bound}
                return not hidden and filled(low, high, self.scope) and self._inside(index, low).positive(body)
        return False

    def nonnegative(self, node: Node) -> bool:
        if self.positive(node):
            return True
        match node:
            case Number():
                return True
            case Name(name):
                return self._declared(name, False)
            case Add(terms):
                return all(self.nonnegative(t) for t in terms)
            case Neg(arg):
                return self._negative(arg, False)
            case Mul(factors):
                pairs = len(factors) == 2 and factors[0] == factors[1]
                return (self.real and pairs and not is_array(factors[0], self.scope)) or self._product(factors, False)
            case Div(top, bottom):
                return self._product((top, bottom), False)
            case Pow(base, exponent):
                even = self.real and is_even(exponent) and not is_array(base, self.scope)
                return even or (self.nonnegative(base) and (self.real or rational(exponent) is not None))
            case Call(name, args, 0):
                if name in ("sqrt", *INCREASING_ODD):
                    return name == "sqrt" or self.nonnegative(args[0])
                if name == "max":
                    return any(self.nonnegative(a) for a in args)
                if name == "min":
                    return all(self.nonnegative(a) for a in args)
                return name in ("abs", "norm", "relu", "heaviside", "factorial", "delta")
            case Sum(body, index, low, _):
                return self._inside(index, low).nonnegative(body)
        return False

    def nonzero(self, node: Node) -> bool:
        if self.positive(node):
            return True
        match node:
            case Number(value):
                return value != 0
            case Constant("i"):
                return True
            case Neg(arg) | Call("abs", (arg,), 0):
                return self.nonzero(arg)
            case Mul(factors):
                return all(self.nonzero(f) and not is_array(f, self.scope) for f in factors)
            case Div(top, _):
                return self.nonzero(top)
            case Pow(base, _):
                return self.nonzero(base) and not is_array(base, self.scope)
            case Call("exp", _, 0):
                return True
            case Name(name):
                return self._declared(Name(name).name, True, either=True)
        return False

    def _inside(self, index: str, low: Node) -> "_Signs":
        counts = (rational(low) or 0) >= 1
        counting = self.counting | {index} if counts else self.counting - {index}
        return _Signs(self.scope, counting, self.bound | {index})

    def _negative(self, node: Node, strict: bool) -> bool:
        """Whether -node is positive (not negative)."""
        match node:
            case Number(value):
                return value == 0 and not strict
            case Neg(arg):
                return self.positive(arg) if strict else self.nonnegative(arg)
            case Add(terms):
                weak = all(self._negative(t, False) for t in terms)
                return weak and (not strict or any(self._negative(t, True) for t in terms))
            case Mul(factors):
                return self._product((MINUS_ONE, *factors), strict)
            case Name(name):
                declared = self.scope.type_of(name)
                if isinstance(declared, Scalar) and name not in self.bound and declared.interval.high is not None:
                    high = declared.interval.high
                    return high < 0 or (high == 0 and (declared.interval.high_open or not strict))
        return False

    def _product(self, factors: tuple[Node, ...], strict: bool) -> bool:
        negative = 0
        for f in factors:
            if is_array(f, self.scope):
                return False
            if self.positive(f) if strict else self.nonnegative(f):
                continue
            if f == MINUS_ONE or self._negative(f, strict):
                negative += 1
                continue
            return False
        return negative % 2 == 0

    def _declared(self, name: str, strict: bool, either: bool = False) -> bool:
        declared = None if name in self.bound else self.scope.type_of(name)
        if isinstance(declared, Index):
            return True
        if not isinstance(declared, Scalar):
            return False
        if declared.domain is Numbers.SIZE or (declared.domain is Numbers.NATURAL and not strict):
            return True
        low, high = declared.interval.low, declared.interval.high
        if low is not None and (low > 0 or (low == 0 and (declared.interval.low_open or not strict))):
            return True
        return either and high is not None and (high < 0 or (high == 0 and declared.interval.high_open))


def filled(low: Node, high: Node, scope: Scope) -> bool:
    """Whether a range plainly has a number in it: 1, ..., n for a size n, or between two literals."""
    first, last = rational(low), rational(high)
    if first is None:
        return False
    if last is not None:
        return first <= last
    declared = scope.type_of(high.name) if isinstance(high, Name) else None
    return first <= 1 and isinstance(declared, Scalar) and declared.domain is Numbers.SIZE


def is_even(exponent: Node) -> bool:
    value = rational(exponent)
    return value is not None and value.denominator == 1 and value % 2 == 0 and value != 0
