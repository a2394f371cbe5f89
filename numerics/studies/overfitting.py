"""Fitting noise: which networks memorize labels, what that costs, and what dropout and averages change."""

from __future__ import annotations

import numpy as np

from ...theory.kernel.evidence import Outcome
from ..engine.study import (
    SHARE,
    STARTS,
    Column,
    Finding,
    Given,
    Measured,
    Part,
    Row,
    Setting,
    Study,
    gains,
    mean_interval,
    predicted,
    share,
)
from ..xor import CROSS_ENTROPY
from ._noisy_labels import DELETED, INPUTS, SAMPLES, TESTED, Task, fit
from ._overfitting_peak import peak_part

WIDTHS = (1, 4, 32)
TURNED = (0.0, 0.2, 0.5)
STEPS = 1500
MEMBERS = 8
GOOD = 0.7  # share of the new points
BUDGET = f"{SAMPLES} training samples in {INPUTS} dimensions, other ones a seed, {TESTED} points to test; {STEPS} steps"


def of_task(task: Row, **more: object) -> Task:
    """The networks of a row."""
    cells = {name: task[name] for name in ("width", "turned", "steps", "seeds")}
    return Task(**{**cells, **more})  # type: ignore[arg-type]


def memorized(task: Row, given: Given) -> Measured:
    """Training samples all right, and the accuracy on the truth elsewhere."""
    found, checks = fit(of_task(task), given)
    accuracy = found.accuracy(found.logits)
    mean, low, high = mean_interval(accuracy.tolist())
    fits, good = share(int(found.fits.sum()), found.fits.size), int((found.fits & (accuracy > GOOD)).sum())
    row = {**task, **fits, "good": good, "accuracy": mean, "accuracy_interval": (low, high)}
    return Measured(rows=[row], checks=checks)


def judge_memory(rows: list[Row]) -> tuple[Finding, ...]:
    """Wide networks fit any labels; what that costs is a matter of the labels."""
    findings = []
    for row in (r for r in rows if r["width"] == WIDTHS[-1]):
        low, high = row["interval"]  # type: ignore[misc]
        wrong = float(row["turned"])  # type: ignore[arg-type]
        what = {0.0: "right labels", 0.5: "random labels"}.get(wrong, f"labels of which {wrong:.0%} are wrong")
        findings.append(predicted(f"{WIDTHS[-1]} units fit {what} without an error", low, high, at_least=0.95))
        low, high = row["accuracy_interval"]  # type: ignore[misc]
        if wrong == 0.5:
            findings.append(predicted("and know nothing of the truth then", low, high, at_least=0.45, at_most=0.55))
        if wrong == 0:
            text = "and are right about the truth for more than 70 % of new points: no error in training is no ruin"
            findings.append(predicted(text, low, high, at_least=0.7))
    narrow = next(r for r in rows if r["width"] == WIDTHS[0] and r["turned"] == 0.5)
    low, high = narrow["interval"]  # type: ignore[misc]
    findings.append(predicted("one unit fits random labels from fewer than 5 % of starts", low, high, at_most=0.05))
    return tuple(findings)


def memory_part(setting: Setting) -> Part:
    """Widths and shares of wrong labels."""
    seeds = setting.seeds or (2048 if setting.full else 256)
    return Part(
        name="memorization",
        title="Networks with one hidden layer on labels of which some are wrong",
        question="Do networks with more weights than samples fit any labels, and does that ruin them?",
        prediction="They fit random labels without an error; what that costs is what the labels are wrong by",
        budget=f"{seeds} starts a row, {BUDGET} of the heavy ball",
        criterion=f"all {SAMPLES} training labels, wrong ones included, are on the right side",
        columns=(
            Column(name="turned", label="wrong labels", unit="share", shown=".0%"),
            Column(name="width", label="width", unit="units", shown="d"),
            STARTS,
            *SHARE,
            Column(name="good", label=f"fits, right on {GOOD:.0%}", unit="seeds", shown="d"),
            Column(name="accuracy", label="right on new points", unit="mean share", shown=".3f"),
            Column(name="accuracy_interval", label="99.9% interval", unit="of the mean", shown=".3f"),
        ),
        tasks=tuple({"turned": q, "width": h, "steps": STEPS, "seeds": seeds} for q in TURNED for h in WIDTHS),
        measure=memorized,
        judge=judge_memory,
        costs=tuple(float(h + 10) for _ in TURNED for h in WIDTHS),
        note="new points are compared with the truth, not with noisy labels",
    )


