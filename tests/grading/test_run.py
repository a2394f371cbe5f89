"""Whole runs on a small class: what comes out, what a regrade touches, what hostile text becomes."""

import contextlib
import csv
import json
import shutil
import sqlite3
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest

from backproof.cli import main as cli
from backproof.grading import pages, run, sheets
from backproof.grading.formats import Answer
from backproof.grading.gradebook import Gradebook
from backproof.grading.grades import Todo
from backproof.grading.judgement import Outcome
from backproof.grading.marks import BadList, read_marks, read_roster, unguarded
from backproof.grading.submissions import visible
from backproof.grading.workers import Loss, Lost

SMALL = Path(__file__).with_name("small.toml")
HOSTILE = [
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x","y")',
    "@SUM(1)",
    "+1",
    "-1",
    "\t=1",
    " =1",
    "'; DROP TABLE answers; --",
    "{{ 7 * 7 }}{% raw %}",
    "\u202e\u2066evil",
    "$(touch /tmp/x)`x`",
    "\x1b[31mred",
    "＝1",
]


def hand_in(folder, student, **answers):
    text = "".join(f"## {name.strip('_')}\n{answer}\n" for name, answer in answers.items())
    folder.mkdir(exist_ok=True)
    (folder / f"{student}.md").write_text(text)


@pytest.fixture
def small(tmp_path):
    """The assignment, and a class of five."""
    return made(tmp_path)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """The class, graded; for tests that only look: (folder, progress, summary, report)."""
    base = made(tmp_path_factory.mktemp("small"))
    return base, *grade(base)


def made(base):
    shutil.copy(SMALL, base / "small.toml")
    folder = base / "subs"
    hand_in(folder, "ann", _1a="p - p^2", _1b="because", _2="0.25")
    hand_in(folder, "bob", _1a="p", _1b="so", _2="1/4")
    hand_in(folder, "cid", _1a="p + 1", _2="3")
    hand_in(folder, "dot", _1a="\\frac{p}{", _2="")
    (folder / "eve.md").symlink_to("/etc/passwd")
    return base


def grade(base, **options):
    with Gradebook(base / "out", create=True) as book:
        done = run.grade(str(base / "small.toml"), str(base / "subs"), book, options=run.Options(**options))
        summary = pages.write_pages(book)
        return done, summary, pages.as_json(book, summary)


def points(report, student):
    found = next(s for s in report["students"] if s["student"] == student)
    return {part: p["points"] for part, p in found["parts"].items()}, found["pending"]


def test_a_class_is_graded(done):
    _, progress, summary, report = done
    assert points(report, "ann") == ({"1a": "2", "1b": "0", "2": "1"}, "3")
    assert points(report, "bob") == ({"1a": "1", "1b": "0", "2": "1"}, "3")
    assert points(report, "cid") == ({"1a": "0", "1b": "0", "2": "0"}, "0")
    assert points(report, "dot") == ({"1a": "0", "1b": "0", "2": "0"}, "2")
    assert points(report, "eve") == ({"1a": "0", "1b": "0", "2": "0"}, "6")
    assert summary.mistakes[0][:2] == (("1a", "second_moment"), 1)
    assert progress.judged == 15 and summary.submitted == 5


def test_tables_have_a_name_for_every_column(done):
    small = done[0]
    for name in ("grades.csv", "answers.csv"):
        with open(small / "out" / name, newline="", encoding="utf-8") as stream:
            rows = list(csv.reader(stream))
        assert {len(row) for row in rows} == {len(rows[0])}
    row = next(csv.DictReader((small / "out" / "grades.csv").read_text().splitlines()))
    assert (row["student"], row["1a"], row["waits"]) == ("ann", "2", "1b (person)")
    assert (small / "out" / row["page"]).is_file()


def test_the_same_submissions_get_the_same_grades(done, small):
    assert pages.canonical(grade(small, jobs=3)[2]) == pages.canonical(done[3])


def test_a_second_run_judges_nothing(small):
    grade(small)
    done, _, _ = grade(small)
    assert done.judged == 0
    done, _, _ = grade(small, resume=True)
    assert done.judged == 0


def test_a_changed_key_regrades_only_its_part_and_leaves_marks(small):
    grade(small)
    with Gradebook(small / "out") as book:
        book.mark("bob", "1a", Fraction(2), comment="told me", person="Ada")
    text = (small / "small.toml").read_text().replace('key = "1/4"', 'key = "3"')
    (small / "small.toml").write_text(text.replace("Its largest value?", "Its largest value???"))
    done, _, report = grade(small)
    assert done.judged == 5
    assert points(report, "cid")[0]["2"] == "1" and points(report, "ann")[0]["2"] == "0"
    assert points(report, "bob")[0]["1a"] == "2"


