"""Short formulas in a line of text, where letters, indices and exponents need no MathML."""

from html import escape

from ...theory.language.boxes import APPLY, THIN, TIMES, Atom, Box, Fence, Ink, Row, Scripts, tall

UPRIGHT = "ℝ…∞"
NARROW_SIGNS = {",": ",\N{NO-BREAK SPACE}", "(": "(", ")": ")"}


def flat(box: Box) -> str | None:
    """A box as HTML in a line; None where it is more than letters with an index or an exponent."""
    try:
        return _row(box.parts if isinstance(box, Row) else (box,))
    except _TooHigh:
        return None


class _TooHigh(Exception):
    pass


def _row(parts: tuple[Box, ...]) -> str:
    written, before = "", False
    for part in parts:
        if part in (TIMES, APPLY):
            continue
        if isinstance(part, Atom) and part.ink is Ink.SIGN:
            alone = not before and part.text in "+−"
            space = "" if alone else "\N{NO-BREAK SPACE}"
            written += NARROW_SIGNS.get(part.text) or f"{space}{escape(part.text)}{space}"
            before = False
        else:
            written += _single(part)
            before = True
    return written


def _single(box: Box) -> str:
    match box:
        case Row(parts):
            return _row(parts)
        case Fence(left, inside, right) if not tall(inside):
            return f"{left}{_single(inside)}{right}"
        case Scripts(base, below, None) if below is not None:
            return f"{_single(base)}<sub>{_single(below)}</sub>"
        case Scripts(base, None, above) if above is not None:
            return f"{_single(base)}<sup>{_single(above)}</sup>"
        case Atom(Ink.NUMBER, text):
            return text
        case Atom(Ink.NAME, text) if text.isascii() and text.isalpha():
            return f"<i>{text}</i>" if len(text) == 1 else text
        case Atom(Ink.NAME, text) if text in UPRIGHT:
            return text
        case Atom(Ink.SIGN):
            return _row((box,))
    if box == THIN:
        return "\N{THIN SPACE}"
    raise _TooHigh
