"""A second target of the lowering: every index written out, arrays with the seeds on their last axis.

The formulas of claims become one function of element-wise operations for an ensemble of small networks: sums are
unrolled, equal sub-expressions are computed once, an entry w[2, 1] is the row w[1, 0] with one number a seed. Only for
small sizes: the text grows with the number of weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product

from sympy import Add, Basic, Indexed, IndexedBase, Integer, KroneckerDelta, Mul, Pow, Rational, Sum, Symbol

from ...theory.kernel.functions import Partial, sigma
from ...theory.kernel.statement import Array, Index, Scalar, Size, Statement
from .compiled import compile_source
from .lower import PRIMITIVES, LoweringError

MOST_LINES = 50_000


class Activation(Enum):
    """What the arbitrary activation `sigma` stands for."""

    LOGISTIC = "logistic"
    TANH = "tanh"
    RELU = "relu"
    GELU = "gelu"
    IDENTITY = "identity"


# sigma and sigma' of each, the slopes as proved in the topic `activations`: {0} is the pre-activation, {1} its sigma.
CURVES = {
    Activation.LOGISTIC: ("jax.nn.sigmoid({0})", "{1} * (1.0 - {1})"),
    # 2 sigma(2 z) - 1 is what XLA computes faster than its own tanh
    Activation.TANH: ("2.0 * jax.nn.sigmoid(2.0 * {0}) - 1.0", "1.0 - {1} * {1}"),
    Activation.RELU: ("jnp.maximum({0}, 0.0)", "jnp.where({0} > 0, 1.0, 0.0)"),
    Activation.GELU: (
        "{0} * jax.scipy.stats.norm.cdf({0})",
        "jax.scipy.stats.norm.cdf({0}) + {0} * jax.scipy.stats.norm.pdf({0})",
    ),
    Activation.IDENTITY: ("{0}", "jnp.where({0} > 0, 1.0, 1.0)"),
}


@dataclass(frozen=True)
class Gradients:
    """Loss and gradients of one sample, lowered from claims `Partial(loss, parameter) = formula`.

    loss and entries take arrays over the seeds, `Entries` of them or `Known` numbers, in the order of `arguments`.
    entries gives the slope in every entry of every parameter, in reading order; `shapes` has the parameters' shapes
    without the axis of the seeds.
    """

    arguments: tuple[str, ...]
    parameters: tuple[str, ...]
    shapes: dict[str, tuple[int, ...]]
    loss: Callable[..., object]
    entries: Callable[..., tuple]
    source: str


class Entries:
    """The entries of a parameter, each an array over the seeds: nothing is stacked inside of a training step."""

    def __init__(self, shape: tuple[int, ...], values: Sequence[object]) -> None:
        self.shape, self.values = shape, values

    def __getitem__(self, place: int | tuple[int, ...]) -> object:
        places = place if isinstance(place, tuple) else (place,)
        at = 0
        for index, size in zip(places, self.shape, strict=True):
            at = at * size + index
        return self.values[at]


@dataclass(frozen=True)
class Known:
    """A number of the data: products with 0 and 1 and sums with 0 are not written into the program.

    XLA keeps 0 * w, because w might be infinite; a seed whose weights are is counted as diverged anyway.
    """

    value: float

    def __mul__(self, other: object) -> object:
        if isinstance(other, (Known, float)):
            return Known(self.value * _plain(other))
        if self.value == 0.0:
            return self
        return other if self.value == 1.0 else self.value * other  # type: ignore[operator]

    def __add__(self, other: object) -> object:
        if isinstance(other, (Known, float)):
            return Known(self.value + _plain(other))
        return other if self.value == 0.0 else self.value + other  # type: ignore[operator]

    __rmul__ = __mul__
    __radd__ = __add__


def _plain(number: Known | float) -> float:
    return number.value if isinstance(number, Known) else number


def name_of(variable: Basic) -> str:
    """The name of a scalar or an array."""
    return str(variable.label) if isinstance(variable, IndexedBase) else str(variable)


class _Writer:
    def __init__(self, where: tuple[object, ...], sizes: Mapping[str, int], activation: Activation) -> None:
        self.sizes = {d.symbol: Integer(sizes[str(d.symbol)]) for d in where if isinstance(d, Size)}
        self.curve = CURVES[activation]
        self.variables = [d.symbol for d in where if isinstance(d, (Array, Scalar))]
        self.arguments = {s: f"a{n}" for n, s in enumerate(self.variables)}
        self.axes = {d.symbol: d.axes for d in where if isinstance(d, Array)}
        self.lines: list[str] = []
        self.known: dict[object, str] = {}

    def whole(self, expr: Basic, at: Mapping[Basic, int]) -> int:
        value = expr.xreplace({**self.sizes, **{s: Integer(n) for s, n in at.items()}})
        if not isinstance(value, Integer):
            raise LoweringError(f"{expr} is not a number for the given sizes")
        return int(value)

    def write(self, expr: Basic, at: Mapping[Basic, int]) -> str:
        """A name or number for the value of `expr` with the indices at the places `at`."""
        key = (expr, frozenset((s, n) for s, n in at.items() if s in expr.free_symbols))
        if key not in self.known:
            code = self._code(expr, at)
            if any(c in code for c in " (["):
                if len(self.lines) >= MOST_LINES:
                    raise LoweringError("too large to be written out element by element")
                self.lines.append(f"t{len(self.lines)} = {code}")
                code = f"t{len(self.lines) - 1}"
            self.known[key] = code
        return self.known[key]

    def _code(self, expr: Basic, at: Mapping[Basic, int]) -> str:
        if isinstance(expr, Rational):
            return repr(float(expr)) if expr >= 0 else f"({float(expr)!r})"
        if isinstance(expr, Symbol):
            if expr in at or expr in self.sizes:
                return f"{self.whole(expr, at)}.0"
            return self._argument(expr)
        if isinstance(expr, Indexed):
            places = [self.whole(i, at) for i in expr.indices]
            lows = [self.whole(low, at) for _, low, _ in self.axes[expr.base]]
            return (
                f"{self._argument(expr.base)}[{', '.join(str(p - low) for p, low in zip(places, lows, strict=True))}]"
            )
        if isinstance(expr, Add):
            return " + ".join(self.write(a, at) for a in expr.args)
        if isinstance(expr, Mul):
            return " * ".join(self.write(a, at) for a in expr.args)
        if isinstance(expr, Pow) and isinstance(expr.exp, Integer):
            base = self.write(expr.base, at)
            whole = " * ".join([base] * abs(int(expr.exp)))
            return whole if expr.exp > 0 else f"1.0 / ({whole})"
        if isinstance(expr, Sum):
            return self._sum(expr, at)
        if isinstance(expr, KroneckerDelta):
            first, second = (self.whole(a, at) for a in expr.args)
            return "1.0" if first == second else "0.0"
        return self._function(expr, at)

    def _argument(self, variable: Basic) -> str:
        if variable not in self.arguments:
            raise LoweringError(f"{variable} is not declared")
        return self.arguments[variable]

    def _sum(self, expr: Sum, at: Mapping[Basic, int]) -> str:
        terms: list[str] = []

        def over(limits: list, inside: dict[Basic, int]) -> None:
            if not limits:
                terms.append(self.write(expr.function, inside))
                return
            *inner, (symbol, low, high) = limits
            for place in range(self.whole(low, inside), self.whole(high, inside) + 1):
                over(inner, {**inside, symbol: place})

        over(list(expr.limits), dict(at))
        return " + ".join(terms) if terms else "0.0"

    def _function(self, expr: Basic, at: Mapping[Basic, int]) -> str:
        name = type(expr).__name__
        arguments = [self.write(a, at) for a in expr.args]
        if name == "sigma":
            return self.curve[0].format(*arguments)
        if name == "dsigma":
            return self.curve[1].format(arguments[0], self.write(sigma(expr.args[0]), at))
        if name not in PRIMITIVES or name == "ddsigma":
            raise LoweringError(f"no element-wise lowering of {name}")
        return PRIMITIVES[name].format(*arguments)


def gradients(statements: tuple[Statement, ...], sizes: Mapping[str, int], activation: Activation) -> Gradients:
    """The claims' right sides as one function. They must share declarations and the loss. Raises LoweringError."""
    where = tuple(dict.fromkeys(d for s in statements for d in s.where if not isinstance(d, Index)))
    losses = {s.lhs.args[0] for s in statements if isinstance(s.lhs, Partial)}
    if len(losses) != 1 or not all(isinstance(s.lhs, Partial) for s in statements):
        raise LoweringError("the claims are not gradients of one loss")
    writer = _Writer(where, sizes, activation)
    (loss,) = losses
    value = writer.write(loss, {})
    loss_source = _function(writer, value)
    writer.lines, writer.known = [], {}
    shapes: dict[str, tuple[int, ...]] = {}
    parts: list[str] = []
    for statement in statements:
        target = statement.lhs.args[1]
        variable = target.base if isinstance(target, Indexed) else target
        ranges = {d.symbol: d for d in statement.where if isinstance(d, Index)}
        spans = [ranges[i] for i in target.indices] if isinstance(target, Indexed) else []
        places = [range(writer.whole(d.lower, {}), writer.whole(d.upper, {}) + 1) for d in spans]
        shapes[name_of(variable)] = tuple(len(p) for p in places)
        for chosen in product(*places):
            at = dict(zip((d.symbol for d in spans), chosen, strict=True))
            parts.append(writer.write(statement.rhs, at))
    source = _function(writer, f"({', '.join(parts)},)")
    flat = compile_source(source, "lowered")
    names = tuple(name_of(v) for v in writer.variables)
    flat, loss_of = compile_source(source, "lowered"), compile_source(loss_source, "lowered")
    return Gradients(names, tuple(shapes), shapes, loss_of, flat, source)  # type: ignore[arg-type]


def _function(writer: _Writer, result: str) -> str:
    head = f"def lowered({', '.join(writer.arguments.values())}):\n"
    return head + "".join(f"    {line}\n" for line in writer.lines) + f"    return {result}\n"
