"""The experiment of a prediction that is one row of a study's table: its share of successes is the evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

from ...theory.kernel.evidence import Evidence, Kind, Outcome
from ...theory.kernel.statement import Statement
from .devices import Device, choose, description
from .study import Given, NotMeasured, Part, Setting, Study
from .train import CONFIDENCE, interval


@dataclass(frozen=True, kw_only=True)
class StudyRow:
    """The row of a part with these cells, measured with so many seeds. The part says budget and criterion.

    seconds: about what that takes on one core.
    """

    study: str
    part: str
    row: Mapping[str, object]
    seeds: int
    count: str = "successes"  # the column that counts them
    seconds: float = 2.0

    def _study(self) -> Study:
        return import_module(f"...numerics.studies.{self.study}", __package__).study

    def _heading(self, part: Part) -> str:
        return next(c.label for c in part.columns if c.name == self.count)

    @property
    def formulas(self) -> tuple[str, ...]:
        """Ids of the claims that train."""
        return self._study().formulas

    def run(self, formulas: Mapping[str, Statement], *, seed: int = 0, device: Device = Device.AUTO) -> Evidence:
        """Measures the row. UNDECIDED where its step is not the derived one. Raises ValueError unless it is one row."""
        platform = choose(device)
        given = Given(setting=Setting(seeds=self.seeds, seed=seed), formulas=formulas, platform=platform)
        part = next(p for p in self._study().parts(given.setting) if p.name == self.part)
        tasks = [t for t in part.tasks if all(t[k] == v for k, v in self.row.items() if k in t)]
        checks: dict[str, float] = {}
        rows = []
        try:
            for task in tasks:
                measured = part.measure(task, given)
                rows += [r for r in measured.rows if all(r[k] == v for k, v in self.row.items())]
                checks |= measured.checks
        except NotMeasured as why:
            return Evidence(kind=Kind.TRAINING, outcome=Outcome.UNDECIDED, detail=f"no training: {why}")
        if len(rows) != 1:
            raise ValueError(f"{self.study}, {self.part}: {len(rows)} rows have the cells {dict(self.row)}")
        successes, trials = int(rows[0][self.count]), int(rows[0]["seeds"])  # type: ignore[call-overload]
        low, high = interval(successes, trials)
        gaps = ", ".join(f"{what} {gap:.1g}" for what, gap in checks.items())
        compared = f"; largest relative gaps before training: {gaps}" if gaps else ""
        detail = (
            f"{self._heading(part)}: {successes} of {trials} ({CONFIDENCE:.1%} interval {low:.4f} to {high:.4f}); "
            f"{part.criterion}; {part.budget}{compared}; on {platform} ({description()['device']}), seed {seed}"
        )
        return Evidence(
            kind=Kind.TRAINING,
            outcome=Outcome.HOLDS,
            detail=detail,
            instances=trials,
            worst=max(checks.values(), default=None),
            grade=f"{successes} of {trials} seeds",
            interval=(low, high),
        )
