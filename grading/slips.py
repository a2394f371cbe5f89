"""Slips of the pen in a tree: a sign, a factor 2, a lost term, factor, square or transpose, exchanged indices, the
activation for its slope. They name what went wrong in an answer that is known to be wrong, and decide nothing.
"""

from collections.abc import Iterator
from fractions import Fraction

from ..theory.language.functions import SIGNATURES
from ..theory.language.tree import Add, Call, Div, Entry, Mul, Neg, Node, Number, Pow, Product, Sum, children, rebuilt

MOST = 40
TWO = Number(Fraction(2))
WORDS = {
    "lost_sign": "the sign is wrong",
    "sign_of_a_term": "the sign of one term is wrong",
    "factor_two": "a factor 2 too many",
    "half": "a factor 2 is missing",
    "lost_term": "a term is missing",
    "lost_factor": "a factor is missing",
    "lost_square": "a square is missing",
    "upside_down": "a quotient is upside down",
    "lost_transpose": "a transpose is missing",
    "transposed": "a transpose is missing or stands on the wrong factor: this is the transpose of what is asked for",
    "lost_inverse": "an inverse is missing",
    "exchanged_indices": "two indices are exchanged",
    "slope_for_activation": "the slope stands where the function should",
    "activation_for_slope": "the function stands where its slope should",
    "exchanged_factors": "two factors stand in the wrong order",
}


def slips(tree: Node) -> Iterator[tuple[str, Node]]:
    """Names of slips with the trees that they lead to, different from one another, at most `MOST`."""
    seen = {tree}
    whole = [("lost_sign", Neg(tree)), ("factor_two", Mul((TWO, tree))), ("half", Div(tree, TWO))]
    yield from _fresh([*whole, ("transposed", Call("transpose", (tree,)))], seen)
    for count, found in enumerate(_fresh(_anywhere(tree), seen)):
        if count >= MOST:
            return
        yield found


def _fresh(found: object, seen: set[Node]) -> Iterator[tuple[str, Node]]:
    for name, changed in found:  # type: ignore[attr-defined]
        if changed not in seen:
            seen.add(changed)
            yield name, changed


def _anywhere(node: Node) -> Iterator[tuple[str, Node]]:
    yield from _here(node)
    parts = children(node)
    for place, part in enumerate(parts):
        if isinstance(node, (Sum, Product)) and place > 0:
            break
        if isinstance(node, Entry) and place == 0:
            continue
        for name, changed in _anywhere(part):
            yield name, rebuilt(node, (*parts[:place], changed, *parts[place + 1 :]))


def _here(node: Node) -> Iterator[tuple[str, Node]]:
    match node:
        case Add(terms):
            for n, term in enumerate(terms):
                rest = (*terms[:n], *terms[n + 1 :])
                yield "lost_term", rest[0] if len(rest) == 1 else Add(rest)
                flipped = term.arg if isinstance(term, Neg) else Neg(term)
                yield "sign_of_a_term", Add((*terms[:n], flipped, *terms[n + 1 :]))
        case Mul(factors):
            for n in range(len(factors)):
                rest = (*factors[:n], *factors[n + 1 :])
                yield "lost_factor", rest[0] if len(rest) == 1 else Mul(rest)
            for n in range(len(factors) - 1):
                yield "exchanged_factors", Mul((*factors[:n], factors[n + 1], factors[n], *factors[n + 2 :]))
        case Div(top, bottom):
            yield "upside_down", Div(bottom, top)
            yield "lost_factor", top
        case Pow(base, Number(value)) if value == 2:
            yield "lost_square", base
        case Call("transpose", (arg,)):
            yield "lost_transpose", arg
        case Call("inv", (arg,)):
            yield "lost_inverse", arg
        case Call(function, (arg,), primes) if function not in SIGNATURES or primes:
            yield "slope_for_activation", Call(function, (arg,), primes + 1)
            if primes:
                yield "activation_for_slope", Call(function, (arg,), primes - 1)
        case Entry(base, (i, j)) if i != j:
            yield "exchanged_indices", Entry(base, (j, i))
