"""Sums, products and factors with their scripts, and which command is read by what."""

from collections.abc import Callable

from ..cursor import AN_OPERAND, Cursor, Grammar
from ..errors import fail
from ..functions import canonical
from ..products import check_divided, check_unapplied, product_of
from ..tokens import Kind, Token
from ..tree import Add, Call, Div, Entry, Name, Neg, Node, Number, Pow
from .commands import ALPHABETS, BRACKETS, DECORATIONS, GREEK_COMMANDS, KNOWN, starts_operand
from .derivatives import fraction, partial
from .environments import environment
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
        if cursor.is_sign("*") or cursor.is_command("cdot"):
            cursor.take()
            factors.append(_signed_factor(cursor))
            divided = False
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
    check_unapplied(cursor, factors[-1])
    right = factor(cursor)
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
            cursor.take()
            node = Call("factorial", (node,), 0, node.at)
        elif cursor.is_sign("^"):
            if raised:
                raise fail("two superscripts in a row", token.at, "^", readings=("{a^b}^c", "a^{b^c}"))
            cursor.take()
            raised = True
            node = _raised(cursor, node)
        elif cursor.is_sign("'"):
            raise fail("a prime after something that is no name", token.at, "'")
        elif cursor.is_sign("_"):
            node = _entry(cursor, node)
        else:
            cursor.level -= 1
            return node


def _raised(cursor: Cursor, node: Node) -> Node:
    if accept_t(cursor):
        return cursor.names.to_the_t(node)
    exponent = script(cursor, "^")
    match exponent:
        case "T":
            return Call("transpose", (node,), 0, node.at)
        case Name("T") if not cursor.names.known("T"):
            return cursor.names.to_the_t(node)
        case "-T":
            return Call("transpose", (Call("inv", (node,), 0, node.at),), 0, node.at)
        case "*":
            raise fail("a star at something that is no name", node.at)
    assert not isinstance(exponent, str)
    return Pow(node, exponent, node.at)


def _entry(cursor: Cursor, node: Node) -> Node:
    """(W x)_i."""
    at = cursor.here.at
    if not cursor.scope.has_arrays:
        raise fail("a subscript at something that is no name", at, "_")
    if cursor.found[cursor.at - 1].text not in (")", "]"):
        raise fail("a subscript that has nothing in brackets before it", at, "_", expected="brackets")
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
    if cursor.is_sign("|"):
        return absolute(cursor)
    raise cursor.unexpected(AN_OPERAND)


READERS: dict[str, Callable[[Cursor, Token], Node]] = {
    **dict.fromkeys(GREEK_COMMANDS, lambda cursor, token: name(cursor, token.text, token)),
    **dict.fromkeys((*DECORATIONS, *ALPHABETS), decorated),
    **dict.fromkeys(("lfloor", "lceil"), rounded),
    "{": lambda cursor, token: enclosed(cursor, "}"),
    "langle": angled,
    "|": norm,
    "ell": lambda cursor, token: name(cursor, "ell", token, one_name=True),
    "word": word,
    "bold": bold,
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
