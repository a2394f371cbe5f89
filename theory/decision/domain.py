"""Where a formula has a value: its conditions, read off the tree before anything is cancelled, and their comparison.

A condition is about a subtree (not zero, positive, ...), perhaps for every value of a bound index, perhaps only where a
case applies. `certain` shows one from signs that are plain to see; the kernel's calculus of signs shows more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from ..language.declarations import Domain as Numbers
from ..language.declarations import Index, Matrix, Scalar, Scope, Vector
from ..language.functions import SIGNATURES
from ..language.shapes import WHOLE, _Shapes, shape_of
from ..language.tree import (
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
    Sum,
    children,
    put,
    variables,
    walk,
)
from ..language.write_calculator import calculator


class Needs(Enum):
    """What a subtree must be."""

    NOT_ZERO = "!= 0"
    POSITIVE = "> 0"
    NOT_NEGATIVE = ">= 0"
    OTHER = "has a value"  # compared by its wording alone


@dataclass(frozen=True, kw_only=True)
class Condition:
    """`tree` is as `needs` says, for every value of `binders`, where all `guards` hold."""

    needs: Needs
    tree: Node
    binders: "Binders" = ()
    guards: tuple[Compare, ...] = ()

    def __str__(self) -> str:
        return f"{calculator(self.tree)} {self.needs.value}"


Binders = tuple[tuple[str, Node, Node], ...]  # index, low, high, from the outside
Context = tuple[Binders, tuple[Compare, ...], frozenset[str]]
Need = tuple[Needs, Node] | tuple[Needs, Node, Compare]  # the last one is a guard
BRANCHED = ("ln", "log10", "log2", "log_base", "sqrt", "asin", "acos", "acosh", "atanh")  # of complex numbers
KINKED = ("abs", "relu", "leaky_relu", "sign", "heaviside")
POSITIVE_VALUES = ("exp", "sigmoid", "softplus", "cosh", "sech", "Phi", "phi", "softmax")
INCREASING_ODD = ("sinh", "tanh", "erf", "asinh", "atan", "sign", "cbrt")
ZERO, ONE, TWO = (Number(Fraction(n)) for n in range(3))
MINUS_ONE = Neg(ONE)


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
        root = node.variable.base if isinstance(node.variable, Entry) else node.variable
        name = root.name if isinstance(root, Name) else ""
        yield from _walked(node.body, (binders, guards, targets | {name}), scope)
        yield from _walked(node.variable, context, scope)
        return
    if isinstance(node, Pow) and _is_squared_norm(node):
        yield from _walked(node.base.args[0], context, scope)  # type: ignore[union-attr]
        return
    moved = targets & set(variables(node)) if targets else targets
    for needs, tree, *more in _needed(node, scope, moved, binders):
        yield _condition(needs, tree, binders, (*guards, *more), scope)
    for part in children(node):
        yield from _walked(part, context, scope)


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
        if index in used or not _filled(low, high, scope):
            mine.append((index, low, high))
            used |= {*variables(low), *variables(high)}
    return Condition(needs=needs, tree=tree, binders=tuple(reversed(mine)), guards=guards)


def _filled(low: Node, high: Node, scope: Scope) -> bool:
    """Whether a range plainly has a number in it: 1, ..., n for a size n, or between two literals."""
    first, last = rational(low), rational(high)
    if first is None:
        return False
    if last is not None:
        return first <= last
    declared = scope.type_of(high.name) if isinstance(high, Name) else None
    return first <= 1 and isinstance(declared, Scalar) and declared.domain is Numbers.SIZE


def _is_squared_norm(node: Pow) -> bool:
    """|x|^2, which has a slope at 0 though |x| has none."""
    norm = isinstance(node.base, Call) and node.base.function == "norm" and len(node.base.args) == 1
    value = rational(node.exponent)
    return norm and value is not None and value > 0 and value % 2 == 0


def _cases(node: Cases, context: Context, scope: Scope) -> Iterator[Condition]:
    binders, guards, targets = context
    if node.otherwise is None:
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


def _needed(node: Node, scope: Scope, moved: frozenset[str], binders: Binders) -> Iterator[Need]:
    """What one node needs, perhaps only under a guard. `moved`: the variables of derivatives around it in it."""
    match node:
        case Div(_, bottom):
            yield Needs.NOT_ZERO, bottom
        case Pow(base, exponent):
            yield from _power(node, base, exponent, scope, moved, binders)
        case Entry(base, indices):
            if not _inside(base, indices, scope, binders):
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
    elif _natural(exponent, scope, binders):
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
            if not _natural(x, scope):
                yield Needs.OTHER, node
        case "binomial":
            if not all(is_whole(a, scope) for a in args):
                yield Needs.OTHER, node
        case "norm" if moved:
            yield Needs.NOT_ZERO, node
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
            case Pow(base, exponent) if needs is Needs.POSITIVE and _even(exponent):
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


def _even(exponent: Node) -> bool:
    value = rational(exponent)
    return value is not None and value.denominator == 1 and value % 2 == 0 and value != 0


# Certain signs


def certain(condition: Condition, scope: Scope) -> bool:
    """Whether the condition plainly holds wherever its tree has a value."""
    if condition.needs is Needs.OTHER:
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
                return self.positive(base) or (self.real and _even(exponent) and self.nonzero(base))
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
                return not hidden and _filled(low, high, self.scope) and self._inside(index, low).positive(body)
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
                even = self.real and _even(exponent) and not is_array(base, self.scope)
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


def _natural(node: Node, scope: Scope, binders: Binders = ()) -> bool:
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
        case Pow(base, exponent) if _natural(base, scope, binders) and _natural(exponent, scope, binders):
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
            return is_whole(base, scope) and _natural(exponent, scope)
        case Call("factorial" | "binomial" | "floor" | "ceil"):
            return True
    return False


def _inside(base: Node, indices: tuple[Node, ...], scope: Scope, binders: Binders) -> bool:
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
