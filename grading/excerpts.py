"""What could not be read, under the line of the answer in which it stands, with a mark below the word."""

import re
from dataclasses import replace

from ..theory.language.errors import ReadError, describe

WIDTH = 40  # characters of a line that are shown: what a phone shows, too
LINE = re.compile(r"line (\d+): ")


def told(error: ReadError, answer: str) -> str:
    """The fault, its column counted in the line that the student typed, then that line and the mark.

    Where a part of the answer was read by itself (the last side of `y = ...`), its place in the answer is looked up;
    where it was written anew before it was read, the excerpt is what was read.
    """
    fault = error.fault
    if not fault.column or not error.text:
        return str(error)
    numbered = LINE.match(fault.message)  # a derivation says itself which line; the first of two alike is meant
    text, place = answer, answer.find(error.text) if numbered else answer.rfind(error.text)
    if place < 0:
        text, place = error.text, 0
    at = min(place + fault.column - 1, len(text))
    begin = text.rfind("\n", 0, at) + 1
    line, column = text[begin:].partition("\n")[0], at - begin
    number = numbered[1] if numbered else str(text.count("\n", 0, at) + 1)
    where = f"line {number}, column {column + 1}" if numbered or "\n" in text.strip() else f"column {column + 1}"
    rest = describe(replace(fault, message=LINE.sub("", fault.message), column=0))
    return f"{where}: {rest}\n{_marked(line, column, len(fault.word))}"


def _marked(line: str, column: int, length: int) -> str:
    """A line, cut around the column where it is long, with signs below the word."""
    line = line.replace("\t", " ").rstrip()
    low = max(0, min(column - WIDTH // 2, len(line) - WIDTH))
    shown = line[low : low + WIDTH]
    before, after = ("... " if low else ""), (" ..." if low + WIDTH < len(line) else "")
    mark = "^" * max(1, min(length, len(shown) - (column - low)))
    return f"  {before}{shown}{after}\n  {' ' * (len(before) + column - low)}{mark}"
