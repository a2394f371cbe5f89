"""What a template says beside the places for answers, so marked that it is never taken for an answer.

The mark is a digest of the text: whoever writes into it instead of below it changes it, and then all of it counts as
something that the student wrote.
"""

import hashlib
import json
import re
from collections.abc import Mapping

BEGIN, END = r"<!-- question ([0-9a-f]{12}) -->[ \t]*", r"<!-- end of the question[^>]*-->"
BLOCK = re.compile(rf"^{BEGIN}\n(.*?)\n{END}[ \t]*$", re.DOTALL | re.MULTILINE)
ASSIGNMENT = re.compile(r"^<!-- assignment: ([A-Za-z0-9-]{1,100}) -->$", re.MULTILINE)
FIELD = "template"  # the table of a JSON template that holds the prompts


def digest(text: str) -> str:
    """A digest of words, however they are spaced, quoted or broken into lines."""
    words = re.sub(r"^>", "", text, flags=re.MULTILINE).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:12]


def quoted(text: str) -> str:
    """A text of the template as a quotation between marks, in Markdown."""
    lines = "\n".join(f"> {line}".rstrip() for line in text.strip().split("\n"))
    return f"<!-- question {digest(lines)} -->\n{lines}\n<!-- end of the question: write below this line -->"


def without(text: str) -> str:
    """Markdown without what the template said and nobody changed."""
    return BLOCK.sub(lambda m: "" if digest(m[2]) == m[1] else m[2], text)


def table(prompts: Mapping[str, str], note: str) -> dict[str, object]:
    """The prompts for a JSON template, with their digest."""
    return {"note": note, "questions": dict(prompts), "digest": _of_table(note, prompts)}


def is_unchanged(found: object) -> bool:
    """Whether a table of prompts is one that a template wrote."""
    if not isinstance(found, Mapping) or not isinstance(found.get("questions"), Mapping):
        return False
    known = {"note", "questions", "digest"} >= set(found)
    return known and found.get("digest") == _of_table(found.get("note"), found["questions"])


def _of_table(note: object, prompts: object) -> str:
    return digest(json.dumps([note, prompts], default=str))
