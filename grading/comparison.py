"""An answer beside the key: decided by `theory.decision`, also where the shapes of the answer do not fit.

A formula whose shapes clash has no meaning for general sizes. It is compared where all sizes are the same number, the
only reading under which it may have one: if it differs there, it is wrong however it is read; if it agrees there, a
person looks. `beta_lk` for `beta_kl` is told apart in this way.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

from ..theory.decision.decide import decide
from ..theory.decision.outcome import Decision, Outcome
from ..theory.language.declarations import Index, Matrix, Scope, Type, Vector
from ..theory.language.errors import ReadError
from ..theory.language.tree import Compare, Name, Node, put, variables
from .vocabulary import Forms, Vocabulary

SAME = (Outcome.EQUAL, Outcome.EQUAL_AT_POINTS)


@dataclass(frozen=True, kw_only=True)
class Compared:
    """A decision, and what is wrong with the answer's shapes where they clash."""

    decision: Decision
    clash: str = ""

    @property
    def same(self) -> bool:
        """Whether the answer is the reference, with shapes that fit."""
        return not self.clash and self.decision.outcome in SAME


def compared(reference: Forms, answer: Forms, names: Vocabulary, tolerance: Fraction | None = None) -> Compared:
    """Compares two formulas. Raises ReadError where nothing can be made of the answer."""
    if (reference.short, answer.short) != (reference.full, answer.full) and tolerance is None:
        found = _equal_in_short(*names.met(reference.short, answer.short), names)
        if found is not None:
            return Compared(decision=found)
    return _compared(reference.full, answer.full, names, tolerance)


def _equal_in_short(reference: Node, answer: Node, names: Vocabulary) -> Decision | None:
    """The decision where two formulas are proved equal whatever the defined names stand for; else None."""
    try:
        found = decide(reference, answer, names.used(reference, answer), names.hypotheses)
    except ReadError:
        return None
    return found if found.outcome is Outcome.EQUAL else None


def _compared(reference: Node, answer: Node, names: Vocabulary, tolerance: Fraction | None) -> Compared:
    scope = names.used(reference, answer)
    try:
        return Compared(decision=decide(reference, answer, scope, names.hypotheses, tolerance))
    except ReadError as error:
        clash = str(error)
        sizes = _sizes(scope)
        if len(sizes) < 2:
            raise
        common, *others = sizes
        one = {other: common for other in others}
        try:
            decision = decide(
                _resized(reference, one),
                _resized(answer, one),
                _one_size(scope, one),
                tuple(_resized(g, one) for g in names.hypotheses if not set(variables(g)) <= set(sizes)),  # type: ignore[misc]
                tolerance,
            )
        except ReadError:
            raise error from None
        if decision.outcome not in (*SAME, Outcome.DIFFERENT):
            raise error from None
        return Compared(decision=decision, clash=clash)


def _sizes(scope: Scope) -> list[str]:
    found: dict[str, None] = {}
    for t in scope.types.values():
        match t:
            case Vector(length=n) | Index(length=n):
                found |= {n: None} if isinstance(n, str) else {}
            case Matrix(rows=m, columns=n):
                found |= {s: None for s in (m, n) if isinstance(s, str)}
    return list(found)


def _resized(node: Node, one: dict[str, str]) -> Node:
    return put(node, {old: Name(new) for old, new in one.items() if old in variables(node)})


def _one_size(scope: Scope, one: dict[str, str]) -> Scope:
    def size(s: int | str) -> int | str:
        return one.get(s, s) if isinstance(s, str) else s

    types: dict[str, Type] = {}
    for name, t in scope.types.items():
        match t:
            case Vector(length=n):
                types[name] = Vector(length=size(n))
            case Index(length=n):
                types[name] = Index(length=size(n))
            case Matrix(rows=m, columns=n):
                types[name] = Matrix(rows=size(m), columns=size(n))
            case _:
                if name not in one:
                    types[name] = t
    return replace(scope, types=types)


def is_relation(node: Node) -> bool:
    """Whether a tree states something instead of naming a value."""
    return isinstance(node, Compare)


__all__ = ["SAME", "Compared", "Outcome", "compared", "is_relation"]
