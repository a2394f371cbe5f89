"""Answer kinds: what is right in any form gets its points, what is wrong gets none, what is unclear waits."""

import re
from fractions import Fraction

import pytest

from backproof.grading.assignment import Part, parse_assignment
from backproof.grading.judge import judge_part
from backproof.grading.judgement import Judgement, Outcome
from backproof.grading.tables import AssignmentError

HEAD = 'format = 1\ntitle = "Try"\n[[question]]\nnumber = "1"\n[[question.part]]\npoints = 4\n'


def part(text: str) -> Part:
    return parse_assignment(HEAD + text, "try.toml").parts[0]


def judged(text: str, answer: str, syntax: str = "auto") -> Judgement:
    return judge_part(part(text), answer, syntax)


RELU = """kind = "expression"
key = "max(x, 0)"
names = { x = "real" }
[[question.part.mistake]]
name = "absolute_value"
text = "abs(x)"
feedback = "the absolute value instead"
points = 1
"""


@pytest.mark.parametrize(
    "answer", ["(x+abs(x))/2", "relu(x)", r"\max\{0, x\}", "f(x) = max(0, x)", "$$max(x,0)$$", "x = 2"]
)
def test_a_formula_is_right_in_any_form(answer: str) -> None:
    found = judged(RELU, answer)
    assert found.outcome is (Outcome.CORRECT if answer != "x = 2" else Outcome.WRONG)


@pytest.mark.parametrize("answer", ["x", "1", "max(x, 1/1000000)", "x*heaviside(x + 1/10^9)", "softplus(50*x)/50"])
def test_what_agrees_almost_everywhere_is_wrong(answer: str) -> None:
    found = judged(RELU, answer)
    assert found.outcome is Outcome.WRONG and found.witness and found.own_value
    assert found.key_value is None


def test_a_foreseen_mistake_is_named_and_gets_its_points() -> None:
    found = judged(RELU, "sqrt(x^2)")
    assert (found.outcome, found.points, found.mistake) == (Outcome.PARTIAL, 1, "absolute_value")
    assert "absolute value" in found.reason


@pytest.mark.parametrize(
    ("answer", "mistake"), [("-max(x,0)", "lost_sign"), ("2*max(x, 0)", "factor_two"), ("max(x,0)/2", "half")]
)
def test_a_slip_is_named_without_being_listed(answer: str, mistake: str) -> None:
    assert judged(RELU, answer).mistake == mistake


def test_the_value_of_the_key_is_shown_only_where_it_may_be() -> None:
    assert judged(RELU, "x").key_value is None
    assert judged(RELU.replace('kind = "expression"', 'kind = "expression"\nreveal = true'), "x").key_value == "0"


@pytest.mark.parametrize("answer", ["max(x", "y", "x ** ** 2", "max(x,0) or so", "x < 3", "\x00", "9^9^9^9^9"])
def test_what_cannot_be_read_or_decided_never_costs_points(answer: str) -> None:
    found = judged(RELU, answer)
    assert found.waits_for_person or (found.outcome is Outcome.WRONG and answer.startswith("9^"))


def test_another_domain_is_for_a_person_unless_the_question_says_otherwise() -> None:
    text = 'kind = "expression"\nkey = "x"\nnames = { x = "real" }\n'
    assert judged(text, "exp(ln(x))").outcome is Outcome.DOMAIN_DIFFERS
    assert judged(text + 'other_domain = "ignore"\n', "exp(ln(x))").outcome is Outcome.CORRECT
    assert judged(text + 'other_domain = "ignore"\n', "sqrt(-1-x^2)").waits_for_person


def test_an_earlier_side_that_differs_is_for_a_person() -> None:
    assert judged(RELU, "g(x) = max(x,0)").outcome is Outcome.CORRECT
    assert judged(RELU, "3*x = max(x,0)").waits_for_person


def test_a_form_that_restates_the_question_is_no_answer() -> None:
    text = 'kind = "expression"\nkey = "sigmoid(x)*(1-sigmoid(x))"\nnames = { x = "real" }\nwithout = ["derivative"]\n'
    for answer in ("sigmoid'(x)", "diff(sigmoid(x), x)", r"\frac{d}{dx} \operatorname{sigmoid}(x)"):
        found = judged(text, answer)
        assert (found.outcome, found.mistake) == (Outcome.WRONG, "form"), answer
    assert judged(text, "exp(-x)/(1+exp(-x))^2").outcome is Outcome.CORRECT


