"""Exclamation marks, and what they could belong to."""

from .cursor import Cursor
from .errors import fail
from .tree import Call, Node, Pow
from .write_calculator import calculator


def factorial_of(cursor: Cursor, node: Node) -> Node:
    """n!, whose mark is taken. Raises ReadError for n!!, and for n^k! where the power stands without brackets."""
    mark = cursor.take()
    if cursor.is_sign("!"):
        n = calculator(node)
        raise fail(
            "two exclamation marks", mark.at, "!!", readings=(f"factorial(factorial({n}))", "a double factorial")
        )
    if isinstance(node, Pow) and cursor.found[cursor.at - 2].text not in (")", "]"):
        whole, upper = Call("factorial", (node,)), Pow(node.base, Call("factorial", (node.exponent,)))
        raise fail("a factorial behind a power", mark.at, "!", readings=(calculator(whole), calculator(upper)))
    return Call("factorial", (node,), 0, node.at)
