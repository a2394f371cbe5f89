"""What is claimed, as a typed formula: declared variables, hypotheses, a left side, a relation, a right side.

A statement is universally quantified over everything in `where`, subject to `given`. It is the only thing that a
checker reads; how somebody arrived at it is the derivation's business. Sides are SymPy trees used as notation:
scalars (`Sum`, `Indexed`, `KroneckerDelta`, `Partial`, `Expect`, functions of `functions.py`) or matrix expressions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum

from sympy import Basic, Expr, IndexedBase, Integer, MatrixSymbol, Symbol, sympify
from sympy.core.function import UndefinedFunction


class Relation(Enum):
    """How the left side stands to the right side."""

    EQUAL = "="
    AT_MOST = "<="
    LESS = "<"
    NOT_EQUAL = "!="


class Domain(Enum):
    """The set that a scalar variable runs through."""

    REAL = "real"
    NATURAL = "natural"  # 0, 1, 2, ...


@dataclass(frozen=True)
class Size:
    """A positive integer: a width, a dimension, a number of samples."""

    symbol: Symbol


@dataclass(frozen=True)
class SizeFunction:
    """Positive integers that depend on a layer, d(0), d(1), ..."""

    function: UndefinedFunction


@dataclass(frozen=True)
class Permutation:
    """Any bijection symbol(lower), ..., symbol(upper) of the integers lower..upper onto themselves."""

    symbol: UndefinedFunction
    lower: Expr
    upper: Expr


@dataclass(frozen=True)
class Scalar:
    """A number; with `values`, one of finitely many rationals."""

    symbol: Symbol
    domain: Domain = Domain.REAL
    values: tuple[Expr, ...] = ()


@dataclass(frozen=True)
class Bernoulli:
    """Independent entries, 1 with probability `keep`, else 0."""

    keep: Expr


@dataclass(frozen=True)
class Centred:
    """Independent entries with mean 0 and this variance, of which nothing else is known; laws may differ."""

    variance: Expr


Law = Bernoulli | Centred
Axis = tuple[Symbol, Expr, Expr]


@dataclass(frozen=True)
class Array:
    """Real entries `symbol[i, j, ...]`; an axis is (index, lowest, highest), and may depend on the axes before it.

    With a `law` the entries are independent random variables, and only `Expect` may contain them.
    """

    symbol: IndexedBase
    axes: tuple[Axis, ...]
    law: Law | None = None


@dataclass(frozen=True)
class Matrix:
    """A real matrix with the symbolic shape of its `MatrixSymbol`."""

    symbol: MatrixSymbol


@dataclass(frozen=True)
class Index:
    """A free index, universally quantified over lower..upper."""

    symbol: Symbol
    lower: Expr
    upper: Expr


@dataclass(frozen=True)
class Sequence:
    """A sequence defined by recursion: its 0-th value is `initial`, the value after that at `index` is `successor`.

    An `IndexedBase` symbol has the entries symbol[k, i, ...] with `axes` for i, ...; `initial` and `successor` are
    formulas in the axes' indices, `successor` also in `index` and entries symbol[index, ...]. A `MatrixSymbol` has the
    terms Term(symbol, k), and `successor` contains Term(symbol, index).
    With `top` the recursion runs downward: the value at `top` is `initial`, the value at `index` is `successor`, which
    contains entries symbol[index + 1, ...], for 0 <= index < top.
    """

    symbol: IndexedBase | MatrixSymbol
    index: Symbol
    initial: Basic
    successor: Basic
    axes: tuple[Axis, ...] = ()
    top: Basic | None = None


Declaration = Size | SizeFunction | Permutation | Scalar | Array | Matrix | Index | Sequence


def array(symbol: IndexedBase, *sizes: Expr | int, law: Law | None = None) -> Array:
    """An array whose axes run from 1 to the given sizes."""
    axes = tuple((Symbol(f"_axis{n}", integer=True), Integer(1), sympify(s, strict=True)) for n, s in enumerate(sizes))
    return Array(symbol, axes, law)


@dataclass(frozen=True, kw_only=True)
class Hypothesis:
    """A condition `lhs relation rhs` under which the conclusion is claimed, for every value of `forall`.

    `establish` = (variable or array entry, value) tells a sampler how to make an equality hold: the variable is
    overwritten by the value. `invertible` marks the hypothesis that the square matrix `lhs` has an inverse (then
    `relation` and `rhs` are not read).
    """

    name: str
    lhs: Basic
    relation: Relation = Relation.NOT_EQUAL
    rhs: Basic = Integer(0)
    forall: tuple[Index, ...] = ()
    establish: tuple[Basic, Basic] | None = None
    invertible: bool = False


@dataclass(frozen=True, kw_only=True)
class Statement:
    """For all `where` with `given`: `lhs relation rhs`."""

    where: tuple[Declaration, ...]
    lhs: Basic
    rhs: Basic
    relation: Relation = Relation.EQUAL
    given: tuple[Hypothesis, ...] = ()
    text: str = ""  # a line of plain words, shown beside the formula

    def but(self, **changes: object) -> "Statement":
        """The same statement with some fields changed."""
        return replace(self, **changes)

    def without(self, hypothesis: Hypothesis) -> "Statement":
        """The stronger statement that lacks one hypothesis."""
        return replace(self, given=tuple(h for h in self.given if h is not hypothesis))


@dataclass(frozen=True, kw_only=True)
class Counterexample:
    """An instance at which a statement's hypotheses hold and its conclusion fails, in exact numbers.

    `values` maps symbols to exact numbers, `IndexedBase`s to nested tuples (1-based along each axis in reading order)
    `MatrixSymbol`s to tuples of rows and permutations to the tuple of their values.
    """

    values: Mapping[Basic, object] = field(hash=False)
    text: str = ""
