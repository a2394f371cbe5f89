"""`prove` and `compare` as their users meet them: the issue's examples, exit codes, files, messages."""

import json
from pathlib import Path

import pytest

from backproof.cli import main as cli

VECTORS = ["--let", "w: vector(d)", "--let", "h: vector(d)"]
SQUARES = ["--let", "A: matrix(n,n)", "--let", "B: matrix(n,n)"]


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["sigmoid(x)*(1-sigmoid(x)) <= 1/4"], 0, ["PROVED", "equality at x = 0"]),
        (["ln(1+exp(x)) >= max(x,0)"], 0, ["PROVED"]),
        (["diff(gelu(x),x) <= 1"], 1, ["REFUTED", "at x = 7/5: left [1.1288", "right 1"]),
        (
            ["sum(w[i]^2*h[i]^2,i,1,d) <= sum(w[i]^2,i,1,d)*sum(h[i]^2,i,1,d)", *VECTORS],
            0,
            ["PROVED for every d"],
        ),
        (["(A*B).T == A.T*B.T", *SQUARES], 1, ["REFUTED", "at n = 2"]),
        (["ln(x) <= x - 1"], 3, ["UNDECIDED", '--given "x > 0"']),
        (["ln(x) <= x - 1", "--given", "x > 0"], 0, ["PROVED", "equality at x = 1"]),
        (["-x^2 <= 0"], 0, ["PROVED"]),
        (["tanh(x) < 1", "x < 1"], 1, ["PROVED", "REFUTED", "x < 1"]),
    ],
)
def test_prove(arguments: list[str], code: int, says: list[str], capsys: pytest.CaptureFixture) -> None:
    assert cli.run(["prove", *arguments]) == code
    out = capsys.readouterr().out
    for text in says:
        assert text in out


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["max(x,0)", "(x+abs(x))/2"], 0, "equal: proved"),
        (["max(x,0)", "x"], 1, "different"),
        (["ln(x*y)", "ln(x)+ln(y)"], 1, "domain differs"),
        (["ln(x*y)", "ln(x)+ln(y)", "--given", "x > 0", "--given", "y > 0"], 0, "equal: proved"),
        (["x^2", "x^^2"], 2, "unreadable: column 3"),
        (["sigmoid(z)", r"\frac{1}{1+e^{-z}}"], 0, "equal: proved"),
        (["0.333", "1/3", "--tolerance", "0.001"], 0, "within the tolerance"),
        (["9^9^9^9", "1"], 3, "undecided"),
        (["-x", "--let", "x: real", "-1*x"], 0, "equal: proved"),
    ],
)
def test_compare(arguments: list[str], code: int, says: str, capsys: pytest.CaptureFixture) -> None:
    assert cli.run(["compare", *arguments]) == code
    assert says in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["prove"], "Missing a statement"),
        (["prove", "x + 1"], "needs a relation"),
        (["prove", "x <"], "the text ends here"),
        (["prove", "x < 1", "--given", "x"], "a hypothesis needs a relation"),
        (["prove", "x < 1", "--let", "x"], "has no colon"),
        (["prove", "x < 1", "--let", "x: rael"], "cannot be read"),
        (["prove", "x < 1", "--gvien", "x > 0"], "No such option"),
        (["compare", "x"], "Expected a reference and an answer"),
        (["compare", "x +", "x"], "the reference 'x +'"),
        (["compare", "x", "x", "--tolerance", "much"], "no number"),
        (["compare", "x", "x", "--jobs", "2"], "belong to --batch"),
        (["compare", "--batch", "missing.jsonl", "--out", "-"], "does not exist"),
    ],
)
def test_what_is_wrong_is_said_in_one_place(arguments: list[str], says: str, capsys: pytest.CaptureFixture) -> None:
    assert cli.run(arguments) == 2
    told = capsys.readouterr()
    assert says in told.err
    assert "Traceback" not in told.err
    assert not told.out


def test_echo_shows_both_notations(capsys: pytest.CaptureFixture) -> None:
    cli.run(["compare", "max(x,0)", "2x/(1+y)", "--echo"])
    out = capsys.readouterr().out
    assert "answer: 2*x/(1 + y)" in out
    assert r"\frac" in out


def test_json_has_its_schema(capsys: pytest.CaptureFixture) -> None:
    assert cli.run(["compare", "x", "x+1", "--json", "-"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "backproof.compare/1"
    assert {"outcome", "witness", "reading", "detail", "seconds", "fault", "points", "timed_out"} <= found.keys()
    assert cli.run(["prove", "x < 1", "--json", "-"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["schema"] == "backproof.prove/1"
    (statement,) = found["statements"]
    assert statement["verdict"] == "REFUTED"
    assert set(statement["witness"]) == {"point", "left", "right"}


def test_a_file_of_statements(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    notes = tmp_path / "notes.toml"
    notes.write_text(
        '[let]\nw = "vector(d)"\n'
        '[[statement]]\nname = "slope"\ntext = "diff(sigmoid(x),x) <= 1/4"\n'
        '[[statement]]\ntext = "norm(w)^2 > 0"\n'
        '[[statement]]\ntext = "ln(x) <= x - 1"\ngiven = ["x > 0"]\n'
    )
    assert cli.run(["prove", "--file", str(notes)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == ["PROVED", "REFUTED", "PROVED"]
    for broken, says in (("x =", "no TOML"), ("[[statement]]\nname = 'a'", "has no text"), ("[lte]", "unknown key")):
        notes.write_text(broken)
        assert cli.run(["prove", "--file", str(notes)]) == 2
        assert says in capsys.readouterr().err


def test_a_batch_reports_bad_lines_and_goes_on(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    lines = [
        {"id": 1, "reference": "x", "answer": "x+0"},
        {"id": 2, "reference": "x+", "answer": "x"},
        "not json",
        {"id": 3, "reference": "x", "answer": 7},
        {"id": 4, "reference": "A*B", "answer": "B*A", "let": {"A": "matrix(n,n)", "B": "matrix(n,n)"}},
        {"id": 5, "reference": "ln(x^2)", "answer": "2*ln(x)", "given": ["x > 0"]},
        {"id": 6, "referenc": "x", "answer": "x"},
        {"id": 7, "reference": "x", "answer": "x", "let": {"x": "rael"}},
    ]
    pairs, results = tmp_path / "pairs.jsonl", tmp_path / "results.jsonl"
    pairs.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines) + "\n\n")
    assert cli.run(["compare", "--batch", str(pairs), "--out", str(results), "--jobs", "2"]) == 0
    found = [json.loads(line) for line in results.read_text().splitlines()]
    wanted = [
        (1, "equal"),
        (2, "bad_reference"),
        ("line 3", "bad_line"),
        (3, "unreadable"),
        (4, "different"),
        (5, "equal"),
        (6, "bad_line"),
        (7, "bad_reference"),
    ]
    assert [(r["id"], r["outcome"]) for r in found] == wanted
    assert all({"id", "outcome", "witness", "reading", "detail", "seconds"} <= r.keys() for r in found)
    assert "8 pairs" in capsys.readouterr().err
