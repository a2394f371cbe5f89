"""What a network must compute: a table of inputs and outputs, or a formula on a grid, and what the question allows."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from flint import fmpq

from ..theory.decision.duals import Unclear, Undefined, plain
from ..theory.decision.evaluate import Evaluator
from ..theory.language.declarations import Scalar, Scope, Undeclared
from ..theory.language.errors import ReadError
from ..theory.language.reader import read
from ..theory.language.tree import Node
from .layers import ACTIVATIONS, Layer, LayerError
from .layers_text import read_network
from .tables import Table

MOST_INPUTS = 10_000


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the network must compute, what is given, and what the question allows.

    match: "class", the side of the threshold on which an output lies, or "value". `fixed` layers are given and stand
    before the student's. `names` maps names such as v_1 to places such as W1[1,1]. `zero_biases`: a bias that is not
    written is 0.
    """

    inputs: tuple[tuple[Fraction, ...], ...]
    targets: tuple[tuple[Fraction, ...], ...]
    match: str
    thresholds: tuple[Fraction, ...]
    margin: Fraction
    tolerance: Fraction
    hidden: tuple[str, ...]
    output: tuple[str, ...]
    most_layers: int
    most_units: int
    fixed: tuple[Layer, ...]
    names: dict[str, str]
    by_row: bool
    zero_biases: bool = False


def settings_of(table: Table) -> Settings:
    """The task of a part. Raises AssignmentError."""
    inputs, targets = _task(table)
    fixed_text = table.text("fixed")
    hidden, output = table.texts("hidden", ("relu",)), table.texts("output", ("linear",))
    for name in (*hidden, *output):
        if name not in ACTIVATIONS:
            raise table.where.fault(f"there is no activation {name!r}", f"write some of {', '.join(ACTIVATIONS)}")
    try:
        fixed = read_network(fixed_text, {}, hidden[0], hidden[0]).layers if fixed_text else ()
    except (LayerError, ReadError) as error:
        raise table.where.at("fixed").fault(f"the given layers cannot be read: {error}") from None
    match = table.choice("match", ("class", "value"), "class")
    return Settings(
        inputs=inputs,
        targets=targets,
        match=match,
        thresholds=tuple(Fraction(t) for t in table.texts("thresholds", ("0", "1/2"))),
        margin=table.fraction("margin", 0) or Fraction(0),
        tolerance=table.fraction("within", 0) or Fraction(0),
        hidden=hidden,
        output=output,
        most_layers=table.whole("most_layers", 10, 1),
        most_units=table.whole("most_units", 64, 1),
        fixed=fixed,
        names=table.mapping("places"),
        by_row=table.flag("by_row"),
        zero_biases=table.choice("biases", ("written", "zero"), "written") == "zero",
    )


def _task(table: Table) -> tuple[tuple[tuple[Fraction, ...], ...], tuple[tuple[Fraction, ...], ...]]:
    """Inputs and outputs: rows "0 1 -> 1", or a formula in x_1, x_2, ... on a grid."""
    rows, formula = table.texts("table"), table.texts("formula")
    grid, width = table.texts("grid", ("0", "1")), table.whole("inputs", 0)
    if bool(rows) == bool(formula):
        raise table.where.fault(
            "what the network must compute is not said", 'give table = ["0 0 -> 0", ...] or formula'
        )
    if rows:
        found = []
        for row in rows:
            left, arrow, right = row.partition("->")
            try:
                found.append((_numbers(left), _numbers(right)))
            except (ValueError, ZeroDivisionError):
                arrow = ""
            if not arrow or len(found[-1][0]) != len(found[0][0]) or len(found[-1][1]) != len(found[0][1]):
                raise table.where.at("table").fault(f"the row {row!r}", 'write numbers as in "0 1 -> 1"')
        return tuple(x for x, _ in found), tuple(y for _, y in found)
    if width < 1 or len(grid) ** width > MOST_INPUTS:
        raise table.where.fault(
            f"a grid of {len(grid)}^{width} inputs", f"give inputs = 2, at most {MOST_INPUTS} in all"
        )
    points = list(product([Fraction(g) for g in grid], repeat=width))
    scope = Scope(types={f"x_{n + 1}": Scalar() for n in range(width)}, undeclared=Undeclared.REFUSE)
    try:
        trees = [read(f, scope) for f in formula]
        return tuple(points), tuple(tuple(_exact(t, scope, p) for t in trees) for p in points)
    except (ReadError, Undefined, Unclear) as error:
        raise table.where.at("formula").fault(f"the formula has no exact value on the grid: {error}") from None


def _numbers(text: str) -> tuple[Fraction, ...]:
    return tuple(Fraction(word) for word in text.replace(",", " ").split())


def _exact(tree: Node, scope: Scope, point: tuple[Fraction, ...]) -> Fraction:
    values = {f"x_{n + 1}": fmpq(x.numerator, x.denominator) for n, x in enumerate(point)}
    value = plain(Evaluator(scope, values).number(tree))
    if not isinstance(value, fmpq):
        raise Unclear("a value that is no rational number")
    return Fraction(int(value.p), int(value.q))
