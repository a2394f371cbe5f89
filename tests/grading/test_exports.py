"""Exports: what is in them, what is not, and the real commands of the systems that they are for."""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from backproof.cli import main as cli
from backproof.grading import Question, gradescope
from backproof.grading.assignment import load_assignment, parse_assignment, shipped
from backproof.grading.exports import Target, exported, nbgrader, otter, student
from backproof.grading.exports.archive import wheel
from backproof.grading.judge import judge_part
from backproof.grading.trying import read_back

SMALL = Path(__file__).with_name("small.toml")
ROOT = Path(__file__).parents[2]
KEYS = ("p (1 - p)", "second_moment", "1/4")


@pytest.fixture(scope="module")
def small():
    return load_assignment(str(SMALL))


def opened(content: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.mark.parametrize("target", list(Target))
def test_an_export_is_the_same_every_time(small, target):
    assert exported(small, target) == exported(small, target)


def test_the_wheel_holds_the_package_and_nothing_else():
    name, content = wheel()
    names = opened(content).namelist()
    assert name.endswith("-py3-none-any.whl") and "backproof/grading/judge.py" in names
    assert {n.split("/")[0].split("-")[0] for n in names} == {"backproof"}
    assert not [n for n in names if "/tests/" in n or "pycache" in n or n.endswith((".pyc", ".sqlite"))]


def test_the_wheel_runs_from_the_zip(tmp_path):
    (tmp_path / "x").mkdir()
    opened(wheel()[1]).extractall(tmp_path / "x")
    code = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'x')!r})\n"
        "from backproof.grading.judge import judge_answer; import backproof\n"
        f"print(backproof.__file__); print(judge_answer({str(SMALL)!r}, '1a', 'p - p^2', 'auto')['outcome'])\n"
    )
    ran = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, cwd="/")
    assert ran.stdout.split() == [str(tmp_path / "x" / "backproof" / "__init__.py"), "correct"], ran.stderr


def test_what_students_get_holds_no_key(small):
    found = json.loads(otter.student(small))
    text = "".join(c["source"] for c in found["cells"])
    assert not [key for key in KEYS if key in text] and "answer_1a" in text


@pytest.mark.parametrize("name", [str(SMALL), *shipped()])
def test_students_get_no_key_but_those_they_may_check(name, tmp_path):
    whole = load_assignment(name)
    text = student.made(whole).decode()
    path = tmp_path / f"{whole.name}.toml"
    path.write_text(text)
    own = load_assignment(str(path))
    # names and what they are short for belong to the question, as its prompt does
    raw = [p for q in tomllib.loads(text)["question"] for p in q["part"]]
    told = [json.dumps({k: v for k, v in p.items() if k not in ("names", "define", "prompt")}) for p in raw]
    assert [(p.id, p.points) for p in own.parts] == [(p.id, p.points) for p in whole.parts]
    for mine, part, fields in zip(own.parts, whole.parts, told, strict=True):
        if part.self_check:
            assert mine.key is not None and part.key is not None and mine.key.text == part.key.text
            continue
        assert mine.key is None or (mine.key.text in student.STAND_INS and not mine.key.claim)
        assert not mine.mistakes and not mine.accepted and not mine.samples
        for secret in (part.key.text if part.key else "", *(m.text for m in part.listed)):
            assert len(secret) < 4 or secret not in fields, (part.id, secret)
        for sample in part.samples:
            read, again = read_back(part, sample.answer), read_back(mine, sample.answer)
            assert mine.kind == "prose" or read == again


def test_the_steps_of_otter_add_up(small):
    for part in small.parts:
        levels = otter.steps(part)
        assert (levels[0], levels[-1]) == (0, part.points)
        assert sum(b - a for a, b in pairwise(levels)) == part.points
        assert {m.points for m in part.mistakes} <= set(levels)


def test_cells_of_nbgrader_have_all_that_its_schema_asks_for(small):
    cells = json.loads(nbgrader.made(small))["cells"]
    marked = [c["metadata"]["nbgrader"] for c in cells if "nbgrader" in c["metadata"]]
    assert len({m["grade_id"] for m in marked}) == len(marked)
    assert sum(m.get("points", 0) for m in marked) == small.points
    assert all({"schema_version", "grade", "solution", "locked", "task"} <= set(m) for m in marked)
    assert all(("points" in m) == m["grade"] for m in marked)


def autograder(base: Path, **answers: str) -> dict:
    """What Gradescope's layout holds after one submission was graded in this process."""
    for name in ("source", "submission", "results"):
        (base / name).mkdir(parents=True, exist_ok=True)
    shutil.copy(SMALL, base / "source" / "small.toml")
    text = "".join(f"## {part.strip('_')}\n{answer}\n" for part, answer in answers.items())
    (base / "submission" / "hw.md").write_text(text)
    gradescope.main(str(base), "small.toml")
    return json.loads((base / "results" / "results.json").read_text())


