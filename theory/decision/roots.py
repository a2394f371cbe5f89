"""Quantities at whose zeros a formula changes its form, and rational numbers at or around their zeros."""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

from flint import arb, fmpq

from ..language.declarations import Scope
from ..language.tree import Add, Call, Cases, Constant, Derivative, Div, Neg, Node, Number, Pow, Product, Sum, children
from .duals import Unclear, Undefined, plain
from .evaluate import Evaluator, Point
from .pools import GENERIC, SPECIAL

BISECTIONS = 24


def switches(nodes: Iterable[Node]) -> Iterator[Node]:
    """Quantities at whose zeros a formula changes its form or loses its value; those under binders are left out."""
    for node in nodes:
        if isinstance(node, (Sum, Product)):
            yield from switches((node.low, node.high))
            continue
        match node:
            case Call("max" | "min", args):
                for n, a in enumerate(args):
                    for b in args[n + 1 :]:
                        yield Add((a, Neg(b)))
            case Call("floor" | "ceil", (arg,)):
                yield from (arg, Add((arg, Number(_one()))), Add((arg, Neg(Number(_one())))))
            case Call("asin" | "acos" | "atanh", (arg,)):
                yield from (Add((arg, Number(_one()))), Add((arg, Neg(Number(_one())))))
            case Call("acosh", (arg,)):
                yield Add((arg, Neg(Number(_one()))))
            case Call("tan" | "sec", (arg,)):
                yield Call("cos", (arg,))
            case Call("cot" | "csc", (arg,)):
                yield Call("sin", (arg,))
            case Call("coth" | "csch", (arg,)):
                yield arg
            case Call(name, args) if name in KINKED and args:
                yield args[0]
            case Div(_, bottom):
                yield bottom
            case Pow(base, exponent) if not (isinstance(exponent, Number) and exponent.value.denominator == 1):
                if not isinstance(base, (Number, Constant)):
                    yield base
            case Cases(_, conditions):
                for c in conditions:
                    for a, b in zip(c.sides, c.sides[1:], strict=False):
                        yield Add((a, Neg(b)))
            case Derivative(body):
                yield from switches((body,))
        yield from switches(children(node))


KINKED = ("abs", "sign", "heaviside", "relu", "leaky_relu", "sqrt", "ln", "log10", "log2", "cbrt", "root")


def _one():
    from fractions import Fraction

    return Fraction(1)


def roots(node: Node, name: str, scope: Scope, point: Point, exact: bool = False) -> list[fmpq]:
    """Rational numbers at, or close to both sides of, zeros in one variable, the others being as in the point."""
    return roots_along(node, scope, lambda x: Point({**point, name: x}), exact)


def roots_along(node: Node, scope: Scope, at: Callable[[fmpq], Point], exact: bool = False) -> list[fmpq]:
    """The same along a line of points."""

    def value(x: fmpq) -> object:
        return plain(Evaluator(scope, at(x)).number(node))

    def attempt(x: fmpq) -> object | None:
        try:
            found = value(x)
        except (Undefined, Unclear):
            return None
        return found if isinstance(found, (fmpq, arb)) else None

    places = [fmpq(n) for n in (0, 1, 2, 3)]
    samples = [attempt(x) for x in places]
    if all(isinstance(s, fmpq) for s in samples):
        a, b, c, d = samples
        second, third = c - 2 * b + a, d - 2 * c + b  # type: ignore[operator]
        if second == third == 0:
            return [] if a == b else [-a / (b - a)]  # type: ignore[operator]
        if second == third:
            return _quadratic(second / 2, b - a - second / 2, a, exact)  # type: ignore[operator]
    return [] if exact else _bracketed(attempt)


def _quadratic(a: fmpq, b: fmpq, c: fmpq, exact: bool) -> list[fmpq]:
    inside = b * b - 4 * a * c
    if inside < 0:
        return []
    p, q = inside.p, inside.q
    if p.sqrtrem()[1] == 0 and q.sqrtrem()[1] == 0:
        root = fmpq(p.isqrt(), q.isqrt())
        return [(-b + root) / (2 * a), (-b - root) / (2 * a)]
    if exact:
        return []
    scale = 10**9
    near = fmpq((p * scale * scale // q).isqrt(), scale)
    return [(-b + s * (near + d)) / (2 * a) for s in (1, -1) for d in (fmpq(0), fmpq(1, scale))]


def _bracketed(attempt) -> list[fmpq]:
    """Pairs of rationals that enclose a change of sign, from a few starting values."""
    found: list[fmpq] = []
    starts = sorted({*SPECIAL, *GENERIC})
    values = [(x, attempt(x)) for x in starts if abs(x) < 200]
    for (x, fx), (y, fy) in pairwise(values):
        for z, fz in ((x, fx), (y, fy)):
            if fz is not None and fz == 0 and z not in found:
                found.append(z)
        if fx is None or fy is None or not ((fx < 0 and fy > 0) or (fx > 0 and fy < 0)):  # type: ignore[operator]
            continue
        for _ in range(BISECTIONS):
            middle = (x + y) / 2
            here = attempt(middle)
            if here is None or here == 0:
                found.append(middle)
                break
            if (here < 0) == (fx < 0):  # type: ignore[operator]
                x = middle
            else:
                y = middle
        found += [x, y]
        if len(found) > 8:
            break
    return found
