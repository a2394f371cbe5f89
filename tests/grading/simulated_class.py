"""A class whose right grades are known by construction: Exercise 10 handed in by students made up from a seed.

Right answers are keys rewritten by school algebra and networks transformed without changing what they compute; wrong
ones are foreseen mistakes rewritten in the same way, and multiples of keys. Nothing here asks the grader.
"""

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from backproof.grading.assignment import Assignment, Part, load_assignment
from backproof.theory.language.tree import Mul, Neg, Node, Number, variables
from backproof.theory.language.write_calculator import calculator
from backproof.theory.language.write_latex import latex

from .rewrites import rewritten

FORMULAS = ("expression", "index-formula", "matrix-formula", "number")
THREE = Number(Fraction(3))


@dataclass(frozen=True, kw_only=True)
class Made:
    """An answer with the grade that is right for it.

    points: None where a person has to look. supported: whether it is written in a form that must be read and decided.
    """

    part: str
    text: str
    points: Fraction | None
    why: str
    supported: bool = True


Maker = Callable[[Part, random.Random], Made]


def student(assignment: Assignment, seed: int) -> list[Made]:
    """One student's answers, one a part."""
    rng = random.Random(f"student {seed}")
    care = rng.choice((0.95, 0.8, 0.6, 0.3))  # how often this one is right
    return [_answer(part, rng, care) for part in assignment.parts]


def _answer(part: Part, rng: random.Random, care: float) -> Made:
    if rng.random() < 0.04:
        return Made(part=part.id, text=rng.choice(("", "  ", "\n")), points=Fraction(0), why="blank")
    if part.kind in ("prose", "experiment"):
        return Made(part=part.id, text=rng.choice(PROSE), points=None, why="prose", supported=False)
    if rng.random() < 0.03:
        return Made(part=part.id, text=rng.choice(GARBAGE), points=None, why="garbage", supported=False)
    if part.kind == "choice":
        return _choice(part, rng, care)
    if part.kind == "network":
        return _network(part, rng, care)
    if part.kind == "function":
        return _function(part, rng, care)
    if part.kind == "derivation":
        return _derivation(part, rng, care)
    return _formula(part, rng, care)


PROSE = (
    "Because the chain rule multiplies the slopes.",
    "Suppose that w.x + b separates the points; adding the inequalities gives a contradiction. QED",
    '=HYPERLINK("http://example.org","click")',
    "<script>alert(document.cookie)</script> & <b>bold</b>",
    "Das folgt aus Aufgabe 2.",
)
GARBAGE = (
    "I do not know",
    "((((((((((",
    "x = = 3 +",
    "__import__('os').system('true')",
    "\\input{/etc/passwd}",
    "${7*7}",
    "answer: see above!!",
    "9^9^9^9^9^",
    "\u202e\u200b",
    "='; DROP TABLE grades; --",
    "$$\\frac{1}{$$",
)


# Formulas


def _formula(part: Part, rng: random.Random, care: float) -> Made:
    key = _tree(part, part.key.text if part.key and part.key.text else part.from_claim.text)
    roll = rng.random()
    if roll < care:
        forms = [key, *(_tree(part, a.text) for a in part.accepted)]
        return Made(part=part.id, text=_written(rng.choice(forms), part, rng), points=part.points, why="right")
    mistakes = part.mistakes
    if mistakes and rng.random() < 0.75:
        mistake = rng.choice(mistakes)
        text = _written(_tree(part, mistake.text), part, rng)
        return Made(part=part.id, text=text, points=mistake.points, why=f"mistake {mistake.name}")
    if key == Number(Fraction(0)):
        return Made(part=part.id, text=rng.choice(("1", "2/3")), points=Fraction(0), why="another number")
    wrong = Mul((THREE, key))
    return Made(part=part.id, text=_written(wrong, part, rng), points=Fraction(0), why="three times the key")


def _tree(part: Part, text: str) -> Node:
    return part.vocabulary.read(text)


def _written(tree: Node, part: Part, rng: random.Random) -> str:
    """A tree rewritten and put down, in either syntax, with what people put around a formula."""
    if variables(tree):
        tree = rewritten(tree, part.vocabulary, rng, rng.randrange(5))
    if rng.random() < 0.1:
        tree = Neg(Neg(tree)) if not isinstance(tree, Neg) else tree
    if rng.random() < 0.5:
        text = latex(tree)
        text = re.sub(r"\\beta_\{0\}_\{(\w)\}", r"\\beta_{0\1}", text)  # as a lecturer writes the biases
        text = re.sub(r"w_\{0\}_\{(\w)\}", r"w_{\1 0}", text)
        if rng.random() < 0.3 and "ell" in part.define and "{l=" not in text:
            text = re.sub(r"([a-z])_\{l\}", r"\1_\\ell", text)
        return rng.choice((text, f"${text}$", f"\\[ {text} \\]", f"$$\n{text}\n$$"))
    text = calculator(tree)
    return rng.choice((text, f"`{text}`", f"  {text}\n", text.replace("*", " * ")))


