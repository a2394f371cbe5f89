"""The benchmark's contestants do the same work."""

from importlib.util import find_spec

import numpy as np
import pytest

from backproof.benchmarks import contestants
from backproof.benchmarks.train import RATE, Row, Scaling, Task, data_of, ours, scaling_table, table
from backproof.numerics.engine.devices import Device, choose


@pytest.mark.parametrize(("bits", "units", "steps"), [(2, 2, 30), (4, 8, 20)])
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
