"""A dot between two columns is their inner product; between anything else it is a product."""

from ..cursor import Cursor
from ..errors import ReadError
from ..fitting import Shape
from ..products import product_of
from ..shapes import completed, shape_of
from ..tree import Call, Node


def dotted(cursor: Cursor, factors: list[Node], right: Node) -> list[Node]:
    """The factors of `... \\cdot right`, where two columns, as in w \\cdot x and 2 W x \\cdot h, make one number."""
    if _is_column(_shape(cursor, right)):
        for begin, factor in enumerate(factors):
            if _shape(cursor, factor) is not None:
                left = product_of(factors[begin:])
                if _is_column(_shape(cursor, left)):
                    return [*factors[:begin], Call("dot", (left, right), 0, left.at)]
                break
    return [*factors, right]


def _is_column(shape: Shape) -> bool:
    return shape is not None and shape[1] == 1


def _shape(cursor: Cursor, node: Node) -> Shape:
    """The shape; that of a number where the formula does not fit, which is said when it is read as a whole."""
    if not cursor.names.holds_array(node):
        return None
    try:
        return shape_of(node, completed(cursor.scope, node))
    except ReadError:
        return None
