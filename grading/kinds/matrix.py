"""A matrix or vector entry by entry: every entry is decided by itself and counts the same.

A vector may be written as a column, as a row where the question does not care, or as a plain list.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from ...theory.language.errors import Fault, ReadError
from ...theory.language.reader import Syntax, syntax_of
from ...theory.language.tree import Compare, Node, Rows
from ...theory.language.write_calculator import calculator
from .. import keys
from ..assignment import AssignmentError, Part
from ..comparison import Compared, compared, shown_clearly
from ..comparison import Outcome as Decided
from ..judgement import Judgement, Outcome
from ..reading import equal_sides, undelimited
from ..tables import Table
from ..verdicts import correct, graded, unreadable, waiting
from ..vocabulary import Forms
from . import expression

LIST = re.compile(r"\s*[(\[]?\s*([^\[\]]+?)\s*[)\]]?\s*")


def settings(table: Table, points: Fraction) -> str:
    """Whether a vector must be the row or column that the key is: orientation = "free" or "strict"."""
    return table.choice("orientation", ("free", "strict"), "free")


def complain(part: Part) -> None:
    """Raises AssignmentError where the key is not written out."""
    expression.complain(part)
    if part.key is not None and not part.key.claim and not isinstance(keys.key(part).full, Rows):
        raise part.key.where.fault(f"the key of part {part.id} has no entries", "write it out, as in [[1, 2], [3, 4]]")


def faults(part: Part) -> Iterator[AssignmentError]:
    """What is wrong with key and mistakes."""
    yield from expression.faults(part)


def judge(part: Part, answer: str, syntax: Syntax) -> Judgement:
    """The judgement on a matrix, with points by entry."""
    try:
        tree = _read(part, answer, syntax)
    except ReadError as error:
        return unreadable(part, error, answer)
    names = part.vocabulary
    reading = calculator(tree)
    key = keys.key(part).full
    expanded = names.expanded(tree)
    if not isinstance(expanded, Rows) or not isinstance(key, Rows):
        return expression.judge_forms(part, Forms(expanded, expanded), reading)
    fitted = _fitted(expanded, key, part)
    if fitted is None:
        shape = f"{len(expanded.rows)} x {len(expanded.rows[0])}"
        told = f"The matrix is {shape}, which is not the shape that is asked for."
        return graded(part, Fraction(0), told, reading=reading, evidence="the shapes differ", mistake="shape")
    for mistake, formula in keys.mistakes(part):
        wrong = formula.full
        if isinstance(wrong, Rows) and _all_same(part, wrong, _fitted(fitted, wrong, part) or fitted):
            told = f"Recognised: {mistake.feedback or mistake.name.replace('_', ' ')}."
            return graded(part, mistake.points, told, reading=reading, mistake=mistake.name)
    return _by_entries(part, key, fitted, reading)


def _by_entries(part: Part, key: Rows, answer: Rows, reading: str) -> Judgement:
    right, wrong, unsure = 0, [], []
    witness = None
    for i, (ours, theirs) in enumerate(zip(key.rows, answer.rows, strict=True), 1):
        for j, (a, b) in enumerate(zip(ours, theirs, strict=True), 1):
            found = _entry(part, a, b)
            if found is not None and found.same:
                right += 1
            elif found is not None and found.decision.outcome is Decided.DIFFERENT:
                wrong.append(f"({i}, {j})")
                if witness is None:
                    clear = shown_clearly(found, a, b, part.vocabulary, part.tolerance)
                    witness = clear.decision.witness
            else:
                unsure.append(f"({i}, {j})")
    total = right + len(wrong) + len(unsure)
    points = part.points * right / total
    if right == total:
        return correct(part, "every entry is equal", reading)
    if unsure:
        told = f"{right} of {total} entries are right; a person looks at {', '.join(unsure)}."
        return waiting(part, Outcome.UNDECIDED, told, points=points, reading=reading)
    told = f"{right} of {total} entries are right; not {', '.join(wrong)}."
    return graded(part, points, told, reading=reading, evidence="different, certified", witness=witness)


def _entry(part: Part, key: Node, answer: Node) -> Compared | None:
    try:
        return compared(Forms(key, key), Forms(answer, answer), part.vocabulary, part.tolerance)
    except ReadError:
        return None


def _all_same(part: Part, wrong: Rows, answer: Rows) -> bool:
    if len(wrong.rows) != len(answer.rows) or len(wrong.rows[0]) != len(answer.rows[0]):
        return False
    pairs = [(a, b) for r, s in zip(wrong.rows, answer.rows, strict=True) for a, b in zip(r, s, strict=True)]
    return all((found := _entry(part, a, b)) is not None and found.same for a, b in pairs)


def _fitted(answer: Rows, key: Rows, part: Part) -> Rows | None:
    """The answer in the key's shape; a vector may be turned where its orientation is free."""
    shape, wanted = (len(answer.rows), len(answer.rows[0])), (len(key.rows), len(key.rows[0]))
    if shape == wanted:
        return answer
    if part.settings == "free" and 1 in wanted and shape == wanted[::-1]:
        return Rows(tuple(zip(*answer.rows, strict=True)), answer.at)
    return None


def _read(part: Part, answer: str, syntax: Syntax) -> Node:
    """The matrix; a plain list is a column. Raises ReadError."""
    text = equal_sides(undelimited(answer))[-1]
    chosen = syntax_of(text) if syntax is Syntax.AUTO else syntax
    plain = LIST.fullmatch(text)
    if chosen is not Syntax.LATEX and ("\n" in text.strip() or (";" in text and "," in text)):
        # rows apart by semicolons or lines: a list of all entries would be another matrix
        expected = "each row in brackets of its own: [[a, b], [c, d]]"
        raise ReadError(Fault(message="it is not certain where a row of the matrix ends", expected=expected), text)
    listed = entries_of(plain[1]) if plain and chosen is not Syntax.LATEX and "sum(" not in text else []
    try:
        tree = part.vocabulary.read(text, chosen)
    except ReadError:
        if len(listed) < 2:
            raise
        tree = part.vocabulary.read("[" + ", ".join(f"[{e}]" for e in listed) + "]", chosen)
    if isinstance(tree, Compare):
        return tree.sides[-1]
    return tree


def entries_of(text: str) -> list[str]:
    """The entries of a list apart by commas or semicolons outside of brackets."""
    found, depth, begin = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign in ",;" and depth == 0:
            found.append(text[begin:place].strip())
            begin = place + 1
    return [*found, text[begin:].strip()]


def read_back(part: Part, answer: str, syntax: Syntax) -> str:
    """How an answer reads. Raises ReadError."""
    return calculator(_read(part, answer, syntax))
