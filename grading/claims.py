"""Claims of the catalogue as keys: their sides as trees that answers are compared with, their mutants as mistakes.

The kernel's formulas are SymPy trees used as notation; here they become trees of the reader again, with the claim's
variables as declarations. What a typed answer could not say (an expectation, a sequence) is refused, not dropped.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import sympy
from sympy import Basic, IndexedBase

from ..theory.kernel.claim import Claim, Mutant, Prediction
from ..theory.kernel.statement import (
    Array,
    Declaration,
    Domain,
    Hypothesis,
    Index,
    Matrix,
    Scalar,
    Sequence,
    Size,
    SizeFunction,
    Statement,
)
from ..theory.language.declarations import standard_name
from ..theory.language.lifting import ORDERS, PRIMES, Unliftable
from ..theory.language.lifting import tree as lift
from ..theory.language.limits import MOST_DIGITS
from ..theory.language.tree import Call, Compare, Name, Node, Number, Product, Sum, children, rebuilt, variables, walk
from ..theory.language.write_calculator import calculator

FRESH = ("i", "j", "k", "l", "m", "n", "q", "r", "u", "v", "mm", "nn", "qq")
SIDES = ("rhs", "lhs", "statement")


class Unsaid(ValueError):
    """A part of a claim for which typed answers have no words."""


@dataclass(frozen=True, kw_only=True)
class FromClaim:
    """A formula of a claim with everything that is needed to compare answers with it."""

    names: Mapping[str, str]
    given: tuple[str, ...]
    text: str
    mistakes: tuple[tuple[str, str, str], ...]  # name, formula, misconception
    left_out: tuple[str, ...] = field(default=())  # mutants that change something else than this formula


def from_claim(claim_id: str, side: str = "rhs", rename: Mapping[str, str] | None = None) -> FromClaim:
    """The side of a claim's statement as text, with names, hypotheses and mistakes. Raises KeyError and Unsaid."""
    from ..theory.catalogue import TOPICS, claims

    topic, _, _ = claim_id.partition(".")
    if topic not in TOPICS or claim_id not in claims(topic):
        raise KeyError(claim_id)
    return of_claim(claims(topic)[claim_id], side, rename or {})


def of_claim(
    claim: Claim, side: str, rename: Mapping[str, str], other: Statement | Prediction | None = None
) -> FromClaim:
    """As `from_claim`; of the claim's statement or another one. Raises Unsaid."""
    statement = other or claim.statement
    if not isinstance(statement, Statement):
        raise Unsaid("a prediction about training has no formula")
    writer = _Writer(rename)
    names: dict[str, str] = {}
    for declaration in statement.where:
        try:
            names |= writer.declared(declaration)
        except Unsaid:
            if writer.mentions(declaration, _sides(statement, side), statement):
                raise
    if any(s.has(*PRIMES) for s in (statement.lhs, statement.rhs)):
        names |= {writer.name("sigma"): "activation"}
    given = tuple(t for h in statement.given if (t := writer.hypothesis(h)) is not None)
    text = calculator(writer.side(statement, side))
    mistakes, left_out = [], []
    sayable = {standard_name(n) for n in names}
    for mutant in claim.mutants:
        wrong = _mistake(mutant, statement, side, writer)
        told = None if wrong is None or not set(variables(wrong)) <= sayable else calculator(wrong)
        if told is None or told == text:
            left_out.append(mutant.name)
        else:
            mistakes.append((mutant.name, told, mutant.misconception))
    return FromClaim(names=names, given=given, text=text, mistakes=tuple(mistakes), left_out=tuple(left_out))


def _sides(statement: Statement, side: str) -> tuple[Basic, ...]:
    return {"rhs": (statement.rhs,), "lhs": (statement.lhs,)}.get(side, (statement.lhs, statement.rhs))


def _mistake(mutant: Mutant, statement: Statement, side: str, writer: "_Writer") -> Node | None:
    """The formula that somebody with this misconception writes; None where the mutant changes another part."""
    wrong = mutant.statement
    if not isinstance(wrong, Statement) or {str(d) for d in wrong.where} != {str(d) for d in statement.where}:
        return None
    if side == "rhs" and (wrong.lhs != statement.lhs or wrong.relation is not statement.relation):
        return None
    if side == "lhs" and (wrong.rhs != statement.rhs or wrong.relation is not statement.relation):
        return None
    try:
        return writer.side(wrong, side)
    except Unsaid:
        return None


