"""Where a formula has a value: its conditions, read off the tree before anything is cancelled, and their comparison.

A condition is about a subtree (not zero, positive, ...), perhaps for every value of a bound index, perhaps only where a
case applies. `certain` shows one from signs that are plain to see; the kernel's calculus of signs shows more.
"""

from collections.abc import Iterator

from ..language.declarations import Scope
from ..language.shapes import shape_of
from ..language.tree import (
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
    Order,
    Pow,
    Product,
    Sum,
    children,
    put,
    variables,
)
from .condition import MINUS_ONE, ONE, Condition, Needs
from .kinks import is_single_kink
from .needs import needed
from .plainly import Binders, is_array, leaves_nothing_out, rational
from .signs import certain, filled, is_even

Context = tuple[Binders, tuple[Compare, ...], frozenset[str]]


def conditions(node: Node, scope: Scope) -> tuple[Condition, ...]:
    """Every condition that is not certain, in reading order; products and powers taken apart.

    Together they say exactly where the formula has a value, for two formulas are taken to have the same domain where
    the conditions of each imply those of the other: what is not exact is `OTHER`, and compared by its wording.
    """
    found: dict[Condition, None] = {}
    for condition in _walked(node, ((), (), frozenset()), scope):
        for part in apart(condition, scope):
            found[part] = None
    return tuple(found)


def _walked(node: Node, context: Context, scope: Scope) -> Iterator[Condition]:
    binders, guards, targets = context
    if isinstance(node, (Sum, Product)):
        yield from _walked(node.low, context, scope)
        yield from _walked(node.high, context, scope)
        index, body = _fresh(node, binders, guards, scope)
        inner = (*binders, (index, node.low, node.high))
        yield from _walked(body, (inner, guards, targets - {node.index}), scope)
        return
    if isinstance(node, Cases):
        yield from _cases(node, context, scope)
        return
    if isinstance(node, Derivative):
        yield from _slope(node, context, scope)
        yield from _walked(node.variable, context, scope)
        return
    if isinstance(node, Pow) and _is_squared_norm(node):
        yield from _walked(node.base.args[0], context, scope)  # type: ignore[union-attr]
        return
    moved = targets & set(variables(node)) if targets else targets
    for needs, tree, *more in needed(node, scope, moved, binders):
        yield _condition(needs, tree, binders, (*guards, *more), scope)
    for part in children(node):
        yield from _walked(part, context, scope)


def _slope(node: Derivative, context: Context, scope: Scope) -> Iterator[Condition]:
    """What the body needs, and that it has a slope; that is exact for a single kink, and where there is none."""
    binders, guards, targets = context
    root = node.variable.base if isinstance(node.variable, Entry) else node.variable
    name = root.name if isinstance(root, Name) else ""
    moved = dict.fromkeys(_walked(node.body, (binders, guards, targets | {name}), scope))
    still = dict.fromkeys(_walked(node.body, context, scope))
    more = tuple(part for c in moved if c not in still for part in apart(c, scope))
    if not more or (not targets and not binders and is_single_kink(node.body, node.variable, scope)):
        yield from moved
        return
    yield from still
    yield Condition(needs=Needs.SLOPE, tree=node, binders=binders, guards=guards, enough=more)


def _fresh(node: Sum | Product, binders: Binders, guards: tuple[Compare, ...], scope: Scope) -> tuple[str, Node]:
    """The index and the body, renamed where the index hides a declared name or one that is bound around it."""
    taken = {*scope.types, *(b[0] for b in binders)}
    if node.index not in taken:
        return node.index, node.body
    index = node.index
    taken |= {n for part in (node.body, *guards) for n in variables(part)}
    while index in taken:
        index += "'"
    return index, put(node.body, {node.index: Name(index)})


def _condition(needs: Needs, tree: Node, binders: Binders, guards: tuple[Compare, ...], scope: Scope) -> Condition:
    """Under the binders that matter: those that are spoken of, and those whose range may be empty."""
    used = {n for part in (tree, *guards) for n in variables(part)}
    mine: list[tuple[str, Node, Node]] = []
    for index, low, high in reversed(binders):
        if index in used or not filled(low, high, scope):
            mine.append((index, low, high))
            used |= {*variables(low), *variables(high)}
    return Condition(needs=needs, tree=tree, binders=tuple(reversed(mine)), guards=guards)


