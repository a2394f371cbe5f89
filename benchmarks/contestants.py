"""The same training by others: hand-written SIMD code, batched NumPy, scikit-learn, PyTorch.

Every contestant trains 2-2-1 or n-h-1 sigmoid networks by full-batch descent of the mean cross-entropy in float32
(scikit-learn in float64). Starts are arrays w (h, n, S), w0 (h, S), b (h, S), b0 (S,).
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

Start = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]
Data = tuple[np.ndarray, np.ndarray]
LIMIT = Path(__file__).with_name("limit") / "limit.cc"
FLAGS = ("-O3", "-march=native", "-ffast-math", "-fopenmp", "-shared", "-fPIC")


class Absent(Exception):
    """A contestant that this machine does not have."""


def seconds(work: Callable[[], object]) -> float:
    """The wall time of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


@cache
def limit(*more_flags: str) -> ctypes.CDLL:
    """The hand-written references, compiled for this processor. Raises Absent without compiler or AVX2."""
    compiler = shutil.which("c++") or shutil.which("g++")
    if compiler is None:
        raise Absent("no C++ compiler")
    with tempfile.TemporaryDirectory(prefix="backproof-", ignore_cleanup_errors=True) as folder:
        target = str(Path(folder, "limit.so"))
        made = subprocess.run([compiler, *FLAGS, *more_flags, str(LIMIT), "-o", target], capture_output=True, text=True)
        if made.returncode:
            raise Absent("the references do not compile: " + (made.stderr.splitlines() or ["?"])[0])
        library = ctypes.CDLL(target)  # stays loaded when its file is gone
    library.multiply_add.restype = ctypes.c_float
    library.multiply_add.argtypes = [ctypes.c_long]
    pointer, whole, real = ctypes.c_void_p, ctypes.c_int, ctypes.c_float
    library.xor_train.argtypes = [pointer, ctypes.c_long, whole, real, whole]
    library.parity_train.argtypes = [whole, whole, *[pointer] * 4, ctypes.c_long, whole, real, whole]
    return library


def peak_flops() -> float:
    """Fused multiply-adds of one core, measured, in float32 operations a second."""
    library, rounds = limit(), 4_000_000
    return rounds * 16 * 2 * library.lanes() / min(seconds(lambda: library.multiply_add(rounds)) for _ in range(5))


def by_hand(start: Start, data: Data, steps: int, rate: float, threads: int, *more_flags: str) -> Start:
    """The SIMD reference of `limit/limit.cc`; the parameters after the last step."""
    w, w0, b, b0 = (np.ascontiguousarray(p, np.float32).copy() for p in start)
    units, inputs, seeds = w.shape
    library = limit(*more_flags)
    if (units, inputs) == (2, 2):
        rows = np.concatenate([w.reshape(4, seeds), w0, b, b0[None]])
        library.xor_train(rows.ctypes.data, seeds, steps, rate, threads)
        return rows[:4].reshape(2, 2, seeds), rows[4:6], rows[6:8], rows[8]
    places = [p.ctypes.data for p in (w, w0, b, b0)]
    if not library.parity_train(inputs, units, *places, seeds, steps, rate, threads):
        raise Absent(f"no reference for {inputs}-{units}-1")
    return w, w0, b, b0


def numpy_batched(start: Start, data: Data, steps: int, rate: float, chunk: int = 256) -> Start:
    """Batched NumPy, seeds last, in chunks that stay in the cache: the fastest of the layouts that were tried."""
    parts = []
    inputs, targets = (d.astype(np.float32) for d in data)
    step_size = np.float32(rate / len(targets))
    for first in range(0, start[3].shape[0], chunk):
        w, w0, b, b0 = (p[..., first : first + chunk].copy() for p in start)
        for _ in range(steps):
            value = 1 / (1 + np.exp(-(np.einsum("ni,his->nhs", inputs, w) + w0)))
            delta = 1 / (1 + np.exp(-((value * b).sum(1) + b0))) - targets[:, None]
            signal = delta[:, None] * b * (value - value * value)
            b -= step_size * (delta[:, None] * value).sum(0)
            b0 -= step_size * delta.sum(0)
            w -= step_size * np.einsum("nhs,ni->his", signal, inputs)
            w0 -= step_size * signal.sum(0)
        parts.append((w, w0, b, b0))
    w, w0, b, b0 = (np.concatenate(p, axis=-1) for p in zip(*parts, strict=True))
    return w, w0, b, b0


