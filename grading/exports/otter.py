"""An Otter autograder: the student's notebook, and a zip with a test file a part.

A test case of Otter gives all of its points or none, so a part is paid in steps: one case for every number of points
that an answer can get, by foreseen mistakes, entries, rows or lines. Only what a derivation of more than seven lines
gets may lie between two steps; it is paid as the higher one.
Student code and tests share a kernel there; the guide says what that means.
"""

from collections.abc import Iterable
from fractions import Fraction
from itertools import pairwise

from ...theory.language.tree import Rows
from .. import keys
from ..assignment import Assignment, Part
from ..kinds.choice import Settings as Choice
from ..kinds.derivation import Settings as Derivation
from ..network_task import Settings as Network
from .archive import requirements, wheel, zipped
from .cells import PACKAGE, answer_source, cell, notebook, prompt_text, variable
from .gradescope import JUDGING

MOST_LINES = 7  # of a derivation that is paid exactly


def made(assignment: Assignment) -> bytes:
    """A zip with `student.ipynb` to hand out and `autograder.zip` for `otter run` and `otter grade`."""
    return zipped({"student.ipynb": student(assignment), "autograder.zip": autograder(assignment)})


def student(assignment: Assignment) -> bytes:
    """The notebook that students get: prompts and places for answers, no test."""
    intro = f"# {assignment.title}\n\n{assignment.prompt.strip()}"
    cells = [cell("markdown", intro, 0)]
    for part in assignment.parts:
        cells.append(cell("markdown", prompt_text(assignment, part), len(cells)))
        cells.append(cell("code", answer_source(part), len(cells)))
    return notebook(cells)


def autograder(assignment: Assignment) -> bytes:
    """The zip for Otter."""
    name, content = wheel()
    files = {
        f"tests/{part.id}.py": test(assignment, part).encode() for part in assignment.parts if part.kind != "prose"
    }
    files["otter_config.json"] = b'{"lang": "python", "show_stdout": false, "show_hidden": true}\n'
    needed = [*requirements(JUDGING), f"./files/{name}"]
    files["requirements.txt"] = ("\n".join(needed) + "\n").encode()
    files[f"files/{name}"] = content
    files[f"files/{assignment.name}.toml"] = assignment.path.read_bytes()
    return zipped(files)


def test(assignment: Assignment, part: Part) -> str:
    """A test file in Otter's format of exceptions; its cases add up to the part's points."""
    lines = [
        "from otter.test_files import test_case",
        "",
        "OK_FORMAT = False",
        f"name = {part.id!r}",
        "points = None",
        "",
        "",
        "def short_of(env, level):",
        "    import os",
        "",
        f"    from {PACKAGE}.grading.notebook import short_of",
        "",
        # Otter puts the folder `files` of the zip where the submission is
        f"    where = os.path.abspath({assignment.name + '.toml'!r})",
        f"    return short_of(where, {part.id!r}, env.get({variable(part)!r}), level)",
    ]
    levels = steps(part)
    for number, (low, high) in enumerate(pairwise(levels), 1):
        worth = float(high - low)
        lines += [
            "",
            "",
            f"@test_case(name={f'{part.id} step {number}'!r}, points={worth!r}, hidden=True)",
            f"def step_{number}(env):",
            f"    told = short_of(env, {str(low)!r})",
            "    assert not told, told",
        ]
    return "\n".join(lines) + "\n"


def steps(part: Part) -> list[Fraction]:
    """The numbers of points at which another case is passed, from 0 to all."""
    shares = {Fraction(n, d) for d in denominators(part) for n in range(d + 1)}
    levels = {part.points * share for share in shares} | {m.points for m in part.mistakes}
    if isinstance(part.settings, Choice):
        levels.add(part.points - part.settings.reasons)
    return sorted(levels)


def denominators(part: Part) -> Iterable[int]:
    """In how many equal shares the points of a part can come."""
    match part.settings:
        case Derivation(steps=needed):
            return range(needed + 1, max(MOST_LINES, needed) + 2)
        case Network(by_row=True, inputs=inputs):
            return (len(inputs),)
    if part.kind == "matrix" and part.key is not None and isinstance(rows := keys.key(part).full, Rows):
        return (sum(map(len, rows.rows)),)
    return (1,)
