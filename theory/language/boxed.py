"""Functions, relations and matrices as boxes: each rule gives the box and how tightly it holds together."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sympy import (
    Abs,
    And,
    Basic,
    Identity,
    Indexed,
    Integer,
    Inverse,
    KroneckerDelta,
    MatMul,
    MatPow,
    Max,
    Min,
    Mod,
    Piecewise,
    Symbol,
    Trace,
    Transpose,
    ZeroMatrix,
    ceiling,
    floor,
)
from sympy.core.relational import Relational
from sympy.functions.combinatorial.factorials import binomial, factorial

from ..kernel.functions import Expect, Partial, Term
from .boxes import APPLY, TIMES, Box, Fence, Frac, Scripts, Table, listed, name, number, row, sign, words
from .letters import named
from .tightness import BASE, LOOSE, PRODUCT, SUM, TIGHT, signed

if TYPE_CHECKING:
    from .layout import Layout

MINUS, PARTIAL = sign("−"), name("∂")
RELATION = {"==": "=", "!=": "≠", "<=": "≤", ">=": "≥", "<": "<", ">": ">"}


def _extreme(layout: "Layout", expr: Max | Min) -> tuple[Box, int]:
    arguments = sorted(expr.args, key=lambda a: (not a.is_number, a.sort_key()))
    inside = listed([layout.of(a) for a in arguments])
    return row(name(type(expr).__name__.lower()), APPLY, Fence("(", inside, ")")), TIGHT


def _partial(layout: "Layout", expr: Partial) -> tuple[Box, int]:
    targets: list[Basic] = []
    body: Basic = expr
    while isinstance(body, Partial):
        body, target = body.args
        targets.append(target)
    order = len(targets)
    above = Scripts(PARTIAL, None, number(order)) if order > 1 else PARTIAL
    below = [row(PARTIAL, box) for box in _repeated(layout, targets)]
    plain = isinstance(body, Symbol | Indexed)
    fraction = Frac(row(above, layout.of(body)) if plain else above, row(*below))
    if plain:
        return fraction, BASE
    return row(fraction, layout.at(body, TIGHT)), PRODUCT


def _repeated(layout: "Layout", targets: list[Basic]) -> list[Box]:
    boxes = []
    for target in dict.fromkeys(targets):
        times = targets.count(target)
        boxes.append(layout.of(target) if times == 1 else Scripts(layout.at(target, BASE), None, number(times)))
    return boxes


def _expect(layout: "Layout", expr: Expect) -> tuple[Box, int]:
    return row(name("𝔼"), Fence("[", layout.of(expr.args[0]), "]")), BASE


def _abs(layout: "Layout", expr: Abs) -> tuple[Box, int]:
    return Fence("|", layout.of(expr.args[0]), "|"), TIGHT


def _kronecker(layout: "Layout", expr: KroneckerDelta) -> tuple[Box, int]:
    return Scripts(name("δ"), layout.indices(expr.args)), TIGHT


def _factorial(layout: "Layout", expr: factorial) -> tuple[Box, int]:
    return row(layout.at(expr.args[0], TIGHT), sign("!")), BASE


def _binomial(layout: "Layout", expr: binomial) -> tuple[Box, int]:
    return Fence("(", Table(tuple((layout.of(a),) for a in expr.args)), ")"), TIGHT


def _rounded(layout: "Layout", expr: floor | ceiling) -> tuple[Box, int]:
    left, right = "⌊⌋" if isinstance(expr, floor) else "⌈⌉"
    return Fence(left, layout.of(expr.args[0]), right), TIGHT


def _mod(layout: "Layout", expr: Mod) -> tuple[Box, int]:
    a, b = expr.args
    return row(layout.at(a, PRODUCT), sign("mod"), layout.at(b, BASE)), LOOSE


def _piecewise(layout: "Layout", expr: Piecewise) -> tuple[Box, int]:
    lines = []
    for value, condition in expr.args:
        when = words("otherwise") if condition == True else row(words("if "), layout.of(condition))  # noqa: E712
        lines.append((layout.of(value), when))
    return Fence("{", Table(tuple(lines)), ""), SUM


def _relational(layout: "Layout", expr: Relational) -> tuple[Box, int]:
    left, right = expr.args
    return row(layout.of(left), sign(RELATION[expr.rel_op]), layout.of(right)), LOOSE


def _and(layout: "Layout", expr: And) -> tuple[Box, int]:
    return listed([layout.at(a, LOOSE) for a in sorted(expr.args, key=lambda a: a.sort_key())]), LOOSE


def _term(layout: "Layout", expr: Term) -> tuple[Box, int]:
    base, own = named(str(expr.args[0]))
    place = layout.indices([expr.args[1]])
    return Scripts(base, place if own is None else listed([own, place])), TIGHT


def _trace(layout: "Layout", expr: Trace) -> tuple[Box, int]:
    return row(name("tr"), APPLY, Fence("(", layout.of(expr.args[0]), ")")), TIGHT


def _special(layout: "Layout", expr: Identity | ZeroMatrix) -> tuple[Box, int]:
    return (name("I") if isinstance(expr, Identity) else number(0)), TIGHT


def _matmul(layout: "Layout", expr: MatMul) -> tuple[Box, int]:
    coefficient, matrices = expr.as_coeff_matrices()
    negative, size = signed(coefficient)
    if negative:
        return row(MINUS, layout.at(MatMul(size, *matrices) if size != 1 else MatMul(*matrices), PRODUCT)), SUM
    parts: list[Box] = [] if coefficient == 1 else [layout.at(coefficient, PRODUCT), TIMES]
    parts += [box for n, m in enumerate(matrices) for box in ([TIMES] if n else []) + [layout.at(m, BASE)]]
    return row(*parts), PRODUCT


def _matpow(layout: "Layout", expr: MatPow | Inverse | Transpose) -> tuple[Box, int]:
    if isinstance(expr, Transpose):
        above: Box = name("⊤")
    else:
        above = layout.of(Integer(-1) if isinstance(expr, Inverse) else expr.exp)
    box = layout.at(expr.args[0], TIGHT)
    if isinstance(box, Scripts) and box.above is None:
        return Scripts(box.base, box.below, above), BASE
    return Scripts(box, None, above), BASE


RULES: dict[type, Callable[["Layout", Any], tuple[Box, int]]] = {
    Max: _extreme,
    Min: _extreme,
    Partial: _partial,
    Expect: _expect,
    Abs: _abs,
    KroneckerDelta: _kronecker,
    factorial: _factorial,
    binomial: _binomial,
    floor: _rounded,
    ceiling: _rounded,
    Mod: _mod,
    Piecewise: _piecewise,
    Relational: _relational,
    And: _and,
    Term: _term,
    Trace: _trace,
    Identity: _special,
    ZeroMatrix: _special,
    MatMul: _matmul,
    MatPow: _matpow,
    Inverse: _matpow,
    Transpose: _matpow,
}
