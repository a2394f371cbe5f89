"""`prove` and `compare` for callers: texts in, verdicts out, worked out in a process that can be ended."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..kernel.claim import Claim
from ..kernel.evidence import Evidence, Kind
from ..kernel.evidence import Outcome as Found
from ..language.errors import Fault, ReadError, fail
from ..language.limits import MOST_CHARACTERS
from ..language.reader import Syntax
from . import comparison, supervisor, verdict
from .comparison import AuthorError, Comparison, Part, Question
from .outcome import Outcome
from .statements import fault_of
from .supervisor import Lost
from .verdict import Reading, Verdict

PROVING = 60.0  # seconds


def prove(
    statement: str,
    given: Iterable[str] = (),
    let: Mapping[str, str] | Iterable[str] | None = None,
    *,
    syntax: str = "auto",
    seconds: float = PROVING,
) -> Verdict:
    """The verdict on a typed statement: proved, confirmed, refuted or undecided.

    given: hypotheses, such as "x > 0". let: what names stand for, {"A": "matrix(m,n)"}; other names are real numbers.
    seconds: the wall-clock net. Raises ReadError for a text that cannot be read or states nothing.
    """
    texts = [given] if isinstance(given, str) else [str(g) for g in given]
    for text in (statement, *texts):
        if len(text) > MOST_CHARACTERS:
            raise fail(f"the text has {len(text)} characters; at most {MOST_CHARACTERS} are read")
    task = {
        "kind": "prove",
        "statement": statement,
        "given": texts,
        "let": dict(let) if isinstance(let, Mapping) else [let] if isinstance(let, str) else list(let or ()),
        "syntax": Syntax(syntax).value,
    }
    answer = supervisor.run(task, seconds)
    if isinstance(answer, Lost) or "broken" in answer:
        return _undecided(statement, tuple(texts), answer, seconds)
    if "unread" in answer:
        raise fault_of(answer["unread"])
    if "author" in answer:
        raise AuthorError(answer["author"])
    return verdict.from_json(answer["result"])


def _undecided(statement: str, given: tuple[str, ...], why: Lost | dict, seconds: float) -> Verdict:
    timed_out = isinstance(why, Lost) and why.timed_out
    outcome = Found.TIMED_OUT if timed_out else Found.UNDECIDED
    detail = str(why) if isinstance(why, Lost) else why["broken"]
    return Verdict(
        statement=Reading(calculator=statement, latex=""),
        given=tuple(Reading(calculator=g, latex="") for g in given),
        conclusion=verdict.Conclusion.UNDECIDED,
        evidence=(Evidence(kind=Kind.SYMBOLIC, outcome=outcome, detail=detail),),
        seconds=seconds if timed_out else 0.0,
    )


def compare(
    reference: str | Claim | Part,
    answer: str,
    *,
    syntax: str = "auto",
    reference_syntax: str | None = None,
    let: Mapping[str, str] | Iterable[str] | None = None,
    given: Iterable[str] = (),
    tolerance: object = None,
    implicit_multiplication: bool = True,
    undeclared: str = "real",
    seconds: float = 5.0,
) -> Comparison:
    """Whether an answer equals a reference: proved, different at a witness, equal at points, or undecided.

    reference: a text, a claim, or a `Part` of one, whose variables and hypotheses are then declared and given.
    syntax: "auto", "calc" or "latex"; reference_syntax: where the reference is written differently. let: what names
    stand for. given: hypotheses under which the two are compared. tolerance: for numbers alone. undeclared: "real", or
    "refuse" to make an answer with other names unreadable. seconds: the wall-clock net. Raises AuthorError where the
    reference, the declarations or the hypotheses cannot be read.
    """
    asked = comparison.question(
        reference,
        let=let,
        given=given,
        syntax=syntax,
        reference_syntax=reference_syntax,
        tolerance=tolerance,
        implicit_multiplication=implicit_multiplication,
        undeclared=undeclared,
    )
    early = _refused(asked, answer)
    return early if early is not None else _result(supervisor.run(_task(asked, answer), seconds), seconds)


def compare_all(
    pairs: Sequence[tuple[Question, str]], *, seconds: float = 5.0, jobs: int = 1
) -> Iterator[Comparison | AuthorError]:
    """The comparisons of many pairs, in their order, by `jobs` processes; an author's error stands for its pair."""
    early: dict[int, Comparison | AuthorError] = {}
    for place, (asked, answer) in enumerate(pairs):
        try:
            refused = _refused(asked, answer)
        except AuthorError as error:
            early[place] = error
            continue
        if refused is not None:
            early[place] = refused
    todo = [n for n in range(len(pairs)) if n not in early]
    answers = supervisor.run_all([_task(*pairs[n]) for n in todo], seconds, jobs) if todo else iter(())
    for place in range(len(pairs)):
        if place in early:
            yield early[place]
            continue
        _, answer = next(answers)
        try:
            yield _result(answer, seconds)
        except AuthorError as error:
            yield error


def _task(asked: Question, answer: str) -> dict:
    return {"kind": "compare", "question": asked.as_json(), "answer": answer}


def _refused(asked: Question, answer: str) -> Comparison | None:
    """What is too long is not even sent."""
    if len(asked.reference) > MOST_CHARACTERS:
        raise AuthorError(f"the reference has {len(asked.reference)} characters; at most {MOST_CHARACTERS} are read")
    if isinstance(answer, str) and len(answer) <= MOST_CHARACTERS:
        return None
    message = f"an answer is a text, not {type(answer).__name__}"
    if isinstance(answer, str):
        message = f"the text has {len(answer)} characters; at most {MOST_CHARACTERS} are read"
    return Comparison(outcome=Outcome.UNREADABLE, evidence=message, fault=Fault(message=message))


def _result(answer: dict | Lost, seconds: float) -> Comparison:
    if isinstance(answer, Lost):
        spent = seconds if answer.timed_out else 0.0
        return Comparison(outcome=Outcome.UNDECIDED, evidence=str(answer), timed_out=answer.timed_out, seconds=spent)
    if "author" in answer:
        raise AuthorError(answer["author"])
    if "broken" in answer:
        return Comparison(outcome=Outcome.UNDECIDED, evidence=answer["broken"])
    return comparison.from_json(answer["result"])


__all__ = ["AuthorError", "ReadError", "compare", "compare_all", "prove"]
