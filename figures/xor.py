"""The exclusive or: why no line suffices, the space that a hidden layer bends, and how often training finds it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from ..numerics import xor as room
from ..numerics.engine.devices import Device, choose
from ..numerics.engine.train import interval
from ..numerics.xor import hidden_layer
from ..theory.kernel.evidence import Outcome
from ..theory.kernel.functions import sigmoid
from .figure import Data, Figure, Points, curve, field
from .formula import Formula, Side, Values, claim, stated, way
from .marks import contours, line, points, size, width
from .measurement import Numbers, kept, oracle
from .style import colour, faint, ground, ink

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from sympy import Basic

NO_LINE, NETWORK, FEATURES = (
    "xor.no_line_separates_xor",
    "xor.two_relu_units_compute_xor",
    "xor.relu_features_join_the_class",
)
INPUTS = ((0, 0), (0, 1), (1, 0), (1, 1))
ANGLES = np.linspace(0, 360, 361)
GRID = np.linspace(-0.25, 1.25, 61)


def at(x1: float, x2: float) -> Values:
    """Two inputs."""
    return {"x1": x1, "x2": x2}


def best_line(angle: float) -> Values:
    """A line of a direction, in degrees, with the bias of the largest margin."""
    w1, w2 = float(np.cos(np.radians(angle))), float(np.sin(np.radians(angle)))
    return {"w1": w1, "w2": w2, "b": (min(0.0, -w1 - w2) - min(w1, w2)) / 2}


def along(t: float) -> Values:
    """A place on the way round the unit square, from 0 to 4."""
    side, rest = int(t) % 4, t - int(t)
    return at(*((rest, 0.0), (1.0, rest), (1 - rest, 1.0), (0.0, 1 - rest))[side])


def corner(n: float) -> Values:
    """One of the four inputs."""
    return at(*map(float, INPUTS[int(n)]))


def space_data() -> Data:
    """The network's output over the inputs, and the square and its corners after the hidden layer."""
    second = Formula(FEATURES, Side.LHS, part=(0,))
    features = {"side": Side.LHS, "part": (1,), "beside": second}
    return {
        "output": field(NETWORK, GRID, GRID, at, side=Side.LHS),
        "square": curve(FEATURES, np.linspace(0, 4, 161), along, "sides of the square", **features),
        "images": curve(FEATURES, np.arange(4), corner, **features),
        "images measured": Points(
            x=np.arange(4),
            y=np.array([hidden_layer(*p) for p in INPUTS]),
            source="numerics.xor.hidden_layer",
            near="images",
        ),
        "margin": curve(NO_LINE, ANGLES, best_line, "derived", side=Side.LHS),
        "margin measured": oracle(NO_LINE, ANGLES[::30], best_line, "measured", near="margin"),
        "zero": curve(NO_LINE, ANGLES[[0, -1]], best_line, "needed: more than 0", side=Side.RHS),
    }


def classes(ax: Axes, places: np.ndarray, *labels: str) -> None:
    """The four inputs: class 1 as filled squares, class 0 as rings; labels of class 0 and 1 for the legend."""
    for n, ((x, y), (a, b)) in enumerate(zip(places, INPUTS, strict=True)):
        one = a != b
        look = {"marker": "s", "color": ink()} if one else {"marker": "o", "color": ink(), "markerfacecolor": ground()}
        label = labels[n] if n < len(labels) else None  # the first input is of class 0, the second of class 1
        ax.plot([x], [y], linestyle="none", markersize=size(1.6), zorder=6, label=label, **look)


def input_panel(ax: Axes, data: Data) -> None:
    """Decision regions, and the two segments that cross."""
    output = data["output"]
    ax.contourf(output.x, output.y, output.z, [0.5, 9], colors=[colour(0)], alpha=0.25, zorder=0)
    contours(ax, data, "output", [0.5], colors=colour(0), linewidths=width(1))
    for n, (one, other) in enumerate((((0, 1), (1, 0)), ((0, 0), (1, 1)))):
        ax.plot(
            *zip(one, other, strict=True), color=colour(1), linestyle=("-", "--")[n], linewidth=width(0.9), zorder=3
        )
    classes(ax, np.array(INPUTS, float), "class 0", "class 1")
    ax.set(xlabel="$x_1$", ylabel="$x_2$", aspect="equal", xlim=(-0.25, 1.25), ylim=(-0.25, 1.25), title="inputs")