def test_results_json_is_what_gradescope_reads(tmp_path):
    found = autograder(tmp_path, _1a="p", _1b="because", _2="3 <b>")
    assert set(found) <= {
        "score",
        "execution_time",
        "output",
        "output_format",
        "stdout_visibility",
        "tests",
        "extra_data",
    }
    tests = {t["number"]: t for t in found["tests"]}
    assert found["score"] == sum(t["score"] for t in tests.values()) == 1.0
    assert [t["max_score"] for t in tests.values()] == [2.0, 3.0, 1.0]
    assert tests["1a"]["status"] == "failed" and "second moment" in tests["1a"]["output"]
    assert "status" not in tests["1b"] and tests["1b"]["extra_data"]["waits"]
    assert "status" not in tests["2"], "what cannot be read is not failed"
    assert all(t["output_format"] == "text" and t["visibility"] == "visible" for t in tests.values())
    assert "p (1 - p)" not in json.dumps(found)
    assert (tmp_path / "results" / "results.json").stat().st_mode & 0o077 == 0


def test_a_submission_that_cannot_be_read_is_not_zero_in_silence(tmp_path):
    (tmp_path / "submission").mkdir()
    (tmp_path / "submission" / "x.md").symlink_to("/etc/passwd")
    found = autograder(tmp_path, _1a="p")
    assert "symbolic links are refused" in found["output"] and "6 points are open" in found["output"]


MANY = """format = 1
title = "Shares"
names = { x = "real" }
[[question]]
number = "1"
[[question.part]]
label = "a"
points = 1
kind = "matrix"
key = "[[x, 1, 2], [3, 4, 5]]"
[[question.part]]
label = "b"
points = 2
kind = "network"
table = ["0 -> 0", "1 -> 1", "2 -> 0"]
by_row = true
[[question.part]]
label = "c"
points = 3
kind = "derivation"
key = "2*x"
[[question.part]]
label = "d"
points = 1
kind = "choice"
right = "A"
reasons = "1/3"
option = [{ name = "A", text = "yes" }, { name = "B", text = "no" }]
"""


@pytest.mark.parametrize(
    ("part", "answer", "points"),
    [
        ("1a", "[[x, 1, 2], [3, 4, 6]]", "5/6"),
        ("1a", "[[0, 1, 0], [3, 0, 6]]", "1/3"),
        ("1b", "W1 = [[0]], b1 = [0]", "4/3"),
        ("1c", "y = x + x\n= 3*x - x\n= 3*x", "3/2"),
        ("1c", "y = x + x\n= 2*x - x + x\n= 3*x - x\n= x*4/2\n= 5*x", "2"),
        ("1d", "A, since it is", "2/3"),
    ],
)
def test_otter_pays_shares_exactly(part, answer, points):
    chosen = parse_assignment(MANY, "many.toml").part(part)
    found = judge_part(chosen, answer).points
    assert str(found) == points, found
    assert found in otter.steps(chosen)
    text = otter.test(parse_assignment(MANY, "many.toml"), chosen)
    worth = [float(w) for w in re.findall(r"points=([\d.e-]+)", text)]
    assert abs(sum(w for w, low in zip(worth, otter.steps(chosen), strict=False) if low < found) - found) < 1e-9


def test_a_result_file_that_was_put_there_is_not_written_through(tmp_path):
    (tmp_path / "results").mkdir()
    (tmp_path / "results" / "results.json").symlink_to(tmp_path / "elsewhere")
    autograder(tmp_path, _1a="p")
    assert not (tmp_path / "elsewhere").exists() and not (tmp_path / "results" / "results.json").is_symlink()


def test_a_question_in_a_notebook_shows_the_reading_and_no_verdict():
    question = Question(str(SMALL), "1a")
    found = question.check("p/(1+p)")
    assert repr(found) == "read as: p/(1 + p)" and "<math" in found._repr_html_()
    assert found.judgement is None
    assert "could not be read" in repr(question.check("p +* <b>")) and "<b>" not in question.check("<b>")._repr_html_()
    assert repr(question.check("")) == "no answer"


def test_a_question_that_may_be_checked_tells(tmp_path):
    (tmp_path / "own.toml").write_text(SMALL.read_text().replace('key = "1/4"', 'key = "1/4"\nself_check = true'))
    question = Question(str(tmp_path / "own.toml"), "2")
    assert "right" in repr(question.check("0.25")) and "not right" in repr(question.check("0.3"))


