"""A formula beside another one that the reader has before him: dots stand for what is the same in both."""

from difflib import SequenceMatcher

from .boxes import Box, Fence, Frac, Root, Row, Scripts, breadth, name, row, sign

DOTS = name("⋯")
BRIEF = 5.0  # letters; what is no longer is written again rather than left out
FACTOR = 8.0  # letters; what is no longer stays where the factor or term beside it differs
ENDS = tuple(map(sign, "+−=≤<≥>≠,"))  # what stands between the terms of a row


def elided(box: Box, beside: Box) -> Box:
    """`box` with dots for what is as it is in `beside`, unless it is brief; what is new or differs is written."""
    if box == beside:
        return DOTS if breadth(box) > BRIEF else box
    match box, beside:
        case Row(parts), Row(others):
            return _row(parts, others)
        case Fence(left, inside, right), Fence(l, other, r) if (left, right) == (l, r):
            return Fence(left, elided(inside, other), right)
        case Frac(above, below), Frac(a, b):
            return Frac(elided(above, a), elided(below, b))
        case Root(inside, degree), Root(other, d) if degree == d:
            return Root(elided(inside, other), degree)
        case Scripts(base, below, above), Scripts(other, b, a) if (below, above) == (b, a) or base == other:
            return Scripts(_muted(base) if base == other else elided(base, other), below, above)
    return box


def _muted(box: Box) -> Box:
    """What is the same, where its place in a product or a sum has to be seen: brackets stay, with dots inside."""
    if breadth(box) <= FACTOR:
        return box
    return Fence(box.left, DOTS, box.right) if isinstance(box, Fence) else DOTS


def _row(parts: tuple[Box, ...], others: tuple[Box, ...]) -> Box:
    written: list[Box] = []
    same: list[bool] = []
    lost = False
    for what, first, last, begin, end in SequenceMatcher(None, others, parts, autojunk=False).get_opcodes():
        if what == "equal":
            written += map(_muted, parts[begin:end])
        elif what == "replace" and last - first == end - begin:
            written += (elided(new, old) for new, old in zip(parts[begin:end], others[first:last], strict=True))
        else:
            written += parts[begin:end]
            lost = lost or last > first  # a term that is missing must be missed, so that the others are there
        same += [what == "equal"] * (end - begin)
    return row(*written) if lost else row(*_terms(parts, written, same))


def _terms(parts: tuple[Box, ...], written: list[Box], same: list[bool]) -> list[Box]:
    """A run of terms that are all the same becomes dots."""
    bounds = [n for n, part in enumerate(parts) if part in ENDS]
    starts = [0, *bounds]
    told: list[Box] = []
    run: list[int] = []  # places of what is the same in the terms before

    def close() -> None:
        if not run:
            return
        lead = [parts[run[0]]] if parts[run[0]] in ENDS else []
        inside = run[len(lead) :]
        if sum(breadth(parts[n]) for n in inside) > BRIEF:
            told.extend([*lead, DOTS])
        else:
            told.extend(written[n] for n in run)
        run.clear()

    for start, stop in zip(starts, [*bounds, len(parts)], strict=True):
        if all(same[start:stop]):
            run.extend(range(start, stop))
        else:
            close()
            told.extend(written[start:stop])
    close()
    return told
