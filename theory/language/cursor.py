"""A place in the tokens of a text, and what both front ends do there."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from .declarations import Scope
from .errors import ReadError, fail
from .limits import MOST_DEPTH, check_depth, check_length
from .names import Names
from .tokens import Kind, Token
from .tree import Compare, Node, Order
from .unread import UNREAD

ORDERS = {"=": Order.EQUAL, "!=": Order.NOT_EQUAL, "<": Order.LESS, "<=": Order.AT_MOST}
ORDERS |= {">": Order.GREATER, ">=": Order.AT_LEAST}
AN_OPERAND = "a number, a name or an opening bracket"


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """What a syntax's modules ask of one another, for formulas are inside of formulas: `cursor.read.factor(cursor)`."""

    expression: Callable[["Cursor"], Node]  # a sum
    term: Callable[["Cursor"], Node]  # up to the next + or -
    factor: Callable[["Cursor"], Node]  # with its powers
    primary: Callable[["Cursor"], Node]  # without them
    commands: frozenset[str] = frozenset()  # of LaTeX, those that mean something somewhere


class Cursor:
    """A place in the tokens, the names known there, the bars open there, and how deep it lies."""

    def __init__(self, found: list[Token], scope: Scope, grammar: Grammar) -> None:
        self.found = found
        self.at = 0
        self.names = Names(scope)
        self.scope = scope
        self.read = grammar
        self.bars: list[str] = []  # open inside of the innermost brackets, which put it aside and bring it back
        self.level = 0

    # Tokens

    @property
    def here(self) -> Token:
        return self.found[self.at]

    def peek(self, ahead: int = 1) -> Token:
        """The token so many places on; the end stays the end."""
        return self.found[min(self.at + ahead, len(self.found) - 1)]

    def take(self) -> Token:
        """The token here, left behind."""
        token = self.found[self.at]
        self.at = min(self.at + 1, len(self.found) - 1)
        return token

    def is_sign(self, *signs: str, ahead: int = 0) -> bool:
        """Whether one of these signs stands here, or so many places on."""
        token = self.peek(ahead)
        return token.kind is Kind.SIGN and token.text in signs

    def is_command(self, *names: str, ahead: int = 0) -> bool:
        """Whether one of these commands stands here, or so many places on."""
        token = self.peek(ahead)
        return token.kind is Kind.COMMAND and token.text in names

    def accept(self, sign: str) -> bool:
        """Takes a sign where it stands here."""
        if self.is_sign(sign):
            self.take()
            return True
        return False

    def expect(self, sign: str, why: str) -> None:
        """Takes a sign. Raises ReadError where another token stands here."""
        if not self.accept(sign):
            raise self.unexpected(f"{sign!r} {why}")

    def replace(self, *parts: Token) -> None:
        """Puts other tokens in the place of the one here."""
        self.found[self.at : self.at + 1] = parts

    def unexpected(self, expected: str) -> ReadError:
        """The refusal of the token here."""
        token = self.here
        if token.kind is Kind.END:
            return fail("the text ends here", token.at, "", expected=expected)
        if token.kind is Kind.COMMAND:
            word = f"\\{token.text}"
            if token.text == "nothing":
                return fail("a bracket that is not shown", token.at, ".", expected="both brackets")
            if token.text in UNREAD:
                what, instead = UNREAD[token.text]
                return fail(f"{word}, {what}, is not read here", token.at, word, expected=instead)
            known = token.text in self.read.commands
            if not known and (near := get_close_matches(token.text, self.read.commands, 1, 0.75)):
                expected = f"perhaps \\{near[0]}"
            message = f"{word} does not fit here" if known else f"the command {word} is not known"
            return fail(message, token.at, word, expected)
        if token.text == ".":
            expected += "; a point stands in numbers, and in A.T"
        if token.text == "," and self.found[max(0, self.at - 1)].kind is Kind.NUMBER:
            expected += "; decimals are written with a point"
        shown = repr(token.text) if "\\" not in token.text else f"'{token.text}'"
        return fail(f"{shown} does not fit here", token.at, token.text, expected)

    # Comparisons and depth

    def comparison(self) -> Node:
        """A formula, or a chain of comparisons."""
        at = self.here.at
        sides, orders = [self.read.expression(self)], []
        while self.here.kind is Kind.SIGN and self.here.text in ORDERS:
            orders.append(ORDERS[self.take().text])
            sides.append(self.read.expression(self))
        return Compare(tuple(sides), tuple(orders), at) if orders else sides[0]

    def no_comparison(self, closing: str) -> None:
        """Raises ReadError where a comparison goes on inside of brackets."""
        if self.here.kind is Kind.SIGN and self.here.text in ORDERS:
            raise fail("a comparison inside of a formula", self.here.at, self.here.text, expected=repr(closing))

    def deeper(self) -> None:
        """One level down. Raises ReadError where that is too deep; the caller comes up again."""
        self.level += 1
        if self.level > MOST_DEPTH:
            raise fail(f"more than {MOST_DEPTH} levels of nesting", self.here.at, self.here.text)


def whole(text: str, tokens: Callable[[str], list[Token]], scope: Scope, grammar: Grammar) -> Node:
    """The tree of a text that is one formula or comparison from end to end. Raises ReadError."""
    try:
        check_length(text)
        cursor = Cursor(tokens(text), scope, grammar)
        node = cursor.comparison()
        if cursor.here.kind is not Kind.END:
            raise cursor.unexpected("the end of the text or an operator")
        return check_depth(node)
    except ReadError as error:
        raise ReadError(error.fault, text) from None
