"""Deep networks on handwritten digits, beside PyTorch: a module a network, and an ensemble of `torch.func.vmap`.

All train tanh networks of width 32 in float32 by plain descent of the mean cross-entropy, in batches of 64. A network's
start, the order of its samples and that of its batches are those that ours draws for its number, and are prepared
before a clock runs. Before they are timed, the contestants' losses after some steps are compared with ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..numerics.engine.digits import digits
from ..numerics.engine.train_deep import Deep, Program, wanted
from ..numerics.engine.train_depth import BATCH, WIDTH, Outcomes, train_networks
from ..numerics.engine.train_starts import Shape, begin
from ..numerics.studies.depth import multiplications
from ..numerics.vanishing import TANHS
from . import contestants as others
from .rows import ONE_CORE, Row, timed

COMPARED_AFTER = 20  # steps
SAME_LOSS = 1e-4  # relative; a step size larger by 1 % makes 4e-3
LOOPED = 2  # networks that are trained one by one
PER_ACTIVATION = 23  # operations of an activation, as in the other tasks


@dataclass(frozen=True)
class DigitsTask:
    """One row: hidden layers, networks, steps, cores."""

    depth: int
    networks: int
    steps: int
    threads: int

    @property
    def name(self) -> str:
        """What is trained."""
        where = "one core" if self.threads == 1 else f"{self.threads} cores"
        return f"digits 64-{WIDTH}x{self.depth}-10, {self.networks} networks, {self.steps} steps of {BATCH}, {where}"

    @property
    def operations(self) -> float:
        """Floating-point operations of the training of one network."""
        per_sample = 2 * multiplications(self.depth) + (self.depth * WIDTH + 10) * PER_ACTIVATION
        return float(self.steps * BATCH * per_sample)


@dataclass(frozen=True)
class Given:
    """Networks as the others take them: layers' weights (networks, in, out) and biases (networks, out), each network's
    batches of inputs (networks, blocks, 64, 64) and labels, and which block comes at which step (networks, steps).
    """

    layers: tuple[tuple[np.ndarray, np.ndarray], ...]
    inputs: np.ndarray
    labels: np.ndarray
    blocks: np.ndarray

    def first(self, networks: int) -> Given:
        """The first networks alone."""
        layers = tuple((w[:networks], b[:networks]) for w, b in self.layers)
        return Given(layers, self.inputs[:networks], self.labels[:networks], self.blocks[:networks])


def networks_of(task: DigitsTask, *stops: int) -> list[Deep]:
    """The task's networks, measured after these numbers of steps."""
    return [
        Deep(architecture=TANHS, depth=task.depth, number=n, stops=stops or (task.steps,)) for n in range(task.networks)
    ]


def ours(task: DigitsTask, *stops: int) -> Outcomes:
    """The task by the trainer."""
    return train_networks(networks_of(task, *stops))


