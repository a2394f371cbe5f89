"""The student's file for an assignment: prompts and places for answers, in any format that is taken in."""

import json
import re
from collections.abc import Callable

from ..theory.language.declarations import Domain, Index, Scalar
from .assignment import Assignment, Part, Question
from .kinds.choice import Settings as Choice
from .kinds.function import Settings as Function

LANGUAGE = {"function": "python"}


def template(assignment: Assignment, form: str) -> str:
    """The template as text; `form` is md, toml, yaml, json or ipynb. Raises KeyError."""
    return FORMS[form](assignment)


def asked(part: Part) -> str:
    """A prompt with what the kind of answer adds to it: options, points, the names that may be used."""
    told = [part.prompt.strip()]
    if isinstance(part.settings, Choice):
        told += [f"- ({o.name}) {o.text}" for o in part.settings.options]
        told.append("Begin with the letter." + (" Then give your reasons." if part.settings.reasons else ""))
    if isinstance(part.settings, Function) and part.settings.packages:
        told.append(f"Packages: {', '.join(part.settings.packages)}.")
    names = _names(part)
    if names:
        told.append(f"Names: {names}.")
    worth = "1 point" if part.points == 1 else f"{part.points} points"
    return "\n".join(t for t in told if t) + f"\n({worth})"


def _names(part: Part) -> str:
    """The declared names that an answer may use, without other spellings, with what they run through."""
    if part.kind in ("prose", "choice", "network", "number", "function", "experiment"):
        return ""
    words = part.vocabulary
    told, sizes = [], []
    for name, declared in words.scope.types.items():
        spelling = any(not d.brackets for d in words.spellings.get(name, ()))
        if "^" in name or name.startswith("star_") or spelling:
            continue
        if isinstance(declared, Scalar) and declared.domain is Domain.SIZE:
            sizes.append(name)
        else:
            told.append(f"{name} in 1..{declared.length}" if isinstance(declared, Index) else f"{name}: {declared}")
    return "; ".join([*told, *([f"sizes {', '.join(sizes)}"] if sizes else [])])


def _headings(assignment: Assignment) -> list[tuple[Question, Part, bool]]:
    """Every part with its question, and whether the question begins with it."""
    return [(q, p, n == 0) for q in assignment.questions for n, p in enumerate(q.parts)]


def _markdown(assignment: Assignment) -> str:
    lines = [f"<!-- {_comment(assignment.title)}", _comment(assignment.prompt.strip()), "-->", ""]
    for question, part, first in _headings(assignment):
        if first:
            lines += [
                "<!--",
                _comment(f"Question {question.number}: {question.title}\n{question.prompt.strip()}"),
                "-->",
                "",
            ]
        lines += [f"## {part.id}", "", "<!--", _comment(asked(part)), "-->", ""]
        if part.kind in LANGUAGE:
            lines += [f"```{LANGUAGE[part.kind]}", "", "```", ""]
    return "\n".join(lines) + "\n"


def _comment(text: str) -> str:
    return text.replace("--", "- -").replace(">", "&gt;") if "-->" in text else text


def _toml(assignment: Assignment) -> str:
    lines = [f"# {assignment.title}", *_hashed(assignment.prompt), f"assignment = {json.dumps(assignment.name)}", ""]
    lines.append("[answers]")
    for question, part, first in _headings(assignment):
        if first:
            lines += ["", *_hashed(f"Question {question.number}: {question.title}\n{question.prompt}")]
        lines += ["", *_hashed(asked(part)), f"{_key(part.id)} = '''", "'''"]
    return "\n".join(lines) + "\n"


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else json.dumps(text)


def _hashed(text: str) -> list[str]:
    return [f"# {line}".rstrip() for line in text.strip().split("\n")] if text.strip() else []


def _yaml(assignment: Assignment) -> str:
    lines = [*_hashed(assignment.title), *_hashed(assignment.prompt), f"assignment: {assignment.name}", "answers:"]
    for question, part, first in _headings(assignment):
        if first:
            lines += ["", *_hashed(f"Question {question.number}: {question.title}\n{question.prompt}")]
        lines += ["", *_hashed(asked(part)), "# Write the answer into lines that begin with four spaces."]
        lines.append(f'  "{part.id}": |\n    ')
    return "\n".join(lines) + "\n"


def _json(assignment: Assignment) -> str:
    answers = {part.id: "" for part in assignment.parts}
    return json.dumps({"assignment": assignment.name, "answers": answers}, indent=2, ensure_ascii=False) + "\n"


def _notebook(assignment: Assignment) -> str:
    cells = [_cell("markdown", f"# {assignment.title}\n\n{assignment.prompt}", ["prompt"], "title")]
    for question, part, first in _headings(assignment):
        if first:
            told = f"## Question {question.number}. {question.title}\n\n{question.prompt}"
            cells.append(_cell("markdown", told, ["prompt"], f"question-{part.id}"))
        cells.append(_cell("markdown", f"**{part.id}.** {asked(part)}", ["prompt"], f"prompt-{part.id}"))
        kind = "code" if part.kind in LANGUAGE else "raw"
        cells.append(_cell(kind, "", [f"answer:{part.id}"], f"answer-{part.id}"))
    metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    notebook = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _cell(kind: str, source: str, tags: list[str], name: str) -> dict[str, object]:
    cell: dict[str, object] = {"cell_type": kind, "id": name[:64], "metadata": {"tags": tags}, "source": source}
    return {**cell, "execution_count": None, "outputs": []} if kind == "code" else cell


FORMS: dict[str, Callable[[Assignment], str]] = {
    "md": _markdown,
    "toml": _toml,
    "yaml": _yaml,
    "json": _json,
    "ipynb": _notebook,
}
