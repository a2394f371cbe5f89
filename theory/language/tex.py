"""Boxes and statements in LaTeX, without dollar signs."""

from ..kernel.claim import Prediction
from ..kernel.statement import Statement
from .boxes import APPLY, DOT, THIN, TIMES, Atom, Box, Fence, Frac, Ink, Limits, Root, Row, Scripts, Table, row, tall
from .letters import GREEK
from .phrases import sides

COMMANDS = {
    **{letter: rf"\{spelled}" for spelled, letter in GREEK.items()},
    "ε": r"\varepsilon",
    "φ": r"\varphi",
    "ο": "o",
    "𝔼": r"\mathbb{E}",
    "ℝ": r"\mathbb{R}",
    "∂": r"\partial",
    "…": r"\ldots",
    "⊤": r"\top",
    "∞": r"\infty",
    "−": "-",
    "≤": r"\leq",
    "≥": r"\geq",
    "≠": r"\neq",
    "∈": r"\in",
    "×": r"\times",
    "mod": r"\bmod",
    "′": r"\prime",
    "″": r"\prime\prime",
    "∑": r"\sum",
    "∏": r"\prod",
    "{": r"\{",
    "}": r"\}",
    "<": "<",
}
STANDARD = ("sin", "cos", "tanh", "sinh", "cosh", "log", "exp", "max", "min", "arg")
SPECIAL = str.maketrans({c: rf"\{c}" for c in "#$%&_{}"})


def tex(box: Box) -> str:
    """A box in LaTeX."""
    match box:
        case Atom():
            return _atom(box)
        case Row(parts):
            return _joined([tex(part) for part in parts])
        case Frac(above, below):
            return rf"\frac{{{tex(above)}}}{{{tex(below)}}}"
        case Root(inside, degree):
            return rf"\sqrt{'' if degree is None else f'[{tex(degree)}]'}{{{tex(inside)}}}"
        case Scripts(base, below, above):
            lower = "" if below is None else f"_{{{tex(below)}}}"
            return f"{_based(base)}{lower}" + ("" if above is None else f"^{{{tex(above)}}}")
        case Limits(operator, under, over):
            return f"{COMMANDS[operator]}_{{{tex(under)}}}" + ("" if over is None else f"^{{{tex(over)}}}")
        case Fence(left, inside, right):
            if not tall(inside):
                return _joined([COMMANDS.get(left, left), tex(inside), COMMANDS.get(right, right)])
            opening, closing = (COMMANDS.get(mark, mark) or "." for mark in (left, right))
            return rf"\left{opening} {tex(inside)} \right{closing}"
        case Table(rows):
            lines = r" \\ ".join(" & ".join(map(tex, line)) for line in rows)
            return rf"\begin{{array}}{{{'l' * len(rows[0])}}} {lines} \end{{array}}"
    raise TypeError(f"not a box: {box!r}")


def _atom(atom: Atom) -> str:
    if atom in (TIMES, APPLY):
        return ""
    if atom == THIN:
        return r"\,"
    if atom == DOT:
        return r"\cdot"
    if atom.text in COMMANDS:
        return COMMANDS[atom.text]
    if atom.ink is Ink.WORDS:
        return rf"\text{{{atom.text.translate(SPECIAL)}}}"
    if atom.ink is Ink.NUMBER:
        return atom.text.replace("\N{THIN SPACE}", r"\,")
    if atom.ink is Ink.NAME and len(atom.text) > 1:
        return rf"\{atom.text}" if atom.text in STANDARD else rf"\operatorname{{{atom.text}}}"
    return atom.text


def _based(base: Box) -> str:
    written = tex(base)
    single = isinstance(base, Atom) and (len(base.text) == 1 or base.text in STANDARD)
    return written if single or isinstance(base, Fence) else f"{{{written}}}"


def _joined(parts: list[str]) -> str:
    """Side by side, with a space where a command would swallow the letter after it."""
    written = ""
    for part in parts:
        command = written.rpartition("\\")[2]
        written += f" {part}" if part[:1].isalnum() and "\\" in written and command.isalpha() else part
    return written


def statement_tex(statement: Statement | Prediction) -> str:
    """A statement in LaTeX; a prediction as its words with the interval of its probability."""
    if isinstance(statement, Prediction):
        words = statement.text.translate(SPECIAL)
        return rf"\text{{{words}}}: P \in [{statement.at_least:g}, {statement.at_most:g}]"
    return tex(row(*(box for side in sides(statement) for box in side)))
