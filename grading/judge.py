"""One answer in, one judgement out, both as plain JSON: what workers, commands and notebooks call."""

from ..theory.language.errors import ReadError
from ..theory.language.reader import Syntax
from . import excerpts
from .assignment import Part, load_assignment
from .judgement import Judgement, Outcome
from .kinds import kind_named
from .verdicts import blank, waiting

SYNTAX = {"auto": Syntax.AUTO, "calc": Syntax.CALCULATOR, "calculator": Syntax.CALCULATOR, "latex": Syntax.LATEX}
MOST_CHARACTERS = 200_000


def judge_answer(assignment_path: str, part_id: str, answer: str, syntax: str = "auto") -> dict[str, object]:
    """The record of a judgement. `syntax` auto leaves the choice to the part, then to the text.

    Raises AssignmentError for a faulty assignment, KeyError for a part that there is not.
    """
    return judged(assignment_path, part_id, answer, syntax).as_record()


def judged(assignment_path: str, part_id: str, answer: str, syntax: str = "auto") -> Judgement:
    """As `judge_answer`, not yet a record."""
    return judge_part(load_assignment(assignment_path).part(part_id), answer, syntax)


def judge_part(part: Part, answer: str, syntax: str = "auto") -> Judgement:
    """The judgement on an answer to a part."""
    if not answer.strip():
        return blank(part)
    if len(answer) > MOST_CHARACTERS:
        told = f"The answer has {len(answer)} characters; at most {MOST_CHARACTERS} are read."
        return waiting(part, Outcome.UNREADABLE, told)
    chosen = SYNTAX[syntax]
    if chosen is Syntax.AUTO:
        chosen = part.syntax
    try:
        return kind_named(part.kind).judge(part, answer, chosen)
    except ReadError as error:  # a kind that forgets one costs nobody anything
        return waiting(part, Outcome.UNREADABLE, f"This could not be read: {excerpts.told(error, answer)[:400]}")
    except RecursionError:
        return waiting(part, Outcome.UNDECIDED, "The formula is nested too deeply to be decided.")
