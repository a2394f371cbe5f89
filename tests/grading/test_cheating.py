"""Answers made to get points by somebody who does not know them: none gets any; what is not decided is a person's."""

import json
from fractions import Fraction

import pytest
from flint import fmpq

from backproof.grading.assignment import Part, load_assignment, parse_assignment
from backproof.grading.judge import judge_part
from backproof.grading.judgement import Judgement, Outcome
from backproof.grading.kinds.function import cases, judge_values
from backproof.grading.sandbox import bubblewrap
from backproof.theory.decision.pools import GENERIC, NATURAL, SPECIAL, WHOLE

HEAD = 'format = 1\ntitle = "Try"\n[[question]]\nnumber = "1"\n[[question.part]]\npoints = 4\n'


def part(text: str) -> Part:
    return parse_assignment(HEAD + text, "try.toml").parts[0]


def judged(text: str, answer: str) -> Judgement:
    return judge_part(part(text), answer)


def is_worth_nothing(found: Judgement) -> bool:
    return found.points == 0 and found.outcome is not Outcome.CORRECT


# Formulas that are right at every point that can be looked up


KNOWN = list(dict.fromkeys(Fraction(int(x.p), int(x.q)) for x in (*GENERIC, *SPECIAL)))
VANISHES = "*".join(f"(x - ({x}))" for x in KNOWN)


def through(values: list[Fraction]) -> str:
    """The polynomial with these values at the points, by Newton's divided differences."""
    c = list(values)
    for j in range(1, len(c)):
        for i in range(len(c) - 1, j - 1, -1):
            c[i] = (c[i] - c[i - 1]) / (KNOWN[i] - KNOWN[i - j])
    text = f"({c[-1]})"
    for value, x in reversed(list(zip(c, KNOWN, strict=True))[:-1]):
        text = f"({value}) + (x - ({x}))*({text})"
    return text


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("x^2/(1 + x^2)", through([x * x / (1 + x * x) for x in KNOWN])),
        ("x^2/(1 + x^2)", f"x^2/(1 + x^2) + {VANISHES}"),
        ("exp(x)*cos(x)", f"exp(x)*cos(x) + cosh(x)*{VANISHES}"),
        ("exp(x)*cos(x)", f"exp(x)*cos(x)*(1 + sin(1)*{VANISHES})"),
        ("sigmoid(x)", f"cases(sigmoid(x), {VANISHES} = 0, 1)"),
        ("max(x, 0)", f"max(x, 0) + 10^-40*{VANISHES}"),
    ],
)
def test_right_at_all_points_that_are_known_is_not_right(key, answer) -> None:
    found = judged(f'kind = "expression"\nkey = "{key}"\nnames = {{ x = "real" }}\n', answer)
    assert found.outcome is Outcome.WRONG and found.witness


@pytest.mark.parametrize(
    ("declared", "known"), [("integer", WHOLE), ("natural", NATURAL), ("size", map(fmpq, range(1, 14)))]
)
def test_right_at_all_whole_numbers_that_are_known_is_not_right(declared, known) -> None:
    product = "*".join(f"(n - ({x}))" for x in known)
    text = f'kind = "expression"\nkey = "2^n"\nnames = {{ n = "{declared}" }}\n'
    assert judged(text, f"2^n + {product}").outcome is Outcome.WRONG
    assert judged(text, "2*2^(n - 1)").outcome is Outcome.CORRECT


def test_right_for_all_activations_that_are_sampled_is_not_right() -> None:
    curves = ("z^2 - z", "sigmoid(z)", "z^3 + z/2", "sin(z)")
    product = "*".join(f"(sigma(z) - ({c}))" for c in curves)
    text = 'kind = "expression"\nkey = "sigma(z)*z"\nnames = { z = "real", sigma = "activation" }\n'
    assert judged(text, f"sigma(z)*z + {product}*exp(z)").outcome is Outcome.WRONG


def test_the_same_formulas_meet_the_same_points() -> None:
    text = 'kind = "expression"\nkey = "exp(x)*cos(x)"\nnames = { x = "real" }\n'
    assert judged(text, f"exp(x)*cos(x) + {VANISHES}") == judged(text, f"exp(x)*cos(x) + {VANISHES}")