def hidden_panel(ax: Axes, data: Data) -> None:
    """The same after the hidden layer."""
    line(ax, data, "square", label=None, color=faint(), linestyle="-", linewidth=width(0.8))
    points(ax, data, "images", markersize=0)
    points(ax, data, "images measured", markersize=0)
    classes(ax, data["images"].y)
    ax.plot([0.25, 0], [0, 0.25], color=colour(0), linestyle="-", linewidth=width(1))
    ax.fill([0, 0.25, 0], [0, 0, 0.25], color=colour(0), alpha=0.25, linewidth=0)
    for x, y, said in ((0.04, -0.07, "(0, 1) and (1, 0)"), (0.5, 0.08, "(1, 1)"), (0.1, 0.53, "(0, 0)")):
        ax.text(x, y, said, fontsize="small", ha="center" if x == 0.5 else "left", va="center")
    ax.set(xlabel="$h_1$", ylabel="$h_2$", aspect="equal", xlim=(-0.12, 0.6), ylim=(-0.12, 0.6), title="hidden layer")


def margin_panel(ax: Axes, data: Data) -> None:
    """The best margin of a line of each direction."""
    line(ax, data, "margin")
    points(ax, data, "margin measured")
    line(ax, data, "zero", 1)
    ax.set(xlabel="direction of the line's normal (degrees)", ylabel="largest margin", xticks=range(0, 361, 90))
    ax.set_title("one unit")


bent_space = Figure(
    name="xor.bent_space",
    claims=(NO_LINE, NETWORK, FEATURES),
    title="The exclusive or before and after a hidden layer",
    alt="Left: the four inputs of the exclusive or on the unit square. The segments between the two inputs of each "
    "class cross in the middle, so no line separates them; the two-unit network's region of class 1 is a diagonal "
    "band. Middle: after the hidden layer both inputs of class 1 lie at zero and those of class 0 on the axes at "
    "distance one half, and one line separates them. Right: with weights of norm one the largest margin of a "
    "single unit lies between −0.5 and −0.35 in every direction.",
    data=space_data,
    panels=(input_panel, hidden_panel, margin_panel),
    across=3,
    aspect=1.1,
)


OUTPUT = "backpropagation.logistic_hidden_weight_gradient"
TRAINED = {
    "2 sigmoid": "gradient_descent_mostly_learns_xor",
    "4 sigmoid": "four_units_learn_xor_from_nearly_every_start",
    "1 sigmoid": "one_hidden_unit_never_learns_xor",
    "2 ReLU": "relu_pair_rarely_learns_xor",
    "1 GELU": "one_gelu_unit_learns_xor",
    "rule, XOR": "perceptron_rule_never_learns_xor",
    "rule, AND": "perceptron_rule_learns_and",
}
MOMENTS = (0, 800, 1000, 5000)
PLANE = np.linspace(-0.5, 1.5, 41)


@kept
def successes(name: str) -> Numbers:
    """How many seeds of an experiment succeed, and of how many."""
    side = getattr(room, name)
    found = side.run({n: stated(n) for n in side.formulas})
    if found.outcome is not Outcome.HOLDS:
        raise RuntimeError(found.detail)
    return {"successes": [int(found.grade.split()[0])], "seeds": [found.instances]}


@kept
def weights_over_training(seed: int) -> Numbers:
    """The weights of one network before, during and after its training, moment by moment."""
    choose(Device.AUTO)
    formulas = {n: stated(n) for n in room.GRADIENTS}
    found = room.parameters_over_training(MOMENTS, seed, formulas)
    return {str(t): [now[n].tolist() for n in ("w", "w0", "b", "b0")] for t, now in zip(MOMENTS, found, strict=True)}


def is_output(part: Basic) -> bool:
    """The network's output in the formula of a gradient."""
    return isinstance(part, sigmoid)


def trained_output(moment: int) -> object:
    """Inputs and the weights of a moment; the index of the weight that is differentiated does not matter."""
    w, w0, b, b0 = (np.array(part, float) for part in weights_over_training(SEED)[str(moment)])
    numbers = {"K1": 2, "K2": 2, "w": w, "w0": w0, "b": b, "b0": float(np.ravel(b0)[0]), "y": 0.0, "q": 1, "r": 1}
    return lambda x1, x2: {**numbers, "x": np.array([x1, x2])}


