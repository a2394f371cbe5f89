"""Trees as presentation MathML, for pages that load nothing from outside."""

from html import escape

from .functions import GREEK, GREEK_CHARACTERS
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
from .write_calculator import ATOM, MUL, NEG, POW, decimal
from .write_latex import ALPHABETS, MARKS, PARTS, _strength

CHARACTERS = {name: character for character, name in reversed(GREEK_CHARACTERS.items()) if name in GREEK}
ACCENTS = {"hat": "^", "tilde": "~", "bar": "\N{MACRON}", "dot": "\N{DOT ABOVE}", "ddot": "\N{DIAERESIS}"}
ORDERS = {
    Order.EQUAL: "=",
    Order.NOT_EQUAL: "\N{NOT EQUAL TO}",
    Order.LESS: "<",
    Order.AT_MOST: "\N{LESS-THAN OR EQUAL TO}",
    Order.GREATER: ">",
    Order.AT_LEAST: "\N{GREATER-THAN OR EQUAL TO}",
}
PARTIAL, INVISIBLE, DOT = "\N{PARTIAL DIFFERENTIAL}", "\N{INVISIBLE TIMES}", "\N{DOT OPERATOR}"


def mathml(node: Node) -> str:
    """A `math` element of its own."""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{_row(_inner(node))}</math>'


def _tag(name: str, *parts: str) -> str:
    return f"<{name}>{''.join(parts)}</{name}>"


def _row(*parts: str) -> str:
    return _tag("mrow", *parts)


def _sign(text: str) -> str:
    return _tag("mo", escape(text))


def _word(text: str) -> str:
    return _tag("mi", escape(text))


def _inner(node: Node) -> str:
    match node:
        case Number(value):
            text = decimal(value)
            if "/" in text:
                return _tag("mfrac", _tag("mn", str(value.numerator)), _tag("mn", str(value.denominator)))
            return _tag("mn", text)
        case Constant(name):
            return _word(CHARACTERS["pi"] if name == "pi" else name)
        case Name(name):
            return _name(name)
        case PartialName(of, by):
            return _tag("mfrac", _row(_sign(PARTIAL), _name(of)), _row(_sign(PARTIAL), _name(by)))
        case Entry(base, indices):
            return _tag("msub", _group(base, ATOM), _row(*_apart(indices)))
        case Add(terms):
            return _sum(terms)
        case Neg(arg):
            return _row(_sign("-"), _group(arg, MUL))
        case Mul(factors):
            return _product(factors)
        case Div(top, bottom):
            return _tag("mfrac", _row(_inner(top)), _row(_inner(bottom)))
        case Pow(base, exponent):
            return _tag("msup", _group(base, ATOM), _row(_inner(exponent)))
        case Call():
            return _call(node)
        case Derivative(body, variable, order):
            return _row(_operator(variable, order), _sign("("), _inner(body), _sign(")"))
        case Sum(body, index, low, high):
            return _binder("\N{N-ARY SUMMATION}", body, index, low, high)
        case Product(body, index, low, high):
            return _binder("\N{N-ARY PRODUCT}", body, index, low, high)
        case Cases(values, conditions, otherwise):
            lines = [_line(_inner(v), _inner(c)) for v, c in zip(values, conditions, strict=True)]
            lines += [_line(_inner(otherwise), _tag("mtext", "otherwise"))] if otherwise is not None else []
            return _row(_sign("{"), _tag("mtable", *lines))
        case Rows(rows):
            return _row(_sign("("), _tag("mtable", *(_line(*(_inner(x) for x in r)) for r in rows)), _sign(")"))
        case Compare(sides, orders):
            parts = [_inner(sides[0])]
            for order, side in zip(orders, sides[1:], strict=True):
                parts += [_sign(ORDERS[order]), _inner(side)]
            return _row(*parts)
    raise TypeError(f"not a tree: {node!r}")


def _line(*cells: str) -> str:
    return _tag("mtr", *(_tag("mtd", c) for c in cells))


