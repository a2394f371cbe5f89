"""What names are short for: `delta[k]` for `f[k] - y[k]`, `ell` for `l`, and formulas with that written out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from ..theory.language.declarations import standard_name
from ..theory.language.errors import fail
from ..theory.language.tree import (
    Call,
    Derivative,
    Entry,
    Name,
    Node,
    Number,
    Product,
    Sum,
    children,
    put,
    rebuilt,
    variables,
    words,
)

PATTERN = re.compile(r"\s*([A-Za-z]+(?:_[A-Za-z0-9]+)?(?:\^\{\([A-Za-z0-9+-]+\)\})?'*)\s*(?:([\[(])([^\])]*)[\])])?\s*")


@dataclass(frozen=True)
class Definition:
    """`name` alone, `name[i, j]` or `name(z)`, and what it is short for; `name[i, 0]` speaks of the index 0 alone."""

    name: str
    brackets: str
    parameters: tuple[str, ...]
    body: Node
    raw: Node  # as it was written

    @cached_property
    def free(self) -> frozenset[str]:
        """The names that it brings in."""
        return frozenset(variables(self.body)) - set(self.parameters)

    @property
    def is_total(self) -> bool:
        """Whether it speaks of every index."""
        return not any(p.isdecimal() for p in self.parameters)

    def fits(self, indices: tuple[Node, ...]) -> bool:
        """Whether these indices or arguments are meant."""
        return len(indices) == len(self.parameters) and all(
            not p.isdecimal() or i == Number(Fraction(int(p))) for p, i in zip(self.parameters, indices, strict=True)
        )


Definitions = Mapping[str, tuple[Definition, ...]]


def pattern_of(text: str) -> tuple[str, str, tuple[str, ...]]:
    """`delta[k]` as its name, kind of bracket and parameters. Raises ReadError."""
    match = PATTERN.fullmatch(text)
    if match is None:
        raise fail(f"{text!r} cannot be defined", expected="a name, a name[i] or a function(z)")
    parameters = tuple(p.strip() for p in match[3].split(",")) if match[3] else ()
    if not all(p.isalpha() or p == "0" for p in parameters) or len(set(parameters)) != len(parameters):
        raise fail(f"the parameters of {text!r}", expected="different letters apart by commas")
    return standard_name(match[1]), match[2] or "", parameters


def is_spelling(d: Definition) -> bool:
    """Whether it is only another spelling of a name, an entry or a function."""
    match d.raw:
        case Name():
            return not d.brackets
        case Entry(Name(), indices):
            return d.brackets == "[" and all(isinstance(i, Name) for i in indices)
        case Call(_, (Name(parameter),), 0):
            return d.brackets == "(" and d.parameters == (parameter,)
    return False


def written_out(node: Node, known: Definitions) -> Node:
    """The tree with definitions put in; the same object where there are none in it."""
    return node if known.keys().isdisjoint(words_of(node)) else _put_in(node, known)


def _put_in(node: Node, known: Definitions, bound: frozenset[str] = frozenset()) -> Node:
    match node:
        case Entry(Name(name), indices) if name not in bound and any(d.brackets == "[" for d in known.get(name, ())):
            inner = tuple(_put_in(i, known, bound) for i in indices)
            d = next((d for d in known[name] if d.brackets == "[" and d.fits(inner)), None)
            if d is not None:
                return put(d.body, {p: i for p, i in zip(d.parameters, inner, strict=True) if not p.isdecimal()})
            if any(d.brackets == "[" and d.is_total for d in known[name]):
                raise fail(f"{name} with {len(indices)} index", node.at, name)
            return replace(node, indices=inner)
        case Name(name):
            if name not in known or name in bound:
                return node
            whole = next((d for d in known[name] if not d.brackets), None)
            if whole is not None:
                return whole.body
            if any(d.is_total for d in known[name]):
                raise fail(f"{name} without its index", node.at, name, expected=f"{name}[...]")
            return node
        case Call(function, args, primes) if function in known and known[function][0].brackets == "(":
            return _applied(node, known[function][0], [_put_in(a, known, bound) for a in args], primes)
        case Sum(index=index) | Product(index=index):
            return _bound_apart(node, index, known, bound)
        case Derivative(body, variable):
            inner = _put_in(variable, known, bound)
            if not isinstance(inner, (Name, Entry)):
                raise fail("a derivative in something that is short for a formula", variable.at)
            return replace(node, body=_put_in(body, known, bound), variable=inner)
    parts = children(node)
    written = tuple(_put_in(part, known, bound) for part in parts)
    return node if all(a is b for a, b in zip(parts, written, strict=True)) else rebuilt(node, written)


def _bound_apart(node: Sum | Product, index: str, known: Definitions, bound: frozenset[str]) -> Node:
    """A sum with its body written out; where a definition speaks of a free name like the index, that is renamed."""
    low, high = _put_in(node.low, known, bound), _put_in(node.high, known, bound)
    body = _put_in(node.body, known, bound | {index})
    if body is node.body:
        return node if low is node.low and high is node.high else replace(node, low=low, high=high)
    brought_in = set().union(*(d.free for n in words_of(node.body) for d in known.get(n, ())))
    if index not in brought_in:
        return replace(node, body=body, low=low, high=high)
    fresh, before = index, variables(node.body)
    while fresh in brought_in or fresh in before:
        fresh += "'"
    renamed = put(node.body, {index: Name(fresh)})
    return replace(node, index=fresh, body=_put_in(renamed, known, bound | {fresh}), low=low, high=high)


def words_of(node: Node) -> set[str]:
    """The names and functions of a formula."""
    found = words(node)
    return {*found.names, *found.functions}


def _applied(node: Call, d: Definition, args: list[Node], primes: int) -> Node:
    if len(args) != len(d.parameters):
        raise fail(f"{d.name} of {len(args)} arguments", node.at, d.name, expected=f"{len(d.parameters)}")
    if not primes:
        return put(d.body, dict(zip(d.parameters, args, strict=True)))
    match d.body:
        case Call(function, (Name(parameter),), 0) if d.parameters == (parameter,):
            return Call(function, tuple(args), primes, node.at)
    raise fail(f"a prime at {d.name}", node.at, d.name, expected="the derivative worked out")
