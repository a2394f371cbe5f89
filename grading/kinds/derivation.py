r"""A derivation line by line: every equality is decided, the first one that fails is shown, with credit up to it.

    \frac{\partial R}{\partial w_{lj}} = \sum_k (f_k - y_k) \beta_{kl} \sigma'(a_l) x_j
        = s_l x_j

A line that begins with the sign goes on with what stood before; any other line begins anew. The first side of the
first line may name what is asked for in words that the question does not declare.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

from ...theory.decision.outcome import Witness
from ...theory.language.errors import Fault, ReadError
from ...theory.language.reader import Syntax, syntax_of
from ...theory.language.tree import Call, Compare, Derivative, Node, walk
from ...theory.language.write_calculator import calculator
from .. import keys
from ..assignment import AssignmentError, Part
from ..comparison import Compared, compared, shown_clearly
from ..comparison import Outcome as Decided
from ..judgement import Judgement, Outcome
from ..reading import equal_sides, names_something
from ..recognition import is_multiple
from ..tables import Table
from ..values import plainly
from ..verdicts import correct, cut, graded, unreadable, waiting
from ..vocabulary import Forms
from . import expression

MOST_LINES = 60
MOST_TIMES = 3  # as many steps as are asked for; beyond that a wrong line leaves the credit to a person
ENVIRONMENT = re.compile(r"\\(?:begin|end)\{(?:align|aligned|gather|gathered|equation|eqnarray|split)\*?\}")
NUMBERED = re.compile(r"^\s*(?:\(?\d{1,2}[.)]\s+|[-*]\s+)")
ARROWS = re.compile(r"^\s*(?:\\(?:Rightarrow|implies|Longrightarrow|therefore|iff|Leftrightarrow)\b|=>|⇒|∴)\s*")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """steps: equalities between different formulas that a derivation needs to be one; start: what it begins with.

    not_first: names that may not stand in the first formula, since they are what is to be derived.
    """

    steps: int
    start: str
    not_first: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Side:
    """One side of an equality: its text, where it stands, its tree; None where it only names what is asked for."""

    text: str
    line: int
    tree: Node | None
    forms: Forms | None


def settings(table: Table, points: Fraction) -> Settings:
    """What a derivation needs. Raises AssignmentError."""
    return Settings(steps=table.whole("steps", 2, 1), start=table.text("start"), not_first=table.texts("not_first"))


def complain(part: Part) -> None:
    """Raises AssignmentError where the key or the start cannot be read."""
    expression.complain(part)
    if part.settings.start and not (part.key and part.key.claim):  # type: ignore[attr-defined]
        _start(part)


@cache
def _start(part: Part) -> Forms | None:
    text = part.settings.start  # type: ignore[attr-defined]
    return keys.forms_of(part, text, part.where.at("start"), "the start") if text else None


def faults(part: Part) -> Iterator[AssignmentError]:
    """What is wrong with key and mistakes; a start that is not the key."""
    yield from expression.faults(part)
    start = _start(part)
    if start is not None:
        found = compared(keys.key(part), start, part.vocabulary)
        if not found.same:
            told = f"the start of part {part.id} is not shown to be the key: {found.decision.evidence}"
            yield part.where.at("start").fault(told)


def judge(part: Part, answer: str, syntax: Syntax) -> Judgement:
    """The judgement on a derivation."""
    try:
        chains = _chains(part, answer, syntax)
    except ReadError as error:
        return unreadable(part, error, answer)
    reading = _told(chains)
    asked_for = _start(part) or keys.key(part)
    begin = Side(text="what is asked for", line=0, tree=asked_for.full, forms=asked_for)
    equalities = []
    for chain in chains:
        named = [begin, *chain[1:]] if chain is chains[-1] and chain[0].forms is None else chain
        equalities += [(a, b) for a, b in pairwise(named) if a.forms is not None]
    read = [s for s in chains[-1] if s.forms is not None]
    first = next((s for s in read if s.tree is not None and not _is_open(s.tree)), read[0])
    found = _checked(part, equalities, first, chains[-1][-1], reading)
    asked: Settings = part.settings  # type: ignore[assignment]
    is_long = _steps(part, equalities) > MOST_TIMES * asked.steps  # x = 2 x / 2 = x + 0 = ...
    if found.outcome is Outcome.PARTIAL and (len(chains) > 1 or is_long or _given(asked, first)):
        # lines that hold whatever is asked for, or that begin with what is to be derived, are no work done
        told = f"{found.reason} A person looks at the lines before."
        return waiting(part, Outcome.PERSON, told, reading=reading, mistake=found.mistake)
    return found


def _given(asked: Settings, first: Side) -> list[str]:
    """The names that are to be derived and stand in the first formula already."""
    assert first.tree is not None
    return [n for n in asked.not_first if any(expression.is_word(x, n) for x in walk(first.tree))]


def _steps(part: Part, equalities: list[tuple[Side, Side]]) -> int:
    """How many lines say something that did not stand before; of those with a derivative left in them, one counts."""
    counted = [b.tree for a, b in equalities if a.tree != b.tree and b.tree and not _asks_again(part, b.tree)]
    left = sum(_is_open(tree) for tree in counted)
    return len(counted) - max(left - 1, 0)


def _checked(part: Part, equalities: list[tuple[Side, Side]], first: Side, last: Side, reading: str) -> Judgement:
    asked: Settings = part.settings  # type: ignore[assignment]
    needed = max(asked.steps, _steps(part, equalities))
    for place, (before, after) in enumerate(equalities):
        found = _follows(part, before, after)
        if found is None or found.decision.outcome not in (Decided.EQUAL, Decided.EQUAL_AT_POINTS, Decided.DIFFERENT):
            told = f"Line {after.line}: it was not decided whether {cut(after.text)} follows."
            return waiting(part, Outcome.UNDECIDED, told, reading=reading)
        if found.decision.outcome is Decided.DIFFERENT:
            done = _steps(part, equalities[:place])
            return _first_wrong(part, done, needed, before, after, found, reading)
        if found.clash:
            told = f"Line {after.line}: the shapes do not fit: {cut(found.clash)}."
            return waiting(part, Outcome.UNDECIDED, told, reading=reading)
    return _ended(part, equalities, first, last, reading, asked)


def _is_open(tree: Node) -> bool:
    """Whether a derivative in a side is still to be worked out."""
    return (isinstance(tree, Call) and tree.primes > 0) or expression.has_derivative(tree)


def _asks_again(part: Part, tree: Node) -> bool:
    """Whether a side is a derivative as it stands, or has the one in it that is asked for, up to a number."""
    if isinstance(tree, Derivative) or (isinstance(tree, Call) and tree.primes > 0):
        return True
    asked_for = (_start(part) or keys.key(part)).full
    return any(isinstance(n, Derivative) and is_multiple(part, asked_for, n) for n in walk(tree))


def _follows(part: Part, before: Side, after: Side) -> Compared | None:
    try:
        return compared(before.forms, after.forms, part.vocabulary)  # type: ignore[arg-type]
    except ReadError:
        return None


def _first_wrong(
    part: Part, done: int, needed: int, before: Side, after: Side, found: Compared, reading: str
) -> Judgement:
    """Credit for the lines before, in whole steps of what a derivation needs."""
    points = part.points * done / (needed + 1)
    before_it = {0: "no step is", 1: "1 step is"}.get(done, f"{done} steps are")
    told = f"Line {after.line}: {cut(after.text)} does not follow; {before_it} right before it."
    mistake = None
    own = expression.judge_forms(part, after.forms, "")  # type: ignore[arg-type]
    if own.mistake:
        told, mistake = f"{told} {own.reason}", own.mistake
    found = shown_clearly(found, before.forms.full, after.forms.full, part.vocabulary, None)  # type: ignore[union-attr]
    witness = found.decision.witness
    if witness is not None:
        if before.line:  # the student's own line: its value may be shown
            told += f" There the line before is {cut(plainly(witness.reference))}."
        witness = Witness(point=witness.point, reference="", answer=witness.answer)
    record = graded(
        part, points, told, reading=reading, evidence=found.decision.evidence, witness=witness, mistake=mistake
    )
    return Judgement.from_record({**record.as_record(), "key_value": None})


def _ended(
    part: Part, equalities: list[tuple[Side, Side]], first: Side, last: Side, reading: str, asked: Settings
) -> Judgement:
    """Every equality holds: does it end where it should, and is it a derivation?"""
    if last.forms is None:
        return unreadable(
            part, "the derivation ends with something that is no formula of this question", reading=reading
        )
    if any(isinstance(n, Derivative) for n in walk(last.forms.full)):
        told = "The lines follow from one another, but the last one still has a derivative to work out."
        return waiting(part, Outcome.PERSON, told, reading=reading)
    end = expression.judge_forms(part, last.forms, reading)
    steps = sum(a.tree != b.tree for a, b in equalities if a.line and a.tree and not _asks_again(part, a.tree))
    if end.outcome is Outcome.CORRECT and steps < asked.steps - 1:
        written = f"{steps or 'no'} equalit{'y' if steps == 1 else 'ies'} between different formulas"
        told = f"The result is right, but the way to it is short: {written}; at least {asked.steps - 1} lead to it."
        return waiting(part, Outcome.PERSON, told, reading=reading, evidence=end.evidence)
    assert first.tree is not None
    if end.outcome is Outcome.CORRECT and first is not last and first.tree == last.tree:
        told = "The result is right, but it is the formula that the derivation begins with."
        return waiting(part, Outcome.PERSON, told, reading=reading, evidence=end.evidence)
    given = _given(asked, first)
    if end.outcome is Outcome.CORRECT and given:
        told = f"The result is right, but the first formula already has {given[0]}, which is to be derived."
        return waiting(part, Outcome.PERSON, told, reading=reading, evidence=end.evidence)
    if end.outcome is Outcome.CORRECT:
        return correct(part, f"each of {len(equalities)} equalities decided", reading)
    if end.outcome is Outcome.WRONG:
        told = f"The lines follow from one another, but they do not end with what is asked for. {end.reason}"
        return Judgement.from_record({**end.as_record(), "reason": told})
    return end


def _chains(part: Part, answer: str, syntax: Syntax) -> list[list[Side]]:
    """The lines as chains of sides. Raises ReadError."""
    chosen = syntax_of(answer) if syntax is Syntax.AUTO else syntax
    chains: list[list[Side]] = []
    for number, line in _lines(answer):
        sides = equal_sides(line.removeprefix("=").strip()) if line.startswith("=") else equal_sides(line)
        if not line.startswith("=") or not chains:
            chains.append([])
        for side in sides:
            chains[-1].append(_side(part, side, number, chosen, may_name=not chains[-1]))
    if not chains or not any(s.forms is not None for c in chains for s in c):
        raise ReadError(Fault(message="there is no formula in the answer", expected="lines such as a = b"), answer)
    return chains


def _side(part: Part, text: str, number: int, syntax: Syntax, may_name: bool) -> Side:
    try:
        tree = part.vocabulary.read(text, syntax)
        if isinstance(tree, Compare):
            raise ReadError(Fault(message="a comparison inside of a chain of equations"), text)
        return Side(text=text, line=number, tree=tree, forms=part.vocabulary.forms(tree))
    except ReadError as error:
        if may_name and names_something(text):
            return Side(text=text, line=number, tree=None, forms=None)
        fault = error.fault
        message = f"line {number}: {fault.message}"
        told = Fault(message=message, column=fault.column, word=fault.word, expected=fault.expected)
        raise ReadError(told, text) from None


def _lines(answer: str) -> list[tuple[int, str]]:
    """The lines that say something, numbered as they stand. Raises ReadError."""
    text = ENVIRONMENT.sub("\n", answer.replace("$$", "\n"))
    found = []
    for number, line in enumerate(re.split(r"\n|\\\\(?![a-zA-Z])", text), 1):
        plain = ARROWS.sub("", NUMBERED.sub("", line)).replace("&", " ").strip().strip("$").strip()
        plain = re.sub(r"^\\[\[(]|\\[\])]$", "", plain).strip().removesuffix(",").removesuffix(".").strip()
        if plain:
            found.append((number, plain))
    if len(found) > MOST_LINES:
        raise ReadError(Fault(message=f"{len(found)} lines; at most {MOST_LINES} are read"), answer[:200])
    return found


def read_back(part: Part, answer: str, syntax: Syntax) -> str:
    """How the lines read. Raises ReadError."""
    return _told(_chains(part, answer, syntax))


def _told(chains: list[list[Side]]) -> str:
    return "\n".join(" = ".join(s.text if s.tree is None else calculator(s.tree) for s in chain) for chain in chains)