# Shapes and indices

INDEXED = """kind = "index-formula"
key = "sum(beta[k,l]*delta[k], k, 1, K)"
names = { beta = "matrix(K, L)", delta = "vector(K)", k = "index(K)", l = "index(L)" }
define = { ell = "l" }
"""


@pytest.mark.parametrize(
    "answer",
    [r"\sum_{m=1}^K \delta_m \beta_{m\ell}", "sum(delta[r]*beta[r,l], r, 1, K)", r"\sum_k \beta_{kl} \delta_k"],
)
def test_an_index_may_have_any_name(answer: str) -> None:
    assert judged(INDEXED, answer).outcome is Outcome.CORRECT


def test_exchanged_indices_are_wrong_though_their_shapes_clash() -> None:
    found = judged(INDEXED, "sum(beta[l,k]*delta[k], k, 1, K)")
    assert found.outcome is Outcome.WRONG and "shapes do not fit" in found.reason


def test_a_clash_that_is_right_for_equal_sizes_is_for_a_person() -> None:
    text = 'kind = "matrix-formula"\nkey = "A.T*inv(A*A.T)*b"\nnames = { A = "matrix(m, n)", b = "vector(m)" }\n'
    assert judged(text, "inv(A)*b").outcome is Outcome.UNDECIDED
    assert judged(text, "inv(A*A.T)*A.T*b").outcome is Outcome.WRONG


def test_matrices_do_not_commute() -> None:
    text = 'kind = "matrix-formula"\nkey = "(A*B).T"\nnames = { A = "matrix(n, n)", B = "matrix(n, n)" }\n'
    assert judged(text, r"B^\top A^\top").outcome is Outcome.CORRECT
    assert judged(text, r"A^\top B^\top").outcome is Outcome.WRONG


def test_names_that_are_short_for_something_are_written_out() -> None:
    text = INDEXED + "".join(())
    text = text.replace('define = { ell = "l" }', 'define = { ell = "l", "delta[p]" = "f[p] - y[p]" }')
    text = text.replace("k = ", 'f = "vector(K)", y = "vector(K)", k = ')
    assert judged(text, "sum(beta[k,l]*f[k],k,1,K) - sum(beta[k,l]*y[k],k,1,K)").outcome is Outcome.CORRECT
    assert judged(text, "sum(beta[k,l]*(y[k]-f[k]),k,1,K)").mistake == "lost_sign"


def test_a_free_name_is_not_caught_by_a_sum_in_a_definition() -> None:
    text = """kind = "index-formula"
key = "sum(a[j]*s[l], j, 1, n)"
names = { a = "vector(n)", s = "vector(n)", j = "index(n)", l = "index(n)" }
define = { "s[p]" = "sum(a[l]*a[p], l, 1, n)" }
"""
    assert judged(text, "sum(a[j],j,1,n)*sum(a[k],k,1,n)*a[l]").outcome is Outcome.CORRECT
    assert judged(text, "sum(a[l]*s[j], l, 1, n)").outcome is Outcome.WRONG


# Numbers, equations, matrices, choices


def test_a_tolerance_holds_only_where_it_is_given() -> None:
    assert judged('kind = "number"\nkey = "1/3"\n', "0.333").mistake == "rounded"
    assert judged('kind = "number"\nkey = "1/3"\ntolerance = 0.001\n', "0.333").outcome is Outcome.CORRECT
    assert judged('kind = "number"\nkey = "1/3"\ntolerance = 0.0001\n', "0.333").outcome is Outcome.WRONG
    assert judged('kind = "number"\nkey = "pi"\n', r"\pi").outcome is Outcome.CORRECT
    assert judged('kind = "number"\nkey = "pi"\n', "3.14159265358979323846264338327950288").outcome is Outcome.WRONG


def test_an_equation_may_be_multiplied_through() -> None:
    text = 'kind = "equation"\nkey = "n*v = 1"\nnames = { n = "real in (0, inf)", v = "real in (0, inf)" }\n'
    for answer in ("v = 1/n", "1 = n v", r"v n - 1 = 0", "2*n*v = 2", "n = 1/v"):
        assert judged(text, answer).outcome is Outcome.CORRECT, answer
    for answer in ("v = n", "n*v = 2", "v = 1/n^2", "n*v > 1"):
        assert judged(text, answer).outcome is Outcome.WRONG, answer
    assert judged(text, "n*v").waits_for_person


