"""A formula: a number, an expression, an entry by indices, or a product of matrices. Compared, never matched."""

import re
from collections.abc import Iterator
from fractions import Fraction

from ...theory.decision.outcome import Decision
from ...theory.decision.proofs import proved_equal
from ...theory.language.errors import ReadError
from ...theory.language.functions import SIGNATURES
from ...theory.language.reader import Syntax
from ...theory.language.tree import Call, Cases, Derivative, Name, Node, Product, Sum, walk
from .. import keys
from ..assignment import AssignmentError, ForeseenMistake, OtherDomain, Part
from ..comparison import SAME, Compared, compared, shown_clearly
from ..comparison import Outcome as Decided
from ..judgement import Judgement, Outcome
from ..keys import require_key
from ..reading import Read, read_value
from ..recognition import Values, recognised, written_like
from ..slips import WORDS
from ..tables import Table
from ..verdicts import correct, cut, graded, unreadable, waiting
from ..vocabulary import Forms

SHAPES = re.compile(r"the shapes differ: (.+) and (.+)")


def settings(table: Table, points: Fraction) -> None:
    """Nothing beyond what every part has."""


def complain(part: Part) -> None:
    """Raises AssignmentError where the key or a mistake is missing or cannot be read."""
    require_key(part)


def faults(part: Part) -> Iterator[AssignmentError]:
    """A key that is not equal to itself, mistakes that are not mistakes, accepted forms that are the key."""
    yield from faults_of_formulas(part, lambda a, b: compared(a, b, part.vocabulary, part.tolerance))


def faults_of_formulas(part: Part, beside) -> Iterator[AssignmentError]:
    """As `faults`, with a comparison of the kind's own."""
    key = keys.key(part)
    where = part.key.where if part.key else part.where
    try:
        itself = beside(key, key)
    except ReadError as error:
        yield where.fault(f"the key of part {part.id} has no shape: {error}")
        return
    if not itself.same:
        way_out = 'declare where its names run, as in p = "real in (0, 1]"'
        yield where.fault(f"the key of part {part.id} does not agree with itself: {itself.decision.evidence}", way_out)
    if part.key is not None and part.key.text and part.key.claim:
        found = beside(keys.claim(part), key)
        if not found.same:
            told = f"the key of part {part.id} is not {part.key.claim}: {found.decision.evidence}"
            yield where.fault(told, "mend the key, the names, or rename")
    for accepted, tree in keys.accepted(part):
        if beside(key, tree).same:
            yield accepted.where.fault(f"the accepted form {accepted.text!r} is the key itself", "leave it out")
    seen: list[tuple[ForeseenMistake, Forms]] = []
    for mistake, tree in keys.mistakes(part):
        yield from _of_mistake(part, mistake, tree, key, beside)
        twin = next((m for m, t in seen if _is(t, tree, part)), None)
        if twin is not None:
            way_out = "keep one of them, or name the claim's in ignore = [...]"
            yield mistake.where.fault(f"the mistakes {twin.name} and {mistake.name} are the same formula", way_out)
        seen.append((mistake, tree))


def _of_mistake(part: Part, mistake, tree: Forms, key: Forms, beside) -> Iterator[AssignmentError]:
    for right, what in ((key, "the key"), *((t, "an accepted form") for _, t in keys.accepted(part))):
        try:
            found = beside(right, tree)
        except ReadError as error:
            yield mistake.where.fault(f"the mistake {mistake.name} has no shape: {error}")
            return
        nowhere = found.decision.outcome is Decided.DOMAIN_DIFFERS and not found.decision.points
        if found.decision.outcome is not Decided.DIFFERENT and not nowhere:
            way_out = "a mistake must differ from the key at some point of the declared domain"
            told = f"the mistake {mistake.name} does not certainly differ from {what}: {found.decision.evidence}"
            yield mistake.where.fault(told, way_out)


def judge(part: Part, answer: str, syntax: Syntax) -> Judgement:
    """The judgement on a formula."""
    try:
        read = read_value(answer, part.vocabulary, syntax)
    except ReadError as error:
        return unreadable(part, error, answer)
    found = judge_forms(part, read.forms, read.shown)
    if found.outcome is Outcome.CORRECT and (word := forbidden(part, read)):
        told = f"This has the right value, but the question asks for a formula without {word}."
        return graded(part, Fraction(0), told, reading=read.shown, evidence=found.evidence, mistake="form")
    if found.outcome is Outcome.CORRECT and _asks_again(part, read):
        told = "This has the right value, but a derivative in it is not worked out."
        return waiting(part, Outcome.PERSON, told, reading=read.shown, evidence=found.evidence)
    return _with_sides(part, read, found)


def forbidden(part: Part, read: Read) -> str:
    """The first word that the question rules out and the answer has; `derivative` means the slope of a function too."""
    for word in part.without:
        if word == "derivative":
            if any(_is_derivative(n) for n in walk(read.forms.full)):
                return "a derivative"
        elif word == "diff":
            if any(isinstance(n, Derivative) for n in walk(read.tree)):
                return "a derivative"
        elif any(is_word(n, word) for n in walk(read.tree)):
            return word
    return ""


def _asks_again(part: Part, read: Read) -> bool:
    """Whether an answer has a derivative where no right one has any: it may say again what is asked for."""
    right = (keys.key(part), *(tree for _, tree in keys.accepted(part)))
    return has_derivative(read.tree) and not any(has_derivative(forms.short) for forms in right)


def has_derivative(tree: Node) -> bool:
    """Whether a formula has a derivative in it that is to be worked out; the slope of a function has a name."""
    return any(isinstance(n, Derivative) for n in walk(tree))


