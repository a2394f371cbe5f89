"""Rules that people apply to formulas, true and false ones alike: sqrt(a b) = sqrt a sqrt b, |a + b| = |a| + |b|."""

import random
from fractions import Fraction

from backproof.theory.language.declarations import Scope, declared
from backproof.theory.language.tree import (
    Add,
    Call,
    Cases,
    Compare,
    Constant,
    Div,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Order,
    Pow,
    children,
    rebuilt,
)

SCOPES: dict[str, Scope] = {
    "real": declared(()),
    "ranges": declared(("x: real in (0, inf)", "y: real in [-2, 2]")),
    "whole": declared(("n: natural", "k: integer", "x: real")),
}
ONE, TWO = Number(Fraction(1)), Number(Fraction(2))
HALF, THIRD = Div(ONE, TWO), Div(ONE, Number(Fraction(3)))
EXPONENTS = (TWO, Number(Fraction(3)), HALF, THIRD, Div(TWO, Number(Fraction(3))), Neg(HALF), Neg(ONE), Div(HALF, TWO))
SMOOTH = ("sin", "cos", "tanh", "sigmoid", "softplus", "sinh", "cosh", "atan", "Phi", "erf")
OTHER_WAY = {
    Order.LESS: Order.AT_LEAST,
    Order.AT_LEAST: Order.LESS,
    Order.GREATER: Order.AT_MOST,
    Order.AT_MOST: Order.GREATER,
    Order.EQUAL: Order.NOT_EQUAL,
    Order.NOT_EQUAL: Order.EQUAL,
}


def rooted(rng: random.Random, kind: str, depth: int) -> Node:
    """A formula with many roots, powers, logarithms and pieces."""
    if depth <= 0:
        return _leaf(rng, kind)

    def part() -> Node:
        return rooted(rng, kind, depth - 1)

    match rng.randrange(14):
        case 0 | 1 | 2:
            return Mul((part(), part()))
        case 3 | 4:
            return Add((part(), part()))
        case 5:
            return Div(part(), part())
        case 6:
            return Call("sqrt", (part(),))
        case 7:
            return Pow(part(), rng.choice(EXPONENTS))
        case 8:
            return Call(rng.choice(("exp", "ln")), (part(),))
        case 9:
            return Pow(part(), _leaf(rng, kind))
        case 10:
            return Call(rng.choice(("abs", "sign", "relu", "heaviside", "cbrt")), (part(),))
        case 11:
            return Call(rng.choice(("max", "min")), (part(), part()))
        case 12:
            return Cases((part(),), (Compare((part(), part()), (rng.choice(tuple(Order)),)),), part())
    return Call(rng.choice(SMOOTH), (part(),))


def _leaf(rng: random.Random, kind: str) -> Node:
    if rng.random() < 0.3:
        return rng.choice((ONE, TWO, Neg(ONE), HALF, Number(Fraction(0)), Constant("pi"), Constant("e")))
    return Name(rng.choice("nkxx" if kind == "whole" else "xxy"))


def believed(node: Node, rng: random.Random) -> Node:
    """The formula with some of the rules applied, at about half of the places where one fits."""
    parts = tuple(p if isinstance(p, Compare) else believed(p, rng) for p in children(node))
    if parts:
        node = rebuilt(node, parts)
    return rng.choice((node, *_rules(node))) if rng.random() < 0.7 else node


def _sqrt(a: Node) -> Node:
    return Call("sqrt", (a,))


def _ln(a: Node) -> Node:
    return Call("ln", (a,))


def _abs(a: Node) -> Node:
    return Call("abs", (a,))


def _rules(node: Node) -> tuple[Node, ...]:
    match node:
        case Call("sqrt", (a,)):
            return (Pow(a, HALF), Call("exp", (Div(_ln(a), TWO),)), Pow(Pow(a, TWO), Div(HALF, TWO)), *_root(a))
        case Call("ln", (Mul((a, b)),)):
            return (Add((_ln(a), _ln(b))),)
        case Call("ln", (Div(a, b),)):
            return (Add((_ln(a), Neg(_ln(b)))),)
        case Call("ln", (Pow(a, b),)):
            return (Mul((b, _ln(a))),)
        case Call("ln", (Call("exp", (a,)),)) | Call("exp", (Call("ln", (a,)),)):
            return (a,)
        case Call("exp", (Add((a, b)),)):
            return (Mul((Call("exp", (a,)), Call("exp", (b,)))),)
        case Call("exp", (Mul((a, b)),)):
            return (Pow(Call("exp", (a,)), b),)
        case Call("abs", (a,)):
            halves = (Mul(tuple(map(_abs, f))) for f in ([a.factors] if isinstance(a, Mul) else []))
            sums = (Add(tuple(map(_abs, t))) for t in ([a.terms] if isinstance(a, Add) else []))
            return (a, _sqrt(Pow(a, TWO)), Mul((a, Call("sign", (a,)))), *halves, *sums)
        case Call("sign", (a,)):
            return (Div(a, _abs(a)), ONE)
        case Call("relu", (Mul((a, b)),)):
            return (Mul((a, Call("relu", (b,)))),)
        case Call("max", (a, b)):
            gap = Add((a, Neg(b)))
            return (Call("relu", (a,)), Add((b, Call("relu", (gap,)))), Div(Add((a, b, _abs(gap))), TWO))
        case Pow(a, b):
            return _power(a, b)
        case Mul((a, b)):
            return (Mul((b, a)),)
        case Call("tanh", (a,)):
            return (Div(Call("sinh", (a,)), Call("cosh", (a,))),)
        case Cases((a,), (c,), b) if b is not None:
            return (Cases((b,), (Compare(c.sides, (OTHER_WAY[c.orders[0]],)),), a), Cases((b,), (c,), a))
    return ()


def _root(a: Node) -> tuple[Node, ...]:
    match a:
        case Mul((p, q)):
            return (Mul((_sqrt(p), _sqrt(q))),)
        case Div(p, q):
            return (Div(_sqrt(p), _sqrt(q)),)
        case Pow(p, b):
            return (p, _abs(p), Pow(p, Div(b, TWO)))
    return ()


def _power(a: Node, b: Node) -> tuple[Node, ...]:
    found: list[Node] = [Call("exp", (Mul((b, _ln(a))),))]
    match a:
        case Pow(p, q):
            found.append(Pow(p, Mul((q, b))))
        case Mul((p, q)):
            found.append(Mul((Pow(p, b), Pow(q, b))))
        case Div(p, q):
            found.append(Div(Pow(p, b), Pow(q, b)))
    match b:
        case Add((p, q)):
            found.append(Mul((Pow(a, p), Pow(a, q))))
        case Div(p, q):
            found += [Pow(Pow(a, Div(ONE, q)), p), Pow(Pow(a, p), Div(ONE, q))]
    return tuple(found)
