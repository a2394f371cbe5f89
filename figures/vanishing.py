"""How gradients shrink and grow with depth, beside what is proved and what was said."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from ..numerics.engine.devices import Device, choose
from ..numerics.engine.train_depth import WIDTH as STUDY_WIDTH
from ..numerics.studies.depth import trained
from ..numerics.vanishing import DISGUISED, RELUS, SIGMOIDS, signals_back
from .figure import Data, Figure, Points, curve
from .formula import Side, Values
from .marks import line, path, points, size, width
from .measurement import Numbers, kept, oracle
from .style import faint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STEEP, GENTLE = (
    "vanishing.gradient_grows_in_a_steep_sigmoid_chain",
    "vanishing.gradient_keeps_its_size_in_a_sigmoid_chain",
)
BOUND, ACTIVE = (
    "vanishing.gradient_bounded_by_the_weights_norms",
    "vanishing.relu_gradient_is_the_product_of_the_weights",
)
DEPTH, WIDTH, NETWORKS = 20, 32, 32
LAYERS = np.arange(13)
BACK = np.arange(DEPTH + 1)
GAINS = {"sigmoid": 1.0, "tanh": 1.0, "relu": float(np.sqrt(2)), "residual": 0.4}
LABELS = {"sigmoid": "sigmoid", "tanh": "tanh", "relu": "ReLU", "residual": "residual"}


def layer(k: float) -> Values:
    """The number of layers."""
    return {"k": int(k)}


def chain_data() -> Data:
    """Slopes of chains of width one."""
    return {
        "steep": curve(STEEP, LAYERS, layer, "weights 8: doubles"),
        "gentle": curve(GENTLE, LAYERS, layer, "weights 4: stays"),
        "as stated": curve(GENTLE, LAYERS, layer, "as stated: at most $2^{-k}$", said=True),
        "steep measured": oracle(STEEP, LAYERS, layer, near="steep"),
        "gentle measured": oracle(GENTLE, LAYERS, layer, near="gentle"),
    }


@kept
def norms(activation: str) -> Numbers:
    """Norms of the signals of many networks, counted back from the output, with the middle 80 per cent."""
    gain = GAINS[activation]
    found = np.array([signals_back(activation, DEPTH, WIDTH, gain, seed)["norms"] for seed in range(NETWORKS)])
    low, middle, high = np.quantile(found, [0.1, 0.5, 0.9], axis=0)
    return {"low": low.tolist(), "middle": middle.tolist(), "high": high.tolist()}


@cache
def first_network() -> dict[str, object]:
    """A sigmoid network's weights and slopes, from the output back, with the norms of the weights."""
    found = signals_back("sigmoid", DEPTH, WIDTH, GAINS["sigmoid"], 0)
    weights, slopes = found["weights"][::-1], found["slopes"][::-1]
    return {"W": weights, "s": slopes, "N": np.linalg.norm(weights, 2, axis=(1, 2)), "norms": found["norms"]}


def bound_at(k: float) -> Values:
    """The norms of the first network's weights; the bound needs neither the weights nor the slopes themselves."""
    widths = dict.fromkeys(range(DEPTH + 2), 1)
    return {"k": int(k), "d": widths, "W": [], "s": [], "N": first_network()["N"], "g": [1.0]}


def network_data() -> Data:
    """Squared norms by layer, and the bound for one sigmoid network."""
    of = "numerics.vanishing.signals_back"
    shown: dict = {"bound": curve(BOUND, BACK, bound_at, "proved bound, network 1", side=Side.RHS)}
    shown["first sigmoid network"] = Points(
        x=BACK, y=first_network()["norms"] ** 2, source=of, under="bound", label="network 1 (sigmoid)"
    )
    for name, label in LABELS.items():
        found = {part: np.array(numbers) ** 2 for part, numbers in norms(name).items()}
        low, middle, high = found["low"], found["middle"], found["high"]
        shown[name] = Points(x=BACK[::2], y=middle[::2], low=low[::2], high=high[::2], source=of, label=label)
    return shown


def all_data() -> Data:
    """Both panels."""
    return {**chain_data(), **network_data()}


def chain_panel(ax: Axes, data: Data) -> None:
    """Chains of width one."""
    line(ax, data, "steep", 0)
    line(ax, data, "gentle", 2)
    line(ax, data, "as stated", 1)
    points(ax, data, "steep measured", 0)
    points(ax, data, "gentle measured", 2)
    ax.set(
        yscale="log", xlabel="layers $k$ behind the weight", ylabel="slope in the first weight", title="sigmoid chains"
    )


