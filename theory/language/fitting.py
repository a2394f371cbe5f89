"""How shapes fit together: what is added, compared or put into a function of vectors and matrices."""

from .declarations import Size
from .errors import fail
from .tree import Call, Entry, Name, Node
from .write_calculator import calculator

Shape = tuple[Size | None, Size | None] | None  # None is a number; an unknown size is None
UNKNOWN: Shape = (None, None)  # of the unit matrix, whose size its surroundings give
SPOKEN_WITH_A_VOWEL = "AEFHILMNORSXaefhilmnorsx8"

# Functions whose power series of a square matrix is meant as often as that of its entries. Activation functions, tanh
# among them, are always taken entry by entry.
OF_MATRICES_TOO = (
    "exp",
    "ln",
    "log10",
    "log2",
    "log_base",
    "sqrt",
    "cbrt",
    "root",
    "sin",
    "cos",
    "tan",
    "sinh",
    "cosh",
)


def unified(a: Shape, b: Shape, node: Node, what: str) -> Shape:
    """The common shape, sizes that are not known taken from the other one."""
    if a in (None, (1, 1)) and b in (None, (1, 1)):  # a matrix with one entry is a number
        return a if b == (1, 1) else None
    if a is None or b is None:
        given = in_words(b if a is None else a)
        raise fail(f"a number and {given} are {what}", node.at, expected="two of one kind")
    sizes = []
    for left, right in zip(a, b, strict=True):
        if left is not None and right is not None and left != right:
            raise fail(f"{in_words(a)} and {in_words(b)} are {what}", node.at)
        sizes.append(right if left is None else left)
    return (sizes[0], sizes[1])


def check_number(node: Node, shape: Shape, what: str, expected: str = "a number") -> None:
    """Raises ReadError where the formula of this shape is no number."""
    if shape is not None and shape != (1, 1):
        raise fail(f"{what} is {in_words(shape)}: {short(node)}", node.at, short(node), expected=expected)


def elementwise(node: Call, shapes: list[Shape]) -> Shape:
    """The shape of a function of numbers that is taken entry by entry."""
    if all(s is None for s in shapes):
        return None
    if node.function == "abs":
        expected = "norm(...) or det(...)"
        raise fail(f"bars around {in_words(shapes[0])}", node.at, short(node.args[0]), expected=expected)
    if len(shapes) == 1 and node.function in ("max", "min"):
        return None
    if node.function in OF_MATRICES_TOO and _square(shapes[0]):
        a = short(node.args[0])
        name = node.function + "'" * node.primes
        inner = calculator(Entry(node.args[0], (Name("i"), Name("j"))))
        readings = (f"the matrix function {name}, which is not read", f"its entries, written {name}({inner})")
        raise fail(f"{name} of the square matrix {a}", node.at, node.function, readings=readings)
    if len(shapes) == 1 and node.function != "factorial":
        return shapes[0]
    if node.function == "leaky_relu" and shapes[1] is None:
        return shapes[0]
    raise fail(f"{node.function} of {in_words(next(s for s in shapes if s))}", node.at, node.function)


def _square(shape: Shape) -> bool:
    return shape is not None and shape[0] == shape[1] and shape != (1, 1)


def of_arrays(node: Call, shapes: list[Shape], holds_array: bool) -> Shape:
    """The shape of a function of vectors or matrices. `holds_array`: whether one occurs in the first argument."""
    name, first = node.function, shapes[0]
    match name:
        case "norm":
            if first is not None and first[1] != 1 and first[0] != 1:
                raise fail(f"the norm of {in_words(first)} has several meanings", node.at, name)
            return None
        case "logsumexp":
            for part, shape in zip(node.args, shapes, strict=True) if len(shapes) > 1 else ():
                check_number(part, shape, "an argument of logsumexp")
            return None
        case "dot":
            unified(first, shapes[1], node, "multiplied")
            if first is None or first[1] != 1:
                raise fail("dot takes two vectors", node.at, name)
            return None
        case "transpose":
            if first is None and not holds_array:
                a = short(node.args[0])
                expected = f"a declaration '{a}: matrix(m, n)'"
                raise fail(f"the transpose of the number {a}", node.at, a, expected=expected)
            return None if first is None else (first[1], first[0])
    if first is None and name in ("tr", "det") and holds_array:
        return None  # x.T*A*x is a matrix with one entry
    if first is None:
        raise fail(f"{name} of a number", node.at, name, expected="a matrix or a vector")
    match name:
        case "inv" | "tr" | "det":
            if first != UNKNOWN and first[0] != first[1]:
                raise fail(f"{name} of {in_words(first)}", node.at, name, expected="a square matrix")
            return first if name == "inv" else None
        case "diag":
            return (first[0], first[0]) if first[1] == 1 else (first[0], 1)
        case "hadamard":
            return unified(first, shapes[1], node, "multiplied entry by entry")
        case "outer":
            if shapes[1] is None or first[1] != 1 or shapes[1][1] != 1:
                raise fail("outer takes two vectors", node.at, name)
            return (first[0], shapes[1][0])
        case "softmax":
            if first[1] != 1:
                raise fail("softmax takes a vector", node.at, name)
            return first
    raise fail(f"{name} is not read here", node.at, name)


def in_words(shape: Shape) -> str:
    """A shape as a message says it."""
    if shape is None:
        return "a number"
    if shape[1] == 1:
        return f"a column of {shape[0]}"
    rows = str(shape[0] or "?")
    return f"{'an' if rows[0] in SPOKEN_WITH_A_VOWEL else 'a'} {rows} x {shape[1] or '?'} matrix"


def short(node: Node) -> str:
    """A formula as a message shows it."""
    text = calculator(node)
    return text if len(text) <= 40 else text[:37] + "..."
