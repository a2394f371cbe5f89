"""Markdown as a student writes it: a heading a part, and the answer below it, out of what surrounds it."""

import re

from . import template_marks

_HEADING = re.compile(r" {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*[ \t]*$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)$")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


def sections(text: str) -> list[tuple[str | None, str]]:
    """(heading, text below it), the text before the first heading under None. A `#` in a fence or a comment is none."""
    found: list[tuple[str | None, list[str]]] = [(None, [])]
    fence, comment = "", False
    for line in text.split("\n"):
        if comment or (not fence and line.lstrip().startswith("<!--")):
            comment = "-->" not in line
            found[-1][1].append(line)
            continue
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif fence and _closes(line, fence):
            fence = ""
        heading = None if fence or mark else _HEADING.match(line)
        if heading:
            found.append((heading[1], []))
        else:
            found[-1][1].append(line)
    return [(name, "\n".join(lines)) for name, lines in found]


def _closes(line: str, fence: str) -> bool:
    """Whether a line ends a fence: the same sign, at least as often, and nothing else."""
    return line.strip().startswith(fence) and not line.strip().strip(fence[0])


def content(body: str) -> tuple[str, str]:
    """The answer in a piece of Markdown, and the word behind the fence that it is in, `latex` for one.

    It is taken out of comments, and out of the one fence, code span or display that it is in.
    """
    text = _COMMENT.sub("", template_marks.without(body)).strip("\n")
    lines = text.strip().split("\n")
    mark = _FENCE.match(lines[0])
    if mark and len(lines) > 1 and _closes(lines[-1], mark[1]) and not any(_closes(x, mark[1]) for x in lines[1:-1]):
        return "\n".join(lines[1:-1]), mark[2].strip()
    text = text.strip()
    if len(text) > 2 and text[0] == text[-1] == "`" and "`" not in text[1:-1]:
        return text[1:-1].strip(), ""
    return text, ""
