"""Sums, products and factors with their scripts, and which command is read by what."""

from collections.abc import Callable

from ..bars import check_paired
from ..cursor import AN_OPERAND, Cursor, Grammar
from ..errors import fail
from ..factorials import factorial_of
from ..functions import canonical
from ..products import check_divided, product_of, right_factor
from ..tokens import Kind, Token
from ..tree import Add, Call, Div, Entry, Name, Neg, Node, Number, Pow
from .commands import ALPHABETS, BRACKETS, DECORATIONS, GREEK_COMMANDS, KNOWN, TIMES, WORDS, starts_operand
from .derivatives import fraction, partial
from .dots import dotted
from .environments import braced, environment
from .functions import binom, function, sqrt
from .groups import absolute, accept_t, angled, enclosed, group, norm, rounded, script
from .names import bold, decorated, letters, name, word
from .subscripts import indices
from .sums import multiplied, summed


def expression(cursor: Cursor) -> Node:
    """A sum, up to what can be no part of one."""
    cursor.deeper()
    terms = [term(cursor)]
    while cursor.is_sign("+", "-"):
        sign = cursor.take()
        right = term(cursor)
        terms.append(right if sign.text == "+" else Neg(right, sign.at))
    cursor.level -= 1
    return Add(tuple(terms), terms[0].at) if len(terms) > 1 else terms[0]


def term(cursor: Cursor) -> Node:
    """A product with the signs before it."""
    return _signed(cursor, term) if cursor.is_sign("-", "+") else _product(cursor)


def _signed(cursor: Cursor, read: Callable[[Cursor], Node]) -> Node:
    cursor.deeper()
    sign = cursor.take()
    inner = read(cursor)
    cursor.level -= 1
    return Neg(inner, sign.at) if sign.text == "-" else inner


def _product(cursor: Cursor) -> Node:
    factors, divided = [factor(cursor)], False
    while True:
        if cursor.is_sign("*") or cursor.is_command(*TIMES):
            sign = cursor.take()
            right = _signed_factor(cursor)
            factors, divided = dotted(cursor, factors, right) if sign.text == "cdot" else [*factors, right], False
        elif cursor.is_command("odot"):
            cursor.take()
            left = product_of(factors)
            factors, divided = [Call("hadamard", (left, _signed_factor(cursor)), 0, left.at)], False
        elif cursor.is_sign("/"):
            cursor.take()
            left = product_of(factors)
            factors, divided = [Div(left, _signed_factor(cursor), left.at)], True
        elif starts_operand(cursor):
            factors.append(_implicit(cursor, factors, divided))
        else:
            return product_of(factors)


def _signed_factor(cursor: Cursor) -> Node:
    return _signed(cursor, _signed_factor) if cursor.is_sign("-") else factor(cursor)


def _implicit(cursor: Cursor, factors: list[Node], divided: bool) -> Node:
    """The right factor of a product without sign."""
    token = cursor.here
    if token.kind is Kind.NUMBER:
        raise cursor.unexpected("an operator before the number")
    last = factors[-1]
    check_paired(cursor)
    if isinstance(last, Name) and last.name == "Delta" and not cursor.names.known("Delta") and token.text != "(":
        readings = ("\\Delta \\cdot ...", "one quantity, which could be called \\Delta_w")
        raise fail("a \\Delta in front of a factor", last.at, "\\Delta", readings=readings)
    right = right_factor(cursor, last)
    if divided:
        check_divided(factors, right, token)
    return right


def factor(cursor: Cursor) -> Node:
    """A factor with its powers, transposes, factorials and indices."""
    cursor.deeper()
    node = primary(cursor)
    raised = False
    while True:
        token = cursor.here
        if cursor.is_sign("!"):
            node = factorial_of(cursor, node)
        elif cursor.is_sign("^"):
            if raised:
                raise fail("two superscripts in a row", token.at, "^", readings=("{a^b}^c", "a^{b^c}"))
            cursor.take()
            raised = True
            node = _raised(cursor, node)
        elif cursor.is_sign("'"):
            expected = "a name or a function, or \\frac{d}{dx} in front"
            raise fail("a prime after something that is no name", token.at, "'", expected=expected)
        elif cursor.is_sign("_"):
            node = _entry(cursor, node)
        else:
            cursor.level -= 1
            return node


