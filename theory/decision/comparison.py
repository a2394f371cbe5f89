"""An answer compared with a reference, from their texts: read, decided, and told in plain data."""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ..kernel.claim import Claim
from ..kernel.statement import Statement
from ..language.declarations import Scope, Undeclared, declared
from ..language.errors import Fault, ReadError, fail
from ..language.lifting import Lifted, Unliftable, lifted
from ..language.limits import MOST_CHARACTERS
from ..language.reader import Syntax, read
from ..language.shapes import check_shapes, completed
from ..language.tree import Compare, Node
from ..language.write_calculator import calculator
from .decide import decide
from .outcome import Decision, Outcome, Witness
from .statements import reading
from .verdict import Reading

MOST_DECLARED = 200  # names and hypotheses of one question


class AuthorError(ValueError):
    """What the author of a question wrote (reference, declarations, hypotheses) cannot be used."""


@dataclass(frozen=True, kw_only=True)
class Question:
    """What an answer is compared with, and under which declarations and hypotheses both are read."""

    reference: str
    let: Mapping[str, str] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    syntax: Syntax = Syntax.AUTO
    reference_syntax: Syntax | None = None
    tolerance: Fraction | None = None
    implicit_multiplication: bool = True
    undeclared: Undeclared = Undeclared.REAL

    def as_json(self) -> dict[str, object]:
        """Plain data that `question` reads."""
        return {
            "reference": self.reference,
            "let": dict(self.let),
            "given": list(self.given),
            "syntax": self.syntax.value,
            "reference_syntax": None if self.reference_syntax is None else self.reference_syntax.value,
            "tolerance": None if self.tolerance is None else str(self.tolerance),
            "implicit_multiplication": self.implicit_multiplication,
            "undeclared": self.undeclared.value,
        }


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """What came of a comparison.

    reading: how reference and answer were understood, where they could be read. fault: why one could not. timed_out:
    whether the wall clock ended the decision, whose outcome is then undecided.
    """

    outcome: Outcome
    evidence: str
    witness: Witness | None = None
    reading: Mapping[str, Reading] = field(default_factory=dict)
    fault: Fault | None = None
    points: int = 0
    timed_out: bool = False
    seconds: float = 0.0

    def as_json(self) -> dict[str, object]:
        """Plain data; apart from `seconds` it depends on the question and the answer alone."""
        fault = self.fault
        return {
            "outcome": self.outcome.value,
            "witness": None if self.witness is None else self.witness.as_json(),
            "reading": {k: {"calculator": r.calculator, "latex": r.latex} for k, r in self.reading.items()},
            "detail": self.evidence,
            "fault": None
            if fault is None
            else {
                "message": fault.message,
                "column": fault.column,
                "word": fault.word,
                "expected": fault.expected,
                "readings": list(fault.readings),
            },
            "points": self.points,
            "timed_out": self.timed_out,
            "seconds": round(self.seconds, 6),
        }

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> list[str]:
        """The comparison in words."""
        found = [f"{self.outcome.value.replace('_', ' ')}: {self.evidence}"]
        if self.witness is not None:
            found.append(f"{self.witness}: reference {self.witness.reference}, answer {self.witness.answer}")
        return found


@dataclass(frozen=True, kw_only=True)
class Part:
    """One side of what a claim states, "lhs" or "rhs", as a reference."""

    claim: Claim
    side: str


def question(
    reference: str | Claim | Part,
    *,
    let: Mapping[str, str] | Iterable[str] | None = None,
    given: Iterable[str] = (),
    syntax: str = "auto",
    reference_syntax: str | None = None,
    tolerance: object = None,
    implicit_multiplication: bool = True,
    undeclared: str = "real",
) -> Question:
    """A question from what its author wrote. Raises AuthorError."""
    lines = (given,) if isinstance(given, str) else tuple(given)
    declarations = _declarations(let)
    if isinstance(reference, Claim | Part):
        found = _of_claim(reference)
        reference, reference_syntax = found.text, Syntax.CALCULATOR.value
        declarations, lines = {**found.let, **declarations}, (*found.given, *lines)
    if not isinstance(reference, str):
        raise AuthorError(f"a reference is a text or a claim, not {type(reference).__name__}")
    if len(lines) > MOST_DECLARED or any(len(str(g)) > MOST_CHARACTERS for g in lines):
        raise AuthorError(f"more than {MOST_DECLARED} hypotheses, or a very long one")
    return Question(
        reference=reference,
        let=declarations,
        given=tuple(map(str, lines)),
        syntax=_syntax(syntax),
        reference_syntax=None if reference_syntax is None else _syntax(reference_syntax),
        tolerance=_tolerance(tolerance),
        implicit_multiplication=bool(implicit_multiplication),
        undeclared=_undeclared(undeclared),
    )