@pytest.fixture
def base():
    """A folder that other users may enter, as /autograder is."""
    found = tempfile.mkdtemp(prefix="autograder-", dir="/tmp")
    os.chmod(found, 0o755)
    yield Path(found)
    shutil.rmtree(found)


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="Gradescope runs as root")
@pytest.mark.parametrize("mode", ["bubblewrap", "container"])
def test_the_real_scripts_run_in_gradescopes_layout(base, mode):
    """`setup.sh` with a package index, then `run_autograder`, for a program that is right and one that spies."""
    text = SMALL.read_text() + CODE
    (base / "own.toml").write_text(text)
    _, content = exported(load_assignment(str(base / "own.toml")), Target.GRADESCOPE)
    for name in ("source", "submission", "results"):
        (base / name).mkdir()
    opened(content).extractall(base / "source")
    surroundings = {**os.environ, "AUTOGRADER": str(base), "BACKPROOF_SANDBOX": mode, "PYTHON": sys.executable}
    made = subprocess.run(["bash", base / "source" / "setup.sh"], env=surroundings, capture_output=True, text=True)
    if made.returncode and "No matching distribution" in made.stderr:
        pytest.skip("no package index here")
    assert made.returncode == 0, made.stderr
    spy = f"import os\ndef f(p):\n    return len(os.listdir({str(base / 'source')!r}))\n"
    for source, points in (("def f(p):\n    return p * (1 - p)\n", 2.0), (spy, 0.0)):
        (base / "submission" / "hw.md").write_text(f"## 1a\np - p^2\n## 3\n```python\n{source}```\n")
        ran = subprocess.run(
            ["bash", base / "source" / "run_autograder"], env=surroundings, capture_output=True, text=True
        )
        assert ran.returncode == 0, ran.stderr
        found = json.loads((base / "results" / "results.json").read_text())
        tests = {t["number"]: t for t in found["tests"]}
        assert found["extra_data"]["sandbox"] == mode
        assert (tests["1a"]["score"], tests["3"]["score"]) == (2.0, points), tests["3"]


CODE = """
[[question]]
number = "3"

[[question.part]]
points = 2
kind = "function"
prompt = "Write it as a program."
names = { p = "real in (0, 1)" }
function = "f"
arguments = ["p"]
key = "p (1 - p)"
"""


def filled(notebook: bytes, path: Path, **answers: str) -> None:
    found = json.loads(notebook)
    for cell in found["cells"]:
        source = "".join(cell["source"])
        for name, answer in answers.items():
            if cell["cell_type"] == "code" and f"{name} = " in source:
                cell["source"] = source.replace('\n\n"""', f'{answer}"""')
    path.write_text(json.dumps(found))


def tool(name: str) -> str:
    found = shutil.which(name, path=os.path.dirname(sys.executable))
    if found is None:
        pytest.skip(f"{name} is not installed here")
    return found


@pytest.fixture
def surroundings(tmp_path):
    here = os.path.dirname(sys.executable)
    own = {
        "PYTHONPATH": str(ROOT.parent),
        "PATH": f"{here}:{os.environ['PATH']}",
        "JUPYTER_DATA_DIR": str(tmp_path / "j"),
    }
    return {**os.environ, **own}


@pytest.mark.slow
def test_the_real_otter_gives_these_points(small, tmp_path, surroundings):
    command = tool("otter")
    archive = opened(otter.made(small))
    archive.extractall(tmp_path)
    (tmp_path / "out").mkdir()
    filled(archive.read("student.ipynb"), tmp_path / "ann.ipynb", answer_1a="p", answer_2="1/4")
    arguments = ["run", "-a", "autograder.zip", "-o", "out", "--no-logo", "ann.ipynb"]
    subprocess.run([command, *arguments], cwd=tmp_path, env=surroundings, check=True, capture_output=True)
    tests = {t["name"]: t for t in json.loads((tmp_path / "out" / "results.json").read_text())["tests"]}
    assert (tests["1a"]["score"], tests["2"]["score"]) == (1.0, 1.0)
    assert "second moment" in tests["1a"]["output"]


@pytest.mark.slow
def test_the_real_nbgrader_gives_these_points(small, tmp_path, surroundings):
    command = tool("nbgrader")

    def run(*arguments: str) -> str:
        done = subprocess.run([command, *arguments], cwd=tmp_path, env=surroundings, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    (tmp_path / "source" / "hw").mkdir(parents=True)
    (tmp_path / "source" / "hw" / "small.ipynb").write_bytes(nbgrader.made(small))
    run("generate_assignment", "hw", "--create")
    released = (tmp_path / "release" / "hw" / "small.ipynb").read_bytes()
    assert not [key for key in (*KEYS, "grading.notebook") if key.encode() in released]
    for name, answers in {"ann": {"answer_1a": "p", "answer_2": "1/4"}, "bob": {"answer_1a": "p - p^2"}}.items():
        folder = tmp_path / "submitted" / name / "hw"
        folder.mkdir(parents=True)
        filled(released, folder / "small.ipynb", **answers)
    run("autograde", "hw", "--create")
    run("export")
    rows = [line.split(",") for line in (tmp_path / "grades.csv").read_text().splitlines()]
    scores = {row[3]: Fraction(row[9]) for row in rows[1:]}
    assert scores == {"ann": 2, "bob": 2}


def test_the_command_writes_into_a_folder(tmp_path, capsys):
    assert cli.run(["homework", "export", str(SMALL), "--to", "nbgrader", "--out", str(tmp_path)]) == 0
    assert (tmp_path / "small.ipynb").is_file()
    with contextlib.suppress(SystemExit):
        assert cli.run(["homework", "export", "nothing", "--to", "otter", "--out", str(tmp_path)]) == 2
    capsys.readouterr()
