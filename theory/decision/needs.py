"""What one node needs to have a value, among real and among complex numbers, and under derivatives."""

from collections.abc import Iterator

from ..language.declarations import Scope
from ..language.tree import Add, Call, Compare, Derivative, Div, Entry, Name, Neg, Node, Order, Pow
from .condition import MINUS_ONE, ONE, TWO, ZERO, Condition, Needs
from .plainly import Binders, is_array, is_natural, is_whole, rational, stays_inside
from .signs import certain

Need = tuple[Needs, Node] | tuple[Needs, Node, Compare]  # the last one is a guard
BRANCHED = ("ln", "log10", "log2", "log_base", "sqrt", "asin", "acos", "acosh", "atanh")  # of complex numbers
KINKED = ("abs", "relu", "leaky_relu", "sign", "heaviside")


def needed(node: Node, scope: Scope, moved: frozenset[str], binders: Binders) -> Iterator[Need]:
    """What one node needs, perhaps only under a guard. `moved`: the variables of derivatives around it in it."""
    match node:
        case Div(_, bottom):
            yield Needs.NOT_ZERO, bottom
        case Pow(base, exponent):
            yield from _power(node, base, exponent, scope, moved, binders)
        case Entry(base, indices):
            if not stays_inside(base, indices, scope, binders):
                yield Needs.OTHER, node
        case Call(name, args, primes):
            yield from _function(node, name, args, scope, moved, bool(moved) or primes > 0)


def _power(
    node: Pow, base: Node, exponent: Node, scope: Scope, moved: frozenset[str], binders: Binders
) -> Iterator[Need]:
    value = rational(exponent)
    if value is not None and value.denominator == 1:
        if value < 0:
            yield Needs.NOT_ZERO, Call("det", (base,)) if is_array(base, scope) else base
    elif scope.is_complex:
        if value is None or moved:
            yield Needs.OTHER, _within_derivatives(node, moved)
        elif value < 0:
            yield Needs.NOT_ZERO, base
    elif value is not None:
        strict = value < 0 or moved
        yield (Needs.POSITIVE if strict else Needs.NOT_NEGATIVE), base
    elif is_natural(exponent, scope, binders):
        return
    elif is_array(base, scope):
        yield Needs.OTHER, node
    elif not certain(Condition(needs=Needs.POSITIVE, tree=base, binders=binders), scope):
        if is_whole(exponent, scope):
            yield Needs.NOT_ZERO, base, Compare((exponent, ZERO), (Order.LESS,))
        else:
            yield Needs.OTHER, _within_derivatives(node, moved)


def _within_derivatives(node: Node, moved: frozenset[str]) -> Node:
    """A node under derivatives in some variables: it may have fewer values than alone."""
    for name in sorted(moved):
        node = Derivative(node, Name(name))
    return node


def _function(
    node: Call, name: str, args: tuple[Node, ...], scope: Scope, variables_moved: frozenset[str], moved: bool
) -> Iterator[Need]:
    x = args[0]
    if scope.is_complex and name in BRANCHED:
        if moved:
            yield Needs.OTHER, _within_derivatives(node, variables_moved)
        match name:
            case "ln" | "log10" | "log2":
                yield Needs.NOT_ZERO, x
            case "log_base":
                yield from ((Needs.NOT_ZERO, x), (Needs.NOT_ZERO, args[1]), (Needs.NOT_ZERO, Add((x, MINUS_ONE))))
            case "atanh":
                yield Needs.NOT_ZERO, Add((ONE, Neg(Pow(x, TWO))))
        return
    match name:
        case "ln" | "log10" | "log2":
            yield Needs.POSITIVE, x
        case "log_base":
            yield Needs.POSITIVE, args[1]
            yield Needs.POSITIVE, x
            yield Needs.NOT_ZERO, Add((x, MINUS_ONE))
        case "sqrt":
            yield (Needs.POSITIVE if moved else Needs.NOT_NEGATIVE), x
        case "root":
            order = rational(args[1])
            if order is None or order.denominator != 1 or order <= 0:
                yield Needs.OTHER, node
            elif order % 2 == 0:
                yield (Needs.POSITIVE if moved else Needs.NOT_NEGATIVE), x
            elif moved and order > 1:
                yield Needs.NOT_ZERO, x
        case "cbrt" if moved:
            yield Needs.NOT_ZERO, x
        case "tan" | "sec":
            yield Needs.NOT_ZERO, Call("cos", (x,))
        case "cot" | "csc":
            yield Needs.NOT_ZERO, Call("sin", (x,))
        case "sech":  # cosh has zeros among the complex numbers
            yield Needs.NOT_ZERO, Call("cosh", (x,))
        case "coth" | "csch":
            yield Needs.NOT_ZERO, Call("sinh", (x,))
        case "asin" | "acos":
            yield (Needs.POSITIVE if moved else Needs.NOT_NEGATIVE), Add((ONE, Neg(Pow(x, TWO))))
        case "atanh":
            yield Needs.POSITIVE, Add((ONE, Neg(Pow(x, TWO))))
        case "acosh":
            yield (Needs.POSITIVE if moved else Needs.NOT_NEGATIVE), Add((x, MINUS_ONE))
        case "inv":
            yield Needs.NOT_ZERO, Call("det", (x,))
        case "factorial":
            if not is_natural(x, scope):
                yield Needs.OTHER, node
        case "binomial":
            if not all(is_whole(a, scope) for a in args):
                yield Needs.OTHER, node
        case "norm" if moved:
            yield Needs.NOT_ZERO, node
        case "floor" | "ceil" if scope.is_complex and not is_whole(x, scope):
            yield Needs.OTHER, node  # of a complex number there is none
        case "floor" | "ceil" if moved:
            yield Needs.OTHER, Call(name, (x,), 1)
        case "max" | "min" if moved and len(set(args)) == 1:
            return
        case "max" | "min" if moved and len(args) == 2:
            yield Needs.NOT_ZERO, Add((args[0], Neg(args[1])))
        case "max" | "min" if moved:  # only ties with the greatest one count
            yield Needs.OTHER, _within_derivatives(node, variables_moved)
        case _ if moved and name in KINKED:
            yield Needs.NOT_ZERO, x