def _raised(cursor: Cursor, node: Node) -> Node:
    at = cursor.here.at
    plain = accept_t(cursor)
    if plain:
        cursor.names.to_the_t(node)  # refuses what holds no array
    exponent = "T" if plain else script(cursor, "^")
    if exponent == "T" and isinstance(node, Entry):
        readings = (r"(W^\top)_{ij}, the entry of a transpose", "W_{ij}, which is a number")
        raise fail("a transpose at an entry", at, "^", readings=readings)
    match exponent:
        case "T":
            return Call("transpose", (node,), 0, node.at)
        case Name("T") if not cursor.names.known("T"):
            return cursor.names.to_the_t(node)
        case "-T":
            return Call("transpose", (Call("inv", (node,), 0, node.at),), 0, node.at)
        case "*":
            raise fail(
                "a star at something that is no name", node.at, "*", expected="a name, or ^\\top for a transpose"
            )
    assert not isinstance(exponent, str)
    return Pow(node, exponent, node.at)


def _entry(cursor: Cursor, node: Node) -> Node:
    """(W x)_i."""
    at = cursor.here.at
    if not cursor.scope.has_arrays and not isinstance(node, Pow):
        expected = "a declared vector or matrix in brackets, or \\max(0, x) for a positive part"
        raise fail("a subscript at something that is no name", at, "_", expected=expected)
    if cursor.found[cursor.at - 1].text not in (")", "]"):
        expected = r"the subscript first, as in x_i^2, or brackets, as in (W^\top)_{ij}"
        raise fail("a subscript behind a superscript", at, "_", expected=expected)
    cursor.take()
    return Entry(node, tuple(indices(cursor)), node.at)


def primary(cursor: Cursor) -> Node:
    """A number, a name, something in brackets, or a command with its arguments."""
    token = cursor.here
    if token.kind is Kind.NUMBER:
        cursor.take()
        return Number(token.value, token.at)
    if token.kind is Kind.WORD:
        return letters(cursor)
    if token.kind is Kind.COMMAND:
        return _command(cursor)
    if cursor.is_sign("(", "["):
        return enclosed(cursor, BRACKETS[cursor.take().text])
    if cursor.is_sign("{"):
        return group(cursor)
    if cursor.is_sign("|", "l|"):
        return absolute(cursor)
    raise cursor.unexpected(AN_OPERAND)


READERS: dict[str, Callable[[Cursor, Token], Node]] = {
    **dict.fromkeys(GREEK_COMMANDS, lambda cursor, token: name(cursor, token.text, token)),
    **dict.fromkeys((*DECORATIONS, *ALPHABETS), decorated),
    **dict.fromkeys(("lfloor", "lceil"), rounded),
    "{": braced,
    "langle": angled,
    "|": norm,
    "ell": lambda cursor, token: name(cursor, "ell", token, one_name=True),
    **dict.fromkeys(WORDS, word),
    "bold": bold,
    **dict.fromkeys(("boxed", "ensuremath"), lambda cursor, token: group(cursor)),
    "frac": fraction,
    "partial": partial,
    "sqrt": sqrt,
    "binom": binom,
    "sum": summed,
    "prod": multiplied,
    "begin": environment,
}


def _command(cursor: Cursor) -> Node:
    token = cursor.here
    if (read := READERS.get(token.text)) is not None:
        cursor.take()
        return read(cursor, token)
    called = canonical(token.text)
    if called is None or token.text in ("transpose", "inv"):
        raise cursor.unexpected(AN_OPERAND)
    cursor.take()
    return function(cursor, called, token)


GRAMMAR = Grammar(expression=expression, term=term, factor=factor, primary=primary, commands=KNOWN)
