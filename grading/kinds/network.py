"""Weights of a network: any architecture that the question allows, checked input by input against what it must compute.

Linear, threshold and ReLU units are computed in exact rationals, logistic and tanh units in balls. The answer is never
compared with one key: every choice of weights that computes the table is right.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpq

from ...theory.language.errors import ReadError
from ...theory.language.reader import Syntax
from ..assignment import AssignmentError, Part
from ..judgement import Judgement, Outcome
from ..layers import Layer, LayerError, Network, outputs, shown
from ..layers_text import read_network
from ..network_task import Settings, settings_of
from ..tables import Table
from ..values import plainly
from ..verdicts import correct, graded, unreadable, waiting

MISTAKES = ("signs_exchanged", "shapes", "architecture", "constant")


def settings(table: Table, points: Fraction) -> Settings:
    """The task of a part. Raises AssignmentError."""
    return settings_of(table)


def complain(part: Part) -> None:
    """Raises AssignmentError where a key is given that nobody would look at."""
    if part.accepted or (part.key is not None and part.key.claim):
        told = f"part {part.id} is checked against its table"
        raise part.where.fault(told, "leave claims and accepted forms out; a key is a network that must pass")
    for mistake in part.listed:
        if mistake.name not in MISTAKES or mistake.text:
            told = f"the mistake {mistake.name} of a network"
            raise mistake.where.fault(told, f"recognised are {', '.join(MISTAKES)}; they need no text")


def faults(part: Part) -> Iterator[AssignmentError]:
    """A key that does not compute the table."""
    if part.key is not None:
        found = judge(part, part.key.text, Syntax.AUTO)
        if found.outcome is not Outcome.CORRECT:
            yield part.key.where.fault(f"the key of part {part.id} is not right itself: {found.reason}")


def notes(part: Part) -> Iterator[AssignmentError]:
    """Points by row that a network gets which says the same for every input."""
    asked: Settings = part.settings  # type: ignore[assignment]
    if not asked.by_row or _listed(part, "constant"):
        return
    sides = [tuple(t > 0 for t in row) if asked.match == "class" else row for row in asked.targets]
    common = max(map(sides.count, sides))
    told = f"by_row gives a network that says the same for every input {common} of {len(sides)} rows of part {part.id}"
    way_out = 'list the mistake name = "constant" with the points that it should get'
    yield part.where.at("by_row").fault(told, way_out)


@dataclass(frozen=True, kw_only=True)
class Tried:
    """How one reading of the weights does: rows right, the first row that fails, the smallest distance to the bound."""

    right: int
    unclear: int
    failed: int | None
    value: str
    margin: str
    threshold: Fraction | None
    distance: float = 0.0


def judge(part: Part, answer: str, syntax: Syntax) -> Judgement:
    """The judgement on weights."""
    asked: Settings = part.settings  # type: ignore[assignment]
    try:
        network = _read(asked, answer, syntax)
    except (LayerError, ReadError) as error:
        return unreadable(part, error if isinstance(error, ReadError) else str(error), answer)
    reading = shown(network.layers)
    width = len(asked.inputs[0])
    readings = network.orientations(width, len(asked.targets[0]), asked.fixed)
    if not readings:
        sizes = " -> ".join([str(width), *(f"({len(r.weights)} x {len(r.weights[0])})" for r in network.layers)])
        told = f"The shapes of the layers do not follow one another: {sizes}, {len(asked.targets[0])} outputs."
        return _foreseen(part, "shapes", told, reading) if _listed(part, "shapes") else _look(part, told, reading)
    if broken := _forbidden(asked, readings[0][0]):
        if not _listed(part, "architecture") and _best(asked, readings[0][0]).right == len(asked.inputs):
            return _look(part, f"{broken} It computes what is asked for all the same.", reading)
        return _foreseen(part, "architecture", broken, reading)
    tried = [(layers, note, _best(asked, layers)) for layers, note in readings]
    for read, note, found in tried:
        if found.right == len(asked.inputs):
            told = (
                f"Right on every input; the nearest output is {found.margin} from the bound."
                if asked.match == "class"
                else ""
            )
            smooth = any(layer.activation in ("sigmoid", "tanh") for layer in read)
            evidence = f"every input, {'certified enclosures' if smooth else 'exact'}"
            return correct(part, evidence, reading, f"{told} {note}".strip())
    if any(_best(asked, layers, at_bound=1).right == len(asked.inputs) for layers, _ in readings):
        told = "Right if a step is 1 at 0, and an output on the bound belongs to class 1; here it is 0 there."
        return _look(part, told, reading)
    return _failed(part, asked, tried[0][0], tried[0][2], reading)


def _look(part: Part, told: str, reading: str) -> Judgement:
    """A convention that the question does not settle, or a layout that is not read: for a person."""
    return waiting(part, Outcome.PERSON, told, reading=reading)


def _listed(part: Part, name: str) -> bool:
    return any(m.name == name for m in part.listed)


def _foreseen(part: Part, name: str, told: str, reading: str) -> Judgement:
    """A mistake of one of the kinds that are recognised, with the points that the question gives for it."""
    mine = next((m for m in part.listed if m.name == name), None)
    points = mine.points if mine else Fraction(0)
    told = f"{told} {mine.feedback}".strip() if mine else told
    return graded(part, points, told, reading=reading, evidence="exact", mistake=name)


def _forbidden(asked: Settings, layers: tuple[Layer, ...]) -> str:
    own = layers[len(asked.fixed) :]
    if len(layers) > asked.most_layers:
        return f"The network has {len(layers)} layers; the question allows {asked.most_layers}."
    for place, layer in enumerate(own):
        allowed = asked.output if place == len(own) - 1 else asked.hidden
        if layer.activation not in allowed:
            return f"The activation {layer.activation} is not allowed here; allowed: {', '.join(allowed)}."
        if place < len(own) - 1 and len(layer.weights) > asked.most_units:
            return f"A layer has {len(layer.weights)} units; the question allows {asked.most_units}."
    return ""


def _best(asked: Settings, layers: tuple[Layer, ...], at_bound: int = 0) -> Tried:
    """at_bound: what a step is at 0, and the class of an output on the bound."""
    values = [outputs(layers, x, step_at_zero=at_bound) for x in asked.inputs]
    if asked.match == "value":
        return _values(asked, values)
    if layers[-1].activation in ("sigmoid", "step"):
        bounds = (Fraction(1, 2),)
    elif layers[-1].activation == "tanh":
        bounds = (Fraction(0),)
    else:
        bounds = asked.thresholds
    tried = [_classes(asked, values, bound, at_bound) for bound in bounds]
    return max(tried, key=lambda t: (t.right, t.distance))


def _values(asked: Settings, values: list[list[object]]) -> Tried:
    right, unclear, failed = 0, 0, None
    for place, (found, wanted) in enumerate(zip(values, asked.targets, strict=True)):
        told = [_close(v, t, asked.tolerance) for v, t in zip(found, wanted, strict=True)]
        right += all(told)
        unclear += None in told and False not in told
        if False in told and failed is None:
            failed = place
    value = "" if failed is None else _text(values[failed])
    return Tried(right=right, unclear=unclear, failed=failed, value=value, margin="", threshold=None)


def _close(value: object, target: Fraction, tolerance: Fraction) -> bool | None:
    gap = abs(value - fmpq(target.numerator, target.denominator))  # type: ignore[operator]
    bound = fmpq(tolerance.numerator, tolerance.denominator)
    if gap <= bound:
        return True
    return False if gap > bound else None


def _classes(asked: Settings, values: list[list[object]], threshold: Fraction, at_bound: int = 0) -> Tried:
    right, unclear, failed, least = 0, 0, None, None
    margin = fmpq(asked.margin.numerator, asked.margin.denominator)
    bound = fmpq(threshold.numerator, threshold.denominator)
    for place, (found, wanted) in enumerate(zip(values, asked.targets, strict=True)):
        told = []
        for value, target in zip(found, wanted, strict=True):
            # class 1 lies above the threshold; without a margin class 0 may lie on it, as h(0) = 0 has it
            above = (value - bound) if target > 0 else (bound - value)  # type: ignore[operator]
            on_it = margin == 0 and (target > 0) == bool(at_bound)
            told.append(_beyond(above, margin, on_it))
            if least is None or above < least:
                least = above
        right += all(told)
        unclear += None in told and False not in told
        if False in told and failed is None:
            failed = place
    value = "" if failed is None else _text(values[failed])
    distance = float(least if isinstance(least, arb) else arb(least))
    return Tried(
        right=right,
        unclear=unclear,
        failed=failed,
        value=value,
        margin=_one(least),
        threshold=threshold,
        distance=distance,
    )


def _beyond(distance: object, margin: fmpq, on_it: bool) -> bool | None:
    if distance > margin or (on_it and distance >= margin):  # type: ignore[operator]
        return True
    return False if distance < margin or (not on_it and distance <= margin) else None  # type: ignore[operator]


def _one(value: object) -> str:
    return plainly(value.str(15) if isinstance(value, arb) else str(value))


def _text(values: list[object]) -> str:
    told = ", ".join(_one(v) for v in values)
    return told if len(values) == 1 else f"({told})"


def _failed(part: Part, asked: Settings, layers: tuple[Layer, ...], found: Tried, reading: str) -> Judgement:
    total = len(asked.inputs)
    if found.failed is None:
        told = f"{found.right} of {total} inputs are certain; for the others the enclosures do not tell."
        return waiting(part, Outcome.UNDECIDED, told, reading=reading)
    told = f"{found.right} of {total} inputs come out right."
    mistake = None
    if asked.match == "class" and _best(asked, _negated(layers)).right == total:
        told, mistake = f"{told} With the signs of the last layer exchanged all would.", "signs_exchanged"
    if found.threshold is not None and mistake is None:
        told += f" The output is compared with {found.threshold}."
    matters = total > 1 and (asked.by_row or _listed(part, "constant"))
    if mistake is None and matters and _is_constant(asked, layers, found.threshold):
        told, mistake = f"{told} The network says the same for every input.", "constant"
    if mistake == "signs_exchanged" or (mistake and _listed(part, mistake)):
        record = _foreseen(part, mistake, told, reading)
    else:
        points = part.points * found.right / total if asked.by_row else Fraction(0)
        record = graded(part, points, told, reading=reading, evidence="exact", mistake=mistake)
    at = {f"x_{n + 1}": str(x) for n, x in enumerate(asked.inputs[found.failed])}
    fields = {**record.as_record(), "witness": at, "own_value": found.value}
    if part.reveal:
        fields["key_value"] = _text([fmpq(t.numerator, t.denominator) for t in asked.targets[found.failed]])
    return Judgement.from_record(fields)


def _is_constant(asked: Settings, layers: tuple[Layer, ...], threshold: Fraction | None) -> bool:
    """Whether every input certainly comes out on the same side, or, where values count, with the same value."""
    values = [outputs(layers, x) for x in asked.inputs]
    if threshold is None:
        return all(bool(a == b) for other in values[1:] for a, b in zip(values[0], other, strict=True))
    bound = fmpq(threshold.numerator, threshold.denominator)
    above = [[_beyond(v - bound, fmpq(0), False) for v in row] for row in values]  # type: ignore[operator]
    return None not in above[0] and all(row == above[0] for row in above)


def _negated(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    last = layers[-1]
    weights = tuple(tuple(-w for w in row) for row in last.weights)
    return (*layers[:-1], Layer(weights=weights, bias=tuple(-b for b in last.bias), activation=last.activation))


def read_back(part: Part, answer: str, syntax: Syntax) -> str:
    """How weights read. Raises LayerError and ReadError."""
    asked: Settings = part.settings  # type: ignore[assignment]
    return shown(_read(asked, answer, syntax).layers)


def _read(asked: Settings, answer: str, syntax: Syntax) -> Network:
    hidden, output = asked.hidden[0], asked.output[0]
    return read_network(answer, asked.names, hidden, output, syntax, biases_may_lack=asked.zero_biases)