def given(task: DigitsTask, seed: int = 0) -> Given:
    """The starts and the data of the networks that the trainer numbers so."""
    import jax

    data = digits()
    shape = Shape(data.images.shape[1], WIDTH, data.targets.shape[1], max(task.depth, 2))
    program, root = Program(shape, len(data.images), BATCH, 1), jax.random.key(seed)
    taken = wanted(shape, networks_of(task))
    per_epoch = len(data.images) // BATCH
    epochs = np.arange(-(-task.steps // per_epoch))
    starts, orders, turns = [], [], []
    for n in range(task.networks):
        start_key, order_key, order = program.drawn(root, n)
        starts.append(begin(shape, start_key, taken.spreads[n], taken.uniform[n], taken.shifted[n]))  # type: ignore[arg-type]
        orders.append(np.asarray(order)[: per_epoch * BATCH])
        turns.append(np.asarray(jax.vmap(lambda at, key=order_key: program.turn(key, at))(epochs)).reshape(-1))
    stacked = {name: np.stack([np.asarray(s[name]) for s in starts]) for name in starts[0]}
    hidden = [(stacked["hidden"][:, at - 1], stacked["biases"][:, at]) for at in range(1, task.depth)]
    found = ((stacked["first"], stacked["biases"][:, 0]), *hidden, (stacked["last"], stacked["last_bias"]))
    layers = tuple((np.swapaxes(weights, 1, 2), biases) for weights, biases in found)
    mixed, blocks = np.stack(orders), np.stack(turns)[:, : task.steps]
    inputs = data.images[mixed].reshape(task.networks, per_epoch, BATCH, -1)
    labels = data.targets.argmax(axis=1)[mixed].reshape(task.networks, per_epoch, BATCH)
    return Given(layers, inputs, labels, blocks)


def torch_loop(start: Given, steps: int, rate: float, threads: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """A `torch.nn.Sequential` and `torch.optim.SGD` a network, one after another; the layers after the last step."""
    torch = others.torch_with(threads)
    inputs, labels = torch.as_tensor(start.inputs), torch.as_tensor(start.labels)
    ends = []
    for n, blocks in enumerate(start.blocks[:, :steps].tolist()):
        parts: list[Any] = []
        for weights, _ in start.layers:
            parts += [torch.nn.Linear(*weights.shape[1:]), torch.nn.Tanh()]
        network = torch.nn.Sequential(*parts[:-1])
        with torch.no_grad():
            for linear, (weights, biases) in zip(parts[::2], start.layers, strict=True):
                linear.weight.copy_(torch.as_tensor(weights[n].T))
                linear.bias.copy_(torch.as_tensor(biases[n]))
        optimizer = torch.optim.SGD(network.parameters(), lr=rate)
        for block in blocks:
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(network(inputs[n, block]), labels[n, block]).backward()
            optimizer.step()
        ends.append([(p.weight.detach().numpy().T, p.bias.detach().numpy()) for p in parts[::2]])
    return [(np.stack(w), np.stack(b)) for w, b in (zip(*layer, strict=True) for layer in zip(*ends, strict=True))]


def torch_ensemble(start: Given, steps: int, rate: float, threads: int) -> list[tuple[np.ndarray, np.ndarray]]:
    """`torch.func.vmap` over `torch.func.grad`, all networks at once; the layers after the last step."""
    torch = others.torch_with(threads)
    state = [torch.as_tensor(p).clone() for layer in start.layers for p in layer]
    inputs, labels = torch.as_tensor(start.inputs), torch.as_tensor(start.labels)
    all_blocks, every = torch.as_tensor(start.blocks[:, :steps].T.copy()), torch.arange(len(start.inputs))

    def loss(parameters: list, x: Any, y: Any) -> Any:
        *hidden, last = list(zip(parameters[::2], parameters[1::2], strict=True))
        for weights, biases in hidden:
            x = torch.tanh(torch.addmm(biases, x, weights))
        return torch.nn.functional.cross_entropy(torch.addmm(last[1], x, last[0]), y)

    slopes = torch.func.vmap(torch.func.grad(loss))
    for blocks in all_blocks:
        found = slopes(state, inputs[every, blocks], labels[every, blocks])
        torch._foreach_add_(state, list(found), alpha=-rate)
    arrays = [p.numpy() for p in state]
    return list(zip(arrays[::2], arrays[1::2], strict=True))


CONTESTANTS: dict[str, Callable[..., list[tuple[np.ndarray, np.ndarray]]]] = {
    "torch.func.vmap": torch_ensemble,
    f"PyTorch, one by one {ONE_CORE}": torch_loop,
}


def training_losses(layers: list[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Mean cross-entropy over the training images of each network, in float64."""
    data = digits()
    found = []
    for n in range(len(layers[0][0])):
        value = data.images.astype(float)
        for at, (weights, biases) in enumerate(layers):
            value = value @ weights[n].astype(float) + biases[n]
            value = np.tanh(value) if at + 1 < len(layers) else value
        logarithms = value - value.max(axis=1, keepdims=True)
        logarithms -= np.log(np.exp(logarithms).sum(axis=1, keepdims=True))
        found.append(-(data.targets * logarithms).sum(axis=1).mean())
    return np.array(found)


def largest_gap(task: DigitsTask, work: Callable, *more: Any, rate: float = TANHS.learning_rate) -> float:
    """The largest relative distance of a contestant's training losses from ours, at the start and after some steps."""
    few = replace(task, networks=LOOPED, steps=COMPARED_AFTER)
    expected = ours(few, 0, COMPARED_AFTER).loss.T
    start = given(few)
    ends = [list(start.layers), work(start, COMPARED_AFTER, rate, *more)]
    found = np.stack([training_losses(layers) for layers in ends])
    return float(np.max(np.abs(found / expected - 1)))


def measured(task: DigitsTask, repeats: int, quick: bool, peak: float) -> list[Row]:
    """Ours and, unless quick, the others, in an interleaved series. Raises RuntimeError where their losses differ."""
    runs: dict[str, tuple[Callable[[], object], int]] = {"ours": (lambda: ours(task), task.networks)}
    ours(task)  # compiles
    start = given(task)
    for name, work in {} if quick else CONTESTANTS.items():
        alone = name.endswith(ONE_CORE)
        threads = 1 if alone else task.threads
        few = start.first(LOOPED if alone else task.networks)
        try:
            gap = largest_gap(task, work, threads)
        except others.Absent:
            gap = 0.0  # said when it is to run
        if not gap <= SAME_LOSS:
            raise RuntimeError(f"{name} does not train the same networks: losses differ by {gap:.1g} of theirs")
        runs[name] = (
            lambda work=work, few=few, n=threads: work(few, task.steps, TANHS.learning_rate, n),
            few.inputs.shape[0],
        )
    return timed(task.name, runs, operations=task.operations, peak=peak, threads=task.threads, repeats=repeats)


def tasks(threads: int) -> list[DigitsTask]:
    """What is measured."""
    return [DigitsTask(depth, 64, 2000, threads) for depth in (3, 8)]