def _is_derivative(node: Node) -> bool:
    return isinstance(node, Derivative) or (isinstance(node, Call) and node.primes > 0 and node.function in SIGNATURES)


def is_word(node: Node, word: str) -> bool:
    """Whether a part of a tree is a name, function or form of this word."""
    match node:
        case Name(name) | Call(name):
            return name == word
        case Sum():
            return word == "sum"
        case Product():
            return word == "product"
        case Cases():
            return word == "cases"
    return False


def _with_sides(part: Part, read: Read, found: Judgement) -> Judgement:
    """A right last side behind one that says something else is for a person."""
    if found.outcome is not Outcome.CORRECT:
        return found
    for side in read.before:
        try:
            other = compared(side, read.forms, part.vocabulary, part.tolerance)
        except ReadError:
            continue
        if other.decision.outcome is Decided.DIFFERENT:
            told = "The last side is right, but an earlier one is something else."
            return waiting(part, Outcome.UNDECIDED, told, reading=read.shown, evidence=found.evidence)
    return found


def judge_forms(part: Part, answer: Forms, reading: str) -> Judgement:
    """The judgement on a formula that has been read."""
    try:
        found = compared(keys.key(part), answer, part.vocabulary, part.tolerance)
    except ReadError as error:
        told = f"The formula could be read, but its shapes do not fit: {cut(str(error))}."
        slip = written_like(part, answer)
        told += f" It looks as if {WORDS[slip]}." if slip else ""
        return waiting(part, Outcome.UNREADABLE, told, reading=reading, mistake=slip)
    if found.same:
        return correct(part, found.decision.evidence, reading)
    if not found.clash:
        for accepted, tree in keys.accepted(part):
            other = compared(tree, answer, part.vocabulary, part.tolerance)
            if other.same:
                return correct(part, other.decision.evidence, reading, accepted.note)
    match found.decision.outcome:
        case Decided.DIFFERENT:
            return _wrong(part, answer, reading, found)
        case Decided.DOMAIN_DIFFERS:
            return _nowhere(part, answer, reading, found.decision) or _elsewhere(part, reading, found.decision)
        case outcome if outcome in SAME:
            told = f"The shapes do not fit: {found.clash}. Where all sizes are equal the formula is right."
            return waiting(part, Outcome.UNDECIDED, told, reading=reading)
    told = f"No decision was reached: {found.decision.evidence}."
    return waiting(part, Outcome.UNDECIDED, told, reading=reading, evidence=found.decision.evidence)


def _nowhere(part: Part, answer: Forms, reading: str, decision: Decision) -> Judgement | None:
    """A foreseen mistake that has no value where the key has one, as an inverse of what is singular."""
    if decision.points:
        return None
    scope = part.vocabulary.used(keys.key(part).full, answer.full)
    for mistake, tree in keys.mistakes(part):
        if proved_equal(tree.full, answer.full, scope, part.vocabulary.hypotheses):
            told = f"Recognised: {mistake.feedback or mistake.name.replace('_', ' ')}."
            evidence = "it has no value where the key has one"
            return graded(part, mistake.points, told, reading=reading, evidence=evidence, mistake=mistake.name)
    return None


def _elsewhere(part: Part, reading: str, decision: Decision) -> Judgement:
    """Right values on another domain."""
    # agreement at a few known points says nothing: x + sqrt(-(x - 1)^2) is x^2 wherever it has a value
    if part.other_domain is OtherDomain.IGNORE and decision.own_points:
        return correct(part, decision.evidence, reading, "Defined elsewhere than the key, which does not matter here.")
    told = "The values are right where they exist, but the formula is not defined at the same places."
    if not decision.points:
        told = "No place was found where this and the key both have a value."
    return waiting(
        part,
        Outcome.DOMAIN_DIFFERS,
        told,
        reading=reading,
        evidence=decision.evidence,
        witness=decision.witness,
    )


def _wrong(part: Part, answer: Forms, reading: str, found: Compared) -> Judgement:
    evidence = found.decision.evidence
    witness = shown_clearly(found, keys.key(part).full, answer.full, part.vocabulary, part.tolerance).decision.witness
    seen = Values(part, answer.full, one_size=bool(found.clash))
    for mistake, tree in keys.mistakes(part):
        if seen.is_like(tree.full) or (not seen.tells and _is(tree, answer, part)):
            told = mistake.feedback or mistake.name.replace("_", " ")
            return graded(
                part,
                mistake.points,
                f"Recognised: {told}.",
                reading=reading,
                evidence=evidence,
                witness=witness,
                mistake=mistake.name,
            )
    slip = recognised(part, seen)
    told = f"It looks as if {WORDS[slip]}." if slip else "The values differ at the point shown."
    if found.clash:
        wrong = told if slip else "Even where all sizes are equal the values differ."
        told = f"The shapes do not fit: {cut(found.clash)}. {wrong}"
    elif slip is None and (shapes := SHAPES.fullmatch(evidence)):
        told = f"This is {shapes[2]}; what is asked for is {shapes[1]}."
    elif witness is not None and not witness.point and not slip:
        told = "This is another number than the one asked for."
    elif witness is None and not slip:
        told = f"{evidence[:1].upper()}{evidence[1:]}."
    return graded(part, Fraction(0), told, reading=reading, evidence=evidence, witness=witness, mistake=slip)


def _is(tree: Forms, answer: Forms, part: Part) -> bool:
    try:
        return compared(tree, answer, part.vocabulary, part.tolerance).decision.outcome in SAME
    except ReadError:
        return False


def read_back(part: Part, answer: str, syntax: Syntax) -> str:
    """How an answer reads. Raises ReadError."""
    return read_value(answer, part.vocabulary, syntax).shown
