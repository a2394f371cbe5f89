"""Trees as LaTeX that reads back as the same formula."""

import re

from .functions import GREEK
from .tree import (
    Add,
    Call,
    Cases,
    Compare,
    Constant,
    Derivative,
    Div,
    Entry,
    Mul,
    Name,
    Neg,
    Node,
    Number,
    Order,
    PartialName,
    Pow,
    Product,
    Rows,
    Sum,
)
from .write_calculator import ADD, ATOM, MUL, NEG, POW, decimal

ORDERS = {
    Order.EQUAL: "=",
    Order.NOT_EQUAL: r"\neq",
    Order.LESS: "<",
    Order.AT_MOST: r"\leq",
    Order.GREATER: ">",
    Order.AT_LEAST: r"\geq",
}
COMMANDS = {
    **{n: rf"\{n}" for n in ("exp", "ln", "sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth")},
    **{"asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan", "max": r"\max", "min": r"\min", "det": r"\det"},
    "Phi": r"\Phi",
    "phi": r"\varphi",
    "sigma": r"\sigma",
    "relu": r"\mathrm{ReLU}",
    "log10": r"\log_{10}",
    "log2": r"\log_{2}",
}
MARKS = {"hat": "hat", "tilde": "tilde", "bar": "bar", "dot": "dot", "ddot": "ddot"}
ALPHABETS = {"cal": "mathcal", "bb": "mathbb", "scr": "mathscr", "frak": "mathfrak"}
NEW_LINE = r" \\ "
PARTS = re.compile(r"([A-Za-z]+)(?:_([A-Za-z0-9]+))?((?:\^\{\([^)]*\)\})?)('*)")


def latex(node: Node) -> str:
    """The tree in LaTeX, without dollar signs."""
    match node:
        case Number(value):
            return (
                decimal(value) if "/" not in decimal(value) else rf"\frac{{{value.numerator}}}{{{value.denominator}}}"
            )
        case Constant(name):
            return r"\pi" if name == "pi" else name
        case Name(name):
            return name_latex(name)
        case PartialName(of, by):
            return rf"\frac{{\partial {name_latex(of)}}}{{\partial {name_latex(by)}}}"
        case Entry(base, indices):
            return f"{_group(base, ATOM)}_{{{', '.join(latex(i) for i in indices)}}}"
        case Add(terms):
            return _sum(terms)
        case Neg(arg):
            return f"-{_group(arg, MUL)}"
        case Mul(factors):
            return r" \cdot ".join(_group(f, POW if not isinstance(f, Div) else MUL) for f in factors)
        case Div(top, bottom):
            return rf"\frac{{{latex(top)}}}{{{latex(bottom)}}}"
        case Pow(base, exponent):
            return f"{_group(base, ATOM)}^{{{latex(exponent)}}}"
        case Call():
            return _call(node)
        case Derivative(body, variable, order):
            power = f"^{{{order}}}" if order > 1 else ""
            target = latex(variable)
            return rf"\frac{{\partial{power}}}{{\partial {target}{power}}} \left({latex(body)}\right)"
        case Sum(body, index, low, high):
            return rf"\sum_{{{name_latex(index)}={latex(low)}}}^{{{latex(high)}}} {_group(body, MUL)}"
        case Product(body, index, low, high):
            return rf"\prod_{{{name_latex(index)}={latex(low)}}}^{{{latex(high)}}} {_group(body, MUL)}"
        case Cases(values, conditions, otherwise):
            lines = [rf"{latex(v)} & {latex(c)}" for v, c in zip(values, conditions, strict=True)]
            lines += [rf"{latex(otherwise)} & \text{{otherwise}}"] if otherwise is not None else []
            return rf"\begin{{cases}} {NEW_LINE.join(lines)} \end{{cases}}"
        case Rows(rows):
            lines = [" & ".join(latex(x) for x in row) for row in rows]
            return rf"\begin{{pmatrix}} {NEW_LINE.join(lines)} \end{{pmatrix}}"
        case Compare(sides, orders):
            text = latex(sides[0])
            for order, side in zip(orders, sides[1:], strict=True):
                text += f" {ORDERS[order]} {latex(side)}"
            return text
    raise TypeError(f"not a tree: {node!r}")


