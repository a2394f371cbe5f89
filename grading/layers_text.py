"""Networks that somebody typed: layers with weights, biases and activations, as JSON or line by line.

    W1 = [[1, 1], [-1, -1]]        {"layers": [{"W": [[1, 1], [-1, -1]], "b": [-1.5, 0.5], "activation": "relu"},
    b1 = [-3/2, 1/2]                           {"W": [[-2, -2]], "b": [1]}]}
    W2 = [[-2, -2]]                or the names on the left with their values
    b2 = [1]

`activation = relu` speaks of the hidden layers, or of the only one; `activation2`, `hidden`, `output`, `activations`.

Numbers are exact: 0.1 is 1/10.
"""

import re
from fractions import Fraction

from flint import fmpq

from ..theory.decision.duals import Unclear, Undefined, plain
from ..theory.decision.evaluate import Evaluator
from ..theory.language.declarations import Scope, Undeclared
from ..theory.language.reader import Syntax, read, syntax_of
from ..theory.language.tree import Node, Rows
from . import layers_json
from .layers import ACTIVATIONS, Layer, LayerError, Network
from .layers_grid import Grid, checked

SPELLINGS = {
    "identity": "linear",
    "none": "linear",
    "id": "linear",
    "heaviside": "step",
    "threshold": "step",
    "logistic": "sigmoid",
    "sigma": "sigmoid",
    "max(0,z)": "relu",
    "max(0,x)": "relu",
    "max(z,0)": "relu",
    "max(x,0)": "relu",
}
MOST_CHARACTERS = 20_000
MOST_LAYERS = 20
HIDDEN, OUTPUT = 0, -1  # in the place of a layer's number
WEIGHT = re.compile(r"(W|w|b|B|weights?|biase?s?)\s*_?\s*\^?\s*\{?\s*[(\[]?\s*(\d{1,2})?\s*[)\]]?\s*\}?")
ACTIVATION = re.compile(r"(hidden|output|act|activations?)(?:_?activations?)?\s*_?\s*\{?[(\[]?(\d{1,2})?[)\]]?\}?")
PLACE = re.compile(r"([Wb])(\d{1,2})\[(\d{1,3})(?:,\s*(\d{1,3}))?\]")
COLON = re.compile(r"\s*([A-Za-z][\w^{}()]*(?: activations?)?)\s*:\s*(.+)", re.DOTALL)
WRAPPED = re.compile(r"(?:np|numpy|jnp|torch|tf)\.(?:array|asarray|tensor|matrix|constant)\((.*)\)", re.DOTALL)
NUMBER = re.compile(r"-?\d{1,40}(?:/0*[1-9]\d{0,39}|\.\d{1,40})?")
LATEX_FONT = re.compile(r"\\(?:mathbf|boldsymbol|mathrm|bm|bf)\s*\{\s*([A-Za-z]+)\s*\}|\\(?:mathbf|bm)\s+([A-Za-z])")


def read_network(
    text: str,
    places: dict[str, str],
    hidden: str,
    output: str,
    syntax: Syntax = Syntax.AUTO,
    *,
    biases_may_lack: bool = False,
) -> Network:
    """The layers of a text. Activations that are not named are `hidden`, the last one `output`.

    biases_may_lack: those that are not written are zero. Raises LayerError.
    """
    if len(text) > MOST_CHARACTERS:
        raise LayerError(f"the text has {len(text)} characters; at most {MOST_CHARACTERS} are read")
    stripped = text.strip().removeprefix("```json").removeprefix("```").removesuffix("```").strip()
    parts = _parts(stripped, places, syntax)
    numbers = sorted({n for _, n in parts if n > 0})
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise LayerError("the layers are not numbered 1, 2, ...: write W1 = ..., b1 = ..., W2 = ..., b2 = ...")
    if len(numbers) > MOST_LAYERS:
        raise LayerError(f"{len(numbers)} layers; at most {MOST_LAYERS} are read")
    last = numbers[-1]
    layers = []
    for n in numbers:
        places_of_it = (n, OUTPUT if n == last else HIDDEN, HIDDEN if last == 1 else n)
        named = next((parts["act", p] for p in places_of_it if ("act", p) in parts), None)
        layers.append(_layer(parts, n, named, output if n == last else hidden, biases_may_lack))
    return Network(layers=tuple(layers))


