"""A Python function: called in the sandbox on generated inputs of several shapes, its raw values judged here.

The expected values come from the formula of the key, evaluated literally in balls; a gradient comes from automatic
differentiation (dual numbers) of the stated loss, not from a formula that somebody derived. The sandbox sees the
inputs alone.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from ...theory.decision.duals import Unclear, Undefined
from ...theory.decision.evaluate import Evaluator, Point
from ...theory.language.declarations import Matrix, Scalar, Vector, standard_name
from ...theory.language.errors import Fault, ReadError
from ...theory.language.reader import Syntax
from ...theory.language.tree import Call, Derivative, Name, Node, variables, walk
from .. import keys
from ..assignment import AssignmentError, Part
from ..calls import Case, argument, drawn, expected_rows, sizes_of
from ..comparison import compared
from ..judgement import Judgement, Outcome
from ..keys import forms_of, require_key
from ..returned import agrees, fitted, numbers_of, parts_of
from ..tables import REQUIRED, Table
from ..verdicts import correct, cut, graded, waiting
from ..vocabulary import Forms

CASES = 8
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
    sizes = {s for a in arguments for s in sizes_of(types[a])}
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
        if all(
            agrees(expected_rows(part.vocabulary.scope, tree.full, c.point), c.expected[-1], part.tolerance)
            for c in cases(part)
        ):
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


@cache
def cases(part: Part) -> tuple[Case, ...]:
    """Generated inputs with their expected values: the same for everybody and every time."""
    asked: Settings = part.settings  # type: ignore[assignment]
    scope = part.vocabulary.scope
    found = []
    for number in range(4 * asked.cases):
        scale = asked.large if asked.large is not None and number % 4 == 3 else None
        point = drawn([standard_name(a) for a in asked.arguments], scope.types, number, part.id, scale)
        if not all(_holds(part, point, g) for g in part.vocabulary.hypotheses):
            continue
        try:
            expected = tuple(expected_rows(scope, tree, point) for tree in _expected_trees(part))
        except (Undefined, Unclear, ValueError):
            continue
        arguments = tuple(
            argument(point[n], scope.types[n], "numpy" in asked.packages) for n in map(standard_name, asked.arguments)
        )
        found.append(Case(point=point, arguments=arguments, expected=expected))
        if len(found) == asked.cases:
            break
    return tuple(found)


def _holds(part: Part, point: Point, condition) -> bool:
    try:
        return Evaluator(part.vocabulary.scope, point).holds(condition)
    except (Undefined, Unclear):
        return False


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
    parts = parts_of(own, len(case.expected))
    if parts is None:
        return f"At the input shown it returned {_text(own)}, which is not what is asked for."
    for rows, expected in zip(parts, case.expected, strict=True):
        if rows is None or fitted(rows, expected) is None:
            return "At the input shown what it returned has another shape."
    return "At the input shown the values differ."


def _right(value: object, case: Case, part: Part) -> bool:
    parts = parts_of(value, len(case.expected))
    if parts is None:
        return False
    return all(
        rows is not None and agrees(rows, e, part.tolerance) for rows, e in zip(parts, case.expected, strict=True)
    )


def _recognised(part: Part, found: tuple[Case, ...], values: list[object]):
    """The foreseen mistake whose formula gives all these values."""
    for mistake, tree in keys.mistakes(part):
        try:
            expected = [expected_rows(part.vocabulary.scope, tree.full, c.point) for c in found]
        except (Undefined, Unclear, ValueError, KeyError):
            continue
        own = [parts_of(v, len(c.expected)) for v, c in zip(values, found, strict=True)]
        if all(o and o[-1] and agrees(o[-1], e, part.tolerance) for o, e in zip(own, expected, strict=True)):
            return mistake
    return None


def _text(value: object) -> str:
    rows = numbers_of(value)
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
