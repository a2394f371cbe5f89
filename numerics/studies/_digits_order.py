"""The printed order of the lecture's table: pairs of methods on the same splits."""

from __future__ import annotations

from ..engine.study import SHARE, Column, Finding, Given, Measured, Part, Row, Setting, gains, predicted, share
from ..engine.train import CONFIDENCE
from ..engine.train_depth import mean_interval
from ._digits_recipes import DROPOUT, LDA, LOGISTIC, RECIPES, RIDGE, budget, data_name, errors, splits_of

PAIRS = ((DROPOUT, RIDGE), (DROPOUT, LOGISTIC), (RIDGE, LOGISTIC), (LOGISTIC, LDA))


def order(task: Row, given: Given) -> Measured:
    """How often one method errs less than another on the same split, and by how much."""
    splits = int(task["seeds"])  # type: ignore[call-overload]
    (better, _, checks), (worse, _, more) = (
        errors(RECIPES.get(str(task[name])), splits, given) for name in ("better", "worse")
    )
    gained = worse - better
    row = {
        **task,
        "gain": gained.mean(),
        "gain_interval": mean_interval(gained, least=-100, most=100),
        "ties": int((gained == 0).sum()),
        **share(int((gained > 0).sum()), splits),
    }
    return Measured(rows=[row], checks=checks | more)


def judge_order(rows: list[Row]) -> tuple[Finding, ...]:
    """The order of the table, and that half a point between its networks is little."""
    found = []
    for row in rows:
        low, high = row["gain_interval"]  # type: ignore[misc]
        pair = (row["better"], row["worse"])
        if pair == (DROPOUT, RIDGE):
            text = "dropout and ridge network differ by less than 1.5 points"
            found.append(predicted(text, low, high, at_least=-1.5, at_most=1.5))
        else:
            text = f"{pair[0]} errs less than {pair[1]}, on the mean"
            found.append(gains(text, low, high))
    return tuple(found)


def order_part(setting: Setting) -> Part:
    """Pairs of methods on the same splits."""
    splits = splits_of(setting)
    return Part(
        name="order",
        title="Pairs of methods on the same splits",
        question="Which steps of the printed order are more than luck?",
        prediction="Network before logistic regression before discriminant analysis; half a point between two networks "
        "is within what another split or start gives",
        budget=budget(splits),
        criterion="fewer test images wrong than the other method",
        columns=(
            Column(name="data", label="data"),
            Column(name="better", label="method"),
            Column(name="worse", label="against"),
            Column(name="seeds", label="splits", shown="d"),
            Column(name="gain", label="gain", unit="points", shown=".2f"),
            Column(name="gain_interval", label=f"{CONFIDENCE:.1%} interval", unit="points", shown=".2f"),
            Column(name="ties", label="ties", unit="splits", shown="d"),
            *SHARE,
        ),
        tasks=tuple({"data": data_name(), "better": b, "worse": w, "seeds": splits} for b, w in PAIRS),
        measure=order,
        judge=judge_order,
        costs=(0.1,) * len(PAIRS),
    )
