"""Calculator text: a parser by binding powers (Pratt) from tokens to one unevaluated tree.

Implicit multiplication binds like `*`. What has two readings (`1/2x`, `e^2x`, `|a|b|c|`, `sin^-1(x)`)
is refused with both.
"""

from .declarations import Scope
from .errors import ReadError, fail
from .functions import SIGNATURES, SYNTAX
from .limits import MOST_DEPTH, MOST_ORDER, MOST_PRIMES, MOST_SIDE, check_depth, check_length
from .names import Names
from .tokens import Kind, Token, tokens
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
from .write_calculator import calculator

SUM, NEGATIVE, PRODUCT, POWER = 20, 26, 30, 40  # binding powers
ORDERS = {"=": Order.EQUAL, "!=": Order.NOT_EQUAL, "<": Order.LESS, "<=": Order.AT_MOST}
ORDERS |= {">": Order.GREATER, ">=": Order.AT_LEAST}
AN_OPERAND = "a number, a name or an opening bracket"
UNAPPLIED = ("f", "g", "h")  # letters that in front of a bracket are rather functions


def read_calculator(text: str, scope: Scope) -> Node:
    """The tree of a calculator text, a `Compare` where it states one. Raises ReadError."""
    try:
        check_length(text)
        parser = _Parser(tokens(text), scope)
        node = parser.comparison()
        if parser.here.kind is not Kind.END:
            raise parser.unexpected("the end of the text or an operator")
        return check_depth(node)
    except ReadError as error:
        raise ReadError(error.fault, text) from None