def dropped(task: Row, given: Given) -> Measured:
    """The same samples and starts with and without dropout, before and after units are taken out."""
    found, checks = {}, {}
    for keep in (1.0, 0.5):
        fitted, checks = fit(of_task(task, keep=keep), given)
        found[keep] = (fitted.accuracy(fitted.logits), fitted.accuracy(fitted.thinned))
    (plain, plain_thinned), (whole, thinned) = found[1.0], found[0.5]
    gain, gain_low, gain_high = mean_interval((whole - plain).tolist())
    saved = (plain - plain_thinned[-1]) - (whole - thinned[-1])
    spared, low, high = mean_interval(saved.tolist())
    against = {"gain": gain, "gain_interval": (gain_low, gain_high), "spared": spared, "spared_interval": (low, high)}
    against["sturdier"] = int((saved > 0).sum())
    rows = []
    for keep, (accuracy, without) in found.items():
        means = {f"without_{s:g}": float(a.mean()) for s, a in zip(DELETED, without, strict=True)}
        compared = against if keep < 1 else dict.fromkeys(against)
        rows.append({**task, "keep": keep, "accuracy": float(accuracy.mean()), **means, **compared})
    return Measured(rows=rows, checks=checks)


def judge_dropout(rows: list[Row]) -> tuple[Finding, ...]:
    """With dropout a network stands the loss of units better; on clean labels it pays for that."""
    findings = []
    for row in (r for r in rows if r["keep"] != 1.0):
        name = f"{float(row['turned']):.0%} wrong labels"  # type: ignore[arg-type]
        text = f"{name}: dropout spares accuracy when half of the units are taken out"
        findings.append(gains(text, *row["spared_interval"]))  # type: ignore[misc]
        if row["turned"] == 0:
            low, high = row["gain_interval"]  # type: ignore[misc]
            text = f"{name}: dropout lowers the accuracy on new points, so it is no gain in itself"
            findings.append(gains(text, -high, -low))
    return tuple(findings)


def dropout_part(setting: Setting) -> Part:
    """Dropout against none, on clean and on noisy labels."""
    seeds = setting.seeds or (2048 if setting.full else 512)
    deleted = tuple(Column(name=f"without_{s:g}", label=f"{s:.0%} of units out", shown=".3f") for s in DELETED)
    return Part(
        name="dropout",
        title="Dropout and the loss of hidden units",
        question="Does dropout make networks robust against the loss of units, and better on new points?",
        prediction="They lose less when half of the units are taken out; on few clean labels they are less often right",
        budget=f"{seeds} pairs of networks, the same sample and start in a pair; {WIDTHS[-1]} units; {BUDGET}",
        criterion="with dropout less accuracy is lost than without it when half of the units are taken out",
        columns=(
            Column(name="turned", label="wrong labels", unit="share", shown=".0%"),
            Column(name="keep", label="kept in training", unit="probability", shown="g"),
            Column(name="seeds", label="pairs", unit="seeds", shown="d"),
            Column(name="accuracy", label="right on new points", shown=".3f"),
            *deleted,
            Column(name="gain", label="gain by dropout", unit="mean", shown="+.3f"),
            Column(name="gain_interval", label="99.9% interval", unit="of the mean", shown="+.3f"),
            Column(name="spared", label="spared by dropout", unit="mean, half out", shown="+.3f"),
            Column(name="spared_interval", label="99.9% interval", unit="of the mean", shown="+.3f"),
            Column(name="sturdier", label="lose less with dropout", unit="pairs", shown="d"),
        ),
        tasks=tuple({"turned": q, "width": WIDTHS[-1], "steps": STEPS, "seeds": seeds} for q in TURNED[:2]),
        measure=dropped,
        judge=judge_dropout,
        costs=(500.0, 500.0),
        note="accuracies are means over the seeds; spared: how much less accuracy is lost when half of the units go",
    )


