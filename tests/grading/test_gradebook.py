"""The gradebook: what a kill leaves, what a regrade touches, what a person's mark outlives."""

from fractions import Fraction

import pytest

from backproof.grading.formats import Answer
from backproof.grading.gradebook import Gradebook, GradebookError
from backproof.grading.judgement import Judgement, Outcome
from backproof.grading.outline import Outline, PartOutline
from backproof.grading.submissions import Submission


def part(name, digest="k1", points=2):
    return PartOutline(id=name, question="1. Q", kind="expression", points=Fraction(points), prompt="", digest=digest)


def assignment(*parts):
    return Outline(name="a", title="A", path="a.toml", parts=parts or (part("1a"), part("1b")))


RIGHT = Judgement(outcome=Outcome.CORRECT, points=Fraction(2), possible=Fraction(2))
WRONG = Judgement(outcome=Outcome.WRONG, points=Fraction(0), possible=Fraction(2), reason="it is not")


def hand_in(book, student, problem=None, stray=(), **answers):
    texts = {name.strip("_"): Answer(text=text) for name, text in answers.items()}
    book.put_submission(Submission(student=student, answers=texts, problem=problem, stray=stray))


@pytest.fixture
def book(tmp_path):
    with Gradebook(tmp_path, create=True) as found:
        found.set_assignment(assignment())
        found.begin_run({})
        hand_in(found, "ann", _1a="x", _1b="y")
        hand_in(found, "bob", _1a="z")
        yield found


def names(book):
    return [(t.student, t.part) for t in book.todo()]


def test_every_part_of_every_submission_is_to_be_graded(book):
    assert names(book) == [("ann", "1a"), ("ann", "1b"), ("bob", "1a"), ("bob", "1b")]
    assert book.count_todo() == 4


def test_what_was_graded_is_not_graded_again(book):
    for item in list(book.todo())[:3]:
        book.record(item, RIGHT)
    assert names(book) == [("bob", "1b")]


def test_a_judgement_that_is_not_final_is_tried_again_but_once_a_run(book):
    seen = []
    for item in book.todo():
        seen.append(item)
        book.record(item, RIGHT, final=False)
    assert len(seen) == 4 and book.count_todo() == 4


def test_a_changed_key_regrades_its_part_alone(book):
    for item in book.todo():
        book.record(item, RIGHT)
    book.set_assignment(assignment(part("1a"), part("1b", digest="k2")))
    assert names(book) == [("ann", "1b"), ("bob", "1b")]
    assert [g.judgement is None for g in book.grades_of("ann").parts] == [False, True]
    assert book.grades_of("ann").pending == 2


def test_a_changed_answer_is_graded_anew_and_never_has_the_old_grade(book):
    for item in book.todo():
        book.record(item, RIGHT)
    hand_in(book, "ann", _1a="other", _1b="y")
    assert names(book) == [("ann", "1a")]
    assert book.grades_of("ann").points == 2


def test_an_empty_answer_beside_a_problem_is_another_answer_than_a_blank(book):
    for item in book.todo():
        book.record(item, RIGHT)
    hand_in(book, "bob", _1a="z", stray=("cell 7",))
    (item,) = book.todo()
    assert (item.part, item.stray) == ("1b", ("cell 7",))


def test_a_mark_outlives_a_regrade_and_says_when_its_answer_has_changed(book):
    for item in book.todo():
        book.record(item, WRONG)
    book.mark("ann", "1a", Fraction(3, 2), comment="fine", person="Ada")
    book.set_assignment(assignment(part("1a", digest="k2"), part("1b")))
    for item in book.todo():
        book.record(item, RIGHT)
    graded = book.grades_of("ann").parts[0]
    assert (graded.points, graded.pending, graded.mark.person, graded.waits) == (Fraction(3, 2), 0, "Ada", False)
    hand_in(book, "ann", _1a="other", _1b="y")
    graded = book.grades_of("ann").parts[0]
    assert (graded.points, graded.pending, graded.waits) == (Fraction(3, 2), Fraction(1, 2), True)
    book.unmark("ann", "1a")
    assert book.grades_of("ann").parts[0].mark is None


def test_marks_that_cannot_be_are_refused(book):
    for student, name, points in (("eve", "1a", 1), ("ann", "9", 1), ("ann", "1a", 3), ("ann", "1a", -1)):
        with pytest.raises(GradebookError):
            book.mark(student, name, Fraction(points), comment="", person="Ada")


def test_a_roster_shows_who_is_missing(book):
    book.enrol([("ann", "Ann A"), ("cid", "Cid C")])
    found = {g.student: g for g in book.grades()}
    assert (found["cid"].submitted, found["cid"].enrolled, found["cid"].name) == (False, True, "Cid C")
    assert (found["bob"].submitted, found["bob"].enrolled) == (True, False)
    assert ("cid", "1a") not in names(book)


def test_a_submission_that_was_withdrawn_takes_its_grades_along(book):
    for item in book.todo():
        book.record(item, RIGHT)
    book.mark("bob", "1a", Fraction(1), comment="", person="Ada")
    book.keep_students(["ann"])
    found = {g.student: g for g in book.grades()}
    assert set(found) == {"ann", "bob"} and not found["bob"].submitted
    assert found["bob"].parts[0].mark is not None


def test_a_second_writer_is_kept_out(book, tmp_path):
    with pytest.raises(GradebookError, match="another run"):
        Gradebook(tmp_path)


def test_another_assignment_or_file_is_refused(book, tmp_path):
    with pytest.raises(GradebookError, match="holds grades of 'a'"):
        book.set_assignment(Outline(name="b", title="B", path="b.toml", parts=(part("1a"),)))
    with pytest.raises(GradebookError, match="there is no gradebook"):
        Gradebook(tmp_path / "nowhere")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "gradebook.sqlite").write_text("this is no database" * 100)
    with pytest.raises(GradebookError, match="is no gradebook"):
        Gradebook(tmp_path / "bad")


def test_names_that_are_sql_are_names(book):
    hand_in(book, "'; DROP TABLE answers; --", _1a="'); --")
    assert ("'; DROP TABLE answers; --", "1a") in names(book)
