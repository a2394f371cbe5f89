"""Which mistake a wrong answer is: told by its values at a few points, not by how it is written."""

from flint import arb, ctx, fmpq

from ..theory.decision.duals import Unclear, Undefined, plain
from ..theory.decision.evaluate import Evaluator, Point
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


def recognised(part: Part, seen: "Values") -> str | None:
    """The slip that leads from the key to this wrong answer, told by its values."""
    key = keys.key(part)
    trees = (key.short,) if key.short == key.full or size(key.full) > MOST_NODES else (key.short, key.full)
    for tree in trees if seen.tells else ():
        for name, changed in slips(tree):
            try:
                forms = part.vocabulary.forms(changed)
            except ReadError:
                continue
            if seen.is_like(forms.full):
                return name
    return None


def written_like(part: Part, answer: Forms) -> str | None:
    """The slip that leads from the key to an answer without any value, told by how it is written."""
    key = keys.key(part)
    return next((n for tree in (key.short, key.full) for n, c in slips(tree) if c in (answer.short, answer.full)), None)


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
            self.scope = completed(scope, key, answer)
            points = Sampler(self.scope, (key, answer), given).points(POINTS_TO_LOOK_AT)
            for point in sorted((p for p in points if not _is_single(p)), key=_entries):
                value = self._value(point, answer)
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
        """Whether another formula has the same values, as far as two hundred bits tell."""
        tree = self.same.tree(tree)
        return self.tells and all(_near(own, self._value(point, tree)) for point, own in self.points)

    def _value(self, point: Point, tree: Node) -> list[fmpq | arb]:
        """The entries of a value; empty where there is none or it is not told."""
        ctx.prec = BITS
        try:
            value = Evaluator(self.scope, point).value(tree)
            grid = value if isinstance(value, list) else [[value]]
            entries = [plain(x) for row in grid for x in row]
            return entries if all(isinstance(x, (fmpq, arb)) for x in entries) else []  # type: ignore[return-value]
        except (Undefined, Unclear, ArithmeticError, ValueError, TypeError, LookupError):
            return []


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
