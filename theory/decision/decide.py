"""Equal, different, undecided: two formulas compared in this process, with budgets counted in work.

A few points first (a difference that shows there needs no proof attempt), then normal forms, then all points, kinks and
ends of the domain of definition. Equal is said only where the values and the domains are both proved the same and a
point exists where they have a value; different only where the enclosures of the two values at one point are apart.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache

import flint
from flint import fmpq

from ..language.declarations import Scope, Type
from ..language.errors import ReadError
from ..language.shapes import Shape, check_shapes, completed, unified
from ..language.tree import Compare, Node, Order, Product, Sum, variables, walk
from ..language.write_calculator import calculator
from .at_kinks import open_slopes, settled
from .certificates import certificate
from .condition import Condition
from .domain import conditions
from .equations import decide_relations
from .evaluate import Point
from .outcome import Decision, NoValue, Outcome, Witness, witness
from .own_points import OwnPoints
from .points import Sampler
from .roots import switches
from .same_domain import plainly_same_domain, same_domain
from .truth import AGREEMENT, Link, Truth, agree, truth

FIRST, FIRST_AT_KINKS = 5, 14  # points before a proof is tried
POINTS = 60
CRITICAL = 60
AROUND = 4  # points with values around which kinks and ends are looked for
FEWEST = 8  # points that must agree where nothing is proved
FIRST_BITS, BITS = 64, (128, 400, 1600)
OWN_POINTS = 8
NUMBER_BITS = 34_000  # for numbers without names: more than the digits of the longest text that is read


def decide(
    reference: Node,
    answer: Node,
    scope: Scope,
    given: tuple[Compare, ...] = (),
    tolerance: Fraction | None = None,
) -> Decision:
    """Compares two formulas over a declared scope. Raises ReadError where shapes inside of one do not fit."""
    with flint.ctx.workprec(BITS[0]):  # whatever was worked out before in this process
        return _decided(reference, answer, scope, given, tolerance)


def _decided(
    reference: Node, answer: Node, scope: Scope, given: tuple[Compare, ...], tolerance: Fraction | None
) -> Decision:
    scope, shape = _begun(tuple(scope.types.items()), reference, given)
    scope = completed(scope, answer)
    other = check_shapes(answer, scope)
    if isinstance(reference, Compare) or isinstance(answer, Compare):
        return decide_relations(reference, answer, scope, given)
    try:
        unified(shape, other, answer, "compared")
    except ReadError:
        return _shapes_differ(shape, other)
    return Comparer(reference, answer, scope, given, tolerance).run()


@lru_cache(maxsize=256)
def _begun(types: tuple[tuple[str, Type], ...], reference: Node, given: tuple[Compare, ...]) -> tuple[Scope, Shape]:
    """The scope with what the reference says of its names, and its shape.

    The reference alone says what its names run through: an answer must not make a whole number of a real one.
    """
    scope = completed(Scope(types=dict(types)), reference, *given)
    return scope, check_shapes(reference, scope)


def _shapes_differ(*shapes: Shape) -> Decision:
    words = ["a number" if shape is None else f"{shape[0]} x {shape[1]}" for shape in shapes]
    return Decision(outcome=Outcome.DIFFERENT, evidence=f"the shapes differ: {words[0]} and {words[1]}")


class Comparer:
    """One comparison of two formulas of the same shape."""

    def __init__(
        self, a: Node, b: Node, scope: Scope, given: tuple[Compare, ...], tolerance: Fraction | None = None
    ) -> None:
        self.a, self.b, self.scope, self.given = a, b, scope, given
        self.tolerance = None if tolerance is None else fmpq(tolerance.numerator, tolerance.denominator)
        self.sampler = Sampler(scope, (a, b), given)
        self.known = {id(tree): self.sampler.field.known(tree) for tree in (a, b)}
        self.agreed = 0
        self.met: list[Point] = []  # some points where both have a value, to look around
        self.unclear = 0
        self.own_points = 0
        self.apart: Witness | None = None
        self.one_sided: Witness | None = None
        self.why_unclear = ""
        self.at_kinks = False  # whether the slopes at all kinks were worked out

    def run(self) -> Decision:
        """The decision."""
        kinks = next(switches((self.a, self.b)), None) is not None
        if self._look(self.sampler.points(FIRST_AT_KINKS if kinks else FIRST), FIRST_BITS):
            return self._different()
        met, self.agreed, self.unclear = self.agreed, 0, 0  # these points come again
        if self.tolerance is not None:
            return self._by_points("")
        proof = self._proof() if met or self.a == self.b else ""
        if proof and self.one_sided is None and met and plainly_same_domain(self.a, self.b, self.scope):
            return Decision(outcome=Outcome.EQUAL, evidence=f"proved ({proof})", points=met)
        return self._by_points(proof)

    def _proof(self) -> str:
        link = Link(left=self.a, order=Order.EQUAL, right=self.b)
        found = certificate(link, self.scope, self.given)
        if found is None or self.a == self.b:
            return found.how if found is not None else ""
        slopes = open_slopes(link, self.scope, self.given)
        if not slopes:
            return found.how
        # At kinks, where slopes may exist by chance, the rules of the proof do not hold.
        self.at_kinks = settled(link, slopes, self.scope, self.given, nowhere=True)
        return f"{found.how}, and the values at kinks" if self.at_kinks else ""

    # Points

    def _everywhere(self) -> int:
        """How many points a finite domain has, if both have the same value at every one, or none; 0 otherwise."""
        link = Link(left=self.a, order=Order.EQUAL, right=self.b)
        points = [p for p in self.sampler.every() or () if not self.sampler.excluded(p)]
        told = [truth(link, self.scope, p)[0] for p in points]
        same = Truth.HOLDS in told and all(t in (Truth.HOLDS, Truth.NOWHERE) for t in told)
        return len(points) if same else 0

    def _by_points(self, proof: str) -> Decision:
        every = 0 if proof or self.tolerance is not None else self._everywhere()
        if every:
            return Decision(outcome=Outcome.EQUAL, evidence=f"the same at each of the {every} points", points=every)
        general = self.sampler.points(POINTS)
        critical = self.sampler.critical(CRITICAL, self._quantities(), self.met)
        # Where the values are proved the same, only a point that one of the domains lacks is looked for.
        for points in (critical, general) if proof else (general, critical):
            if self._look(points, BITS[0], until_one_sided=bool(proof)):
                return self._different()
            if proof and points is critical and self.one_sided is None and self.met and self._same_domain():
                return Decision(outcome=Outcome.EQUAL, evidence=f"proved ({proof})", points=len(self.met))
        if (not proof or self.one_sided is not None) and self._apart_at_own_points():
            return self._different()
        if self.one_sided is not None and (self.agreed or proof):
            told = (
                f"the values are the same (proved: {proof})" if proof else f"the values agree at {self.agreed} points"
            )
            return Decision(
                outcome=Outcome.DOMAIN_DIFFERS,
                evidence=f"{told} where both have one; the domains differ",
                witness=self.one_sided,
                points=self.agreed,
                own_points=self.own_points,
            )
        if self.one_sided is not None:
            return Decision(
                outcome=Outcome.DOMAIN_DIFFERS,
                evidence="no point was found where both have a value",
                witness=self.one_sided,
            )
        if self.tolerance is not None and self.agreed and not variables(self.a) and not variables(self.b):
            return Decision(outcome=Outcome.EQUAL, evidence=f"within the tolerance {self.tolerance}", points=1)
        if proof and self.agreed:
            return self._proved_by_points(proof)
        fewest = FEWEST if self.sampler.types else 1
        known = self.own_points > 0 or not self.sampler.types
        if self.agreed >= fewest and self.agreed > 2 * self.unclear and known:
            told = f"to {AGREEMENT} digits" if self.tolerance is None else f"within {self.tolerance}"
            return Decision(
                outcome=Outcome.EQUAL_AT_POINTS,
                evidence=f"agree at {self.agreed} point{'s' * (self.agreed != 1)} {told}; not proved",
                points=self.agreed,
                own_points=self.own_points,
            )
        why = self.why_unclear or "too few points where both have a value"
        return Decision(outcome=Outcome.UNDECIDED, evidence=why, points=self.agreed)

    def _apart_at_own_points(self) -> bool:
        """Whether points that nobody knows beforehand tell the two apart; numbers are looked at with many digits."""
        counted = self.agreed, self.unclear
        if not self.sampler.types:
            self._compared_closely()
        own = OwnPoints(self.sampler, f"{calculator(self.a)} and {calculator(self.b)}")
        for point in (*own.anywhere(OWN_POINTS), *own.around(self.met)) if self.sampler.types else ():
            before = self.agreed
            self._at(point, BITS[0])
            self.own_points += self.agreed > before
            if self.apart is not None:
                break
        self.agreed, self.unclear = counted
        return self.apart is not None

    def _compared_closely(self) -> None:
        if self.tolerance is None:
            is_long = any(isinstance(n, (Sum, Product)) for side in (self.a, self.b) for n in walk(side))
            with flint.ctx.workprec(BITS[-1] if is_long else NUMBER_BITS):
                x, y = self._value(self.a, Point()), self._value(self.b, Point())
                if not isinstance(x, NoValue) and not isinstance(y, NoValue) and agree(x, y, self.tolerance) is False:
                    self.apart = witness(Point(), x, y)

    def _proved_by_points(self, proof: str) -> Decision:
        if self._same_domain():
            return Decision(outcome=Outcome.EQUAL, evidence=f"proved ({proof})", points=self.agreed)
        return Decision(
            outcome=Outcome.EQUAL_AT_POINTS,
            evidence=f"the values are the same wherever both have one (proved: {proof}); "
            f"the domains agree at {self.agreed} points",
            points=self.agreed,
        )

    def _quantities(self) -> Iterator[Node]:
        yield from switches((self.a, self.b))
        found = (*self._of(self.a), *self._of(self.b))
        for condition in (part for c in found for part in (c.enough or (c,))):
            if not {b[0] for b in condition.binders} & set(variables(condition.tree)):
                yield condition.tree

    def _look(self, points: Iterator[Point], bits: int, until_one_sided: bool = False) -> bool:
        """Whether one of the points tells the two apart for certain."""
        for point in points:
            if until_one_sided and self.one_sided is not None and self.agreed:
                return False
            self._at(point, bits)
            if self.apart is not None:
                return True
        return False

    def _at(self, point: Point, bits: int) -> None:
        for precision in (bits, *(b for b in BITS if b > bits)):
            flint.ctx.prec = precision
            x, y = self._value(self.a, point), self._value(self.b, point)
            if NoValue.UNCLEAR not in (x, y):
                break
        if x is NoValue.UNCLEAR or y is NoValue.UNCLEAR:
            self.unclear += 1
            return
        if x is NoValue.UNDEFINED or y is NoValue.UNDEFINED:
            if x is not y:
                self.one_sided = self.one_sided or witness(point, x, y)
            return
        self._compared(point, x, y, precision)

    def _compared(self, point: Point, x: object, y: object, precision: int) -> None:
        if len(self.met) < AROUND and point not in self.met:
            self.met.append(point)
        for bits in (precision, *(b for b in BITS if b > precision)):
            if bits != precision:
                flint.ctx.prec = bits
                x, y = self._value(self.a, point), self._value(self.b, point)
                if isinstance(x, NoValue) or isinstance(y, NoValue):
                    break
            verdict = agree(x, y, self.tolerance)
            if verdict is False:
                self.apart = witness(point, x, y)
                return
            if verdict:
                self.agreed += 1
                return
            if bits == FIRST_BITS:  # a first look: not told apart is enough
                self.agreed += 1
                return
        self.unclear += 1
        self.why_unclear = "two values that the balls do not tell apart"

    def _value(self, tree: Node, point: Point) -> object:
        found, why = self.known[id(tree)].at(point)
        self.why_unclear = self.why_unclear or why
        return found

    # Domains

    def _of(self, tree: Node) -> tuple[Condition, ...]:
        return conditions(tree, self.scope)

    def _same_domain(self) -> bool:
        """Whether both formulas certainly have a value at the same points."""
        return same_domain(self.a, self.b, self.scope, self.given, self.at_kinks)

    # Results

    def _different(self) -> Decision:
        return Decision(
            outcome=Outcome.DIFFERENT,
            evidence="the values at one point are apart, certified",
            witness=self.apart,
            points=self.agreed,
        )


__all__ = ["Comparer", "Decision", "NoValue", "Outcome", "Witness", "decide"]
