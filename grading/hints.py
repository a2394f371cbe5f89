"""How an answer of a kind is written, in a line with a tiny example that is nobody's key."""

from .assignment import Part
from .kinds.choice import Settings as Choice
from .kinds.derivation import Settings as Derivation
from .kinds.function import Settings as Function
from .network_task import Settings as Network

FORMULA = "A formula, as text or LaTeX"
HINTS = {
    "expression": f"{FORMULA}, for example `(a + b)^2 / 2` or `\\frac{{(a+b)^2}}{{2}}`.",
    "index-formula": f"{FORMULA}, for example `sum(a[i]*b[i], i, 1, n)` or `\\sum_{{i=1}}^{{n}} a_i b_i`.",
    "matrix-formula": f"{FORMULA}; the order of factors counts, for example `A.T*b` or `A^\\top b`.",
    "equation": "An equation, for example `a + b = 2c`.",
    "matrix": "Entry by entry, every row in brackets of its own: `[[a, b], [c, d]]`, or `pmatrix` in LaTeX.",
    "counterexample": "Values for all names, for example `a = 2, A = [[1, 0], [0, 1]]`.",
    "prose": "In words; a person reads it.",
    "experiment": "A report with your numbers; a person reads it.",
}


def hint(part: Part) -> str:
    """How the answer to a part is written."""
    match part.settings:
        case Choice():
            return "Begin with the letter." + (" Then give your reasons." if part.settings.reasons else "")
        case Function():
            signature = f"{part.settings.function}({', '.join(part.settings.arguments)})"
            packages = ", ".join(part.settings.packages)
            return f"A Python function `{signature}`" + (f"; packages: {packages}." if packages else ".")
        case Network():
            return _network(part.settings)
        case Derivation():
            least = max(1, part.settings.steps - 1)
            lines = f"at least {least} equalit{'y' if least == 1 else 'ies'}"
            return f"A line for each step, {lines}: for example `f = (a + b)^2`, on the next line `= a^2 + 2ab + b^2`."
    if part.kind == "number":
        rounded = "exact" if part.tolerance is None else f"at most {float(part.tolerance):g} off"
        return f"A number, {rounded}, for example `3/8` or `sqrt(5)`."
    return HINTS.get(part.kind, "")


def _network(asked: Network) -> str:
    if asked.names:
        return f"Values: {', '.join(f'`{n} = ...`' for n, place in asked.names.items() if '[' in place)}."
    biases = "biases that you leave out are 0" if asked.zero_biases else "write every bias, also 0"
    told = f"Weights: `W1 = [[..., ...], ...], b1 = [..., ...], W2 = ..., b2 = ...`; a row of W1 is a unit; {biases}."
    if len(asked.hidden) > 1 or len(asked.output) > 1:
        hidden, output = ", ".join(asked.hidden), ", ".join(asked.output)
        told += f" Activations: hidden {hidden}; output {output}; not the first: `activation1 = {asked.hidden[-1]}`."
    return told