def _apart(parts: tuple[Node, ...]) -> list[str]:
    found: list[str] = []
    for n, part in enumerate(parts):
        found += [*([_sign(",")] if n else []), _inner(part)]
    return found


def _group(node: Node, strength: int) -> str:
    text = _inner(node)
    return text if _strength(node) >= strength else _row(_sign("("), text, _sign(")"))


def _sum(terms: tuple[Node, ...]) -> str:
    parts = [_inner(terms[0]) if isinstance(terms[0], Neg) else _group(terms[0], NEG)]
    for term in terms[1:]:
        negative = isinstance(term, Neg)
        parts += [_sign("-" if negative else "+"), _group(term.arg if isinstance(term, Neg) else term, MUL)]
    return _row(*parts)


def _product(factors: tuple[Node, ...]) -> str:
    parts: list[str] = []
    for n, factor in enumerate(factors):
        if n:
            numbers = isinstance(factor, Number) or isinstance(factors[n - 1], Div)
            parts.append(_sign(DOT if numbers else INVISIBLE))
        parts.append(_group(factor, MUL if isinstance(factor, Div) else POW))
    return _row(*parts)


def _operator(variable: Node, order: int) -> str:
    sign, below = _sign(PARTIAL), _inner(variable)
    if order > 1:
        sign, below = _tag("msup", sign, _tag("mn", str(order))), _tag("msup", below, _tag("mn", str(order)))
    return _tag("mfrac", _row(sign), _row(_sign(PARTIAL), below))


def _binder(sign: str, body: Node, index: str, low: Node, high: Node) -> str:
    under = _row(_name(index), _sign("="), _inner(low))
    return _row(_tag("munderover", _sign(sign), under, _row(_inner(high))), _group(body, MUL))


def _call(node: Call) -> str:
    name, args = node.function, node.args
    match name:
        case "sqrt" if not node.primes:
            return _tag("msqrt", _inner(args[0]))
        case "root":
            return _tag("mroot", _row(_inner(args[0])), _row(_inner(args[1])))
        case "abs" if not node.primes:
            return _row(_sign("|"), _inner(args[0]), _sign("|"))
        case "norm" if len(args) == 1:
            bar = "\N{DOUBLE VERTICAL LINE}"
            return _row(_sign(bar), _inner(args[0]), _sign(bar))
        case "transpose":
            return _tag("msup", _group(args[0], ATOM), _sign("\N{DOWN TACK}"))
        case "inv":
            return _tag("msup", _group(args[0], ATOM), _row(_sign("-"), _tag("mn", "1")))
        case "factorial":
            return _row(_group(args[0], ATOM), _sign("!"))
        case "hadamard":
            return _row(
                _sign("("), _group(args[0], POW), _sign("\N{CIRCLED DOT OPERATOR}"), _group(args[1], POW), _sign(")")
            )
        case "delta":
            return _tag("msub", _word(CHARACTERS["delta"]), _row(*_apart(args)))
    word = CHARACTERS.get(name, name.replace("_", " "))
    return _row(_word(word + "\N{PRIME}" * node.primes), _sign("("), *_apart(args), _sign(")"))


def _name(name: str) -> str:
    match = PARTS.fullmatch(name)
    if match is None:
        return _word(name)
    base, subscript, superscript, primes = match.groups()
    mark = None
    if subscript and base in (*MARKS, *ALPHABETS, "star"):
        mark, base, subscript = base, subscript[0], subscript[1:]
    text = _word(CHARACTERS.get(base, base))
    if mark in ACCENTS:
        text = _tag("mover", text, _sign(ACCENTS[mark]))
    above = ("*" if mark == "star" else "") + superscript[2:-1] + "\N{PRIME}" * len(primes)
    if subscript and above:
        return _tag("msubsup", text, _word(subscript), _word(above))
    if subscript:
        return _tag("msub", text, _word(subscript))
    return _tag("msup", text, _word(above)) if above else text


__all__ = ["mathml"]
