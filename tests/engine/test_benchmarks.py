"""The benchmark's contestants do the same work."""

import json
import re
from dataclasses import asdict, replace
from importlib.util import find_spec
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from backproof import benchmarks
from backproof.benchmarks import contestants, digits
from backproof.benchmarks.rows import OtherMachine, keep
from backproof.benchmarks.train import RATE, Row, Scaling, Task, data_of, ours, scaling_table, table, tasks
from backproof.environment import cores
from backproof.numerics.engine import train_deep
from backproof.numerics.engine.devices import Device, choose
from backproof.numerics.engine.digits import digits as load_digits
from backproof.numerics.engine.train_deep import MOST_A_CALL, Deep, Program, wanted
from backproof.numerics.engine.train_depth import BATCH, MOST_LAYERS, WIDTH
from backproof.numerics.engine.train_starts import Shape
from backproof.numerics.vanishing import RELUS, SIGMOIDS, TANHS

pytest.importorskip("sklearn")


@pytest.mark.parametrize(("bits", "units", "steps"), [pytest.param(2, 2, 30, marks=pytest.mark.slow), (4, 8, 20)])
def test_every_contestant_takes_the_same_steps(bits: int, units: int, steps: int) -> None:
    choose(Device.CPU)
    task = Task(bits, units, 64, steps, 1)
    run, start = ours(task, task.seeds)
    flat, _ = run()[0]  # type: ignore[index]
    expected = flat.reshape(-1, 64)
    taken = [contestants.numpy_batched(start, data_of(task), steps, RATE)]
    try:
        taken += [contestants.by_hand(start, data_of(task), steps, RATE, 1, *flags) for flags in ((), ("-DONLY_AVX2",))]
    except contestants.Absent as absent:
        pytest.skip(str(absent))
    if find_spec("torch") is not None:
        taken += [
            one(start, data_of(task), steps, RATE, 1) for one in (contestants.torch_ensemble, contestants.torch_loop)
        ]
    for parameters in taken:
        found = np.concatenate([p.reshape(-1, 64) for p in parameters])
        assert np.allclose(found, expected, rtol=1e-3, atol=2e-5)


def test_the_table_says_how_many_times_faster_the_trainer_is() -> None:
    rows = [Row("t", "ours", 100, (1.0, 1.0, 1.1), 100.0, 0.5), Row("t", "other", 10, (1.0, 1.0, 1.0), 10.0, 0.05)]
    assert "| other (10 networks) | 10.0 | 10.00x |" in table(rows)


def test_the_table_of_scaling_shows_other_bits() -> None:
    one = Scaling(100, 1, (1.0, 1.0, 1.0), 2**30, "abc")
    four = Scaling(100, 4, (0.25, 0.25, 0.25), 2**30, "abc")
    assert "4.00 times one device, same bits" in scaling_table([one, four])
    assert "OTHER BITS" in scaling_table([one, Scaling(100, 4, (0.3, 0.3, 0.3), 2**30, "abd")])


FEW_DIGITS = digits.DigitsTask(3, 2, 40, 1)


def test_torch_trains_the_same_deep_networks() -> None:
    pytest.importorskip("torch")
    choose(Device.CPU)
    for work in digits.CONTESTANTS.values():
        assert digits.largest_gap(FEW_DIGITS, work, 1) <= digits.SAME_LOSS
        assert digits.largest_gap(FEW_DIGITS, work, 1, rate=1.01 * TANHS.learning_rate) > digits.SAME_LOSS


