"""What is plain to see of a tree: literal numbers, arrays, whole numbers and their least values."""

from fractions import Fraction

from ..language.declarations import Domain as Numbers
from ..language.declarations import Index, Matrix, Scalar, Scope, Vector
from ..language.functions import SIGNATURES
from ..language.shapes import WHOLE, _Shapes
from ..language.tree import Add, Call, Cases, Constant, Div, Entry, Mul, Name, Neg, Node, Number, Order, Pow, Sum, walk

Binders = tuple[tuple[str, Node, Node], ...]  # index, low, high, from the outside


def rational(node: Node) -> Fraction | None:
    """The value of a literal number, perhaps negative or a quotient of two."""
    match node:
        case Number(value):
            return value
        case Neg(arg):
            inner = rational(arg)
            return None if inner is None else -inner
        case Div(top, bottom):
            a, b = rational(top), rational(bottom)
            return None if a is None or not b else a / b
    return None


SIGNS = {
    Order.EQUAL: {0},
    Order.NOT_EQUAL: {-1, 1},
    Order.LESS: {-1},
    Order.AT_MOST: {-1, 0},
    Order.GREATER: {1},
    Order.AT_LEAST: {0, 1},
}


def leaves_nothing_out(node: Cases) -> bool:
    """Whether the conditions plainly cover all real numbers: x > 0 and x <= 0, perhaps written from the other side."""
    if any(len(c.orders) != 1 for c in node.conditions):
        return False
    first = node.conditions[0].sides
    covered: set[int] = set()
    for c in node.conditions:
        signs = SIGNS[c.orders[0]]
        if c.sides == first:
            covered |= signs
        elif c.sides == first[::-1]:
            covered |= {-s for s in signs}
    return covered == {-1, 0, 1}


def is_array(node: Node, scope: Scope) -> bool:
    """Whether a vector or matrix, or a unit matrix, occurs outside of what makes a number of it."""
    for here in walk(node):
        if isinstance(here, Constant) and here.name == "I":
            return True
        if isinstance(here, Name) and isinstance(scope.type_of(here.name), (Vector, Matrix)):
            break
    else:
        return False
    match node:
        case Name(name):
            return isinstance(scope.type_of(name), (Vector, Matrix))
        case Entry():
            return False
        case Call(name) if name in ("tr", "det", "norm", "dot", "logsumexp"):
            return False
        case Call(name, args) if SIGNATURES.get(name) is not None and len(args) > 1 and name in ("max", "min"):
            return False
        case Sum(body):
            return is_array(body, scope)
    return True


def is_natural(node: Node, scope: Scope, binders: Binders = ()) -> bool:
    """Whether a number is plainly one of 0, 1, 2, ..."""
    least = _least(node, scope, binders)
    return least is not None and least >= 0 and is_whole(node, scope)


def _least(node: Node, scope: Scope, binders: Binders) -> Fraction | None:
    """A lower bound that is plain to see."""
    value = rational(node)
    if value is not None:
        return value
    match node:
        case Name(name):
            for index, low, _ in reversed(binders):
                if index == name:
                    return rational(low)
            declared = scope.type_of(name)
            if isinstance(declared, Index):
                return Fraction(1)
            if isinstance(declared, Scalar):
                least = {Numbers.NATURAL: Fraction(0), Numbers.SIZE: Fraction(1)}.get(declared.domain)
                return declared.interval.low if least is None else least
        case Add(terms):
            rest = list(terms)
            for index, _, high in binders:  # n - k for k = ..., n
                if high in rest and Neg(Name(index)) in rest:
                    rest.remove(high)
                    rest.remove(Neg(Name(index)))
            bounds = [_least(t, scope, binders) for t in rest]
            return None if None in bounds else sum(bounds, Fraction(0))  # type: ignore[arg-type]
        case Mul(factors):
            bounds = [_least(f, scope, binders) for f in factors]
            return Fraction(0) if all(b is not None and b >= 0 for b in bounds) else None
        case Pow(base, exponent) if is_natural(base, scope, binders) and is_natural(exponent, scope, binders):
            return Fraction(0)
    return None


def is_whole(node: Node, scope: Scope) -> bool:
    """Whether a formula is plainly a whole number wherever it has a value."""
    value = rational(node)
    if value is not None:
        return value.denominator == 1
    match node:
        case Name(name):
            declared = scope.type_of(name)
            bound = declared is None  # the index of a sum
            return bound or isinstance(declared, Index) or (isinstance(declared, Scalar) and declared.domain in WHOLE)
        case Add(parts) | Mul(parts):
            return all(is_whole(p, scope) for p in parts)
        case Neg(arg):
            return is_whole(arg, scope)
        case Pow(base, exponent):
            return is_whole(base, scope) and is_natural(exponent, scope)
        case Call("factorial" | "binomial" | "floor" | "ceil"):
            return True
    return False


def stays_inside(base: Node, indices: tuple[Node, ...], scope: Scope, binders: Binders) -> bool:
    """Whether every index plainly stays on its axis: a free index of that axis, or the bound one of a sum over it."""
    spans = {name: (rational(low), high) for name, low, high in binders}
    shape = _Shapes(scope).of(base, tuple(spans))
    if shape is None or None in shape:
        return False
    axes = shape if len(indices) == 2 else shape[:1] if shape[1] == 1 else shape[1:]
    for index, size in zip(indices, axes, strict=True):
        if size is None:
            return False
        value = rational(index)
        if value is not None and value.denominator == 1 and 1 <= value <= (size if isinstance(size, int) else 1):
            continue
        if not isinstance(index, Name):
            return False
        if index.name in spans:
            low, high = spans[index.name]
            last = rational(high)
            whole = high == Name(size) if isinstance(size, str) else last is not None and last <= size
            if low is None or low < 1 or not whole:
                return False
            continue
        known = scope.type_of(index.name)
        if not (isinstance(known, Index) and known.length == size):
            return False
    return True
