"""An assignment before students see it: what would go wrong with a grade is found, with its line."""

from pathlib import Path

import pytest

from backproof.grading.assignment import load_assignment, shipped
from backproof.grading.check import check
from backproof.grading.tables import AssignmentError
from backproof.grading.template import FORMS, template
from backproof.grading.trying import read_back, read_back_file

GOOD = """format = 1
title = "Try"
[[question]]
number = "1"
[[question.part]]
label = "a"
points = 2
kind = "index-formula"
claim = "dropout.loss_decomposition"
key = "(sum(w[j]*h[j], j, 1, d) - t)^2 + (1/p - 1)*sum(w[j]^2*h[j]^2, j, 1, d)"
names = { p = "real in (0, 1]" }

[[question.part.mistake]]
name = "odds_upside_down"
points = 1

[[question.part.mistake]]
name = "penalty_forgotten"
text = "(sum(w[j]*h[j], j, 1, d) - t)^2"

[[question.part.sample]]
answer = "(w.T*h - t)^2 + (1-p)/p*norm(hadamard(w, h))^2"
points = 2
"""


def faults(text: str, folder: Path) -> list[str]:
    path = folder / "try.toml"
    path.write_text(text, encoding="utf-8")
    return [str(f) for f in check(str(path)).faults]


@pytest.mark.parametrize("name", shipped())
def test_nothing_is_wrong_with_what_is_shipped(name: str) -> None:
    found = check(name)
    assert not found.faults, "\n".join(map(str, found.faults))


def test_nothing_is_wrong_with_a_good_one(tmp_path: Path) -> None:
    assert faults(GOOD, tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        ("(1/p - 1)", "(1/p + 1)", 10, "is not dropout.loss_decomposition"),
        (
            't)^2"\n\n[[',
            't)^2 + (1-p)/p*sum(w[j]^2*h[j]^2, j, 1, d)"\n\n[[',
            17,
            "does not certainly differ from the key",
        ),
        ('norm(hadamard(w, h))^2"\npoints = 2', 'norm(hadamard(w, h))"\npoints = 2', 21, "gets 0 of 2 points"),
        ('name = "odds_upside_down"', 'name = "odds_sideways"', 13, "no mistake 'odds_sideways'"),
        ("dropout.loss_decomposition", "dropout.loss", 9, "there is no claim"),
        (
            'text = "(sum(w[j]*h[j], j, 1, d) - t)^2"',
            'text = "(sum(w[j]*h[j], j, 1, d) - t)^2 + p*(1-p)*sum(w[j]^2*h[j]^2, j, 1, d)"',
            0,
            "are the same formula",
        ),
    ],
)
def test_what_would_spoil_grades_is_found(old: str, new: str, line: int, told: str, tmp_path: Path) -> None:
    assert old in GOOD
    found = faults(GOOD.replace(old, new, 1), tmp_path)
    assert any(told in f and (not line or f.startswith(f"try.toml:{line}:")) for f in found), found


@pytest.mark.parametrize("name", shipped())
@pytest.mark.parametrize("form", FORMS)
def test_a_template_reads_back_as_blank_and_tells_no_key(name: str, form: str, tmp_path: Path) -> None:
    assignment = load_assignment(name)
    text = template(assignment, form)
    path = tmp_path / f"student.{form}"
    path.write_text(text, encoding="utf-8")
    found, stray = read_back_file(assignment, str(path))
    assert not stray and not any(r.reading or r.problem for r in found)
    for part in assignment.parts:
        if part.key is not None and len(part.key.text) > 30:
            assert part.key.text not in text
        assert not any(m.feedback and m.feedback in text for m in part.listed)


def test_every_answer_is_read_back_without_its_key() -> None:
    assignment = load_assignment("exercise-10")
    for part in assignment.parts:
        if part.key is not None and part.key.text and part.kind not in ("function", "derivation"):
            assert read_back(part, part.key.text).reading, part.id
    wrong = read_back(assignment.part("5b"), "w.T*h +")
    assert wrong.problem and not wrong.reading


