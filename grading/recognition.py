"""Which mistake a wrong answer is: told by its values at a few points, not by how it is written."""

from functools import cache, lru_cache

from flint import arb, ctx, fmpq

from ..theory.decision.duals import plain
from ..theory.decision.evaluate import Point
from ..theory.decision.field import Field, Known
from ..theory.decision.outcome import NoValue
from ..theory.decision.points import Sampler
from ..theory.language.errors import ReadError
from ..theory.language.shapes import completed
from ..theory.language.tree import Node, size
from . import keys
from .assignment import Part
from .comparison import OneSize
from .slips import slips
from .vocabulary import Forms

POINTS_TO_LOOK_AT, FEWEST_POINTS = 12, 5
BITS = 200
MOST_NODES = 80  # of a key whose definitions are looked into for slips
MOST_FIELDS = 64


def recognised(part: Part, seen: "Values") -> str | None:
    """The slip that leads from the key to this wrong answer, told by its values."""
    if seen.tells and not seen.is_like(keys.key(part).full):  # one that is right at the points asks for other eyes
        for name, tree in _slips(part):
            if seen.is_like(tree):
                return name
    return None


@cache
def _slips(part: Part) -> tuple[tuple[str, Node], ...]:
    """Slips of the key and what they lead to, written out; those of its short form first."""
    key = keys.key(part)
    found = []
    for tree in (key.short,) if key.short == key.full or size(key.full) > MOST_NODES else (key.short, key.full):
        for name, changed in slips(tree):
            try:
                found.append((name, part.vocabulary.forms(changed).full))
            except ReadError:
                continue
    return tuple(found)


def written_like(part: Part, answer: Forms) -> str | None:
    """The slip that leads from the key to an answer without any value, told by how it is written."""
    key = keys.key(part)
    return next((n for tree in (key.short, key.full) for n, c in slips(tree) if c in (answer.short, answer.full)), None)


@lru_cache(maxsize=MOST_FIELDS)
def _known(field: Field) -> dict[tuple[int, OneSize], tuple[Node, Known]]:
    """What is known, over some names, of the trees that a part keeps: its mistakes and its slips."""
    return {}


class Values:
    """The values of an answer that is known to be wrong, at a few points: they tell which mistake it is."""

    def __init__(self, part: Part, answer: Node, one_size: bool = False) -> None:
        """one_size: whether the shapes of the answer fit only where all sizes are equal."""
        key, given = keys.key(part).full, part.vocabulary.hypotheses
        scope = part.vocabulary.used(key, answer)
        self.same = OneSize.of(scope) if one_size else OneSize()
        if one_size:
            key, answer = self.same.tree(key), self.same.tree(answer)
            scope, given = self.same.scope(scope), self.same.hypotheses(given)
        self.points: list[tuple[Point, list[fmpq | arb]]] = []
        try:
            self.field = Sampler(completed(scope, key, answer), (key, answer), given).field
            own = self.field.known(answer)
            points = self.field.points(POINTS_TO_LOOK_AT)
            for point in sorted((p for p in points if not _is_single(p)), key=_entries):
                value = _value(own, point)
                self.points += [(point, value)] if value else []
                if self.tells:
                    break
        except ReadError:
            pass

    @property
    def tells(self) -> bool:
        """Whether there are enough of them to tell one formula from another."""
        return len(self.points) >= FEWEST_POINTS

    def is_like(self, tree: Node) -> bool:
        """Whether a formula that the part keeps has the same values, as far as two hundred bits tell."""
        if not self.tells:
            return False
        kept, key = _known(self.field), (id(tree), self.same)
        if key not in kept:
            kept[key] = (tree, Known(self.same.tree(tree), self.field.scope))
        with ctx.workprec(BITS):
            return all(_near(own, _value(kept[key][1], point)) for point, own in self.points)


def _value(known: Known, point: Point) -> list[fmpq | arb]:
    """The entries of a value; empty where there is none or it is not told."""
    try:
        with ctx.workprec(BITS):
            value, _ = known.at(point)
            if isinstance(value, NoValue):
                return []
            grid = value if isinstance(value, list) else [[value]]
            entries = [plain(x) for row in grid for x in row]
            return entries if all(isinstance(x, (fmpq, arb)) for x in entries) else []  # type: ignore[return-value]
    except (ArithmeticError, TypeError, LookupError):  # a mistake may speak of names that have no value here
        return []


def is_multiple(part: Part, reference: Node, tree: Node) -> bool:
    """Whether a formula is the reference times a number, as far as its values at some points tell."""
    try:
        tree = part.vocabulary.expanded(tree)
        scope = completed(part.vocabulary.used(reference, tree), reference, tree)
        field = Sampler(scope, (reference, tree), part.vocabulary.hypotheses).field
    except ReadError:
        return False
    ratios = []
    with ctx.workprec(BITS):
        for point in field.points(POINTS_TO_LOOK_AT):
            below, above = (_value(field.known(t), point) for t in (reference, tree))
            if len(below) == len(above) == 1 and abs(below[0]) > 0:
                ratios.append(arb(above[0]) / arb(below[0]))
        return len(ratios) >= FEWEST_POINTS and all(r.overlaps(ratios[0]) for r in ratios)


def _entries(point: Point) -> int:
    return sum(len(v) * len(v[0]) for v in point.values() if isinstance(v, list))


def _is_single(point: Point) -> bool:
    """Whether all arrays have one entry: there most formulas are alike."""
    return 0 < _entries(point) == sum(isinstance(v, list) for v in point.values())


def _near(own: list[fmpq | arb], other: list[fmpq | arb]) -> bool:
    if len(own) != len(other):
        return False
    gaps = [x - y for x, y in zip(own, other, strict=True)]
    return all(g == 0 if isinstance(g, fmpq) else g.is_finite() and g.contains(0) for g in gaps)
