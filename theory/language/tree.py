"""What a person wrote, as a tree: immutable, unevaluated, equal when it would be written alike.

Nothing is cancelled, ordered or computed. Every node knows the column where it began (not part of equality), so that
a fault found later can still be shown in the text. Fields are positional: trees are written out often, and each class
has few of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from typing import TypeVar

T = TypeVar("T", bound="Node")


class Order(Enum):
    """How one side stands to the next one."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="


@dataclass(frozen=True, slots=True)
class Number:
    """A non-negative literal, exact; decimals are finite."""

    value: Fraction
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Constant:
    """pi, e, the imaginary unit i (only where declared) or the unit matrix I."""

    name: str
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Name:
    """A variable: letters, then perhaps _subscript, ^{(superscript)} and primes, which are parts of the name."""

    name: str
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """base[i, j]: an entry of a vector or matrix, counted from 1."""

    base: "Node"
    indices: tuple["Node", ...]
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Add:
    """A sum of two or more terms; a difference has a `Neg` among them."""

    terms: tuple["Node", ...]
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Neg:
    """The negative of something."""

    arg: "Node"
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Mul:
    """A product of two or more factors, in this order: matrices do not commute."""

    factors: tuple["Node", ...]
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Div:
    """A quotient."""

    top: "Node"
    bottom: "Node"
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Pow:
    """A power."""

    base: "Node"
    exponent: "Node"
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function of `functions.py`, or a declared activation, at its arguments; `primes` counts derivatives."""

    function: str
    args: tuple["Node", ...]
    primes: int = 0
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Derivative:
    """The derivative of `body` in a variable or entry, `order` times."""

    body: "Node"
    variable: "Node"
    order: int = 1
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class PartialName:
    """The quantity that is called dL/dW where neither is given as a function: a name of its own."""

    of: str
    by: str
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of `body` over index = low, ..., high; the index is bound in `body` alone."""

    body: "Node"
    index: str
    low: "Node"
    high: "Node"
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Product:
    """The product of `body` over index = low, ..., high."""

    body: "Node"
    index: str
    low: "Node"
    high: "Node"
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Cases:
    """The value of the first condition that holds, else `otherwise`; undefined where there is none."""

    values: tuple["Node", ...]
    conditions: tuple["Compare", ...]
    otherwise: "Node | None" = None
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rows:
    """A matrix written out, row by row."""

    rows: tuple[tuple["Node", ...], ...]
    at: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Compare:
    """a < b, or a chain a < b <= c: all of it holds."""

    sides: tuple["Node", ...]
    orders: tuple[Order, ...]
    at: int = field(default=0, compare=False, repr=False)


Node = (
    Number
    | Constant
    | Name
    | Entry
    | Add
    | Neg
    | Mul
    | Div
    | Pow
    | Call
    | Derivative
    | PartialName
    | Sum
    | Product
    | Cases
    | Rows
    | Compare
)
Binder = Sum | Product


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, in reading order."""
    match node:
        case Number() | Constant() | Name() | PartialName():
            return ()
        case Entry(base, indices):
            return (base, *indices)
        case Add(parts) | Mul(parts) | Call(_, parts) | Compare(parts):
            return parts
        case Neg(arg):
            return (arg,)
        case Div(a, b) | Pow(a, b) | Derivative(a, b):
            return (a, b)
        case Sum(body, _, low, high) | Product(body, _, low, high):
            return (body, low, high)
        case Cases(values, conditions, otherwise):
            return (*values, *conditions, *(() if otherwise is None else (otherwise,)))
        case Rows(rows):
            return tuple(x for row in rows for x in row)
    raise TypeError(f"not a tree: {node!r}")


def rebuilt(node: T, parts: tuple[Node, ...]) -> T:
    """The node with other parts, as many as `children` gives."""
    match node:
        case Number() | Constant() | Name() | PartialName():
            return node
        case Entry():
            return replace(node, base=parts[0], indices=parts[1:])
        case Add():
            return replace(node, terms=parts)
        case Mul():
            return replace(node, factors=parts)
        case Call():
            return replace(node, args=parts)
        case Compare():
            return replace(node, sides=parts)
        case Neg():
            return replace(node, arg=parts[0])
        case Div():
            return replace(node, top=parts[0], bottom=parts[1])
        case Pow():
            return replace(node, base=parts[0], exponent=parts[1])
        case Derivative():
            return replace(node, body=parts[0], variable=parts[1])
        case Sum() | Product():
            return replace(node, body=parts[0], low=parts[1], high=parts[2])
        case Cases():
            n = len(node.values)
            rest = parts[2 * n] if len(parts) > 2 * n else None
            return replace(node, values=parts[:n], conditions=parts[n : 2 * n], otherwise=rest)
        case Rows():
            width = len(node.rows[0])
            return replace(node, rows=tuple(parts[n : n + width] for n in range(0, len(parts), width)))
    raise TypeError(f"not a tree: {node!r}")


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, without recursion."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(reversed(children(here)))


def size(node: Node) -> int:
    """The number of nodes."""
    return sum(1 for _ in walk(node))


def depth(node: Node) -> int:
    """The longest way down, counted in nodes; without recursion."""
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        here, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((part, level + 1) for part in children(here))
    return deepest


def variables(node: Node, bound: frozenset[str] = frozenset()) -> dict[str, None]:
    """The names that are free, in reading order. Names of `PartialName`s are not among them."""
    found: dict[str, None] = {}
    _free(node, bound, found)
    return found


def _free(node: Node, bound: frozenset[str], found: dict[str, None]) -> None:
    if isinstance(node, Name):
        if node.name not in bound:
            found[node.name] = None
        return
    if isinstance(node, (Sum, Product)):
        _free(node.low, bound, found)
        _free(node.high, bound, found)
        _free(node.body, bound | {node.index}, found)
        return
    for part in children(node):
        _free(part, bound, found)


def put(node: Node, values: dict[str, Node]) -> Node:
    """The tree with free names replaced; bound indices that would capture a name of a value are renamed."""
    if not values:
        return node
    if isinstance(node, Name):
        return values.get(node.name, node)
    if isinstance(node, (Sum, Product)):
        inner = {name: value for name, value in values.items() if name != node.index}
        index, body = node.index, node.body
        taken = {n for value in inner.values() for n in variables(value)}
        if index in taken:
            fresh = index
            everywhere = taken | set(variables(body)) | set(inner)
            while fresh in everywhere:
                fresh += "'"
            body = put(body, {index: Name(fresh)})
            index = fresh
        return replace(node, body=put(body, inner), index=index, low=put(node.low, values), high=put(node.high, values))
    return rebuilt(node, tuple(put(part, values) for part in children(node)))