class _Parser:
    def __init__(self, found: list[Token], scope: Scope) -> None:
        self.found = found
        self.at = 0
        self.names = Names(scope)
        self.scope = scope
        self.bars: list[str] = []  # bars that are open inside of the innermost brackets
        self.level = 0

    # Tokens

    @property
    def here(self) -> Token:
        return self.found[self.at]

    def peek(self, ahead: int = 1) -> Token:
        return self.found[min(self.at + ahead, len(self.found) - 1)]

    def take(self) -> Token:
        token = self.here
        self.at = min(self.at + 1, len(self.found) - 1)
        return token

    def is_sign(self, *signs: str, ahead: int = 0) -> bool:
        token = self.peek(ahead)
        return token.kind is Kind.SIGN and token.text in signs

    def accept(self, sign: str) -> bool:
        if self.is_sign(sign):
            self.take()
            return True
        return False

    def expect(self, sign: str, after: str) -> None:
        if not self.accept(sign):
            raise self.unexpected(f"{sign!r} {after}")

    def unexpected(self, expected: str) -> ReadError:
        token = self.here
        if token.kind is Kind.END:
            return fail("the text ends here", token.at, "", expected=expected)
        if token.text == "," and self.found[max(0, self.at - 1)].kind is Kind.NUMBER:
            expected += "; decimals are written with a point"
        return fail(f"{token.text!r} does not fit here", token.at, token.text, expected=expected)

    # Comparisons and sums

    def comparison(self) -> Node:
        at = self.here.at
        sides, orders = [self.expression(0)], []
        while self.here.kind is Kind.SIGN and self.here.text in ORDERS:
            orders.append(ORDERS[self.take().text])
            sides.append(self.expression(0))
        return Compare(tuple(sides), tuple(orders), at) if orders else sides[0]

    def expression(self, least: int) -> Node:
        self.level += 1
        if self.level > MOST_DEPTH:
            raise fail(f"more than {MOST_DEPTH} levels of nesting", self.here.at, self.here.text)
        if self.is_sign("-", "+"):
            left = self.signed(least)
        else:
            left = self.power(self.postfix(self.primary()), least)
            if least <= PRODUCT:
                left = self.product(left)
        if least <= SUM:
            left = self.sum(left)
        self.level -= 1
        return left

    def sum(self, left: Node) -> Node:
        terms = [left]
        while self.is_sign("+", "-"):
            sign = self.take()
            right = self.expression(SUM + 1)
            terms.append(right if sign.text == "+" else Neg(right, sign.at))
        return Add(tuple(terms), left.at) if len(terms) > 1 else left

    def product(self, left: Node) -> Node:
        factors, divided = [left], False
        while True:
            if self.is_sign("*"):
                self.take()
                factors.append(self.expression(PRODUCT + 1))
                divided = False
            elif self.is_sign("/"):
                self.take()
                top, bottom = _product(factors), self.expression(PRODUCT + 1)
                factors, divided = [Div(top, bottom, top.at)], True
            elif self.starts_operand():
                factors.append(self.implicit(factors, divided))
            else:
                return _product(factors)

    def starts_operand(self) -> bool:
        token = self.here
        if token.kind in (Kind.NUMBER, Kind.WORD):
            return True
        return token.kind is Kind.SIGN and (token.text == "(" or (token.text in ("|", "||") and not self.bars))

    def implicit(self, factors: list[Node], divided: bool) -> Node:
        """The right factor of a product without sign."""
        token, last = self.here, factors[-1]
        if not self.scope.implicit_multiplication:
            raise self.unexpected("an operator such as *")
        if token.kind is Kind.NUMBER:
            raise self.unexpected("an operator before the number")
        if isinstance(last, Name) and last.name in UNAPPLIED and self.is_sign("(") and not self.names.known(last.name):
            readings = (f"{last.name}*(...)", f"a function {last.name}, which is not declared")
            raise fail(f"{last.name} in front of a bracket", last.at, last.name, readings=readings)
        if self._closes_bar() and self._bar_follows() and not self.is_sign("|", "||"):
            raise fail("these bars can be paired in two ways", token.at, token.text, expected="abs(...)")
        right = self.expression(PRODUCT + 1)
        if divided and isinstance(last, Div):
            whole = _product([*factors[:-1], last])
            one, other = Mul((whole, right)), Div(last.top, Mul((last.bottom, right)))
            readings = (calculator(one), calculator(other))
            raise fail("a quotient followed by a factor without sign", token.at, token.text, readings=readings)
        if isinstance(last, Pow) and isinstance(last.base, (Constant, Number)) and not token.spaced:
            wide = Pow(last.base, Mul((last.exponent, right)))
            readings = (calculator(Mul((last, right))), calculator(wide))
            raise fail("a power followed by a factor without sign", token.at, token.text, readings=readings)
        return right

    def _closes_bar(self) -> bool:
        before = self.found[self.at - 1]
        return before.kind is Kind.SIGN and before.text in ("|", "||")

    def _bar_follows(self) -> bool:
        depth = 0
        for token in self.found[self.at :]:
            if token.kind is not Kind.SIGN:
                continue
            if token.text in "([":
                depth += 1
            elif token.text in ")]":
                depth -= 1
            if depth < 0:
                return False
            if depth == 0 and token.text in ("|", "||"):
                return True
        return False

    # Operands

    def signed(self, least: int) -> Node:
        """A sign takes the whole product after it, but inside of a product or an exponent just the next factor."""
        token = self.take()
        inner = self.expression(max(NEGATIVE, least))
        return Neg(inner, token.at) if token.text == "-" else inner

    def power(self, base: Node, least: int) -> Node:
        if least > POWER or not self.accept("^"):
            return base
        token = self.here
        glued = token.kind is Kind.WORD and token.text[:1] == "T" and token.text[1:].isalpha()
        if glued and not self.names.known(token.text) and not self.names.known("T") and self.names.holds_array(base):
            rest = Token(Kind.WORD, token.text[1:], token.at + 1)  # X^TXw
            self.found[self.at : self.at + 1] = [Token(Kind.WORD, "T", token.at), rest]
        if self.here.kind is Kind.WORD and self.here.text == "T" and not self.names.known("T"):
            self.take()  # also where undeclared names are refused
            return self.names.to_the_t(base)
        exponent = self.expression(POWER - 1)
        return Pow(base, exponent, base.at)

    def primary(self) -> Node:
        token = self.here
        if token.kind is Kind.NUMBER:
            self.take()
            return Number(token.value, token.at)
        if token.kind is Kind.WORD:
            return self.word()
        if self.is_sign("("):
            self.take()
            inner = self.bracketed(")", "to close the bracket")
            return inner
        if self.is_sign("|", "||"):
            return self.bar()
        if self.is_sign("["):
            return self.rows()
        raise self.unexpected(AN_OPERAND)

    def bracketed(self, closing: str, why: str) -> Node:
        saved, self.bars = self.bars, []
        inner = self.expression(0)
        if self.here.kind is Kind.SIGN and self.here.text in ORDERS:
            raise fail("a comparison inside of a formula", self.here.at, self.here.text, expected=f"{closing!r}")
        self.expect(closing, why)
        self.bars = saved
        return inner

    def bar(self) -> Node:
        opening = self.take()
        self.bars.append(opening.text)
        inner = self.expression(0)
        if self.is_sign("||") and opening.text == "|":  # |x||y|
            token = self.here
            halves = [Token(Kind.SIGN, "|", token.at), Token(Kind.SIGN, "|", token.at + 1)]
            self.found[self.at : self.at + 1] = halves
        self.expect(opening.text, "to close the bars")
        self.bars.pop()
        return Call("abs" if opening.text == "|" else "norm", (inner,), 0, opening.at)

    def rows(self) -> Node:
        at = self.take().at
        if not self.is_sign("["):
            raise self.unexpected("'[': a matrix is written [[a, b], [c, d]]")
        found: list[tuple[Node, ...]] = []
        while True:
            self.expect("[", "to begin a row")
            found.append(tuple(self.arguments("]")))
            if len(found[-1]) != len(found[0]):
                raise fail(f"a row of {len(found[-1])} entries after one of {len(found[0])}", at, "[")
            if len(found) > MOST_SIDE or len(found[0]) > MOST_SIDE:
                raise fail(f"a matrix with more than {MOST_SIDE} rows or columns", at, "[")
            if not self.accept(","):
                break
        self.expect("]", "to close the matrix")
        return Rows(tuple(found), at)

    def arguments(self, closing: str) -> list[Node]:
        """Expressions up to the closing bracket, whose opening one is taken."""
        saved, self.bars = self.bars, []
        parts = [self.expression(0)]
        while self.accept(","):
            parts.append(self.expression(0))
        if self.is_sign(";"):
            raise fail("';' does not separate arguments", self.here.at, ";", expected="','")
        self.expect(closing, "to close the bracket, or ','")
        self.bars = saved
        return parts

    # Words

    def word(self) -> Node:
        token = self.here
        if not self.names.known(token.text):
            if token.text in SYNTAX and self.is_sign("(", ahead=1):
                self.take()
                return getattr(self, f"read_{token.text}")(token)
            if (made := self.call(token)) is not None:
                return made
        elif self.names.function(token.text, True) and (made := self.call(token)) is not None:
            return made
        meaning = self.names.meaning(token.text, token.at)
        if isinstance(meaning, list):
            places = range(token.at, token.at + len(meaning))
            parts = [Token(Kind.WORD, w, p, False) for w, p in zip(meaning, places, strict=True)]
            self.found[self.at : self.at + 1] = parts
            return self.word()
        self.take()
        return meaning

    def call(self, token: Token) -> Node | None:
        """f(x), f'(x), f^2(x) where the word names a function; None where it does not."""
        primes = 0
        while self.is_sign("'", ahead=1 + primes):
            primes += 1
        applied = self.is_sign("(", ahead=1 + primes)
        name = self.names.function(token.text, applied)
        if name is None:
            return self.logarithm(token) if token.text.startswith("log_") and applied else None
        if primes > MOST_PRIMES:
            raise fail(f"more than {MOST_PRIMES} primes", token.at, token.text)
        if not primes and self.is_sign("^", ahead=1):
            return self.power_of_function(token, name)
        if not applied:
            raise fail(f"the function {token.text} has no argument", token.at, token.text, expected=f"{token.text}(x)")
        self.at += 2 + primes
        return self.finished_call(token, name, self.arguments(")"), primes)

    def finished_call(self, token: Token, name: str, args: list[Node], primes: int = 0) -> Node:
        return call_of(name, args, primes, token.at, token.text)

    def power_of_function(self, token: Token, name: str) -> Node:
        """sin^2(x) is (sin(x))^2; sin^-1(x) is refused."""
        self.take()
        self.take()
        word = token.text
        if self.is_sign("-") or self.is_sign("("):
            readings = (f"a{word}(x)", f"1/{word}(x)") if word in ("sin", "cos", "tan", "sinh", "cosh", "tanh") else ()
            raise fail(f"a power of the function {word} without argument", token.at, word, f"{word}(x)^n", readings)
        exponent = self.take()
        if exponent.kind is not Kind.NUMBER or exponent.value.denominator != 1 or not self.is_sign("("):
            raise fail(f"a power of the function {word} without argument", token.at, word, expected=f"{word}(x)^n")
        self.take()
        inner = self.finished_call(token, name, self.arguments(")"))
        return Pow(inner, Number(exponent.value, exponent.at), token.at)

    def logarithm(self, token: Token) -> Node | None:
        """log_3(x)."""
        base = token.text.removeprefix("log_")
        if not base.isdecimal() and len(base) > 1:
            return None
        node = Number(token.value + int(base), token.at) if base.isdecimal() else self.names.meaning(base, token.at)
        if isinstance(node, list):
            return None
        self.at += 2
        return self.finished_call(token, "log_base", [node, *self.arguments(")")])

    def postfix(self, node: Node) -> Node:
        while True:
            token = self.here
            if self.is_sign("!"):
                self.take()
                node = Call("factorial", (node,), 0, node.at)
            elif self.is_sign("'"):
                self.take()
                node = self.names.prime(node, token.at)
                if isinstance(node, Name) and node.name.endswith("'" * (MOST_PRIMES + 1)):
                    raise fail(f"more than {MOST_PRIMES} primes", token.at, "'")
            elif self.is_sign(".") and self.peek().kind is Kind.WORD and self.peek().text == "T":
                self.take()
                self.take()
                node = Call("transpose", (node,), 0, node.at)
            elif self.is_sign("["):
                self.take()
                node = self.entry(node, self.arguments("]"), token)
            else:
                return node

    def entry(self, base: Node, indices: list[Node], token: Token) -> Node:
        if isinstance(base, Name) and not self.names.is_array(base.name):
            kind = "vector(n)" if len(indices) == 1 else "matrix(m, n)"
            expected = f"a declaration such as {base.name}: {kind}"
            raise fail(f"{base.name} is not declared as an array", base.at, base.name, expected=expected)
        if len(indices) > 2:
            raise fail(f"{len(indices)} indices", token.at, "[", expected="one or two")
        return Entry(base, tuple(indices), base.at)

    # Words with arguments of their own kind

    def read_sum(self, token: Token) -> Node:
        return self.binder(token, Sum)

    def read_product(self, token: Token) -> Node:
        return self.binder(token, Product)

    def binder(self, token: Token, made: type) -> Node:
        form = f"{token.text}(term, k, from, to)"
        self.take()
        index = self._second_argument()
        if index is None:
            raise fail(f"{token.text} has no index", token.at, token.text, expected=form)
        self.names.bound.append(index)
        saved, self.bars = self.bars, []
        body = self.expression(0)
        self.names.bound.pop()
        self.expect(",", f"in {form}")
        self.take()
        self.expect(",", f"in {form}")
        low = self.expression(0)
        self.expect(",", f"in {form}")
        high = self.expression(0)
        self.expect(")", f"to close {form}")
        self.bars = saved
        return made(body, index, low, high, token.at)

    def _second_argument(self) -> str | None:
        """The index of a sum, which stands behind the term that it is bound in."""
        depth = 0
        for place in range(self.at, len(self.found)):
            token = self.found[place]
            if token.kind is not Kind.SIGN:
                continue
            depth += (token.text in "([") - (token.text in ")]")
            if depth < 0:
                return None
            if token.text == "," and depth == 0:
                word, comma = self.found[min(place + 1, len(self.found) - 1)], self.peek(place + 2 - self.at)
                plain = word.kind is Kind.WORD and comma.kind is Kind.SIGN and comma.text == ","
                return word.text if plain else None
        return None

    def read_diff(self, token: Token) -> Node:
        self.take()
        parts = self.arguments(")")
        if not 2 <= len(parts) <= 3:
            raise fail(f"diff with {counted(len(parts))}", token.at, "diff", expected="diff(f, x) or diff(f, x, n)")
        order = 1
        if len(parts) == 3:
            order = whole_number(parts[2], 1, MOST_ORDER, "the order of a derivative")
        return derivative_of(parts[0], parts[1], order, token.at)

    def read_partial(self, token: Token) -> Node:
        self.take()
        parts = self.arguments(")")
        if len(parts) != 2 or not all(isinstance(p, Name) for p in parts):
            raise fail("partial takes two names", token.at, "partial", expected="partial(L, w)")
        return PartialName(parts[0].name, parts[1].name, token.at)

    def read_cases(self, token: Token) -> Node:
        self.take()
        saved, self.bars = self.bars, []
        parts = [self.comparison()]
        while self.accept(","):
            parts.append(self.comparison())
        self.expect(")", "to close cases(value, condition, ..., otherwise)")
        self.bars = saved
        return cases_of(parts, token.at)