# Networks: rescaled, permuted, with units that do nothing


def _network(part: Part, rng: random.Random, care: float) -> Made:
    own = part.settings.fixed == ()  # type: ignore[attr-defined]
    right = rng.random() < care
    if not own:
        scale = Fraction(rng.randint(1, 9), rng.randint(1, 4))
        c = Fraction(rng.randint(1, 20), rng.randint(1, 5))
        # class 1 has the output c > 0, class 0 c + v/2 < 0
        v = [-2 * c - scale, -2 * c - scale * 2]
        if not right:
            v, c = ([-x for x in v], -c) if rng.random() < 0.5 else ([-x for x in v], c)
        points = part.points if right else Fraction(2) if c < 0 else Fraction(0)
        style = rng.choice(("v1 = {}, v2 = {}, c = {}", "$v_1 = {}$, $v_2 = {}$, $c = {}$", "v_1={}\nv_2={}\nc={}"))
        return Made(part=part.id, text=style.format(*v, c), points=points, why="right" if right else "wrong weights")
    w1, b1, w2, b2 = [[1, 1], [-1, -1]], [Fraction(-3, 2), Fraction(1, 2)], [Fraction(-2), Fraction(-2)], Fraction(1)
    if rng.random() < 0.5:
        w1, b1, w2, b2 = [[1, 1], [1, 1]], [Fraction(0), Fraction(-1)], [Fraction(1), Fraction(-2)], Fraction(0)
    if rng.random() < 0.3:  # a unit that never fires
        w1, b1, w2 = [*w1, [1, -1]], [*b1, Fraction(-5)], [*w2, Fraction(7)]
    order = list(range(len(w1)))
    rng.shuffle(order)
    factors = [Fraction(rng.randint(1, 6), rng.randint(1, 3)) for _ in w1]
    w1 = [[x * factors[n] for x in w1[n]] for n in order]
    b1 = [b1[n] * factors[n] for n in order]
    w2 = [w2[n] / factors[n] for n in order]
    points = part.points
    if not right:
        w2, b2 = [-x for x in w2], -b2
        points = Fraction(2)
        if b2 == 0 and not any(w2):
            raise AssertionError
        if b2 == 0:  # -f of {0, 1} is {0, -1}: exchanged, the positive class would still lie above -1/2
            w2, points = [x * 0 for x in w2], Fraction(0)
    return Made(
        part=part.id, text=_layers(w1, b1, w2, b2, rng), points=points, why="right" if right else "wrong weights"
    )


def _layers(w1, b1, w2, b2, rng: random.Random) -> str:
    rows = [[str(x) for x in row] for row in w1]
    form = rng.randrange(3)
    if form == 0:
        layers = [{"W": rows, "b": [str(b) for b in b1]}, {"W": [[str(x) for x in w2]], "b": [str(b2)]}]
        return json.dumps({"layers": layers})
    if form == 1:
        body = " \\\\ ".join(" & ".join(row) for row in rows)
        tall = " \\\\ ".join(str(b) for b in b1)
        wide = " & ".join(str(x) for x in w2)
        return (
            f"\\mathbf{{W}}^{{(1)}} = \\begin{{pmatrix}} {body} \\end{{pmatrix}}, "
            f"\\mathbf{{b}}^{{(1)}} = \\begin{{pmatrix}} {tall} \\end{{pmatrix}}, "
            f"\\mathbf{{W}}^{{(2)}} = \\begin{{pmatrix}} {wide} \\end{{pmatrix}}, \\mathbf{{b}}^{{(2)}} = {b2}"
        )
    matrix = "[" + ", ".join("[" + ", ".join(row) + "]" for row in rows) + "]"
    return f"W1 = {matrix}\nb1 = [{', '.join(map(str, b1))}]\nW2 = [[{', '.join(map(str, w2))}]]\nb2 = [{b2}]"


# Choices, derivations, programs


def _choice(part: Part, rng: random.Random, care: float) -> Made:
    options = part.settings.options  # type: ignore[attr-defined]
    right = part.settings.right  # type: ignore[attr-defined]
    chosen = right if rng.random() < care else rng.choice([o.name for o in options if o.name != right])
    style = rng.choice(("{}", "({})", "{}.", "{}: because of the singular values", "{})"))
    text = style.format(rng.choice((chosen, chosen.lower())))
    return Made(part=part.id, text=text, points=part.points if chosen == right else Fraction(0), why=f"option {chosen}")