def averaged(task: Row, given: Given) -> Measured:
    """Groups of networks on one sample: the average of their outputs against the members."""
    found, checks = fit(of_task(task, members=MEMBERS), given)
    groups = int(task["seeds"]) // MEMBERS  # type: ignore[call-overload]
    shape = (TESTED, groups, MEMBERS)
    logits, truth = found.logits.reshape(shape).astype(float), found.truth.reshape(shape)[:, :, 0] > 0.5
    outputs = 1 / (1 + np.exp(-np.clip(logits, -700, 700)))
    members = ((outputs > 0.5) == truth[:, :, None]).mean(axis=(0, 2))
    whole = ((outputs.mean(axis=2) > 0.5) == truth).mean(axis=0)
    squares = np.square(outputs - truth[:, :, None]).mean(axis=0)
    of_average = np.square(outputs.mean(axis=2) - truth).mean(axis=0)
    no_worse, below_median = of_average <= squares.mean(axis=1) + 1e-12, of_average < np.median(squares, axis=1)
    mean, low, high = mean_interval((whole - members).tolist())
    row = {
        **task,
        "groups": groups,
        "seeds": groups,  # a group is what counts
        **share(int((whole >= members).sum()), groups),
        "no_worse": int(no_worse.sum()),
        "below_median": int(below_median.sum()),
        "accuracy": float(members.mean()),
        "average": float(whole.mean()),
        "gain": mean,
        "gain_interval": (low, high),
    }
    return Measured(rows=[row], checks=checks)


def judge_averages(rows: list[Row]) -> tuple[Finding, ...]:
    """The average is never worse in squared error, and right for a few points more."""
    findings = []
    for row in rows:
        name, groups = f"{float(row['turned']):.0%} wrong labels", int(row["groups"])  # type: ignore
        exact = int(row["no_worse"]) == groups  # type: ignore[call-overload]
        findings.append(
            Finding(
                prediction=f"{name}: in every group the average has no larger squared error than its members' mean",
                outcome=Outcome.HOLDS if exact else Outcome.REFUTES,
                measured=f"{row['no_worse']} of {groups} groups",
            )
        )
        text = f"{name}: the average is right for more new points than its members are on average"
        findings.append(gains(text, *row["gain_interval"]))  # type: ignore[misc]
    return tuple(findings)


def averages_part(setting: Setting) -> Part:
    """Averages of eight networks."""
    groups = setting.seeds or (2048 if setting.full else 512)
    seeds = MEMBERS * groups
    return Part(
        name="averages",
        title=f"The average of {MEMBERS} networks that differ by their starts",
        question="Is an average of networks better than its members?",
        prediction="In squared error never worse, by convexity; right for a few points more",
        budget=f"{groups} groups; {WIDTHS[-1]} units; {BUDGET}",
        criterion="the average of the outputs is right for at least as many new points as a member on average; apart "
        "from that, its squared error on them is compared with the members'",
        columns=(
            Column(name="turned", label="wrong labels", unit="share", shown=".0%"),
            Column(name="groups", label="groups", shown="d"),
            Column(name="successes", label="successes", unit="groups", shown="d"),
            *SHARE[1:],
            Column(name="no_worse", label="no worse in squares", unit="groups", shown="d"),
            Column(name="below_median", label="squares below the median member's", unit="groups", shown="d"),
            Column(name="accuracy", label="members right", unit="mean share", shown=".3f"),
            Column(name="average", label="average right", unit="mean share", shown=".3f"),
            Column(name="gain", label="gain", unit="mean", shown="+.4f"),
            Column(name="gain_interval", label="99.9% interval", unit="of the mean", shown="+.4f"),
        ),
        tasks=tuple({"turned": q, "width": WIDTHS[-1], "steps": STEPS, "seeds": seeds} for q in TURNED[:2]),
        measure=averaged,
        judge=judge_averages,
        costs=(400.0, 400.0),
        note="the members share one sample; they differ little, so the average gains little",
    )


study = Study(
    title="Fitting noise: memorization, dropout, averages and the second descent",
    parts=lambda setting: (memory_part(setting), dropout_part(setting), averages_part(setting), peak_part(setting)),
    formulas=CROSS_ENTROPY,
)
