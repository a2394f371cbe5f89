"""Boxes and statements as presentation MathML that browsers set without any script."""

from html import escape
from itertools import pairwise

from ..kernel.claim import Prediction
from ..kernel.statement import Statement
from .boxes import TIMES, Atom, Box, Fence, Frac, Ink, Limits, Root, Row, Scripts, Table, breadth, row, sign, tall
from .likeness import BRIEF, DOTS, ENDS, elided
from .notation import statement_text
from .phrases import RELATION, sides

TAGS = {Ink.NAME: "mi", Ink.NUMBER: "mn", Ink.SIGN: "mo", Ink.WORDS: "mtext"}
NAMESPACE = "http://www.w3.org/1998/Math/MathML"
AT_A_GLANCE = 12.0  # letters; a step of a derivation leaves out no side that is shorter
LINE = 26.0  # letters; a formula that is wider is offered in pieces


def mathml(box: Box, *, continued: bool = False) -> str:
    """The marks of a box, without the `math` round them. continued: a sign at its start joins it to what was before."""
    if isinstance(box, Row):
        return "".join(_in_row(box.parts, continued))
    return _written(box, "infix" if continued else "")


def _between_factors(box: Box) -> list[Box]:
    """A box in pieces that fit a line, as far as it can be broken between factors."""
    if not isinstance(box, Row) or breadth(box) <= LINE:
        return [box]
    pieces: list[list[Box]] = [[]]
    for n, part in enumerate(box.parts):
        following = box.parts[n + 1 : n + 2]
        if part == TIMES and breadth(row(*pieces[-1], *following)) > LINE:
            pieces.append([])
        else:
            pieces[-1].append(part)
    return [row(*piece) for piece in pieces if piece]


def _in_row(parts: tuple[Box, ...], continued: bool) -> list[str]:
    written, before = [], False
    for n, part in enumerate(parts):
        if isinstance(part, Atom) and part.ink is Ink.SIGN:
            # Of two signs in succession the second one belongs to what follows, as in x = -y.
            alone = not before and part.text in "+−"
            written.append(_written(part, "infix" if continued and n == 0 else "prefix" if alone else ""))
            before = False
            continue
        # brackets that do not grow need no row of their own
        low = isinstance(part, Fence) and not tall(part.inside)
        written.append(_fenced(part) if low else _written(part))  # type: ignore[arg-type]
        before = True
    return written


def _written(box: Box, form: str = "") -> str:
    match box:
        case Atom(ink, text):
            tag = TAGS[ink]
            place = f' form="{form}"' if form and ink is Ink.SIGN else ""
            return f"<{tag}{place}>{escape(text, quote=False)}</{tag}>"
        case Row():
            return f"<mrow>{mathml(box)}</mrow>"
        case Frac(above, below):
            return f"<mfrac>{_written(above)}{_written(below)}</mfrac>"
        case Root(inside, degree):
            return f"<msqrt>{mathml(inside)}</msqrt>" if degree is None else _many("mroot", inside, degree)
        case Scripts(base, below, above):
            tag = "msubsup" if below and above else "msub" if below else "msup"
            return _many(tag, *(b for b in (base, below, above) if b is not None))
        case Limits(operator, under, over):
            inside = f"<mo>{operator}</mo>{_written(under)}"
            return f"<munderover>{inside}{_written(over)}</munderover>" if over else f"<munder>{inside}</munder>"
        case Fence():
            return f"<mrow>{_fenced(box)}</mrow>"
        case Table(rows):
            lines = ("".join(f"<mtd>{mathml(cell)}</mtd>" for cell in line) for line in rows)
            return f"<mtable>{''.join(f'<mtr>{line}</mtr>' for line in lines)}</mtable>"
    raise TypeError(f"not a box: {box!r}")