def test_every_entry_of_a_matrix_counts() -> None:
    text = 'kind = "matrix"\nkey = "[[1, x], [x^2, 2*x]]"\nnames = { x = "real" }\n'
    assert judged(text, r"\begin{pmatrix} 1 & x \\ x^2 & 2x \end{pmatrix}").outcome is Outcome.CORRECT
    found = judged(text, "[[1, x], [x, 3*x]]")
    assert (found.points, found.outcome) == (2, Outcome.PARTIAL) and "(2, 1), (2, 2)" in found.reason
    assert judged(text, "[[1, x]]").mistake == "shape"


@pytest.mark.parametrize(
    "answer", ["(1, x)", "1, x", "[1, x]", "[[1], [x]]", "[[1, x]]", r"\begin{pmatrix}1\\x\end{pmatrix}"]
)
def test_a_vector_may_be_written_in_any_way(answer: str) -> None:
    text = 'kind = "matrix"\nkey = "[[1], [x]]"\nnames = { x = "real" }\n'
    assert judged(text, answer).outcome is Outcome.CORRECT
    strict = judged(text + 'orientation = "strict"\n', "[[1, x]]")
    assert strict.mistake == "shape"


CHOICE = """kind = "choice"
right = "B"
reasons = 3
[[question.part.option]]
name = "A"
text = "yes"
feedback = "no"
[[question.part.option]]
name = "B"
text = "no"
"""


@pytest.mark.parametrize("answer", ["[1,-1;-1,1]", "1,-1;-1,1", "1, -1\n-1, 1"])
def test_rows_apart_by_signs_that_are_not_certain_are_not_guessed(answer: str) -> None:
    assert judged('kind = "matrix"\nkey = "[[1,-1],[-1,1]]"\n', answer).outcome is Outcome.UNREADABLE


def test_reasons_of_a_choice_are_for_a_person() -> None:
    found = judged(CHOICE, "B: because of this")
    assert (found.outcome, found.points, found.waits_for_person) == (Outcome.PERSON, 1, True)
    assert judged(CHOICE, "b").points == 1
    assert judged(CHOICE, "(A) because").points == 0
    assert judged(CHOICE, "B: a network of one unit").points == 1
    for several in ("Both", "A and B", "B, A", "A B", "B) A)", "B or A"):
        assert judged(CHOICE, several).outcome is Outcome.UNREADABLE, several


GRADIENT = """kind = "matrix-formula"
key = "(W*x - t)*x.T"
names = { x = "vector(d)", t = "vector(m)", W = "matrix(m, d)" }
"""
BACKWARD = """kind = "matrix-formula"
key = "X.T*(X*W.T - Y)"
names = { X = "matrix(n, d)", Y = "matrix(n, m)", W = "matrix(m, d)" }
"""


@pytest.mark.parametrize(
    ("task", "answer", "mistake", "told"),
    [
        (GRADIENT, "x*(W*x - t).T", "transposed", "this is the transpose of what is asked for"),
        (GRADIENT, r"\nabla_W L = x (W x - t)^\top", "transposed", "a transpose is missing"),
        (GRADIENT, "outer(x, W*x - t)", "transposed", "a transpose is missing"),
        (GRADIENT, "x.T*(W*x - t)", "exchanged_factors", "two factors stand in the wrong order"),
        (GRADIENT, "2*x*(W*x - t).T", None, "This is d x m; what is asked for is m x d."),
        (BACKWARD, "(X*W.T - Y).T*X", "transposed", "a transpose is missing"),
        (BACKWARD, "X*(X*W.T - Y)", "lost_transpose", "It looks as if a transpose is missing."),
        (BACKWARD, "X.T*(X*W - Y)", "lost_transpose", "It looks as if a transpose is missing."),
        (BACKWARD, "X.T*(X*W.T - 2*Y)", None, "The values differ"),
    ],
)
def test_transposed_answers_and_missing_transposes_are_named(
    task: str, answer: str, mistake: str | None, told: str
) -> None:
    found = judged(task, answer)
    assert (found.outcome, found.mistake) == (Outcome.WRONG, mistake), found.reason
    assert told in found.reason


