"""Assignments for where instructors already are: Gradescope, Otter, nbgrader."""

from collections.abc import Callable
from enum import Enum

from ..assignment import Assignment


class Target(Enum):
    """Where an assignment can be taken."""

    GRADESCOPE = "gradescope"
    OTTER = "otter"
    NBGRADER = "nbgrader"


def exported(assignment: Assignment, target: Target) -> tuple[str, bytes]:
    """(usual file name, content) of an export."""
    from . import gradescope, nbgrader, otter

    makers: dict[Target, tuple[str, Callable[[Assignment], bytes]]] = {
        Target.GRADESCOPE: ("gradescope.zip", gradescope.made),
        Target.OTTER: ("otter.zip", otter.made),
        Target.NBGRADER: ("ipynb", nbgrader.made),
    }
    name, make = makers[target]
    return f"{assignment.name}{'.' if target is Target.NBGRADER else '-'}{name}", make(assignment)
