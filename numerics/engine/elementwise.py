"""A second target of the lowering: every index written out, arrays with the seeds on their last axis.

The formulas of claims become one function of element-wise operations for an ensemble of small networks: sums are
unrolled, equal sub-expressions are computed once, an entry w[2, 1] is the row w[1, 0] with one number a seed. Only for
small sizes: the text grows with the number of weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import product

from sympy import Add, Basic, Dummy, Indexed, IndexedBase, Integer, KroneckerDelta, Mul, Pow, Rational, Sum, Symbol, log
from sympy.utilities.iterables import sift

from ...theory.kernel.functions import Partial, sigma, sigmoid
from ...theory.kernel.statement import Array, Index, Scalar, Size, Statement
from .compiled import compile_source
from .lower import PRIMITIVES, LoweringError

MOST_LINES = 50_000
SAMPLE = Dummy("sample")  # the place in the data, beside the places of the indices


class Activation(Enum):
    """What the arbitrary activation `sigma` stands for."""

    LOGISTIC = "sigmoid"
    TANH = "tanh"
    RELU = "relu"
    GELU = "gelu"
    IDENTITY = "identity"


# sigma and sigma' of each, the slopes as proved in the topic `activations`: {0} is the pre-activation, {1} its sigma.
CURVES = {
    # one fused operation, where {1} * (1.0 - {1}) would be two
    Activation.LOGISTIC: ("logistic({0})", "{1} - {1} * {1}"),
    # 2 sigma(2 z) - 1 takes fewer operations than XLA's own tanh
    Activation.TANH: ("2.0 * logistic(2.0 * {0}) - 1.0", "1.0 - {1} * {1}"),
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

    loss(*arguments) takes arrays, or `Rows`, in the order of `arguments`, and so do slopes and mean_slopes, which give
    one row an entry of the parameters in their order. `shapes` has the shapes of the parameters without the axis of the
    seeds.
    """

    arguments: tuple[str, ...]
    parameters: tuple[str, ...]
    shapes: dict[str, tuple[int, ...]]
    loss: Callable[..., object]
    slopes: Callable[..., object]
    source: str
    mean_slopes: Callable[..., object] | None = None  # of the given samples, by the parameters alone


class Rows:
    """A parameter as separate rows, one a place, each with one number a seed.

    A stacked array would have to be taken apart and put together again at every step.
    """

    def __init__(self, shape: tuple[int, ...], rows: tuple) -> None:
        self.places = dict(zip(product(*(range(n) for n in shape)), rows, strict=True))

    def __getitem__(self, place: int | tuple[int, ...]) -> object:
        return self.places[place if isinstance(place, tuple) else (place,)]


def name_of(variable: Basic) -> str:
    """The name of a scalar or an array."""
    return str(variable.label) if isinstance(variable, IndexedBase) else str(variable)


class _Writer:
    """Writes expressions line by line. `samples`: the values of variables that carry data, by sample."""

    def __init__(
        self,
        where: tuple[object, ...],
        sizes: Mapping[str, int],
        activation: Activation,
        samples: Mapping[str, tuple] | None = None,
    ) -> None:
        self.sizes = {d.symbol: Integer(sizes[str(d.symbol)]) for d in where if isinstance(d, Size)}
        self.curve = CURVES[activation]
        self.variables = [d.symbol for d in where if isinstance(d, (Array, Scalar))]
        self.arguments = {s: f"a{n}" for n, s in enumerate(self.variables)}
        self.axes = {d.symbol: d.axes for d in where if isinstance(d, Array)}
        self.data = {s: samples[name_of(s)] for s in self.variables if samples and name_of(s) in samples}
        self.carriers = {getattr(s, "label", s) for s in self.data} | set(self.data)
        self.lines: list[str] = []
        self.known: dict[object, str] = {}

    def whole(self, expr: Basic, at: Mapping[Basic, int]) -> int:
        value = expr.xreplace({**self.sizes, **{s: Integer(n) for s, n in at.items()}})
        if not isinstance(value, Integer):
            raise LoweringError(f"{expr} is not a number for the given sizes")
        return int(value)

    def write(self, expr: Basic, at: Mapping[Basic, int]) -> str:
        """A name or number for the value of `expr` with the indices at the places `at`."""
        free = expr.free_symbols | ({SAMPLE} if expr.free_symbols & self.carriers else set())
        key = (expr, frozenset((s, n) for s, n in at.items() if s in free))
        if key not in self.known:
            code = self._code(expr, at)
            if any(c in code for c in " (["):
                # what differs only by a factor of one is written once
                if code not in self.known:
                    if len(self.lines) >= MOST_LINES:
                        raise LoweringError("too large to be written out element by element")
                    self.lines.append(f"t{len(self.lines)} = {code}")
                    self.known[code] = f"t{len(self.lines) - 1}"
                code = self.known[code]
            self.known[key] = code
        return self.known[key]

    def _code(self, expr: Basic, at: Mapping[Basic, int]) -> str:
        if isinstance(expr, Rational):
            return repr(float(expr)) if expr >= 0 else f"({float(expr)!r})"
        if isinstance(expr, Symbol):
            if expr in at or expr in self.sizes:
                return f"{self.whole(expr, at)}.0"
            return _number(self.data[expr][at[SAMPLE]]) if expr in self.data else self._argument(expr)
        if isinstance(expr, Indexed):
            places = [self.whole(i, at) for i in expr.indices]
            lows = [self.whole(low, at) for _, low, _ in self.axes[expr.base]]
            offsets = [p - low for p, low in zip(places, lows, strict=True)]
            if expr.base in self.data:
                value = self.data[expr.base][at[SAMPLE]]
                for offset in offsets:
                    value = value[offset]
                return _number(value)
            return f"{self._argument(expr.base)}[{', '.join(map(str, offsets))}]"
        if isinstance(expr, Add):
            return _sum_of([self.write(a, at) for a in expr.args])
        if isinstance(expr, Mul):
            return _product_of([self.write(a, at) for a in expr.args])
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
        return _sum_of(terms)

    def _function(self, expr: Basic, at: Mapping[Basic, int]) -> str:
        name = type(expr).__name__
        if isinstance(expr, log) and (logit := _logit(expr.args[0])) is not None:
            # log(sigmoid(t)) is -softplus(-t), also where the sigmoid rounds to 0 or 1
            return f"-jax.nn.softplus({self.write(logit, at)})"
        arguments = [self.write(a, at) for a in expr.args]
        if name == "sigma":
            return self.curve[0].format(*arguments)
        if name == "dsigma":
            return self.curve[1].format(arguments[0], self.write(sigma(expr.args[0]), at))
        if name == "sigmoid":
            return f"logistic({arguments[0]})"
        if name not in PRIMITIVES or name == "ddsigma":
            raise LoweringError(f"no element-wise lowering of {name}")
        return PRIMITIVES[name].format(*arguments)


