"""The risk of the shortest least-squares solution against the number of features: up to interpolation, and beyond."""

from __future__ import annotations

import numpy as np

from ...theory.kernel.evidence import Outcome
from ..engine.study import Column, Finding, Given, Measured, Part, Row, Setting, mean_interval
from ._linear import normal

SAMPLES = 20
VARIANCE = 0.25  # of the noise
FEATURES = (5, 10, 15, 17, 23, 25, 30, 40, 60, 100)


def expected_excess(features: int) -> float:
    """E |x - truth|^2 for isotropic normal inputs and a truth of length 1 in a random direction.

    p < N - 1: s^2 p / (N - p - 1); p > N + 1: 1 - N/p + s^2 N / (p - N - 1). Infinite between.
    Source: Belkin, Hsu and Xu 2020; Breiman and Freedman 1983.
    """
    if features < SAMPLES - 1:
        return VARIANCE * features / (SAMPLES - features - 1)
    if features > SAMPLES + 1:
        return 1 - SAMPLES / features + VARIANCE * SAMPLES / (features - SAMPLES - 1)
    return float("inf")


def risk(task: Row, given: Given) -> Measured:
    """The mean of |x - truth|^2 of the pseudo-inverse solution over random problems."""
    seeds, p = int(task["problems"]), int(task["features"])  # type: ignore[call-overload]
    A, direction, noise = normal(given.setting.seed, seeds, (SAMPLES, p), (p,), (SAMPLES,))
    truth = direction / np.linalg.norm(direction, axis=0)
    b = np.einsum("nps,ps->ns", A, truth) + VARIANCE**0.5 * noise
    x = (np.linalg.pinv(np.moveaxis(A, -1, 0)) @ b.T[..., None])[..., 0].T
    excess = np.square(x - truth).sum(axis=0)
    residual = np.abs(np.einsum("nps,ps->ns", A, x) - b).max(axis=0)
    mean, low, high = mean_interval(excess.tolist())
    row = {
        **task,
        "fits": int((residual < 1e-8).sum()),
        "excess": mean,
        "interval": (low, high),
        "expected": expected_excess(p),
    }
    return Measured(rows=[row])


def judge(rows: list[Row]) -> tuple[Finding, ...]:
    """The formula is met, and risk falls again beyond interpolation."""
    inside = [r for r in rows if r["interval"][0] <= float(r["expected"]) <= r["interval"][1]]  # type: ignore
    outside = len(rows) - len(inside)
    formula = Finding(
        prediction="the formula lies in every interval",
        outcome=Outcome.HOLDS if not outside else Outcome.UNDECIDED if outside == 1 else Outcome.REFUTES,
        measured=f"in {len(inside)} of {len(rows)}",
    )
    by_features = {int(r["features"]): r["interval"] for r in rows}  # type: ignore[call-overload]
    (peak_low, peak_high), (low, high) = by_features[23], by_features[60]  # type: ignore[misc]
    falls, rises = high < peak_low, low > peak_high
    second = Finding(
        prediction="interpolating with 60 features is better than with 23: more parameters, less error",
        outcome=Outcome.HOLDS if falls else Outcome.REFUTES if rises else Outcome.UNDECIDED,
        measured=f"{low:.2f} to {high:.2f} against {peak_low:.2f} to {peak_high:.2f}",
    )
    return formula, second


def peak_part(setting: Setting) -> Part:
    """Numbers of features on both sides of the number of samples."""
    problems = setting.seeds or (20_000 if setting.full else 4000)
    return Part(
        name="second-descent",
        title=f"Excess risk of the shortest least-squares solution for {SAMPLES} samples",
        question="Does a model that interpolates noisy samples get worse with every further parameter?",
        prediction="No: the risk peaks where parameters equal samples and falls again beyond, as a formula says",
        budget=f"{problems} random problems a row, noise of variance {VARIANCE:g}, a truth of length 1",
        criterion="",
        columns=(
            Column(name="features", label="features", shown="d"),
            Column(name="problems", label="problems", unit="seeds", shown="d"),
            Column(name="fits", label="no residual", unit="seeds", shown="d"),
            Column(name="excess", label="excess risk", unit="mean", shown=".3f"),
            Column(name="interval", label="99.9% interval", unit="of the mean", shown=".3f"),
            Column(name="expected", label="formula", shown=".3f"),
        ),
        tasks=tuple({"features": p, "problems": problems} for p in FEATURES),
        measure=risk,
        judge=judge,
        note="descent from zero ends at this solution (`train min-norm`); formula: s^2 p/(N-p-1) for p < N-1, "
        "1 - N/p + s^2 N/(p-N-1) for p > N+1; near p = N the law of the risk has heavy tails",
    )
