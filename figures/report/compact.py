"""SVG files in fewer bytes: the same picture, with short names, relative paths and what is alike said once.

Only for pictures that stand in an `img` of their own, where no name can meet that of another file.
"""

import re
from collections.abc import Iterator
from itertools import groupby
from xml.etree import ElementTree

from .strokes import path, short

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
HREF = f"{{{XLINK}}}href"
DROPPED = {f"{{{SVG}}}metadata", f"{{{SVG}}}title"}
NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
SHIFT = re.compile(r"translate\([^)]*\)")
TICK = re.compile(r"M 0 0\s+L (-?[\d.]+) (-?[\d.]+)")
SMALL = re.compile(r"\bscale\(([\d.]+)")
ONLY_SHIFT = re.compile(r"translate\(([-\d.]+) ([-\d.]+)\)")
LONG_COLOUR = re.compile(r"#([\da-f])\1([\da-f])\2([\da-f])\3\b")
REFERENCE = re.compile(r"#([\w.:-]+)")
STEP = 0.1  # points; a third of a pixel of a dense screen
NEAR = 0.02  # points; a corner that is no farther from the line between its neighbours is left out
GLYPH = "scale(0.015625)"  # glyphs are drawn in units of a sixty-fourth; 32 of them are half a hundredth of an em
GLYPH_STEP, GLYPH_SCALE = 32.0, "scale(.5)"
LINES = re.compile(r"fill|stroke|stroke-(?:width|linecap|linejoin|dasharray|dashoffset|miterlimit)")
INHERITED = re.compile(r"fill|stroke|stroke-(?:width|dasharray|dashoffset|miterlimit)")  # the sheet sets the others


def compacted(svg: bytes) -> bytes:
    """The same picture in fewer bytes. Raises ParseError for what is no SVG."""
    ElementTree.register_namespace("", SVG)
    root = ElementTree.fromstring(svg)
    _draw_ticks(root)
    _drop_blanks(root)
    _rename(root)
    _prune(root)
    _join_strokes(root)
    _shorten(root, in_text=False)
    _share_styles(root)
    _wrap_alike(root)
    return ElementTree.tostring(root, encoding="utf-8").replace(b" />", b"/>")


def _shorten(element: ElementTree.Element, *, in_text: bool) -> None:
    """Fewer digits everywhere. in_text: places are in hundredths of the letters' size, and need no fractions."""
    transform = element.get("transform", "")
    glyph = GLYPH in transform
    inside_text = in_text
    in_text = in_text or ((found := SMALL.search(transform)) is not None and float(found[1]) < 0.5)
    for key, value in list(element.attrib.items()):
        if key == HREF:
            del element.attrib[key]
            element.set("href", value)
        elif key == "d":
            element.set(key, path(value, GLYPH_STEP, unit=1.0) if glyph else path(value, STEP, near=NEAR))
        elif key in ("x", "y", "points"):
            element.set(key, _rounded(value, 0 if in_text else 2))
        elif key == "transform" and glyph:
            element.set(key, GLYPH_SCALE)
        elif key == "transform":
            # a scale needs all its digits
            element.set(key, SHIFT.sub(lambda m: _rounded(m[0], 0 if inside_text else 2), value))
        elif key == "style":
            element.set(key, LONG_COLOUR.sub(r"#\1\2\3", re.sub(r"\s*([:;])\s*", r"\1", value).rstrip(";")))
    if element.tag != f"{{{SVG}}}style":
        element.text = (element.text or "").strip() or None
    element.tail = None
    for child in element:
        _shorten(child, in_text=in_text)


def _styles(element: ElementTree.Element) -> dict[str, str]:
    parts = (p.partition(":") for p in element.get("style", "").split(";"))
    return {name.strip(): value.strip() for name, _, value in parts if name.strip()}