def by_numpy(start: digits.Given, steps: int, rate: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """Descent by NumPy in float64, to hold ours to where there is no PyTorch."""
    ends = []
    for n, blocks in enumerate(start.blocks[:, :steps]):
        layers = [(w[n].astype(float), b[n].astype(float)) for w, b in start.layers]
        for block in blocks:
            values = [start.inputs[n, block].astype(float)]
            for weights, biases in layers[:-1]:
                values.append(np.tanh(values[-1] @ weights + biases))
            logits = values[-1] @ layers[-1][0] + layers[-1][1]
            signal = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
            signal = (signal - np.eye(10)[start.labels[n, block]]) / len(logits)
            slopes = []
            for (weights, _), value in zip(reversed(layers), reversed(values), strict=True):
                slopes.append((value.T @ signal, signal.sum(axis=0)))
                signal = (signal @ weights.T) * (1 - value**2)
            steps_back = zip(layers, reversed(slopes), strict=True)
            layers = [(w - rate * dw, b - rate * db) for (w, b), (dw, db) in steps_back]
        ends.append(layers)
    return [(np.stack(w), np.stack(b)) for w, b in (zip(*layer, strict=True) for layer in zip(*ends, strict=True))]


@pytest.mark.slow
def test_a_contestant_that_trains_other_networks_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    choose(Device.CPU)
    assert digits.largest_gap(FEW_DIGITS, by_numpy) <= digits.SAME_LOSS
    assert digits.largest_gap(FEW_DIGITS, by_numpy, rate=1.01 * TANHS.learning_rate) > digits.SAME_LOSS

    def other_order(start: digits.Given, steps: int, rate: float, _threads: int) -> list:
        return by_numpy(replace(start, blocks=start.blocks[:, ::-1]), steps, rate)

    monkeypatch.setattr(digits, "CONTESTANTS", {"another order of the batches": other_order})
    with pytest.raises(RuntimeError, match="another order of the batches does not train the same networks"):
        digits.measured(FEW_DIGITS, 1, quick=False, peak=1e11)


def test_batches_are_those_of_the_training_images() -> None:
    choose(Device.CPU)
    start = digits.given(FEW_DIGITS)
    assert start.blocks.shape == (2, 40)
    assert sorted(start.blocks[0, :22]) == list(range(22))
    assert start.blocks[0].tolist() != start.blocks[1].tolist()
    images = {image.tobytes() for image in load_digits().images}
    assert all(image.tobytes() in images for image in start.inputs.reshape(-1, 64))
    assert start.first(1).inputs.tobytes() == start.inputs[:1].tobytes()


def test_one_executable_serves_every_depth_and_activation() -> None:
    choose(Device.CPU)
    import jax

    shape = Shape(64, WIDTH, 10, MOST_LAYERS)
    program = Program(shape, len(load_digits().images), BATCH, 1)
    call = train_deep.compiled(program, (jax.devices("cpu")[0],))
    given = tuple(jax.numpy.asarray(d) for d in vars(load_digits()).values())
    losses = {}
    for architecture, depth in product((SIGMOIDS, TANHS, RELUS), (1, 3, 20)):
        one = Deep(architecture=architecture, depth=depth, number=0, stops=(3,))
        arrays = wanted(shape, [one] * MOST_A_CALL).arrays()
        losses[architecture, depth] = call(jax.random.key(0), given, arrays, np.array([1]))[1][0, 0].item()
    assert call._cache_size() == 1
    assert len(set(losses.values())) == 9


def report(*tasks: str, rate: float = 1.0, **more: object) -> dict:
    rows = [asdict(Row(task, "ours", 1, (1.0, 1.0, 1.0), rate, 0.5)) for task in tasks]
    about = {"environment": {"cores": 4, "packages": {"jax": "1"}}, "processor": "p", "peak": rate, "scaling": []}
    return {**about, "rows": rows, **more}


def test_fresh_rows_take_the_place_of_kept_ones(tmp_path: Path) -> None:
    path, order = tmp_path / "kept.json", ("a", "b", "c")
    keep(path, report("c", "a", "gone", scaling=[{"networks": 1}]), order)
    keep(path, report("b", "a", rate=2.0), order)
    found = json.loads(path.read_text())
    assert [(row["task"], row["networks_per_second"]) for row in found["rows"]] == [("a", 2.0), ("b", 2.0), ("c", 1.0)]
    assert found["scaling"] == [{"networks": 1}]
    assert found["peak"] == 2.0


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"processor": "q"}, "processor: 'p', not 'q'"),
        ({"environment": {"cores": 4, "packages": {"jax": "2"}}}, "environment: packages jax '1', not '2'"),
        ({"environment": {"cores": 8, "packages": {"jax": "1"}}}, "environment: cores 4, not 8"),
    ],
)
def test_rows_of_another_machine_do_not_come_together(tmp_path: Path, other: dict, said: str) -> None:
    path = tmp_path / "kept.json"
    keep(path, report("a"), ("a", "b"))
    before = path.read_text()
    with pytest.raises(OtherMachine, match=re.escape(said)):
        keep(path, report("b", **other), ("a", "b"))
    assert path.read_text() == before


def test_the_kept_measurements_are_of_rows_that_can_be_measured() -> None:
    kept = json.loads((Path(benchmarks.__file__).parent / "measured.json").read_text(encoding="utf-8"))
    assert {"environment", "peak", "rows", "scaling"} <= kept.keys()
    if kept["environment"]["cores"] == cores():
        assert {row["task"] for row in kept["rows"]} <= {task.name for task in tasks(quick=False)}


def test_groups_of_rows_are_measured_alone() -> None:
    assert {task.name.split()[0] for task in tasks(quick=False, kinds=("digits",))} == {"digits"}
    assert {task.name.split()[0] for task in tasks(quick=False, kinds=("parity", "scaling"))} == {"parity"}
    assert [t.name for t in tasks(quick=False) if t.name.startswith("XOR")] == [
        t.name for t in tasks(quick=False, kinds=("xor",))
    ]
