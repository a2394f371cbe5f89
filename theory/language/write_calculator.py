"""Trees as calculator text that reads back as the same tree."""

from fractions import Fraction

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
    PartialName,
    Pow,
    Product,
    Rows,
    Sum,
)

ADD, NEG, MUL, POW, ATOM = 1, 2, 3, 4, 5


def _strength(node: Node) -> int:
    match node:
        case Add():
            return ADD
        case Neg():
            return NEG
        case Mul() | Div():
            return MUL
        case Pow():
            return POW
        case Number(value) if value.denominator != 1 and not is_decimal(value):
            return MUL
    return ATOM


def calculator(node: Node) -> str:
    """The tree as calculator text."""
    match node:
        case Number(value):
            return decimal(value)
        case Constant(name) | Name(name):
            return name
        case PartialName(of, by):
            return f"partial({of}, {by})"
        case Entry(base, indices):
            return f"{_at_least(base, ATOM)}[{_list(indices)}]"
        case Add(terms):
            return _sum(terms)
        case Neg(arg):
            return f"-{_at_least(arg, MUL)}"
        case Mul(factors):
            first, *rest = factors
            # A quotient may open a product, a product may not: they would be read as one.
            start = calculator(first) if isinstance(first, Div) else _at_least(first, POW)
            return "*".join([start, *(_at_least(f, POW) for f in rest)])
        case Div(top, bottom):
            return f"{_at_least(top, MUL)}/{_at_least(bottom, POW)}"
        case Pow(base, exponent):
            return f"{_at_least(base, ATOM)}^{_at_least(exponent, POW)}"
        case Call("transpose", (arg,), 0) if not isinstance(arg, Number):  # `0.T` would be the number 0. and T
            return f"{_at_least(arg, ATOM)}.T"
        case Call(function, args, primes):
            return f"{function}{chr(39) * primes}({_list(args)})"
        case Derivative(body, variable, order):
            more = f", {order}" if order != 1 else ""
            return f"diff({calculator(body)}, {calculator(variable)}{more})"
        case Sum(body, index, low, high):
            return f"sum({calculator(body)}, {index}, {calculator(low)}, {calculator(high)})"
        case Product(body, index, low, high):
            return f"product({calculator(body)}, {index}, {calculator(low)}, {calculator(high)})"
        case Cases(values, conditions, otherwise):
            parts = [p for pair in zip(values, conditions, strict=True) for p in pair]
            return f"cases({_list((*parts, *(() if otherwise is None else (otherwise,))))})"
        case Rows(rows):
            return "[" + ", ".join(f"[{_list(row)}]" for row in rows) + "]"
        case Compare(sides, orders):
            text = calculator(sides[0])
            for order, side in zip(orders, sides[1:], strict=True):
                text += f" {order.value} {calculator(side)}"
            return text
    raise TypeError(f"not a tree: {node!r}")


def _at_least(node: Node, strength: int) -> str:
    text = calculator(node)
    return text if _strength(node) >= strength else f"({text})"


def _list(parts: tuple[Node, ...]) -> str:
    return ", ".join(calculator(p) for p in parts)


def _sum(terms: tuple[Node, ...]) -> str:
    text = calculator(terms[0]) if isinstance(terms[0], Neg) else _at_least(terms[0], NEG)
    for term in terms[1:]:
        if isinstance(term, Neg):
            text += f" - {_at_least(term.arg, MUL)}"
        else:
            text += f" + {_at_least(term, MUL)}"
    return text


def is_decimal(value: Fraction) -> bool:
    """Whether a number has a finite decimal expansion."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def decimal(value: Fraction) -> str:
    """A finite decimal, or a quotient where there is none."""
    if value.denominator == 1:
        return str(value.numerator)
    if not is_decimal(value):
        return f"{value.numerator}/{value.denominator}"
    places = 0
    scaled = value
    while scaled.denominator != 1:
        scaled *= 10
        places += 1
    digits = str(abs(scaled.numerator)).rjust(places + 1, "0")
    sign = "-" if value < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}"