def scikit_learn(start: Start, data: Data, steps: int, rate: float) -> None:
    """`MLPClassifier`, one network after another. Its start is its own."""
    if find_spec("sklearn") is None:
        raise Absent("the extra 'data' is not installed")
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    settings = {"activation": "logistic", "solver": "sgd", "momentum": 0.0, "alpha": 0.0, "shuffle": False}
    settings |= {"learning_rate_init": rate, "max_iter": steps, "n_iter_no_change": steps, "tol": 0.0}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for seed in range(start[3].shape[0]):
            network = MLPClassifier((start[1].shape[0],), batch_size=len(data[1]), random_state=seed, **settings)
            network.fit(data[0], data[1])
            if network.n_iter_ != steps:
                raise RuntimeError(f"scikit-learn stopped after {network.n_iter_} of {steps} steps")


def torch_with(threads: int):  # type: ignore[no-untyped-def]
    """PyTorch with so many threads. Raises Absent without it."""
    if find_spec("torch") is None:
        raise Absent("torch is not installed")
    import torch

    torch.set_num_threads(threads)
    return torch


def torch_ensemble(start: Start, data: Data, steps: int, rate: float, threads: int) -> Start:
    """`torch.func.vmap` over `torch.func.grad`; the parameters after the last step."""
    torch = torch_with(threads)
    state = [torch.as_tensor(np.moveaxis(p, -1, 0).copy(), dtype=torch.float32) for p in start]
    inputs, targets = (torch.as_tensor(d, dtype=torch.float32) for d in data)

    def loss(w, w0, b, b0):  # type: ignore[no-untyped-def]
        logits = torch.sigmoid(inputs @ w.T + w0) @ b + b0
        return torch.nn.functional.binary_cross_entropy_with_logits(logits, targets)

    slopes = torch.func.vmap(torch.func.grad(loss, argnums=(0, 1, 2, 3)))
    for _ in range(steps):
        state = [p - rate * g for p, g in zip(state, slopes(*state), strict=True)]
    w, w0, b, b0 = (np.moveaxis(p.numpy(), 0, -1) for p in state)
    return w, w0, b, b0


def torch_loop(start: Start, data: Data, steps: int, rate: float, threads: int) -> Start:
    """A `torch.nn.Sequential` and `torch.optim.SGD` a network, one network after another."""
    torch = torch_with(threads)
    inputs, targets = (torch.as_tensor(d, dtype=torch.float32) for d in data)
    units, bits, seeds = start[0].shape
    ends = []
    for seed in range(seeds):
        network = torch.nn.Sequential(torch.nn.Linear(bits, units), torch.nn.Sigmoid(), torch.nn.Linear(units, 1))
        w, w0, b, b0 = (torch.as_tensor(np.ascontiguousarray(p[..., seed]), dtype=torch.float32) for p in start)
        with torch.no_grad():
            for parameter, value in zip(network.parameters(), (w, w0, b, b0), strict=True):
                parameter.copy_(value.reshape(parameter.shape))
        optimizer = torch.optim.SGD(network.parameters(), lr=rate)
        for _ in range(steps):
            optimizer.zero_grad()
            torch.nn.functional.binary_cross_entropy_with_logits(network(inputs)[:, 0], targets).backward()
            optimizer.step()
        ends.append([p.detach().numpy() for p in network.parameters()])
    w, w0, b, b0 = (np.stack(parts, axis=-1) for parts in zip(*ends, strict=True))
    return w, w0, b[0], b0[0]
