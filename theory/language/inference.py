"""What the names that nobody declared run through.

Names that stand alone in the place of an index run along that axis, undeclared names in the ends of sums are sizes,
those in factorials natural numbers; every other undeclared name is a real number.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from .declarations import Activation, Domain, Index, Matrix, Scalar, Size, Type, Vector
from .errors import ReadError, fail
from .fitting import Shape
from .tree import Add, Call, Entry, Mul, Name, Neg, Node, Number, PartialName, Product, Rows, Sum, children
from .write_calculator import calculator

Spans = dict[str, Size | None]  # bound indices with the size n of a range 1, ..., n
ShapeOf = Callable[[Node, Mapping[str, Type], Iterable[str]], Shape]  # of a formula, with types and bound indices


def inferred(declared: Mapping[str, Type], nodes: Iterable[Node], shape: ShapeOf) -> dict[str, Type]:
    """The declared types and one for every other free name of the trees. Raises ReadError where two uses contradict."""
    types, trees = dict(declared), tuple(nodes)
    for node in trees:
        _infer(node, types, {}, shape)
    for node in trees:
        _deltas(node, types, {})
    for node in trees:
        _reals(node, types, ())
    for known in list(types.values()):
        if isinstance(known, Index) and isinstance(known.length, str):
            types.setdefault(known.length, Scalar(domain=Domain.SIZE))
    return types


def _infer(node: Node, types: dict[str, Type], bound: Spans, shape: ShapeOf) -> None:
    match node:
        case Entry(base, indices):
            axes = _axes(base, types, bound, shape)
            if axes is not None:
                for index, size in zip(indices, axes, strict=False):
                    _place(index, size, types, bound)
        case Call("factorial" | "binomial", args):
            for a in args:
                _whole(a, types, bound, Domain.NATURAL)
        case Sum(body, index, low, high) | Product(body, index, low, high):
            for end in (low, high):
                _whole(end, types, bound, Domain.SIZE)
                _infer(end, types, bound, shape)
            _infer(body, types, {**bound, index: _span(low, high, types, bound)}, shape)
            return
    for part in children(node):
        _infer(part, types, bound, shape)


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


def _axes(base: Node, types: dict[str, Type], bound: Spans, shape: ShapeOf) -> tuple[Size | None, ...] | None:
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
        found = shape(base, inner, bound)
    except ReadError:  # said where the formula is read as a whole
        return None
    if found is None:
        return None
    return found[:1] if found[1] == 1 else found


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
