"""Notebooks as plain JSON: cells with what Otter and nbgrader want beside their text."""

import json
import re
from collections.abc import Mapping

from ..assignment import Assignment, Part

PACKAGE = __name__.partition(".")[0]


def variable(part: Part) -> str:
    """The Python name of a part's answer."""
    return "answer_" + re.sub(r"\W", "_", part.id)


def answer_source(part: Part) -> str:
    """What a student finds where the answer goes."""
    return f'{variable(part)} = r"""\n\n"""'


def prompt_text(assignment: Assignment, part: Part) -> str:
    """The part's prompt under its heading; the question's before its first part."""
    question = next(q for q in assignment.questions if part in q.parts)
    lines = []
    if part is question.parts[0]:
        lines += [f"## Question {question.number}: {question.title}".rstrip(": "), "", question.prompt.strip(), ""]
    plural = "" if part.points == 1 else "s"
    lines += [f"### {part.id} ({part.points} point{plural})", "", part.prompt.strip()]
    return "\n".join(lines).strip()


def cell(kind: str, source: str, number: int, metadata: Mapping[str, object] | None = None) -> dict:
    """A cell of format 4.5."""
    found = {"cell_type": kind, "id": f"cell-{number}", "metadata": dict(metadata or {}), "source": source}
    return {**found, "execution_count": None, "outputs": []} if kind == "code" else found


def notebook(cells: list[dict], metadata: Mapping[str, object] | None = None) -> bytes:
    """A notebook of these cells."""
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    whole = {"cells": cells, "metadata": {**kernel, **(metadata or {})}, "nbformat": 4, "nbformat_minor": 5}
    return (json.dumps(whole, indent=1, ensure_ascii=False) + "\n").encode()
