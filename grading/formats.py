"""A student's file to answers by part: TOML, YAML, JSON, Markdown with a heading a part, a notebook with tagged cells.

    [answers]                      ## 1a                       a cell with the tag  answer:1a
    1a = "p (1 - p) X_ij^2"        p (1 - p) X_ij^2

An answer is kept as the text that was typed: numbers keep their digits, YAML's `no` stays `no`. What belongs to no part
is kept as stray: an answer that somebody typed in the wrong place is never a blank answer. Nothing here knows a key.
"""

import json
import tomllib
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import PurePath

from . import escapes, markdown_text, template_marks

MOST_CELLS = 2_000
MOST_ANSWERS = 500
MOST_CHARACTERS = 200_000  # of one answer; the readers have tighter limits of their own
MOST_DEPTH = 60  # nested brackets of structured text
SYNTAXES = {"auto": "auto", "calculator": "calc", "calc": "calc", "latex": "latex"}


class Unreadable(ValueError):
    """A file that is not understood, in words for the student who wrote it."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The text of one answer. syntax: `auto`, `calc` or `latex`."""

    text: str
    syntax: str = "auto"


@dataclass(kw_only=True)
class Parsed:
    """Answers by part as the file writes its name, and what belongs to no part."""

    answers: dict[str, Answer] = field(default_factory=dict)
    stray: list[str] = field(default_factory=list)
    assignment: str | None = None

    def add(self, name: str, answer: Answer) -> None:
        """Raises Unreadable for a second answer to one part."""
        if name in self.answers:
            raise Unreadable(f"there are two answers to {name!r}; which one counts?")
        if len(self.answers) >= MOST_ANSWERS:
            raise Unreadable(f"there are more than {MOST_ANSWERS} answers")
        if len(answer.text) > MOST_CHARACTERS:
            raise Unreadable(f"the answer to {name!r} has more than {MOST_CHARACTERS} characters")
        self.answers[name] = answer


class Number(str):
    """A number as it was typed."""


def parse(name: str, content: bytes) -> Parsed:
    """The answers in a file. Raises Unreadable, with what is wrong and where."""
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise Unreadable(f"{PurePath(name).suffix or 'a file without an ending'} is none of {', '.join(READERS)}")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"the file is not UTF-8 text (byte {error.start + 1})") from None
    if "\0" in text:
        raise Unreadable("the file holds a null character")
    try:
        return reader(text.replace("\r\n", "\n").replace("\r", "\n"))
    except RecursionError:
        raise Unreadable("the file is nested too deeply") from None


def _toml(text: str) -> Parsed:
    try:
        found = _table(tomllib.loads(text, parse_float=Number))
    except tomllib.TOMLDecodeError as error:
        way_out = "; backslashes stay as they are in single quotes: 'x' or '''x'''" if "\\" in str(error) else ""
        raise Unreadable(f"this is not TOML: {error}{way_out}") from None
    except ValueError as error:
        raise Unreadable(f"this TOML holds a value that is not read: {str(error)[:200]}") from None
    return _with_backslashes(found, text, "write it in single quotes: 'x' or '''x'''")


def _json(text: str) -> Parsed:
    def refuse(word: str) -> object:
        raise Unreadable(f"{word} is no JSON number")

    try:
        found = json.loads(
            text, parse_float=Number, parse_int=Number, parse_constant=refuse, object_pairs_hook=_without_repeats
        )
    except json.JSONDecodeError as error:
        told = f"this is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise Unreadable(told + ("; write every backslash twice" if "escape" in error.msg else "")) from None
    return _with_backslashes(_table(found), text, "write every backslash twice", newlines=True)


def _with_backslashes(found: Parsed, raw: str, way_out: str, newlines: bool = False) -> Parsed:
    """The same answers. Raises Unreadable where the format took a backslash that belongs to LaTeX."""
    for name, answer in found.answers.items():
        if word := escapes.eaten(answer.text, raw, newlines):
            raise Unreadable(f"the answer to {name!r} has {word} after one backslash, which is read away; {way_out}")
    return found


def _without_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unreadable(f"{twice!r} stands there twice; which one counts?")
    return found


def _yaml(text: str) -> Parsed:
    from . import yaml_text

    return _with_backslashes(_table(yaml_text.load(text)), text, "write it without quotes, or after `|`")


def _table(found: object) -> Parsed:
    """The answers of a table `answers`, or of the whole table where there is none."""
    if not isinstance(found, Mapping):
        raise Unreadable("the file must hold a table of answers by part")
    parsed = Parsed()
    answers = found.get("answers", None)
    known = {"assignment", "student", "answers"}
    if template_marks.is_unchanged(found.get(template_marks.FIELD)):
        known.add(template_marks.FIELD)
    if answers is None:
        answers = {name: value for name, value in found.items() if name not in known}
    else:
        parsed.stray += [str(n) for n, v in found.items() if n not in known and v]
    if "assignment" in found:
        parsed.assignment = str(found["assignment"])[:200]
    if not isinstance(answers, Mapping):
        raise Unreadable("`answers` must be a table of answers by part")
    for name, value in answers.items():
        parsed.add(str(name), _answer(str(name), value))
    return parsed


