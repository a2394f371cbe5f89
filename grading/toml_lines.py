"""Where things stand in a TOML file: the line of every key and table, so that a complaint can name it.

`tomllib` gives values without places. This scan knows only as much of the grammar as is needed to skip strings and
brackets; whether the file is TOML at all is `tomllib`'s business, before.
"""

import re

Path = tuple[str | int, ...]
NAME = r"""(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
KEY = re.compile(rf"\s*({NAME}(?:\s*\.\s*{NAME})*)\s*=")
HEADER = re.compile(r"\s*(\[\[?)([^\]]*)\]\]?\s*(?:#.*)?$")
PART = re.compile(r"""\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*\.?""")
QUOTES = ('"""', "'''", '"', "'")


def lines_of(text: str) -> dict[Path, int]:
    """Line numbers, counted from 1, by path: ("question", 0, "part", 1, "key"); array tables are numbered from 0."""
    found: dict[Path, int] = {(): 1}
    counts: dict[Path, int] = {}
    here: Path = ()
    rows = text.splitlines()
    number = 0
    while number < len(rows):
        row = rows[number]
        if (header := HEADER.match(row)) and not KEY.match(row):
            here = _table(_names(header[2]), header[1] == "[[", counts)
            found.setdefault(here, number + 1)
        elif key := KEY.match(row):
            found.setdefault((*here, *_names(key[1])), number + 1)
            number = _end(rows, number, key.end())
        number += 1
    return found


def _table(names: list[str], is_array: bool, counts: dict[Path, int]) -> Path:
    """The path of a header; a name of an array table on the way stands for its last table."""
    path: Path = ()
    for place, name in enumerate(names):
        path = (*path, name)
        if place == len(names) - 1 and is_array:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _names(text: str) -> list[str]:
    return [part.strip("\"'") for part in PART.findall(text)]


def _end(rows: list[str], number: int, column: int) -> int:
    """The row on which the value that begins there ends."""
    depth, quote = 0, ""
    while number < len(rows):
        row = rows[number]
        while column < len(row):
            if quote:
                column, quote = _in_string(row, column, quote)
                continue
            opened = next((q for q in QUOTES if row.startswith(q, column)), "")
            if opened:
                quote = opened
                column += len(opened)
                continue
            if row[column] == "#":
                break
            depth += (row[column] in "[{") - (row[column] in "]}")
            column += 1
        if depth <= 0 and len(quote) < 3:
            return number
        number, column = number + 1, 0
    return number


def _in_string(row: str, column: int, quote: str) -> tuple[int, str]:
    if row[column] == "\\" and quote[0] == '"':
        return column + 2, quote
    if row.startswith(quote, column):
        return column + len(quote), ""
    return column + 1, quote


def nearest(found: dict[Path, int], path: Path) -> int:
    """The line of a path, or of the closest thing around it."""
    while path and path not in found:
        path = path[:-1]
    return found[path]