@pytest.mark.parametrize("digits", [40, 120, 195])
def test_many_digits_are_no_exact_number(digits: int) -> None:
    from mpmath import mp, nstr

    with mp.workdps(digits + 20):
        text = nstr(mp.pi / 4, digits)
    found = judged('kind = "number"\nkey = "pi/4"\n', text)
    assert (found.outcome, found.mistake) == (Outcome.WRONG, "rounded")
    assert judged('kind = "number"\nkey = "pi/4"\n', "atan(1)").outcome is Outcome.CORRECT
    assert judged('kind = "number"\nkey = "1/2"\n', "sin(pi/6)").outcome is Outcome.CORRECT


@pytest.mark.parametrize(
    "answer",
    ["25/49 + sqrt(-(x - 5/7)^2)", "x + sqrt(-(x - 1)^2)", "x + sqrt(-(x - 1)^2*x^2)", "x + ln(0)", "0/0", "1/(x - x)"],
)
def test_a_formula_with_a_value_at_a_few_points_is_no_formula_on_another_domain(answer: str) -> None:
    """Even where the question lets the domain differ."""
    text = 'kind = "expression"\nkey = "x^2"\nother_domain = "ignore"\nnames = { x = "real" }\n'
    assert is_worth_nothing(judged(text, answer))
    assert judged(text, "x^3/x").outcome is Outcome.CORRECT


@pytest.mark.parametrize("answer", ["diff(sigmoid(x), x)", "diff(sigmoid(x) + 1, x)*1", "2*diff(sigmoid(x)/2, x)"])
def test_what_is_asked_for_is_no_answer(answer: str) -> None:
    text = 'kind = "expression"\nkey = "sigmoid(x)*(1 - sigmoid(x))"\nnames = { x = "real" }\n'
    assert judged(text, answer).outcome is Outcome.PERSON
    assert judged(text.replace("(1 - sigmoid(x))", "diff(tanh(x), x)"), f"sigmoid(x)*{answer}").outcome is Outcome.WRONG
    kept = text.replace("(1 - sigmoid(x))", "diff(sigmoid(x), x)")
    assert judged(kept, f"sigmoid(x)*({answer})").outcome is Outcome.CORRECT


LOSS = "1/2*sum((y[k] - f[k])^2, k, 1, K)"


@pytest.mark.parametrize("by", ["beta_0[k]", "beta[k,l]", "w_0[l]", "w[l,j]"])
def test_the_derivative_of_the_loss_is_no_gradient_worked_out(by: str) -> None:
    for chosen in load_assignment("exercise-10").parts:
        if chosen.kind in ("expression", "index-formula"):
            assert is_worth_nothing(judge_part(chosen, f"diff({LOSS}, {by})")), chosen.id


# Counterexamples at values that are not in the domain


@pytest.mark.parametrize(
    ("names", "conclusion", "answers"),
    [
        ('x = "real in [-1, 1]"', "x^2 <= 1", ("x = sqrt(2)", "x = pi", "x = 2", "x = 1 + exp(-200)", "x = i")),
        ('n = "integer"', "n^2 >= n", ("n = sqrt(2)/2", "n = pi/4", "n = 1/2", "n = exp(-1)")),
        ('n = "natural"', "n >= 0", ("n = -1", "n = -sqrt(2)", "n = -pi")),
        ('p = "real in (0, 1)"', "p*(1 - p) > 0", ("p = 0", "p = 1", "p = exp(1)/2", "p = sin(pi)", "p = -exp(-300)")),
    ],
)
def test_an_instance_outside_of_the_domain_is_none(names: str, conclusion: str, answers: tuple[str, ...]) -> None:
    for answer in answers:
        found = judged(f'kind = "counterexample"\nconclusion = "{conclusion}"\nnames = {{ {names} }}\n', answer)
        assert is_worth_nothing(found) and found.waits_for_person, answer


def test_an_irrational_instance_inside_of_the_domain_is_one() -> None:
    text = 'kind = "counterexample"\nconclusion = "x^2 <= 1"\nnames = { x = "real in [-1, 2]" }\n'
    assert judged(text, "x = sqrt(2)").outcome is Outcome.CORRECT


# Derivations that say nothing


