"""The paths of an SVG in fewer bytes, within less than a tenth of a pixel."""

import re
from itertools import groupby
from math import hypot

TOKEN = re.compile(r"[A-Za-z]|-?\d+(?:\.\d+)?(?:e-?\d+)?")
TAKES = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}  # numbers of each command that matplotlib writes

Command = tuple[str, list[float]]


def path(data: str, step: float, *, near: float = 0.0, unit: float | None = None) -> str:
    """A path by differences of places on a grid; unchanged where there is more in it than straight and curved lines.

    step: of the grid. near: how far a corner that is left out may lie from the line. unit: what a step is written as.
    """
    commands = _commands(data)
    if commands is None:
        return data
    unit = step if unit is None else unit
    written: list[str] = []
    place, start, last = (0, 0), (0, 0), ""
    for command, places in _thinned(commands, near):
        if command == "Z":
            written.append("z")
            place, last = start, "z"
            continue
        numbers = [round(t / step) for t in places]
        shifts = [v - place[k % 2] for k, v in enumerate(numbers)]
        place = (numbers[-2], numbers[-1])
        if command == "M":
            start = place
        named = command.lower()
        if named == "l" and not any(shifts) and last != "m":
            continue  # a point alone after a move may be a dot
        if named == "l" and 0 in shifts:
            named, shifts = ("v", shifts[1:]) if shifts[0] == 0 else ("h", shifts[:1])
        # after a move further pairs are lines, so only another command has to be named
        lead = "" if named == last or (named == "l" and last == "m") else named
        written.append(lead + _joined([short(v * unit, 2) for v in shifts], after=not lead))
        last = named
    return "".join(written)


def _commands(data: str) -> list[Command] | None:
    tokens, found, n = TOKEN.findall(data), [], 0
    while n < len(tokens):
        command = tokens[n].upper()
        if command not in TAKES or tokens[n] not in (command, "z"):
            return None
        count = TAKES[command]
        found.append((command, [float(t) for t in tokens[n + 1 : n + 1 + count]]))
        n += 1 + count
    return found


def _thinned(commands: list[Command], near: float) -> list[Command]:
    """Without the corners of straight pieces that nearly lie on a line (Douglas and Peucker 1973)."""
    if not near:
        return commands
    kept: list[Command] = []
    for straight, run in groupby(commands, key=lambda c: c[0] == "L"):
        pieces = list(run)
        if not straight or not kept or kept[-1][0] == "Z":
            kept += pieces
            continue
        points = [(x, y) for *_, x, y in (kept[-1][1], *(p for _, p in pieces))]
        kept += [("L", [*points[n]]) for n in _corners(points, near) if n]
    return kept


def _corners(points: list[tuple[float, float]], near: float) -> list[int]:
    """The places of the points that are needed to stay within `near` of all."""
    needed, open_spans = {0, len(points) - 1}, [(0, len(points) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        length = hypot(bx - ax, by - ay)
        worst, where = near, None
        for n in range(first + 1, last):
            px, py = points[n]
            along = ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length**2 if length else 0.0
            along = min(max(along, 0.0), 1.0)
            far = hypot(px - ax - along * (bx - ax), py - ay - along * (by - ay))
            if far > worst:
                worst, where = far, n
        if where is not None:
            needed.add(where)
            open_spans += [(first, where), (where, last)]
    return sorted(needed)


def _joined(numbers: list[str], *, after: bool) -> str:
    text = ""
    for n, number in enumerate(numbers):
        text += number if number[0] == "-" or (n == 0 and not after) else f" {number}"
    return text


def short(value: float, places: int) -> str:
    """A number in as few characters as it needs to this many decimals."""
    text = f"{value:.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = re.sub(r"^(-?)0(?=\.)", r"\1", text)
    return "0" if text in ("", "-", "-0") else text
