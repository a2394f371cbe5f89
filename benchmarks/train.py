"""How fast the ensemble trainer is: models trained a second, interleaved with its peers in one run.

    make bench-train            (one core; CORES=4 for more)

XOR with a 2-2-1 sigmoid network and cross-entropy, full batch, float32. The peers train the same network for as many
steps: a loop over scikit-learn's MLPClassifier, NumPy with the seeds in batches, and `limit/xor_ref.c`, which keeps a
network in registers and stands for the limit of the machine. Medians of interleaved repeats; compiling is not counted.
"""

import ctypes
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

CORES = int(sys.argv[1]) if len(sys.argv) > 1 else 1
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])

import jax  # noqa: E402 - after the cores are chosen

jax.config.update("jax_num_cpu_devices", CORES)

import numpy as np  # noqa: E402

from backproof.numerics.engine.devices import Device, choose  # noqa: E402
from backproof.numerics.engine.elementwise import Activation, gradients  # noqa: E402
from backproof.numerics.engine.train import Experiment, program  # noqa: E402
from backproof.numerics.xor import on_xor  # noqa: E402
from backproof.theory.catalogue import claims  # noqa: E402

STEPS, SEEDS, RATE, REPEATS = 2000, 8192 * CORES, 1.0, 7
PARTS = ("hidden_weight", "hidden_bias", "output_weight", "output_bias")
NAMES = tuple(f"backpropagation.cross_entropy_{part}_gradient" for part in PARTS)
EXPERIMENT: Experiment = replace(
    on_xor("benchmark", 2, Activation.LOGISTIC, learning_rate=RATE), formulas=NAMES, steps=STEPS, seeds=SEEDS
)
INPUTS = np.array(EXPERIMENT.inputs[1], dtype=np.float32)
TARGETS = np.array(EXPERIMENT.targets[1], dtype=np.float32)


def ours() -> Callable[[], int]:
    """The trainer's compiled program."""
    known = claims("backpropagation")
    derived = gradients(tuple(known[n].statement for n in NAMES), EXPERIMENT.sizes, EXPERIMENT.activation)
    run, padded = program(EXPERIMENT, derived)
    numbers = np.arange(padded)
    jax.block_until_ready(run(numbers))

    def once() -> int:
        jax.block_until_ready(run(numbers))
        return SEEDS

    return once


def limit() -> Callable[[], int]:
    """The reference in C, compiled on the spot."""
    source = Path(__file__).parent / "limit" / "xor_ref.c"
    library = Path(tempfile.mkdtemp()) / "libxor.so"
    options = ["-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC"]
    subprocess.run(["gcc", *options, str(source), "-o", str(library), "-lm"], check=True)
    train = ctypes.CDLL(str(library)).xor_train
    train.argtypes = [ctypes.c_void_p, ctypes.c_long, ctypes.c_int, ctypes.c_float, ctypes.c_int]
    first = np.random.default_rng(0).normal(size=(9, SEEDS)).astype(np.float32)

    def once() -> int:
        weights = first.copy()
        train(weights.ctypes.data, SEEDS, STEPS, RATE, CORES)
        return SEEDS

    return once


def batched_numpy() -> Callable[[], int]:
    """Matrix products over a batch of 256 networks at a time."""
    rng, seeds = np.random.default_rng(0), 256

    def once() -> int:
        w, c = rng.normal(size=(2, 2, seeds)).astype(np.float32), np.zeros((2, seeds), np.float32)
        b, b0 = rng.normal(size=(2, seeds)).astype(np.float32), np.zeros(seeds, np.float32)
        for _ in range(STEPS):
            hidden = 1 / (1 + np.exp(-(np.einsum("ljs,nj->nls", w, INPUTS) + c)))
            delta = 1 / (1 + np.exp(-(np.einsum("nls,ls->ns", hidden, b) + b0))) - TARGETS[:, None]
            signal = delta[:, None] * b * hidden * (1 - hidden)
            w -= RATE / 4 * np.einsum("nls,nj->ljs", signal, INPUTS)
            c -= RATE / 4 * signal.sum(0)
            b -= RATE / 4 * np.einsum("nls,ns->ls", hidden, delta)
            b0 -= RATE / 4 * delta.sum(0)
        return seeds

    return once


def scikit_learn_loop() -> Callable[[], int]:
    """MLPClassifier, one network after the other; its logistic output is the same loss."""
    import warnings

    from sklearn.neural_network import MLPClassifier

    def once() -> int:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            MLPClassifier(
                (2,),
                activation="logistic",
                solver="sgd",
                alpha=0.0,
                batch_size=4,
                learning_rate_init=RATE,
                momentum=0.0,
                max_iter=STEPS,
                tol=0.0,
                n_iter_no_change=STEPS,
                random_state=0,
            ).fit(INPUTS, TARGETS)
        return 1

    return once


def main() -> None:
    """Prints the table."""
    choose(Device.CPU)
    peers = {"ours": ours(), "C in registers": limit(), "batched NumPy": batched_numpy()}
    peers["scikit-learn loop"] = scikit_learn_loop()
    rates: dict[str, list[float]] = {name: [] for name in peers}
    for turn in range(REPEATS):
        for name, once in peers.items():
            if name == "scikit-learn loop" and turn > 2:
                continue  # slow, and steady enough
            begin = time.perf_counter()
            trained = once()
            rates[name].append(trained / (time.perf_counter() - begin))
    mine = statistics.median(rates["ours"])
    print(f"XOR 2-2-1, {STEPS} steps, {SEEDS} seeds, {CORES} core(s): models trained a second")
    for name, found in rates.items():
        middle = statistics.median(found)
        spread = f"{min(found):,.1f} to {max(found):,.1f}"
        print(f"  {name:<18} {middle:>12,.1f}   spread {spread}   ours/this {mine / middle:,.2f}")


if __name__ == "__main__":
    main()