def test_a_missing_transpose_that_leaves_no_value_is_named_and_waits() -> None:
    found = judged(GRADIENT, "(W*x - t)*x")
    assert (found.outcome, found.mistake) == (Outcome.UNREADABLE, "lost_transpose")
    assert "It looks as if a transpose is missing." in found.reason
    assert judged(GRADIENT, "(W*x + t)*x").mistake is None


# Networks

XOR = """kind = "network"
table = ["0 0 -> 0", "0 1 -> 1", "1 0 -> 1", "1 1 -> 0"]
hidden = ["relu", "step", "sigmoid"]
output = ["linear", "step", "sigmoid"]
"""
RIGHT_NETWORKS = [
    "W1 = [[1,1],[-1,-1]], b1 = [-3/2, 1/2], W2 = [[-2,-2]], b2 = [1]",
    "W1 = [[1,-1],[1,-1]]\nb1 = [-1.5,0.5]\nW2 = [[-2],[-2]]\nb2 = 1",  # x W + b
    '{"layers": [{"W": [[1,1],[1,1]], "b": [0,-1], "activation": "relu"}, {"W": [[1,-2]], "b": [0]}]}',
    "W1 = [[1,1],[1,1]]; b1 = [-0.5,-1.5]; activation1 = step; W2 = [[1,-1]]; b2 = [0]",
    "W1=[[20,20],[20,20]]; b1=[-10,-30]; act1=sigmoid; W2=[[20,-20]]; b2=[-10]; act2=sigmoid",
    "W1=[[1,1]]; b1=[0]; W2=[[2],[1]]; b2=[-2,0]; W3=[[-3,1]]; b3=[0]",  # three layers
    r"W^{(1)} = \begin{pmatrix} 1 & 1 \\ 1 & 1 \end{pmatrix}, b^{(1)} = \begin{pmatrix} 0 \\ -1 \end{pmatrix}, "
    r"W^{(2)} = \begin{pmatrix} 1 & -2 \end{pmatrix}, b^{(2)} = 0",
]


@pytest.mark.parametrize("answer", RIGHT_NETWORKS)
def test_any_network_that_computes_the_table_is_right(answer: str) -> None:
    assert judged(XOR, answer).outcome is Outcome.CORRECT


@pytest.mark.parametrize(
    ("answer", "mistake"),
    [
        ("W1 = [[1,1],[-1,-1]], b1 = [-3/2, 1/2], W2 = [[2,2]], b2 = [-1]", "signs_exchanged"),
        ("W1 = [[1,1],[-1,-1]], b1 = [-3/2, 1/2], W2 = [[1,1]], b2 = [1]", None),
        ("W1 = [[1,1],[1,1]], b1 = [0,-1], activation1 = tanh, W2 = [[1,-2]], b2 = [0]", "architecture"),
    ],
)
def test_a_wrong_network_is_shown_the_input_where_it_fails(answer: str, mistake: str | None) -> None:
    found = judged(XOR, answer)
    assert (found.outcome, found.mistake) == (Outcome.WRONG, mistake)
    assert mistake == "architecture" or set(found.witness or {}) == {"x_1", "x_2"}


NAND = 'kind = "network"\ntable = ["0 0 -> 1", "0 1 -> 1", "1 0 -> 1", "1 1 -> 0"]\n'


@pytest.mark.parametrize(
    ("task", "answer"),
    [
        (XOR, "W1 = [[1,1]], b1 = [-3/2, 1/2], W2 = [[2,2]], b2 = [-1]"),  # a layout that is not read
        (NAND, "W1 = [[-1,-1]], b1 = [1]"),  # right where an output on the bound counts as 1
        (NAND, "W1 = [[-1,-1]], b1 = [3/2], activation1 = step"),  # right by an activation that is not allowed
    ],
)
def test_what_is_right_by_another_convention_is_for_a_person(task: str, answer: str) -> None:
    assert judged(task, answer).outcome is Outcome.PERSON


def test_a_network_that_no_convention_makes_right_is_wrong() -> None:
    for answer in ("W1 = [[-1,-1]], b1 = [1/2]", "W1 = [[1,1]], b1 = [-1]", "W1 = [[0,0]], b1 = [1]"):
        assert judged(NAND, answer).outcome is Outcome.WRONG


