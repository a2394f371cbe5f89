"""Networks as JSON: a list of layers, or names with values as they would stand in lines.

{"layers": [{"W": [[1, 1], [-1, -1]], "b": [-1.5, 0.5], "activation": "relu"}, {"W": [[-2, -2]], "b": [1]}]}
{"W1": [[1, 1], [-1, -1]], "b1": [-1.5, 0.5], "W2": [[-2, -2]], "b2": [1], "activations": ["relu", "linear"]}
{"weights": [[[1, 1], [-1, -1]], [[-2, -2]]], "biases": [[-1.5, 0.5], [1]]}
"""

import json
import re
from fractions import Fraction

from .formats import Number, structure
from .layers import LayerError
from .layers_grid import Grid, checked

IN_LAYER = {"w": "W", "weights": "W", "weight": "W", "b": "b", "bias": "b", "biases": "b", "activation": "act"}
LISTED = {"weights": "W", "w": "W", "coefs": "W", "biases": "b", "b": "b", "bias": "b", "intercepts": "b"}
NUMBER = re.compile(r"-?\d{1,40}(?:/0*[1-9]\d{0,39}|(?:\.\d{1,40})?(?:[eE][+-]?\d{1,2})?)")
# without numbers: a network that works might be somebody's key
EXAMPLE = '{"W1": [[..., ...], ...], "b1": [..., ...], "W2": [[..., ...]], "b2": [...]}'


def loaded(text: str) -> object:
    """What a JSON text says, numbers as they were typed; None where it is none. Raises LayerError."""
    try:
        return json.loads(
            text, parse_float=Number, parse_int=Number, parse_constant=_no_constant, object_pairs_hook=_no_repeats
        )
    except (json.JSONDecodeError, RecursionError):
        return None


def _no_constant(text: str) -> object:
    raise LayerError(f"{text} is no weight")


def _no_repeats(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise LayerError(f"{name[:40]!r} is given twice")
        found[name] = value
    return found


def layers(data: object) -> list[dict] | None:
    """The layers, where they are listed one by one. Raises LayerError."""
    found = data.get("layers") if isinstance(data, dict) else data
    if found is None:
        return None
    if not isinstance(found, list) or not all(isinstance(layer, dict) for layer in found):
        raise LayerError('write {"layers": [{"W": [[...]], "b": [...]}, ...]}, or ' + EXAMPLE)
    return found


def parts_of(found: list[dict]) -> dict[tuple[str, int], object]:
    """Weights, biases and activations by layer. Raises LayerError."""
    parts: dict[tuple[str, int], object] = {}
    for n, layer in enumerate(found, 1):
        for key, value in layer.items():
            name = IN_LAYER.get(key.lower())
            if name is None:
                raise LayerError(f"{key[:40]!r} is not known in a layer; known are W, b and activation")
            if (name, n) in parts:
                raise LayerError(f"layer {n} has two values for {name}")
            if value is not None:
                parts[name, n] = str(value) if name == "act" else _grid(value)
    return parts


def pairs(data: object) -> list[tuple[str, str]]:
    """Names with values as text, as they would stand in lines. Raises LayerError."""
    if not isinstance(data, dict):
        raise LayerError(f"this is no network; write {EXAMPLE}")
    found: list[tuple[str, str]] = []
    for name, value in data.items():
        kind = LISTED.get(name.lower().rstrip("_"))
        deep = 3 if kind == "W" else 2
        if kind and _depth(value) >= deep:
            found += [(f"{kind}{n}", _text(layer)) for n, layer in enumerate(value, 1)]  # type: ignore[arg-type]
        elif value is not None:
            found.append((kind or name, _text(value)))
    return found


def _depth(value: object) -> int:
    return 1 + max((_depth(v) for v in value), default=0) if isinstance(value, list) else 0


def _text(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return str(value) if isinstance(value, str) else structure(value)


def _grid(value: object) -> Grid:
    rows = value if isinstance(value, list) else [value]
    rows = rows if all(isinstance(r, list) for r in rows) else [[x] for x in rows] if len(rows) == 1 else [rows]
    return checked(tuple(tuple(map(_number, row if isinstance(row, list) else [row])) for row in rows))


def _number(value: object) -> Fraction:
    if isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        return Fraction(value.strip())
    raise LayerError(f"{str(value)[:40]!r} is no number")
