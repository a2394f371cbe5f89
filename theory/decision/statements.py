"""Typed statements proved or refuted: exact points against them first, then the kernel and certificates for them.

A statement speaks of all values of its names that its declarations and hypotheses allow. It is refuted by one point
where it certainly fails, or where one side of an equation has a value and the other has none; it is proved where a
certificate closes, both sides certainly have values wherever the hypotheses hold, and points agree.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import flint

from ..kernel.claim import Conclusion
from ..kernel.evidence import Evidence, Kind, Outcome
from ..kernel.verdict import standing
from ..language.declarations import Domain, Index, Matrix, Scalar, Scope, Vector, declared
from ..language.errors import Fault, ReadError, fail
from ..language.limits import MOST_CHARACTERS
from ..language.reader import Syntax, read
from ..language.shapes import check_shapes, completed
from ..language.tree import Add, Compare, Neg, Node, Order, variables
from ..language.write_calculator import calculator
from ..language.write_latex import latex
from .at_kinks import settled
from .certificates import Certificate, certificate
from .condition import Condition, Needs
from .domain import apart, conditions
from .evaluate import Point
from .outcome import Witness, witness
from .points import Sampler
from .proofs import NOT_TOLD, implied
from .roots import switches
from .search import sharpened, violation
from .truth import BITS, Link, Truth, agree, links, truth, value_at
from .verdict import Reading, Verdict

POINTS = 60
CRITICAL = 60
FEWEST = 12  # points that must agree where an identity is only measured
EQUALITIES = 2  # points of equality that are named


def prove(
    statement: str,
    given: Iterable[str] = (),
    let: Mapping[str, str] | Iterable[str] | None = None,
    syntax: Syntax = Syntax.AUTO,
) -> Verdict:
    """The verdict on a typed statement. Raises ReadError where a text cannot be read, or states nothing."""
    scope = declared(let)
    tree = relation(statement, scope, syntax)
    texts = (given,) if isinstance(given, str) else tuple(given)
    hypotheses = tuple(relation(g, scope, syntax, "a hypothesis") for g in texts)
    try:
        return judged(tree, hypotheses, scope)
    except ReadError as error:
        # shapes that do not fit; with hypotheses they may stand in one of these
        raise ReadError(error.fault, error.text or ("" if texts else statement)) from None


def relation(text: str, scope: Scope, syntax: Syntax, what: str = "a statement") -> Compare:
    """The tree of a text that states something. Raises ReadError."""
    tree = read(text, scope, syntax)
    if not isinstance(tree, Compare):
        error = fail(f"{what} needs a relation between two sides", expected="a sign such as =, <= or >")
        raise ReadError(error.fault, text)
    return tree


def judged(statement: Compare, given: tuple[Compare, ...], scope: Scope) -> Verdict:
    """The verdict on a statement that was read. Raises ReadError where shapes do not fit."""
    start = time.perf_counter()
    scope = completed(scope, statement, *given)
    for tree in (statement, *given):
        check_shapes(tree, scope)
    parts = [Judge(link, scope, given).judged() for link in links(statement)]
    evidence, witness_found, equality, hint = _together(parts)
    return Verdict(
        statement=reading(statement),
        given=tuple(reading(g) for g in given),
        conclusion=standing(evidence)[0],
        evidence=evidence,
        witness=witness_found,
        equality=equality,
        sizes=_sizes(scope, (statement, *given)),
        hint=hint,
        seconds=time.perf_counter() - start,
    )


def _sizes(scope: Scope, trees: Iterable[Node]) -> tuple[str, ...]:
    """The symbolic sizes that the trees speak of, in order of name."""
    used = {n for tree in trees for n in variables(tree)}
    found: set[int | str | None] = set()
    for name in used:
        match scope.type_of(name):
            case Vector(length=n) | Index(length=n):
                found.add(n)
            case Matrix(rows=m, columns=n):
                found |= {m, n}
            case Scalar(domain=Domain.SIZE):
                found.add(name)
    return tuple(sorted(n for n in found if isinstance(n, str)))


def fault_json(error: ReadError) -> dict[str, object]:
    """A fault as plain data, with the text that it stands in."""
    fault = error.fault
    return {
        "text": error.text[:MOST_CHARACTERS],
        "message": fault.message,
        "column": fault.column,
        "word": fault.word,
        "expected": fault.expected,
        "readings": list(fault.readings),
    }


def fault_of(data: Mapping) -> ReadError:
    """The error that `fault_json` wrote."""
    fault = {k: v for k, v in data.items() if k != "text"}
    return ReadError(Fault(**{**fault, "readings": tuple(fault["readings"])}), data["text"])


def reading(tree: Node) -> Reading:
    """A tree as it is written back."""
    return Reading(calculator=calculator(tree), latex=latex(tree))


@dataclass(frozen=True, kw_only=True)
class Part:
    """What was found about one comparison of a chain."""

    evidence: tuple[Evidence, ...]
    witness: Witness | None = None
    equality: tuple[str, ...] = ()
    hint: str = ""


def _together(parts: list[Part]) -> tuple[tuple[Evidence, ...], Witness | None, tuple[str, ...], str]:
    for part in parts:
        if standing(part.evidence)[0] is Conclusion.REFUTED:
            return part.evidence, part.witness, (), part.hint
    for part in parts:
        if standing(part.evidence)[0] is not Conclusion.PROVED:
            return part.evidence, part.witness, part.equality if len(parts) == 1 else (), part.hint
    evidence = tuple(e for part in parts for e in part.evidence)
    return evidence, None, parts[0].equality if len(parts) == 1 else (), ""


class Judge:
    """One comparison under its hypotheses."""

    def __init__(self, link: Link, scope: Scope, given: tuple[Compare, ...]) -> None:
        self.link, self.scope, self.given = link, scope, given
        self.sampler = Sampler(scope, (link.left, link.right), given)
        self.held = 0
        self.unclear = 0
        self.failed: tuple[Point, object, object] | None = None
        self.one_sided: tuple[Point, object, object] | None = None
        self.nowhere: Point | None = None
        self.equal_at: list[Point] = []

    def judged(self) -> Part:
        """Refuted by a point, proved by a certificate or by every point of a finite set, or neither."""
        with flint.ctx.workprec(BITS[0]):  # whatever was worked out before in this process
            return self._judged()

    def _judged(self) -> Part:
        self._look(self.sampler.points(POINTS))
        if self.failed is None:
            self._look(self.sampler.critical(CRITICAL, self._quantities()))
        if self.failed is None and self.link.order not in (Order.EQUAL, Order.NOT_EQUAL):
            self._look(violation(self.link, self.scope, self.sampler, self.given))
        if self.failed is not None:
            return self._refuted(sharpened(self.link, self.scope, self.sampler, self.failed))
        if self.one_sided is not None and self.link.order is Order.EQUAL:
            part = self._refuted(self.one_sided)
            return Part(evidence=part.evidence, witness=part.witness, hint=self._hint(self._certificate()))
        if not self.held and not self.unclear:
            return self._undecided("no point was found that meets the hypotheses and where both sides have a value")
        every = self._everywhere()
        if every:
            return self._proved(Certificate(how=f"each of the {every} points"))
        found = self._certificate()
        if found is not None and self.one_sided is None and self.nowhere is None and self._defined():
            return self._proved(found)
        if found is not None:
            return self._where_defined(found)
        return self._open()

    # Points

    def _everywhere(self) -> int:
        """How many points a finite domain has, if the comparison certainly holds at every one; else 0."""
        points = [p for p in self.sampler.every() or () if not self.sampler.excluded(p)]
        return len(points) if all(truth(self.link, self.scope, p)[0] is Truth.HOLDS for p in points) else 0

    def _quantities(self) -> list[Node]:
        both = (self.link.left, self.link.right)
        found = (c for side in both for c in conditions(side, self.scope))
        trees = [part.tree for c in found for part in (c.enough or (c,)) if not part.binders]
        return [*switches(both), *trees, *([Add((both[0], Neg(both[1])))] if self._scalar() else [])]

    def _scalar(self) -> bool:
        return all(isinstance(t, Scalar) for t in self.sampler.types.values())

    def _look(self, points: Iterable[Point]) -> None:
        for point in points:
            told, a, b = truth(self.link, self.scope, point)
            if told is Truth.FAILS:
                self.failed = (point, a, b)
                return
            if told is Truth.HOLDS:
                self.held += 1
                self._equality(point, a, b)
            elif told is Truth.UNDEFINED:
                self.one_sided = self.one_sided or (point, a, b)
            elif told is Truth.NOWHERE:
                self.nowhere = self.nowhere or point
            elif self.link.order is Order.EQUAL and self._close(point):
                self.held += 1
            else:
                self.unclear += 1

    def _equality(self, point: Point, a: object, b: object) -> None:
        """Kept where both sides are the same exact number: thirty digits alike are not equality."""
        asked = self.link.order in (Order.AT_MOST, Order.AT_LEAST) and len(self.equal_at) < EQUALITIES
        if asked and isinstance(a, flint.fmpq) and isinstance(b, flint.fmpq) and a == b:
            self.equal_at.append(point)

    def _close(self, point: Point) -> bool:
        flint.ctx.prec = BITS[1]
        return agree(*(value_at(side, self.scope, point) for side in (self.link.left, self.link.right))) is True

    # Proofs

    def _certificate(self) -> Certificate | None:
        try:
            return certificate(self.link, self.scope, self.given)
        except NOT_TOLD:
            return None

    def _needed(self) -> tuple[Condition, ...]:
        return tuple(c for side in (self.link.left, self.link.right) for c in conditions(side, self.scope))

    def _defined(self) -> bool:
        """Whether both sides certainly have a value wherever the hypotheses hold."""
        return not self._missing()

    def _missing(self) -> list[Condition]:
        known = tuple(c for g in self.given for c in told_by(g, self.scope))
        found = [c for c in self._needed() if not implied(known, (c,), self.scope, self.given)]
        slopes = [c for c in found if c.needs is Needs.SLOPE]
        if slopes and settled(self.link, slopes, self.scope, self.given, nowhere=False):
            return [c for c in found if c not in slopes]
        return found

    # Verdicts

    def _points(self) -> Evidence:
        measured = self.link.order is Order.EQUAL
        return Evidence(
            kind=Kind.EXACT,
            outcome=Outcome.HOLDS,
            detail=f"agrees at {self.held} points" if measured else f"holds at {self.held} points",
            instances=self.held,
            grade=f"agrees at {self.held} points",
        )

    def _proved(self, found: Certificate) -> Part:
        kind = Kind.ENCLOSURE if found.enclosed else Kind.SYMBOLIC
        grade = "enclosure" if found.enclosed else "all sizes"
        proof = Evidence(kind=kind, outcome=Outcome.HOLDS, detail=found.how, grade=grade)
        return Part(evidence=(proof, self._points()), equality=self._equalities())

    def _equalities(self) -> tuple[str, ...]:
        if not self._scalar():
            return ()
        simple = sorted(self.equal_at, key=lambda p: len(p.shown()))
        return tuple(f"at {p.shown()}" for p in simple[:1] if p and len(p.shown()) < 80)

    def _refuted(self, found: tuple[Point, object, object]) -> Part:
        told = witness(*found)
        detail = f"fails {told}: {told.reference} {self.link.order.value} {told.answer}"
        evidence = (Evidence(kind=Kind.EXACT, outcome=Outcome.REFUTES, detail=detail, instances=1),)
        return Part(evidence=evidence, witness=told)

    def _hint(self, found: Certificate | None) -> str:
        asked = (part for c in self._missing() for part in (c.enough if c.needs is Needs.SLOPE else (c,)))
        missing = [c for c in asked if c.needs not in (Needs.OTHER, Needs.SLOPE) and not c.binders and not c.guards]
        if not missing:
            return ""
        options = " ".join(f'--given "{c}"' for c in dict.fromkeys(map(str, missing)))
        return (
            f"proved where both sides have a value: {options}" if found else f"a hypothesis may be missing: {options}"
        )

    def _where_defined(self, found: Certificate) -> Part:
        place = self.one_sided[0] if self.one_sided else self.nowhere
        why = "both sides are not known to have a value everywhere"
        if place is not None:
            why = f"at {place.shown()} {'one side has' if self.one_sided else 'the sides have'} no value"
        return Part(evidence=self._silent(why), hint=self._hint(found))

    def _open(self) -> Part:
        undefined = self.one_sided is not None or self.nowhere is not None
        if self.link.order is Order.EQUAL and self.held >= FEWEST and not self.unclear and not undefined:
            detail = f"both sides agree at {self.held} points to 30 digits; not proved"
            numeric = Evidence(
                kind=Kind.NUMERIC,
                outcome=Outcome.HOLDS,
                detail=detail,
                instances=self.held,
                grade=f"agrees at {self.held} points",
            )
            return Part(evidence=(numeric,))
        why = f"no proof was found, and no counterexample among {self.held} points"
        if self.unclear:
            why += f"; {self.unclear} could not be told"
        return Part(evidence=self._silent(why), equality=self._equalities(), hint=self._hint(None) if undefined else "")

    def _undecided(self, why: str) -> Part:
        return Part(evidence=self._silent(why))

    @staticmethod
    def _silent(why: str) -> tuple[Evidence, ...]:
        return (Evidence(kind=Kind.SYMBOLIC, outcome=Outcome.UNDECIDED, detail=why),)


def told_by(given: Compare, scope: Scope) -> tuple[Condition, ...]:
    """The conditions that a hypothesis states: x != 0, det(A) != 0, x > 0, x >= 0, and these mirrored."""
    from fractions import Fraction

    from ..language.tree import Number

    zero = Number(Fraction(0))
    needs = {Order.NOT_EQUAL: Needs.NOT_ZERO, Order.GREATER: Needs.POSITIVE, Order.AT_LEAST: Needs.NOT_NEGATIVE}
    mirrored = {Order.NOT_EQUAL: Order.NOT_EQUAL, Order.LESS: Order.GREATER, Order.AT_MOST: Order.AT_LEAST}
    found: list[Condition] = []
    for link in links(given):
        if link.right == zero and link.order in needs:
            found += apart(Condition(needs=needs[link.order], tree=link.left), scope)
        elif link.left == zero and link.order in mirrored:
            found += apart(Condition(needs=needs[mirrored[link.order]], tree=link.right), scope)
    return tuple(found)