@pytest.mark.parametrize(
    "answer", ["W1 = [[1,1]]", "W1 = [[nan]]", '{"layers": [{"W": [[NaN]], "b": [0]}]}', "W1 = 3; W1 = 4", "{"]
)
def test_weights_that_cannot_be_read_wait(answer: str) -> None:
    assert judged(XOR, answer).outcome is Outcome.UNREADABLE


@pytest.mark.parametrize(
    "answer",
    [
        '{"W1": [[1,1],[1,1]], "b1": [0,-1], "W2": [[1,-2]], "b2": [0]}',
        '{"w_1": [[1,1],[1,1]], "b_1": ["0","-2/2"], "w_2": [1,-2], "b_2": 0, "hidden": "ReLU", "output": "linear"}',
        '{"weights": [[[1,1],[1,1]], [[1,-2]]], "biases": [[0,-1],[0]], "activations": ["relu", "linear"]}',
        '[{"W": [[1,1],[1,1]], "b": [0,-1], "activation": "nn.ReLU()"}, {"W": [[1,-2]], "b": 0}]',
        "W1 = [[1,1],[1,1]], b1 = [0,-1], W2 = [[1,-2]], b2 = 0\nhidden activation: max(0, z)",
        "W1 = [[1,1],[1,1]], b1 = [0,-1], W2 = [[1,-2]], b2 = 0, activations = [relu, linear]",
    ],
)
def test_names_of_weights_and_activations_are_read_in_json_too(answer: str) -> None:
    assert judged(XOR, answer).outcome is Outcome.CORRECT


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (
            '{"W1": [[1,1],[1,1]], "b1": [0,-1], "W2": [[1,-2]]}',
            "the biases b2 are missing; where there are none, add b2 = [0]",
        ),
        ("W1 = [[1,1],[1,1]], W2 = [[1,-2]], b2 = 0", "add b1 = [0, 0]"),
        ('{"layers": [{"W": [[1,1],[1,1]], "b": [0,-1]}, {"W": [[1,-2]], "b": null}]}', "the biases b2 are missing"),
        ("W1 = [[1,1],[1,1], b1 = [0,-1]", "a bracket is not closed"),
        ("W1 = [[1,1]]], b1 = [0,-1]", "a closing bracket too many"),
        ("{'W1': [[1,1]]}", "names stand in double quotes"),
        ('{"W1": [[1,1]], "W1": [[1,1]]}', "'W1' is given twice"),
        ('{"layers": [{"W": [[1e999999999]], "b": [0]}]}', "'1e999999999' is no number"),
        ('{"W1": [[1,1]], "b1": [0], "activation": "softplus"}', "no activation 'softplus'; write one of"),
        ("W1 = [[1,1]], b1 = [0], activation1 = relu, activations = [step]", "is given twice"),
    ],
)
def test_weights_that_are_not_read_say_what_to_write(answer: str, told: str) -> None:
    found = judged(XOR, answer)
    assert found.outcome is Outcome.UNREADABLE and told in found.reason, found.reason
    assert not re.search(r"\d\.?, \d|\[\[1", found.reason.partition("write")[2])  # no network that could be the key


def test_biases_that_are_not_written_are_zero_where_the_question_says_so() -> None:
    answer = '{"W1": [[1,1],[1,1]], "b1": [0,-1], "W2": [[1,-2]]}'
    found = judged(XOR + 'biases = "zero"\n', answer)
    assert found.outcome is Outcome.CORRECT and "b2 = [0]" in (found.reading or "")


def test_a_network_that_says_the_same_for_every_input_is_told_so() -> None:
    for answer in ("W1 = [[0,0]], b1 = [1]", "W1 = [[0,0]], b1 = [1/3]", "W1 = [[1,1]], b1 = [7]"):
        found = judged(NAND + "by_row = true\n", answer)
        assert found.mistake == "constant" and "says the same for every input" in found.reason
        assert found.points in (found.possible * 3 / 4, found.possible / 4)
    listed = NAND + 'by_row = true\n[[question.part.mistake]]\nname = "constant"\nfeedback = "No."\n'
    found = judged(listed, "W1 = [[0,0]], b1 = [1]")
    assert (found.points, found.mistake) == (0, "constant") and found.reason.endswith("No.")
    assert judged(NAND + "by_row = true\n", "W1 = [[1,1]], b1 = [-1]").mistake != "constant"