def _number(value: float) -> str:
    return repr(float(value)) if value >= 0 else f"({float(value)!r})"


def _sum_of(terms: list[str]) -> str:
    return " + ".join(t for t in terms if t != "0.0") or "0.0"


def _product_of(factors: list[str]) -> str:
    return "0.0" if "0.0" in factors else " * ".join(f for f in factors if f != "1.0") or "1.0"


def _logit(expr: Basic) -> Basic | None:
    """t where the expression is 1/(1 + exp(t)) as sigmoid(-t) or as 1 - sigmoid(t)."""
    if isinstance(expr, sigmoid):
        return -expr.args[0]
    rest = 1 - expr
    return rest.args[0] if isinstance(rest, sigmoid) else None


def gradients(
    statements: tuple[Statement, ...],
    sizes: Mapping[str, int],
    activation: Activation,
    samples: Mapping[str, tuple] | None = None,
) -> Gradients:
    """The claims' right sides as one function. They must share declarations and the loss. Raises LoweringError.

    samples: by variable, one value or row a sample; then the mean over them is written out as well, with factors of
    zero and one left away, and factors that are the same for all samples taken out of the sum.
    """
    where = tuple(dict.fromkeys(d for s in statements for d in s.where if not isinstance(d, Index)))
    losses = {s.lhs.args[0] for s in statements if isinstance(s.lhs, Partial)}
    if len(losses) != 1 or not all(isinstance(s.lhs, Partial) for s in statements):
        raise LoweringError("the claims are not gradients of one loss")
    writer = _Writer(where, sizes, activation)
    (loss,) = losses
    value = writer.write(loss, {})
    loss_source = _function(writer, value)
    writer.lines, writer.known = [], {}
    shapes, entries = _entries(statements, writer)
    source = _function(writer, f"({', '.join(writer.write(rhs, at) for rhs, at in entries)},)")
    mean = None
    if samples is not None:
        mean = compile_source(_mean_source(_Writer(where, sizes, activation, samples), entries), "lowered")
    return Gradients(
        arguments=tuple(name_of(v) for v in writer.variables),
        parameters=tuple(shapes),
        shapes=shapes,
        loss=compile_source(loss_source, "lowered"),
        slopes=compile_source(source, "lowered"),
        source=source,
        mean_slopes=mean,
    )


def _entries(statements: tuple[Statement, ...], writer: _Writer) -> tuple[dict, list[tuple[Basic, dict]]]:
    """The parameters' shapes, and the formula of every entry of theirs with its indices at their places."""
    shapes: dict[str, tuple[int, ...]] = {}
    entries = []
    for statement in statements:
        target = statement.lhs.args[1]
        variable = target.base if isinstance(target, Indexed) else target
        ranges = {d.symbol: d for d in statement.where if isinstance(d, Index)}
        spans = [ranges[i] for i in target.indices] if isinstance(target, Indexed) else []
        places = [range(writer.whole(d.lower, {}), writer.whole(d.upper, {}) + 1) for d in spans]
        shapes[name_of(variable)] = tuple(len(p) for p in places)
        symbols = [d.symbol for d in spans]
        entries += [(statement.rhs, dict(zip(symbols, chosen, strict=True))) for chosen in product(*places)]
    return shapes, entries


def _mean_source(writer: _Writer, entries: list[tuple[Basic, dict]]) -> str:
    """A function that takes the parameters, as `Rows`, and gives the mean slope of every entry over the samples."""
    (count,) = {len(values) for values in writer.data.values()}
    means = []
    for rhs, at in entries:
        # what is the same for all samples stands before their sum
        same, others = sift(Mul.make_args(rhs), lambda factor: not factor.free_symbols & writer.carriers, binary=True)
        total = _sum_of([writer.write(Mul(*others), {**at, SAMPLE: n}) for n in range(count)])
        share = _number(1 / count) if count & (count - 1) == 0 else f"(1.0 / {count}.0)"
        means.append(_product_of([*(writer.write(f, at) for f in same), f"({total})", share]))
    return _function(writer, f"({', '.join(means)},)")


def _function(writer: _Writer, result: str) -> str:
    head = f"def lowered({', '.join(writer.arguments.values())}):\n"
    return head + "".join(f"    {line}\n" for line in writer.lines) + f"    return {result}\n"
