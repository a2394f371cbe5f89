"""Derivatives at one point, in a name or in one entry of it: the values carry slopes along."""

from typing import TYPE_CHECKING

from ..language.declarations import Matrix, Vector
from ..language.tree import Derivative, Entry, Name, Node
from .duals import Unclear
from .kinks import is_single_kink

if TYPE_CHECKING:
    from .evaluate import Evaluator


def derivative(evaluator: "Evaluator", node: Derivative) -> object:
    """The value of a derivative: a number, or one for each entry of a name. Raises Undefined and Unclear."""
    body, variable, order = node.body, node.variable, node.order
    if isinstance(variable, Name) and isinstance(evaluator.scope.type_of(variable.name), (Vector, Matrix)):
        grid = evaluator.named(variable.name)
        assert isinstance(grid, list)
        evaluator.spend(len(grid) * len(grid[0]))
        places = [[(i, j) for j in range(len(grid[0]))] for i in range(len(grid))]
        return [[_slope(evaluator, body, variable, place, 1) for place in row] for row in places]
    if isinstance(variable, Name):
        return _slope(evaluator, body, variable, None, order)
    assert isinstance(variable, Entry)
    if not isinstance(variable.base, Name):
        raise Unclear("a derivative in an entry of a formula")
    places = [evaluator.whole(i) for i in variable.indices]
    evaluator.entry(variable.base, variable.indices)  # raises outside of the range
    grid = evaluator.named(variable.base.name)
    assert isinstance(grid, list)
    if len(places) == 1:
        places = [places[0], 1] if len(grid[0]) == 1 else [1, places[0]]
    return _slope(evaluator, body, variable, (places[0] - 1, places[1] - 1), order)


def _slope(
    evaluator: "Evaluator", body: Node, variable: Name | Entry, place: tuple[int, int] | None, order: int
) -> object:
    """The n-th derivative in a name, or in one entry of it."""
    name = variable.name if isinstance(variable, Name) else variable.base.name  # type: ignore[attr-defined]
    if name not in evaluator.point:
        raise Unclear(f"{name} has no value")
    saved = evaluator.point[name]

    def value(x: object) -> object:
        moved = x
        if place is not None:
            moved = [list(row) for row in saved]  # type: ignore[attr-defined]
            moved[place[0]][place[1]] = x  # type: ignore[index]
        same, evaluator.point[name], evaluator.same = evaluator.same, moved, {}
        try:
            return evaluator.number(body)
        finally:
            evaluator.point[name], evaluator.same = saved, same

    here = saved if place is None else saved[place[0]][place[1]]  # type: ignore[index]
    return evaluator.slope(value, here, order, is_single_kink(body, variable, evaluator.scope))