def test_a_margin_is_kept_exactly() -> None:
    text = 'kind = "network"\ntable = ["0 -> 0", "1 -> 1"]\nthresholds = ["1/2"]\nmargin = "1/2"\n'
    assert judged(text, "W1 = [[1]]; b1 = 0").outcome is Outcome.WRONG
    assert judged(text, "W1 = [[1.0000000000000000000001]]; b1 = -0.00000000000000000000001").outcome is Outcome.CORRECT


def test_values_are_compared_exactly() -> None:
    text = 'kind = "network"\nformula = ["abs(x_1)"]\ninputs = 1\ngrid = ["-1", "0", "1/3"]\nmatch = "value"\n'
    assert judged(text, "W1=[[1],[-1]]; b1=[0,0]; W2=[[1,1]]; b2=0").outcome is Outcome.CORRECT
    assert judged(text, "W1=[[1],[-1]]; b1=[0,0]; W2=[[1,1]]; b2=1e-30").outcome is Outcome.WRONG


# Derivations and counterexamples

DERIVATION = """kind = "derivation"
key = "2*x*cos(x^2)"
start = "diff(sin(x^2), x)"
names = { x = "real" }
steps = 2
"""


def test_a_derivation_is_right_line_by_line() -> None:
    found = judged(DERIVATION, "dy/dx = cos(x^2)*diff(x^2, x)\n = cos(x^2)*2*x\n= 2 x cos(x^2)")
    assert found.outcome is Outcome.CORRECT


def test_the_first_wrong_line_is_shown_with_credit_up_to_it() -> None:
    found = judged(DERIVATION, "y' = cos(x^2)*diff(x^2, x)\n = cos(x^2)*x\n= 2 x cos(x^2)")
    assert found.points == Fraction(4, 4) and "Line 2" in found.reason and found.witness
    assert judged(DERIVATION, "y' = sin(2*x)\n = cos(x^2)*2*x\n= 2 x cos(x^2)").points == 0


def test_two_errors_that_cancel_are_no_derivation() -> None:
    found = judged(DERIVATION, "y' = -cos(x^2)*2*x\n = 2*x*cos(x^2)")
    assert found.points == 0 and "Line 1" in found.reason


def test_too_few_steps_and_unfinished_ones_wait() -> None:
    assert judged(DERIVATION, "y' = 2*x*cos(x^2)").waits_for_person
    assert judged(DERIVATION, "y' = cos(x^2)*diff(x^2,x)\n= diff(x^2,x)*cos(x^2)").waits_for_person


def test_a_result_that_is_written_again_and_again_is_no_derivation() -> None:
    text = DERIVATION + 'not_first = ["cos"]\n'
    assert judged(DERIVATION, "y' = 2*x*cos(x^2)\n= 2*x*cos(x^2)\n= 2*x*cos(x^2)").waits_for_person
    assert judged(text, "y' = 2*x*cos(x^2)\n= cos(x^2)*2*x\n= 2*x*cos(x^2)").waits_for_person


CIRCLE = """kind = "derivation"
start = "1 - tanh(x)^2"
key = "4*sigmoid(2*x)*(1 - sigmoid(2*x))"
names = { x = "real" }
steps = 3
"""


@pytest.mark.parametrize(
    "answer",
    [
        "1 - tanh(x)^2 = 1 - tanh(x)*tanh(x) = 1 - tanh(x)^2",
        "4*sigmoid(2*x)*(1-sigmoid(2*x)) = 4*sigmoid(2*x) - 4*sigmoid(2*x)^2 = 4*sigmoid(2*x)*(1-sigmoid(2*x))",
    ],
)
def test_a_derivation_that_ends_where_it_begins_is_for_a_person(answer: str) -> None:
    assert judged(CIRCLE, answer).outcome is Outcome.PERSON


def test_a_line_that_is_written_again_is_no_step_towards_credit() -> None:
    padded = "1 - tanh(x)^2 = 1 - tanh(x)^2 = 1 - tanh(x)^2 = 1 - tanh(x)^2 = 7"
    assert judged(CIRCLE, padded).points == 0
    assert judged(CIRCLE, "1 - tanh(x)^2 = 1 - tanh(x)*tanh(x) = 7").points > 0


def test_an_index_of_another_name_is_for_a_person() -> None:
    found = judged(INDEXED, r"\sum_{k=1}^K \beta_{kj} \delta_k")
    assert found.outcome is Outcome.UNREADABLE and "'j'" in found.reason


