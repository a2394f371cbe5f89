"""LaTeX: what lecturers and students write, into the same unevaluated tree as calculator text.

A name is a letter or a Greek command with its subscript, hat, primes and superscript in brackets; letters side by side
are a product. Bold face and spacing are dropped. What LaTeX sets otherwise than its writer thinks (`x^10`), and what
has two readings (`a/bc`, `\\sin^{-1}x`), is refused.
"""

import re
from fractions import Fraction

from . import latex_tokens
from .calculator import call_of, cases_of, derivative_of
from .declarations import Index, Matrix, Scope, Vector
from .errors import ReadError, fail
from .functions import SIGNATURES, canonical
from .latex_tokens import GREEK_COMMANDS, Kind, Token
from .limits import MOST_DEPTH, MOST_PRIMES, MOST_SIDE, check_depth, check_length
from .names import LONGEST_RUN, Names
from .tree import (
    Add,
    Call,
    Cases,
    Compare,
    Constant,
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
    walk,
)
from .write_calculator import calculator

ORDERS = {"=": Order.EQUAL, "!=": Order.NOT_EQUAL, "<": Order.LESS, "<=": Order.AT_MOST}
ORDERS |= {">": Order.GREATER, ">=": Order.AT_LEAST}
DECORATIONS = {"hat": "hat", "tilde": "tilde", "bar_over": "bar", "dot": "dot", "ddot": "ddot", "vec": ""}
ALPHABETS = {"mathcal": "cal", "mathbb": "bb", "mathscr": "scr", "mathfrak": "frak"}
BRACKETS = {"(": ")", "[": "]", "{": "}", "lfloor": "rfloor", "lceil": "rceil", "langle": "rangle"}
MATRICES = ("pmatrix", "bmatrix", "matrix", "smallmatrix")
WORDS_OF_CASES = ("if", "for", "when", "wenn", "falls", "where")
WORDS_OF_OTHERWISE = ("otherwise", "else", "sonst", "elsewhere")
AN_OPERAND = "a number, a name or an opening bracket"
UNAPPLIED = ("f", "g", "h")
INDEX_COMMANDS = (*GREEK_COMMANDS, "ell")  # commands that are letters
INSIDE_NAME = re.compile(r"[A-Za-z0-9+-]+")


