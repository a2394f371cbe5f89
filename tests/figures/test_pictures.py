"""Every picture shows what its claims say; a wrong curve, a missing label and crowded text are noticed."""

import hashlib
from dataclasses import replace
from functools import cache
from unittest.mock import patch

import numpy as np
import pytest

from backproof.figures import depth, min_norm, vanishing, xor
from backproof.figures.checking import wrong_drawing, wrong_numbers, wrong_series
from backproof.figures.figure import Curve, Data, Figure, Format, Points, Preset, Style, all_figures, figures_of, render
from backproof.figures.formula import claim
from backproof.figures.sheet import laid_out, salt
from backproof.figures.style import CYCLES, FAINT, GROUNDS, INKS, context
from backproof.theory.kernel.statement import Statement

FIGURES = all_figures()
each = pytest.mark.parametrize("figure", FIGURES, ids=lambda f: f.name)


# What trains networks for half a minute is made up here as it was predicted, and measured in the slow suite.
MADE_UP = {
    "vanishing.accuracy_by_depth": (
        vanishing,
        "accuracies",
        lambda name: {"networks": [[0.1, 0.9, 0.95]] * 6},
    ),
    "depth.parity_in_training": (
        depth,
        "learned",
        lambda bits, multiple: {"successes": [{"n": 1, "2n": depth.STARTS - 1}[multiple]]},
    ),
    "depth.parity_by_layers": (
        depth,
        "learned_deep",
        lambda layers: {"successes": [{1: 30, 2: 110, 3: 120}[layers]]},
    ),
    "xor.success_of_training": (
        xor,
        "successes",
        lambda name: {"successes": [_successes_as_predicted(name)], "seeds": [4096]},
    ),
}


def _successes_as_predicted(name: str) -> int:
    predicted = claim(f"xor.{name}").statement
    return round(4096 * (predicted.at_least + predicted.at_most) / 2)


@cache
def data(figure: Figure) -> Data:
    if figure.name not in MADE_UP:
        return figure.data()
    module, measure, made_up = MADE_UP[figure.name]
    with patch.object(module, measure, made_up):
        return figure.data()


@pytest.mark.slow
@pytest.mark.parametrize("name", MADE_UP)
def test_trained_networks_do_as_their_claims_say(name: str) -> None:
    (figure,) = figures_of(name)
    assert not list(wrong_numbers(figure, figure.data()))


@each
def test_numbers_are_the_claims(figure: Figure) -> None:
    assert not list(wrong_numbers(figure, data(figure)))


@each
@pytest.mark.parametrize("preset", Preset, ids=lambda p: p.value)
def test_everything_is_drawn_and_nothing_overlaps(figure: Figure, preset: Preset) -> None:
    assert not list(wrong_drawing(figure, data(figure), preset))


@each
def test_alt_text_says_what_is_to_be_seen(figure: Figure) -> None:
    assert 80 <= len(figure.alt) <= 700
    assert figure.alt.strip().endswith(".")
    assert figure.title not in figure.alt
    assert not {"figure", "plot", "image"} & set(figure.alt.lower().split()[:3])


@each
def test_a_false_curve_is_noticed(figure: Figure) -> None:
    """Every curve is replaced by a scaled and shifted one, and by what near-misses of its claim say there."""
    numbers = data(figure)
    for name, series in numbers.items():
        if not isinstance(series, Curve):
            continue
        bent = replace(series, y=series.y + 1e-3 * (1 + np.max(np.abs(series.y))))
        assert list(wrong_series(name, bent, numbers)), name
        for statement in near_misses(series):
            try:
                planted = series.formula.planted(statement).over(series.x, series.values)
            except Exception:  # declares other variables, or has no such part
                continue
            if planted.shape == series.y.shape and not np.allclose(planted, series.y, atol=1e-6, equal_nan=False):
                assert list(wrong_series(name, replace(series, y=planted), numbers)), name


def near_misses(series: Curve) -> list[Statement]:
    mutants = (m.statement for m in claim(series.formula.claim).mutants)
    return [s for s in mutants if isinstance(s, Statement)]


@pytest.mark.parametrize("format", Format, ids=lambda f: f.value)
@pytest.mark.parametrize("name", ["activations.functions_and_slopes", "attention.positions_as_rotations"])
def test_same_inputs_give_the_same_bytes(name: str, format: Format) -> None:
    (figure,) = figures_of(name)
    once, again = (render(figure, Preset.COLUMN, Style.DARK, format, data=data(figure)) for _ in range(2))
    assert once == again


