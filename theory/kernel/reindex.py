"""A sum read in another order: sum_i f(i) = sum_j f(phi(j)) for a bijection phi of the range lo..hi onto itself.

Three bijections, n = hi - lo + 1: reflection phi(j) = lo + hi - j, rotation phi(j) = lo + (j - lo + c) mod n, and
rotation after reflection phi(j) = lo + (c - j + lo) mod n, with any integer c that is free of i and j. An empty range
gives 0 on both sides. The bodies are compared as they are written, remainders reduced by rules of this file alone.
A fourth one is any declared permutation pi of the range: sum_i f(pi(i)) = sum_j f(j), where i occurs as pi(i) only.
"""

from dataclasses import dataclass
from enum import Enum

from sympy import Add, Basic, Dummy, Expr, Function, Integer, Mod, Sum, Symbol, expand
from sympy.core.expr import Expr as Expression
from sympy.core.function import UndefinedFunction

from .conditions import Facts, definedness
from .functions import Expect, Partial
from .proof import Proof
from .refusal import KernelRefusal
from .statement import Index, Permutation, Relation, Statement

residue = Function(" residue", integer=True)  # a mod n, left alone by SymPy; a name that nobody can write


class Order(Enum):
    """The bijection of the range."""

    REFLECTED = "reflected"
    ROTATED = "rotated"
    TURNED = "reflected and rotated"
    PERMUTED = "permuted"


@dataclass(frozen=True, kw_only=True)
class Reindexing:
    """How the left sum's index runs when the right sum's runs from lowest to highest."""

    order: Order
    by: Expr = Integer(0)
    permutation: UndefinedFunction | None = None  # of PERMUTED


def prove(statement: Statement, data: object) -> Proof:
    """lhs and rhs are sums over one index each, with equal bounds; rhs is lhs in the order that `data` says."""
    lhs, rhs = statement.lhs, statement.rhs
    if not isinstance(data, Reindexing) or statement.relation is not Relation.EQUAL:
        return Proof(closed=False, detail="a reindexing shows an equality of two sums")
    if not all(isinstance(s, Sum) and len(s.limits) == 1 for s in (lhs, rhs)):
        return Proof(closed=False, detail="each side must be one sum over one index")
    if lhs.has(Expect, Partial) or rhs.has(Expect, Partial):
        return Proof(closed=False, detail="means and derivatives are not reindexed")
    (i, lower, upper), (j, other_lower, other_upper) = lhs.limits[0], rhs.limits[0]  # type: ignore[attr-defined]
    if any(expand(a - b) != 0 for a, b in ((lower, other_lower), (upper, other_upper))):
        return Proof(closed=False, detail="the two sums have different ranges")
    if not data.by.is_integer or {i, j} & data.by.free_symbols:
        return Proof(closed=False, detail=f"{data.by} is not an integer that is free of the indices")
    if not (lower.is_integer and upper.is_integer):
        return Proof(closed=False, detail="the bounds are not integers")
    declared = {d.symbol: (d.lower, d.upper) for d in statement.where if isinstance(d, Index)}
    bound = {limit[0] for side in (lhs, rhs) for s in side.atoms(Sum) for limit in s.limits}
    if (bound - {i, j}) & {i, j, *data.by.free_symbols, *upper.free_symbols, *lower.free_symbols}:
        return Proof(closed=False, detail="an inner index has the name of a symbol that is put in")
    inner = [limit[0] for side in (lhs, rhs) for s in side.args[0].atoms(Sum) for limit in s.limits]
    if {i, j} & set(inner) or bound & set(declared):
        return Proof(closed=False, detail="an index is bound twice")
    ranges = {**declared, j: (lower, upper)}
    held = Symbol(" held", integer=True)
    length = upper - lower + 1
    match data.order:
        case Order.REFLECTED:
            place: Expression = lower + upper - j
        case Order.ROTATED:
            place = lower + residue(j - lower + data.by, length)
        case Order.TURNED:
            place = lower + residue(data.by - j + lower, length)
        case Order.PERMUTED:
            place = j
    # i may be j: the old index is taken out before the new one is put in
    body = _held(lhs.args[0].xreplace({i: held}))
    if data.order is Order.PERMUTED:
        if fault := _not_permuted(statement, data, (lower, upper), lhs.args[0], i):
            return Proof(closed=False, detail=fault)
        body = body.xreplace({data.permutation(held): held})  # type: ignore[misc]
    left = _reduced(body.xreplace({held: place}), ranges)
    right = _reduced(_held(rhs.args[0]), ranges)
    facts = Facts(statement)
    recorded = tuple(dict.fromkeys((*definedness(lhs, statement.where), *definedness(rhs, statement.where))))
    undischarged = tuple(c for c in recorded if not facts.proves(c))
    return Proof(
        closed=left == right and not undischarged,
        recorded=recorded,
        undischarged=undischarged,
        detail="" if left == right else f"{left} is not {right}",
    )


def _not_permuted(statement: Statement, data: Reindexing, span: tuple[Basic, Basic], body: Basic, index: Symbol) -> str:
    """Why the sum over `index` does not run through a declared permutation of its range, or an empty string."""
    declared = next((d for d in statement.where if isinstance(d, Permutation) and d.symbol == data.permutation), None)
    if declared is None:
        return f"{data.permutation} is not declared as a permutation"
    if any(expand(a - b) != 0 for a, b in zip(span, (declared.lower, declared.upper), strict=True)):  # type: ignore[operator]
        return f"{declared.symbol} permutes another range"
    if index in body.xreplace({declared.symbol(index): Dummy("value", integer=True)}).free_symbols:
        return f"{index} occurs outside of {declared.symbol}({index})"
    return ""


def _held(expr: Basic) -> Basic:
    """Every Mod as a `residue`. Innermost first, so that SymPy rebuilds no Mod."""
    if not expr.args or isinstance(expr, Symbol):
        return expr
    parts = [_held(a) for a in expr.args]
    return residue(*parts) if isinstance(expr, Mod) else expr.func(*parts)


def _reduced(expr: Basic, ranges: dict[Basic, tuple[Basic, Basic]]) -> Basic:
    """(q n + a) mod n = a mod n, ((a mod n) q + b) mod n = (q a + b) mod n; a mod n = a for an index a in 0..n-1."""
    if not expr.args or isinstance(expr, Symbol):
        return expr
    parts = [_reduced(a, ranges) for a in expr.args]
    if expr.func != residue:
        return expr.func(*parts)
    argument, modulus = expand(parts[0]), expand(parts[1])
    for _ in range(9):
        flat = expand(Add(*(_term(t, modulus) for t in Add.make_args(argument))))
        if flat == argument:
            break
        argument = flat
    else:
        raise KernelRefusal("a remainder is nested too deep")
    if argument in ranges and ranges[argument][0] == 0 and expand(ranges[argument][1] + 1 - modulus) == 0:
        return argument
    return residue(argument, modulus)


def _term(term: Expr, modulus: Expr) -> Expr:
    """A term of a remainder's argument, up to multiples of the modulus."""
    coefficient, rest = term.as_coeff_Mul()
    if not isinstance(coefficient, Integer):
        return term
    if rest == modulus:
        return Integer(0)
    if rest.func == residue and rest.args[1] == modulus:
        return coefficient * rest.args[0]
    return term
