"""Pictures in fewer bytes: nothing that is seen changes."""

import re

from backproof.figures.report.compact import compacted
from backproof.figures.report.strokes import path

SQUARE = b"""<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="72pt" height="36pt">
<metadata>when</metadata><!-- note --><g><path id="long-name-1" d="M 1.04 2 L 1.04 4.5
L 3.04 4.5 L 5 6.25 Q 6 7 7 7 C 1 2 3 4 5 6 z" style="fill: none; stroke: #0072B2"/></g>
<g id="used-by-nobody"><use xlink:href="#long-name-1" style="stroke: #cc0000; stroke-width: 2"
transform="translate(1.005 0)"/></g><path style="fill: #ffffff" transform="scale(0.015625)"/></svg>"""


def drawing(inside: str) -> bytes:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">' + inside + "</svg>"
    ).encode()


def small(inside: str) -> str:
    return re.sub(r"^<svg[^>]*>|</svg>$", "", compacted(drawing(inside)).decode())


def test_an_svg_keeps_its_picture_in_fewer_bytes() -> None:
    assert compacted(SQUARE).decode() == (
        '<svg xmlns="http://www.w3.org/2000/svg" width="72pt" height="36pt">'
        '<path id="a" d="m1 2v2.5h2l2 1.7q1 .8 2 .8c-6-5-4-3-2-1z" style="fill:none;stroke:#0072B2"/>'
        '<use style="stroke-width:2" href="#a" x="1"/></svg>'
    )
    assert path("M 1 2 A 1 1 0 0 1 3 4", 0.1) == "M 1 2 A 1 1 0 0 1 3 4"


def test_corners_stay_and_points_on_a_line_go() -> None:
    assert path("M 0 0 L 1 1.01 L 2 2 L 3 3.01 L 4 1", 0.1, near=0.02) == "m0 0 3 3 1-2"
    assert path("M 0 0 L 1 1.1 L 2 2", 0.1, near=0.02) == "m0 0 1 1.1 1 .9"
    assert path("M 0 0 L 5 0 L 0 0", 0.1, near=0.02) == "m0 0h5-5", "a way back is no straight line"
    assert path("M 5 5 L 5 5", 0.1, near=0.02) == "m5 5v0", "a dot is drawn"
    assert path("M 0 0 L 1 0 z M 4 0 L 5 0", 0.1, near=0.02) == "m0 0h1zm4 0h1", "a move is no corner"


def test_letters_are_drawn_on_a_grid_and_blanks_are_not_drawn() -> None:
    text = (
        '<g transform="translate(1.5 2.5) scale(0.08 -0.08)"><defs><path id="A-1" d="M 640 0 L 640 1299" '
        'transform="scale(0.015625)"/><path id="A-2" transform="scale(0.015625)"/></defs>'
        '<use xlink:href="#A-1"/><use xlink:href="#A-2" x="61.2"/><use xlink:href="#A-1" x="99.6"/></g>'
    )
    assert small(text) == (
        '<g transform="translate(1.5 2.5) scale(0.08 -0.08)"><defs><path id="a" d="m20 0v41" transform="scale(.5)"/>'
        '</defs><use href="#a"/><use x="100" href="#a"/></g>'
    )


def test_ticks_are_joined_across_their_labels() -> None:
    tick = (
        '<g><defs><path id="m{0}" d="M 0 0 \nL 0 3.5 \n" style="stroke: #000000"/></defs>'
        '<use xlink:href="#m{0}" x="{1}" y="9" style="stroke: #000000"/></g>'
        '<g transform="translate({1} 20) scale(0.08 -0.08)"><path d="M 0 0 L 9 9"/></g>'
    )
    drawn = small(tick.format(1, 10) + tick.format(2, 20))
    assert '<path style="fill:none;stroke:#000" d="m10 9v3.5m10-3.5v3.5"/>' in drawn and "<use" not in drawn
    other = tick.replace('y="9" style="stroke: #000000"', 'y="9" style="stroke: #ff0000"')
    assert "<use" in small(other.format(1, 10)), "what is drawn in another colour is left as it is"


def test_neighbours_that_look_alike_say_so_once() -> None:
    line = '<path d="M 0 0 L {} 1" clip-path="url(#c)" style="fill: none; stroke: #ff0000"/>'
    assert small(line.format(1) + line.format(2)) == (
        '<path d="m0 0 1 1m-1-1 2 1" clip-path="url(#c)" style="fill:none;stroke:#f00"/>'
    )
    faint = line.replace("stroke:", "stroke-opacity: 0.5; stroke:")
    assert small(faint.format(1) + faint.format(2)).count("<path") == 2, "what shines through is not joined"
    square = '<path d="M {} 0 L 1 0 L 1 1 z" style="fill: #ff0000"/>'
    assert small(square.format(0) + square.format(1)) == (
        '<g style="fill:#f00"><path d="m0 0h1v1z"/><path d="m1 0v1z"/></g>'
    )
    seen_through = square.replace("fill:", "opacity: 0.5; fill:")
    assert "<g" not in small(seen_through.format(0) + seen_through.format(1)), "a group is seen through as a whole"
    capped = square.replace("fill:", "stroke-linecap: square; fill:")
    assert "<g" not in small(capped.format(0) + capped.format(1)), "the sheet of the picture would win over the group"
