"""What surrounds a formula, in words and boxes: declarations, hypotheses, exact values.

A phrase is a sequence of text and boxes; whoever writes it decides how a box is written.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from sympy import Basic, Integer, S, Symbol, sympify

from ..kernel import statement as kernel
from ..kernel.functions import Term
from ..kernel.statement import (
    Array,
    Bernoulli,
    Centred,
    Declaration,
    Domain,
    Hypothesis,
    Index,
    Matrix,
    Permutation,
    Relation,
    Scalar,
    Size,
    SizeFunction,
    Statement,
)
from .boxes import COMMA, Box, Fence, Scripts, Table, listed, name, number, row, sign
from .layout import Layout
from .letters import named
from .notation import MIRRORED, hypothesis_text

Phrase = tuple["str | Box", ...]
RELATION = {Relation.EQUAL: "=", Relation.AT_MOST: "≤", Relation.LESS: "<", Relation.NOT_EQUAL: "≠"}
DOTS, IN, REALS, CROSS = name("…"), sign("∈"), name("ℝ"), sign("×")


def sides(statement: Statement) -> tuple[list[Box], list[Box]]:
    """The pieces of the left side, and those of the right side with the relation before the first."""
    layout = Layout(statement.where)
    right = layout.pieces(statement.rhs)
    return layout.pieces(statement.lhs), [row(sign(RELATION[statement.relation]), right[0]), *right[1:]]


def declarations(where: Iterable[Declaration]) -> list[Phrase]:
    """What the variables run through; variables of one kind that stand together share a phrase."""
    where = tuple(where)
    layout = Layout(where)
    return [_declared(list(group), layout) for _, group in groupby(where, key=_kind)]


def differences(statement: Statement, beside: Statement) -> list[tuple[str, list[Phrase]]]:
    """How a statement differs from `beside`: what it declares and supposes in addition, and what it does without."""
    declared = tuple(d for d in statement.where if d not in beside.where)
    supposed = [hypothesis(h, statement.where) for h in statement.given if h not in beside.given]
    dropped = [hypothesis(h, beside.where) for h in beside.given if h not in statement.given]
    told = (("where", declarations(declared)), ("given", supposed), ("without", dropped))
    return [(word, phrases) for word, phrases in told if phrases]


def _kind(declaration: Declaration) -> object:
    """Declarations with the same key are told in one phrase."""
    match declaration:
        case Size():
            return "size"
        case Scalar(_, domain, values):
            return (domain, values)
        case Matrix(symbol):
            return ("matrix", symbol.shape)
    return declaration


def _declared(group: Sequence[Declaration], layout: Layout) -> Phrase:
    first = group[0]
    match first:
        case Size():
            numbers = "positive whole numbers" if len(group) > 1 else "a positive whole number"
            return (_together(group, layout), f" {numbers}")
        case SizeFunction(function):
            letter, own = named(str(function))
            places = [Scripts(letter, n if own is None else listed([own, n])) for n in (number(0), number(1))]
            return (listed([*places, DOTS]), " positive whole numbers")
        case Permutation(function, lower, upper):
            places = listed([layout.of(lower), DOTS, layout.of(upper)])
            return (layout.of(function), " a permutation of ", places)
        case Scalar(_, domain, values):
            if values:
                inside = listed([layout.of(v) for v in values])
                return (row(_together(group, layout), IN, Fence("{", inside, "}")),)
            if domain is Domain.NATURAL:
                return (row(_together(group, layout), IN, Fence("{", listed([number(0), number(1), DOTS]), "}")),)
            return (row(_together(group, layout), IN, REALS),)
        case Matrix(symbol):
            return (row(_together(group, layout), IN, _space(symbol.shape, layout)),)
        case Array():
            return _array(first, layout)
        case Index():
            return (span(first, layout),)
        case kernel.Sequence():
            return _recursion(first, layout)
    raise TypeError(f"not a declaration: {first!r}")


def _together(group: Sequence[Declaration], layout: Layout) -> Box:
    return listed([layout.of(d.symbol) for d in group])  # type: ignore[union-attr]


def _space(sizes: Iterable[Basic], layout: Layout) -> Box:
    sizes = tuple(sizes)
    written = [layout.of(s) for s in sizes]
    if len(sizes) > 1:
        written = [Fence("(", box, ")") if s.is_Add else box for s, box in zip(sizes, written, strict=True)]
    return Scripts(REALS, None, listed(written, CROSS))


def _array(array: Array, layout: Layout) -> Phrase:
    from_one = all(lower == 1 for _, lower, _ in array.axes)
    layered = array.symbol in layout.stacked
    if from_one and not layered:
        where: Phrase = (row(layout.of(array.symbol), IN, _space([upper for _, _, upper in array.axes], layout)),)
    else:
        symbols = [s if not s.name.startswith("_") else Symbol("ijklmn"[n]) for n, (s, _, _) in enumerate(array.axes)]
        renamed = {old: new for (old, _, _), new in zip(array.axes, symbols, strict=True)}
        spans = [
            _between(new, lower.xreplace(renamed), upper.xreplace(renamed), layout)
            for new, (_, lower, upper) in zip(symbols, array.axes, strict=True)
        ]
        entry = array.symbol[tuple(symbols)]
        where = (row(layout.of(entry), IN, REALS), " for ", *_separated(spans))
    match array.law:
        case Bernoulli(keep):
            return (*where, ", independent: 1 with probability ", layout.of(keep), ", else 0")
        case Centred(variance):
            return (*where, ", independent with mean 0 and variance ", layout.of(variance))
    return where


def _separated(boxes: Sequence[Box]) -> Phrase:
    # the comma belongs to the formula, so that no line begins with it
    parts: list[str | Box] = []
    for n, box in enumerate(boxes):
        parts += [box] if n == len(boxes) - 1 else [row(box, COMMA), " "]
    return tuple(parts)


def span(index: Index, layout: Layout) -> Box:
    """The range of an index: i = 1, ..., n."""
    return _between(index.symbol, index.lower, index.upper, layout)


def _between(symbol: Basic, lower: Basic, upper: Basic, layout: Layout) -> Box:
    last = [layout.of(lower + 1), DOTS] if upper is S.Infinity else [DOTS, layout.of(upper)]
    return row(layout.of(symbol), sign("="), listed([layout.of(lower), *last]))


def _recursion(sequence: kernel.Sequence, layout: Layout) -> Phrase:
    k, inner = sequence.index, tuple(i for i, _, _ in sequence.axes)
    after = k + 1 if sequence.top is None else k
    first = Integer(0) if sequence.top is None else sequence.top

    def line(place: Basic, value: Basic) -> Box:
        if isinstance(sequence.symbol, kernel.IndexedBase):
            term = sequence.symbol[(place, *inner)]
        else:
            term = Term(sequence.symbol, place)
        return row(layout.of(term), sign("="), layout.of(value))

    return _separated([line(first, sequence.initial), line(after, sequence.successor)])


def hypothesis(given: Hypothesis, where: Iterable[Declaration] = ()) -> Phrase:
    """A hypothesis: its name in words, where that is not the formula itself, and the formula."""
    layout = Layout(where)
    if given.invertible:
        formula: Phrase = (layout.of(given.lhs), " is invertible")
    elif given.lhs.is_number and given.relation in MIRRORED:
        # p > 0 reads better than 0 < p
        mirrored = {"<": ">", "≤": "≥"}[RELATION[given.relation]]
        formula = (row(layout.of(given.rhs), sign(mirrored), layout.of(given.lhs)),)
    else:
        formula = (row(layout.of(given.lhs), sign(RELATION[given.relation]), layout.of(given.rhs)),)
    if given.forall:
        formula = (*formula, " for ", *_separated([span(i, layout) for i in given.forall]))
    told = hypothesis_text(given).removeprefix(f"{given.name}: ").partition(" for ")[0]
    return formula if _bare(given.name) == _bare(told) else (f"{given.name}: ", *formula)


def _bare(text: str) -> str:
    """A formula's text without what differs between ways of writing it."""
    return re.sub(r"[\s_{}\[\]()*]", "", text)


def value(exact: object) -> Box:
    """An exact number, or nested tuples of these: a row of numbers, or a matrix."""
    if not isinstance(exact, tuple | list):
        return Layout().of(sympify(exact, strict=True))
    if exact and all(isinstance(line, tuple | list) for line in exact):
        if any(isinstance(cell, tuple | list) for line in exact for cell in line):
            return Fence("(", listed([value(line) for line in exact]), ")")
        return Fence("(", Table(tuple(tuple(value(cell) for cell in line) for line in exact)), ")")
    return Fence("(", listed([value(cell) for cell in exact]), ")")
