"""An expression of the kernel as readable `jnp` source for given sizes.

Every index becomes an axis. Products under a sum become `jnp.einsum`; `Partial` becomes `jax.grad` or `jax.jacrev`,
`Expect` a weighted `vmap` over all masks, a sequence the composition of its layers. Ranges are concrete, and a place
outside of an array is refused, because JAX would clamp it silently. Identifiers are generated: no name of a symbol
reaches the source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import product
from math import prod

from sympy import (
    Add,
    Basic,
    Expr,
    Indexed,
    Integer,
    KroneckerDelta,
    Max,
    Min,
    Mul,
    Number,
    NumberSymbol,
    Piecewise,
    Pow,
    Rational,
    Sum,
    Symbol,
    sympify,
)
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from ...theory.kernel import functions as f
from ...theory.kernel.refusal import KernelRefusal
from ...theory.kernel.statement import Array, Bernoulli, Index, Scalar, Sequence, Statement
from .compiled import compile_source

Axes = tuple[Basic, ...]
MOST_RANDOM = 14  # entries of a mean; two outcomes each
LETTERS = "abcdefghijklmnopqrstuvwxyz"

# Stable primitives; the arbitrary activation is the logistic function here, as in the oracles.
PRIMITIVES: dict[str, str] = {
    "exp": "jnp.exp({0})",
    "log": "jnp.log({0})",
    "tanh": "jnp.tanh({0})",
    "sinh": "jnp.sinh({0})",
    "cosh": "jnp.cosh({0})",
    "sin": "jnp.sin({0})",
    "cos": "jnp.cos({0})",
    "Mod": "jnp.mod({0}, {1})",
    "erf": "jax.scipy.special.erf({0})",
    "Abs": "jnp.abs({0})",
    "sigmoid": "jax.nn.sigmoid({0})",
    "sigma": "jax.nn.sigmoid({0})",
    "dsigma": "(jax.nn.sigmoid({0}) * jax.nn.sigmoid(-{0}))",
    "ddsigma": "(jax.nn.sigmoid({0}) * jax.nn.sigmoid(-{0}) * (1 - 2 * jax.nn.sigmoid({0})))",
    "softplus": "jax.nn.softplus({0})",
    "relu": "jax.nn.relu({0})",
    "step": "jnp.where({0} > 0, 1.0, 0.0)",
    "leaky_relu": "jnp.where({0} > 0, {0}, {1} * {0})",
    "Phi": "jax.scipy.stats.norm.cdf({0})",
    "phi": "jax.scipy.stats.norm.pdf({0})",
    "gelu": "jax.nn.gelu({0}, approximate=False)",
    "silu": "jax.nn.silu({0})",
}


class LoweringError(KernelRefusal):
    """The expression has no lowering; the message names what is missing."""


@dataclass(frozen=True)
class Lowered:
    """Source, the names of the arguments in order, and the compiled function. Output axes are the free indices."""

    source: str
    arguments: tuple[str, ...]
    function: Callable[..., object]


@dataclass(frozen=True)
class Value:
    """A generated variable and the indices that its axes stand for."""

    name: str
    axes: Axes


@dataclass
class _Scope:
    lines: list[str] = field(default_factory=list)
    known: dict[tuple[Basic, frozenset], Value] = field(default_factory=dict)


class Emitter:
    """Emits one function. `whole` gives sizes, natural numbers and widths as integers."""

    def __init__(self, statement: Statement, whole: Callable[[Basic, Mapping[Basic, int]], int]) -> None:
        self.whole = whole
        self.arrays = {d.symbol: d for d in statement.where if isinstance(d, Array)}
        self.scalars = {d.symbol for d in statement.where if isinstance(d, Scalar)}
        self.sequences = {d.symbol: d for d in statement.where if isinstance(d, Sequence)}
        self.arguments: dict[Basic, str] = {}
        self.ranges: dict[Basic, tuple[int, int]] = {}
        self.fixed: dict[Basic, int] = {}
        self.masks: dict[Basic, str] = {}
        self.scopes = [_Scope()]
        self.count = 0
        for d in statement.where:
            if isinstance(d, Index):
                self.ranges[d.symbol] = (whole(d.lower, {}), whole(d.upper, {}))

    # Text

    def fresh(self, prefix: str = "t") -> str:
        """A new identifier."""
        self.count += 1
        return f"{prefix}{self.count}"

    def line(self, code: str, axes: Axes) -> Value:
        """Assigns code to a new variable."""
        name = self.fresh()
        self.scopes[-1].lines.append(f"{name} = {code}")
        return Value(name, axes)

    def argument(self, symbol: Basic) -> str:
        """The parameter that carries a declared variable."""
        if symbol not in self.arguments:
            self.arguments[symbol] = f"a{len(self.arguments)}"
        return self.arguments[symbol]

    def integer(self, expr: Basic) -> int | None:
        """The value of an index expression without axes, or None."""
        if expr.free_symbols & set(self.ranges):
            return None
        return self.whole(expr, self.fixed)

    def length(self, index: Basic) -> int:
        """Number of values of an index."""
        low, high = self.ranges[index]
        return max(high - low + 1, 0)

    def aligned(self, value: Value, axes: Axes) -> str:
        """Code that gives `value` the axes `axes`, missing ones of length 1."""
        if value.axes == axes or not value.axes:
            return value.name
        order = [a for a in axes if a in value.axes]
        code = value.name
        if tuple(order) != value.axes:
            code = f"jnp.transpose({code}, {tuple(value.axes.index(a) for a in order)})"
        return code + "[" + ", ".join(":" if a in value.axes else "None" for a in axes) + "]"

    def union(self, values: list[Value]) -> Axes:
        """All axes of the values, in order of appearance."""
        return tuple(dict.fromkeys(a for v in values for a in v.axes))

    def einsum(self, values: list[Value], out: Axes) -> Value:
        """The product of the values summed over every axis that is not in `out`."""
        letters = dict(zip(self.union(values), LETTERS, strict=False))
        subscripts = ",".join("".join(letters[a] for a in v.axes) for v in values)
        target = "".join(letters[a] for a in out)
        return self.line(f"jnp.einsum('{subscripts}->{target}', {', '.join(v.name for v in values)})", out)

    # Expressions

    def emit(self, expr: Basic) -> Value:
        """Code for an expression; what means the same is emitted once in a scope."""
        known = self.scopes[-1].known
        # Inside a term of a recursion a symbol is another number than outside.
        meaning = ((s, self.fixed.get(s), self.ranges.get(s)) for s in expr.free_symbols)
        key = (expr, frozenset(m for m in meaning if m[1:] != (None, None)))
        if key not in known:
            known[key] = self._emit(expr)
        return known[key]

    def _emit(self, expr: Basic) -> Value:
        if isinstance(expr, Rational):
            return Value(f"{int(expr.p)}.0" if expr.q == 1 else f"({int(expr.p)} / {int(expr.q)})", ())
        if isinstance(expr, (Number, NumberSymbol)):
            return Value(repr(float(expr)), ())
        if isinstance(expr, Symbol):
            return self._symbol(expr)
        if isinstance(expr, Indexed):
            return self._entry(expr)
        if isinstance(expr, Add):
            values = [self.emit(a) for a in expr.args]
            axes = self.union(values)
            return self.line(" + ".join(self.aligned(v, axes) for v in values), axes)
        if isinstance(expr, Mul):
            return self._product(expr)
        if isinstance(expr, Pow):
            return self._power(expr)
        if isinstance(expr, Sum):
            return self._sum(expr)
        if isinstance(expr, KroneckerDelta):
            left, right = (self._place(a) for a in expr.args)
            axes = self.union([left, right])
            return self.line(f"jnp.where({self.aligned(left, axes)} == {self.aligned(right, axes)}, 1.0, 0.0)", axes)
        if isinstance(expr, f.Partial):
            return self._partial(*expr.args)
        if isinstance(expr, f.Expect):
            return self._mean(expr.args[0])
        if isinstance(expr, Piecewise):
            return self._piecewise(expr)
        if isinstance(expr, (Max, Min)):
            return self._extreme(expr)
        if isinstance(expr, AppliedUndef):
            return Value(f"{self.whole(expr, self.fixed)}.0", ())
        pattern = PRIMITIVES.get(type(expr).__name__)
        if pattern is None:
            raise LoweringError(f"no lowering of {type(expr).__name__}")
        values = [self.emit(a) for a in expr.args]
        axes = self.union(values)
        return self.line(pattern.format(*(self.aligned(v, axes) for v in values)), axes)

    def _place(self, index: Basic) -> Value:
        if index in self.ranges:
            low, high = self.ranges[index]
            return self.line(f"jnp.arange({low}, {high + 1})", (index,))
        axes, chosen = self._spanned(index)
        if not axes:
            return Value(str(self.whole(index, self.fixed)), ())
        places = [self.whole(index, {**self.fixed, **at}) for at in chosen]
        return self.line(f"jnp.asarray({places}).reshape({tuple(self.length(a) for a in axes)})", axes)

    def _spanned(self, *places: Basic) -> tuple[Axes, list[dict[Basic, int]]]:
        """The free indices of computed places, and every choice of their values in the order of an array."""
        axes = tuple(sorted(set().union(*(p.free_symbols for p in places)) & set(self.ranges), key=str))
        spans = [range(low, high + 1) for low, high in (self.ranges[a] for a in axes)]
        return axes, [dict(zip(axes, values, strict=True)) for values in product(*spans)]

    def _symbol(self, symbol: Symbol) -> Value:
        if symbol in self.ranges:
            low, high = self.ranges[symbol]
            return self.line(f"jnp.arange({low}.0, {high + 1}.0)", (symbol,))
        if symbol in self.fixed:
            return Value(f"{self.fixed[symbol]}.0", ())
        if symbol in self.scalars:
            return Value(self.argument(symbol), ())
        return Value(f"{self.whole(symbol, self.fixed)}.0", ())

    def _product(self, expr: Mul) -> Value:
        numbers = [a for a in expr.args if isinstance(a, Number)]
        values = [self.emit(a) for a in expr.args if not isinstance(a, Number)]
        axes = self.union(values)
        codes = [self.emit(n).name for n in numbers] + [self.aligned(v, axes) for v in values]
        return self.line(" * ".join(codes), axes)

    def _power(self, expr: Pow) -> Value:
        base = self.emit(expr.base)
        if isinstance(expr.exp, Integer):
            power = int(expr.exp)
            code = f"{base.name}**{power}" if power > 0 else f"1.0 / {base.name}**{-power}"
            return self.line(code, base.axes)
        if expr.exp == Rational(1, 2):
            return self.line(f"jnp.sqrt({base.name})", base.axes)
        exponent = self.integer(expr.exp) if not expr.exp.has(Rational(1, 2)) and expr.exp.is_integer else None
        if exponent is not None:
            return self.line(f"jnp.asarray({base.name})**{exponent}", base.axes)
        other = self.emit(expr.exp)
        axes = self.union([base, other])
        return self.line(f"{self.aligned(base, axes)} ** {self.aligned(other, axes)}", axes)

    def _entry(self, expr: Indexed) -> Value:
        if expr.base in self.sequences:
            return self._term(expr)
        declared = self.arrays.get(expr.base)
        if declared is None:
            raise LoweringError(f"the array {expr.base} is not declared")
        name = self.masks.get(expr.base) or self.argument(expr.base)
        if any(i not in self.ranges and i.free_symbols & set(self.ranges) for i in expr.indices):
            return self._gathered(expr, declared, name)
        slices: list[str] = []
        axes: list[Basic] = []
        at: dict[Basic, int] = dict(self.fixed)
        for index, (axis, lower, upper) in zip(expr.indices, declared.axes, strict=True):
            low = self.whole(lower, at)
            if upper.is_finite is False:
                # One array a layer: the first index must be a number.
                place = self.integer(index)
                if place is None or place < low:
                    raise LoweringError(f"the layer index {index} of {expr} is not a number")
                name = f"{name}[{place - low}]"
                at[axis] = place
                continue
            high = self.whole(upper, at)
            if index in self.ranges:
                first, last = self.ranges[index]
                self._inside(expr, first, last, low, high)
                slices.append(f"{first - low}:{last - low + 1}")
                axes.append(index)
                continue
            place = self.integer(index)
            if place is None:
                raise LoweringError(f"the index {index} of {expr} is neither free nor a number")
            self._inside(expr, place, place, low, high)
            slices.append(str(place - low))
        code = f"{name}[{', '.join(slices)}]" if slices else name
        if len(set(axes)) < len(axes):
            letters = dict(zip(dict.fromkeys(axes), LETTERS, strict=False))
            source = "".join(letters[a] for a in axes)
            axes = list(dict.fromkeys(axes))
            code = f"jnp.einsum('{source}->{''.join(letters[a] for a in axes)}', {code})"
        return self.line(code, tuple(axes))

    def _gathered(self, expr: Indexed, declared: Array, name: str) -> Value:
        """Entries at computed places, such as x[k + i]: the places are worked out here, each inside its axis."""
        axes, choices = self._spanned(*expr.indices)
        shape = tuple(self.length(a) for a in axes)
        if any(upper.is_finite is False for _, _, upper in declared.axes):
            raise LoweringError(f"computed places in {expr}, which has an axis without end")
        if 0 in shape:
            raise LoweringError(f"no place in {expr}: a range is empty")
        places: list[list[int]] = [[] for _ in expr.indices]
        for chosen in choices:
            at: dict[Basic, int] = {**self.fixed, **chosen}
            for found, index, (axis, lower, upper) in zip(places, expr.indices, declared.axes, strict=True):
                place, low = self.whole(index, at), self.whole(lower, at)
                self._inside(expr, place, place, low, self.whole(upper, at))
                found.append(place - low)
                at[axis] = place
        codes = [f"jnp.asarray({found}).reshape({shape})" for found in places]
        return self.line(f"{name}[{', '.join(codes)}]", axes)

    @staticmethod
    def _inside(expr: Indexed, first: int, last: int, low: int, high: int) -> None:
        if first <= last and (first < low or last > high):
            raise LoweringError(f"{expr} leaves its axis {low}..{high}")

    def _term(self, expr: Indexed) -> Value:
        sequence = self.sequences[expr.base]
        at = self.integer(expr.indices[0])
        if at is None:
            raise LoweringError(f"the place {expr.indices[0]} in a sequence is not a number")
        start = 0 if sequence.top is None else self.whole(sequence.top, {})
        if at < 0 or (sequence.top is not None and at > start):
            raise LoweringError(f"{expr} lies outside of its sequence")
        saved, self.fixed = self.fixed, {}
        ranges = dict(self.ranges)
        self.ranges.pop(sequence.index, None)
        formula = sequence.initial if at == start else sequence.successor
        self.fixed[sequence.index] = at - (sequence.top is None) if at != start else at
        entries = dict(zip((a for a, _, _ in sequence.axes), expr.indices[1:], strict=True))
        for axis, lower, upper in sequence.axes:
            span = (self.whole(lower, {sequence.index: at}), self.whole(upper, {sequence.index: at}))
            entry = entries[axis]
            if entry in ranges:
                self._inside(expr, *ranges[entry], *span)
                self.ranges[axis] = ranges[entry]
            else:
                self.fixed[axis] = self.whole(entry, saved)
                self.ranges.pop(axis, None)  # outside the name may be that of a free index
        value = self._emit(formula)
        self.fixed, self.ranges = saved, ranges
        return Value(value.name, tuple(entries.get(a, a) for a in value.axes))

    def _sum(self, expr: Sum) -> Value:
        saved = dict(self.ranges)
        names = [limit[0] for limit in expr.limits]
        for symbol, lower, upper in reversed(expr.limits):
            if {symbol} & (lower.free_symbols | upper.free_symbols) or (
                (lower.free_symbols | upper.free_symbols) & set(self.ranges)
            ):
                raise LoweringError("a limit that depends on an index")
            self.ranges[symbol] = (self.whole(lower, self.fixed), self.whole(upper, self.fixed))
        self.scopes.append(_Scope())
        body = expr.function
        factors = list(body.args) if isinstance(body, Mul) else [body]
        values = [self.emit(a) for a in factors]
        lines = self.scopes.pop().lines
        self.scopes[-1].lines += lines
        axes = self.union(values)
        out = tuple(a for a in axes if a not in names)
        idle = [n for n in names if n not in axes]
        scale = 1
        for n in idle:
            scale *= self.length(n)
        numbers = [v for v in values if not v.axes]
        arrays = [v for v in values if v.axes]
        total = self.einsum(arrays, out) if arrays else Value("1.0", ())
        code = " * ".join([*(v.name for v in numbers), total.name, *([f"{scale}.0"] if idle else [])])
        self.ranges = saved
        return self.line(code, out) if code != total.name else total

    def _partial(self, body: Expr, target: Expr) -> Value:
        variable = target.base if isinstance(target, Indexed) else target
        outer = self.argument(variable)
        inner = self.fresh("v")
        self.arguments[variable] = inner
        value, lines = self._nested(body)
        self.arguments[variable] = outer
        name = self.fresh("f")
        code = [f"def {name}({inner}):", *(f"    {text}" for text in lines), f"    return jnp.asarray({value.name})"]
        self.scopes[-1].lines += code
        derivative = "jax.grad" if not value.axes else "jax.jacrev"
        slope = self.line(f"{derivative}({name})({outer})", ())
        if not isinstance(target, Indexed):
            return Value(slope.name, value.axes)
        return self._pick(slope, value.axes, target)

    def _nested(self, body: Basic) -> tuple[Value, list[str]]:
        self.scopes.append(_Scope())
        value = self.emit(body)
        return value, self.scopes.pop().lines

    def _pick(self, slope: Value, before: Axes, target: Indexed) -> Value:
        """The entries of a gradient array that the target's indices name."""
        declared = self.arrays[target.base]
        slices, axes = [":"] * len(before), list(before)
        name = slope.name
        for index, (_, lower, upper) in zip(target.indices, declared.axes, strict=True):
            if upper.is_finite is False:
                name = f"{name}[{self.integer(index)}]"
                continue
            low, high = self.whole(lower, self.fixed), self.whole(upper, self.fixed)
            if index in self.ranges:
                first, last = self.ranges[index]
                self._inside(target, first, last, low, high)
                slices.append(f"{first - low}:{last - low + 1}")
                axes.append(index)
            else:
                place = self.whole(index, self.fixed)
                self._inside(target, place, place, low, high)
                slices.append(str(place - low))
        if len(set(axes)) < len(axes):
            raise LoweringError("one index names two axes of a gradient")
        return self.line(f"{name}[{', '.join(slices)}]" if slices else name, tuple(axes))

    def _mean(self, body: Expr) -> Value:
        """The sum over all outcomes of the random entries, two for each."""
        random = [self.arrays[e.base] for e in body.atoms(Indexed) if self.arrays.get(e.base) is not None]
        random = sorted({d for d in random if d.law is not None}, key=lambda d: str(d.symbol))
        shapes = [tuple(self.whole(u, {}) - self.whole(lo, {}) + 1 for _, lo, u in d.axes) for d in random]
        units = [prod(shape) for shape in shapes]
        if not random or sum(units) > MOST_RANDOM:
            raise LoweringError(f"a mean over 1 to {MOST_RANDOM} random entries is expected")
        outcomes = 2 ** sum(units)
        bits = self.line(f"(jnp.arange({outcomes})[:, None] >> jnp.arange({sum(units)})) & 1", ())
        weights, drawn, masks, first = [], [], [], 0
        for declared, shape, count in zip(random, shapes, units, strict=True):
            upper, lower, chance = self._two_points(declared)
            mine = self.line(f"{bits.name}[:, {first}:{first + count}]", ())
            weights.append(f"jnp.prod(jnp.where({mine.name} == 1, {chance}, 1.0 - {chance}), axis=1)")
            values = f"jnp.where({mine.name} == 1, {upper}, {lower})"
            drawn.append(self.line(f"{values}.astype(float).reshape({(outcomes, *shape)})", ()).name)
            masks.append(self.fresh("m"))
            self.masks[declared.symbol] = masks[-1]
            first += count
        value, lines = self._nested(body)
        for declared in random:
            del self.masks[declared.symbol]
        name, weight = self.fresh("f"), self.line(" * ".join(weights), ())
        self.scopes[-1].lines += [
            f"def {name}({', '.join(masks)}):",
            *(f"    {text}" for text in lines),
            f"    return jnp.asarray({value.name})",
        ]
        each = f"jax.vmap({name})({', '.join(drawn)})"
        return self.line(f"jnp.tensordot({weight.name}, {each}, axes=1)", value.axes)

    def _two_points(self, declared: Array) -> tuple[str, str, str]:
        """Upper value, lower value and the probability of the upper one; of a centred law, one that has its moments."""
        if isinstance(declared.law, Bernoulli):
            return "1.0", "0.0", self.emit(declared.law.keep).name
        assert declared.law is not None
        variance = self.emit(declared.law.variance).name
        chance = self.line(f"{variance} / (1.0 + {variance})", ())
        return "1.0", f"-{variance}", chance.name

    def _piecewise(self, expr: Piecewise) -> Value:
        """Nested where; each branch only sees arguments of its own side, so that gradients stay finite."""
        branches = [(self.emit(v), c) for v, c in expr.args]
        conditions = [self._condition(c) for _, c in branches]
        axes = self.union([v for v, _ in branches] + [c for c in conditions if isinstance(c, Value)])
        code = "jnp.nan"
        for (value, _), condition in reversed(list(zip(branches, conditions, strict=True))):
            here = self.aligned(value, axes)
            code = here if condition is None else f"jnp.where({self.aligned(condition, axes)}, {here}, {code})"
        return self.line(code, axes)

    def _condition(self, condition: Basic) -> Value | None:
        if condition == True:  # noqa: E712 - SymPy's true is not Python's
            return None
        if not isinstance(condition, Relational):
            raise LoweringError(f"no lowering of the condition {condition}")
        left, right = self.emit(condition.lhs), self.emit(condition.rhs)
        axes = self.union([left, right])
        operator = {"==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}[condition.rel_op]
        return self.line(f"{self.aligned(left, axes)} {operator} {self.aligned(right, axes)}", axes)

    def _extreme(self, expr: Basic) -> Value:
        values = [self.emit(a) for a in expr.args]
        axes = self.union(values)
        name = "jnp.maximum" if isinstance(expr, Max) else "jnp.minimum"
        code = self.aligned(values[0], axes)
        for value in values[1:]:
            code = f"{name}({code}, {self.aligned(value, axes)})"
        return self.line(code, axes)


def lower(
    expr: Basic, statement: Statement, whole: Callable[[Basic, Mapping[Basic, int]], int], out: Axes = ()
) -> Lowered:
    """The jnp source of `expr`, its axes the free indices `out` in this order. Raises LoweringError."""
    emitter = Emitter(statement, whole)
    value = emitter.emit(sympify(expr, strict=True))
    missing = tuple(a for a in out if a not in value.axes)
    shape = tuple(emitter.length(a) for a in out)
    if not value.axes:
        final = f"jnp.broadcast_to({value.name}, {shape})"
    elif missing or value.axes != out:
        final = f"jnp.broadcast_to({emitter.aligned(value, out)}, {shape})"
    else:
        final = value.name
    names = list(emitter.arguments.values())
    body = [*emitter.scopes[0].lines, f"return {final}"]
    source = f"def lowered({', '.join(names)}):\n" + "\n".join(f"    {text}" for text in body) + "\n"
    symbols = tuple(str(getattr(s, "label", s)) for s in emitter.arguments)
    return Lowered(source, symbols, compile_source(source, "lowered"))
