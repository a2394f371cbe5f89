"""What a word stands for: a declared or bound name, a constant, an entry, a product of letters, or nothing.

Shared by both front ends, so that one text means the same in either.
"""

import re
from difflib import get_close_matches

from .declarations import Activation, Domain, ImaginaryUnit, Matrix, Scalar, Scope, Undeclared, Vector
from .errors import ReadError, fail
from .functions import ACTIVATION, ALIASES, GREEK, LETTERS_TOO, SIGNATURES, SYNTAX, canonical
from .tree import Call, Constant, Entry, Name, Node, Number, walk

PARTS = re.compile(r"([A-Za-z]+)(?:_([A-Za-z0-9]+))?((?:\^\{\([A-Za-z0-9+-]+\)\})?)('*)")
LONGEST_RUN = 3  # letters that are read as a product
_PROSE = "in inf if is or and not for else then where when with to of mod let nan true false given"
PROSE = frozenset(_PROSE.split())
CONSTANTS = ("pi", "e")
DECORATIONS = ("hat", "tilde", "bar", "dot", "ddot", "star", "cal", "bb", "scr", "frak")


class Names:
    """The meaning of words under a scope and the indices that are bound at the moment."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.bound: list[str] = []

    def known(self, word: str) -> bool:
        """Whether a word is a declared or bound name."""
        return word in self.bound or self.scope.type_of(word) is not None

    def is_array(self, word: str) -> bool:
        """Whether a word is a declared vector or matrix."""
        return word not in self.bound and isinstance(self.scope.type_of(word), (Vector, Matrix))

    def function(self, word: str, applied: bool) -> str | None:
        """The function that a word names; `applied`: whether an argument in brackets follows."""
        if word in self.bound:
            return None
        declared = self.scope.type_of(word)
        if declared is not None:
            return word if isinstance(declared, Activation) else None
        if word == ACTIVATION:
            return word if applied else None
        if word in ("log_10", "log_2"):
            return word.replace("_", "")
        name = canonical(word)
        if name is None or (word in LETTERS_TOO and not applied):
            return None
        return name

    def meaning(self, word: str, at: int) -> Node | list[str]:
        """The node of a word, or the words that it is a product of. Raises ReadError."""
        if self.known(word):
            if word not in self.bound:
                declared = self.scope.type_of(word)
                if isinstance(declared, ImaginaryUnit):
                    return Constant("i", at)
                if isinstance(declared, Activation):
                    raise fail(f"the activation {word} has no argument", at, word, expected=f"{word}(...)")
            return Name(word, at)
        match = PARTS.fullmatch(word)
        if match is None:
            raise fail(f"{word!r} is not a name", at, word)
        base, subscript, superscript, primes = match.groups()
        if not subscript and not superscript and not primes:
            return self._plain(base, at)
        array = base + superscript
        if subscript and self.is_array(array):
            return self._entry(array, subscript, at, word)
        if canonical(base) and base not in LETTERS_TOO and len(base) > 1 and base not in (*GREEK, *DECORATIONS):
            raise fail(f"the function {base} has no subscript", at, word, expected=f"{base}(...)")
        self._check_subscript(subscript, base, word, at)
        if len(base) > 1 and not self._one_name(base) and subscript and not superscript:
            pieces = self._letters(base, word, at)
            if len(pieces) > 1:
                return [*pieces[:-1], f"{pieces[-1]}_{subscript}"]
        return self._undeclared(word, at)

    def _check_subscript(self, subscript: str | None, base: str, word: str, at: int) -> None:
        here = [n for n in self.bound if n == subscript or (subscript and len(subscript) == 2 and n in subscript)]
        if here:
            kind = "vector(n)" if subscript == here[0] else "matrix(m, n)"
            raise fail(
                f"{word} has the index {here[0]}, but {base} is not declared",
                at,
                word,
                expected=f"a declaration such as {base}: {kind}",
            )

    def _plain(self, word: str, at: int) -> Node | list[str]:
        if word in CONSTANTS:
            return Constant(word, at)
        if word == "I" and self.scope.has_arrays:
            return Constant("I", at)
        if word in SYNTAX or (canonical(word) and word not in LETTERS_TOO):
            raise fail(f"the function {word} has no argument", at, word, expected=f"{word}(...)")
        if self._one_name(word):
            return self._undeclared(word, at)
        pieces = self._letters(word, word, at)
        return pieces if len(pieces) > 1 else self._undeclared(word, at)

    def _one_name(self, word: str) -> bool:
        decorated = word.partition("_")[0] in DECORATIONS
        return len(word) == 1 or word in GREEK or decorated or not self.scope.implicit_multiplication

    def _letters(self, run: str, word: str, at: int) -> list[str]:
        """An undeclared run of letters is a product; one with a known word inside, or a long one, is not guessed at."""
        product = "*".join(run)
        if run.lower() in PROSE:
            expected = "a formula; what it holds for is a hypothesis or a declaration"
            readings = (product,) if len(run) <= LONGEST_RUN else ()
            raise fail(f"the word {run!r}", at, word, expected, readings)
        inside = [n for n in self._words() if len(n) > 1 and n in run]
        if inside:
            longest = max(inside, key=len)
            apart = "*".join(p for p in (*run.partition(longest),) if p)
            raise fail(f"{word!r} is not declared", at, word, readings=(apart, product, f"one name {run}"))
        if near := get_close_matches(run, (*SIGNATURES, *ALIASES, *SYNTAX), 1, 0.75) if len(run) > LONGEST_RUN else ():
            raise fail(f"{word!r} is not known", at, word, expected=f"perhaps {near[0]}")
        if len(run) > LONGEST_RUN:
            raise fail(
                f"{word!r} is not declared", at, word, readings=(f"one name, then declared: '{run}: real'", product)
            )
        return list(run)

    def _words(self) -> set[str]:
        known = {*GREEK, *CONSTANTS, *self.scope.types, *self.bound}
        functions = ("sin", "cos", "tan", "exp", "log", "ln", "sqrt", "abs", "max", "min", "erf", "det", "relu", "tanh")
        return known | {*functions, "sum", "sigmoid", "softplus", "gelu", "silu"}

    def _undeclared(self, word: str, at: int) -> Node:
        if self.scope.undeclared is Undeclared.REFUSE:
            raise self.not_declared(word, at)
        return Name(word, at)

    def not_declared(self, word: str, at: int) -> ReadError:
        """The refusal of a name that the question does not declare."""
        names = ", ".join(sorted(self.scope.types)) or "no names"
        return fail(f"{word!r} is not a name of this question", at, word, expected=f"one of: {names}")

    def _entry(self, array: str, subscript: str, at: int, word: str) -> Node:
        declared = self.scope.type_of(array)
        if isinstance(declared, Vector):
            parts = [subscript]
        else:
            parts = [p for p in re.findall(r"[A-Za-z]|\d+", subscript)]
            if len(parts) == 1 and len(subscript) == 2:
                parts = list(subscript)
            if len(parts) != 2 or (subscript.isdecimal() and len(subscript) != 2):
                readings = (f"{array}[i, j]",)
                raise fail(f"the indices of {word} cannot be told apart", at, word, expected=" ".join(readings))
        return Entry(Name(array, at), tuple(self._index(p, at, word) for p in parts), at)

    def _index(self, text: str, at: int, word: str) -> Node:
        if text.isdecimal():
            return Number(_fraction(text), at)
        if len(text) > 1 and not self.known(text):
            raise fail(f"the index {text!r} of {word} is not declared", at, word)
        return self.index_name(text, at)

    def index_name(self, word: str, at: int) -> Node:
        """A name in the place of an index: undeclared ones run through the axis."""
        return Name(word, at)

    def holds_array(self, node: Node) -> bool:
        """Whether a declared vector or matrix occurs in a tree."""
        return any(isinstance(n, Name) and self.is_array(n.name) for n in walk(node))

    def to_the_t(self, node: Node) -> Node:
        """A^T with T undeclared: the transpose of what holds an array; anything else is refused."""
        if self.holds_array(node):
            return Call("transpose", (node,), 0, node.at)
        readings = ("a transpose, then the base is declared, as in 'X: matrix(m, n)'", "a power, then 'T: real'")
        raise fail("a superscript T", node.at, "T", readings=readings)

    def prime(self, node: Node, at: int) -> Node:
        """A prime after something: a transpose of an array, or a part of a name."""
        if isinstance(node, Name) and not self.is_array(node.name):
            if self.known(node.name) and not self.known(node.name + "'"):
                raise fail(f"a prime after the number {node.name}", at, "'", expected="a derivative written diff(f, x)")
            word = node.name + "'"
            return Name(word, node.at) if self.known(word) else self._undeclared(word, node.at)
        if isinstance(node, Entry):
            raise fail("a prime at an entry", at, "'", readings=("an entry of the transpose, A.T[i, j]", "diff(f, x)"))
        if self.scope.has_arrays:
            return Call("transpose", (node,), 0, node.at)
        raise fail("a prime after something that is no name", at, "'", expected="a function, as in sigmoid'(x)")


def _fraction(text: str):
    from fractions import Fraction

    return Fraction(int(text))


def is_whole_domain(declared: object) -> bool:
    """Whether a type runs through whole numbers."""
    return isinstance(declared, Scalar) and declared.domain in (Domain.INTEGER, Domain.NATURAL, Domain.SIZE)