def _answer(name: str, value: object) -> Answer:
    if isinstance(value, Mapping) and "answer" in value and set(value) <= {"answer", "syntax"}:
        syntax = value.get("syntax", "auto")
        if not isinstance(syntax, str) or syntax not in SYNTAXES:
            raise Unreadable(f"the syntax of {name!r} is none of {', '.join(SYNTAXES)}")
        return Answer(text=_text(value["answer"]), syntax=SYNTAXES[syntax])
    return Answer(text=_text(value))


def _text(value: object) -> str:
    """The text of an answer: lines of a list of texts; JSON where it is a structure of other things."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip("\n")
    if isinstance(value, list) and value and all(isinstance(v, str) and not isinstance(v, Number) for v in value):
        return "\n".join(value)
    return structure(value)


def structure(value: object, depth: int = 0) -> str:
    """A structure as JSON, with its numbers as they were typed."""
    if depth > MOST_DEPTH:
        raise Unreadable("an answer is nested too deeply")
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, Number | int):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return "[" + ", ".join(structure(v, depth + 1) for v in value) + "]"
    if isinstance(value, Mapping):
        inner = (f"{json.dumps(str(k), ensure_ascii=False)}: {structure(v, depth + 1)}" for k, v in value.items())
        return "{" + ", ".join(inner) + "}"
    return json.dumps(str(value))  # TOML's dates


def _markdown(text: str) -> Parsed:
    """One heading a part; the text up to the next heading is the answer."""
    parsed = Parsed()
    if named := template_marks.ASSIGNMENT.search(text):
        parsed.assignment = named[1]
    for name, body in markdown_text.sections(text):
        answer = _fenced(body)
        if name is not None:
            parsed.add(name, answer)
        elif answer.text.strip():
            parsed.stray.append("the text before the first heading")
    return parsed


def _fenced(body: str) -> Answer:
    """The answer in a piece of Markdown; a fence that says `latex` or `calc` says how it is read."""
    text, word = markdown_text.content(body)
    return Answer(text=text, syntax=SYNTAXES.get(word.casefold(), "auto"))


TAG = "answer:"
PROMPT = "prompt"  # tag of cells that belong to the template


def _notebook(text: str) -> Parsed:
    """Cells with the tag `answer:PART`, and `latex` or `calc` if they like; other cells that hold text are stray.

    Outputs are never looked at.
    """
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, ValueError):
        raise Unreadable("this is not a notebook: it is no JSON") from None
    cells = found.get("cells") if isinstance(found, dict) else None
    if not isinstance(cells, list):
        raise Unreadable("this is not a notebook of version 4: it has no cells")
    if len(cells) > MOST_CELLS:
        raise Unreadable(f"the notebook has {len(cells)} cells; at most {MOST_CELLS} are read")
    parsed = Parsed()
    parts: dict[str, list[Answer]] = {}
    for number, cell in enumerate(cells, 1):
        name, source, kind, tags = _cell(cell, number)
        if name is not None:
            inside = Answer(text=source) if kind == "code" else _fenced(source)
            said = {inside.syntax, *(SYNTAXES[t.casefold()] for t in tags if t.casefold() in SYNTAXES)}
            parts.setdefault(name, []).append(Answer(text=inside.text, syntax=_one_syntax(name, said - {"auto"})))
        elif kind is not None and source.strip():
            parsed.stray.append(f"cell {number}")
    for name, pieces in parts.items():
        written = [piece for piece in pieces if piece.text.strip()]
        syntax = _one_syntax(name, {piece.syntax for piece in written})
        parsed.add(name, Answer(text="\n".join(piece.text for piece in written), syntax=syntax))
    return parsed


def _one_syntax(name: str, said: Set[str]) -> str:
    """The syntax of an answer. Raises Unreadable where its cells say several, or only some of them say one."""
    if len(said) > 1:
        told = " and ".join(sorted(f"`{s}`" if s != "auto" else "nothing" for s in said))
        raise Unreadable(f"the cells of the answer to {name!r} say {told} of how they are read; which one counts?")
    return next(iter(said), "auto")


def _cell(cell: object, number: int) -> tuple[str | None, str, str | None, list[str]]:
    """(part, text, kind, tags) of a cell; the kind is None for a cell of the template."""
    if not isinstance(cell, dict):
        raise Unreadable(f"cell {number} of the notebook is no cell")
    source, metadata = cell.get("source", ""), cell.get("metadata", {})
    lines = source if isinstance(source, list) else [source]
    if not all(isinstance(line, str) for line in lines):
        raise Unreadable(f"cell {number} of the notebook holds no text")
    tags = metadata.get("tags", []) if isinstance(metadata, dict) else []
    tags = [t for t in tags if isinstance(t, str)] if isinstance(tags, list) else []
    named = [t.removeprefix(TAG).strip() for t in tags if t.startswith(TAG)]
    if len(named) > 1:
        raise Unreadable(f"cell {number} of the notebook is tagged as the answer to {len(named)} parts")
    kind = None if PROMPT in tags else str(cell.get("cell_type"))
    return (named[0] if named else None), "".join(lines), kind, tags


READERS: dict[str, Callable[[str], Parsed]] = {
    ".toml": _toml,
    ".yaml": _yaml,
    ".yml": _yaml,
    ".json": _json,
    ".md": _markdown,
    ".markdown": _markdown,
    ".ipynb": _notebook,
}
