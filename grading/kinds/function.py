"""A Python function: called in the sandbox on generated inputs of several shapes, its raw values judged here.

The expected values come from the formula of the key, evaluated literally in balls; a gradient comes from automatic
differentiation (dual numbers) of the stated loss, not from a formula that somebody derived. The sandbox sees the
inputs alone.
"""

import ast
import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from flint import arb, ctx, fmpq

from ...theory.decision.evaluate import Evaluator, Point
from ...theory.decision.numbers import Unclear, Undefined, plain
from ...theory.language.declarations import Domain, Interval, Matrix, Scalar, Type, Vector, standard_name
from ...theory.language.errors import Fault, ReadError
from ...theory.language.reader import Syntax
from ...theory.language.tree import Call, Derivative, Name, Node, variables, walk
from .. import keys
from ..assignment import AssignmentError, Part
from ..comparison import compared
from ..judgement import Judgement, Outcome
from ..keys import forms_of, require_key
from ..tables import REQUIRED, Table
from ..verdicts import correct, cut, graded, waiting
from ..vocabulary import Forms

BITS = 160
CASES = 8
SIDES = (1, 2, 3, 4, 5, 3, 2, 6)
TOLERANCE = Fraction(1, 10**9)  # relative to the largest expected entry, or to 1
RETURNS = ("value", "gradient", "both")


@dataclass(frozen=True, kw_only=True)
class Settings:
    """The function: its name and arguments in order, what it returns, which packages it may use.

    returns: the key's "value", the "gradient" of `loss` in `by`, or "both" as a pair. large: a size of inputs at which
    the function must not overflow, in addition to ordinary ones.
    """

    function: str
    arguments: tuple[str, ...]
    packages: tuple[str, ...]
    returns: str
    loss: str
    by: str
    cases: int
    large: Fraction | None
    seconds: int


@dataclass(frozen=True, kw_only=True)
class Case:
    """One call: its point, its arguments as JSON, the expected values as floats in rows."""

    point: Point
    arguments: tuple[object, ...]
    expected: tuple[list[list[float]], ...]


def settings(table: Table, points: Fraction) -> Settings:
    """The function that a part asks for. Raises AssignmentError."""
    found = Settings(
        function=table.text("function", REQUIRED),
        arguments=table.texts("arguments"),
        packages=table.texts("packages", ("numpy",)),
        returns=table.choice("returns", RETURNS, "value"),
        loss=table.text("loss"),
        by=standard_name(table.text("by")),
        cases=table.whole("cases", CASES, 1),
        large=table.fraction("large"),
        seconds=table.whole("seconds", 10, 1),
    )
    if not found.function.isidentifier():
        raise table.where.at("function").fault(f"{found.function!r} is no name of a function")
    if not found.arguments:
        raise table.where.fault("the function has no arguments", 'write arguments = ["x", "W"]')
    if found.returns != "value" and not found.by:
        raise table.where.fault(f"returns = {found.returns!r} without a variable", 'write by = "w"')
    return found


def complain(part: Part) -> None:
    """Raises AssignmentError where the formula is missing or an argument is not declared."""
    asked: Settings = part.settings  # type: ignore[assignment]
    if not (asked.returns == "gradient" and asked.loss):
        require_key(part)
    if part.key is not None and part.key.claim:
        return
    types = part.vocabulary.scope.types
    arguments = {standard_name(a) for a in asked.arguments}
    for name in arguments:
        if not isinstance(types.get(name), (Scalar, Vector, Matrix)):
            told = f"the argument {name!r} of part {part.id} is no declared number, vector or matrix"
            raise part.where.at("arguments").fault(told, "declare it among the names")
    trees = [t for t in (_value_tree(part), _loss_tree(part)) if t is not None]
    sizes = {s for a in arguments for s in _sizes(types[a])}
    for tree in trees:
        unknown = [n for n in variables(tree) if n not in arguments and n not in sizes]
        unknown += [n.function for n in walk(tree) if isinstance(n, Call) and n.function in types]
        if unknown:
            raise part.where.fault(f"part {part.id} depends on {unknown[0]}, which is no argument", "add it to them")


