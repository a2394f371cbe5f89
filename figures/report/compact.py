"""SVG files in fewer bytes: the same picture, with short names, relative paths and no empty groups.

Only for pictures that stand in an `img` of their own, where no name can meet that of another file.
"""

import re
from collections.abc import Iterator
from xml.etree import ElementTree

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
HREF = f"{{{XLINK}}}href"
DROPPED = {f"{{{SVG}}}metadata", f"{{{SVG}}}title"}
TOKEN = re.compile(r"[A-Za-z]|-?\d+(?:\.\d+)?(?:e-?\d+)?")
NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
SHIFT = re.compile(r"translate\([^)]*\)")
ONLY_SHIFT = re.compile(r"translate\(([-\d.]+) ([-\d.]+)\)")
LONG_COLOUR = re.compile(r"#([\da-f])\1([\da-f])\2([\da-f])\3\b")
REFERENCE = re.compile(r"#([\w.:-]+)")
TAKES = {"M": 2, "L": 2, "Q": 4, "C": 6, "Z": 0}  # numbers of each command that matplotlib writes
STEP = 0.1  # points; a third of a pixel of a dense screen


def compacted(svg: bytes) -> bytes:
    """The same picture in fewer bytes. Raises ParseError for what is no SVG."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)
    _rename(root)
    _prune(root)
    for element in root.iter():
        for key, value in list(element.attrib.items()):
            if key == HREF:
                del element.attrib[key]
                element.set("href", value)
            elif key == "d":
                # glyphs are drawn in units of a sixty-fourth of a point
                element.set(key, path(value, 1.0 if "scale(0.015625)" in element.get("transform", "") else STEP))
            elif key in ("x", "y", "points"):
                element.set(key, _rounded(value))
            elif key == "transform":
                element.set(key, SHIFT.sub(lambda m: _rounded(m[0]), value))  # a scale needs all its digits
            elif key == "style":
                element.set(key, LONG_COLOUR.sub(r"#\1\2\3", re.sub(r"\s*([:;])\s*", r"\1", value).rstrip(";")))
        if element.tag != f"{{{SVG}}}style":
            element.text = (element.text or "").strip() or None
        element.tail = None
    _share_styles(root)
    return ElementTree.tostring(root, encoding="utf-8").replace(b" />", b"/>")


def _share_styles(root: ElementTree.Element) -> None:
    """Drops what a use says of its looks that the used element says itself, and writes its shift as a place."""
    own = {e.get("id"): dict(p.split(":") for p in e.get("style", "").split(";") if p) for e in root.iter()}
    for use in root.iter(f"{{{SVG}}}use"):
        said = own.get(use.get("href", "")[1:], {})
        style = [p for p in use.get("style", "").split(";") if p and p.partition(":")[0] not in said]
        if style:
            use.set("style", ";".join(style))
        else:
            use.attrib.pop("style", None)
        shift = ONLY_SHIFT.fullmatch(use.get("transform", ""))
        if shift and use.get("x") is None and use.get("y") is None:
            del use.attrib["transform"]
            use.attrib |= {axis: place for axis, place in zip("xy", shift.groups(), strict=True) if float(place)}


def _rounded(text: str) -> str:
    return NUMBER.sub(lambda m: _short(float(m[0]), 2), text)


def _prune(parent: ElementTree.Element) -> None:
    """Drops metadata and opens groups that say nothing."""
    children: list[ElementTree.Element] = []
    for child in parent:
        _prune(child)
        if child.tag == f"{{{SVG}}}g" and not child.attrib:
            children += list(child)
        elif child.tag not in DROPPED:
            children.append(child)
    for child in list(parent):
        parent.remove(child)
    parent.extend(children)


def _rename(root: ElementTree.Element) -> None:
    used = {name for element in root.iter() for value in element.attrib.values() for name in REFERENCE.findall(value)}
    names = _names()
    short: dict[str, str] = {}
    for element in root.iter():
        name = element.get("id")
        if name is None:
            continue
        if name in used:
            short[name] = next(names)
            element.set("id", short[name])
        else:
            del element.attrib["id"]
    for element in root.iter():
        for key, value in element.attrib.items():
            if "#" in value:
                element.set(key, REFERENCE.sub(lambda m: f"#{short.get(m[1], m[1])}", value))


def _names() -> Iterator[str]:
    letters = "abcdefghijklmnopqrstuvwxyz"
    yield from letters
    yield from (a + b for a in letters for b in letters + "0123456789")


def path(data: str, step: float) -> str:
    """A path by differences of places on a grid; unchanged where there is more in it than straight and curved lines."""
    tokens = TOKEN.findall(data)
    written: list[str] = []
    place, start, n = (0, 0), (0, 0), 0
    last = ""
    while n < len(tokens):
        command = tokens[n].upper()
        if command not in TAKES or tokens[n] not in (command, "z"):
            return data
        count = TAKES[command]
        numbers = [round(float(t) / step) for t in tokens[n + 1 : n + 1 + count]]
        n += 1 + count
        if command == "Z":
            written.append("z")
            place, last = start, "z"
            continue
        shifts = [v - place[k % 2] for k, v in enumerate(numbers)]
        place = (numbers[-2], numbers[-1])
        if command == "M":
            start = place
        named = command.lower()
        if named == "l" and 0 in shifts:
            named, shifts = ("v", shifts[1:]) if shifts[0] == 0 else ("h", shifts[:1])
        # after a move further pairs are lines, so only another command has to be named
        lead = "" if named == last or (named == "l" and last == "m") else named
        written.append(lead + _joined([_short(v * step, 2) for v in shifts], after=not lead))
        last = named
    return "".join(written)


def _joined(numbers: list[str], *, after: bool) -> str:
    text = ""
    for n, number in enumerate(numbers):
        text += number if number[0] == "-" or (n == 0 and not after) else f" {number}"
    return text


def _short(value: float, places: int) -> str:
    text = f"{value:.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = re.sub(r"^(-?)0(?=\.)", r"\1", text)
    return "0" if text in ("", "-", "-0") else text
