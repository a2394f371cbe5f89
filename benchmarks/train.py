"""How fast the trainer is, beside others: `make bench-train`, or `python -m backproof.benchmarks.train --help`.

All contestants run in one interleaved series; a time is the median of its repeats, the spread the two quartiles. Rates
of contestants that would take minutes are measured on fewer networks, which is said in the table. Numbers of one
machine at one moment: use the ratios.
"""

from __future__ import annotations

import argparse
import hashlib
import platform
import resource
import sys
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import product
from pathlib import Path

import numpy as np

from ..environment import cores, environment
from ..numerics.engine.devices import Device, choose
from ..numerics.engine.train import Experiment
from ..numerics.engine.train_network import Loss, Network
from ..numerics.xor import CROSS_ENTROPY, gradient_descent_mostly_learns_xor
from ..theory.catalogue import claims
from . import contestants as others
from . import digits
from .rows import ONE_CORE, OtherMachine, Row, keep, table, timed

RATE = 1.0
KINDS = ("xor", "parity", "digits", "scaling")  # groups of rows that can be asked for


@dataclass(frozen=True)
class Task:
    """One row of the benchmark: n bits, h hidden units, so many networks and steps."""

    bits: int
    units: int
    seeds: int
    steps: int
    threads: int

    @property
    def name(self) -> str:
        """What is trained."""
        what = "XOR" if self.bits == 2 else f"parity {self.bits}"
        where = "one core" if self.threads == 1 else f"{self.threads} cores"
        return f"{what} {self.bits}-{self.units}-1, {self.seeds} networks, {self.steps} steps, {where}"

    @property
    def operations(self) -> float:
        """Floating-point operations of one step of one network; a logistic counts 23, its reciprocal with it.

        For two bits without the products with inputs 0 and 1.
        """
        n, h = self.bits, self.units
        per_sample = (h + 1) * 23 + (4 * n * h if n > 2 else 3 * h) + 9 * h + 2
        return 2**n * per_sample + 2 * (n * h + 2 * h + 1)


def data_of(task: Task) -> others.Data:
    """All inputs of so many bits and their parity."""
    inputs = np.array(list(product((0.0, 1.0), repeat=task.bits)))
    return inputs, inputs.sum(axis=1) % 2


def experiment_of(task: Task) -> Experiment:
    """The same as an experiment of ours."""
    inputs, targets = data_of(task)
    fan_in = {"w": task.bits, "w0": task.bits, "b": task.units, "b0": task.units}
    return replace(
        gradient_descent_mostly_learns_xor,
        formulas=CROSS_ENTROPY,
        loss=Loss.CROSS_ENTROPY,
        sizes={"K1": task.bits, "K2": task.units},
        inputs=("x", tuple(map(tuple, inputs.tolist()))),
        targets=("y", tuple(targets.tolist())),
        fan_in=fan_in,
        scale=1.0,
        learning_rate=RATE,
        steps=task.steps,
        seeds=task.seeds,
    )


def ours(task: Task, seeds: int) -> tuple[Callable[[], object], others.Start]:
    """A run of the trainer, compiled, and the start that it has."""
    experiment = replace(experiment_of(task), seeds=seeds)
    network = Network(experiment, {name: claims("backpropagation")[name].statement for name in CROSS_ENTROPY})
    program, ones = network.program(0), np.ones(seeds)
    rows = network.named(tuple(np.asarray(row) for row in network.begin(0, np.arange(seeds), 1.0)))
    shapes = network.derived.shapes
    w, w0, b, b0 = (np.reshape(rows[n], (*shapes[n], seeds)) for n in ("w", "w0", "b", "b0"))

    def run() -> object:
        return list(program.run(seeds, ones, ones * RATE, most_devices=task.threads))

    run()
    return run, (w, w0, b, b0)


def measured(task: Task, repeats: int, quick: bool, peak: float) -> list[Row]:
    """Every contestant of a task, in an interleaved series."""
    run, start = ours(task, task.seeds)
    data = data_of(task)
    runs: dict[str, tuple[Callable[[], object], int]] = {"ours": (run, task.seeds)}

    def add(name: str, work: Callable, networks: int, *more: int) -> None:
        networks = min(networks, task.seeds)
        few: others.Start = tuple(p[..., :networks] for p in start)  # type: ignore[assignment]
        runs[name] = (lambda: work(few, data, task.steps, RATE, *more), networks)

    add("SIMD by hand", others.by_hand, task.seeds, task.threads)
    if not quick:
        add(f"NumPy, batched {ONE_CORE}", others.numpy_batched, 256)
        add("torch.func.vmap", others.torch_ensemble, 8192, task.threads)
        add("PyTorch, one by one", others.torch_loop, 2, task.threads)
        if task.bits == 2:
            add(f"scikit-learn, one by one {ONE_CORE}", others.scikit_learn, 2)
    operations = task.steps * task.operations
    return timed(task.name, runs, operations=operations, peak=peak, threads=task.threads, repeats=repeats)