def faults(part: Part) -> Iterator[AssignmentError]:
    """Inputs without an expected value; a key that is not the gradient; a mistake that no input shows."""
    asked: Settings = part.settings  # type: ignore[assignment]
    if not cases(part):
        yield part.where.fault(f"part {part.id} has a value at none of the generated inputs")
        return
    if asked.returns == "gradient" and asked.loss and part.key is not None:
        gradient = Derivative(_loss_tree(part), Name(asked.by))  # type: ignore[arg-type]
        found = compared(keys.key(part), Forms(gradient, gradient), part.vocabulary)
        if not found.same:
            told = f"the key of part {part.id} is not shown to be the gradient: {found.decision.evidence}"
            yield part.key.where.fault(told)
    for mistake, tree in keys.mistakes(part):
        if all(_agrees(_rows(_evaluated(part, tree.full, c.point)), c.expected[-1], part) for c in cases(part)):
            yield mistake.where.fault(f"no generated input tells the mistake {mistake.name} from the key")


def _value_tree(part: Part) -> Node | None:
    return keys.key(part).full if part.key is not None else None


def _loss_tree(part: Part) -> Node | None:
    asked: Settings = part.settings  # type: ignore[assignment]
    if asked.loss:
        return forms_of(part, asked.loss, part.where.at("loss"), "the loss").full
    return _value_tree(part) if asked.returns != "value" else None


def _expected_trees(part: Part) -> tuple[Node, ...]:
    """What is returned, in order."""
    asked: Settings = part.settings  # type: ignore[assignment]
    if asked.returns == "value":
        return (keys.key(part).full,)
    gradient = Derivative(_loss_tree(part), Name(asked.by))  # type: ignore[arg-type]
    if asked.returns == "gradient":
        return (gradient,)
    return (_loss_tree(part), gradient)  # type: ignore[return-value]


# Inputs


@cache
def cases(part: Part) -> tuple[Case, ...]:
    """Generated inputs with their expected values: the same for everybody and every time."""
    asked: Settings = part.settings  # type: ignore[assignment]
    found = []
    for number in range(4 * asked.cases):
        scale = asked.large if asked.large is not None and number % 4 == 3 else None
        point = _point(part, number, scale)
        if not all(_holds(part, point, g) for g in part.vocabulary.hypotheses):
            continue
        try:
            expected = tuple(_rows(_evaluated(part, tree, point)) for tree in _expected_trees(part))
        except (Undefined, Unclear, ValueError):
            continue
        arguments = tuple(_argument(point[standard_name(a)], part, a) for a in asked.arguments)
        found.append(Case(point=point, arguments=arguments, expected=expected))
        if len(found) == asked.cases:
            break
    return tuple(found)


def _holds(part: Part, point: Point, condition) -> bool:
    try:
        return Evaluator(part.vocabulary.scope, point).holds(condition)
    except (Undefined, Unclear):
        return False


def _point(part: Part, number: int, scale: Fraction | None) -> Point:
    asked: Settings = part.settings  # type: ignore[assignment]
    rng = random.Random(f"case {number} of {part.id}")
    types = part.vocabulary.scope.types
    point = Point()
    names = [standard_name(a) for a in asked.arguments]
    sizes = sorted({s for a in names for s in _sizes(types[a])})
    for place, size in enumerate(sizes):
        point[size] = fmpq(SIDES[(number + place * (1 + number % 3)) % len(SIDES)])
    for name in names:
        point[name] = _drawn(types[name], point, rng, scale)
    return point