def test_a_prompt_that_is_mended_regrades_nobody(small):
    grade(small)
    text = (small / "small.toml").read_text().replace("Why?", "Why is that so?")
    (small / "small.toml").write_text(text)
    assert grade(small)[0].judged == 0


class Links(HTMLParser):
    """Tags of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.bad = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        for name, value in attributes:
            if name.startswith("on") or (name in ("src", "href") and not (value or "").startswith(("data:", "#"))):
                self.bad.append((tag, name, value))


def test_hostile_text_is_text_everywhere(small):
    for text in HOSTILE:
        hand_in(small / "subs", text.replace("/", "_"), _1a=text, _1b=text)
    (small / "subs" / "zed.json").write_text(json.dumps({"1a": "\0\ud800\x1b[31m\u202e", text: "x"}))
    grade(small)
    out = small / "out"
    for name in ("grades.csv", "answers.csv"):
        with open(out / name, newline="", encoding="utf-8") as stream:
            rows = list(csv.reader(stream))
        assert not [c for row in rows for c in row if c.lstrip(" \xa0").startswith(sheets.FORMULA)]
    for page in [*(out / "feedback").iterdir(), out / "summary.html"]:
        found = Links(page.read_text())
        assert "script" not in found.tags and not found.bad
        assert ">49" not in page.read_text()
        assert "\u202e" not in page.read_text() and "\x1b" not in page.read_text()
        assert page.parent in (out, out / "feedback")
    with contextlib.closing(sqlite3.connect(out / "gradebook.sqlite")) as book:
        assert book.execute("SELECT count(*) FROM answers").fetchone()[0] == 57


def test_a_page_shows_the_reading_the_witness_and_not_the_key(done):
    small = done[0]
    pages_ = {p.name.partition("-")[0]: p.read_text() for p in (small / "out" / "feedback").iterdir()}
    assert "<math" in pages_["ann"] and "second moment" in pages_["bob"]
    assert "A place where it shows" in pages_["cid"] and "your answer there" in pages_["cid"]
    assert "the right value" not in "".join(pages_.values())
    assert "1/4" not in pages_["cid"]
    assert "symbolic links are refused" in pages_["eve"]


def test_every_deduction_has_a_reason(done):
    report = done[3]
    for student in report["students"]:
        for part in student["parts"].values():
            lost = Fraction(part["points"]) < Fraction(part["possible"])
            assert not lost or part["judgement"]["reason"].strip()


def item(text="x", **kw):
    return Todo(student="a", part="1a", answer=Answer(text=text), digest="d", key="k", points=Fraction(2), **kw)


@pytest.mark.parametrize("loss", list(Loss))
def test_a_lost_answer_waits_and_is_tried_again(loss):
    judgement, final, incident = run.judgement_of(item(), Lost(loss=loss, detail="x"))
    assert (judgement.outcome, judgement.waits_for_person, final) == (Outcome.UNDECIDED, True, False)
    assert incident == (loss.value, "x")


def test_a_record_that_is_none_costs_nothing():
    right = {
        "outcome": "correct", "points": "3", "possible": "3", "reading": None, "reason": "", "witness": None,
        "own_value": None, "key_value": None, "mistake": None, "waits_for_person": False, "evidence": "",
    }  # fmt: skip
    for answer in (None, [], {"outcome": "correct"}, right):
        judgement, final, _ = run.judgement_of(item(), answer)
        assert judgement.waits_for_person and not final and judgement.pending == 2
    refused = {**right, "outcome": "refused", "points": "0", "possible": "2", "reason": "x", "waits_for_person": True}
    assert run.judgement_of(item(), refused)[1] is False


def test_a_blank_beside_stray_text_waits():
    assert run.without_judge(item()) is None
    assert run.without_judge(item(" \n")).outcome is Outcome.BLANK
    assert run.without_judge(item("", stray=("cell 3",))).pending == 2
    assert "too large" in run.without_judge(item("", problem="too large")).reason


def test_another_assignments_file_is_not_graded_as_blank(small):
    (small / "subs" / "fay.toml").write_text('assignment = "exercise-10"\n[answers]\n1a = "p"\n')
    report = grade(small)[2]
    assert points(report, "fay")[1] == "6"
    (small / "subs" / "fay.toml").write_text('assignment = "small-student"\n[answers]\n1a = "p"\n')
    assert points(grade(small)[2], "fay")[0]["1a"] == "1"


def test_the_command_and_a_persons_list_go_round(small, capsys):
    arguments = [str(small / "small.toml"), str(small / "subs"), "--out", str(small / "out"), "--jobs", "1"]
    (small / "roster.csv").write_text("id,name\nann,Ann A\nzoe,=Zoe\n")
    assert cli.run(["grade", *arguments, "--roster", str(small / "roster.csv"), "--json", str(small / "g.json")]) == 0
    report = json.loads((small / "g.json").read_text())
    assert report["schema"] == "backproof.grade/1" and report["summary"]["missing"] == ["=Zoe"]
    assert cli.run(["homework", "review", str(small / "out"), "--part", "1b"]) == 0
    rows = list(csv.DictReader((small / "out" / "review.csv").read_text(encoding="utf-8").splitlines()))
    assert [r["student"] for r in rows] == ["ann", "bob", "eve"]
    assert rows[0]["facts"].startswith("xor.no_line_separates_xor: ")
    edited = small / "marks.csv"
    edited.write_text("student;part;points;comment\nann;1b;2,5;'=good\nbob;1b;;\n")
    assert cli.run(["grade", *arguments, "--overrides", str(edited), "--person", "Ada"]) == 0
    with Gradebook(small / "out") as book:
        graded = book.grades_of("ann").parts[1]
        assert (graded.points, graded.mark.comment, graded.mark.person) == (Fraction(5, 2), "=good", "Ada")
        assert book.grades_of("bob").parts[1].mark is None
    edited.write_text("student,part,points\nann,1b,1\nann,1b,99\n")
    assert cli.run(["homework", "review", str(small / "out"), "--apply", str(edited)]) == 2
    edited.write_text("student,part,points\nbob,1b,1\nann,1b,99\n")
    assert cli.run(["homework", "review", str(small / "out"), "--apply", str(edited)]) == 2
    with Gradebook(small / "out") as book:
        assert book.grades_of("bob").parts[1].mark is None
    capsys.readouterr()


def test_marks_that_were_filled_in_are_not_written_over(small, capsys):
    grade(small)
    out = str(small / "out")
    assert cli.run(["homework", "review", out]) == 0
    listed = small / "out" / "review.csv"
    text = listed.read_text()
    listed.write_text(text.replace('"ann","1b","",', '"ann","1b","2.5",'))
    assert cli.run(["homework", "review", out]) == 2
    assert "1 marks that are not taken yet" in capsys.readouterr().err
    assert cli.run(["homework", "review", out, "--apply", str(listed)]) == 0
    assert "ann" not in listed.read_text()
    assert cli.run(["homework", "review", out]) == 0
    capsys.readouterr()


def test_a_faulty_assignment_is_found_before_anybody_is_graded_by_it(small, capsys):
    text = (small / "small.toml").read_text()
    (small / "small.toml").write_text(text.replace('text = "p"', 'text = "p - p^2"'))
    arguments = [str(small / "small.toml"), str(small / "subs"), "--out", str(small / "out"), "--jobs", "1"]
    assert cli.run(["grade", *arguments]) == 2
    assert "small.toml:" in capsys.readouterr().err
    assert cli.run(["homework", "export", str(small / "small.toml"), "--to", "otter", "--out", str(small)]) == 2
    with Gradebook(small / "out") as book:
        assert not book.attempts() and not book.runs()
    assert cli.run(["grade", *arguments, "--unchecked"]) == 0
    capsys.readouterr()


def test_wrong_calls_are_told_in_one_line(small, capsys):
    nothing = ["grade", "no-such-assignment", str(small / "subs"), "--out", str(small / "out")]
    assert cli.run(nothing) == 2
    assert "no such file or shipped assignment" in capsys.readouterr().err
    assert cli.run(["homework", "review", str(small)]) == 2
    assert "no gradebook" in capsys.readouterr().err


def test_lists_with_faults_name_the_line(tmp_path):
    for text, said in [
        ("a,b\n1,2\n", "no column"),
        ("student,part,points\nann,1a,lots\n", "line 2"),
        ("student,part,points\nann,1a,1/0\n", "line 2"),
        ("student,part,points\nann,1a,1\nann,1a,2\n", "line 3"),
    ]:
        (tmp_path / "m.csv").write_text(text)
        with pytest.raises(BadList, match=said):
            read_marks(str(tmp_path / "m.csv"))
    (tmp_path / "r.csv").write_text("id\nann\nann\n")
    with pytest.raises(BadList, match="twice"):
        read_roster(str(tmp_path / "r.csv"))


@pytest.mark.parametrize("text", [*HOSTILE, "plain", "'quoted'", "''", "'=", "1/2"])
def test_a_cell_comes_back_as_it_was(text):
    assert unguarded(sheets.guarded(text)).strip() == visible(text).strip()


@pytest.mark.parametrize("points, text", [("2/3", "0.666667"), ("5/2", "2.5"), ("10", "10"), ("0", "0")])
def test_points_never_look_like_dates(points, text):
    assert sheets.decimal(Fraction(points)) == text