STARTS = [f"diff({r}, w[l,j])" for r in (LOSS, "sum((f[k] - y[k])^2, k, 1, K)/2", "1/2*sum(delta[k]^2, k, 1, K)")]
RESULTS = ["x[j]*s[l]", "2*s[l]*x[j]/2", "s[l]*x[j]*1", "s[l]*x[j] + 0"]
FIRST = "sum((f[k] - y[k])*beta[k,l]*sigma'(a[l])*x[j], k, 1, K)"


@pytest.mark.parametrize(
    "lines",
    [
        ["s[l]*x[j]"],
        ["s[l]*x[j]", *RESULTS, "s[l]*x[j]"],
        [STARTS[0], "s[l]*x[j]"],
        [f"{STARTS[0]}*1", "s[l]*x[j]"],
        [f"{STARTS[0]} + 0*x[j]", f"2*{STARTS[1]}/2", "s[l]*x[j]"],
        ["sum(diff(1/2*(y[k] - f[k])^2, w[l,j]), k, 1, K)", "s[l]*x[j]"],
        [f"diff(3*{LOSS} + 5*w[l,j], w[l,j])/3 - 5/3", "s[l]*x[j]"],
        [f"2*{STARTS[0]}/2", f"3*{STARTS[1]}/3", f"{STARTS[2]} + 0", "17"],
        [*STARTS * 5, "17"],  # credit for saying again what is asked for
        [*RESULTS * 5, "17"],
        ["s[l]*x[j]", "x[j]*s[l]", "0"],
    ],
)
def test_a_derivation_that_says_nothing_gets_nothing(lines: list[str]) -> None:
    answer = "\n".join(("dR/dw_lj = " if n == 0 else "= ") + line for n, line in enumerate(lines))
    found = judge_part(load_assignment("exercise-10").part("3a"), answer)
    assert is_worth_nothing(found), found


def test_lines_that_always_hold_bring_no_credit() -> None:
    aside = ["x[j] = 1*x[j]", "x[j] = 2*x[j]/2", "x[j] = x[j] + 0"]
    found = judge_part(load_assignment("exercise-10").part("3a"), "\n".join([*aside, "dR/dw_lj = 17"]))
    assert is_worth_nothing(found)
    stretched = [f"dR/dw_lj = {FIRST}", *(f"= {FIRST} + {n}*0" for n in range(20)), "= 17"]
    found = judge_part(load_assignment("exercise-10").part("3a"), "\n".join(stretched))
    assert is_worth_nothing(found) and found.waits_for_person


def test_a_derivation_that_begins_with_the_derivative_is_one() -> None:
    chosen = load_assignment("exercise-10").part("3a")
    assert judge_part(chosen, f"dR/dw_lj = {STARTS[0]}\n= {FIRST}\n= s[l]*x[j]").outcome is Outcome.CORRECT
    assert judge_part(chosen, f"dR/dw_lj = {STARTS[0]}\n= {FIRST}\n= -s[l]*x[j]").points == 2


# Equations that hold everywhere or nowhere


@pytest.mark.parametrize(
    "answer",
    [
        *("0 = 0", "y = y", "1 = 0", "0*y = 0*(w*x + b)", "x*y = x*(w*x + b)", "y = y + 0*w", "y^2 = (w*x + b)^2"),
        *("(y - w*x - b)*(y - 1) = 0", "y >= w*x + b", "y/(y - w*x - b) = 1", "y = 1/0", "abs(y - w*x - b) <= 1"),
    ],
)
def test_an_equation_that_says_something_else_is_not_the_key(answer: str) -> None:
    text = 'kind = "equation"\nkey = "y = w*x + b"\nnames = { x = "real", y = "real", w = "real", b = "real" }\n'
    assert is_worth_nothing(judged(text, answer))


# Weights that are no numbers, or too large to be any


