"""Shapes: which parts are numbers, columns or matrices, and what the names that nobody declared run through.

Products must fit, by symbolic sizes; a product of a row and a column is a number. Names that stand alone in the place
of an index run along that axis, undeclared names in the ends of sums are sizes, those in factorials natural numbers;
every other undeclared name is a real number.
"""

from dataclasses import replace
from fractions import Fraction

from .declarations import Activation, Domain, Index, Matrix, Scalar, Scope, Size, Type, Vector
from .errors import ReadError, fail
from .functions import SIGNATURES, Kind
from .tree import (
    Add,
    Call,
    Cases,
    Compare,
    Constant,
    Derivative,
    Div,
    Entry,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Order,
    PartialName,
    Pow,
    Product,
    Rows,
    Sum,
    children,
)
from .write_calculator import calculator

Shape = tuple[Size | None, Size | None] | None  # None is a number; an unknown size is None
UNKNOWN: Shape = (None, None)  # of the unit matrix, whose size its surroundings give
SPOKEN_WITH_A_VOWEL = "AEFHILMNORSXaefhilmnorsx8"
WHOLE = (Domain.INTEGER, Domain.NATURAL, Domain.SIZE)


def completed(scope: Scope, *nodes: Node) -> Scope:
    """The scope with a type for every free name of the trees. Raises ReadError where two uses contradict."""
    types: dict[str, Type] = dict(scope.types)
    for node in nodes:
        _infer(node, types, {}, scope)
    for node in nodes:
        _deltas(node, types, {})
    for node in nodes:
        _reals(node, types, ())
    for declared in list(types.values()):
        if isinstance(declared, Index) and isinstance(declared.length, str):
            types.setdefault(declared.length, Scalar(domain=Domain.SIZE))
    return replace(scope, types=types)


Spans = dict[str, Size | None]  # bound indices with the size n of a range 1, ..., n


def _infer(node: Node, types: dict[str, Type], bound: Spans, scope: Scope) -> None:
    match node:
        case Entry(base, indices):
            shape = _axes(base, types, bound, scope)
            if shape is not None:
                for index, size in zip(indices, shape, strict=False):
                    _place(index, size, types, bound)
        case Call("factorial" | "binomial", args):
            for a in args:
                _whole(a, types, bound, Domain.NATURAL)
        case Sum(body, index, low, high) | Product(body, index, low, high):
            for end in (low, high):
                _whole(end, types, bound, Domain.SIZE)
                _infer(end, types, bound, scope)
            _infer(body, types, {**bound, index: _span(low, high, types, bound)}, scope)
            return
    for part in children(node):
        _infer(part, types, bound, scope)


def _span(low: Node, high: Node, types: dict[str, Type], bound: Spans) -> Size | None:
    if low != Number(Fraction(1)):
        return None
    if isinstance(high, Number) and high.value.denominator == 1 and high.value > 0:
        return int(high.value)
    declared = types.get(high.name) if isinstance(high, Name) and high.name not in bound else None
    return high.name if isinstance(declared, Scalar) and declared.domain is Domain.SIZE else None  # type: ignore[union-attr]


def _deltas(node: Node, types: dict[str, Type], bound: Spans) -> None:
    """A free index in a delta runs where the other one does; both are integers where that is not known."""
    match node:
        case Call("delta", args):
            names = [a.name for a in args if isinstance(a, Name)]
            spans = [bound.get(n) if n in bound else _length(types.get(n)) for n in names]
            known = [s for s in spans if s is not None]
            for name in names:
                if name not in bound and name not in types:
                    types[name] = Index(length=known[0]) if known else Scalar(domain=Domain.INTEGER)
            for a in args:
                _whole(a, types, bound, Domain.INTEGER)
        case Entry(_, indices):
            for index in indices:  # x[2*j], x[k - 1]
                _whole(index, types, bound, Domain.INTEGER)
        case Sum(body, index, low, high) | Product(body, index, low, high):
            _deltas(low, types, bound)
            _deltas(high, types, bound)
            _deltas(body, types, {**bound, index: _span(low, high, types, bound)})
            return
    for part in children(node):
        _deltas(part, types, bound)


def _length(declared: Type | None) -> Size | None:
    return declared.length if isinstance(declared, Index) else None