SEED = 0


def surface_data() -> Data:
    """Outputs over the plane of inputs."""
    part = way(OUTPUT, is_output)
    return {f"step {t}": field(OUTPUT, PLANE, PLANE, trained_output(t), part=part) for t in MOMENTS}


def surface_panel(moment: int, ax: Axes, data: Data) -> None:
    """The output at a moment, and its level 1/2."""
    series = data[f"step {moment}"]
    ax.contourf(series.x, series.y, series.z, np.linspace(0, 1, 11), cmap="cividis", zorder=0)
    # black on white: seen on dark and on light
    ax.contour(series.x, series.y, series.z, [0.5], colors="white", linewidths=width(2.2), zorder=1)
    contours(ax, data, f"step {moment}", [0.5], colors="black", linewidths=width(0.8), zorder=2)
    for a, b in INPUTS:
        look = {"color": "white", "markeredgecolor": "black", "markersize": size(1.4), "zorder": 6}
        ax.plot([a], [b], linestyle="none", marker="s" if a != b else "o", **look)
        if moment == MOMENTS[0]:
            ax.text(a, b - 0.18, f"class {int(a != b)}", color="black", ha="center", va="top", fontsize="small")
    ax.set(
        xlabel="$x_1$", ylabel="$x_2$", aspect="equal", xlim=(-0.5, 1.5), ylim=(-0.5, 1.5), xticks=[0, 1], yticks=[0, 1]
    )
    ax.set_title(f"step {moment}")


decision_surface_over_training = Figure(
    trained=True,
    name="xor.decision_surface_over_training",
    claims=(OUTPUT,),
    title="The output of a network while it learns the exclusive or",
    alt="The output of a network with two sigmoid units over the plane of its two inputs, dark for 0 and light for 1, "
    "at four moments of training, with the level one half as a line and the four inputs as squares (class 1) and "
    "dots (class 0). Flat at first, after 5000 steps a band of class 1 lies between the two inputs of class 0.",
    data=surface_data,
    panels=tuple(partial(surface_panel, moment) for moment in MOMENTS),
    across=4,
    narrow=2,
    slide=2,
    aspect=0.95,
)


def training_data() -> Data:
    """Rates of success with their exact intervals."""
    shown: dict = {}
    for n, (label, name) in enumerate(TRAINED.items()):
        found = successes(name)
        count, seeds = found["successes"][0], found["seeds"][0]
        low, high = interval(count, seeds)
        shown[label] = Points(
            x=np.array([n]),
            y=np.array([count / seeds]),
            low=np.array([low]),
            high=np.array([high]),
            source=f"numerics.xor.{name}",
            label=None if n else "measured, 99.9 % intervals",
        )
    return shown


def training_panel(ax: Axes, data: Data) -> None:
    """Measured rates over the predicted ranges."""
    for n, (label, name) in enumerate(TRAINED.items()):
        predicted, said = claim(f"xor.{name}").statement, claim(f"xor.{name}").as_stated
        known = "predicted beforehand" if n == 0 else None
        ax.bar(
            [n],
            [predicted.at_most - predicted.at_least],
            0.5,
            predicted.at_least,
            color=colour(0),
            alpha=0.3,
            label=known,
        )
        if said is not None:
            ax.hlines([said.at_least], n - 0.35, n + 0.35, color=colour(1), linestyle="--", label="as stated")
        points(ax, data, label)
    ax.set(ylim=(-0.03, 1.06), ylabel="share of starts that succeed")
    ax.set_xlabel("hidden units (σ: sigmoid), or perceptron rule")
    names = [label.replace("sigmoid", "σ").replace(",", "").replace(" ", "\n") for label in TRAINED]
    ax.set_xticks(range(len(TRAINED)), names)


success_of_training = Figure(
    trained=True,
    name="xor.success_of_training",
    claims=tuple(f"xor.{name}" for name in TRAINED.values()),
    title="How often training finds the exclusive or",
    alt="Shares of random starts from which gradient descent learns the exclusive or, as points with intervals over "
    "the ranges predicted beforehand. With two sigmoid units about 96 per cent, not all as stated; with four "
    "nearly all; with one none; with two ReLU units about a quarter.",
    data=training_data,
    panels=(training_panel,),
    aspect=0.62,
)