class _Writer:
    def __init__(self, rename: Mapping[str, str]) -> None:
        self.rename = rename

    def name(self, symbol: object) -> str:
        text = str(symbol)
        return standard_name(self.rename.get(text, text))

    # Declarations

    @staticmethod
    def mentions(declaration: Declaration, sides: tuple[Basic, ...], statement: Statement) -> bool:
        """Whether a variable occurs in the formula or in a hypothesis."""
        symbol = declaration.function if isinstance(declaration, SizeFunction) else declaration.symbol
        trees = [*sides, *(t for h in statement.given for t in (h.lhs, h.rhs))]
        plain = symbol.label if isinstance(symbol, IndexedBase) else symbol
        return any(plain in t.free_symbols or t.has(symbol) for t in trees)

    def declared(self, declaration: Declaration) -> dict[str, str]:
        match declaration:
            case Size(symbol):
                return {self.name(symbol): "integer in [1, inf)"}
            case Scalar(symbol, domain, values):
                if values:
                    raise Unsaid(f"{symbol} runs through {len(values)} values")
                return {self.name(symbol): "natural" if domain is Domain.NATURAL else "real"}
            case Array(symbol, axes, law):
                if law is not None:
                    raise Unsaid(f"{symbol} is random")
                sizes = [self._size(low, high) for _, low, high in axes]
                if len(sizes) > 2:
                    raise Unsaid(f"{symbol} has {len(sizes)} axes")
                kind = "vector" if len(sizes) == 1 else "matrix"
                return {self.name(symbol): f"{kind}({', '.join(sizes)})"}
            case Matrix(symbol):
                rows, columns = symbol.shape
                if columns == 1:
                    return {self.name(symbol): f"vector({self._size(sympy.Integer(1), rows)})"}
                both = ", ".join(self._size(sympy.Integer(1), s) for s in (rows, columns))
                return {self.name(symbol): f"matrix({both})"}
            case SizeFunction(function):
                raise Unsaid(f"the sizes {function} of the layers")
            case Index(symbol, low, high):
                return {self.name(symbol): f"index({self._size(low, high)})"}
            case Sequence():
                raise Unsaid(f"{declaration.symbol} is given by a recursion")
        raise Unsaid(f"the declaration of {getattr(declaration, 'symbol', declaration)}")

    def _size(self, low: Basic, high: Basic) -> str:
        if low != 1 or not (high.is_Symbol or high.is_Integer):
            raise Unsaid(f"an axis from {low} to {high}")
        return self.name(high)

    def hypothesis(self, h: Hypothesis) -> str | None:
        """A condition as text; None for an inverse, which has no value where there is none."""
        if h.invertible:
            return None
        if h.forall:
            raise Unsaid(f"the hypothesis {h.name} for every index")
        return calculator(Compare((self.tree(h.lhs), self.tree(h.rhs)), (ORDERS[h.relation],)))

    # Formulas

    def side(self, statement: Statement, side: str) -> Node:
        if side in ("lhs", "rhs"):
            return self.tree(getattr(statement, side))
        return Compare((self.tree(statement.lhs), self.tree(statement.rhs)), (ORDERS[statement.relation],))

    def tree(self, expr: Basic) -> Node:
        """A formula as a tree, in the question's names. Raises Unsaid."""
        try:
            found = lift(expr)
        except Unliftable as why:
            raise Unsaid(str(why)) from None
        if any(isinstance(n, Number) and max(n.value.as_integer_ratio()) >= 10**MOST_DIGITS for n in walk(found)):
            raise Unsaid(f"a number of more than {MOST_DIGITS} digits")
        return _renamed(found, {standard_name(old): standard_name(new) for old, new in self.rename.items()})


def _renamed(node: Node, names: Mapping[str, str]) -> Node:
    """The tree with free names changed; a bound index that would catch a new one gets another letter."""
    match node:
        case Name(name):
            return Name(names.get(name, name))
        case Call(function, args, primes):
            return Call(names.get(function, function), tuple(_renamed(a, names) for a in args), primes)
        case Sum(body, index, low, high) | Product(body, index, low, high):
            taken = {names.get(n, n) for n in variables(body) if n != index}
            fresh = next(n for n in (index, *FRESH) if n not in taken)
            inner = _renamed(body, {**names, index: fresh})
            return replace(node, body=inner, index=fresh, low=_renamed(low, names), high=_renamed(high, names))
    return rebuilt(node, tuple(_renamed(part, names) for part in children(node)))


def claims_that_read() -> Iterator[tuple[str, str]]:
    """Claims whose right side can be a key, and for the others why they cannot."""
    from ..theory.catalogue import claims

    for claim_id, claim in claims().items():
        try:
            of_claim(claim, "rhs", {})
            yield claim_id, ""
        except Unsaid as why:
            yield claim_id, str(why)
