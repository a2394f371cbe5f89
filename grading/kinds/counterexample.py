"""A counterexample: the student's instance is replayed. The hypotheses must hold there and the conclusion must fail."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from flint import ctx, fmpq

from ...theory.decision.duals import Unclear, Undefined
from ...theory.decision.evaluate import Evaluator, Point
from ...theory.decision.outcome import value_text
from ...theory.decision.pools import in_domain
from ...theory.decision.truth import Truth, links, truth
from ...theory.language.declarations import Domain, Index, Matrix, Scalar, Scope, Vector, standard_name
from ...theory.language.errors import ReadError
from ...theory.language.reader import Syntax, read, syntax_of
from ...theory.language.tree import Compare, Rows, variables
from ...theory.language.write_calculator import calculator
from ..assignment import AssignmentError, Part
from ..judgement import Judgement, Outcome
from ..keys import forms_of
from ..layers import LayerError
from ..layers_text import assignments_of
from ..tables import Table
from ..values import plainly
from ..verdicts import correct, cut, graded, unreadable, waiting
from ..vocabulary import Vocabulary

BITS = 256
MOST_SIDE = 30


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The claim that is to be refuted, as a comparison."""

    conclusion: str


def settings(table: Table, points: Fraction) -> Settings:
    """The conclusion of a part. Raises AssignmentError."""
    return Settings(conclusion=table.text("conclusion"))


def complain(part: Part) -> None:
    """Raises AssignmentError where the statement is missing or cannot be read."""
    if part.key is not None and not part.key.claim:
        raise part.key.where.fault(f"part {part.id} has a key", 'write conclusion = "a <= b", or claim = "topic.name"')
    if not part.settings.conclusion and part.key is None:  # type: ignore[attr-defined]
        raise part.where.fault(f"part {part.id} says nothing to refute", 'write conclusion = "a <= b"')
    if part.key is None:
        _conclusion(part)


@cache
def _stated(part: Part):
    """The source's statement of a claim as names, hypotheses and conclusion. Raises AssignmentError."""
    from ...theory.catalogue import claims
    from ...theory.kernel.statement import Statement
    from ..claims import Unsaid, of_claim

    key = part.key
    assert key is not None
    topic = key.claim.partition(".")[0]
    try:
        claim = claims(topic)[key.claim]
        if not isinstance(claim.as_stated, Statement):
            raise Unsaid("its source states nothing that is false")
        return of_claim(claim, "statement", key.rename or {}, claim.as_stated)
    except KeyError:
        raise key.where.fault(f"there is no claim {key.claim!r}", "see `backproof list`") from None
    except Unsaid as why:
        raise key.where.fault(f"{key.claim} cannot be refuted here: {why}", "write conclusion = ...") from None


@cache
def _names(part: Part) -> Vocabulary:
    if part.key is None:
        return part.vocabulary
    stated = _stated(part)
    return Vocabulary(names={**stated.names, **part.names}, define=part.define, given=(*stated.given, *part.given))


@cache
def _conclusion(part: Part) -> Compare:
    if part.key is not None:
        return _names(part).read(_stated(part).text)  # type: ignore[return-value]
    tree = forms_of(part, part.settings.conclusion, part.where.at("conclusion"), "the conclusion").full  # type: ignore[attr-defined]
    if not isinstance(tree, Compare):
        raise part.where.at("conclusion").fault(f"the conclusion of part {part.id} compares nothing", "write a <= b")
    return tree


def faults(part: Part) -> Iterator[AssignmentError]:
    """A statement that cannot be read."""
    try:
        _conclusion(part)
    except (AssignmentError, ReadError) as error:
        yield error if isinstance(error, AssignmentError) else part.where.fault(str(error))


def judge(part: Part, answer: str, syntax: Syntax) -> Judgement:
    """The judgement on an instance."""
    names, conclusion = _names(part), _conclusion(part)
    try:
        point = _instance(names, conclusion, answer, syntax)
    except LayerError as error:
        return unreadable(part, str(error))
    except ReadError as error:
        return unreadable(part, error, answer)
    ctx.prec = BITS
    reading = point.shown()
    for hypothesis in names.hypotheses:
        holds = _holds(names.scope, point, hypothesis)
        if holds is None:
            told = f"It was not decided whether {calculator(hypothesis)} holds there."
            return waiting(part, Outcome.UNDECIDED, told, reading=reading)
        if not holds:
            told = f"The hypothesis {calculator(hypothesis)} does not hold there."
            return graded(part, Fraction(0), told, reading=reading, evidence="replayed", mistake="hypothesis_fails")
    holds = _holds(names.scope, point, conclusion)
    if holds is None:
        told = "It was not decided whether the statement holds there."
        return waiting(part, Outcome.UNDECIDED, told, reading=reading)
    sides = " and ".join(_side(names.scope, point, s) for s in conclusion.sides)
    if holds:
        told = f"The statement holds there: its sides are {sides}."
        return graded(part, Fraction(0), told, reading=reading, evidence="replayed", mistake="no_counterexample")
    return correct(part, "replayed: the hypotheses hold and the statement fails", reading, f"Its sides are {sides}.")