def _is_squared_norm(node: Pow) -> bool:
    """|x|^2, which has a slope at 0 though |x| has none."""
    norm = isinstance(node.base, Call) and node.base.function == "norm" and len(node.base.args) == 1
    value = rational(node.exponent)
    return norm and value is not None and value > 0 and value % 2 == 0


def _cases(node: Cases, context: Context, scope: Scope) -> Iterator[Condition]:
    binders, guards, targets = context
    if node.otherwise is None and (scope.is_complex or not leaves_nothing_out(node)):
        yield _condition(Needs.OTHER, node, binders, guards, scope)
    for value, condition in zip(node.values, node.conditions, strict=True):
        # A condition is looked at where those before it do not hold.
        yield from _walked(condition, (binders, guards, targets), scope)
        if targets:
            for n, (a, b) in enumerate(zip(condition.sides, condition.sides[1:], strict=False)):
                if targets & {*variables(a), *variables(b)}:
                    before = (Compare(condition.sides[: n + 1], condition.orders[:n]),) if n else ()
                    yield _condition(Needs.NOT_ZERO, Add((a, Neg(b))), binders, (*guards, *before), scope)
        yield from _walked(value, (binders, (*guards, condition), targets), scope)
        guards = (*guards, Compare((Cases((ONE,), (condition,), MINUS_ONE), ONE), (Order.NOT_EQUAL,)))
    if node.otherwise is not None:
        yield from _walked(node.otherwise, (binders, guards, targets), scope)


# Taking apart


def apart(condition: Condition, scope: Scope) -> Iterator[Condition]:
    """The conditions that together say the same, without those that are certain."""
    if certain(condition, scope):
        return
    tree, needs = condition.tree, condition.needs

    def on(part: Node, need: Needs = needs) -> Iterator[Condition]:
        inner = Condition(needs=need, tree=part, binders=condition.binders, guards=condition.guards)
        return apart(inner, scope)

    if needs is Needs.NOT_ZERO and not is_array(tree, scope):
        match tree:
            case Call("det", (inner,)) if (parts := _square_parts(inner, scope)) is not None:
                for part in parts:
                    yield from on(Call("det", (part,)))
                return
            case Mul(factors) if not any(is_array(f, scope) for f in factors):
                for factor in factors:
                    yield from on(factor)
                return
            case Neg(arg) | Call("abs" | "sqrt" | "cbrt", (arg,), 0) | Div(arg, _):
                yield from on(arg)
                return
            case Pow(base, exponent) if rational(exponent):
                yield from on(base)
                return
            case Call("ln", (arg,), 0):
                yield from on(Add((arg, MINUS_ONE)))
                return
    if needs in (Needs.POSITIVE, Needs.NOT_NEGATIVE):
        match tree:
            case Mul(factors) if not any(is_array(f, scope) for f in factors):
                rest = tuple(f for f in factors if not certain(Condition(needs=Needs.POSITIVE, tree=f), scope))
                if len(rest) == 1:
                    yield from on(rest[0])
                    return
            case Call("sqrt", (arg,), 0) if needs is Needs.POSITIVE:
                yield from on(arg)
                return
            case Call("abs", (arg,), 0) if needs is Needs.POSITIVE:
                yield from on(arg, Needs.NOT_ZERO)
                return
            case Pow(base, exponent) if needs is Needs.POSITIVE and is_even(exponent):
                yield from on(base, Needs.NOT_ZERO)
                return
            case Div(top, bottom):
                for known, other in ((top, bottom), (bottom, top)):
                    if certain(Condition(needs=Needs.POSITIVE, tree=known), scope):
                        yield from on(other, Needs.POSITIVE if other is bottom else needs)
                        return
    yield condition


def _square_parts(inner: Node, scope: Scope) -> tuple[Node, ...] | None:
    """Square matrices that are all invertible where `inner` is; numbers among the factors are told apart elsewhere."""
    match inner:
        case Call("transpose" | "inv", (part,)):
            return (part,)
        case Pow(base, exponent) if rational(exponent):
            return (base,)
        case Mul(factors):
            shapes = [shape_of(f, scope) for f in factors]
            if all(s is not None and s[0] is not None and s[0] == s[1] for s in shapes):
                return factors
    return None