def _join_strokes(parent: ElementTree.Element) -> None:
    """Makes one path of neighbours that are drawn alike, where it does not show: lines that hide what is beneath."""
    before: ElementTree.Element | None = None
    for child in list(parent):
        _join_strokes(child)
        if child.tag == f"{{{SVG}}}g" and SMALL.search(child.get("transform", "")):
            continue  # ticks and their labels do not cover one another
        looks = _styles(child)
        plain = child.tag == f"{{{SVG}}}path" and {"d", "style"} <= set(child.attrib) <= {"d", "style", "clip-path"}
        opaque = looks.get("fill") == "none" and all(LINES.fullmatch(name) for name in looks)
        if not (plain and opaque and "z" not in child.get("d", "").lower()):
            before = None
        elif before is not None and [before.get(k) for k in ("style", "clip-path")] == [
            child.get(k) for k in ("style", "clip-path")
        ]:
            before.set("d", f"{before.get('d')} {child.get('d')}")
            parent.remove(child)
        else:
            before = child


def _wrap_alike(parent: ElementTree.Element) -> None:
    """Says once, in a group, what neighbours of one kind say alike of their looks."""
    children: list[ElementTree.Element] = []
    for _, run in groupby(list(parent), key=lambda child: (child.get("style"), child.get("clip-path"))):
        alike = list(run)
        said = {key: alike[0].get(key, "") for key in ("style", "clip-path") if alike[0].get(key)}
        inherited = all(INHERITED.fullmatch(name) for name in _styles(alike[0]))
        if len(alike) > 1 and said and inherited and parent.tag != f"{{{SVG}}}defs":
            group = ElementTree.Element(f"{{{SVG}}}g", said)
            for child in alike:
                for key in said:
                    del child.attrib[key]
            group.extend(alike)
            children.append(group)
        else:
            children += alike
    for child in list(parent):
        parent.remove(child)
    parent.extend(children)
    for child in parent:
        _wrap_alike(child)


def _share_styles(root: ElementTree.Element) -> None:
    """Drops what a use says of its looks that the used element says itself, and writes its shift as a place."""
    own = {e.get("id"): _styles(e) for e in root.iter()}
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


def _rounded(text: str, places: int) -> str:
    return NUMBER.sub(lambda m: short(float(m[0]), places), text)


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


def _draw_ticks(root: ElementTree.Element) -> None:
    """Draws a stroke where it is used, rather than naming it, so that it can be joined with its neighbours."""
    strokes = {f"#{e.get('id')}": e for e in root.iter(f"{{{SVG}}}path") if TICK.fullmatch(e.get("d", "").strip())}
    for use in root.iter(f"{{{SVG}}}use"):
        stroke = strokes.get(use.get(HREF, ""))
        if stroke is None or _styles(use) != _styles(stroke) or "transform" in use.attrib:
            continue
        found = TICK.fullmatch(stroke.get("d", "").strip())
        assert found is not None
        x, y, along, up = (float(n) for n in (use.get("x", "0"), use.get("y", "0"), *found.groups()))
        use.tag, use.attrib = f"{{{SVG}}}path", {k: v for k, v in use.attrib.items() if k in ("clip-path", "style")}
        use.set("d", f"M {x} {y} L {x + along} {y + up}")
        use.set("style", f"fill: none; {use.get('style')}")
    used = {use.get(HREF) for use in root.iter(f"{{{SVG}}}use")}
    for parent in root.iter(f"{{{SVG}}}defs"):
        for child in [c for c in parent if f"#{c.get('id')}" in strokes.keys() - used]:
            parent.remove(child)


def _drop_blanks(root: ElementTree.Element) -> None:
    """Drops the glyph of the space, which draws nothing, and the places where it is used."""
    blank = {f"#{e.get('id')}" for e in root.iter(f"{{{SVG}}}path") if not e.get("d")}
    for parent in list(root.iter()):
        for child in list(parent):
            if (
                child.get(HREF) in blank
                or (child.tag == f"{{{SVG}}}path" and not child.get("d"))
                or (child.tag == f"{{{SVG}}}defs" and not len(child))
            ):
                parent.remove(child)


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