TRANSPOSES = """kind = "counterexample"
names = { A = "matrix(n, n)", B = "matrix(n, n)" }
conclusion = "(A*B).T = A.T*B.T"
"""


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("A = [[1,2],[3,4]], B = [[0,1],[1,0]]", Outcome.CORRECT),
        (r"A = \begin{pmatrix}1&2\\3&4\end{pmatrix}, B = \begin{pmatrix}0&1\\1&0\end{pmatrix}", Outcome.CORRECT),
        ("A = [[1,0],[0,1]]; B = [[1,2],[3,4]]", Outcome.WRONG),
        ("A = [[2]], B = [[3]]", Outcome.WRONG),
        ("A = [[1,2],[3,4]]", Outcome.UNREADABLE),
        ("A = [[1,2],[3,4]], B = [[1]]", Outcome.UNREADABLE),
        ("A = [[1,2],[3,4]], B = [[x,1],[1,0]]", Outcome.UNREADABLE),
        ("n = 2", Outcome.UNREADABLE),
    ],
)
def test_a_counterexample_is_replayed(answer: str, outcome: Outcome) -> None:
    assert judged(TRANSPOSES, answer).outcome is outcome


def test_a_counterexample_must_meet_the_hypotheses() -> None:
    text = 'kind = "counterexample"\nnames = { u = "real", v = "real" }\ngiven = ["u > 0"]\nconclusion = "u*v <= u"\n'
    assert judged(text, "u = 1, v = 2").outcome is Outcome.CORRECT
    assert judged(text, "u = -1, v = -3").mistake == "hypothesis_fails"
    assert judged(text, "u = 1, v = 1").mistake == "no_counterexample"


def test_the_statement_of_a_source_can_be_refuted() -> None:
    text = 'kind = "counterexample"\nclaim = "min_norm.gd_contracts_for_small_steps"\n'
    assert judged(text, "eta = 3, s = 1").outcome is Outcome.CORRECT
    assert judged(text, "eta = 1, s = 1").mistake == "no_counterexample"


# Prose, and what every kind does


def test_prose_is_never_marked_here() -> None:
    found = judged('kind = "prose"\n', "It follows from the chain rule.")
    assert (found.outcome, found.points, found.waits_for_person) == (Outcome.PERSON, 0, True)


HOSTILE = ["(" * 5000, "x" * 300_000, "\\" * 99, "=" * 50, "a = b = c", "[[", "1e999999", "\u202e", "{}", "'; --"]


@pytest.mark.parametrize("text", [RELU, INDEXED, XOR, DERIVATION, TRANSPOSES, CHOICE, 'kind = "number"\nkey = "1"\n'])
def test_nothing_is_blank_everywhere_and_no_text_breaks_a_kind(text: str) -> None:
    for answer in ("", " \n"):
        assert judged(text, answer).outcome is Outcome.BLANK
    for answer in (
        "(" * 5000,
        "x" * 300_000,
        "\\" * 99,
        "=" * 50,
        "a = b = c",
        "[[",
        "1e999999",
        "\u202e",
        "{}",
        "null",
        "'; --",
    ):
        found = judged(text, answer)
        assert found.outcome is not Outcome.CORRECT and Judgement.from_record(found.as_record()) == found


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('kind = "network"\n', "what the network must compute"),
        ('kind = "network"\ntable = ["0 1 > 1"]\n', "0 1 -> 1"),
        ('kind = "counterexample"\n', "says nothing to refute"),
        ('kind = "choice"\nright = "A"\n', "two or more"),
        ('kind = "matrix"\nkey = "x"\nnames = { x = "real" }\n', "no entries"),
        ('kind = "equation"\nkey = "x"\nnames = { x = "real" }\n', "no equation"),
        ('kind = "number"\nkey = "x"\nnames = { x = "real" }\n', "depends on x"),
        ('kind = "function"\nkey = "x"\nfunction = "f"\narguments = ["y"]\nnames = { x = "real" }\n', "'y'"),
        ('kind = "prose"\nkey = "x"\n', "is prose and has a key"),
    ],
)
def test_an_author_learns_what_a_kind_lacks(text: str, told: str) -> None:
    with pytest.raises(AssignmentError, match=r"try\.toml:") as caught:
        part(text)
    assert told in str(caught.value)
