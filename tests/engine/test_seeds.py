"""Every experiment has seeds enough: with other seeds its verdict would be the same.

But for one quick run in twenty, which would be undecided (the quick budgets of all have to fit into a minute on two
cores), and one full run in a thousand.

Several bounds of predictions were set after a look at first runs. What guards against a bound that the first runs
happened to meet: with the rate of success measured by the full budget on other seeds, the chance of the expected
verdict, near-misses excluded, is that of a binomial number of successes.
"""

from importlib import import_module

import numpy as np
import pytest
from scipy.stats import binom

from backproof.numerics.engine.devices import Device
from backproof.numerics.engine.train import fuller, interval
from backproof.theory.catalogue import claims
from backproof.theory.kernel.claim import Claim, Prediction

CLAIMS = {n: c for n, c in claims().items() if isinstance(c.statement, Prediction)}
OTHER_SEED = 1000


def as_expected(claim: Claim, successes: int, seeds: int) -> bool:
    """Whether so many successes confirm the statement and refute the source's, where it is another, and near-misses."""
    low, high = interval(successes, seeds)
    stated = claim.statement
    assert isinstance(stated, Prediction)
    false = [m.statement for m in claim.mutants] + ([claim.as_stated] if claim.as_stated is not None else [])
    inside = stated.at_least <= low and high <= stated.at_most
    return inside and all(high < f.at_least or f.at_most < low for f in false if isinstance(f, Prediction))


def chance(claim: Claim, seeds: int, rate: float) -> float:
    """The probability of the expected verdict, when a seed succeeds with this probability."""
    right = np.array([as_expected(claim, k, seeds) for k in range(seeds + 1)])
    return float(binom.pmf(np.arange(seeds + 1), seeds, rate)[right].sum())


def test_the_chance_is_that_of_an_exact_count() -> None:
    claim = CLAIMS["depth.as_many_units_as_bits_rarely_learn_parity"]  # at most 20 %, near-misses from 50 %
    draws = np.random.default_rng(0).binomial(60, 0.08, size=4000)
    counted = np.mean([as_expected(claim, int(k), 60) for k in draws])
    assert chance(claim, 60, 0.08) == pytest.approx(counted, abs=0.03)
    assert 0.05 < counted < 0.95
    assert chance(claim, 60, 0.3) < 0.001


@pytest.mark.slow
@pytest.mark.parametrize("claim_id", CLAIMS)
def test_seeds_are_enough(claim_id: str) -> None:
    pytest.importorskip("sklearn")
    topic, _, name = claim_id.partition(".")
    experiment = getattr(import_module(f"backproof.numerics.{topic}"), name)
    formulas = {n: claims(n.partition(".")[0])[n].statement for n in experiment.formulas}
    evidence = fuller(experiment).run(formulas, seed=OTHER_SEED, device=Device.CPU)
    successes, seeds = int(evidence.grade.split()[0]), evidence.instances
    assert seeds == 4 * experiment.seeds
    assert chance(CLAIMS[claim_id], experiment.seeds, successes / seeds) > 0.95, evidence.grade
    assert chance(CLAIMS[claim_id], seeds, successes / seeds) > 0.999, evidence.grade
