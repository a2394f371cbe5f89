"""What a person wrote, as a tree: immutable, unevaluated, equal when it would be written alike.

Nothing is cancelled, ordered or computed. Every node knows the column where it began (not part of equality), so that
a fault found later can still be shown in the text. Fields are positional: trees are written out often, and each class
has few of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import Enum
from fractions import Fraction
from typing import Any, NamedTuple, TypeVar

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


# By class, not by matching: trees are walked through far more often than they are made.
_PARTS: dict[type, Callable[[Any], tuple[Node, ...]]] = {
    Number: lambda n: (),
    Constant: lambda n: (),
    Name: lambda n: (),
    PartialName: lambda n: (),
    Entry: lambda n: (n.base, *n.indices),
    Add: lambda n: n.terms,
    Mul: lambda n: n.factors,
    Call: lambda n: n.args,
    Compare: lambda n: n.sides,
    Neg: lambda n: (n.arg,),
    Div: lambda n: (n.top, n.bottom),
    Pow: lambda n: (n.base, n.exponent),
    Derivative: lambda n: (n.body, n.variable),
    Sum: lambda n: (n.body, n.low, n.high),
    Product: lambda n: (n.body, n.low, n.high),
    Cases: lambda n: (*n.values, *n.conditions, *(() if n.otherwise is None else (n.otherwise,))),
    Rows: lambda n: tuple(x for row in n.rows for x in row),
}


def children(node: Node) -> tuple[Node, ...]:
    """The parts of a node, in reading order."""
    parts = _PARTS.get(type(node))
    if parts is None:
        raise TypeError(f"not a tree: {node!r}")
    return parts(node)


def _cases(n: Cases, parts: tuple[Node, ...]) -> Cases:
    count = len(n.values)
    rest = parts[2 * count] if len(parts) > 2 * count else None
    return Cases(parts[:count], parts[count : 2 * count], rest, n.at)  # type: ignore[arg-type]


def _rows(n: Rows, parts: tuple[Node, ...]) -> Rows:
    width = len(n.rows[0])
    return Rows(tuple(parts[k : k + width] for k in range(0, len(parts), width)), n.at)


_MADE: dict[type, Callable[[Any, tuple[Node, ...]], Node]] = {
    Number: lambda n, parts: n,
    Constant: lambda n, parts: n,
    Name: lambda n, parts: n,
    PartialName: lambda n, parts: n,
    Entry: lambda n, parts: Entry(parts[0], parts[1:], n.at),
    Add: lambda n, parts: Add(parts, n.at),
    Mul: lambda n, parts: Mul(parts, n.at),
    Call: lambda n, parts: Call(n.function, parts, n.primes, n.at),
    Compare: lambda n, parts: Compare(parts, n.orders, n.at),
    Neg: lambda n, parts: Neg(parts[0], n.at),
    Div: lambda n, parts: Div(parts[0], parts[1], n.at),
    Pow: lambda n, parts: Pow(parts[0], parts[1], n.at),
    Derivative: lambda n, parts: Derivative(parts[0], parts[1], n.order, n.at),
    Sum: lambda n, parts: Sum(parts[0], n.index, parts[1], parts[2], n.at),
    Product: lambda n, parts: Product(parts[0], n.index, parts[1], parts[2], n.at),
    Cases: _cases,
    Rows: _rows,
}


def rebuilt(node: T, parts: tuple[Node, ...]) -> T:
    """The node with other parts, as many as `children` gives."""
    made = _MADE.get(type(node))
    if made is None:
        raise TypeError(f"not a tree: {node!r}")
    return made(node, parts)  # type: ignore[return-value]


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, without recursion."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        waiting.extend(children(here)[::-1])


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


class Words(NamedTuple):
    """The words of a formula, each once, in reading order: free names, functions, quantities such as dL/dW."""

    names: tuple[str, ...]
    functions: tuple[str, ...]
    partials: tuple[PartialName, ...]


def words(node: Node) -> Words:
    """The words of a formula. Kept: whoever compares two formulas asks for them again and again."""
    known = _known_words.get(id(node))
    if known is not None:
        return known[1]
    below = tuple(walk(node))
    functions = dict.fromkeys(n.function for n in below if type(n) is Call)
    partials = dict.fromkeys(n for n in below if type(n) is PartialName)
    found = Words(tuple(variables(node)), tuple(functions), tuple(partials))
    if len(_known_words) >= MOST_KNOWN:
        _known_words.clear()
    _known_words[id(node)] = (node, found)
    return found


MOST_KNOWN = 1000
_known_words: dict[int, tuple[Node, Words]] = {}  # by identity, which is theirs as long as they are kept here


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
