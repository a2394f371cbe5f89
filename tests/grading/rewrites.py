"""Formulas rewritten by rules of school algebra: what a student writes who is right, in a form nobody foresaw.

Every rule keeps the value wherever the formula has one, and the places where it has none; none of them asks the
comparison that is under test.
"""

import random
from collections.abc import Iterator
from fractions import Fraction

from backproof.grading.vocabulary import Vocabulary
from backproof.theory.language.declarations import Scope
from backproof.theory.language.errors import ReadError
from backproof.theory.language.shapes import shape_of
from backproof.theory.language.tree import (
    Add,
    Call,
    Derivative,
    Div,
    Entry,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Pow,
    Sum,
    children,
    put,
    rebuilt,
    variables,
    walk,
)

ONE, TWO = Number(Fraction(1)), Number(Fraction(2))
LETTERS = ("r", "u", "v", "g")  # bound indices that no question declares


def rewritten(tree: Node, names: Vocabulary, rng: random.Random, steps: int) -> Node:
    """The tree after some random rewritings."""
    for _ in range(steps):
        options = list(_anywhere(tree, _Numbers(names.scope)))
        if not options:
            break
        tree = rng.choice(options)
    return tree


class _Numbers:
    """Which parts of a formula are numbers; what cannot be told is taken for a matrix."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def are(self, nodes: tuple[Node, ...]) -> bool:
        try:
            return all(self._is(n) for n in nodes)
        except ReadError:
            return False

    def _is(self, node: Node) -> bool:
        inner = {n.index: Name("k_bound") for n in walk(node) if isinstance(n, Sum)}
        return shape_of(node, self.scope) is None if not inner else self._sum(node)

    def _sum(self, node: Node) -> bool:
        # an index of a sum may be undeclared; entries and sums of entries are numbers all the same
        if isinstance(node, Sum):
            return self._is_entrywise(node.body)
        return all(self._is(c) for c in children(node)) if children(node) else shape_of(node, self.scope) is None

    def _is_entrywise(self, node: Node) -> bool:
        match node:
            case Entry() | Number():
                return True
            case Name():
                return shape_of(node, self.scope) is None
            case Call("transpose" | "inv" | "hadamard"):
                return False
        return all(self._is_entrywise(c) for c in children(node))


def _anywhere(node: Node, numbers: _Numbers) -> Iterator[Node]:
    yield from _here(node, numbers)
    if isinstance(node, (Entry, Derivative)):
        return
    parts = children(node)
    for place, part in enumerate(parts):
        if isinstance(node, Sum) and place:
            break
        if isinstance(node, Pow) and place:
            break
        for changed in _anywhere(part, numbers):
            yield rebuilt(node, (*parts[:place], changed, *parts[place + 1 :]))


def _here(node: Node, numbers: _Numbers) -> Iterator[Node]:
    match node:
        case Add(terms):
            yield Add(terms[::-1])
            yield Add((*terms[1:], terms[0]))
            if len(terms) == 2 and isinstance(terms[1], Neg):
                yield Neg(Add((terms[1].arg, Neg(terms[0]))))
        case Mul(factors):
            yield from _product(factors, numbers)
        case Neg(arg) if not isinstance(arg, Neg) and numbers.are((arg,)):
            yield Mul((Neg(ONE), arg))
        case Div(top, bottom):
            if numbers.are((top,)):
                yield Mul((top, Div(ONE, bottom)))
                yield Mul((Div(ONE, bottom), top))
            yield from _split(top, bottom)
        case Pow(base, Number(value)) if value == 2 and numbers.are((base,)):
            yield Mul((base, base))
        case Sum():
            yield from _sum(node, numbers)
        case Call("transpose", (Mul(factors),)) if not numbers.are(factors):
            pass
        case Call("inv", (arg,)):
            yield Pow(arg, Neg(ONE))


def _product(factors: tuple[Node, ...], numbers: _Numbers) -> Iterator[Node]:
    if numbers.are(factors):
        yield Mul(factors[::-1])
        yield Mul((*factors[1:], factors[0]))
    for place, factor in enumerate(factors):
        if isinstance(factor, Add):  # in this order: matrices do not commute
            yield Add(tuple(_times(factors[:place], t, factors[place + 1 :]) for t in factor.terms))
        if isinstance(factor, Sum) and numbers.are(factors):
            rest = (*factors[:place], *factors[place + 1 :])
            if factor.index not in {n for r in rest for n in variables(r)}:
                yield Sum(Mul((*rest, factor.body)), factor.index, factor.low, factor.high)


def _times(before: tuple[Node, ...], term: Node, after: tuple[Node, ...]) -> Node:
    inner = term.arg if isinstance(term, Neg) else term
    made = Mul((*before, inner, *after))
    return Neg(made) if isinstance(term, Neg) else made


def _split(top: Node, bottom: Node) -> Iterator[Node]:
    if isinstance(top, Add):
        signed = ((t.arg, True) if isinstance(t, Neg) else (t, False) for t in top.terms)
        yield Add(tuple(Neg(Div(t, bottom)) if negative else Div(t, bottom) for t, negative in signed))


def _sum(node: Sum, numbers: _Numbers) -> Iterator[Node]:
    taken = set(variables(node.body)) | {n.index for n in walk(node.body) if isinstance(n, Sum)}
    free = next((c for c in LETTERS if c not in taken), None)
    if free is not None and node.index not in LETTERS:
        yield Sum(put(node.body, {node.index: Name(free)}), free, node.low, node.high)
    if isinstance(node.body, Add):
        signed = ((t.arg, True) if isinstance(t, Neg) else (t, False) for t in node.body.terms)
        parts = ((Sum(t, node.index, node.low, node.high), negative) for t, negative in signed)
        yield Add(tuple(Neg(s) if negative else s for s, negative in parts))
    if isinstance(node.body, Mul) and numbers.are((node,)):
        outside = [f for f in node.body.factors if node.index not in variables(f)]
        inside = [f for f in node.body.factors if node.index in variables(f)]
        if outside and inside:
            body = Mul(tuple(inside)) if len(inside) > 1 else inside[0]
            yield Mul((*outside, Sum(body, node.index, node.low, node.high)))