def _of_claim(reference: Claim | Part) -> Lifted:
    claim, side = (reference, "") if isinstance(reference, Claim) else (reference.claim, reference.side)
    if not isinstance(claim.statement, Statement):
        raise AuthorError(f"{claim.title!r} predicts a training and has no formula")
    try:
        return lifted(claim.statement, side)
    except Unliftable as error:
        raise AuthorError(f"{claim.title!r} cannot be a reference: {error}") from None


def _declarations(let: Mapping[str, str] | Iterable[str] | None) -> dict[str, str]:
    if let is None:
        return {}
    if isinstance(let, str):
        let = [let]
    if isinstance(let, Mapping):
        found = {str(k): str(v) for k, v in let.items()}
    else:
        found = {}
        for line in let:
            name, colon, kind = str(line).partition(":")
            if not colon:
                raise AuthorError(f"the declaration {str(line)[:60]!r} has no colon; expected 'x: real'")
            if name.strip() in found:
                raise AuthorError(f"{name.strip()!r} is declared twice")
            found[name.strip()] = kind.strip()
    if len(found) > MOST_DECLARED:
        raise AuthorError(f"more than {MOST_DECLARED} names are declared")
    return found


def _syntax(text: str) -> Syntax:
    try:
        return Syntax(text)
    except ValueError:
        raise AuthorError(f"unknown syntax {text!r}; expected {', '.join(s.value for s in Syntax)}") from None


def _undeclared(text: str) -> Undeclared:
    try:
        return Undeclared(text)
    except ValueError:
        raise AuthorError(f"undeclared = {text!r}; expected 'real' or 'refuse'") from None


def _tolerance(value: object) -> Fraction | None:
    if value is None:
        return None
    try:
        found = Fraction(str(value)[:80])
    except (ValueError, ZeroDivisionError):
        raise AuthorError(f"the tolerance {str(value)[:60]!r} is no number") from None
    if not 0 <= found <= 10**12:
        raise AuthorError(f"the tolerance {str(value)[:60]} is not a reasonable one; expected a number from 0 on")
    return found


def compared(asked: Question, answer: str) -> Comparison:
    """The comparison of an answer, in this process. Raises AuthorError."""
    start = time.perf_counter()
    scope = _scope(asked)
    reference = _author(asked.reference, scope, asked.reference_syntax or asked.syntax, "the reference")
    given = tuple(_hypothesis(g, scope) for g in asked.given)
    readings = {"reference": reading(reference)}
    try:
        tree = _answer(answer, scope, asked.syntax)
        readings["answer"] = reading(tree)
        decision = decide(reference, tree, scope, given, asked.tolerance)
    except ReadError as error:
        _check_reference(reference, given, scope)
        return Comparison(
            outcome=Outcome.UNREADABLE,
            evidence=str(error),
            fault=error.fault,
            reading=readings,
            seconds=time.perf_counter() - start,
        )
    return _told(decision, readings, time.perf_counter() - start)


def _told(decision: Decision, readings: Mapping[str, Reading], seconds: float) -> Comparison:
    return Comparison(
        outcome=decision.outcome,
        evidence=decision.evidence,
        witness=decision.witness,
        reading=readings,
        points=decision.points,
        seconds=seconds,
    )


def _answer(answer: str, scope: Scope, syntax: Syntax) -> Node:
    if not isinstance(answer, str):
        raise fail(f"an answer is a text, not {type(answer).__name__}")
    return read(answer, scope, syntax)


def _scope(asked: Question) -> Scope:
    try:
        return declared(asked.let, undeclared=asked.undeclared, implicit_multiplication=asked.implicit_multiplication)
    except ReadError as error:
        raise AuthorError(f"the declarations: {error}") from None


def _author(text: str, scope: Scope, syntax: Syntax, what: str) -> Node:
    try:
        return read(text, scope, syntax)
    except ReadError as error:
        raise AuthorError(f"{what} {text[:60]!r}: {error}") from None


def _check_reference(reference: Node, given: tuple[Compare, ...], scope: Scope) -> None:
    """Raises AuthorError where it is the reference whose shapes do not fit."""
    try:
        full = completed(scope, reference, *given)
        for tree in (reference, *given):
            check_shapes(tree, full)
    except ReadError as error:
        raise AuthorError(f"the reference {calculator(reference)[:60]!r}: {error}") from None


def _hypothesis(text: str, scope: Scope) -> Compare:
    tree = _author(text, scope, Syntax.AUTO, "the hypothesis")
    if not isinstance(tree, Compare):
        raise AuthorError(f"the hypothesis {text[:60]!r} has no sign such as > or !=")
    return tree


def from_json(data: Mapping) -> Comparison:
    """The comparison that `as_json` wrote."""
    found, fault = data["witness"], data["fault"]
    return Comparison(
        outcome=Outcome(data["outcome"]),
        evidence=data["detail"],
        witness=None if found is None else Witness(**found),
        reading={k: Reading(**r) for k, r in data["reading"].items()},
        fault=None if fault is None else Fault(**{**fault, "readings": tuple(fault["readings"])}),
        points=data["points"],
        timed_out=data["timed_out"],
        seconds=data["seconds"],
    )
