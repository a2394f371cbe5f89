"""Products without a sign between the factors, and the texts among them that could mean something else."""

from .cursor import Cursor
from .errors import fail
from .tokens import Token
from .tree import Div, Mul, Name, Node
from .write_calculator import calculator

UNAPPLIED = ("f", "g", "h")  # letters that in front of a bracket are rather functions


def product_of(factors: list[Node]) -> Node:
    """The product of one or more factors."""
    return Mul(tuple(factors), factors[0].at) if len(factors) > 1 else factors[0]


def check_unapplied(cursor: Cursor, last: Node) -> None:
    """Raises ReadError for f(x), where f could be a factor or a function."""
    if not isinstance(last, Name) or last.name not in UNAPPLIED or not cursor.is_sign("("):
        return
    if not cursor.names.known(last.name):
        readings = (f"{last.name}*(...)", f"a function {last.name}, which is not declared")
        raise fail(f"{last.name} in front of a bracket", last.at, last.name, readings=readings)


def check_divided(factors: list[Node], right: Node, token: Token) -> None:
    """Raises ReadError for a/b c: the last factor is a quotient, written with / and not in brackets."""
    *before, last = factors
    if not isinstance(last, Div):
        return
    one, other = Mul((product_of([*before, last]), right)), Div(last.top, Mul((last.bottom, right)))
    readings = (calculator(one), calculator(other))
    raise fail("a quotient followed by a factor without sign", token.at, token.text, readings=readings)
