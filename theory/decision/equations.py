"""Equations and inequalities compared: the same solutions, up to a factor that is certainly not zero.

Equal is said where one difference of sides is proved to be such a factor times the other one, with the same domain;
different where a point certainly solves one of the two alone.
"""

from collections.abc import Iterator
from fractions import Fraction

from flint import arb, fmpq

from ..language.declarations import Domain, Matrix, Scalar, Scope, Vector
from ..language.errors import fail
from ..language.tree import Add, Call, Compare, Div, Mul, Name, Neg, Node, Number, Order, variables, walk
from .condition import Condition, Needs
from .domain import apart, conditions
from .duals import plain
from .evaluate import Point
from .outcome import Decision, NoValue, Outcome, Witness, shown
from .points import Sampler
from .pools import in_domain
from .proofs import proved_equal
from .roots import roots
from .same_domain import implied, same_domain
from .truth import Link, Truth, links, truth, value_at

POINTS = 40
MOST_EXPONENTIALS = 3  # that are tried as factors
SOLVED = 6  # points whose variables are moved to a solution
MIRRORED = {Order.GREATER: Order.LESS, Order.AT_LEAST: Order.AT_MOST}
SAID = {Truth.HOLDS: "holds", Truth.FAILS: "does not hold", Truth.UNDEFINED: "has no value", Truth.NOWHERE: "no value"}


def decide_relations(reference: Node, answer: Node, scope: Scope, given: tuple[Compare, ...]) -> Decision:
    """Compares two statements. Raises ReadError where one of them is a formula without a relation."""
    if not isinstance(answer, Compare):
        raise fail("the answer is a formula, the reference a statement", expected="a sign such as = or <=")
    if not isinstance(reference, Compare):
        sign = answer.orders[0].value
        raise fail(f"the answer has the sign {sign!r}, the reference is a formula", answer.at, sign, "a formula alone")
    mine, theirs = links(reference), links(answer)
    apart, one_sided = _apart(reference, answer, scope, given)
    if apart is not None:
        return Decision(outcome=Outcome.DIFFERENT, evidence="one of the two alone holds at a point", witness=apart)
    if one_sided is not None:
        told = "where one of the two holds the other has no value"
        return Decision(outcome=Outcome.DOMAIN_DIFFERS, evidence=told, witness=one_sided)
    if len(mine) == len(theirs):
        proofs = [_proved(a, b, scope, given) for a, b in zip(mine, theirs, strict=True)]
        if all(proofs):
            factors = " and ".join(dict.fromkeys(p for p in proofs if p))
            return Decision(outcome=Outcome.EQUAL, evidence=f"proved ({factors})")
    return Decision(outcome=Outcome.UNDECIDED, evidence="no factor between the two was found, and no point apart")


def _gap(link: Link) -> tuple[Node, Order]:
    """right - left with =, !=, < or <=: the sign that the gap has."""
    if link.order in MIRRORED:
        return Add((link.left, Neg(link.right))), MIRRORED[link.order]
    return Add((link.right, Neg(link.left))), link.order


# Proofs


def _proved(a: Link, b: Link, scope: Scope, given: tuple[Compare, ...]) -> str:
    """By which factor the two are the same; empty where that is not shown."""
    (g, order), (h, other) = _gap(a), _gap(b)
    if order is not other or not same_domain(g, h, scope, given):
        return ""
    signed = order in (Order.LESS, Order.AT_MOST)
    for factor in _factors(g, h, scope, given):
        if not _usable(factor, signed, scope, given):
            continue
        scaled = Mul((factor, g))
        # What the factor needs is implied by what both sides need, or the equation says nothing there.
        if implied(conditions(g, scope), conditions(factor, scope), scope, given) and proved_equal(
            h, scaled, scope, given
        ):
            return "up to a factor" if factor != Number(Fraction(1)) else "normal form"
    return ""


def _usable(factor: Node, signed: bool, scope: Scope, given: tuple[Compare, ...]) -> bool:
    """Whether a factor is certainly not zero (for inequalities: positive) on the declared domain."""
    asked = Condition(needs=Needs.POSITIVE if signed else Needs.NOT_ZERO, tree=factor)
    return implied((), tuple(apart(asked, scope)), scope, given)


def _factors(g: Node, h: Node, scope: Scope, given: tuple[Compare, ...]) -> Iterator[Node]:
    """Candidates for h / g: a number; products and quotients of variables that the two differ by."""
    ratios = _ratios(g, h, scope, given)
    if len(set(ratios)) == 1:
        yield _number(ratios[0])
        return
    names = [Name(n) for n in {**variables(g), **variables(h)} if isinstance(scope.type_of(n), Scalar)]
    for name in names:
        for candidate in (name, Div(Number(Fraction(1)), name), Mul((name, name))):
            scaled = _ratios(Mul((candidate, g)), h, scope, given)
            if scaled and len(set(scaled)) == 1:
                yield candidate if scaled[0] == 1 else Mul((_number(scaled[0]), candidate))
    powers = dict.fromkeys(n for side in (g, h) for n in walk(side) if isinstance(n, Call) and n.function == "exp")
    for each in list(powers)[:MOST_EXPONENTIALS]:
        for candidate in (each, Div(Number(Fraction(1)), each)):
            scaled = _ratios(Mul((candidate, g)), h, scope, given)
            if scaled and len(set(scaled)) == 1:
                yield candidate if scaled[0] == 1 else Mul((_number(scaled[0]), candidate))