@each
def test_svg_carries_its_alt_text_and_loads_nothing(figure: Figure) -> None:
    svg = render(figure, data=data(figure)).decode()
    assert 'role="img" aria-label="' in svg[:2000]
    ids = [part.partition('"')[0] for part in svg.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    own = ids[0].partition("-")[0]
    assert all(i.startswith(f"{own}-") for i in ids)
    for part in svg.split('href="')[1:]:
        # pictures of many small squares are pixels inside of the file
        assert part.startswith("data:image/png;") or (part.startswith("#") and part[1:].partition('"')[0] in ids)


def test_a_point_off_its_curve_is_noticed() -> None:
    (figure,) = figures_of("activations.functions_and_slopes")
    numbers = data(figure)
    name, series = next((n, s) for n, s in numbers.items() if isinstance(s, Points) and s.near)
    moved = replace(series, y=series.y + 1e-6)
    assert list(wrong_numbers(figure, {**numbers, name: moved}))


def test_what_is_not_drawn_or_without_a_label_is_noticed() -> None:
    (figure,) = figures_of("activations.functions_and_slopes")
    numbers = data(figure)
    blank = replace(figure, panels=(figure.panels[0], lambda ax, numbers: None))
    found = list(wrong_drawing(blank, numbers, Preset.PAGE))
    assert any("is not drawn" in f for f in found) and any("without a label" in f for f in found)


def test_crowded_text_is_noticed() -> None:
    (figure,) = figures_of("activations.functions_and_slopes")

    def crowded(ax: object, numbers: Data) -> None:
        figure.panels[1](ax, numbers)
        for _ in range(2):
            remark = ax.text(0, 0.5, "a long remark that starts in the middle and runs out of the sheet to the right")
            remark.set_in_layout(False)

    found = list(wrong_drawing(replace(figure, panels=(figure.panels[0], crowded)), data(figure), Preset.PAGE))
    assert any("overlaps" in f for f in found) and any("cut off" in f for f in found)


def test_no_two_pictures_share_an_id() -> None:
    kinds = [(f, p, s) for f in FIGURES for p in Preset for s in Style]
    assert len({hashlib.sha256(salt(*kind).encode()).hexdigest()[:6] for kind in kinds}) == len(kinds)


@pytest.mark.parametrize(
    ("name", "series", "wrong"),
    [
        ("perceptron.rule_on_and_and_xor", "XOR, at the end", 0.5),
        ("perceptron.rule_on_and_and_xor", "AND, at the end", 0.5),
        ("depth.parity_by_layers", "1", 0.6),
        ("depth.parity_by_layers", "2", 0.4),
    ],
)
def test_a_share_outside_of_its_prediction_is_noticed(name: str, series: str, wrong: float) -> None:
    (figure,) = figures_of(name)
    numbers = data(figure)
    share = np.full_like(numbers[series].y, wrong)
    false = replace(numbers[series], y=share, low=share - 0.01, high=share + 0.01)
    assert any("predicted" in said for said in wrong_numbers(figure, {**numbers, series: false}))


def test_iterates_of_another_recursion_have_other_norms() -> None:
    """Descent that adds something of the null space at every step is off every curve."""
    (figure,) = figures_of("min_norm.norms_of_iterates")
    numbers = data(figure)
    for name in min_norm.STARTS:
        strayed = numbers[f"{name} measured"]
        moved = replace(strayed, y=strayed.y + 0.01 * strayed.x)
        assert list(wrong_numbers(figure, {**numbers, f"{name} measured": moved})), name


def test_a_legend_names_the_points_that_lie_on_curves() -> None:
    (figure,) = figures_of("activations.functions_and_slopes")
    with context(Preset.COLUMN, Style.LIGHT):
        functions, slopes = laid_out(figure, Preset.COLUMN, data(figure)).axes
    assert "measured" in [t.get_text() for t in slopes.get_legend().get_texts()]
    assert "measured" not in [t.get_text() for t in functions.get_legend().get_texts()]


@each
@pytest.mark.parametrize("preset", [Preset.COLUMN, Preset.PAGE], ids=lambda p: p.value)
def test_no_legend_keeps_the_axes_from_the_edge_of_the_sheet(figure: Figure, preset: Preset) -> None:
    with context(preset, Style.LIGHT):
        paper = laid_out(figure, preset, data(figure))
        paper.draw_without_rendering()
    # axes of a fixed shape may leave room at their sides, and cells are written to the edge
    free = [ax for ax in paper.axes if ax.axison and ax.get_aspect() == "auto"]
    if free:
        # half of the last tick's label and the margin
        assert max(ax.get_position().x1 for ax in free) > 0.93


def test_what_is_faint_can_be_read_on_both_grounds() -> None:
    for style in Style:
        assert contrast(FAINT[style], GROUNDS[style]) >= 4.5
        assert contrast(INKS[style], GROUNDS[style]) >= 10
    assert all(contrast(tint, GROUNDS[Style.DARK]) >= 4.5 for tint in CYCLES[Style.DARK])


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, as WCAG defines it."""
    shares = [np.array([int(c[i : i + 2], 16) / 255 for i in (1, 3, 5)]) for c in (one, other)]
    linear = [np.where(s <= 0.04045, s / 12.92, ((s + 0.055) / 1.055) ** 2.4) for s in shares]
    low, high = sorted(float(light @ [0.2126, 0.7152, 0.0722]) for light in linear)
    return (high + 0.05) / (low + 0.05)