def _drawn(declared: Type, point: Point, rng: random.Random, scale: Fraction | None) -> object:
    match declared:
        case Vector(length=n):
            return [[_real(rng, scale)] for _ in range(_side(n, point))]
        case Matrix(rows=m, columns=n):
            return [[_real(rng, scale) for _ in range(_side(n, point))] for _ in range(_side(m, point))]
        case Scalar(domain=Domain.REAL, interval=interval):
            return _inside(interval, rng, scale)
        case Scalar(domain=Domain.INTEGER, interval=interval):
            low = interval.low if interval.low is not None else Fraction(-5)
            high = interval.high if interval.high is not None else low + 10
            return fmpq(rng.randint(math.ceil(low), math.floor(high)))
    return fmpq(rng.randint(1, 6))


def _side(size: int | str, point: Point) -> int:
    return size if isinstance(size, int) else int(point[size].p)  # type: ignore[attr-defined]


def _real(rng: random.Random, scale: Fraction | None) -> fmpq:
    """A number that a float holds exactly."""
    value = fmpq(rng.choice([n for n in range(-24, 25) if n]), 8)
    return value if scale is None else value * fmpq(scale.numerator, scale.denominator)


def _inside(interval: Interval, rng: random.Random, scale: Fraction | None) -> fmpq:
    low, high = interval.low, interval.high
    if low is None and high is None:
        return _real(rng, scale)
    step = fmpq(rng.randint(1, 15), 16)
    if low is not None and high is not None:
        return fmpq(low.numerator, low.denominator) + step * fmpq((high - low).numerator, (high - low).denominator)
    if low is not None:
        return fmpq(low.numerator, low.denominator) + 3 * step
    return fmpq(high.numerator, high.denominator) - 3 * step  # type: ignore[union-attr]


def _sizes(t: Type) -> list[str]:
    match t:
        case Vector(length=n):
            return [n] if isinstance(n, str) else []
        case Matrix(rows=m, columns=n):
            return [s for s in (m, n) if isinstance(s, str)]
    return []


def _argument(value: object, part: Part, name: str) -> object:
    """A value as the sandbox takes it: arrays where the question allows numpy, lists where it does not."""
    declared = part.vocabulary.scope.types[standard_name(name)]
    if not isinstance(value, list):
        whole = isinstance(declared, Scalar) and declared.domain is not Domain.REAL
        return int(value.p) if whole else float(arb(value))  # type: ignore[attr-defined,arg-type]
    rows = [[float(arb(x)) for x in row] for row in value]
    flat = [x for row in rows for x in row]
    is_vector = isinstance(declared, Vector)
    if "numpy" in part.settings.packages:  # type: ignore[attr-defined]
        shape = [len(rows)] if is_vector else [len(rows), len(rows[0])]
        return {"array": flat, "dtype": "float64", "shape": shape}
    return flat if is_vector else rows


def _evaluated(part: Part, tree: Node, point: Point) -> object:
    ctx.prec = BITS
    return Evaluator(part.vocabulary.scope, point).value(tree)


def _rows(value: object) -> list[list[float]]:
    grid = value if isinstance(value, list) else [[value]]
    rows = [[float(arb(plain(x))) for x in row] for row in grid]  # type: ignore[arg-type]
    if not all(math.isfinite(x) for row in rows for x in row):
        raise Unclear("a value beyond the floats")
    return rows


# Judging


def judge(part: Part, answer: str, syntax: Syntax) -> Judgement:
    """The judgement on a program, run in the sandbox of this run."""
    try:
        from .. import sandbox
        from ..sandbox.python import PackageRefused
    except ImportError:
        return waiting(part, Outcome.REFUSED, "There is no sandbox here that could run programs.")
    asked: Settings = part.settings  # type: ignore[assignment]
    request = sandbox.Request(
        source=program(answer),
        function=asked.function,
        calls=tuple((c.arguments, {}) for c in cases(part)),
        packages=asked.packages,
        seconds=float(asked.seconds),
    )
    try:
        result = sandbox.run(request)
    except (sandbox.NoSandbox, PackageRefused) as why:
        return waiting(part, Outcome.REFUSED, f"The program could not be run here: {why}.")
    if result.status is not sandbox.Status.RAN:
        return _did_not_run(part, result.status.value, result.detail)
    return judge_values(part, [c.value if c.raised is None else Raised(c.raised) for c in result.calls])