def _ratios(g: Node, h: Node, scope: Scope, given: tuple[Compare, ...]) -> list[fmpq]:
    """h / g at a few points; rational numbers are guessed from balls."""
    found = []
    for point in Sampler(scope, (g, h), given).points(8):
        a, b = (value_at(x, scope, point) for x in (g, h))
        if isinstance(a, (NoValue, list)) or isinstance(b, (NoValue, list)):
            if isinstance(a, list) and isinstance(b, list):
                a, b = a[0][0], b[0][0]
            else:
                continue
        x, y = plain(a), plain(b)
        if isinstance(x, fmpq) and isinstance(y, fmpq):
            if x != 0:
                found.append(y / x)
        elif isinstance(x, (fmpq, arb)) and isinstance(y, (fmpq, arb)) and not arb(x).contains(0):
            guess = Fraction(float((arb(y) / arb(x)).mid())).limit_denominator(1000)
            found.append(fmpq(guess.numerator, guess.denominator))
    return found


def _number(value: fmpq) -> Node:
    size = Number(Fraction(int(abs(value).p), int(value.q)))
    return Neg(size) if value < 0 else size


# Points


def _apart(a: Compare, b: Compare, scope: Scope, given: tuple[Compare, ...]) -> tuple[Witness | None, Witness | None]:
    """A point where one statement certainly holds and the other does not; one where the other has no value."""
    sampler = Sampler(scope, (a, b), given)
    points = [*sampler.points(POINTS), *sampler.critical(POINTS, [_gap(x)[0] for x in (*links(a), *links(b))])]
    one_sided = None
    starts = (*points[:SOLVED], *_plain_points(sampler))
    for point in (*points, *(p for at in starts for p in _solutions((a, b), scope, sampler, at))):
        told = {_holds(a, scope, point), _holds(b, scope, point)}
        if Truth.HOLDS not in told or len(told) == 1 or Truth.UNCLEAR in told:
            continue
        found = Witness(
            point=shown(point), reference=SAID[_holds(a, scope, point)], answer=SAID[_holds(b, scope, point)]
        )
        if Truth.FAILS in told:
            return found, None
        one_sided = one_sided or found
    return None, one_sided


def _solutions(statements: tuple[Compare, ...], scope: Scope, sampler: Sampler, point: Point) -> Iterator[Point]:
    for statement in statements:
        for link in links(statement):
            gap = _gap(link)[0]
            yield from _named_side(link, scope, sampler, point)
            for name in variables(gap):
                declared = scope.type_of(name)
                if not isinstance(declared, Scalar) or declared.domain is Domain.COMPLEX:
                    continue
                for value in roots(gap, name, scope, point, exact=True):
                    if in_domain(value, declared):
                        moved = Point(point)
                        moved[name] = value
                        settled = sampler.settled(moved)
                        if settled is not None:
                            yield settled


def _plain_points(sampler: Sampler) -> Iterator[Point]:
    """Points with zero and one for every real number, where exponentials and logarithms are rational."""
    start = next(sampler.points(1), None)
    for value in (fmpq(0), fmpq(1)):
        if start is not None:
            yield Point({n: value if _is_real(sampler.types[n]) else v for n, v in start.items()})


def _is_real(declared: object) -> bool:
    return isinstance(declared, Scalar) and declared.domain is Domain.REAL


def _named_side(link: Link, scope: Scope, sampler: Sampler, point: Point) -> Iterator[Point]:
    """Of b = A x: the point with b as it must be."""
    for name, other in ((link.left, link.right), (link.right, link.left)):
        if isinstance(name, Name) and isinstance(scope.type_of(name.name), (Vector, Matrix)):
            value = value_at(other, scope, point)
            if name.name in variables(other) or not isinstance(value, list):
                continue
            if all(isinstance(x, fmpq) for row in value for x in row):
                settled = sampler.settled(Point({**point, name.name: value}))
                if settled is not None:
                    yield settled


def _holds(statement: Compare, scope: Scope, point: Point) -> Truth:
    """Whether the whole chain holds."""
    found = [truth(link, scope, point)[0] for link in links(statement)]
    for here in (Truth.UNCLEAR, Truth.FAILS, Truth.UNDEFINED, Truth.NOWHERE):
        if here in found:
            return here
    return Truth.HOLDS