def tasks(quick: bool, kinds: Collection[str] = KINDS) -> list[Task | digits.DigitsTask]:
    """What is measured, in the order in which it is shown."""
    every = cores()
    found: list[Task | digits.DigitsTask] = []
    if "xor" in kinds:
        found.append(Task(2, 2, 8192, 2000, 1))
    if "parity" in kinds:
        found += [Task(4, 8, 1024, 500, 1), Task(6, 12, 1024, 100, 1), Task(8, 16, 1024, 20, 1)]
    if "xor" in kinds and every > 1 and not quick:
        found += [Task(2, 2, 8192, 2000, every), Task(2, 2, 65536, 2000, every)]
    if "digits" in kinds and not quick:
        found += digits.tasks(every)
    return found


@dataclass(frozen=True)
class Scaling:
    """Ours alone, XOR 2-2-1: devices, networks, seconds (quartiles and median), the process's peak memory so far."""

    networks: int
    devices: int
    quartiles: tuple[float, float, float]
    peak_bytes: int
    digest: str  # of the successes: same bits, same digest


def scaling(repeats: int, sizes: tuple[int, ...] = (1024, 8192, 65536), steps: int = 2000) -> list[Scaling]:
    """More networks on one device, and all devices against one, in an interleaved series."""
    plans = [(size, 1) for size in sizes] + ([(sizes[-1], cores())] if cores() > 1 else [])
    runs = {plan: ours(Task(2, 2, plan[0], steps, plan[1]), plan[0])[0] for plan in plans}
    times: dict[tuple[int, int], list[float]] = {plan: [] for plan in plans}
    digests: dict[tuple[int, int], str] = {}
    for _turn in range(repeats):
        for plan, run in runs.items():
            start = time.perf_counter()
            found = run()
            times[plan].append(time.perf_counter() - start)
            digests[plan] = digest_of(found)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return [
        Scaling(*plan, tuple(np.quantile(taken, (0.25, 0.5, 0.75)).tolist()), peak, digests[plan])  # type: ignore[arg-type]
        for plan, taken in times.items()
    ]


def digest_of(found: object) -> str:
    """A digest of all arrays of a run."""
    import jax

    leaves = [np.ascontiguousarray(leaf) for leaf in jax.tree.leaves(found)]
    return hashlib.sha256(b"".join(leaf.tobytes() for leaf in leaves)).hexdigest()[:12]


def scaling_table(found: list[Scaling]) -> str:
    """Markdown: networks, devices, time of a network, and whether all devices give the same bits as one."""
    one = {row.networks: row for row in found if row.devices == 1}
    lines = ["| XOR 2-2-1, 2000 steps | microseconds a network | quartiles | |", "|---|---|---|---|"]
    for row in found:
        low, middle, high = row.quartiles
        note = ""
        if row.devices > 1:
            same = "same bits" if row.digest == one[row.networks].digest else "OTHER BITS"
            note = f"{one[row.networks].quartiles[1] / middle:.2f} times one device, {same}"
        what = f"{row.networks:,} networks, {row.devices} device{'s' * (row.devices > 1)}"
        spread = f"{low / middle - 1:+.0%} {high / middle - 1:+.0%}"
        lines.append(f"| {what} | {middle / row.networks * 1e6:.2f} | {spread} | {note} |")
    lines.append("")
    lines.append(f"Peak memory of the process: {found[0].peak_bytes / 2**30:.2f} GiB.")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints the table, and keeps the numbers as JSON where that is asked for."""
    parser = argparse.ArgumentParser(description="Networks trained a second, beside others.")
    parser.add_argument("--repeats", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="one core, and the hand-written reference only")
    parser.add_argument("--rows", nargs="+", choices=KINDS, default=KINDS, help="which rows; all of them without")
    parser.add_argument("--json", metavar="FILE", type=Path, help="written; other rows that are there stay")
    given = parser.parse_args(arguments)
    choose(Device.CPU)
    peak = others.peak_flops()
    found: list[Row] = []
    for task in tasks(given.quick, given.rows):
        run = measured if isinstance(task, Task) else digits.measured
        found += run(task, given.repeats, given.quick, peak)  # type: ignore[arg-type]
    grown = [] if given.quick or "scaling" not in given.rows else scaling(given.repeats)
    print(table(found))
    if grown:
        print("\n" + scaling_table(grown))
    print(f"\nFMA peak of one core, measured: {peak / 1e9:.0f} GFLOP/s in float32; {cores()} cores.")
    print("Where other work shares the cores, the peak suffers more than what waits for results.")
    if given.json:
        report = {"environment": environment(device="cpu", jobs=1), "processor": processor(), "peak": peak}
        report |= {"rows": [asdict(r) for r in found], "scaling": [asdict(row) for row in grown]}
        try:
            keep(given.json, report, [task.name for task in tasks(quick=False)])
        except OtherMachine as other:
            sys.exit(f"{given.json} is left as it was: {other}")


def processor() -> str:
    """The name of this processor, as far as the system tells."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor())


if __name__ == "__main__":
    main()