@dataclass(frozen=True)
class Raised:
    """What a call raised, in words."""

    text: str


def program(answer: str) -> str:
    """The source without the fence of Markdown."""
    lines = answer.strip("\n").split("\n")
    if lines and lines[0].strip().startswith("```"):
        end = next((n for n in range(len(lines) - 1, 0, -1) if lines[n].strip() == "```"), len(lines))
        lines = lines[1:end]
    return "\n".join(lines) + "\n"


def _did_not_run(part: Part, status: str, detail: str) -> Judgement:
    """A program that fails by itself is wrong; what may be the machine's doing waits."""
    told = f"The program gave no values: {cut(detail)}."
    if status in ("failed", "flood", "garbage"):
        return graded(part, Fraction(0), told, evidence="run in the sandbox", mistake=f"program_{status}")
    return waiting(part, Outcome.UNDECIDED, told)


def judge_values(part: Part, values: list[object]) -> Judgement:
    """The judgement on the raw values that came back, one a case."""
    found = cases(part)
    wrong = [n for n, (c, v) in enumerate(zip(found, values, strict=True)) if not _right(v, c, part)]
    if not wrong:
        return correct(part, f"agrees at {len(found)} generated inputs", reason=f"Right at {len(found)} inputs.")
    told = f"Right at {len(found) - len(wrong)} of {len(found)} generated inputs."
    first = wrong[0]
    own = values[first]
    told += f" {_said(own, found[first])}"
    witness = {n: cut(v) for n, v in _shown(found[first].point).items()}
    mistake = _recognised(part, found, values)
    points = mistake.points if mistake else Fraction(0)
    if mistake:
        told = f"Recognised: {mistake.feedback or mistake.name.replace('_', ' ')}. {told}"
    record = graded(part, points, told, evidence="values differ", mistake=mistake.name if mistake else None)
    fields = {**record.as_record(), "witness": witness, "own_value": None if isinstance(own, Raised) else _text(own)}
    if part.reveal:
        fields["key_value"] = cut(str([rows for rows in found[first].expected]))
    return Judgement.from_record(fields)


def _said(own: object, case: Case) -> str:
    if isinstance(own, Raised):
        return f"At the input shown it raised {cut(own.text)}."
    parts = _parts(own, len(case.expected))
    if parts is None:
        return f"At the input shown it returned {_text(own)}, which is not what is asked for."
    for rows, expected in zip(parts, case.expected, strict=True):
        if rows is None or _fitted(rows, expected) is None:
            return "At the input shown what it returned has another shape."
    return "At the input shown the values differ."


def _right(value: object, case: Case, part: Part) -> bool:
    parts = _parts(value, len(case.expected))
    if parts is None:
        return False
    return all(rows is not None and _agrees(rows, e, part) for rows, e in zip(parts, case.expected, strict=True))


def _parts(value: object, number: int) -> list[list[list[float]] | None] | None:
    """The values that were returned, as rows of floats; None where there are not so many."""
    if number == 1:
        return [_numbers(value)]
    several = value["tuple"] if isinstance(value, Mapping) and set(value) == {"tuple"} else value
    if not isinstance(several, list) or len(several) != number:
        return None
    return [_numbers(v) for v in several]


