"""How much text is read at all. Every limit is looked at before the work that it bounds."""

from .errors import fail
from .tree import Node, depth

MOST_CHARACTERS = 10_000
MOST_TOKENS = 2_000
MOST_DEPTH = 100  # nested brackets, powers, functions
MOST_DIGITS = 200  # of a literal
LARGEST_SCALE = 400  # |exponent| of scientific notation
MOST_SIDE = 30  # rows or columns of a matrix that is written out
MOST_PRIMES = 4
MOST_ORDER = 8  # of a derivative


def check_length(text: str) -> None:
    """Raises ReadError for a text that is too long or empty."""
    if len(text) > MOST_CHARACTERS:
        raise fail(f"the text has {len(text)} characters; at most {MOST_CHARACTERS} are read")
    if not text.strip():
        raise fail("the text is empty", expected="a formula")


def check_depth(node: Node) -> Node:
    """The tree. Raises ReadError where it is nested too deeply."""
    if depth(node) > 2 * MOST_DEPTH:
        raise fail(f"the formula is nested too deeply; at most {MOST_DEPTH} levels are read")
    return node