def network_panel(ax: Axes, data: Data) -> None:
    """Random networks."""
    line(ax, data, "bound", 0)
    points(ax, data, "first sigmoid network", marker="x", markersize=size(0.7))
    for n, name in enumerate(LABELS):
        points(ax, data, name, n)
    ax.axhline(1, color=faint(), linewidth=width(0.4), zorder=0)
    ax.set(yscale="log", xlabel="layers back from the output", ylabel="squared norm of the gradient")
    ax.set_title(f"random networks of width {WIDTH}, middle 80 %")


gradients_by_depth = Figure(
    name="vanishing.gradients_by_depth",
    claims=(STEEP, GENTLE, BOUND),
    title="Gradients by depth",
    alt="Left: the slope in the first weight of sigmoid chains against the number of layers. With weights 8 it "
    "doubles in every layer, with weights 4 it stays at 1/8, and measured slopes lie on both lines; the line as "
    "stated falls as two to the minus k. Right: squared gradient norms by layers back from the output on a "
    "logarithmic axis. They fall by many orders of magnitude for sigmoid networks, under their proved bound, and "
    "stay near one for tanh, ReLU and residual networks with fitting weights.",
    data=all_data,
    panels=(chain_panel, network_panel),
    aspect=0.85,
)


PRINTED = "vanishing.printed_accuracy_falls_from_two_layers_on"
TRAINED = {
    "sigmoid (variance $1/n$)": (SIGMOIDS, 1),
    "ReLU (He)": (RELUS, 2),
    "sigmoid (as tanh)": (DISGUISED, 0),
}
TRAINED_DEPTHS, SEEDS = (1, 2, 3, 4, 6, 10), 8


@kept
def accuracies(name: str) -> Numbers:
    """Test accuracies of each network after training, one list a depth.

    They are of two kinds, learned and at chance: an interval of their mean would stand where no network is.
    """
    choose(Device.AUTO)
    found = [trained(TRAINED[name][0], d, STUDY_WIDTH, SEEDS, 0).accuracy[:, -1] for d in TRAINED_DEPTHS]
    return {"networks": [f.tolist() for f in found]}


def row_of_the_table(n: float) -> Values:
    """A row of the printed table."""
    return {"n": int(n)}


def accuracy_data() -> Data:
    """The printed table and its measured twins, in thousandths: medians and single networks."""
    shown: dict = {"printed": curve(PRINTED, np.arange(1, 7), row_of_the_table, "printed table")}
    source = "numerics.studies.depth.trained"
    for n, name in enumerate(TRAINED):
        networks = 1000 * np.array(accuracies(name)["networks"])
        beside = np.array(TRAINED_DEPTHS) + 0.14 * (n - 1)  # kinds side by side, not over one another
        shown[name] = Points(x=beside, y=np.median(networks, axis=1), source=source, label=name)
        places = np.repeat(beside, networks.shape[1])
        shown[f"{name}, each network"] = Points(x=places, y=networks.ravel(), source=source)
    return shown


def accuracy_panel(ax: Axes, data: Data) -> None:
    """Accuracy against depth: each network, and a line through the medians."""
    line(ax, data, "printed", 1)
    for name, (_, number) in TRAINED.items():
        which = (3, 2, 0)[number]
        path(ax, data, name, which, markersize=0, label=None)
        points(ax, data, f"{name}, each network", which, markersize=size(0.7), markeredgewidth=width(0.4), label=name)
    ax.axhline(100, color=faint(), linewidth=width(0.4), zorder=0)
    ax.text(1, 115, "chance", ha="left", va="bottom", fontsize="small")
    ax.set(xlabel="hidden layers", ylabel="test accuracy (%)", ylim=(0, 1030), xticks=TRAINED_DEPTHS)
    ax.set_yticks(range(0, 1001, 200), [f"{n // 10}" for n in range(0, 1001, 200)])


accuracy_by_depth = Figure(
    trained=True,
    name="vanishing.accuracy_by_depth",
    claims=(PRINTED,),
    title="Accuracy by depth: the printed table and measured networks",
    alt="Test accuracy against the number of hidden layers. The printed table rises from 87.2 per cent at one layer to "
    "91.5 at two and falls to 58.3 at six. Measured on small digits, eight networks a depth as dots with lines "
    "through their medians: sigmoid networks with weights of variance one over n stay near 98 per cent for up to "
    "three layers, scatter at four and are at chance from six on; ReLU networks and the sigmoid networks that "
    "compute what tanh networks do stay above 95 per cent up to ten layers, all but one.",
    data=accuracy_data,
    panels=(accuracy_panel,),
    aspect=0.6,
)
