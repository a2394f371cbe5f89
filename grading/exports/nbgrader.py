"""An nbgrader notebook: a cell a part for the answer, and a locked one behind it whose hidden test gives the points.

The hidden test's last value is the number of points, which nbgrader takes as partial credit. It runs in the kernel
that the student's code runs in, on the instructor's machine: nbgrader cannot keep the two apart.
"""

from ..assignment import Assignment, Part, shipped
from .cells import PACKAGE, answer_source, cell, notebook, prompt_text, variable

SCHEMA = 3


def made(assignment: Assignment) -> bytes:
    """The instructor's notebook, for the folder `source` of a course."""
    cells = [cell("markdown", f"# {assignment.title}\n\n{assignment.prompt.strip()}", 0)]
    for part in assignment.parts:
        cells.append(cell("markdown", prompt_text(assignment, part), len(cells)))
        if part.kind == "prose":
            cells.append(cell("markdown", "", len(cells), _marked(part, part.id, grade=True, solution=True)))
            continue
        # nbgrader puts an exception between these lines; behind the answer it does no harm where it is left there
        solution = f"{answer_source(part)}\n### BEGIN SOLUTION\n### END SOLUTION"
        marked = _marked(part, f"{part.id}-answer", grade=False, solution=True)
        cells.append(cell("code", solution, len(cells), marked))
        marked = _marked(part, part.id, grade=True, solution=False)
        cells.append(cell("code", _test(assignment, part), len(cells), marked))
    return notebook(cells)


def _test(assignment: Assignment, part: Part) -> str:
    return (
        f"# The points of {part.id} are found when this is graded.\n"
        "### BEGIN HIDDEN TESTS\n"
        f"from {PACKAGE}.grading.notebook import points\n"
        f"points({_where(assignment)!r}, {part.id!r}, globals().get({variable(part)!r}))\n"
        "### END HIDDEN TESTS"
    )


def _where(assignment: Assignment) -> str:
    """What the instructor's machine finds the assignment by; students get no hidden tests."""
    return assignment.name if assignment.name in shipped() else str(assignment.path.resolve())


def _marked(part: Part, name: str, *, grade: bool, solution: bool) -> dict:
    found: dict[str, object] = {
        "schema_version": SCHEMA,
        "grade_id": name,
        "grade": grade,
        "solution": solution,
        "locked": not solution,
        "task": False,
    }
    if grade:
        found["points"] = float(part.points)
    return {"nbgrader": found}