SHORT = """format = 1
title = "Short"
[names]
x = "real"
[define]
HERE
[[question]]
number = "1"
define = { b = "x" }
names = { b = "real" }
[[question.part]]
label = "a"
points = 1
kind = "expression"
key = "x"
[[question.part]]
label = "b"
points = 1
kind = "expression"
key = "x + 1"
"""


@pytest.mark.parametrize(
    ("definition", "told"),
    [
        ('a = "x + 1"', "'a' is short for something, but its type is not among the names; expected a line in"),
        ('"d[k]" = "x"', '[names] such as d = "vector(n)"'),
        ('"d[k,l]" = "x"', '[names] such as d = "matrix(m, n)"'),
        ('x = "x +"', "the text ends here"),
        ('"x!" = "x"', "'x!' cannot be defined"),
    ],
)
def test_a_faulty_definition_is_named_with_its_own_line(definition: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(AssignmentError) as caught:
        faults(SHORT.replace("HERE", definition), tmp_path)
    found = str(caught.value)
    assert found.startswith(f"try.toml:6: the definition of {definition.partition(' =')[0].strip(chr(34))}"), found
    assert told in found


def test_what_is_given_and_cannot_be_read_has_its_line(tmp_path: Path) -> None:
    text = SHORT.replace("HERE", 'a = "x"').replace('x = "real"\n', 'x = "real"\na = "real"\n')
    assert faults(text, tmp_path) == []
    with pytest.raises(AssignmentError) as caught:
        faults(text.replace('key = "x"', 'key = "x"\ngiven = ["x >"]', 1), tmp_path)
    found = str(caught.value)
    assert found.startswith("try.toml:17: what is given in part 1a cannot be read"), found


NOTED = """format = 1
title = "Noted"
[names]
x = "real"
y_hat = "real"
hat_u = "real"
w = "vector(d)"
sigma = "activation"
[[question]]
number = "1"
prompt = 'With $m = \\tilde v$ and $\\sigma$.'
[[question.part]]
label = "a"
points = 1
kind = "expression"
prompt = '''
PROMPT
'''
key = "x"
"""


@pytest.mark.parametrize(
    ("prompt", "symbols"),
    [
        (r"Give $\partial L/\partial w_j$ of $\hat y = \sum_{j=1}^{d} w_j x_j$ with $\hat u$.", r"\tilde v"),
        (r"Let $\alpha$ be $\hat{q}_k + \sigma(z)$, `\beta` and \(\lambda\).", r"\tilde v, \alpha, \hat q, z, \lambda"),
        (r"$\ln(1 + e^x)$, $\mathrm{ReLU}(x)$, $x \le 3$, $\frac{1}{2} \pi$.", r"\tilde v"),
    ],
)
def test_symbols_that_answers_cannot_use_are_a_note(prompt: str, symbols: str, tmp_path: Path) -> None:
    path = tmp_path / "try.toml"
    path.write_text(NOTED.replace("PROMPT", prompt), encoding="utf-8")
    found = check(str(path))
    assert not found.faults
    (note,) = map(str, found.notes)
    assert note.startswith(f"try.toml:16: the prompt of part 1a speaks of {symbols}, which"), note


def test_what_a_constant_network_gets_is_a_note(tmp_path: Path) -> None:
    path = tmp_path / "try.toml"
    text = """format = 1
title = "Rows"
[[question]]
number = "1"
[[question.part]]
points = 4
kind = "network"
table = ["0 0 -> 1", "0 1 -> 1", "1 0 -> 1", "1 1 -> 0"]
by_row = true
"""
    path.write_text(text, encoding="utf-8")
    (note,) = map(str, check(str(path)).notes)
    assert note.startswith("try.toml:9: by_row gives a network that says the same for every input 3 of 4 rows"), note
    path.write_text(text + '[[question.part.mistake]]\nname = "constant"\n', encoding="utf-8")
    assert not check(str(path)).notes
