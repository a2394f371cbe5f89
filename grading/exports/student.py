"""An assignment as students may have it: prompts, names and kinds, so that answers can be read back, and no key.

A part that students may check themselves keeps its key; every other part loses its key, its mistakes and its samples.
Where a kind cannot stand without a key, a stand-in takes its place, which no answer is ever compared with, or the part
turns into prose.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping

from ..assignment import Assignment, Part, parse_assignment
from ..tables import AssignmentError

# Fields that say what is asked for. What is not listed here is taken for a secret.
PUBLIC = frozenset(
    {"label", "points", "prompt", "kind", "syntax", "other_domain", "tolerance", "without", "orientation", "match"}
    | {"hidden", "output", "places", "fixed", "table", "inputs", "most_layers", "most_units", "by_row"}
    | {"steps", "option", "conclusion", "function", "arguments", "packages", "seconds", "experiment"}
)
STAND_INS = ("", "0", "0 = 0", "[[0]]")


class Literal(str):
    """A number as the file has it."""


def made(assignment: Assignment) -> bytes:
    """The TOML file for students. Raises AssignmentError where the file has changed and is none any more."""
    text = assignment.path.read_text(encoding="utf-8")
    whole = tomllib.loads(text, parse_float=Literal)
    lines = ["# For students: it has no keys but those of the parts that you may check yourself.", "format = 1"]
    lines += [f"{name} = {written(whole[name])}" for name in ("title", "source", "prompt") if name in whole]
    head = [*lines, *_table("names", whole.get("names", {})), *_table("define", whole.get("define", {}))]
    body = []
    for raw, question in zip(whole["question"], assignment.questions, strict=True):
        start = ["", "[[question]]", f"number = {written(question.number)}"]
        start += [f"{name} = {written(raw[name])}" for name in ("title", "prompt") if name in raw]
        start += [*_table("question.names", raw.get("names", {})), *_table("question.define", raw.get("define", {}))]
        parts = [_part(p, part, [*head, *start]) for p, part in zip(raw["part"], question.parts, strict=True)]
        body += [*start, *(line for lines in parts for line in lines)]
    result = "\n".join([*head, *body]) + "\n"
    parse_assignment(result, str(assignment.path))
    return result.encode()


def _part(raw: Mapping, part: Part, before: list[str]) -> list[str]:
    """The lines of a part: the first of its forms without a key that can be read."""
    if part.self_check:
        return _lines({name: value for name, value in raw.items() if name not in ("sample", "facts")})
    plain = {name: value for name, value in raw.items() if name in PUBLIC}
    plain |= {"names": dict(part.vocabulary.names), "define": raw.get("define", {}), "given": list(part.given)}
    forms = [{**plain, "key": stand_in} if stand_in else plain for stand_in in STAND_INS]
    prose = {name: raw[name] for name in ("label", "points", "prompt") if name in raw}
    for form in (*forms, {**prose, "kind": "prose"}):
        lines = _lines(form)
        try:
            parse_assignment("\n".join([*before, *lines]), "student.toml")
        except AssignmentError:
            continue
        return lines
    raise part.where.fault(f"part {part.id} cannot be written without its key")


def _lines(fields: Mapping[str, object]) -> list[str]:
    """Lines of a part; tables of tables come last."""
    lines, later = ["", "[[question.part]]"], []
    for name, value in fields.items():
        if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
            for item in value:
                later += ["", f"[[question.part.{name}]]", *(f"{key(k)} = {written(v)}" for k, v in item.items())]
        elif value not in ({}, []):
            lines.append(f"{key(name)} = {written(value)}")
    return lines + later


def _table(name: str, values: Mapping[str, object]) -> Iterator[str]:
    if values:
        yield f"[{name}]"
        yield from (f"{key(k)} = {written(v)}" for k, v in values.items())


def key(name: str) -> str:
    """A key of TOML."""
    return name if name.isascii() and name.replace("_", "").isalnum() else written(name)


def written(value: object) -> str:
    """A value of TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Literal | int):
        return str(value)
    if isinstance(value, str):
        # JSON's escapes are TOML's, but for the character that JSON leaves alone and the pairs it makes of others
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key(k)} = {written(v)}" for k, v in value.items()) + " }"
    raise TypeError(f"{type(value).__name__} is no value of an assignment")
