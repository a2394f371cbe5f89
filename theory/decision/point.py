"""Points at which trees are evaluated, and what is known of trees whatever the point."""

from flint import fmpq

from ..language.tree import Node, variables


class Point(dict[str, object]):
    """Names with their values: fmpq for numbers, grids for vectors and matrices, a name for an activation.

    place: its number among the points that comparisons share; None of any other.
    """

    place: int | None = None

    def shown(self) -> str:
        """The values in one line."""
        parts = []
        for name, value in self.items():
            if isinstance(value, list):
                flat = len(value) == 1 or all(len(row) == 1 for row in value)
                rows = [x for row in value for x in row] if flat else value
                text = str([str(x) for x in rows] if flat else [[str(x) for x in r] for r in rows]).replace("'", "")
            else:
                text = str(value)
            parts.append(f"{name} = {text}")
        return ", ".join(parts)


class Layout:
    """What the values of parts of some trees depend on, however often these are evaluated, and numbers as they are met.

    The trees have to live as long as this does: their parts are known by identity.
    """

    def __init__(self) -> None:
        self.numbers: dict[int, fmpq] = {}
        self.turns: dict[tuple[str, ...], dict[int, tuple[str, ...] | None]] = {}

    def depends(self, node: Node, bound: tuple[str, ...]) -> tuple[str, ...] | None:
        """The bound indices that occur in a node; None where all of them do."""
        here = self.turns.setdefault(bound, {})
        if id(node) not in here:
            free = variables(node)
            found = tuple(n for n in bound if n in free)
            here[id(node)] = None if len(found) == len(bound) else found
        return here[id(node)]
