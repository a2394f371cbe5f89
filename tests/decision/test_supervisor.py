"""The deciding process: it is ended at its net, replaced when it dies, and never makes the caller fall."""

import time

import pytest

from backproof.theory.decision import supervised, supervisor
from backproof.theory.decision.comparison import AuthorError, question
from backproof.theory.decision.outcome import Outcome
from backproof.theory.decision.supervisor import Lost, Worker
from backproof.theory.language.errors import ReadError

GRACE = 0.5  # seconds above the net
HUGE = [
    "9^9^9^9",
    "factorial(10^9)",
    "(" * 10**6,
    "x" * 10**7,
    "2^" * 3000 + "2",
    "exp(" * 90 + "x" + ")" * 90,
]


@pytest.fixture
def worker():
    made = Worker()
    made.wait_ready()
    yield made
    made.kill()


@pytest.mark.parametrize("text", HUGE, ids=lambda t: t[:12])
def test_huge_answers_end_in_time(text: str) -> None:
    supervised.compare("x", "x")
    begin = time.monotonic()
    found = supervised.compare("x^2", text, seconds=2.0)
    assert time.monotonic() - begin < 2.0 + GRACE
    assert found.outcome is not Outcome.EQUAL


def test_a_task_that_outlives_its_net_is_ended(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    assert worker.process is not None
    first = worker.process.pid
    task = {"kind": "prove", "statement": SLOW, "given": [], "let": {}, "syntax": "auto"}
    begin = time.monotonic()
    answer = worker.run(task, 0.05)
    assert time.monotonic() - begin < 0.05 + GRACE
    assert answer == Lost(timed_out=True)
    assert worker.process is not None
    assert worker.process.pid != first
    again = worker.run(supervised._task(question("x"), "x"), 30.0)
    assert isinstance(again, dict)
    assert again["result"]["outcome"] == "equal"


SLOW = "abs(sigmoid(x)-sigmoid(y))+abs(tanh(x)-tanh(y)) <= 5*abs(x-y)/4"


def test_a_process_that_dies_is_replaced(worker: Worker) -> None:
    assert worker.process is not None
    worker.process.kill()
    worker.process.wait()
    answer = worker.run(supervised._task(question("x"), "x"), 30.0)
    assert isinstance(answer, Lost | dict)
    again = worker.run(supervised._task(question("x"), "x"), 30.0)
    assert isinstance(again, dict)


def test_timed_out_is_undecided() -> None:
    found = supervised._result(Lost(timed_out=True), 2.0)
    assert (found.outcome, found.timed_out, found.seconds) == (Outcome.UNDECIDED, True, 2.0)


def test_a_batch_comes_in_order_and_keeps_errors_apart() -> None:
    pairs = [(question("x"), f"x+{n}-{n}") for n in range(12)]
    pairs[3] = (question("x+"), "x")
    pairs[7] = (question("x"), "y" * 20_000)
    found = list(supervised.compare_all(pairs, jobs=3))
    assert isinstance(found[3], AuthorError)
    outcomes = [f.outcome.value for f in found if not isinstance(f, AuthorError)]
    assert outcomes == ["equal"] * 6 + ["unreadable"] + ["equal"] * 4


def test_what_was_lost_is_tried_once_more_alone() -> None:
    task = {"kind": "prove", "statement": SLOW, "given": [], "let": {}, "syntax": "auto"}
    easy = supervised._task(question("x"), "x")
    answers = dict(supervisor.run_all([task, easy, easy], 0.05, 2))
    assert isinstance(answers[0], Lost)
    assert all(isinstance(answers[n], dict | Lost) for n in (1, 2))


def test_author_and_student_errors_are_told_apart() -> None:
    with pytest.raises(AuthorError, match="the reference"):
        supervised.compare("x +", "x")
    with pytest.raises(AuthorError, match="the hypothesis"):
        supervised.compare("x", "x", given=["x"])
    with pytest.raises(ReadError, match="column 4"):
        supervised.prove("x +")
    found = supervised.compare("x", "x +")
    assert found.outcome is Outcome.UNREADABLE
    assert found.fault is not None
    assert found.fault.column == 4


def test_names_that_are_not_declared_may_be_refused() -> None:
    found = supervised.compare("x", "y", let={"x": "real"}, undeclared="refuse")
    assert found.outcome is Outcome.UNREADABLE
    assert "not a name of this question" in found.evidence