def _parts(text: str, places: dict[str, str], syntax: Syntax) -> dict[tuple[str, int], object]:
    """What is given by kind and layer; activations of all hidden layers and of the output under HIDDEN and OUTPUT."""
    data = layers_json.loaded(text) if text[:1] in ("{", "[") else None
    if data is None:
        if text.startswith("{") and not places:
            raise LayerError(f"this is not JSON, where names stand in double quotes: {layers_json.EXAMPLE}")
        return _from_pairs(assignments_of(text), places, syntax)
    if not places and (listed := layers_json.layers(data)) is not None:
        return layers_json.parts_of(listed)
    return _from_pairs(layers_json.pairs(data), places, syntax)


def _layer(
    parts: dict[tuple[str, int], object], n: int, named: object, activation: str, biases_may_lack: bool
) -> Layer:
    weights, bias = parts.get(("W", n)), parts.get(("b", n))
    if weights is None:
        raise LayerError(f"the weights W{n} are missing")
    rows: Grid = weights  # type: ignore[assignment]
    if bias is None and not biases_may_lack:
        zeros = ", ".join("0" for _ in rows[:8]) + (", ..." if len(rows) > 8 else "")
        raise LayerError(f"the biases b{n} are missing; where there are none, add b{n} = [{zeros}]")
    flat = tuple(x for row in bias or ((Fraction(0),),) for x in row)  # type: ignore[attr-defined]
    chosen = activation_named(str(named)) if named else activation
    if flat == (Fraction(0),) and len(rows) > 1:
        flat = (Fraction(0),) * len(rows)
    return Layer(weights=rows, bias=flat, activation=chosen)


def activation_named(text: str) -> str:
    """The activation of a name. Raises LayerError."""
    name = re.sub(r"\s", "", text).strip("\"'").lower().rpartition(".")[2].removesuffix("()")
    name = SPELLINGS.get(name, name)
    if name not in ACTIVATIONS:
        raise LayerError(f"there is no activation {text.strip()[:40]!r}; write one of {', '.join(ACTIVATIONS)}")
    return name


# Lines


def _from_pairs(pairs: list[tuple[str, str]], places: dict[str, str], syntax: Syntax) -> dict[tuple[str, int], object]:
    parts: dict[tuple[str, int], object] = {}
    single: dict[str, Fraction] = {}
    for name, value in pairs:
        plain_name = _plain_name(name)
        if several := _several(plain_name, value, places):
            single |= {n: _number_of(v, syntax) for n, v in several}
            continue
        if plain_name in places and PLACE.fullmatch(places[plain_name].strip()):
            single[plain_name] = _number_of(value, syntax)
            continue
        if plain_name not in places and (named := _activations(plain_name, value)):
            for key, activation in named.items():
                if parts.setdefault(key, activation) != activation:
                    raise LayerError(f"{name.strip()[:40]} is given twice")
            continue
        match = WEIGHT.fullmatch(places.get(plain_name, plain_name))
        if match is None:
            known = ", ".join(places) or "W1, b1, W2, b2, ..."
            raise LayerError(f"{name.strip()[:40]!r} is no name of a weight; the names are {known}")
        kind, number = match[1].upper()[0], int(match[2]) if match[2] else 1
        kind = "W" if kind == "W" else "b"
        if (kind, number) in parts:
            raise LayerError(f"{kind}{number} is given twice")
        parts[kind, number] = _rows_of(value, syntax)
    return _placed(parts, single, places) if places else parts


def _activations(name: str, value: str) -> dict[tuple[str, int], object]:
    """What is said of activations, by layer; empty where the name speaks of something else."""
    match = ACTIVATION.fullmatch(name)
    if match is None:
        return {}
    if match[1] in ("hidden", "output"):
        return {("act", HIDDEN if match[1] == "hidden" else OUTPUT): value.strip()}
    if value.strip()[:1] in "[(":
        listed = [v.strip(" \"'") for v in value.strip().strip("[]()").split(",")]
        return {("act", n): v for n, v in enumerate(listed, 1) if v}
    return {("act", int(match[2]) if match[2] else HIDDEN): value.strip()}


def _several(name: str, value: str, places: dict[str, str]) -> list[tuple[str, str]]:
    """(v_1, v_2) = (-2, -2) as two pairs."""
    names = [_plain_name(n) for n in name.strip("()[]").split(",")]
    values = value.strip().strip("()[]").split(",")
    if len(names) < 2 or len(names) != len(values) or any(n not in places for n in names):
        return []
    return list(zip(names, values, strict=True))


def _plain_name(name: str) -> str:
    name = LATEX_FONT.sub(lambda m: m[1] or m[2], name.strip().strip("$"))
    name = re.sub(r"\s+|[{}]", "", name) if "^" not in name else re.sub(r"\s+", "", name)
    return re.sub(r"^([A-Za-z])_?(\d)$", r"\1_\2", name) if not name.startswith(("W", "b", "B")) else name


