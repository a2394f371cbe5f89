"""A study: questions put to experiments, each with prediction, budget and criterion fixed before it is run.

A study has parts, a part is one table. What is measured comes in tasks; a task's rows are kept as soon as they are
there, so that an interrupted study goes on where it was. A part that all predictions of hold is confirmed, one that any
is refuted of is refuted; what was not measured decides nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from enum import Enum
from math import inf, isfinite

from ...theory.kernel.evidence import Outcome
from ...theory.kernel.statement import Statement
from .kept import Kept
from .train import CONFIDENCE, SAME, SAME_SINGLE, interval
from .train_network import Network

Row = dict[str, object]


class NotMeasured(RuntimeError):
    """A task was not carried out, for instance since its step is not the derived one. Decides nothing."""


class Init(Enum):
    """The law of the first weights of a layer, by its variance; `fan` are the layer's inputs and outputs."""

    LECUN = "lecun"  # 1 / inputs
    XAVIER = "xavier"  # 2 / (inputs + outputs), normal
    XAVIER_UNIFORM = "xavier-uniform"  # the same variance, uniform
    HE = "he"  # 2 / inputs
    TANH_EQUIVALENT = "tanh-equivalent"  # a logistic network that computes what a tanh network with Xavier weights does


@dataclass(frozen=True, kw_only=True)
class Setting:
    """What is asked of a study. seeds None: the study's own number. The rest is the user's own network."""

    full: bool = False
    seeds: int | None = None
    seed: int = 0
    depth: int | None = None
    width: int | None = None
    activation: str | None = None
    init: Init | None = None
    residual: bool | None = None

    def of_network(self) -> dict[str, object]:
        """The options about the user's own network that were given."""
        given = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ("full", "seeds", "seed")}
        return {name: v.value if isinstance(v, Enum) else v for name, v in given.items() if v is not None}

    def as_json(self) -> dict[str, object]:
        """The setting in plain JSON."""
        return {"full": self.full, "seeds": self.seeds, "seed": self.seed, **self.of_network()}


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a task may use: the setting, the statements of the study's formulas by id, and the platform's name."""

    setting: Setting
    formulas: Mapping[str, Statement]
    platform: str = "cpu"


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: its name in the data, its heading, unit, and format. A value may be a number, text or an interval."""

    name: str
    label: str
    unit: str = "dimensionless"
    shown: str = ""

    def text(self, value: object) -> str:
        """A cell as a reader sees it."""
        if value is None:
            return "–"
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, list | tuple):
            return " to ".join(self.text(v) for v in value)
        return format(value, self.shown) if not isinstance(value, str) else value


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One prediction and what became of it."""

    prediction: str
    outcome: Outcome
    measured: str


@dataclass(frozen=True, kw_only=True)
class Measured:
    """The rows of one task; checks: the largest relative gaps of what was compared beforehand, by what it was."""

    rows: Sequence[Row]
    checks: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Part:
    """One table of a study. Everything here stands before anything is measured.

    tasks: plain JSON, each measured at once and kept apart. costs: one a task, in any unit. judge: the predictions
    with what the complete rows say of them.
    """

    name: str
    title: str
    question: str
    prediction: str
    budget: str
    criterion: str
    columns: tuple[Column, ...]
    tasks: tuple[Row, ...]
    measure: Callable[[Row, Given], Measured]
    judge: Callable[[list[Row]], tuple[Finding, ...]]
    costs: tuple[float, ...] | None = None
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Study:
    """A study by its parts under a setting. formulas: ids of the claims that train. takes: options of the network.

    `parts` raises ValueError, in one line, for a setting that makes no sense.
    """

    title: str
    parts: Callable[[Setting], tuple[Part, ...]]
    formulas: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Table:
    """A part with its rows. unfinished: tasks without rows; failures: why tasks were not carried out."""

    part: Part
    rows: list[Row]
    checks: Mapping[str, float]
    unfinished: int
    failures: tuple[str, ...]
    seconds: float

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The predictions, judged; undecided as a whole where rows are missing."""
        missing = "; ".join(dict.fromkeys(self.failures))
        if self.unfinished and not missing:
            missing = f"{self.unfinished} tasks are not done"
        if missing:
            return (Finding(prediction=self.part.prediction, outcome=Outcome.UNDECIDED, measured=missing),)
        try:
            return self.part.judge(self.rows)
        except Exception as error:  # rows that were measured must not be lost because nobody can judge them
            why = f"the judgement broke: {type(error).__name__}: {error}"
            return (Finding(prediction=self.part.prediction, outcome=Outcome.UNDECIDED, measured=why),)

    @property
    def outcome(self) -> Outcome:
        """HOLDS when every prediction does, REFUTES when one is refuted."""
        return together(f.outcome for f in self.findings)

    def as_json(self) -> dict[str, object]:
        """The table in plain JSON."""
        part, findings = self.part, self.findings
        said = {n: getattr(part, n) for n in ("name", "title", "question", "prediction", "budget", "criterion", "note")}
        return {
            **said,
            "confidence": CONFIDENCE,
            "columns": [{"name": c.name, "label": c.label, "unit": c.unit} for c in part.columns],
            "rows": self.rows,
            "checks": dict(self.checks),
            "findings": [{**asdict(f), "outcome": f.outcome.value} for f in findings],
            "outcome": together(f.outcome for f in findings).value,
            "unfinished": self.unfinished,
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a study is. left: seconds that the rest may take, None before anything is known."""

    part: str
    done: int
    total: int
    left: float | None


def together(outcomes: Iterator[Outcome]) -> Outcome:
    """One refutation refutes, one indecision leaves undecided; no prediction at all decides nothing."""
    found = list(outcomes)
    if Outcome.REFUTES in found:
        return Outcome.REFUTES
    return Outcome.HOLDS if found and all(o is Outcome.HOLDS for o in found) else Outcome.UNDECIDED


def run(
    study: Study, given: Given, *, kept: Kept | None = None, on_progress: Callable[[Progress], None] | None = None
) -> tuple[list[Table], bool]:
    """The tables of a study, and whether it was interrupted: then with the rows so far.

    kept: where the rows of finished tasks lie; tasks that are there are not measured again.
    """
    parts = study.parts(given.setting)
    costs = [list(p.costs or [1.0] * len(p.tasks)) for p in parts]
    clock = _Clock(sum(map(sum, costs)), sum(len(p.tasks) for p in parts))
    tables, interrupted = [], False
    for part, part_costs in zip(parts, costs, strict=True):
        rows, checks, failures, done = [], {}, [], 0
        start = time.perf_counter()
        try:
            for task, cost in zip(part.tasks, part_costs, strict=True) if not interrupted else ():
                if on_progress is not None:
                    on_progress(Progress(part=part.title, done=clock.done, total=clock.total, left=clock.left()))
                address = [part.name, task]
                found = kept.read(address) if kept else None
                fresh = found is None
                if found is None:
                    found = _measured(part, task, given)
                    if kept and not found["failures"]:
                        kept.write(address, found)
                clock.advance(cost, fresh=fresh)
                rows += found["rows"]
                failures += found["failures"]
                for what, gap in found["checks"].items():
                    checks[what] = max(gap, checks.get(what, 0.0))
                done += 1
        except KeyboardInterrupt:
            interrupted = True
        table = Table(
            part=part,
            rows=rows,
            checks=checks,
            unfinished=len(part.tasks) - done,
            failures=tuple(failures),
            seconds=time.perf_counter() - start,
        )
        tables.append(table)
    return tables, interrupted


def _measured(part: Part, task: Row, given: Given) -> dict:
    """What a task gives, as it comes back from a file: plain JSON, with None for numbers that are not finite."""
    try:
        measured = part.measure(task, given)
    except NotMeasured as why:
        return {"rows": [], "checks": {}, "failures": [str(why)]}
    except Exception as error:  # what breaks decides nothing, and must not end the measurement of the others
        return {"rows": [], "checks": {}, "failures": [f"it broke: {type(error).__name__}: {error}"]}
    names = [c.name for c in part.columns]
    rows = [{name: _plain(row[name]) for name in names} for row in measured.rows]
    checks = {what: float(gap) for what, gap in measured.checks.items()}
    return json.loads(json.dumps({"rows": rows, "checks": checks, "failures": []}))


def _plain(value: object) -> object:
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    if value is None or isinstance(value, str | bool | int):
        return value
    value = value.item() if hasattr(value, "item") else value  # type: ignore[attr-defined]
    return None if isinstance(value, float) and not isfinite(value) else value


class _Clock:
    """The time that is left, from the cost of what was measured so far."""

    def __init__(self, cost: float, total: int) -> None:
        self.cost, self.total, self.done = cost, total, 0
        self.start, self.measured, self.passed = time.perf_counter(), 0.0, 0.0

    def advance(self, cost: float, *, fresh: bool) -> None:
        self.done += 1
        self.passed += cost
        self.measured += cost if fresh else 0.0

    def left(self) -> float | None:
        if not self.measured:
            return None
        return (time.perf_counter() - self.start) * (self.cost - self.passed) / self.measured


def share(successes: int, trials: int) -> Row:
    """The cells of a share of successes: count, share and exact interval."""
    return {"successes": successes, "share": successes / trials, "interval": interval(successes, trials)}


STARTS = Column(name="seeds", label="starts", unit="seeds", shown="d")
SHARE = (
    Column(name="successes", label="successes", unit="seeds", shown="d"),
    Column(name="share", label="share", shown=".4f"),
    Column(name="interval", label=f"{CONFIDENCE:.1%} interval", shown=".4f"),
)


def ends(interval: object) -> tuple[float, float]:
    """The ends of an interval in a row; None, which stands for an end that is not finite there, is without bound."""
    low, high = interval  # type: ignore[misc]
    return -inf if low is None else low, inf if high is None else high


def predicted(
    prediction: str, low: float | None, high: float | None, *, at_least: float = 0.0, at_most: float = 1.0
) -> Finding:
    """Whether an interval lies inside what is predicted (holds), outside (refutes), or across (undecided)."""
    low, high = ends((low, high))
    if at_least <= low and high <= at_most:
        outcome = Outcome.HOLDS
    elif high < at_least or at_most < low:
        outcome = Outcome.REFUTES
    else:
        outcome = Outcome.UNDECIDED
    return Finding(prediction=prediction, outcome=outcome, measured=f"{low:.4g} to {high:.4g}")


def gains(prediction: str, low: float | None, high: float | None) -> Finding:
    """Whether an interval for a gain lies above 0 (holds), nowhere above it (refutes), or across; 0 is no gain."""
    low, high = ends((low, high))
    outcome = Outcome.HOLDS if low > 0 else Outcome.REFUTES if high <= 0 else Outcome.UNDECIDED
    return Finding(prediction=prediction, outcome=outcome, measured=f"{low:.4g} to {high:.4g}")


def checked(network: Network, seed: int) -> dict[str, float]:
    """The gaps between the network's step and the derived gradients. Raises NotMeasured where they are not the same."""
    network.check_loss()
    derived, automatic, single = network.worst_gaps(seed)
    if not (derived <= SAME and automatic <= SAME and single <= SAME_SINGLE):
        raise NotMeasured(
            f"{network.experiment.title}: the step is {derived:.1g} from the derived gradients, {automatic:.1g} from "
            f"automatic differentiation in float64, in float32 {single:.1g} from itself in float64"
        )
    return {"to the derived gradients": derived, "to automatic differentiation": automatic, "of float32": single}


def median_interval(values: Iterable[float], confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """The median and an exact interval for that of the law: between two order statistics, whatever the law is."""
    from scipy.special import bdtr

    ordered = sorted(values)
    count = len(ordered)
    # the k-th value lies above the law's median when fewer than k of the values lie below it
    k = next(k for k in range(count + 1) if bdtr(k, count, 0.5) >= (1 - confidence) / 2)
    middle = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    return (middle, ordered[k - 1], ordered[count - k]) if k >= 1 else (middle, -inf, inf)


def mean_interval(values: Sequence[float], confidence: float = CONFIDENCE) -> tuple[float, float, float]:
    """The mean and its interval by Student's t: exact for normal values, and for the mean of many of any law nearly."""
    from statistics import fmean, stdev

    from scipy.special import stdtrit

    mean = fmean(values)
    if len(values) < 2:
        return mean, -inf, inf
    half = float(stdtrit(len(values) - 1, (1 + confidence) / 2)) * stdev(values) / len(values) ** 0.5
    return mean, mean - half, mean + half
