"""The student's file for an assignment: prompts and places for answers, in any format that is taken in."""

import json
import re
import textwrap
from collections.abc import Callable, Iterator

from ..theory.language.declarations import Domain, Index, Scalar
from . import template_marks
from .assignment import Assignment, Part, Question
from .hints import hint
from .kinds.choice import Settings as Choice

LANGUAGE = {"function": "python"}
NAMELESS = ("prose", "choice", "network", "number", "function", "experiment")
WIDTH = 100  # characters of a line of ours
AUTO = "Whether an answer is LaTeX or calculator text is seen from the answer; to say it yourself, "
TRY = "`backproof homework try FILE` shows how your answers read, without grading them."


def template(assignment: Assignment, form: str) -> str:
    """The template as text; `form` is md, toml, yaml, json or ipynb. Raises KeyError."""
    return FORMS[form](assignment)


def asked(part: Part) -> list[str]:
    """What a part asks, in paragraphs: prompt, options, how the answer is written, which names may be used."""
    told = [part.prompt.strip()]
    if isinstance(part.settings, Choice):
        told.append("\n".join(f"- ({o.name}) {o.text}" for o in part.settings.options))
    names = _names(part)
    rules = [_wrapped(t) for t in (hint(part), f"You may use {names}." if names else "") if t]
    return [t for t in (*told, "\n".join(rules)) if t]


def _wrapped(text: str) -> str:
    return textwrap.fill(text, WIDTH, break_long_words=False, break_on_hyphens=False)


def worth(part: Part) -> str:
    """The points of a part."""
    return "1 point" if part.points == 1 else f"{part.points} points"


def _names(part: Part) -> str:
    """The declared names that an answer may use, without other spellings, with what they run through."""
    if part.kind in NAMELESS:
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
            told.append(f"{name} in 1..{declared.length}" if isinstance(declared, Index) else f"{name} ({declared})")
    plural = "s" * (len(sizes) > 1)
    return ", ".join([*told, *([f"the size{plural} {', '.join(sizes)}"] if sizes else [])])


def _with_questions(assignment: Assignment) -> Iterator[tuple[Question | None, Part]]:
    """Every part, with its question where that begins and says more than the part."""
    for question in assignment.questions:
        for number, part in enumerate(question.parts):
            yield (question if number == 0 else None), part


def _title(question: Question) -> str:
    return f"Question {question.number}" + (f": {question.title}" if question.title else "")


# Markdown: the prompts are quotations between marks


def _markdown(assignment: Assignment) -> str:
    how = "Write each answer below its question, under the line that says so. Leave the headings as they are. "
    how += AUTO + "put it into a code fence that begins with `` ```latex `` or `` ```calc ``. " + TRY
    lines = [
        f"# {assignment.title}",
        "",
        template_marks.quoted(f"{assignment.prompt.strip()}\n\n{_wrapped(how)}".strip()),
        "",
    ]
    lines[:0] = [f"<!-- assignment: {assignment.name} -->", ""]
    for question, part in _with_questions(assignment):
        if question is not None and (question.title or question.prompt.strip()):
            lines += [f"# {_title(question)}", ""]
            lines += [template_marks.quoted(question.prompt), ""] if question.prompt.strip() else []
        told = template_marks.quoted("\n\n".join([*asked(part), f"({worth(part)})"]))
        lines += [f"## {part.id}", "", told, ""]
        lines += [f"```{LANGUAGE[part.kind]}", "", "```", ""] if part.kind in LANGUAGE else ["", ""]
    return "\n".join(lines).rstrip("\n") + "\n\n"


# TOML and YAML: the prompts are comments


def _toml(assignment: Assignment) -> str:
    how = "Write each answer between the two lines of quotes below its question; backslashes stay as they are. "
    how += AUTO + 'write { answer = \'...\', syntax = "latex" }, or "calc". ' + TRY
    lines = [*_hashed(assignment.title), *_hashed(assignment.prompt), "#", *_hashed(_wrapped(how))]
    lines += ["", f"assignment = {json.dumps(assignment.name)}", "", "[answers]"]
    for question, part in _with_questions(assignment):
        lines += _commented(question, part)
        lines += [f"{_key(part.id)} = '''", "'''"]
    return "\n".join(lines) + "\n"


def _yaml(assignment: Assignment) -> str:
    how = "Write each answer below its name, every line of it behind four spaces. "
    how += AUTO + "write {answer: '...', syntax: latex}, or calc. " + TRY
    lines = [*_hashed(assignment.title), *_hashed(assignment.prompt), "#", *_hashed(_wrapped(how))]
    lines += ["", f"assignment: {json.dumps(assignment.name)}", "answers:"]
    for question, part in _with_questions(assignment):
        lines += _commented(question, part)
        lines.append(f'  "{part.id}": |\n    ')
    return "\n".join(lines) + "\n"


def _commented(question: Question | None, part: Part) -> list[str]:
    title = ["", "# " + "-" * 60, *_hashed(f"{_title(question)}\n{question.prompt}")] if question is not None else []
    return [*title, "", *_hashed(f"{part.id} ({worth(part)})\n" + "\n".join(asked(part)))]


def _key(text: str) -> str:
    return text if re.fullmatch(r"[A-Za-z0-9_-]+", text) else json.dumps(text)


def _hashed(text: str) -> list[str]:
    return [f"# {line}".rstrip() for line in text.strip().split("\n")] if text.strip() else []


# JSON: the prompts have a table of their own


def _json(assignment: Assignment) -> str:
    how = "Write each answer between the quotes of `answers`. A backslash is written twice there, a line break as \\n; "
    how += 'a network may be a table: {"W1": [[...]], "b1": [...]}. '
    how += AUTO + 'write {"answer": "...", "syntax": "latex"}, or "calc". ' + TRY
    prompts: dict[str, str] = {}
    for question, part in _with_questions(assignment):
        if question is not None and question.prompt.strip():
            prompts[_title(question)] = question.prompt.strip()
        prompts[part.id] = "\n".join([*asked(part), f"({worth(part)})"])
    note = "\n".join(t for t in (assignment.title, assignment.prompt.strip(), how) if t)
    whole = {
        "assignment": assignment.name,
        template_marks.FIELD: template_marks.table(prompts, note),
        "answers": {part.id: "" for part in assignment.parts},
    }
    return json.dumps(whole, indent=2, ensure_ascii=False) + "\n"


# Notebooks: the prompts are cells of their own


def _notebook(assignment: Assignment) -> str:
    how = "Write each answer into the cell below its question, which has its name as a tag. "
    how += AUTO + "add the tag `latex` or `calc`. " + TRY
    cells = [_cell("markdown", "\n\n".join([f"# {assignment.title}", assignment.prompt, how]), ["prompt"], "title")]
    for question, part in _with_questions(assignment):
        if question is not None:
            told = f"## {_title(question)}\n\n{question.prompt}"
            cells.append(_cell("markdown", told, ["prompt"], f"question-{part.id}"))
        told = "\n\n".join([f"**{part.id}** ({worth(part)})", *asked(part)])
        cells.append(_cell("markdown", told, ["prompt"], f"prompt-{part.id}"))
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