RIGHT_LINES = (
    r"\frac{\partial \hat R}{\partial w_{\ell j}} = \sum_{k=1}^{K} (f_k - y_k) \beta_{k\ell} \sigma'(a_\ell) x_j",
    r"= \sum_{k=1}^{K} \delta_k \beta_{k\ell} \sigma'(a_\ell) x_j",
    r"= \sigma'(a_\ell) x_j \sum_{k=1}^{K} \delta_k \beta_{k\ell}",
    r"= s_\ell x_j",
)
WRONG_LINES = (
    None,
    r"= \sum_{k=1}^{K} \delta_k \beta_{k\ell} \sigma(a_\ell) x_j",
    r"= -\sigma'(a_\ell) x_j \sum_{k=1}^{K} \delta_k \beta_{k\ell}",
    r"= 2 s_\ell x_j",
)


def _derivation(part: Part, rng: random.Random, care: float) -> Made:
    lines = [line for n, line in enumerate(RIGHT_LINES) if n in (0, 3) or rng.random() < 0.7]
    if len(lines) < 3:
        lines.insert(1, RIGHT_LINES[2])
    points, why = part.points, "right"
    if rng.random() > care:
        place = rng.randrange(1, len(lines))
        lines[place] = WRONG_LINES[RIGHT_LINES.index(lines[place])] or lines[place]
        # the first equality is the one with what is asked for
        points, why = part.points * place / (len(lines) + 1), f"wrong in line {place + 1}"
    joiner = rng.choice(("\n", " \\\\\n"))
    return Made(part=part.id, text=joiner.join(lines), points=points, why=why)


PROGRAM = """import numpy as np

def gradient_w(w, w0, beta, beta0, x, y):
    a = w0 + w @ x
    A = 1 / (1 + np.exp(-a))
    delta = beta0 + beta @ A - y
    s = ({slope}) * (beta.T @ delta)
    return {sign}np.outer(s, x)
"""
ATTACKS = (
    "import os\nos.system('touch /tmp/owned')\ndef gradient_w(*a):\n    return open('/etc/shadow').read()\n",
    "def gradient_w(*a):\n    while True:\n        pass\n",
    "import sys\nsys.exit(0)\n",
    "import backproof\ndef gradient_w(*a):\n    return backproof\n",
    "def gradient_w(*a):\n    return 'x' * 10**9\n",
)


def _function(part: Part, rng: random.Random, care: float) -> Made:
    right = "A * (1 - A)"
    if rng.random() < 0.1:
        return Made(part=part.id, text=rng.choice(ATTACKS), points=None, why="attack", supported=False)
    if rng.random() < care:
        slope, sign, points, why = rng.choice((right, "A - A**2")), "", part.points, "right"
    else:
        slope, sign, points, why = rng.choice(
            (
                ("1", "", Fraction(2), "slope lost"),
                (right, "-", Fraction(2), "sign"),
                (right, "2 * ", Fraction(3), "two"),
            )
        )
    text = PROGRAM.format(slope=slope, sign=sign)
    return Made(part=part.id, text=rng.choice((text, f"```python\n{text}```")), points=points, why=why)


# Files


def write_class(folder: Path, number: int, name: str = "exercise-10") -> dict[str, list[Made]]:
    """The submissions of a class as files in every format; the answers by student."""
    assignment = load_assignment(name)
    found = {}
    for n in range(number):
        answers = student(assignment, n)
        found[f"student{n:03}"] = answers
        form = ("json", "toml", "yaml", "md", "ipynb")[n % 5]
        text = _FORMS[form](assignment.name, answers)
        (folder / f"student{n:03}.{form}").write_text(text, encoding="utf-8")
    return found


def _json(name: str, answers: list[Made]) -> str:
    return json.dumps({"assignment": name, "answers": {a.part: a.text for a in answers}}, ensure_ascii=False)


def _toml(name: str, answers: list[Made]) -> str:
    lines = [f"assignment = {json.dumps(name)}", "[answers]"]
    return "\n".join([*lines, *(f'"{a.part}" = {json.dumps(a.text, ensure_ascii=True)}' for a in answers)]) + "\n"


def _yaml(name: str, answers: list[Made]) -> str:
    lines = [f"assignment: {name}", "answers:"]
    return "\n".join([*lines, *(f'  "{a.part}": {json.dumps(a.text, ensure_ascii=True)}' for a in answers)]) + "\n"


def _markdown(name: str, answers: list[Made]) -> str:
    def fenced(text: str) -> str:
        return f"````\n{text}\n````" if text.strip() and "````" not in text else text

    return "\n".join(f"## {a.part}\n\n{fenced(a.text)}\n" for a in answers)


def _notebook(name: str, answers: list[Made]) -> str:
    cells = [
        {"cell_type": "raw", "id": f"c{n}", "metadata": {"tags": [f"answer:{a.part}"]}, "source": a.text}
        for n, a in enumerate(answers)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


_FORMS = {"json": _json, "toml": _toml, "yaml": _yaml, "md": _markdown, "ipynb": _notebook}