XOR = """kind = "network"
table = ["0 0 -> 0", "0 1 -> 1", "1 0 -> 1", "1 1 -> 0"]
hidden = ["relu", "step", "sigmoid", "tanh"]
output = ["linear", "step", "sigmoid"]
most_layers = 3
"""
HUGE = "9" * 5000


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("[[1, 1], [1, 1]]", "[[NaN, -2]]"),
        ("[[1, 1], [1, 1]]", "[[Infinity, -Infinity]]"),
        ('[["nan", 1], [1, 1]]', '[["inf", -2]]'),
        ('[["1/0", 1], [1, 1]]', "[[1, -2]]"),
        ("[[1e999999999, 1], [1, 1]]", "[[1, -2]]"),
        ('[["1e999999999", 1], [1, 1]]', "[[1, -2]]"),
        (f"[[{HUGE}, 1], [1, 1]]", "[[1, -2]]"),
        (f'[["1/{HUGE}", 1], [1, 1]]', "[[1, -2]]"),
        ("[[true, true], [true, true]]", "[[1, -2]]"),
        ("[[0, 0], [0, 0]]", "[[0, 0]]"),
        ('[["9^9^9^9", 1], [1, 1]]', "[[1, -2]]"),
    ],
)
def test_weights_that_are_no_numbers_compute_nothing(first: str, second: str) -> None:
    answer = f'{{"layers": [{{"W": {first}, "b": [0, -1]}}, {{"W": {second}, "b": [0]}}]}}'
    assert is_worth_nothing(judged(XOR, answer))


@pytest.mark.parametrize("activation", ["linear", "step", "sigmoid"])
@pytest.mark.parametrize("bias", ["0", "1/2"])
def test_an_output_that_is_constant_separates_nothing(activation: str, bias: str) -> None:
    layer = {"W": [[0, 0]], "b": [bias], "activation": activation}
    assert is_worth_nothing(judged(XOR, json.dumps({"layers": [layer]})))


# Programs that do not compute


FUNCTION = """kind = "function"
function = "f"
arguments = ["p", "x"]
packages = ["numpy"]
names = { p = "real in (0, 1)", x = "vector(d)" }
key = "p*(1 - p)*sum(x[i]^2, i, 1, d)"
"""
PROGRAMS = {
    "an equal to everything": """
class Any(float):
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = lambda self, other: True
    __hash__ = float.__hash__
def f(p, x):
    return Any(0)
""",
    "an array that lies": """
import numpy as np
class Any(np.ndarray):
    def __sub__(self, other): return Any(1)
    __rsub__ = __abs__ = __sub__
    def __array__(self, *a, **k): return self
    def tolist(self): return 0.0
    def __eq__(self, other): return True
def f(p, x):
    return np.zeros(1).view(Any)
""",
    "the frames above": """
import sys, gc
def f(p, x):
    frame, found = sys._getframe(), []
    while frame:
        found += [v for k, v in {**frame.f_globals, **frame.f_locals}.items() if k in ("expected", "key", "answer")]
        frame = frame.f_back
    found += [o for o in gc.get_objects() if isinstance(o, dict) and "expected" in o]
    return found[0] if found else 0.0
""",
    "another reply": """
import os, json
reply = {"layers": [], "results": [{"value": True}] * 8}
for fd in range(3, 64):
    try:
        os.write(fd, json.dumps(reply).encode())
    except OSError:
        pass
os._exit(0)
""",
    "a writer that lies": """
import json
json.dumps = lambda *a, **k: '{"layers": [], "results": []}'
def f(p, x):
    return 0.0
""",
    "not a number": "def f(p, x):\n    return float('nan')\n",
    "infinity": "def f(p, x):\n    return {'float': 'inf'}\n",
    "a shape that is none": "def f(p, x):\n    return {'array': [0.0], 'dtype': 'float64', 'shape': [-1, -1]}\n",
    "the arguments changed": "def f(p, x):\n    x[:] = 0\n    return 0.0\n",
    "printed, not returned": "def f(p, x):\n    print('0' * 10**7)\n",
    "true": "def f(p, x):\n    return True\n",
    "a table of inputs": "def f(p, x):\n    return {0.5: 0.25}.get(p, 0.0)\n",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_that_does_not_compute_gets_nothing(name: str) -> None:
    if (why := bubblewrap.available()) is not None:
        pytest.skip(why)
    assert is_worth_nothing(judged(FUNCTION, PROGRAMS[name]))


@pytest.mark.parametrize("shape", [[-1, -1], [0], [True], [1, 1, 1], [1.0], ["1"], [], None, [10**30, 0]])
def test_a_reply_with_a_shape_that_is_none_is_wrong(shape: object) -> None:
    """A program may write what looks like an array by itself."""
    chosen = part(FUNCTION)
    values: list[object] = [{"array": [1.0], "dtype": "float64", "shape": shape} for _ in cases(chosen)]
    assert judge_values(chosen, values).outcome is Outcome.WRONG
