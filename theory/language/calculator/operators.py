"""Sums, products, powers and what follows a factor, by binding powers."""

from ..cursor import AN_OPERAND, Cursor, Grammar
from ..errors import fail
from ..limits import MOST_PRIMES
from ..products import check_divided, check_unapplied, product_of
from ..tokens import Kind, Token
from ..tree import Add, Call, Constant, Div, Entry, Mul, Name, Neg, Node, Number, Pow
from ..write_calculator import calculator
from .brackets import arguments, bars, bracketed, check_paired, rows
from .words import word

SUM, NEGATIVE, PRODUCT, POWER = 20, 26, 30, 40  # binding powers


def expression(cursor: Cursor, least: int) -> Node:
    """What holds together at least so tightly."""
    cursor.deeper()
    if cursor.is_sign("-", "+"):
        left = _signed(cursor, least)
    else:
        left = _power(cursor, _postfix(cursor, primary(cursor)), least)
        if least <= PRODUCT:
            left = _product(cursor, left)
    if least <= SUM:
        left = _sum(cursor, left)
    cursor.level -= 1
    return left


def _sum(cursor: Cursor, left: Node) -> Node:
    terms = [left]
    while cursor.is_sign("+", "-"):
        sign = cursor.take()
        right = expression(cursor, SUM + 1)
        terms.append(right if sign.text == "+" else Neg(right, sign.at))
    return Add(tuple(terms), left.at) if len(terms) > 1 else left


def _product(cursor: Cursor, left: Node) -> Node:
    factors, divided = [left], False
    while True:
        if cursor.is_sign("*"):
            cursor.take()
            factors.append(expression(cursor, PRODUCT + 1))
            divided = False
        elif cursor.is_sign("/"):
            cursor.take()
            top, bottom = product_of(factors), expression(cursor, PRODUCT + 1)
            factors, divided = [Div(top, bottom, top.at)], True
        elif _starts_operand(cursor):
            factors.append(_implicit(cursor, factors, divided))
        else:
            return product_of(factors)


def _starts_operand(cursor: Cursor) -> bool:
    token = cursor.here
    if token.kind in (Kind.NUMBER, Kind.WORD):
        return True
    return token.kind is Kind.SIGN and (token.text == "(" or (token.text in ("|", "||") and not cursor.bars))


def _implicit(cursor: Cursor, factors: list[Node], divided: bool) -> Node:
    """The right factor of a product without sign."""
    token, last = cursor.here, factors[-1]
    if not cursor.scope.implicit_multiplication:
        raise cursor.unexpected("an operator such as *")
    if token.kind is Kind.NUMBER:
        raise cursor.unexpected("an operator before the number")
    check_unapplied(cursor, last)
    check_paired(cursor)
    right = expression(cursor, PRODUCT + 1)
    if divided:
        check_divided(factors, right, token)
    if isinstance(last, Pow) and isinstance(last.base, (Constant, Number)) and not token.spaced:
        wide = Pow(last.base, Mul((last.exponent, right)))
        readings = (calculator(Mul((last, right))), calculator(wide))
        raise fail("a power followed by a factor without sign", token.at, token.text, readings=readings)
    return right


def _signed(cursor: Cursor, least: int) -> Node:
    """A sign takes the whole product after it, but inside of a product or an exponent just the next factor."""
    token = cursor.take()
    inner = expression(cursor, max(NEGATIVE, least))
    return Neg(inner, token.at) if token.text == "-" else inner


def _power(cursor: Cursor, base: Node, least: int) -> Node:
    if least > POWER or not cursor.accept("^"):
        return base
    token, names = cursor.here, cursor.names
    glued = token.kind is Kind.WORD and token.text[:1] == "T" and token.text[1:].isalpha()
    if glued and not names.known(token.text) and not names.known("T") and names.holds_array(base):
        cursor.replace(Token(Kind.WORD, "T", token.at), Token(Kind.WORD, token.text[1:], token.at + 1))  # X^TXw
    if cursor.here.kind is Kind.WORD and cursor.here.text == "T" and not names.known("T"):
        cursor.take()  # also where undeclared names are refused
        return names.to_the_t(base)
    return Pow(base, expression(cursor, POWER - 1), base.at)


def _postfix(cursor: Cursor, node: Node) -> Node:
    while True:
        token = cursor.here
        if cursor.is_sign("!"):
            cursor.take()
            node = Call("factorial", (node,), 0, node.at)
        elif cursor.is_sign("'"):
            cursor.take()
            node = cursor.names.prime(node, token.at)
            if isinstance(node, Name) and node.name.endswith("'" * (MOST_PRIMES + 1)):
                raise fail(f"more than {MOST_PRIMES} primes", token.at, "'")
        elif cursor.is_sign(".") and cursor.peek().kind is Kind.WORD and cursor.peek().text == "T":
            cursor.take()
            cursor.take()
            node = Call("transpose", (node,), 0, node.at)
        elif cursor.is_sign("["):
            cursor.take()
            node = _entry(cursor, node, arguments(cursor, "]"), token)
        else:
            return node


def _entry(cursor: Cursor, base: Node, indices: list[Node], token: Token) -> Node:
    if isinstance(base, Name) and not cursor.names.is_array(base.name):
        kind = "vector(n)" if len(indices) == 1 else "matrix(m, n)"
        expected = f"a declaration such as {base.name}: {kind}"
        raise fail(f"{base.name} is not declared as an array", base.at, base.name, expected=expected)
    if len(indices) > 2:
        raise fail(f"{len(indices)} indices", token.at, "[", expected="one or two")
    return Entry(base, tuple(indices), base.at)


def primary(cursor: Cursor) -> Node:
    """A number, a word with its arguments, or something in brackets."""
    token = cursor.here
    if token.kind is Kind.NUMBER:
        cursor.take()
        return Number(token.value, token.at)
    if token.kind is Kind.WORD:
        return word(cursor)
    if cursor.is_sign("("):
        cursor.take()
        return bracketed(cursor)
    if cursor.is_sign("|", "||"):
        return bars(cursor)
    if cursor.is_sign("["):
        return rows(cursor)
    raise cursor.unexpected(AN_OPERAND)


GRAMMAR = Grammar(
    expression=lambda cursor: expression(cursor, 0),
    term=lambda cursor: expression(cursor, SUM + 1),
    factor=lambda cursor: expression(cursor, PRODUCT + 1),
    primary=primary,
)
