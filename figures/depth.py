"""What depth does with few units: saws, pieces, and the units that parity needs."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from ..numerics.depth import pieces_of_layer, two_narrow_layers_learn_parity, units_for_parity
from ..numerics.engine.devices import Device, choose
from ..numerics.engine.study import Given, Setting
from ..numerics.engine.train import interval
from ..numerics.studies import _parity_deep, parity
from .figure import Data, Figure, Points, curve
from .formula import Side, Values, claim, stated
from .marks import line, path, points, size, width
from .measurement import Numbers, kept, oracle
from .style import colour, faint

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SAW, PIECES = "depth.left_half_of_the_next_saw", "depth.composed_tents_have_two_to_the_k_pieces"
LAYER, THREE = "depth.n_relu_units_compute_parity", "depth.three_relu_units_compute_four_bit_parity"
ACROSS = np.linspace(0, 1, 257)
TENTS = np.arange(9)
BITS = np.arange(1, 11)


def tents(k: int) -> object:
    """k tents over x."""
    return lambda x: {"k": k, "x": x}


def saw_data() -> Data:
    """Saws and their pieces."""
    shown: dict = {}
    for k in (1, 2, 3):
        shown[f"saw {k}"] = curve(SAW, ACROSS, tents(k), f"{k} tent{'s' * (k > 1)}")
        shown[f"saw {k} measured"] = oracle(SAW, ACROSS[8::32], tents(k), near=f"saw {k}")
    shown["pieces"] = curve(PIECES, TENTS, lambda k: {"k": int(k)}, "$k$ tents one behind another")
    shown["pieces counted"] = oracle(PIECES, TENTS, lambda k: {"k": int(k)}, near="pieces")
    flat = np.array([pieces_of_layer(2 * k) for k in TENTS[1:].tolist()], float)
    shown["one layer"] = Points(
        x=TENTS[1:], y=flat, source="numerics.depth.pieces_of_layer", label="one layer with as many units"
    )
    return shown


def saw_panel(ax: Axes, data: Data) -> None:
    """Composed tents."""
    for n, k in enumerate((1, 2, 3)):
        line(ax, data, f"saw {k}", n)
        points(ax, data, f"saw {k} measured", n, markersize=size(0.7))
    ax.set(xlabel="input $x$", ylabel="output", title="composed tents", ylim=(-0.05, 1.05))


def pieces_panel(ax: Axes, data: Data) -> None:
    """Pieces against depth."""
    line(ax, data, "pieces")
    points(ax, data, "pieces counted")
    path(ax, data, "one layer", 1)
    ax.set(yscale="log", xlabel="layers $k$ of two ReLU units", ylabel="linear pieces", title="pieces by depth")


saws_and_their_pieces = Figure(
    name="depth.saws_and_their_pieces",
    claims=(SAW, PIECES),
    title="Composed tents double their pieces",
    alt="Left: one, two and three composed tents over the unit interval, saws with one, two and four teeth; values of "
    "composed absolute values lie on them. Right: linear pieces against the number of layers on a logarithmic "
    "axis. The line of two to the k for composed tents rises straight to 256 at eight layers, counted pieces lie "
    "on it; one layer with as many units has only 17.",
    data=saw_data,
    panels=(saw_panel, pieces_panel),
)


def parity_data() -> Data:
    """Units of networks that were run on all inputs, and the three units for four bits."""
    shown: dict = {}
    labels = {
        "dnf": "conjunctions: $2^{n-1}$",
        "relu": "one layer of ReLU: $n$",
        "threshold": "one layer of thresholds: $n$",
    }
    for kind, label in labels.items():
        units = np.array([units_for_parity(n, kind) for n in BITS.tolist()], float)
        shown[kind] = Points(x=BITS, y=units, source="numerics.depth.units_for_parity", label=label)
    ones = np.arange(5)
    shown["three units"] = curve(THREE, ones, with_ones, "three ReLU units", side=Side.LHS)
    shown["three units measured"] = oracle(THREE, ones, with_ones, "run on the inputs", near="three units")
    shown["n units"] = curve(LAYER, ones, bits_set, "$n$ ReLU units", side=Side.LHS)
    return shown


def with_ones(count: float) -> Values:
    """Four bits, so many of them set."""
    return {f"x{n}": float(n <= count) for n in (1, 2, 3, 4)}


def bits_set(count: float) -> Values:
    """The same for the layer of n units."""
    return {"k": 0, "s": int(count), "r": 4 - int(count)}


def units_panel(ax: Axes, data: Data) -> None:
    """Units against bits."""
    for n, kind in ((1, "dnf"), (0, "relu"), (2, "threshold")):
        look = {"markersize": size(1.5), "linestyle": "none"} if kind == "threshold" else {}
        path(ax, data, kind, n, **look)
    ax.plot(
        [4],
        [3],
        marker="*",
        markersize=size(2),
        color=colour(3),
        linestyle="none",
        label="3 ReLU units, $n = 4$",
        zorder=6,
    )
    ax.set(yscale="log", xlabel="bits $n$", ylabel="hidden units", xticks=range(1, 11), title="units for parity")


def outputs_panel(ax: Axes, data: Data) -> None:
    """Outputs for four bits."""
    line(ax, data, "three units", 3)
    points(ax, data, "three units measured", markersize=size(1.5))
    points(ax, data, "n units", 0, markersize=size(0.8))
    ax.axhline(0.5, color=faint(), linewidth=width(0.4))
    ax.set(xlabel="bits set, of four", ylabel="output", xticks=range(5), ylim=(-0.1, 1.1), title="parity of four bits")


units_that_parity_needs = Figure(
    name="depth.units_that_parity_needs",
    claims=(THREE, LAYER),
    title="Hidden units for the parity of n bits",
    alt="Left: hidden units against the number of bits n on a logarithmic axis. Conjunctions need two to the n minus "
    "one, 512 for ten bits; one layer of ReLU or threshold units needs n, and a star marks three ReLU units for "
    "four bits. Right: the output of the three units for zero to four set bits is 0, 1, 0, 1, 0, as measured and "
    "as for n units.",
    data=parity_data,
    panels=(units_panel, outputs_panel),
)


FOUND, MISSED = "depth.fewer_than_half_of_the_corners_learn_parity", "depth.as_many_units_as_bits_rarely_learn_parity"
TRAINED_BITS, MULTIPLES, STARTS = (2, 4, 6), ("n", "2n"), 120


@kept
def learned(bits: int, multiple: str) -> Numbers:
    """How many of so many starts learn the parity of so many bits with tanh units."""
    choose(Device.AUTO)
    given = Given(setting=Setting(seed=0), formulas={n: stated(n) for n in parity.CROSS_ENTROPY}, platform="cpu")
    units = parity.units_of(bits, multiple)
    task = {"activation": "tanh", "bits": bits, "multiple": multiple, "units": units, "seeds": STARTS}
    return {"successes": [parity.trained(task, given).rows[0]["successes"]]}


def success_data() -> Data:
    """Shares of starts, and the two predictions about six bits."""
    shown: dict = {}
    for multiple in MULTIPLES:
        counts = [learned(bits, multiple)["successes"][0] for bits in TRAINED_BITS]
        ends = np.array([interval(count, STARTS) for count in counts])
        shown[multiple] = Points(
            x=np.array(TRAINED_BITS),
            y=np.array(counts) / STARTS,
            low=ends[:, 0],
            high=ends[:, 1],
            source="numerics.studies.parity.trained",
            label=f"${multiple}$ units",
        )
    for id, multiple in ((FOUND, "2n"), (MISSED, "n")):
        whole = shown[multiple]
        shown[f"{multiple}, six bits"] = replace(
            whole, x=whole.x[-1:], y=whole.y[-1:], low=whole.low[-1:], high=whole.high[-1:], source=f"numerics.{id}"
        )
    return shown


def success_panel(ax: Axes, data: Data) -> None:
    """Shares against bits, and what was predicted of six."""
    for n, multiple in enumerate(MULTIPLES):
        points(ax, data, multiple, (1, 0)[n], linestyle="-", linewidth=width(0.5))
    for id, multiple in ((FOUND, "2n"), (MISSED, "n")):
        predicted = claim(id).statement
        label = "predicted for six bits" if multiple == "n" else None
        height = predicted.at_most - predicted.at_least
        ax.bar([6], [height], 0.5, predicted.at_least, color=colour(0), alpha=0.25, label=label)
        points(ax, data, f"{multiple}, six bits", markersize=0, label=None)
    ax.set(xlabel="bits $n$", ylabel="share of starts that learn parity", xticks=TRAINED_BITS, ylim=(-0.03, 1.05))


parity_in_training = Figure(
    trained=True,
    name="depth.parity_in_training",
    claims=(FOUND, MISSED),
    title="How often training finds parity",
    alt="Shares of 120 random starts from which gradient descent learns the parity of 2, 4 and 6 bits with one hidden "
    "layer of tanh units, with 99.9 per cent intervals. With n units, which can represent it, the share falls to "
    "a few per cent at six bits; with 2n units it stays near all. Bars mark what was predicted.",
    data=success_data,
    panels=(success_panel,),
    aspect=0.62,
)


NARROW = {1: "depth.one_narrow_layer_rarely_learns_parity", 2: "depth.two_narrow_layers_learn_parity", 3: None}
NARROW_BITS, NARROW_STARTS = 4, 144


@kept
def learned_deep(depth: int) -> Numbers:
    """How many of so many starts learn the parity of four bits with so many layers of four tanh units."""
    choose(Device.AUTO)
    formulas = {n: stated(n) for n in two_narrow_layers_learn_parity.formulas}
    given = Given(setting=Setting(seed=0), formulas=formulas, platform="cpu")
    task = {"activation": "tanh", "bits": NARROW_BITS, "width": NARROW_BITS, "depth": depth, "seeds": NARROW_STARTS}
    return {"successes": [_parity_deep.trained(task, given).rows[0]["successes"]]}


def layers_data() -> Data:
    """Shares of starts by the number of layers; of the first two there are predictions."""
    shown: dict = {}
    for depth, id in NARROW.items():
        count = learned_deep(depth)["successes"][0]
        low, high = interval(count, NARROW_STARTS)
        shown[f"{depth}"] = Points(
            x=np.array([depth]),
            y=np.array([count / NARROW_STARTS]),
            low=np.array([low]),
            high=np.array([high]),
            source=f"numerics.{id}" if id else "numerics.studies._parity_deep.trained",
            label="measured, 99.9 % intervals" if depth == 1 else None,
        )
    return shown


def layers_panel(ax: Axes, data: Data) -> None:
    """Shares against layers, over what was predicted."""
    for depth, id in NARROW.items():
        if id is not None:
            predicted = claim(id).statement
            height = predicted.at_most - predicted.at_least
            label = "predicted beforehand" if depth == 1 else None
            ax.bar([depth], [height], 0.5, predicted.at_least, color=colour(0), alpha=0.25, label=label)
        points(ax, data, f"{depth}")
    ax.set(xlabel="hidden layers of four tanh units", ylabel="share of starts that learn parity", xticks=tuple(NARROW))
    ax.set(xlim=(0.5, 3.5), ylim=(-0.03, 1.05))


parity_by_layers = Figure(
    trained=True,
    name="depth.parity_by_layers",
    claims=tuple(id for id in NARROW.values() if id),
    title="More layers help narrow networks to find parity",
    alt="Shares of 144 random starts from which gradient descent learns the parity of four bits, by the number of "
    "hidden layers of four tanh units each, with 99.9 per cent intervals. One layer, which can represent it, "
    "learns it from about a quarter of the starts, two and three layers from about four fifths. Bars mark what was "
    "predicted: at most 45 per cent for one layer, at least half for two.",
    data=layers_data,
    panels=(layers_panel,),
    aspect=0.62,
)