def read_latex(text: str, scope: Scope) -> Node:
    """The tree of a LaTeX text, a `Compare` where it states one. Raises ReadError."""
    try:
        check_length(text)
        parser = _Parser(latex_tokens.tokens(text), scope)
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
        self.bars: list[str] = []
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

    def is_command(self, *names: str, ahead: int = 0) -> bool:
        token = self.peek(ahead)
        return token.kind is Kind.COMMAND and token.text in names

    def accept(self, sign: str) -> bool:
        if self.is_sign(sign):
            self.take()
            return True
        return False

    def expect(self, sign: str, why: str) -> None:
        if not self.accept(sign):
            raise self.unexpected(f"{sign!r} {why}")

    def unexpected(self, expected: str) -> ReadError:
        token = self.here
        if token.kind is Kind.END:
            return fail("the text ends here", token.at, "", expected=expected)
        word = f"\\{token.text}" if token.kind is Kind.COMMAND else token.text
        if token.kind is Kind.COMMAND and not self.is_known_command(token.text):
            return fail(f"the command {word} is not known", token.at, word, expected=expected)
        return fail(f"{word} does not fit here", token.at, word, expected=expected)

    @staticmethod
    def is_known_command(name: str) -> bool:
        known = {"frac", "sqrt", "sum", "prod", "cdot", "odot", "begin", "end", "top", "binom", "partial", "|", "word"}
        known |= {"bold", "rangle", "rfloor", "rceil", "{", "}", *BRACKETS, *DECORATIONS, *ALPHABETS}
        return name in known or name in GREEK_COMMANDS or canonical(name) is not None

    # Comparisons, sums, products

    def comparison(self) -> Node:
        at = self.here.at
        sides, orders = [self.expression()], []
        while self.here.kind is Kind.SIGN and self.here.text in ORDERS:
            orders.append(ORDERS[self.take().text])
            sides.append(self.expression())
        return Compare(tuple(sides), tuple(orders), at) if orders else sides[0]

    def deeper(self) -> None:
        self.level += 1
        if self.level > MOST_DEPTH:
            raise fail(f"more than {MOST_DEPTH} levels of nesting", self.here.at, self.here.text)

    def expression(self) -> Node:
        self.deeper()
        terms = [self.signed()]
        while self.is_sign("+", "-"):
            sign = self.take()
            right = self.signed()
            terms.append(right if sign.text == "+" else Neg(right, sign.at))
        self.level -= 1
        return Add(tuple(terms), terms[0].at) if len(terms) > 1 else terms[0]

    def signed(self) -> Node:
        if self.is_sign("-", "+"):
            self.deeper()
            sign = self.take()
            inner = self.signed()
            self.level -= 1
            return Neg(inner, sign.at) if sign.text == "-" else inner
        return self.product()

    def product(self) -> Node:
        factors, divided = [self.factor()], False
        while True:
            if self.is_sign("*") or self.is_command("cdot"):
                self.take()
                factors.append(self.signed_factor())
                divided = False
            elif self.is_command("odot"):
                self.take()
                left = _product(factors)
                factors, divided = [Call("hadamard", (left, self.signed_factor()), 0, left.at)], False
            elif self.is_sign("/"):
                self.take()
                left = _product(factors)
                factors, divided = [Div(left, self.signed_factor(), left.at)], True
            elif self.starts_operand():
                factors.append(self.implicit(factors, divided))
            else:
                return _product(factors)

    def signed_factor(self) -> Node:
        if self.is_sign("-"):
            self.deeper()
            sign = self.take()
            inner = self.signed_factor()
            self.level -= 1
            return Neg(inner, sign.at)
        return self.factor()

    def starts_operand(self) -> bool:
        token = self.here
        if token.kind in (Kind.NUMBER, Kind.LETTER):
            return True
        if token.kind is Kind.SIGN:
            return token.text in "({[" or (token.text == "|" and not self.bars)
        if token.kind is Kind.COMMAND:
            closing = ("rangle", "rfloor", "rceil", "}", "end", "top", "cdot", "odot")
            return token.text not in closing and not (token.text == "|" and self.bars)
        return False

    def implicit(self, factors: list[Node], divided: bool) -> Node:
        token, last = self.here, factors[-1]
        if token.kind is Kind.NUMBER:
            raise self.unexpected("an operator before the number")
        if isinstance(last, Name) and last.name in UNAPPLIED and self.is_sign("(") and not self.names.known(last.name):
            readings = (f"{last.name}*(...)", f"a function {last.name}, which is not declared")
            raise fail(f"{last.name} in front of a bracket", last.at, last.name, readings=readings)
        right = self.factor()
        if divided and isinstance(last, Div):
            one, other = Mul((last, right)), Div(last.top, Mul((last.bottom, right)))
            readings = (calculator(one), calculator(other))
            raise fail("a quotient followed by a factor without sign", token.at, token.text, readings=readings)
        return right

    # Factors with their scripts

    def factor(self) -> Node:
        self.deeper()
        node = self.scripted(self.primary())
        self.level -= 1
        return node

    def scripted(self, node: Node) -> Node:
        """Powers, transposes, factorials and primes behind something that is no bare name."""
        powers = 0
        while True:
            token = self.here
            if self.is_sign("!"):
                self.take()
                node = Call("factorial", (node,), 0, node.at)
            elif self.is_sign("^"):
                if powers:
                    raise fail("two superscripts in a row", token.at, "^", readings=("{a^b}^c", "a^{b^c}"))
                self.take()
                powers += 1
                node = self.raised(node)
            elif self.is_sign("'"):
                raise fail("a prime after something that is no name", token.at, "'")
            elif self.is_sign("_"):
                if not self.scope.has_arrays:
                    raise fail("a subscript at something that is no name", token.at, "_")
                if self.found[self.at - 1].text not in (")", "]"):
                    raise fail("a subscript that has nothing in brackets before it", token.at, "_", expected="brackets")
                self.take()
                node = Entry(node, tuple(self.indices()), node.at)
            else:
                return node

    def raised(self, node: Node) -> Node:
        if self.accept_t():
            return self.names.to_the_t(node)
        exponent = self.script("^")
        match exponent:
            case "T":
                return Call("transpose", (node,), 0, node.at)
            case Name("T") if not self.names.known("T"):
                return self.names.to_the_t(node)
            case "-T":
                return Call("transpose", (Call("inv", (node,), 0, node.at),), 0, node.at)
            case "*":
                raise fail("a star at something that is no name", node.at)
        assert not isinstance(exponent, str)
        return Pow(node, exponent, node.at)

    def accept_t(self) -> bool:
        """T or {T} where T is no name, also where undeclared names are refused."""
        braces = self.is_sign("{") and self.is_sign("}", ahead=2)
        token = self.peek(1) if braces else self.here
        if token.kind is not Kind.LETTER or token.text != "T" or self.names.known("T"):
            return False
        self.at += 3 if braces else 1
        return True

    def script(self, sign: str) -> Node | str:
        """What stands in a superscript: a formula, or "T", "-T", "*" for marks that are none."""
        if self.is_sign("{"):
            if self.is_command("top", ahead=1) and self.is_sign("}", ahead=2):
                self.at += 3
                return "T"
            if self.is_sign("-", ahead=1) and self.is_sign("}", ahead=3):
                mark = self.peek(2)
                if self.is_command("top", ahead=2) or (mark.text == "T" and not self.names.known("T")):
                    self.at += 4
                    return "-T"
            if self.is_sign("*", ahead=1) and self.is_sign("}", ahead=2):
                self.at += 3
                return "*"
            if self.is_command("word", ahead=1):
                saved = self.at
                self.take()
                self.take()
                if self.words() == "T" and self.accept("}"):
                    return "T"
                self.at = saved
            if self.is_sign("[", ahead=1):
                raise fail("a superscript in square brackets", self.peek().at, "[", expected="round ones: ^{(l)}")
            return self.group()
        if self.is_command("top"):
            self.take()
            return "T"
        if self.is_command("word"):
            saved = self.at
            self.take()
            if self.words() == "T":
                return "T"
            self.at = saved
        if self.is_sign("["):
            raise self.unexpected("braces")
        if self.is_sign("*") or self.is_command("star", "dagger"):
            self.take()
            return "*"
        token = self.here
        if token.kind is Kind.NUMBER and len(token.text) > 1:
            first, rest = token.text[0], token.text[1:]
            readings = (f"{sign}{{{token.text}}}", f"{sign}{{{first}}} {rest}")
            raise fail(f"{sign}{token.text} without braces", token.at, token.text, readings=readings)
        if self.is_sign("-", "+"):
            raise self.unexpected("braces around the exponent")
        return self.single()

    def single(self) -> Node:
        """One token as an argument: a digit, a letter, a command with its own arguments."""
        token = self.here
        if token.kind is Kind.NUMBER:
            if len(token.text) > 1:
                self.found[self.at] = Token(Kind.NUMBER, token.text[1:], token.at + 1)
            else:
                self.take()
            return Number(latex_tokens.number(token.text[0]), token.at)
        if token.kind is Kind.LETTER:
            self.take()
            meaning = self.names.meaning(token.text, token.at)
            assert not isinstance(meaning, list)
            return meaning
        if token.kind is Kind.COMMAND:
            return self.primary()
        raise self.unexpected("braces or a single sign")

    def argument(self, why: str) -> Node:
        """A group in braces, or one token."""
        if self.here.kind is Kind.END:
            raise self.unexpected(why)
        return self.group() if self.is_sign("{") else self.single()

    def group(self) -> Node:
        self.expect("{", "to open a group")
        saved, self.bars = self.bars, []
        node = self.expression()
        self.expect("}", "to close the group")
        self.bars = saved
        return node

    # Primaries

    def primary(self) -> Node:
        token = self.here
        if token.kind is Kind.NUMBER:
            self.take()
            return Number(latex_tokens.number(token.text), token.at)
        if token.kind is Kind.LETTER:
            return self.letters()
        if token.kind is Kind.SIGN:
            if token.text in ("(", "["):
                self.take()
                return self.enclosed(BRACKETS[token.text])
            if token.text == "{":
                return self.group()
            if token.text == "|":
                return self.absolute()
        if token.kind is Kind.COMMAND:
            return self.command()
        raise self.unexpected(AN_OPERAND)

    def enclosed(self, closing: str) -> Node:
        saved, self.bars = self.bars, []
        node = self.expression()
        if self.here.kind is Kind.SIGN and self.here.text in ORDERS:
            raise fail("a comparison inside of a formula", self.here.at, self.here.text, expected=repr(closing))
        self.close(closing)
        self.bars = saved
        return node

    def close(self, closing: str) -> None:
        if self.is_command(closing) or self.is_sign(closing):
            self.take()
        else:
            raise self.unexpected(f"{closing!r} to close the bracket")

    def absolute(self) -> Node:
        opening = self.take()
        self.bars.append("|")
        node = self.expression()
        self.expect("|", "to close the bars")
        self.bars.pop()
        return Call("abs", (node,), 0, opening.at)

    def norm(self, token: Token) -> Node:
        self.bars.append("||")
        node = self.expression()
        if not self.is_command("|"):
            raise self.unexpected("the closing bars of the norm")
        self.take()
        self.bars.pop()
        if not self.accept("_"):
            return Call("norm", (node,), 0, token.at)
        order = self.argument("the order of the norm")
        if order == Number(Fraction(2)):
            return Call("norm", (node,), 0, token.at)
        return call_of("norm", [node, order], 0, token.at, "norm")

    def arguments(self, closing: str) -> list[Node]:
        saved, self.bars = self.bars, []
        parts = [self.expression()]
        while self.accept(","):
            parts.append(self.expression())
        self.close(closing)
        self.bars = saved
        return parts

    # Names

    def letters(self) -> Node:
        """A letter with its scripts, or a declared word of several letters."""
        token = self.here
        run = self.run()
        if len(run) > 1:
            known = self.longest_known(run)
            if known:
                self.at += len(known)
                return self.name(known, token)
            for length in range(len(run), 1, -1):
                if canonical(run[:length]) and run[:length] not in ("tr", "phi", "Phi"):
                    readings = (f"\\{run[:length]}", "*".join(run[:length]))
                    raise fail(f"{run[:length]!r} without backslash", token.at, run[:length], readings=readings)
            if len(run) > LONGEST_RUN:
                readings = (f"\\mathrm{{{run}}}", "*".join(run))
                raise fail(f"{run!r} is not declared", token.at, run, readings=readings)
        self.take()
        return self.name(token.text, token)

    def run(self) -> str:
        text, ahead = "", 0
        while self.peek(ahead).kind is Kind.LETTER and (not ahead or not self.peek(ahead).spaced):
            text += self.peek(ahead).text
            ahead += 1
        return text

    def longest_known(self, run: str) -> str:
        for length in range(len(run), 1, -1):
            if self.names.known(run[:length]):
                return run[:length]
        return ""

    def name(self, word: str, token: Token, *, one_name: bool = False) -> Node:
        """A name with subscript, primes and superscripts; the function that it names, at its argument."""
        subscript, superscript, primes = "", "", 0
        indices: list[Node] | None = None
        while True:
            if self.is_sign("_") and not subscript and indices is None:
                self.take()
                if not superscript and (declared := self.declared_with_subscript(word)):
                    word = declared  # x_0 beside a vector x; what follows may be its index
                elif self.names.is_array(word + superscript) or self.superscript_ahead(word):
                    indices = self.indices()
                else:
                    subscript = self.subscript(word, token)
            elif self.is_sign("'"):
                self.take()
                primes += 1
            elif self.is_sign("^") and self.is_sign("'", ahead=1):
                self.at += 2
                primes += 1
            elif self.is_sign("^") and self.is_sign("{", ahead=1) and self.is_sign("'", ahead=2):
                self.at += 2
                while self.accept("'"):
                    primes += 1
                self.expect("}", "to close the primes")
            elif self.is_sign("^") and not superscript and (mark := self.bracketed_superscript()):
                superscript = mark
            elif self.is_sign("^") and self.is_star():
                self.take()
                self.script("^")
                word = f"star_{word}"
            else:
                break
        if primes > MOST_PRIMES:
            raise fail(f"more than {MOST_PRIMES} primes", token.at, word)
        full = word + (f"_{subscript}" if subscript else "") + superscript
        if indices is not None:
            return self.entry(word + superscript, indices, token, primes)
        return self.applied(full, token, primes, one_name)

    def declared_with_subscript(self, word: str) -> str:
        """The declared name that a word makes with the subscript ahead, which is taken; empty where there is none."""
        braces = self.is_sign("{")
        token = self.peek(1) if braces else self.here
        plain = token.kind in (Kind.LETTER, Kind.NUMBER) or is_index_command(token)
        if not plain or (braces and not self.is_sign("}", ahead=2)):
            return ""
        name = f"{word}_{token.text}"
        if self.names.scope.type_of(name) is None:
            return ""
        self.at += 3 if braces else 1
        return name

    def is_star(self) -> bool:
        plain = self.is_sign("*", ahead=1) or self.is_command("star", "dagger", ahead=1)
        return plain or (self.is_sign("{", ahead=1) and self.is_sign("*", ahead=2) and self.is_sign("}", ahead=3))

    def superscript_ahead(self, word: str) -> bool:
        """Whether after the subscript a superscript in brackets makes the name of a declared array."""
        ahead = 0
        if self.is_sign("{"):
            depth = 0
            while self.peek(ahead).kind is not Kind.END:
                depth += self.is_sign("{", ahead=ahead) - self.is_sign("}", ahead=ahead)
                ahead += 1
                if depth == 0:
                    break
        else:
            ahead = 1
        if not self.is_sign("^", ahead=ahead):
            return False
        saved = self.at
        self.at += ahead
        mark = self.bracketed_superscript()
        self.at = saved
        return bool(mark) and self.names.is_array(word + mark)

    def bracketed_superscript(self) -> str:
        """^{(l)}, which is a part of the name; taken where it is one, else empty."""
        if not (self.is_sign("{", ahead=1) and self.is_sign("(", ahead=2)):
            return ""
        text, ahead = "", 3
        while not self.is_sign(")", ahead=ahead):
            if self.peek(ahead).kind is Kind.END:
                return ""
            text += self.peek(ahead).text
            ahead += 1
        if not self.is_sign("}", ahead=ahead + 1) or not INSIDE_NAME.fullmatch(text):
            return ""
        self.at += ahead + 2
        return f"^{{({text})}}"

    def subscript(self, word: str, token: Token) -> str:
        """Letters and digits of a subscript that is a part of the name."""
        if not self.is_sign("{"):
            here = self.take()
            if here.kind is Kind.NUMBER and len(here.text) > 1:
                readings = (f"_{{{here.text}}}", f"_{{{here.text[0]}}} {here.text[1:]}")
                raise fail(f"_{here.text} without braces", here.at, here.text, readings=readings)
            if here.kind is Kind.COMMAND and here.text == "word":
                return self.words()
            if here.kind not in (Kind.NUMBER, Kind.LETTER) and here.text not in GREEK_COMMANDS:
                raise fail(f"the subscript of {word}", here.at, here.text, expected="letters or digits in braces")
            return here.text
        self.take()
        text = ""
        while not self.accept("}"):
            here = self.take()
            if here.kind is Kind.COMMAND and here.text == "word":
                text += self.words()
            elif here.kind in (Kind.NUMBER, Kind.LETTER) or here.text in GREEK_COMMANDS:
                text += here.text
            elif here.text == "," and here.kind is Kind.SIGN:
                continue
            else:
                expected = f"letters or digits, or a declaration such as {word}: vector(n)"
                raise fail(f"the subscript of {word}", here.at, here.text, expected=expected)
        if not text.isalnum():
            raise fail(f"the subscript of {word}", token.at, word, expected="letters or digits")
        return text

    def indices(self) -> list[Node]:
        """Indices of an entry: formulas apart by commas, or single letters and digits side by side."""
        if not self.is_sign("{"):
            return [self.single_index()]
        self.take()
        ahead, plain = 0, True
        while not self.is_sign("}", ahead=ahead):
            token = self.peek(ahead)
            letter = token.kind in (Kind.LETTER, Kind.NUMBER) and len(token.text) <= 2
            plain = plain and (letter or is_index_command(token))
            ahead += 1
            if token.kind is Kind.END:
                raise fail("the text ends here", token.at, "", expected="'}' to close the subscript")
        if plain and ahead >= 1:
            parts: list[Node] = []
            while not self.accept("}"):
                token = self.here
                split = token.kind is Kind.NUMBER and len(token.text) > 1 and ahead == 1
                parts.append(self.single_index() if not split else self.single())
            return parts
        found = [self.expression()]
        while self.accept(","):
            found.append(self.expression())
        self.expect("}", "to close the indices")
        return found

    def single_index(self) -> Node:
        token = self.take()
        if token.kind is Kind.NUMBER:
            return Number(latex_tokens.number(token.text), token.at)
        if token.kind is Kind.LETTER or is_index_command(token):
            return self.names.index_name(token.text, token.at)
        raise fail("an index that is no letter", token.at, token.text, expected="braces")

    def entry(self, array: str, indices: list[Node], token: Token, primes: int) -> Node:
        if primes:
            raise fail(f"a prime at an entry of {array}", token.at, array)
        if len(indices) > 2:
            raise fail(f"{len(indices)} indices at {array}", token.at, array, expected="one or two, apart by a comma")
        return Entry(Name(array, token.at), tuple(indices), token.at)

    def applied(self, word: str, token: Token, primes: int, one_name: bool) -> Node:
        opened = self.is_sign("(")
        function = self.names.function(word, opened)
        if function is not None and opened:
            self.take()
            return call_of(function, self.arguments(")"), primes, token.at, word)
        if function is not None and self.is_sign("^") and word in (*self.scope.types, "sigma"):
            raise fail(f"a power of the activation {word}", token.at, word, expected=f"{word}(x)^n")
        if word.startswith("delta_") and not self.names.known(word) and not primes:
            index = word.removeprefix("delta_")
            if len(index) == 2 and not index.isdecimal():
                parts = tuple(
                    Number(Fraction(int(c)), token.at) if c.isdigit() else self.names.index_name(c, token.at)
                    for c in index
                )
                return Call("delta", parts, 0, token.at)
        if primes:
            if self.names.is_array(word):
                readings = (f"{word}^\\top", f"another name {word}{chr(39) * primes}")
                raise fail(f"a prime at {word}", token.at, word, readings=readings)
            word += "'" * primes
        if one_name and not self.names.known(word):
            from .declarations import Undeclared

            if self.scope.undeclared is Undeclared.REFUSE:
                raise self.names.not_declared(word, token.at)
            return Name(word, token.at)
        meaning = self.names.meaning(word, token.at)
        if isinstance(meaning, list):
            return Mul(tuple(Name(w, token.at) for w in meaning), token.at)
        return meaning

    # Commands

    def command(self) -> Node:
        token = self.take()
        name = token.text
        if name in GREEK_COMMANDS:
            if name == "partial":
                return self.partial_name(token)
            return self.name(name, token)
        if name in ("frac", "sqrt", "binom", "sum", "prod", "begin", "partial", "word", "bold"):
            return getattr(self, f"read_{name}")(token)
        if name in DECORATIONS or name in ALPHABETS:
            return self.decorated(token)
        if name == "|":
            return self.norm(token)
        if name == "{":
            return self.enclosed("}")
        if name in ("lfloor", "lceil"):
            saved, self.bars = self.bars, []
            inner = self.expression()
            self.close(BRACKETS[name])
            self.bars = saved
            return Call("floor" if name == "lfloor" else "ceil", (inner,), 0, token.at)
        if name == "langle":
            return call_of("dot", self.arguments("rangle"), 0, token.at, "\\langle")
        if name == "ell":
            return self.name("ell", token, one_name=True)
        if canonical(name) and name not in ("transpose", "inv"):
            return self.function(canonical(name) or name, token)
        self.at -= 1
        raise self.unexpected(AN_OPERAND)

    def words(self) -> str:
        """The letters in the braces of \\mathrm{...}, or the one letter without."""
        if not self.is_sign("{"):
            return self.take().text
        self.take()
        text = ""
        while not self.is_sign("}"):
            here = self.take()
            if here.kind is Kind.END:
                raise fail("the text ends here", here.at, "", expected="'}' to close the word")
            if here.kind is Kind.SIGN and here.text == "_":
                text += "_"
            elif here.kind not in (Kind.LETTER, Kind.NUMBER):
                raise fail("a word with signs in it", here.at, here.text, expected="letters")
            else:
                text += here.text
        self.take()
        return text

    def read_word(self, token: Token) -> Node:
        word = self.words()
        if not word:
            raise fail("an empty word", token.at, "{}")
        if canonical(word) and not self.names.known(word) and len(word) > 1:
            return self.function(canonical(word) or word, token)
        if word == "I" and self.scope.has_arrays and not self.names.known("I"):
            return Constant("I", token.at)
        return self.name(word, token, one_name=len(word) > 1)

    def read_bold(self, token: Token) -> Node:
        """Bold face is dropped."""
        if self.is_sign("{") and self.is_sign("}", ahead=2):
            self.take()
            inner = self.take()
            self.take()
        else:
            inner = self.take()
        if inner.kind is Kind.LETTER or (inner.kind is Kind.COMMAND and inner.text in GREEK_COMMANDS):
            return self.name(inner.text, inner)
        raise fail(
            "bold face around more than one letter", token.at, inner.text, expected=r"a letter, as in \mathbf{w}"
        )

    def decorated(self, token: Token) -> Node:
        """A hat, a bar, another alphabet: a part of the name."""
        braces = self.accept("{")
        inner = self.take()
        if inner.kind is Kind.COMMAND and inner.text == "bold":
            nested = self.accept("{")
            inner = self.take()
            if nested:
                self.expect("}", "to close the group")
        if inner.kind is not Kind.LETTER and inner.text not in GREEK_COMMANDS and inner.kind is not Kind.NUMBER:
            raise fail(f"\\{token.text} over more than one letter", inner.at, inner.text, expected="one letter")
        if braces:
            self.expect("}", "to close the group")
        mark = DECORATIONS.get(token.text, ALPHABETS.get(token.text, ""))
        word = f"{mark}_{inner.text}" if mark else inner.text
        saved = self.at
        if self.is_sign("_") and mark:
            self.take()
            sub = self.subscript(word, token)
            word = f"{mark}_{inner.text}{sub}"
            if not self.names.known(word) and sub in self.names.bound:
                self.at = saved
                raise fail(f"{token.text} {inner.text} has the index {sub}", token.at, inner.text, expected="a vector")
        return self.name(word, token)

    def function(self, name: str, token: Token) -> Node:
        """\\sin x, \\sin^2 x, \\log_{10} x, \\max(a, b)."""
        word = token.text if token.text != "word" else name
        base: Node | None = None
        power: Node | None = None
        primes = 0
        while True:
            if self.is_sign("_") and name in ("ln", "max", "min"):
                if name != "ln":
                    raise fail(f"\\{word} over a range", self.here.at, "_", expected=f"\\{word}(a, b)")
                self.take()
                base = self.argument("the base of the logarithm")
            elif self.is_sign("'"):
                self.take()
                primes += 1
            elif self.is_sign("^") and power is None:
                self.take()
                found = self.script("^")
                if not isinstance(found, Number) or found.value.denominator != 1:
                    readings = (f"\\arc{word}(x)", f"1/\\{word}(x)") if word in ("sin", "cos", "tan") else ()
                    raise fail(f"a power of \\{word} without argument", token.at, word, f"(\\{word} x)^n", readings)
                power = found
            else:
                break
        args = self.function_arguments(name, token)
        if base is not None:
            node = call_of("log_base", [base, *args], 0, token.at, word)
            if base in (Number(Fraction(10)), Number(Fraction(2))):
                node = call_of("log10" if base == Number(Fraction(10)) else "log2", args, primes, token.at, word)
        else:
            node = call_of(name, args, primes, token.at, word)
        return node if power is None else Pow(node, power, token.at)

    def function_arguments(self, name: str, token: Token) -> list[Node]:
        several = SIGNATURES[name].most != 1
        if self.is_sign("(", "["):
            closing = BRACKETS[self.take().text]
            return self.arguments(closing)
        if self.is_command("{") and several:
            self.take()
            return self.arguments("}")
        if several:
            raise self.unexpected(f"a bracket with the arguments of {name}")
        return [self.bare_argument(token)]

    def bare_argument(self, token: Token) -> Node:
        """\\sin x, \\sin 2x: one factor, or a number and one factor; more of them need a bracket."""
        if self.is_sign("-", "+"):
            raise self.unexpected(f"a bracket after \\{token.text}")
        argument = self.factor()
        if isinstance(argument, Number) and self.starts_operand() and not self.is_sign("(", "|"):
            argument = Mul((argument, self.factor()), argument.at)
        following = self.here
        is_function = following.kind is Kind.COMMAND and (
            canonical(following.text) is not None or following.text in ("word", "frac", "sum")
        )
        if self.starts_operand() and not is_function:
            word = f"\\{token.text}"
            inner = calculator(argument)
            readings = (f"{word}({inner} ...)", f"{word}({inner}) ...")
            raise fail(
                f"{word} without brackets before several factors", following.at, following.text, readings=readings
            )
        return argument

    # Fractions and derivatives

    def read_frac(self, token: Token) -> Node:
        saved = self.at
        if (made := self.derivative(token)) is not None:
            return made
        self.at = saved
        top = self.argument("the numerator")
        bottom = self.argument("the denominator")
        return Div(top, bottom, token.at)

    def differential(self) -> bool:
        """Takes a d or \\partial that begins a differential."""
        if self.is_command("partial"):
            self.take()
            return True
        if self.is_command("word") and self.is_sign("{", ahead=1) and self.peek(2).text == "d":
            self.at += 4
            return True
        if self.here.kind is Kind.LETTER and self.here.text == "d" and not self.names.known("d"):
            self.take()
            return True
        return False

    def derivative(self, token: Token) -> Node | None:
        """\\frac{d}{dx}, \\frac{d^2}{dx^2}, \\frac{\\partial L}{\\partial w}; None where it is a fraction."""
        if not self.accept("{") or not self.differential():
            return None
        order = 1
        if self.accept("^"):
            found = self.script("^")
            if not isinstance(found, Number) or found.value.denominator != 1 or not 1 <= found.value <= 8:
                return None
            order = int(found.value)
        of = None
        if not self.is_sign("}"):
            if not self.simple_ahead():
                return None
            of = self.primary()
        if not self.accept("}") or not self.accept("{") or not self.differential():
            return None
        if not self.simple_ahead():
            return None
        by = self.variable()
        if order > 1:
            power = self.script("^") if self.accept("^") else None
            if not isinstance(power, Number) or power.value != order:
                raise fail("the orders of this derivative do not agree", token.at, "\\frac")
        if not self.accept("}"):
            return None
        if of is not None:
            if isinstance(of, Name) and isinstance(by, Name) and order == 1:
                return PartialName(of.name, by.name, token.at)
            raise fail("a derivative of a name", token.at, "\\frac", expected=r"\frac{\partial L}{\partial w}")
        return self.operator(by, order, token)

    def simple_ahead(self) -> bool:
        token = self.here
        named = token.kind is Kind.LETTER or (token.kind is Kind.COMMAND and token.text in GREEK_COMMANDS)
        return named or self.is_command("bold", "word", "hat", "tilde", "mathcal", "ell")

    def variable(self) -> Node:
        """A name or an entry, whose power is the order and not a power."""
        token = self.take()
        if token.kind is Kind.COMMAND and token.text in ("bold", "word", "hat", "tilde", "mathcal"):
            self.at -= 1
            return self.primary()
        return self.name(token.text, token)

    def operator(self, by: Node, order: int, token: Token) -> Node:
        """d/dx in front of a bracket, a function or a power: of that factor alone, if nothing else follows."""
        body = self.factor()
        if self.starts_operand() or self.is_command("cdot", "odot") or self.is_sign("*", "/"):
            raise fail("a derivative in front of several factors", token.at, "\\frac", expected="a bracket around them")
        return derivative_of(body, by, order, token.at)

    def read_partial(self, token: Token) -> Node:
        """\\partial L / \\partial w."""
        if self.simple_ahead():
            of = self.primary()
            if self.accept("/") and self.is_command("partial"):
                self.take()
                by = self.variable()
                if isinstance(of, Name) and isinstance(by, Name):
                    return PartialName(of.name, by.name, token.at)
        raise fail("a \\partial alone", token.at, "\\partial", expected=r"\frac{\partial L}{\partial w}")

    def partial_name(self, token: Token) -> Node:
        return self.read_partial(token)

    def read_sqrt(self, token: Token) -> Node:
        if self.accept("["):
            order = self.expression()
            self.expect("]", "to close the order of the root")
            inner = self.argument("what the root is of")
            if order == Number(Fraction(2)):
                return Call("sqrt", (inner,), 0, token.at)
            return Call("root", (inner, order), 0, token.at)
        return Call("sqrt", (self.argument("what the root is of"),), 0, token.at)

    def read_binom(self, token: Token) -> Node:
        return Call("binomial", (self.argument("n"), self.argument("k")), 0, token.at)

    # Sums

    def read_sum(self, token: Token) -> Node:
        return self.binder(token, Sum)

    def read_prod(self, token: Token) -> Node:
        return self.binder(token, Product)

    def binder(self, token: Token, made: type) -> Node:
        form = f"\\{token.text}_{{i=1}}^{{n}}"
        low: Node | None = None
        high: Node | None = None
        index = ""
        declared = self.declared_range()
        if declared is not None:
            index, low, high = declared
        while (declared is None) and self.is_sign("_", "^"):
            if self.accept("_"):
                self.expect("{", f"as in {form}")
                first = self.take()
                if first.kind is not Kind.LETTER and not is_index_command(first):
                    raise fail(f"the index of \\{token.text}", first.at, first.text, expected=form)
                index = first.text + (f"_{self.subscript(first.text, first)}" if self.accept("_") else "")
                self.expect("=", f"as in {form}")
                low = self.expression()
                self.expect("}", f"as in {form}")
            else:
                self.take()
                found = self.script("^")
                if isinstance(found, str):
                    raise fail(f"the end of a \\{token.text}", token.at, token.text, expected=form)
                high = found
        if low is None or not index or (high is None and declared is None):
            raise fail(f"\\{token.text} without its range", token.at, f"\\{token.text}", expected=form)
        self.names.bound.append(index)
        self.deeper()
        begin = self.at
        body = self.signed()
        self.level -= 1
        self.names.bound.pop()
        self._check_scope(index, token)
        if high is None:
            high = self.axis_of(index, body, token)
        if made is Product and isinstance(body, Mul):
            open_ones = self.unbracketed(begin)
            return self.product_of_products(body, open_ones, index, low, high, token)
        return made(body, index, low, high, token.at)

    def unbracketed(self, begin: int) -> set[int]:
        """Where tokens stand that are in no bracket, from a token up to here."""
        found, depth = set(), 0
        for token in self.found[begin : self.at]:
            depth += (token.text in BRACKETS) - (token.text in BRACKETS.values())
            if depth == 0:
                found.add(token.at)
        return found

    @staticmethod
    def product_of_products(body: Mul, outside: set[int], index: str, low: Node, high: Node, token: Token) -> Node:
        """A product ends where another sum or product binds its index anew, and is refused where the end is not told.

        Of sums either reading has the same value; a product inside of a product is raised to a power by the outer one.
        """
        for place, factor in enumerate(body.factors):
            if not isinstance(factor, (Sum, Product)) or factor.at not in outside:
                continue
            if factor.index == index and place:
                inner = _product(list(body.factors[:place]))
                return Mul((Product(inner, index, low, high, token.at), *body.factors[place:]), token.at)
            if isinstance(factor, Product):
                readings = ("\\prod (a_i \\prod b_j)", "(\\prod a_i) \\prod b_j")
                raise fail("a product inside of a product, without brackets", factor.at, "\\prod", readings=readings)
        return Product(body, index, low, high, token.at)

    def declared_range(self) -> tuple[str, Node, Node | None] | None:
        """The range where a sum names only its index, as in sum_k: that of a declared index, else told by its use."""
        braces = self.is_sign("_") and self.is_sign("{", ahead=1) and self.is_sign("}", ahead=3)
        token = self.peek(2 if braces else 1)
        declared = self.names.scope.type_of(token.text)
        letter = token.kind is Kind.LETTER or is_index_command(token)
        ends = self.is_sign("^", ahead=4 if braces else 2)
        known = isinstance(declared, Index) or (declared is None and self.names.scope.has_arrays)
        if not self.is_sign("_") or not letter or not known or ends:
            return None
        self.at += 4 if braces else 2
        high = self.size(declared.length, token) if isinstance(declared, Index) else None
        return token.text, Number(Fraction(1), token.at), high

    @staticmethod
    def size(length: int | str, token: Token) -> Node:
        """A size as a formula."""
        return Name(length, token.at) if isinstance(length, str) else Number(Fraction(length), token.at)

    def axis_of(self, index: str, body: Node, token: Token) -> Node:
        """The end of the one axis that an index runs along in a formula. Raises ReadError."""
        found: dict[int | str, None] = {}
        for node in walk(body):
            if isinstance(node, Entry) and isinstance(node.base, Name):
                declared = self.names.scope.type_of(node.base.name)
                axes = {Vector: ("length",), Matrix: ("rows", "columns")}.get(type(declared), ())
                for axis, place in zip(axes, node.indices, strict=False):
                    found |= {getattr(declared, axis): None} if place == Name(index) else {}
        if len(found) != 1:
            form = f"\\{token.text}_{{{index}=1}}^{{n}}"
            raise fail(f"\\{token.text} without its range", token.at, f"\\{token.text}", expected=form)
        return self.size(next(iter(found)), token)

    def _check_scope(self, index: str, token: Token) -> None:
        """A sum ends before + and -; an index that goes on behind it shows that its writer thought otherwise."""
        if not self.is_sign("+", "-") or self.names.known(index):
            return
        depth = 0
        for later in self.found[self.at :]:
            if later.kind is Kind.SIGN and later.text in "({[":
                depth += 1
            elif later.kind is Kind.SIGN and later.text in ")}]":
                depth -= 1
            if depth < 0 or (later.kind is Kind.COMMAND and later.text in ("sum", "prod")):
                return
            if later.text == index and later.kind is not Kind.SIGN:
                message = f"the index {index} goes on behind the \\{token.text}"
                readings = (f"\\{token.text} (... + ...)", f"(\\{token.text} ...) + ... with another {index}")
                raise fail(message, later.at, index, readings=readings)

    # Environments

    def read_begin(self, token: Token) -> Node:
        name = self.words()
        if name == "cases":
            node: Node = self.cases(token)
        elif name in MATRICES or name == "vmatrix":
            node = self.rows(token)
        else:
            expected = f"one of {', '.join((*MATRICES, 'vmatrix', 'cases'))}"
            raise fail(f"the environment {name!r} is not read", token.at, name, expected=expected)
        if not self.is_command("end"):
            raise self.unexpected(f"\\end{{{name}}}")
        self.take()
        if self.words() != name:
            raise fail(f"\\begin{{{name}}} is closed by something else", token.at, name)
        return Call("det", (node,), 0, token.at) if name == "vmatrix" else node

    def rows(self, token: Token) -> Rows:
        saved, self.bars = self.bars, []
        found: list[tuple[Node, ...]] = []
        while not self.is_command("end"):
            row = [self.expression()]
            while self.accept("&"):
                row.append(self.expression())
            found.append(tuple(row))
            if len(row) != len(found[0]):
                raise fail(f"a row of {len(row)} entries after one of {len(found[0])}", token.at, "\\begin")
            if len(found) > MOST_SIDE or len(row) > MOST_SIDE:
                raise fail(f"a matrix with more than {MOST_SIDE} rows or columns", token.at, "\\begin")
            if not self.accept("\\\\"):
                break
        if not found:
            raise fail("a matrix without entries", token.at, "\\begin")
        self.bars = saved
        return Rows(tuple(found), token.at)

    def cases(self, token: Token) -> Cases:
        saved, self.bars = self.bars, []
        parts: list[Node] = []
        while not self.is_command("end"):
            value = self.expression()
            self.accept(",")
            parts.append(value)
            if self.accept("&") and not self.otherwise():
                parts.append(self.comparison())
                self.accept(",")
                self.accept(".")
            if not self.accept("\\\\"):
                break
        self.bars = saved
        node = cases_of(parts, token.at)
        assert isinstance(node, Cases)
        return node

    def otherwise(self) -> bool:
        """Takes \\text{if} and \\text{otherwise}; whether it was the latter."""
        if not self.is_command("word"):
            return False
        saved = self.at
        self.take()
        word = self.words().lower()
        if word in WORDS_OF_OTHERWISE:
            self.accept(".")
            return True
        if word not in WORDS_OF_CASES:
            self.at = saved
        return False


def is_index_command(token: Token) -> bool:
    """Whether a command is a letter that may be an index."""
    return token.kind is Kind.COMMAND and token.text in INDEX_COMMANDS


def _product(factors: list[Node]) -> Node:
    return Mul(tuple(factors), factors[0].at) if len(factors) > 1 else factors[0]
