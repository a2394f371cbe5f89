"""The names of a question: what they stand for, which are short for something else, what may be assumed.

A text is read with the declared names only, in calculator syntax or LaTeX. Names that are short for something
(`delta[k]` for `f[k] - y[k]`, `ell` for `l`) are then written out, so that answers in either form compare.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from ..theory.language.declarations import (
    Activation,
    Index,
    Matrix,
    Scalar,
    Scope,
    Type,
    Undeclared,
    Vector,
    declared,
    standard_name,
)
from ..theory.language.errors import Fault, ReadError, fail
from ..theory.language.functions import SIGNATURES
from ..theory.language.reader import Syntax, read
from ..theory.language.tree import (
    Call,
    Compare,
    Node,
    PartialName,
    variables,
    walk,
)
from .definitions import Definition, Definitions, is_spelling, pattern_of, words_of, written_out

INDEX = re.compile(r"\s*index\(\s*([A-Za-z0-9_]+)\s*\)\s*")
MOST_STEPPED = 200


@dataclass(frozen=True)
class Forms:
    """A formula in the names of the question, and with everything that is short for something written out.

    What is equal in short form is equal in full; the reverse need not hold.
    """

    short: Node
    full: Node


class BadDefinition(ReadError):
    """A definition that cannot be taken; `pattern` is its left side as the author wrote it."""

    def __init__(self, pattern: str, error: ReadError) -> None:
        super().__init__(error.fault, error.text)
        self.pattern = pattern


class BadHypothesis(ReadError):
    """A condition that cannot be taken."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Vocabulary:
    """Declared names with their types as text, definitions as text, hypotheses as text."""

    names: Mapping[str, str] = field(default_factory=dict)
    define: Mapping[str, str] = field(default_factory=dict)
    given: tuple[str, ...] = ()
    implicit_multiplication: bool = True

    @cached_property
    def scope(self) -> Scope:
        """The scope in which texts are read. Raises ReadError for a declaration that cannot be read."""
        indices = {n: INDEX.fullmatch(t) for n, t in self.names.items()}
        plain = {n: t for n, t in self.names.items() if not indices[n]}
        lengths = {standard_name(n.strip()): m[1] for n, m in indices.items() if m}
        # the length of an index is a size, which a vector of that length declares
        sized = {f"placeholder_{k}": f"vector({s})" for k, s in enumerate(lengths.values())}
        found = declared(
            {**plain, **sized},
            undeclared=Undeclared.REFUSE,
            implicit_multiplication=self.implicit_multiplication,
        )
        types: dict[str, Type] = {n: t for n, t in found.types.items() if n not in sized}
        for name, length in lengths.items():
            types[name] = Index(length=int(length) if length.isdecimal() else standard_name(length))
        for pattern, text in self.define.items():
            name, brackets, _ = _left_side(pattern)
            if not text:
                continue
            if name not in types and not brackets and (other := types.get(standard_name(text.strip()))) is not None:
                types[name] = other  # another spelling
            if brackets == "(":
                types.setdefault(name, Activation())
        return replace(found, types=types)

    @cached_property
    def definitions(self) -> Definitions:
        """What names are short for, in terms of names that are not. Raises ReadError."""
        found: dict[str, tuple[Definition, ...]] = {}
        for pattern, text in self.define.items():
            if not text:
                continue
            try:
                made = self._definition(pattern, text, found)
            except ReadError as error:
                raise BadDefinition(pattern, error) from None
            found[made.name] = (*found.get(made.name, ()), made)
        return found

    def _definition(self, pattern: str, text: str, known: Definitions) -> Definition:
        name, brackets, parameters = pattern_of(pattern)
        if name not in self.scope.types:
            declared = {0: "real", 1: "vector(n)"}.get(len(parameters), "matrix(m, n)")
            raise fail(
                f"{name!r} is short for something, but its type is not among the names",
                expected=f'a line in [names] such as {name} = "{declared}"',
            )
        body = read(text, self._with_parameters(name, brackets, parameters))
        return Definition(name, brackets, parameters, written_out(body, known), body)

    def _with_parameters(self, name: str, brackets: str, parameters: tuple[str, ...]) -> Scope:
        types: dict[str, Type] = dict(self.scope.types)
        shape = types[name]
        axes = {Vector: lambda t: (t.length,), Matrix: lambda t: (t.rows, t.columns)}.get(type(shape), lambda _: ())
        if brackets == "[" and len(axes(shape)) != len(parameters):
            plural = "index" if len(parameters) == 1 else "indices"
            raise fail(f"{name} is a {shape}, and its definition has {len(parameters)} {plural}")
        for place, parameter in enumerate(parameters):
            if parameter.isdecimal():
                continue
            types[parameter] = Index(length=axes(shape)[place]) if brackets == "[" else Scalar()
        return replace(self.scope, types=types)

    @cached_property
    def hypotheses(self) -> tuple[Compare, ...]:
        """The conditions under which answers are compared. Raises ReadError."""
        found = []
        for text in self.given:
            try:
                node = written_out(read(text, self.scope), self.definitions)
            except ReadError as error:
                raise BadHypothesis(error.fault, text) from None
            if not isinstance(node, Compare):
                told = Fault(message=f"the hypothesis {text!r} compares nothing", expected="a comparison such as x > 0")
                raise BadHypothesis(told, text)
            found.append(node)
        return tuple(found)

    def read(self, text: str, syntax: Syntax = Syntax.AUTO) -> Node:
        """The tree of a text as it was written. Raises ReadError, which names the text."""
        try:
            return self._known(read(text, self.scope, syntax))
        except ReadError as error:
            raise ReadError(error.fault, error.text or text) from None

    def _known(self, tree: Node) -> Node:
        """The tree, where it has names of the question alone. Raises ReadError."""
        for node in walk(tree):
            if isinstance(node, Call) and node.function not in SIGNATURES and node.function not in self.scope.types:
                raise fail(
                    f"{node.function!r} is not a function of this question", node.at, node.function, "one declared here"
                )
            if isinstance(node, PartialName):
                raise fail("a derivative of a name, which has no value", node.at, "", "the derivative worked out")
        for name in variables(tree):
            if name not in self.scope.types:  # an index, which the readers take as it comes
                known = ", ".join(sorted(self.scope.types))
                raise fail(f"{name!r} is not a name of this question", word=name, expected=f"one of: {known}")
        return tree

    def expanded(self, tree: Node) -> Node:
        """The tree with everything that is short for something written out. Raises ReadError."""
        return written_out(tree, self.definitions)

    @cached_property
    def spellings(self) -> Definitions:
        """The definitions that are only another spelling of a name, an entry or a function."""
        found = {n: ds for n, ds in self.definitions.items() if all(is_spelling(d) for d in ds)}
        return {n: tuple(replace(d, body=written_out(d.raw, found)) for d in ds) for n, ds in found.items()}

    def forms(self, tree: Node) -> "Forms":
        """The tree with other spellings replaced, and with everything written out. Raises ReadError."""
        return Forms(written_out(tree, self.spellings), written_out(tree, self.definitions))

    @cached_property
    def steps(self) -> Definitions:
        """The definitions as they were written, each in terms of the names before it."""
        return {n: tuple(replace(d, body=d.raw) for d in ds) for n, ds in self.definitions.items()}

    def met(self, a: Node, b: Node) -> tuple[Node, Node]:
        """Two trees in common names: what only one of them speaks of is written out, until they speak of the same."""
        for _ in range(2 * len(self.definitions)):
            one, other = (words_of(tree) & self.steps.keys() for tree in (a, b))
            apart = one ^ other
            if not apart:
                break
            # the one that was defined last: it may speak of what the other tree speaks of
            last = next(n for n in reversed(self.steps) if n in apart)
            a, b = self._without(a, last), self._without(b, last)
        return a, b

    def _without(self, tree: Node, name: str) -> Node:
        """The tree with one name written out; kept, since a key meets every answer."""
        key = (id(tree), name)
        if key not in self._stepped:
            if len(self._stepped) >= MOST_STEPPED:
                self._stepped.clear()
            self._stepped[key] = (tree, written_out(tree, {name: self.steps[name]}))
        return self._stepped[key][1]

    @cached_property
    def _stepped(self) -> dict[tuple[int, str], tuple[Node, Node]]:
        """Trees with one name written out, by the identity of the trees that are kept here."""
        return {}

    def used(self, *trees: Node) -> Scope:
        """The scope of the names that occur, and of the sizes in their shapes: less to compare by."""
        occurring = set().union(*(words_of(tree) for tree in (*trees, *self.hypotheses)))
        types = {n: t for n, t in self.scope.types.items() if n in occurring}
        for t in list(types.values()):
            for size in _sizes(t):
                if isinstance(size, str) and size in self.scope.types:
                    types.setdefault(size, self.scope.types[size])
        return replace(self.scope, types=types)


def _left_side(pattern: str) -> tuple[str, str, tuple[str, ...]]:
    try:
        return pattern_of(pattern)
    except ReadError as error:
        raise BadDefinition(pattern, error) from None


def _sizes(t: Type) -> tuple[int | str, ...]:
    match t:
        case Vector(length=n) | Index(length=n):
            return (n,)
        case Matrix(rows=m, columns=n):
            return (m, n)
    return ()


__all__ = ["Definition", "Forms", "ReadError", "Syntax", "Vocabulary", "pattern_of"]
