"""The numeric check of a claim: the emitted formulas against an oracle, and gradients against `jax.grad`.

An oracle is written by hand from the definition. It takes the declared variables by name (arrays float64, sizes and
natural numbers int) and returns the value of the statement's left side over all its free indices, as an array with
one axis an index in the order of their declaration. It never sees the claim.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import numpy as np
from sympy import Basic, Indexed, MatrixExpr

from ...theory.kernel.evidence import Evidence, Kind, Outcome
from ...theory.kernel.functions import Partial
from ...theory.kernel.statement import Relation, Statement
from .devices import Device, choose, description
from .lower import LoweringError, lower
from .matrices import evaluate_matrix
from .sampling import Sample, samples, symbols

EPS = float(np.finfo(np.float64).eps)
SAMPLES = 4
PERTURBATIONS = 3
RUNS_REMEMBERED = 20
_runs = count(1)
SMALLEST_SLOPE = 1.9  # of the Taylor remainder; 2 for a right gradient, 1 for a wrong one


@dataclass(frozen=True, kw_only=True)
class Check:
    """What the room `numerics` knows of a claim. `ulps` scales the tolerance; another value needs its reason."""

    oracle: Callable[..., object]
    ulps: float = 256.0
    reason: str = "a few dozen roundings, and up to two bits that 1 - sigma loses"
    samples: int = SAMPLES


def run(statement: Statement, check: Check, *, seed: int = 0, device: Device = Device.AUTO) -> Evidence:
    """Numeric evidence: HOLDS, REFUTES with the first sample that disagrees, UNDECIDED for NaN or no sample."""
    platform = choose(device)
    _forget_programs_now_and_then()
    out = symbols(statement)
    worst, points = 0.0, 0
    for taken in samples(statement, seed, check.samples):
        try:
            gaps = _compare(statement, check, taken, out, seed)
        except LoweringError as missing:
            return Evidence(kind=Kind.NUMERIC, outcome=Outcome.UNSUPPORTED, detail=str(missing))
        for name, gap in gaps.items():
            if not np.isfinite(gap):
                detail = f"{name}: not a finite number at {taken.instance.describe()}"
                return Evidence(kind=Kind.NUMERIC, outcome=Outcome.UNDECIDED, detail=detail)
            if gap > check.ulps:
                detail = f"{name}: {gap:.3g} ulps apart at {taken.instance.describe()}"
                return Evidence(kind=Kind.NUMERIC, outcome=Outcome.REFUTES, detail=detail, worst=gap)
            worst = max(worst, gap)
        points += 1
    if not points:
        return Evidence(kind=Kind.NUMERIC, outcome=Outcome.UNDECIDED, detail="no sample meets the hypotheses")
    about = description()
    detail = f"float64 on {platform} ({about['device']}), seed {seed}: worst {worst:.2g} of {check.ulps:g} ulps"
    grade = f"agrees at {points} points"
    return Evidence(
        kind=Kind.NUMERIC, outcome=Outcome.HOLDS, detail=detail, instances=points, worst=worst * EPS, grade=grade
    )


def _forget_programs_now_and_then() -> None:
    """JAX keeps every program that it compiled: 2.8 GB after 380 claims, 0.7 GB with this, from measurement."""
    import jax

    if next(_runs) % RUNS_REMEMBERED == 0:
        jax.clear_caches()


def _value(expr: Basic, statement: Statement, taken: Sample, out: tuple[Basic, ...]) -> np.ndarray:
    if isinstance(expr, MatrixExpr):
        return np.asarray(evaluate_matrix(expr, taken))
    lowered = lower(expr, statement, taken.whole, out)
    return np.asarray(lowered.function(*(_argument(taken, s) for s in lowered.arguments)), dtype=float)


def _argument(taken: Sample, name: str) -> object:
    import jax.numpy as jnp

    value = taken.named()[name]
    if isinstance(value, list):
        return tuple(jnp.asarray(layer) for layer in value)
    return jnp.asarray(value, dtype=float)


def _distance(a: np.ndarray, b: np.ndarray, floor: np.ndarray) -> float:
    """Largest gap in units of the rounding error that each entry may have."""
    if a.shape != b.shape:
        raise LoweringError(f"shapes {a.shape} and {b.shape} are compared")
    if a.size == 0:
        return 0.0
    if not (np.all(np.isfinite(a)) and np.all(np.isfinite(b))):
        return float("nan")
    return float(np.max(np.abs(a - b) / floor))


def _floor(check: Check, taken: Sample, value: np.ndarray, seed: int) -> np.ndarray:
    """One ulp of each entry, or what an ulp in the inputs does to it where that is more; at least a tenth of the scale.

    The conditioning is measured at the sample; it does not grow with the number of entries. The scale is the largest
    magnitude among inputs and result: an entry that cancels to zero keeps the rounding error of what cancelled.
    """
    rng = np.random.default_rng(seed)
    spread = np.abs(value)
    named = taken.named()
    step = 2.0**-26
    for _ in range(PERTURBATIONS):
        moved = {k: _nudged(v, rng, step) for k, v in named.items()}
        change = np.abs(np.asarray(check.oracle(**moved), dtype=float) - value) / step
        spread = np.maximum(spread, np.where(np.isfinite(change), change, 0.0))
    largest = max((float(np.max(np.abs(v), initial=0.0)) for v in _numbers(named)), default=1.0)
    scale = max(float(np.max(spread, initial=0.0)), largest) or 1.0
    return EPS * np.maximum(spread, 0.1 * scale)


def _numbers(named: dict[str, object]) -> list[np.ndarray]:
    flat = [v for value in named.values() for v in (value if isinstance(value, list) else [value]) if not callable(v)]
    return [np.asarray(v, dtype=float) for v in flat]


def _nudged(value: object, rng: np.random.Generator, step: float) -> object:
    if isinstance(value, list):
        return [_nudged(v, rng, step) for v in value]
    if isinstance(value, np.ndarray):
        return value * (1 + step * rng.uniform(-1, 1, value.shape))
    return value * (1 + step * rng.uniform(-1, 1)) if isinstance(value, float) else value


def _compare(statement: Statement, check: Check, taken: Sample, out: tuple[Basic, ...], seed: int) -> dict[str, float]:
    """Gaps in ulps, by what was compared."""
    expected = np.asarray(check.oracle(**taken.named()), dtype=float)
    left = _value(statement.lhs, statement, taken, out)
    right = _value(statement.rhs, statement, taken, out)
    floor = _floor(check, taken, expected, seed)
    gaps = {"left side against the oracle": _distance(left, expected, floor)}
    if statement.relation is Relation.EQUAL:
        gaps["right side against the oracle"] = _distance(right, expected, floor)
        gaps["right side against left side"] = _distance(right, left, floor)
        if isinstance(statement.lhs, Partial) and isinstance(statement.lhs.args[1], Indexed):
            gaps["Taylor remainder"] = _taylor(statement, check, taken, out, right, seed)
        return gaps
    slack = np.min((right - left) / floor, initial=np.inf)
    gaps[f"lhs {statement.relation.value} rhs"] = max(0.0, -float(slack))
    return gaps


def _taylor(
    statement: Statement, check: Check, taken: Sample, out: tuple[Basic, ...], gradient: np.ndarray, seed: int
) -> float:
    """0 when f(x + h v) - f(x) - h <g, v> shrinks like h^2 (or is rounding), else a number above every tolerance.

    Only for a scalar body and a gradient over the whole array; elsewhere nothing is said.
    """
    body, target = statement.lhs.args
    array = taken.arrays.get(target.base)
    if not isinstance(array, np.ndarray) or array.shape != gradient.shape or body.free_symbols & set(out):
        return 0.0
    if tuple(target.indices) != out:
        return 0.0
    lowered = lower(body, statement, taken.whole)
    arguments = [_argument(taken, name) for name in lowered.arguments]
    place = lowered.arguments.index(str(target.base.label)) if str(target.base.label) in lowered.arguments else None
    if place is None:
        return 0.0
    rng = np.random.default_rng(seed)
    direction = rng.uniform(-1, 1, array.shape)
    start = float(np.asarray(lowered.function(*arguments)))
    slope = float(np.sum(gradient * direction))
    remainders = []
    for h in (1e-2, 1e-3):
        moved = list(arguments)
        moved[place] = array + h * direction
        remainders.append(abs(float(np.asarray(lowered.function(*moved))) - start - h * slope))
    rounding = 1e3 * EPS * (abs(start) + abs(slope) + 1.0)
    if remainders[1] <= rounding or remainders[0] <= rounding:
        return 0.0
    return 0.0 if np.log10(remainders[0] / remainders[1]) >= SMALLEST_SLOPE else 2 * check.ulps
