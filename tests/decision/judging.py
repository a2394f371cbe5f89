"""Whether a decision contradicts the second opinion of `meaning`."""

import random
import re
from fractions import Fraction

from mpmath import mp

from backproof.theory.decision.decide import Decision, Outcome
from backproof.theory.language.declarations import Activation, Scope
from backproof.theory.language.tree import Call, Compare, Derivative, Node, walk

from .meaning import DIGITS, Values, compared, surveyed


def contradiction(
    decision: Decision, a: Node, b: Node, scope: Scope, given: tuple[Compare, ...], rng: random.Random, count: int = 20
) -> str:
    """What speaks against a decision; empty where nothing does."""
    match decision.outcome:
        case Outcome.EQUAL | Outcome.EQUAL_AT_POINTS:
            tally = surveyed(a, b, scope, given, rng, count)
            if tally["apart"] or tally["one"]:
                return f"{decision.outcome.value} but {tally}"
        case Outcome.DIFFERENT | Outcome.DOMAIN_DIFFERS if decision.witness is not None:
            at = _point(decision.witness.point, scope)
            if at is None:
                return ""
            found = compared(a, b, scope, at)
            wrong = ("same", "none", "one" if decision.outcome is Outcome.DIFFERENT else "apart")
            if found == "same" and (_close(decision) or _has_slope(a) or _has_slope(b)):
                return ""  # too few digits here; by the rules of calculus |0 x| has no slope, by differences it has
            if found in wrong:
                return f"{decision.outcome.value} but {found} {decision.witness}"
    return ""


def _has_slope(node: Node) -> bool:
    return any(isinstance(n, Derivative) or (isinstance(n, Call) and n.primes) for n in walk(node))


def _close(decision: Decision) -> bool:
    """Whether the two values shown agree in all digits that the second opinion has."""
    witness = decision.witness
    assert witness is not None
    try:
        x, y = (mp.mpf(re.sub(r"\s*\+/-.*|[\[\]]", "", t)) for t in (witness.reference, witness.answer))
    except (ValueError, TypeError):
        return False
    return abs(x - y) <= mp.mpf(10) ** -12 * (abs(x) + abs(y)) or abs(x - y) < mp.mpf(10) ** -20


def _point(shown: dict[str, str], scope: Scope) -> Values | None:
    at: Values = {}
    for name, text in shown.items():
        if isinstance(scope.type_of(name), Activation) or not re.fullmatch(r"[-0-9/\[\], ]+", text):
            return None
        with mp.workdps(DIGITS):
            rows = re.findall(r"\[([^\[\]]*)\]", text)
            if not rows:
                at[name] = _number(text)
            elif text.startswith("[["):
                at[name] = [[_number(x) for x in row.split(",")] for row in rows]
            else:
                at[name] = [[_number(x)] for x in rows[0].split(",")]
    return at


def _number(text: str) -> object:
    value = Fraction(text.strip())
    return mp.mpf(value.numerator) / value.denominator