def _holds(scope: Scope, point: Point, condition: Compare) -> bool | None:
    """Whether a comparison certainly holds at the point; None where that is not told."""
    told = [truth(link, scope, point)[0] for link in links(condition)]
    if Truth.FAILS in told:
        return False
    return True if all(t is Truth.HOLDS for t in told) else None


def _side(scope: Scope, point: Point, tree) -> str:
    return cut(plainly(value_text(Evaluator(scope, point).value(tree))))


def _instance(names: Vocabulary, conclusion: Compare, answer: str, syntax: Syntax) -> Point:
    """The values that the answer gives to the names. Raises LayerError and ReadError."""
    with ctx.workprec(BITS):
        return _checked_instance(names, conclusion, answer, syntax)


def _checked_instance(names: Vocabulary, conclusion: Compare, answer: str, syntax: Syntax) -> Point:
    point = Point()
    for name, text in assignments_of(answer):
        plain = standard_name(name.strip("\\ {}$"))
        if plain not in names.scope.types:
            raise LayerError(f"{name[:40]!r} is not a name of this question; the names are {', '.join(_wanted(names))}")
        if plain in point:
            raise LayerError(f"{plain} is given twice")
        point[plain] = _value(text, syntax)
    _sizes(names.scope, point)
    used = {n for tree in (conclusion, *names.hypotheses) for n in variables(tree)}
    missing = [n for n in used if n not in point and n in names.scope.types]
    if missing:
        raise LayerError(f"no value is given for {', '.join(sorted(missing))}")
    for name, value in point.items():
        _check(name, value, names.scope, point)
    return point


def _wanted(names: Vocabulary) -> list[str]:
    return [n for n, t in names.scope.types.items() if not (isinstance(t, Scalar) and t.domain is Domain.SIZE)]


def _value(text: str, syntax: Syntax) -> object:
    chosen = syntax_of(text) if syntax is Syntax.AUTO else syntax
    bare = text.strip()
    if chosen is not Syntax.LATEX and bare[:1] in "([" and bare[1:2] != "[" and bare[-1:] in ")]" and "," in bare:
        bare = "[" + ", ".join(f"[{x}]" for x in bare[1:-1].split(",")) + "]"
    tree = read(bare, Scope(), chosen)
    if variables(tree):
        raise LayerError(f"{next(iter(variables(tree)))!r} in a value; write numbers")
    try:
        if isinstance(tree, Rows):
            if len(tree.rows) > MOST_SIDE or len(tree.rows[0]) > MOST_SIDE:
                raise LayerError(f"a matrix with more than {MOST_SIDE} rows or columns")
            return [[Evaluator(Scope(), {}).number(x) for x in row] for row in tree.rows]
        return Evaluator(Scope(), {}).number(tree)
    except (Undefined, Unclear) as why:
        raise LayerError(f"{text[:40]!r} has no value: {why}") from None


def _sizes(scope: Scope, point: Point) -> None:
    """Sizes follow from the arrays that are given."""
    for name, value in list(point.items()):
        if not isinstance(value, list):
            continue
        match scope.types[name]:
            case Vector(length=n):
                if len(value) == 1 and len(value[0]) > 1:
                    value = [[x] for x in value[0]]
                    point[name] = value
                pairs = [(n, len(value)), (1, len(value[0]))]
            case Matrix(rows=m, columns=n):
                pairs = [(m, len(value)), (n, len(value[0]))]
            case _:
                raise LayerError(f"{name} is a number, and a matrix is given")
        for size, found in pairs:
            known = size if isinstance(size, int) else point.get(size)
            if isinstance(size, str) and known is None:
                point[size] = fmpq(found)
            elif known != found:
                raise LayerError(f"{name} has {found} where {size} is {known}")


def _check(name: str, value: object, scope: Scope, point: Point) -> None:
    match scope.types[name]:
        case Scalar() as declared:
            if isinstance(value, list):
                raise LayerError(f"{name} is a number, and a matrix is given")
            if not in_domain(value, declared):
                raise LayerError(f"{name} = {value_text(value)} does not lie in {declared}")
        case Index(length=n):
            size = fmpq(n) if isinstance(n, int) else point[n]
            if not isinstance(value, fmpq) or value.q != 1 or not 1 <= value <= size:
                raise LayerError(f"the index {name} = {value_text(value)} does not lie in 1..{size}")
        case Vector() | Matrix():
            if not isinstance(value, list):
                point[name] = [[value]]
                _sizes(scope, point)


def read_back(part: Part, answer: str, syntax: Syntax) -> str:
    """How an instance reads. Raises LayerError and ReadError."""
    return _instance(_names(part), _conclusion(part), answer, syntax).shown()
