"""Random formulas and rewritings of them, of which it is known whether they keep the value wherever there is one."""

import random
from collections.abc import Callable
from fractions import Fraction

from backproof.theory.language.declarations import Scope, declared
from backproof.theory.language.tree import (
    Add,
    Call,
    Cases,
    Compare,
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
    Sum,
    children,
    rebuilt,
    variables,
)

SCOPES: dict[str, Scope] = {
    "real": declared(()),
    "whole": declared(("n: natural", "k: integer", "m: natural")),
    "ranges": declared(("x: real in (0, 1]", "y: real in [-1, 1)", "z: real in (0, inf)")),
    "vectors": declared(("u: vector(d)", "v: vector(d)", "W: matrix(d,d)")),
    "shadowed": declared(("i: real in (0, 1]", "j: natural", "n: natural")),
    "activation": declared(("sigma: activation", "tau: activation")),
}
ONE = Number(Fraction(1))
SMOOTH = (
    "exp",
    "sigmoid",
    "tanh",
    "softplus",
    "sin",
    "cos",
    "atan",
    "gelu",
    "silu",
    "Phi",
    "sinh",
    "cosh",
    "asinh",
    "sech",
)
KINKED = ("abs", "relu", "sign", "heaviside", "floor", "ceil")
PARTIAL = ("ln", "sqrt", "asin", "atanh", "acosh", "cbrt", "tan", "log2", "coth", "csch")
ORDERS = tuple(Order)


def number(rng: random.Random) -> Node:
    value = Number(Fraction(rng.choice((0, 1, 1, 2, 2, 3, 5, 7)), rng.choice((1, 1, 1, 2, 3))))
    value = Div(Number(Fraction(value.value.numerator)), Number(Fraction(3))) if value.value.denominator == 3 else value
    return Neg(value) if rng.random() < 0.2 else value


def formula(rng: random.Random, kind: str, depth: int, bound: tuple[str, ...] = ()) -> Node:
    """A formula whose value is a number."""
    if depth <= 0 or rng.random() < 0.08:
        return _leaf(rng, kind, bound)

    def part(less: int = 1, names: tuple[str, ...] = bound) -> Node:
        return formula(rng, kind, depth - less, names)

    match rng.randrange(17):
        case 0 | 1 | 2:
            return Add(tuple(part() for _ in range(rng.choice((2, 2, 3)))))
        case 3 | 4 | 5:
            return Mul(tuple(part() for _ in range(rng.choice((2, 2, 3)))))
        case 6:
            return Neg(part())
        case 7:
            return Div(part(), part())
        case 8:
            return Pow(part(), Number(Fraction(rng.choice((0, 1, 2, 2, 3)))))
        case 9:
            return Pow(part(), rng.choice((Neg(ONE), Div(ONE, Number(Fraction(2))), _leaf(rng, kind, bound))))
        case 10:
            return Call(rng.choice(SMOOTH), (part(),))
        case 11:
            return Call(rng.choice(KINKED), (part(),))
        case 12:
            return Call(rng.choice(PARTIAL), (part(),))
        case 13:
            return Call(rng.choice(("max", "min")), tuple(part() for _ in range(rng.choice((2, 2, 3)))))
        case 14:
            cases = tuple(Compare((part(2), part(2)), (rng.choice(ORDERS),)) for _ in range(rng.choice((1, 1, 2))))
            return Cases(tuple(part() for _ in cases), cases, None if rng.random() < 0.2 else part())
        case 15:
            index = rng.choice(("i", "j", "k") if kind != "vectors" else ("i", "j"))
            low, high = _range(rng, kind)
            body = part(1, (*bound, index))
            return (Sum if rng.random() < 0.8 else Product)(body, index, low, high)
    if kind == "activation":
        return Call(rng.choice(("sigma", "tau")), (part(),), rng.choice((0, 0, 1)))
    name = rng.choice(("x", "y"))
    if name in bound or kind in ("whole", "vectors"):
        return part()
    return Derivative(part(), Name(name), 1)


def _range(rng: random.Random, kind: str) -> tuple[Node, Node]:
    if kind == "vectors":
        return ONE, Name("d")
    low = rng.choice((ONE, ONE, Number(Fraction(0)), Neg(Number(Fraction(2)))))
    if kind in ("whole", "shadowed"):
        return low, Name("n")
    return low, Number(Fraction(rng.choice((0, 2, 3))))


def _leaf(rng: random.Random, kind: str, bound: tuple[str, ...]) -> Node:
    if bound and rng.random() < 0.5:
        index = rng.choice(bound)
        if kind == "vectors":
            return Entry(Name(rng.choice(("u", "v"))), (Name(index),))
        return Name(index)
    if rng.random() < 0.3:
        return number(rng)
    match kind:
        case "whole":
            return Name(rng.choice(("x", "n", "k", "m")))
        case "vectors":
            return Call("dot", (Name("u"), Name(rng.choice(("u", "v"))))) if rng.random() < 0.4 else Name("x")
        case "shadowed":
            return Name(rng.choice(("x", "i", "j", "n")))
    return Name(rng.choice(("x", "x", "y", "z")))


# Rewritings that keep the value where both sides have one


def _commuted(node: Node, rng: random.Random) -> Node:
    match node:
        case Add(parts) | Mul(parts):
            mixed = list(parts)
            rng.shuffle(mixed)
            return rebuilt(node, tuple(mixed))
    return node


def _distributed(node: Node, rng: random.Random) -> Node:
    match node:
        case Mul((a, Add(terms))):
            return Add(tuple(Mul((a, t)) for t in terms))
        case Mul((Add(terms), b)):
            return Add(tuple(Mul((t, b)) for t in terms))
        case Div(Add(terms), below):
            return Add(tuple(Div(t, below) for t in terms))
    return node