def _strength(node: Node) -> int:
    match node:
        case Add() | Sum() | Product():
            return ADD  # a sum takes whatever stands behind it
        case Neg():
            return NEG
        case Mul() | Div() | PartialName() | Derivative():
            return MUL
        case Pow() | Call("transpose" | "inv"):
            return POW
        case Call("factorial" | "sqrt" | "root" | "abs" | "norm"):
            return POW
        case Call():
            return POW
    return ATOM


def _group(node: Node, strength: int) -> str:
    text = latex(node)
    return text if _strength(node) >= strength else rf"\left({text}\right)"


def _sum(terms: tuple[Node, ...]) -> str:
    text = latex(terms[0]) if isinstance(terms[0], Neg) else _group(terms[0], NEG)
    for term in terms[1:]:
        if isinstance(term, Neg):
            text += f" - {_group(term.arg, MUL)}"
        else:
            text += f" + {_group(term, MUL)}"
    return text


def _call(node: Call) -> str:
    name, args = node.function, node.args
    match name:
        case "sqrt" if not node.primes:
            return rf"\sqrt{{{latex(args[0])}}}"
        case "root":
            return rf"\sqrt[{latex(args[1])}]{{{latex(args[0])}}}"
        case "abs" if not node.primes:
            return rf"\left|{latex(args[0])}\right|"
        case "norm":
            order = f"_{{{latex(args[1])}}}" if len(args) > 1 else ""
            return rf"\left\lVert {latex(args[0])} \right\rVert{order}"
        case "transpose":
            return rf"{_group(args[0], ATOM)}^{{\top}}"
        case "inv":
            return rf"{_group(args[0], ATOM)}^{{-1}}"
        case "factorial":
            return f"{_group(args[0], ATOM)}!"
        case "binomial":
            return rf"\binom{{{latex(args[0])}}}{{{latex(args[1])}}}"
        case "floor" | "ceil" if not node.primes:
            return rf"\left\l{name} {latex(args[0])} \right\r{name}"
        case "hadamard":
            return rf"\left({_group(args[0], POW)} \odot {_group(args[1], POW)}\right)"
        case "delta":
            if all(isinstance(a, Name) and len(a.name) == 1 for a in args):
                return rf"\delta_{{{latex(args[0])}{latex(args[1])}}}"
        case "log_base":
            return rf"\log_{{{latex(args[0])}}}\left({latex(args[1])}\right)"
    command = COMMANDS.get(name, rf"\operatorname{{{name}}}")
    inside = ", ".join(latex(a) for a in args)
    return rf"{command}{chr(39) * node.primes}\left({inside}\right)"


def name_latex(name: str) -> str:
    """A name in LaTeX: Greek as commands, subscripts in braces, hats over the letter."""
    match = PARTS.fullmatch(name)
    if match is None:
        return rf"\mathrm{{{name}}}"
    base, subscript, superscript, primes = match.groups()
    mark = None
    if subscript and base in (*MARKS, *ALPHABETS, "star"):
        mark, base, subscript = base, subscript[0], subscript[1:]
    if base in (*GREEK, "ell"):
        text = rf"\{base}"
    else:
        text = base if len(base) == 1 else rf"\mathrm{{{base}}}"
    if mark in MARKS:
        text = rf"\{MARKS[mark]}{{{text}}}"
    elif mark in ALPHABETS:
        text = rf"\{ALPHABETS[mark]}{{{text}}}"
    if subscript:
        word = rf"\text{{{subscript}}}" if len(subscript) > 2 and subscript.isalpha() else subscript
        text += f"_{{{word}}}"
    return text + ("^*" if mark == "star" else "") + superscript + primes
