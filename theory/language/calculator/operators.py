"""Sums, products, powers and what follows a factor, by binding powers."""

from fractions import Fraction
from functools import partial

from ..bars import check_paired
from ..cursor import AN_OPERAND, Cursor, Grammar
from ..errors import fail
from ..factorials import factorial_of
from ..limits import MOST_PRIMES
from ..products import check_divided, product_of, right_factor
from ..tokens import Kind, Token
from ..tree import Add, Call, Constant, Div, Entry, Mul, Name, Neg, Node, Number, Pow
from ..write_calculator import calculator
from .brackets import arguments, bars, bracketed, rows, starts_operand
from .words import word

PLUS = ("a pseudo-inverse, written inv(A.T*A)*A.T where that exists", "a positive part, written max(x, 0)")
ONE = Fraction(1)
SUM, NEGATIVE, PRODUCT, POWER = 20, 26, 30, 40  # binding powers


def expression(cursor: Cursor, least: int = 0) -> Node:
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
        elif starts_operand(cursor):
            factors.append(_implicit(cursor, factors, divided))
        else:
            return product_of(factors)


def _implicit(cursor: Cursor, factors: list[Node], divided: bool) -> Node:
    """The right factor of a product without sign."""
    token, last = cursor.here, factors[-1]
    if not cursor.scope.implicit_multiplication:
        raise cursor.unexpected("an operator such as *")
    if token.kind is Kind.NUMBER:
        raise cursor.unexpected("an operator before the number")
    check_paired(cursor)
    if isinstance(last, Number) and not last.value and token.kind is Kind.WORD and not token.spaced:
        raise fail(
            f"0{token.text}", last.at, f"0{token.text}", readings=(f"0*{token.text}", "a number in another base")
        )
    right = right_factor(cursor, last)
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
    if cursor.is_sign("+"):
        raise fail("a superscript +", cursor.here.at, "+", readings=PLUS)
    place, token = cursor.at, cursor.here
    found = Pow(base, expression(cursor, POWER - 1), base.at)
    _check_exponent(cursor, found, token, split=cursor.found[place] is not token)
    return found


def _check_exponent(cursor: Cursor, power: Pow, token: Token, *, split: bool) -> None:
    """Raises ReadError for x^yz, x^2!, x^-1/2 and e^-x/2, where the exponent could go on."""
    before, exponent = cursor.found[cursor.at - 1], power.exponent
    signed = token.kind is Kind.SIGN and token.text == "-"
    if split and cursor.here.kind is Kind.WORD and cursor.here.at < token.at + len(token.text):
        base = _opened(power)
        readings = (f"{base}{calculator(exponent)}*...", f"{base}({'*'.join(token.text)})")
        raise fail("an exponent of several letters", token.at, token.text, readings=readings)
    if before.kind is Kind.SIGN and before.text == "!" and isinstance(exponent, Call):
        other = Call("factorial", (Pow(power.base, exponent.args[0]),))
        raise fail("a factorial behind a power", before.at, "!", readings=(calculator(power), calculator(other)))
    if cursor.is_sign("/") and (signed or exponent == Number(ONE)):
        base, inner = _opened(power), calculator(exponent)
        readings = (f"{base}({inner})/...", f"{base}({inner}/...)")
        raise fail("a quotient behind an exponent without brackets", cursor.here.at, "/", readings=readings)


def _opened(power: Pow) -> str:
    """The text of a power up to its exponent."""
    return calculator(Pow(power.base, Name("x")))[:-1]


def _postfix(cursor: Cursor, node: Node) -> Node:
    while True:
        token = cursor.here
        if cursor.is_sign("!"):
            node = factorial_of(cursor, node)
        elif cursor.is_sign("'"):
            node = _primed(cursor, node)
        elif cursor.is_sign(".") and cursor.peek().kind is Kind.WORD and cursor.peek().text == "T":
            cursor.take()
            cursor.take()
            node = Call("transpose", (node,), 0, node.at)
        elif cursor.is_sign("["):
            cursor.take()
            node = _entry(cursor, node, arguments(cursor, "]"), token)
        else:
            return node


def _primed(cursor: Cursor, node: Node) -> Node:
    bracketed = cursor.found[cursor.at - 1].text == ")"
    mark = cursor.take()
    if bracketed and isinstance(node, Name) and not cursor.names.is_array(node.name):
        expected = "a function, as in sigmoid'(x), or diff(f, x)"
        raise fail("a prime behind a bracket", mark.at, "'", expected=expected)
    node = cursor.names.prime(node, mark.at)
    if isinstance(node, Name) and node.name.endswith("'" * (MOST_PRIMES + 1)):
        raise fail(f"more than {MOST_PRIMES} primes", mark.at, "'", expected="diff(f, x, n)")
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
    expression=expression,
    term=partial(expression, least=SUM + 1),
    factor=partial(expression, least=PRODUCT + 1),
    primary=primary,
)