def cases_of(parts: list[Node], at: int) -> Node:
    """cases(value, condition, ..., otherwise)."""
    otherwise = parts[-1] if len(parts) % 2 else None
    values, conditions = parts[: len(parts) // 2 * 2 : 2], parts[1 : len(parts) // 2 * 2 : 2]
    if not values:
        raise fail("cases without a condition", at, "cases", expected="cases(value, condition, ..., otherwise)")
    for condition in conditions:
        if not isinstance(condition, Compare):
            raise fail("a case without a comparison", condition.at, expected="a condition such as x > 0")
    for value in (*values, *([] if otherwise is None else [otherwise])):
        if isinstance(value, Compare):
            raise fail("a comparison where a value should be", value.at, expected="a value")
    return Cases(tuple(values), tuple(conditions), otherwise, at)  # type: ignore[arg-type]


def counted(arguments: int) -> str:
    """1 argument, 2 arguments."""
    return f"{arguments} argument{'s' * (arguments != 1)}"


def call_of(name: str, args: list[Node], primes: int, at: int, word: str) -> Node:
    """A function at its arguments, as many as it takes."""
    signature = SIGNATURES.get(name)
    least, most = (1, 1) if signature is None else (signature.least, signature.most)
    if len(args) < least or (most is not None and len(args) > most):
        number = f"{least}" if least == most else f"at least {least}" if most is None else f"{least} or {most}"
        raise fail(f"{word} of {counted(len(args))}", at, word, expected=f"{number} argument{'s' * (number != '1')}")
    if primes and len(args) != 1:
        raise fail(f"a prime at {word}, a function of {len(args)} arguments", at, word, expected="diff(f, x)")
    if name == "softmax" and len(args) == 2:
        return Entry(Call(name, (args[0],), 0, at), (args[1],), at)
    if name == "norm" and len(args) == 2:
        whole_number(args[1], 1, 2, "the order of a norm")
    return Call(name, tuple(args), primes, at)


def derivative_of(body: Node, variable: Node, order: int, at: int) -> Node:
    """A derivative in a name or an entry."""
    if not isinstance(variable, (Name, Entry)):
        raise fail("a derivative in something that is no variable", variable.at, expected="a name or an entry")
    return Derivative(body, variable, order, at)


def whole_number(node: Node, least: int, most: int, what: str) -> int:
    """The value of a literal whole number. Raises ReadError."""
    if isinstance(node, Number) and node.value.denominator == 1 and least <= node.value <= most:
        return int(node.value)
    raise fail(f"{what} is not a whole number from {least} to {most}", node.at)


def _product(factors: list[Node]) -> Node:
    return Mul(tuple(factors), factors[0].at) if len(factors) > 1 else factors[0]