def _axes(base: Node, types: dict[str, Type], bound: Spans, scope: Scope) -> tuple[Size | None, ...] | None:
    if isinstance(base, Name) and base.name not in bound:
        match types.get(base.name):
            case Vector(length=n):
                return (n,)
            case Matrix(rows=m, columns=n):
                return (m, n)
    if isinstance(base, (Name, Rows)):
        return None
    inner: dict[str, Type] = dict(types)
    try:
        _reals(base, inner, tuple(bound))
        shape = _Shapes(replace(scope, types=inner)).of(base, tuple(bound))
    except ReadError:  # said where the formula is read as a whole
        return None
    if shape is None:
        return None
    return shape[:1] if shape[1] == 1 else shape


def _place(index: Node, size: Size | None, types: dict[str, Type], bound: Spans) -> None:
    if not isinstance(index, Name) or index.name in bound or size is None:
        return
    known = types.get(index.name)
    if known is None:
        types[index.name] = Index(length=size)
    elif isinstance(known, Index) and known.length != size:
        raise fail(
            f"{index.name} runs along an axis of length {known.length} and one of length {size}", index.at, index.name
        )


def _whole(node: Node, types: dict[str, Type], bound: Spans, domain: Domain) -> None:
    """Undeclared names in a place where only whole numbers make sense."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, Name) and here.name not in bound:
            types.setdefault(here.name, Scalar(domain=domain))
        if isinstance(here, (Add, Neg, Mul)):
            waiting.extend(children(here))


def _reals(node: Node, types: dict[str, Type], bound: tuple[str, ...]) -> None:
    match node:
        case Name(name):
            if name not in bound:
                types.setdefault(name, Scalar())
        case PartialName():
            types.setdefault(calculator(node), Scalar())
        case Call("sigma") if "sigma" not in types:
            types["sigma"] = Activation()
        case Sum(body, index, low, high) | Product(body, index, low, high):
            _reals(low, types, bound)
            _reals(high, types, bound)
            _reals(body, types, (*bound, index))
            return
    for part in children(node):
        _reals(part, types, bound)


def shape_of(node: Node, scope: Scope) -> Shape:
    """The shape of a tree in a completed scope. Raises ReadError where something does not fit."""
    return _Shapes(scope).of(node, ())


def check_shapes(node: Node, scope: Scope) -> Shape:
    """The shape; of a comparison the one that all sides have."""
    if not isinstance(node, Compare):
        return shape_of(node, scope)
    common = shape_of(node.sides[0], scope)
    for side, order in zip(node.sides[1:], node.orders, strict=True):
        here = shape_of(side, scope)
        common = unified(common, here, node, "compared")
        if common is not None and order not in (Order.EQUAL, Order.NOT_EQUAL):
            raise fail("matrices are compared by size", node.at, order.value, expected="=")
    return common


def unified(a: Shape, b: Shape, node: Node, what: str) -> Shape:
    """The common shape, sizes that are not known taken from the other one."""
    if a in (None, (1, 1)) and b in (None, (1, 1)):  # a matrix with one entry is a number
        return a if b == (1, 1) else None
    if a is None or b is None:
        given = _words(b if a is None else a)
        raise fail(f"a number and {given} are {what}", node.at, expected="two of one kind")
    sizes = []
    for left, right in zip(a, b, strict=True):
        if left is not None and right is not None and left != right:
            raise fail(f"{_words(a)} and {_words(b)} are {what}", node.at)
        sizes.append(right if left is None else left)
    return (sizes[0], sizes[1])


def _words(shape: Shape) -> str:
    if shape is None:
        return "a number"
    if shape[1] == 1:
        return f"a column of {shape[0]}"
    rows = str(shape[0] or "?")
    return f"{'an' if rows[0] in SPOKEN_WITH_A_VOWEL else 'a'} {rows} x {shape[1] or '?'} matrix"


class _Shapes:
    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def of(self, node: Node, bound: tuple[str, ...]) -> Shape:
        match node:
            case Number() | PartialName():
                return None
            case Constant(name):
                return UNKNOWN if name == "I" else None
            case Name(name):
                return None if name in bound else self._declared(node)
            case Entry(base, indices):
                return self._entry(base, indices, node, bound)
            case Add(terms):
                shape = self.of(terms[0], bound)
                for term in terms[1:]:
                    shape = unified(shape, self.of(term, bound), term, "added")
                return shape
            case Neg(arg):
                return self.of(arg, bound)
            case Mul(factors):
                return self._product(factors, bound)
            case Div(top, bottom):
                self._number(bottom, bound, "a divisor", "inv(A) for the inverse")
                return self.of(top, bound)
            case Pow(base, exponent):
                return self._power(base, exponent, bound)
            case Call():
                return self._call(node, bound)
            case Derivative(body, variable, order):
                return self._derivative(body, variable, order, bound)
            case Sum(body, index, low, high) | Product(body, index, low, high):
                return self._binder(node, body, index, low, high, bound)
            case Cases(values, conditions, otherwise):
                for part in (*values, *(s for c in conditions for s in c.sides), *([otherwise] if otherwise else [])):
                    self._number(part, bound, "a part of cases")
                return None
            case Rows(rows):
                for part in (x for row in rows for x in row):
                    self._number(part, bound, "an entry of a matrix")
                return (len(rows), len(rows[0]))
        raise fail("a comparison inside of a formula", node.at)

    def _declared(self, node: Name) -> Shape:
        match self.scope.type_of(node.name):
            case Vector(length=n):
                return (n, 1)
            case Matrix(rows=m, columns=n):
                return (m, n)
        return None

    def _number(self, node: Node, bound: tuple[str, ...], what: str, expected: str = "a number") -> None:
        shape = self.of(node, bound)
        if shape is not None and shape != (1, 1):
            raise fail(f"{what} is {_words(shape)}: {_short(node)}", node.at, _short(node), expected=expected)

    def _whole(self, node: Node, bound: tuple[str, ...], what: str) -> None:
        match node:
            case Number(value) if value.denominator == 1:
                return
            case Name(name):
                known = self.scope.type_of(name)
                whole = isinstance(known, Index) or (isinstance(known, Scalar) and known.domain in WHOLE)
                if name in bound or whole:
                    return
                raise fail(f"{what} is {name}, which is {known}", node.at, name, expected=f"'{name}: integer'")
            case Add(parts) | Mul(parts):
                for part in parts:
                    self._whole(part, bound, what)
                return
            case Neg(arg):
                return self._whole(arg, bound, what)
            case Pow(base, Number(value)) if value.denominator == 1:
                return self._whole(base, bound, what)
            case Div() | Call():
                self._number(node, bound, what)
                return
        raise fail(f"{what} is not a whole number: {_short(node)}", node.at, _short(node))

    def _entry(self, base: Node, indices: tuple[Node, ...], node: Node, bound: tuple[str, ...]) -> Shape:
        shape = self.of(base, bound)
        if shape is None:
            raise fail(f"an index at the number {_short(base)}", node.at, _short(base))
        for index in indices:
            self._whole(index, bound, f"an index of {_short(base)}")
        wanted = 1 if shape[1] == 1 else 2
        if len(indices) != wanted and not (len(indices) == 2 and wanted == 1):
            raise fail(f"{_short(base)} with {len(indices)} index", node.at, _short(base), expected=f"{wanted} indices")
        return None

    def _product(self, factors: tuple[Node, ...], bound: tuple[str, ...]) -> Shape:
        shape: Shape = None
        for place, factor in enumerate(factors):
            here = self.of(factor, bound)
            if shape == (1, 1):
                shape = None
            if here is None or shape is None:
                shape = here if shape is None else shape
                continue
            if shape[1] is not None and here[0] is not None and shape[1] != here[0]:
                if here == (1, 1):
                    continue
                raise self._unfit(factors[: place + 1], shape, here)
            rows = shape[0] if shape[0] is not None else here[0] if shape == UNKNOWN else None
            columns = here[1] if here[1] is not None else shape[1] if here == UNKNOWN else None
            shape = (rows, columns)
        return None if shape == (1, 1) else shape

    @staticmethod
    def _unfit(factors: tuple[Node, ...], shape: Shape, here: Shape) -> ReadError:
        last, before = factors[-1], factors[-2]
        readings: tuple[str, ...] = ()
        if shape == here:
            a, b = _short(before), _short(last)
            readings = (f"hadamard({a}, {b})", f"{a}.T*{b}", f"{a}*{b}.T")
        message = f"{_words(shape)} times {_words(here)} at {_short(last)}"
        return fail(message, last.at, _short(last), readings=readings)

    def _power(self, base: Node, exponent: Node, bound: tuple[str, ...]) -> Shape:
        shape = self.of(base, bound)
        if shape is None:
            self._number(exponent, bound, "an exponent")
            return None
        if shape != UNKNOWN and shape[0] != shape[1]:
            b = _short(base)
            raise fail(f"a power of {_words(shape)}", base.at, b, readings=(f"norm({b})^2", f"hadamard({b}, {b})"))
        self._whole(exponent, bound, "the exponent of a matrix")
        return shape

    def _binder(self, node: Node, body: Node, index: str, low: Node, high: Node, bound: tuple[str, ...]) -> Shape:
        for end in (low, high):
            self._whole(end, bound, "an end of a sum")
        shape = self.of(body, (*bound, index))
        if shape is not None and isinstance(node, Product):
            raise fail("a product of matrices over an index", node.at)
        return shape

    def _derivative(self, body: Node, variable: Node, order: int, bound: tuple[str, ...]) -> Shape:
        self._number(body, bound, "what is differentiated")
        shape = self.of(variable, bound)
        if shape is not None and order != 1:
            raise fail("a higher derivative in a vector or matrix", variable.at)
        root = variable.base if isinstance(variable, Entry) else variable
        if isinstance(root, Name):
            known = self.scope.type_of(root.name)
            numbers = isinstance(known, Scalar) and known.domain in (Domain.REAL, Domain.COMPLEX)
            if root.name in bound or not (numbers or isinstance(known, (Vector, Matrix))):
                raise fail(f"a derivative in {root.name}, which is {known}", variable.at, root.name)
        return shape

    def _call(self, node: Call, bound: tuple[str, ...]) -> Shape:
        name, args = node.function, node.args
        signature = SIGNATURES.get(name)
        if signature is None or signature.kind is Kind.SCALAR:
            return self._elementwise(node, bound)
        if signature.kind is Kind.INDEX:
            for a in args:
                self._whole(a, bound, f"an argument of {name}")
            return None
        shapes = [self.of(a, bound) for a in args]
        first = shapes[0]
        match name:
            case "norm":
                if first is not None and first[1] != 1 and first[0] != 1:
                    raise fail(f"the norm of {_words(first)} has several meanings", node.at, name)
                return None
            case "logsumexp":
                if len(args) > 1:
                    for a in args:
                        self._number(a, bound, "an argument of logsumexp")
                return None
            case "dot":
                unified(first, shapes[1], node, "multiplied")
                if first is None or first[1] != 1:
                    raise fail("dot takes two vectors", node.at, name)
                return None
            case "transpose":
                if first is None and not self._holds_array(args[0]):
                    a = _short(args[0])
                    raise fail(
                        f"the transpose of the number {a}", node.at, a, expected=f"a declaration '{a}: matrix(m, n)'"
                    )
                return None if first is None else (first[1], first[0])
        if first is None and name in ("tr", "det") and self._holds_array(args[0]):
            return None  # x.T*A*x is a matrix with one entry
        if first is None:
            raise fail(f"{name} of a number", node.at, name, expected="a matrix or a vector")
        match name:
            case "inv" | "tr" | "det":
                if first != UNKNOWN and first[0] != first[1]:
                    raise fail(f"{name} of {_words(first)}", node.at, name, expected="a square matrix")
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

    def _holds_array(self, node: Node) -> bool:
        waiting = [node]
        while waiting:
            here = waiting.pop()
            if isinstance(here, (Rows,)) or (
                isinstance(here, Name) and isinstance(self.scope.type_of(here.name), (Vector, Matrix))
            ):
                return True
            waiting.extend(children(here))
        return False

    def _elementwise(self, node: Call, bound: tuple[str, ...]) -> Shape:
        shapes = [self.of(a, bound) for a in node.args]
        if all(s is None for s in shapes):
            return None
        if len(shapes) == 1 and node.function not in ("abs", "factorial", "max", "min"):
            return shapes[0]
        if node.function == "abs":
            expected = "norm(...) or det(...)"
            raise fail(f"bars around {_words(shapes[0])}", node.at, _short(node.args[0]), expected=expected)
        if node.function in ("max", "min") and len(shapes) == 1:
            return None
        if node.function == "leaky_relu" and shapes[1] is None:
            return shapes[0]
        raise fail(f"{node.function} of {_words(next(s for s in shapes if s))}", node.at, node.function)


def _short(node: Node) -> str:
    text = calculator(node)
    return text if len(text) <= 40 else text[:37] + "..."
