"""Whether recursions define anything: each value is reached from the start without running in a circle.

A recursion like T(k+1) = T(k+1) + 1 has no solution, and everything would follow from it.
"""

from collections.abc import Iterator

from sympy import Basic, Indexed, Sum, preorder_traversal

from .functions import Term
from .statement import Sequence


def order_of_definition(sequences: list[Sequence]) -> str:
    """What is wrong with the order in which sequences define one another, or an empty string.

    Within a group of sequences that read one another, `initial` reads none of them, and `successor` reads the place
    before; of one that is declared earlier also the place that is being defined.
    """
    reads = {s.symbol: {base for f in (s.initial, s.successor) for base, _ in _terms(f)} for s in sequences}
    reach = {symbol: _reachable(symbol, reads) for symbol in reads}
    seen: list[Basic] = []
    for s in sequences:
        circle = {other for other in reach[s.symbol] if s.symbol in reach.get(other, ())}
        if any((t.top is None) != (s.top is None) for t in sequences if t.symbol in circle):
            return f"the recursions of {s.symbol} and of what it reads run in opposite directions"
        if any(base in circle for base, _ in _terms(s.initial)):
            return f"the initial value of {s.symbol} reads the recursion that it starts"
        before, here = (s.index, s.index + 1) if s.top is None else (s.index + 1, s.index)
        for base, place in _terms(s.successor):
            if base in circle and place != before and not (base in seen and place == here):
                return f"the successor of {s.symbol} reads {base} at {place}, which is not defined before it"
        if any(limits[0] == s.index for part in s.successor.atoms(Sum) for limits in part.limits):
            return f"the recursion of {s.symbol} binds its own index {s.index} in a sum"
        seen.append(s.symbol)
    return ""


def _terms(formula: Basic) -> Iterator[tuple[Basic, Basic]]:
    """The (array or matrix sequence, place) pairs that a formula reads; other arrays come along and do no harm."""
    for part in preorder_traversal(formula):
        if isinstance(part, Indexed):
            yield part.base, part.indices[0]
        elif isinstance(part, Term):
            yield part.args[0], part.args[1]


def _reachable(symbol: Basic, reads: dict[Basic, set[Basic]]) -> set[Basic]:
    found: set[Basic] = set()
    pending = [symbol]
    while pending:
        for base in reads.get(pending.pop(), ()):
            if base not in found:
                found.add(base)
                pending.append(base)
    return found