def _bracket(text: str, form: str, fence: Fence) -> str:
    if not text:
        return ""
    # Bars say on which side they stand; brackets round something low keep their size.
    place = f' form="{form}"' if fence.left == fence.right else ""
    size = "" if tall(fence.inside) else ' stretchy="false"'
    return f"<mo{place}{size}>{text}</mo>"


def _fenced(fence: Fence) -> str:
    return _bracket(fence.left, "prefix", fence) + mathml(fence.inside) + _bracket(fence.right, "postfix", fence)


def _many(tag: str, *boxes: Box) -> str:
    return f"<{tag}>{''.join(map(_written, boxes))}</{tag}>"


def inline(box: Box) -> str:
    """A box inside a line of text."""
    return f"<math>{mathml(box)}</math>"


def statement_mathml(statement: Statement | Prediction) -> str:
    """A statement as a `math` element of its own; a prediction as a paragraph."""
    if isinstance(statement, Prediction):
        return f"<p>{escape(statement_text(statement))}</p>"
    return f'<math xmlns="{NAMESPACE}" display="block">{mathml(row(*(b for p in sides(statement) for b in p)))}</math>'


def _like(pieces: list[Box], others: list[Box]) -> list[Box]:
    """A side with dots for what is as in the other one, in pieces that begin with a sign where it is still long."""
    told = elided(row(*pieces), row(*others))
    if told == row(*pieces):
        return pieces
    if not isinstance(told, Row) or breadth(told) <= LINE:
        return [told]
    signs = [isinstance(part, Atom) and part.ink is Ink.SIGN and part != TIMES for part in told.parts]
    starts = [n for n, begins in enumerate(signs) if n and begins and told.parts[n] in ENDS and not signs[n - 1]]
    return [row(*told.parts[first:last]) for first, last in pairwise([0, *starts, len(told.parts)])]


def statement_pieces(statement: Statement, beside: Statement | None = None) -> tuple[list[str], float]:
    """A statement as `math` elements between which a line may be broken, and the breadth of the widest in letters.

    One element where it is short enough for a narrow column. Dots stand for what is the same in the statement `beside`
    which the reader has before him, unless it is brief; no elements where everything is.
    """
    left, right = sides(statement)
    if beside is not None and statement.relation is beside.relation:
        if statement.lhs == beside.lhs and statement.rhs == beside.rhs:
            return [], 0.0
        others = sides(beside)
        if statement.lhs == beside.lhs and sum(map(breadth, left)) > BRIEF:
            left = [DOTS]
        else:
            left = _like(left, others[0])
        if statement.rhs == beside.rhs and sum(map(breadth, right)) > BRIEF:
            right = [row(sign(RELATION[statement.relation]), DOTS)]
        else:
            right = _like(right, others[1])
    return _in_pieces([*left, *right])


def step_pieces(statement: Statement, said: Statement, before: Statement | None) -> tuple[list[str], float]:
    """A step towards the statement `said`, as `statement_pieces`, with dots for a whole side that is as in it.

    A left side that is the right side of the step before is left out, as on the board.
    """
    left, right = sides(statement)
    same = (statement.lhs == said.lhs, statement.rhs == said.rhs)
    if before is not None and statement.lhs == before.rhs:
        left = []
    elif same[0] and not all(same) and sum(map(breadth, left)) > AT_A_GLANCE:
        left = [DOTS]
    if same[1] and not all(same) and sum(map(breadth, right)) > AT_A_GLANCE:
        right = [row(sign(RELATION[statement.relation]), DOTS)]
    return _in_pieces([*left, *right], continued=not left)


def _in_pieces(parts: list[Box], *, continued: bool = False) -> tuple[list[str], float]:
    if sum(map(breadth, parts)) <= LINE:
        parts = [row(*parts)]
    parts = [shorter for part in parts for shorter in _between_factors(part)]
    first, *rest = parts
    marked = [mathml(first, continued=continued), *(mathml(part, continued=True) for part in rest)]
    return [f"<math>{marks}</math>" for marks in marked], max(map(breadth, parts))