def _numbers(value: object) -> list[list[float]] | None:
    """Rows of floats; None for what is no number, list or array of numbers."""
    if isinstance(value, Mapping):
        if set(value) == {"tuple"}:
            return _numbers(value["tuple"])
        if set(value) != {"array", "dtype", "shape"} or not isinstance(value["array"], list):
            return None
        flat = [_number(x) for x in value["array"]]
        shape = value["shape"]
        if None in flat or not isinstance(shape, list) or not all(isinstance(n, int) for n in shape):
            return None
        width = shape[-1] if len(shape) == 2 else 1
        if len(shape) > 2 or math.prod(shape) != len(flat) or not flat:
            return None
        return [flat[n : n + width] for n in range(0, len(flat), width)]  # type: ignore[misc]
    if isinstance(value, list):
        rows = [v["tuple"] if isinstance(v, Mapping) and set(v) == {"tuple"} else v for v in value]
        if all(isinstance(r, list) for r in rows):
            grid = [[_number(x) for x in row] for row in rows]
        else:
            grid = [[x] for x in ((_numbers(r) or [[None]])[0][0] for r in rows)]
        if not grid or not grid[0] or any(len(r) != len(grid[0]) or None in r for r in grid):
            return None
        return grid  # type: ignore[return-value]
    single = _number(value)
    return None if single is None else [[single]]


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, Mapping) and set(value) == {"float"}:
        return math.nan
    if isinstance(value, (int, float)):
        try:
            return float(value)
        except OverflowError:
            return math.inf
    return None


def _agrees(rows: list[list[float]], expected: list[list[float]], part: Part) -> bool:
    fitted = _fitted(rows, expected)
    if fitted is None:
        return False
    scale = max(1.0, *(abs(x) for row in expected for x in row))
    bound = float(part.tolerance if part.tolerance is not None else TOLERANCE) * scale
    pairs = [(x, y) for r, s in zip(fitted, expected, strict=True) for x, y in zip(r, s, strict=True)]
    return all(abs(x - y) <= bound for x, y in pairs)  # not a number is never close


def _fitted(rows: list[list[float]], expected: list[list[float]]) -> list[list[float]] | None:
    """The rows in the expected shape; a vector may lie or stand."""
    shape, wanted = (len(rows), len(rows[0])), (len(expected), len(expected[0]))
    if any(len(r) != shape[1] for r in rows):
        return None
    if shape == wanted:
        return rows
    if 1 in wanted and shape == wanted[::-1]:
        return [list(column) for column in zip(*rows, strict=True)]
    return None


def _recognised(part: Part, found: tuple[Case, ...], values: list[object]):
    """The foreseen mistake whose formula gives all these values."""
    for mistake, tree in keys.mistakes(part):
        try:
            expected = [_rows(_evaluated(part, tree.full, c.point)) for c in found]
        except (Undefined, Unclear, ValueError, KeyError):
            continue
        own = [_parts(v, len(c.expected)) for v, c in zip(values, found, strict=True)]
        if all(o and o[-1] and _agrees(o[-1], e, part) for o, e in zip(own, expected, strict=True)):
            return mistake
    return None


def _text(value: object) -> str:
    rows = _numbers(value)
    if rows is None:
        return cut(repr(value))
    return cut(f"{rows[0][0]:.10g}" if len(rows) == len(rows[0]) == 1 else str(rows))


def _shown(point: Point) -> dict[str, str]:
    from ...theory.decision.outcome import shown

    return shown(point)


def read_back(part: Part, answer: str, syntax: Syntax) -> str:
    """Whether a program is one, and defines the function; it is not run. Raises ReadError."""
    asked: Settings = part.settings  # type: ignore[assignment]
    try:
        tree = ast.parse(program(answer))
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        where = f" in line {line}" if line else ""
        raise ReadError(Fault(message=f"this is no Python program: {error.__class__.__name__}{where}"), "") from None
    names = {n.name for n in tree.body if isinstance(n, (ast.FunctionDef, ast.AsyncFunctionDef))}
    names |= {t.id for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)}
    if asked.function not in names:
        raise ReadError(Fault(message=f"the program defines no function {asked.function!r}"), "")
    return f"a program that defines {asked.function}; it is not run here"
