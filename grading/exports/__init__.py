"""Assignments for where instructors already are: Gradescope, Otter, nbgrader; and for students, without keys."""

from collections.abc import Callable
from enum import Enum

from ..assignment import Assignment


class Target(Enum):
    """Where an assignment can be taken, and who gets it."""

    GRADESCOPE = "gradescope"
    OTTER = "otter"
    NBGRADER = "nbgrader"
    STUDENT = "student"


def exported(assignment: Assignment, target: Target) -> tuple[str, bytes]:
    """(usual file name, content) of an export."""
    from . import gradescope, nbgrader, otter, student

    makers: dict[Target, tuple[str, Callable[[Assignment], bytes]]] = {
        Target.GRADESCOPE: ("-gradescope.zip", gradescope.made),
        Target.OTTER: ("-otter.zip", otter.made),
        Target.NBGRADER: (".ipynb", nbgrader.made),
        Target.STUDENT: ("-student.toml", student.made),
    }
    name, make = makers[target]
    return f"{assignment.name}{name}", make(assignment)