def _placed(
    parts: dict[tuple[str, int], object], single: dict[str, Fraction], places: dict[str, str]
) -> dict[tuple[str, int], object]:
    """Numbers with names of their own in their places."""
    cells = {n: m for n, p in places.items() if (m := PLACE.fullmatch(p.strip()))}
    wanted = {n: m for n, m in cells.items() if (m[1], int(m[2])) not in parts}
    missing = [n for n in wanted if n not in single]
    if missing:
        raise LayerError(f"{', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing")
    grids: dict[tuple[str, int], dict[tuple[int, int], Fraction]] = {}
    for name, match in wanted.items():
        row, column = (int(match[3]), int(match[4])) if match[4] else (1, int(match[3]))
        grids.setdefault((match[1], int(match[2])), {})[row, column] = single[name]
    for key, entries in grids.items():
        height, width = max(i for i, _ in entries), max(j for _, j in entries)
        parts[key] = tuple(tuple(entries[i, j] for j in range(1, width + 1)) for i in range(1, height + 1))
    return parts


def assignments_of(text: str) -> list[tuple[str, str]]:
    """`name = value` pairs, apart by lines, semicolons or commas outside of brackets. Raises LayerError."""
    found: list[list[str]] = []
    piece, depth = "", 0
    cleaned = text.replace("\\left", "").replace("\\right", "").replace("&=", "=")
    cleaned = re.sub(r"\\(?:qquad|quad|[;:!,])(?![A-Za-z])", " ", cleaned)
    cleaned = re.sub(r"=\s*\$+", "= ", cleaned).replace("$", "\n")
    cleaned = re.sub(r"\\begin\{(align|aligned|gather)\*?\}|\\end\{(align|aligned|gather)\*?\}", "\n", cleaned)
    place = 0
    while place < len(cleaned):
        sign = cleaned[place]
        if cleaned.startswith("\\begin{", place):
            depth += 1
        elif cleaned.startswith("\\end{", place):
            depth -= 1
        if cleaned.startswith("\\\\", place) and depth == 0:
            piece, place = _closed(found, piece), place + 2
            continue
        depth += (sign in "([{") - (sign in ")]}")
        if sign in ",;\n" and depth == 0:
            piece, place = _closed(found, piece), place + 1
            continue
        piece += sign
        place += 1
    if depth != 0:
        raise LayerError("a bracket is not closed" if depth > 0 else "there is a closing bracket too many")
    _closed(found, piece)
    return [(name, value) for name, value in found]


def _closed(found: list[list[str]], piece: str) -> str:
    piece = re.sub(r"^[-*\u2022]\s+", "", piece.strip()) if "=" in piece or ":" in piece else piece.strip(" .-*")
    piece = re.sub(r"^(?:and|with|und)\s+", "", piece).strip().removesuffix(".")
    if not piece or piece in ("and", "und", "with"):
        return ""
    if "=" not in piece and (colon := COLON.match(piece)):
        piece = f"{colon[1]} = {colon[2]}"
    *names, value = piece.split("=") if "\\begin" not in piece else piece.split("=", 1)
    if not names or not value.strip():
        raise LayerError(f"{piece[:40]!r} gives no value; write name = value")
    found += [[name.strip(), value.strip()] for name in names]
    return ""


def _rows_of(text: str, syntax: Syntax) -> Grid:
    if wrapped := WRAPPED.fullmatch(text.strip()):
        text = wrapped[1]
    bare = re.fullmatch(r"[\[(]([^\[\]()]*)[\])](?:\^?\{?(?:T|\\top|\.T)\}?)?", text.strip())
    if bare:
        return checked((tuple(_number_of(x, syntax) for x in bare[1].split(",")),))
    tree = _tree(text, syntax)
    if isinstance(tree, Rows):
        return checked(tuple(tuple(_exact(x) for x in row) for row in tree.rows))
    return ((_exact(tree),),)


def _number_of(text: str, syntax: Syntax) -> Fraction:
    return _exact(_tree(text, syntax))


def _tree(text: str, syntax: Syntax) -> Node:
    chosen = syntax_of(text) if syntax is Syntax.AUTO else syntax
    return read(text, Scope(undeclared=Undeclared.REFUSE), chosen)


def _exact(tree: Node) -> Fraction:
    try:
        value = plain(Evaluator(Scope(), {}).number(tree))
    except (Undefined, Unclear) as why:
        raise LayerError(f"a weight without value: {why}") from None
    if not isinstance(value, fmpq):
        raise LayerError("a weight that is no rational number; write a fraction or a decimal")
    return Fraction(int(value.p), int(value.q))