def _expanded(node: Node, rng: random.Random) -> Node:
    match node:
        case Pow(base, Number(n)) if n in (2, 3):
            return Mul((base,) * int(n))
        case Call("abs", (x,), 0):
            return Call("max", (x, Neg(x)))
        case Call("relu", (x,), 0):
            return Div(Add((x, Call("abs", (x,)))), Number(Fraction(2)))
        case Call("sigmoid", (x,), 0):
            return Div(ONE, Add((ONE, Call("exp", (Neg(x),)))))
        case Call("tanh", (x,), 0):
            e = Call("exp", (Mul((Number(Fraction(2)), x)),))
            return Div(Add((e, Neg(ONE))), Add((e, ONE)))
        case Call("max", (a, b)):
            return Cases((a,), (Compare((a, b), (Order.AT_LEAST,)),), b)
        case Call("min", (a, b)):
            return Neg(Call("max", (Neg(a), Neg(b))))
        case Call("exp", (Add((a, b)),), 0):
            return Mul((Call("exp", (a,)), Call("exp", (b,))))
        case Call("silu", (x,), 0):
            return Mul((x, Call("sigmoid", (x,))))
        case Call("gelu", (x,), 0):
            return Mul((x, Call("Phi", (x,))))
        case Call("softplus", (x,), 0):
            return Call("ln", (Add((ONE, Call("exp", (x,)))),))
        case Sum(body, index, low, high) | Product(body, index, low, high):
            fresh = next(n for n in ("q", "r", "s") if n not in variables(body))
            from backproof.theory.language.tree import put

            return type(node)(put(body, {index: Name(fresh)}), fresh, low, high)
    return node


def _padded(node: Node, rng: random.Random) -> Node:
    """Adds or multiplies by something that may lose values."""
    x = Name("x")
    return rng.choice(
        (
            Add((node, x, Neg(x))),
            Div(Mul((node, x)), x),
            Neg(Neg(node)),
            Mul((node, Pow(x, Number(Fraction(0))))),
            Add((node, Mul((Number(Fraction(0)), Call("ln", (x,)))))),
            Div(Mul((node, Add((x, Neg(Number(Fraction(3))))))), Add((x, Neg(Number(Fraction(3)))))),
            Call("ln", (Call("exp", (node,)),)),
            Cases((node,), (Compare((x, ONE), (rng.choice(ORDERS),)),), node),
        )
    )


def _combined(node: Node, rng: random.Random) -> Node:
    match node:
        case Add((Sum(a, i, low, high), Sum(b, j, low2, high2))) if i == j and (low, high) == (low2, high2):
            return Sum(Add((a, b)), i, low, high)
        case Mul((c, Sum(body, i, low, high))) if i not in variables(c):
            return Sum(Mul((c, body)), i, low, high)
        case Derivative(Add(terms), x, 1):
            return Add(tuple(Derivative(t, x, 1) for t in terms))
        case Derivative(Mul((a, b)), x, 1):
            return Add((Mul((Derivative(a, x, 1), b)), Mul((a, Derivative(b, x, 1)))))
        case Derivative(Call("exp", (a,), 0), x, 1):
            return Mul((Call("exp", (a,)), Derivative(a, x, 1)))
    return node


KEEPS: tuple[Callable[[Node, random.Random], Node], ...] = (_commuted, _distributed, _expanded, _combined, _padded)


def rewritten(node: Node, rng: random.Random, steps: int = 3) -> Node:
    """The same where both have a value."""
    for _ in range(steps):
        node = _somewhere(node, rng, rng.choice(KEEPS))
    return node


def _somewhere(node: Node, rng: random.Random, change: Callable[[Node, random.Random], Node]) -> Node:
    parts = children(node)
    usable = [n for n, p in enumerate(parts) if not isinstance(p, Compare)]
    if isinstance(node, (Entry, Derivative, Sum, Product)):
        usable = [0] if not isinstance(node, Entry) else []
    if isinstance(node, Pow):
        usable = [0]
    if not usable or rng.random() < 0.35:
        return change(node, rng)
    at = rng.choice(usable)
    return rebuilt(node, (*parts[:at], _somewhere(parts[at], rng, change), *parts[at + 1 :]))


# Changes that mostly do not keep it


def changed(node: Node, rng: random.Random) -> Node:
    """A near miss: a sign, a factor, a neighbour, a range by one, a function for another."""
    return _somewhere(node, rng, _missed)


def _missed(node: Node, rng: random.Random) -> Node:
    match node:
        case Add(terms) if rng.random() < 0.7:
            at = rng.randrange(len(terms))
            return Add(tuple(Neg(t) if n == at else t for n, t in enumerate(terms)))
        case Sum(body, index, low, high) if rng.random() < 0.7:
            return Sum(body, index, low, Add((high, Neg(ONE))))
        case Call(name, args, 0) if name in SMOOTH:
            return Call(rng.choice(SMOOTH), args)
        case Call(name, args, 0) if name in KINKED and len(args) == 1:
            return rng.choice((args[0], Call(rng.choice(KINKED), args)))
        case Pow(base, Number(n)):
            return Pow(base, Number(n + 1))
        case Cases(values, conditions, otherwise):
            orders = tuple(Compare(c.sides, (rng.choice(ORDERS),)) for c in conditions)
            return Cases(values, orders, otherwise)
        case Derivative(body, x, order):
            return rng.choice((body, Derivative(body, x, order + 1)))
    return rng.choice((Mul((Number(Fraction(2)), node)), Neg(node), Add((node, ONE)), Call("abs", (node,))))
