"""Python functions: raw values in, judgements out; and once through the sandbox."""

import math

import pytest

from backproof.grading.assignment import Part, load_assignment, parse_assignment
from backproof.grading.judge import judge_part
from backproof.grading.judgement import Outcome
from backproof.grading.kinds import function
from backproof.grading.kinds.function import Raised, cases, judge_values

TEXT = """format = 1
title = "Try"
[names]
x = "vector(d)"
w = "vector(d)"
t = "real"
[[question]]
number = "1"
[[question.part]]
points = 4
kind = "function"
function = "gradient"
arguments = ["w", "x", "t"]
packages = []
returns = "gradient"
loss = "1/2*(sigmoid(w.T*x) - t)^2"
by = "w"
key = "(sigmoid(w.T*x) - t)*sigmoid'(w.T*x)*x"
[[question.part.mistake]]
name = "slope_lost"
text = "(sigmoid(w.T*x) - t)*x"
feedback = "the slope is missing"
points = 1
"""


def part(text: str = TEXT) -> Part:
    return parse_assignment(text, "try.toml").parts[0]


def gradient(w: list[float], x: list[float], t: float, slope: bool = True) -> list[float]:
    f = 1 / (1 + math.exp(-sum(a * b for a, b in zip(w, x, strict=True))))
    return [(f - t) * (f * (1 - f) if slope else 1) * a for a in x]


def values(chosen: Part, answer) -> list[object]:
    return [answer(*case.arguments) for case in cases(chosen)]


def test_inputs_have_several_shapes_and_are_the_same_every_time() -> None:
    chosen = part()
    assert len({len(c.arguments[0]) for c in cases(chosen)}) >= 4
    assert [c.arguments for c in cases(chosen)] == [c.arguments for c in cases(part())]


def test_the_gradient_of_the_loss_is_right_whatever_its_shape() -> None:
    chosen = part()
    for wrap in (list, lambda v: [[a] for a in v], lambda v: {"tuple": list(v)}, lambda v: [list(v)]):
        found = judge_values(chosen, values(chosen, lambda *a, wrap=wrap: wrap(gradient(*a))))
        assert found.outcome is Outcome.CORRECT, found.reason


def test_a_foreseen_mistake_is_recognised_by_its_values() -> None:
    chosen = part()
    found = judge_values(chosen, values(chosen, lambda *a: gradient(*a, slope=False)))
    assert (found.points, found.mistake) == (1, "slope_lost")
    assert found.key_value is None


@pytest.mark.parametrize(
    "answer",
    [
        lambda *a: [-v for v in gradient(*a)],
        lambda *a: [v * (1 + 1e-6) for v in gradient(*a)],
        lambda *a: gradient(*a)[:-1] or [0.0],
        lambda *a: [*gradient(*a), 0.0],
        lambda *a: {"float": "nan"},
        lambda *a: None,
        lambda *a: True,
        lambda *a: "0",
        lambda *a: [[[0.0]]],
        lambda *a: {"array": [1.0], "dtype": "float64", "shape": [-1]},
        lambda *a: {"array": [[1.0]], "dtype": "float64", "shape": [1]},
        lambda *a: 10**400,
        lambda *a: Raised("ValueError: no"),
    ],
)
def test_other_values_are_wrong(answer) -> None:
    chosen = part()
    found = judge_values(chosen, values(chosen, answer))
    assert found.outcome is Outcome.WRONG and found.witness


def test_right_at_all_inputs_but_one_is_wrong() -> None:
    chosen = part()
    found = values(chosen, gradient)
    assert judge_values(chosen, [*found[:-1], [0.0]]).outcome is Outcome.WRONG


def test_an_author_whose_key_is_no_gradient_is_told() -> None:
    wrong = part(TEXT.replace("- t)*sigmoid'(w.T*x)*x", "- t)*2*sigmoid'(w.T*x)*x"))
    assert "not shown to be the gradient" in str(next(function.faults(wrong)))
    assert not list(function.faults(part()))


def test_large_inputs_are_among_the_cases_where_they_are_asked_for() -> None:
    chosen = load_assignment("depth-and-initialization").part("3f")
    sizes = [max(abs(v) for v in case.arguments[0]["array"]) for case in cases(chosen)]
    assert max(sizes) > 500

    def stable(x) -> object:
        x = x["array"]
        top = max(x)
        total = sum(math.exp(v - top) for v in x)
        return {"tuple": [top + math.log(total), [math.exp(v - top) / total for v in x]]}

    def naive(x) -> object:
        try:
            total = sum(math.exp(v) for v in x["array"])
        except OverflowError:
            total = math.inf
        weights = [0.0 if math.isinf(total) else math.exp(v) / total for v in x["array"]]
        return {"tuple": [{"float": "inf"} if math.isinf(total) else math.log(total) if total else -1e300, weights]}

    assert judge_values(chosen, values(chosen, stable)).outcome is Outcome.CORRECT
    assert judge_values(chosen, values(chosen, naive)).outcome is Outcome.WRONG


RIGHT = """import math

def gradient(w, x, t):
    f = 1 / (1 + math.exp(-sum(a * b for a, b in zip(w, x))))
    return [(f - t) * f * (1 - f) * a for a in x]
"""


def test_a_program_runs_in_the_sandbox() -> None:
    sandbox = pytest.importorskip("backproof.grading.sandbox")
    if (why := sandbox.available(sandbox.BUBBLEWRAP)) is not None:
        pytest.skip(why)
    chosen = part()
    assert judge_part(chosen, RIGHT).outcome is Outcome.CORRECT
    assert judge_part(chosen, f"```python\n{RIGHT}```").outcome is Outcome.CORRECT
    assert judge_part(chosen, RIGHT.replace("f * (1 - f) * ", "")).mistake == "slope_lost"
    assert judge_part(chosen, "def gradient(w, x, t:\n").outcome is Outcome.WRONG
    assert judge_part(chosen, "import backproof\n").outcome is Outcome.WRONG
    assert judge_part(chosen, RIGHT.replace("return", "raise SystemExit\n    return")).outcome is not Outcome.CORRECT


def test_a_program_is_not_run_when_it_is_read_back() -> None:
    told = function.read_back(part(), RIGHT + "\nraise SystemExit\n", None)  # type: ignore[arg-type]
    assert "gradient" in told
