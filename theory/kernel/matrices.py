"""Matrix expressions in normal form: polynomials in words whose letters do not commute, with strict symbolic shapes.

Letters are matrices, their transposes, inverses of named products and natural powers. Rules: transposes go to the
letters; an inverse cancels against the product that it inverts, which must be a hypothesis; a power N^(k+1) is written
N N^k, and N^k moves to the left past whatever N is a polynomial of; hypotheses and earlier lines rewrite words. Equal
means that the difference is the zero polynomial: a proof for all shapes. False is never a disproof.
"""

from dataclasses import dataclass

from sympy import (
    Basic,
    Expr,
    Identity,
    Integer,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    S,
    Symbol,
    Transpose,
    ZeroMatrix,
    expand,
)

from .functions import Term
from .proof import Condition, Proof
from .recursion import ObligationError, Obligations
from .refusal import KernelRefusal, Unsupported
from .statement import Domain, Hypothesis, Relation, Scalar, Sequence, Statement

MOST_REWRITES = 2000


class ShapeError(KernelRefusal):
    """Matrices whose symbolic shapes do not fit."""


@dataclass(frozen=True)
class Letter:
    """A matrix symbol or sequence term, perhaps transposed; or the inverse or the k-th power of a polynomial."""

    base: Basic | None = None
    transposed: bool = False
    inverse_of: "Key | None" = None
    power_of: "Key | None" = None
    exponent: Expr = S.One


Word = tuple[Letter, ...]
Polynomial = dict[Word, Expr]
Key = frozenset[tuple[Word, Expr]]


def _plus(*parts: Polynomial) -> Polynomial:
    total: Polynomial = {}
    for part in parts:
        for word, coefficient in part.items():
            value = expand(total.get(word, S.Zero) + coefficient)
            if value == 0:
                total.pop(word, None)
            else:
                total[word] = value
    return total


def _times(a: Polynomial, b: Polynomial) -> Polynomial:
    return _plus(*({(*v, *w): c * d} for v, c in a.items() for w, d in b.items()))


def _fits(a: Basic, b: Basic) -> bool:
    return expand(a - b) == 0


def _transposed(word: Word, symmetric: "set[Key]") -> Word:
    turned = []
    for letter in reversed(word):
        key = letter.inverse_of or letter.power_of
        if key is None:
            turned.append(Letter(base=letter.base, transposed=not letter.transposed))
        elif key in symmetric:
            turned.append(letter)
        else:
            flipped = frozenset((_transposed(w, symmetric), c) for w, c in key)
            field = "inverse_of" if letter.inverse_of is not None else "power_of"
            turned.append(Letter(**{field: flipped}, exponent=letter.exponent))
    return tuple(turned)


class Normalizer:
    """Normal forms under the hypotheses of one statement."""

    def __init__(self, statement: Statement, using: tuple[Statement, ...] = ()) -> None:
        self.naturals = {d.symbol for d in statement.where if isinstance(d, Scalar) and d.domain is Domain.NATURAL}
        self.symmetric: set[Key] = set()
        self.invertible: list[Polynomial] = []
        self.rules: list[tuple[Word, Polynomial]] = []
        self.met: list[Basic] = []  # what was inverted
        for h in statement.given:
            if h.invertible:
                self.invertible.append(self.normal(h.lhs))
        pairs = [(h.lhs, h.rhs) for h in statement.given if self._equation(h)]
        pairs += [(s.lhs, s.rhs) for s in using if s.relation is Relation.EQUAL and isinstance(s.lhs, MatrixExpr)]
        for lhs, rhs in pairs:
            self._add_rule(self.normal(lhs), self.normal(rhs))

    @staticmethod
    def _equation(h: Hypothesis) -> bool:
        return not h.invertible and h.relation is Relation.EQUAL and isinstance(h.lhs, MatrixExpr) and not h.forall

    def _add_rule(self, left: Polynomial, right: Polynomial) -> None:
        """A single word becomes the right side; so does its transpose."""
        if len(left) != 1:
            return
        ((word, coefficient),) = left.items()
        if not word or coefficient.free_symbols:
            return
        value = {w: c / coefficient for w, c in right.items()}
        flipped = {_transposed(w, self.symmetric): c for w, c in value.items()}
        for found in ((word, value), (_transposed(word, self.symmetric), flipped)):
            if found[1] != {found[0]: S.One}:
                self.rules.append(found)

    def normal(self, expr: Basic) -> Polynomial:
        """The polynomial of a matrix expression. Raises ShapeError, Unsupported."""
        return self._reduced(self._read(expr))

    def _read(self, expr: Basic) -> Polynomial:
        if isinstance(expr, ZeroMatrix):
            return {}
        if isinstance(expr, Identity):
            return {(): S.One}
        if isinstance(expr, (MatrixSymbol, Term)):
            return {(Letter(base=expr),): S.One}
        if isinstance(expr, Transpose):
            return {_transposed(w, self.symmetric): c for w, c in self._read(expr.arg).items()}
        if isinstance(expr, MatAdd):
            first = expr.args[0]
            if any(not (_fits(first.shape[0], a.shape[0]) and _fits(first.shape[1], a.shape[1])) for a in expr.args):
                raise ShapeError(f"a sum of shapes {', '.join(str(a.shape) for a in expr.args)}")
            return _plus(*(self._read(a) for a in expr.args))
        if isinstance(expr, MatMul):
            return self._product(expr)
        if isinstance(expr, Inverse) or (isinstance(expr, MatPow) and expr.exp == -1):
            return self._inverse(expr.args[0])
        if isinstance(expr, MatPow):
            return self._power(expr)
        raise Unsupported(f"{type(expr).__name__} has no matrix normal form")

    def _product(self, expr: MatMul) -> Polynomial:
        total: Polynomial = {(): S.One}
        last: MatrixExpr | None = None
        for factor in expr.args:
            if not isinstance(factor, MatrixExpr):
                total = {w: expand(c * factor) for w, c in total.items()}
                continue
            if last is not None and not _fits(last.shape[1], factor.shape[0]):
                raise ShapeError(f"{last} has {last.shape[1]} columns, {factor} has {factor.shape[0]} rows")
            last = factor
            total = _times(total, self._read(factor))
        return total

    def _square(self, expr: MatrixExpr) -> Key:
        if not _fits(*expr.shape):
            raise ShapeError(f"{expr} of shape {expr.shape} is not square")
        inner = self.normal(expr)
        key = frozenset(inner.items())
        if {_transposed(w, self.symmetric): c for w, c in inner.items()} == inner:
            self.symmetric.add(key)
        return key

    def _inverse(self, expr: MatrixExpr) -> Polynomial:
        key = self._square(expr)
        self.met.append(expr)
        return {(Letter(inverse_of=key),): S.One}

    def _power(self, expr: MatPow) -> Polynomial:
        exponent = expand(expr.exp)
        whole, rest = exponent.as_coeff_Add()
        key = self._square(expr.base)
        if not isinstance(whole, Integer) or whole < 0 or (rest != 0 and rest not in self.naturals):
            raise Unsupported(f"the exponent {exponent} is not a declared natural number plus a whole one")
        total: Polynomial = {(): S.One} if rest == 0 else {(Letter(power_of=key, exponent=rest),): S.One}
        for _ in range(int(whole)):
            total = _times(dict(key), total)
        return total

    # Reduction

    def _reduced(self, polynomial: Polynomial) -> Polynomial:
        for _ in range(MOST_REWRITES):
            for word, coefficient in polynomial.items():
                replaced = self._rewrite(word)
                if replaced is not None:
                    rest = {w: c for w, c in polynomial.items() if w != word}
                    polynomial = _plus(rest, {w: c * coefficient for w, c in replaced.items()})
                    break
            else:
                return polynomial
        raise Unsupported("the rules do not come to an end")

    def _rewrite(self, word: Word) -> Polynomial | None:
        """One rule applied somewhere in the word, or None."""
        for place, letter in enumerate(word):
            if letter.inverse_of is not None:
                cancelled = self._cancel(word, place, letter.inverse_of)
                if cancelled is not None:
                    return cancelled
            if letter.power_of is not None:
                found = self._move_left(word, place, letter.power_of)
                if found is not None:
                    return {found: S.One}
        for pattern, value in self.rules:
            size = len(pattern)
            for place in range(len(word) - size + 1):
                if word[place : place + size] == pattern:
                    before, after = {word[:place]: S.One}, {word[place + size :]: S.One}
                    return _times(_times(before, value), after)
        return None

    @staticmethod
    def _cancel(word: Word, place: int, key: Key) -> Polynomial | None:
        """G^-1 L = I - G^-1 (G - L) and L G^-1 = I - (G - L) G^-1, for G = L + shorter words."""
        longest = max(key, key=lambda term: len(term[0]))
        inner, coefficient = longest
        size = len(inner)
        if coefficient != 1 or size == 0 or sum(len(w) == size for w, _ in key) > 1:
            return None
        others = {w: -c for w, c in key if w != inner}
        inverse: Polynomial = {(word[place],): S.One}
        if word[place + 1 : place + 1 + size] == inner:
            before, after, rest = word[:place], word[place + 1 + size :], _times(inverse, others)
        elif place >= size and word[place - size : place] == inner:
            before, after, rest = word[: place - size], word[place + 1 :], _times(others, inverse)
        else:
            return None
        return _times(_times({before: S.One}, _plus({(): S.One}, rest)), {after: S.One})

    @staticmethod
    def _move_left(word: Word, place: int, key: Key) -> Word | None:
        """W N^k = N^k W where N is a polynomial in the word W; the same for the inverse of W."""
        words = [w for w, _ in key if w]
        if not words:
            return None
        root = min(words, key=len)
        if any(len(w) % len(root) or w != root * (len(w) // len(root)) for w in words):
            return None
        size = len(root)
        power = word[place]
        if place >= size and word[place - size : place] == root:
            return (*word[: place - size], power, *root, *word[place + 1 :])
        before = word[place - 1] if place else None
        if before is not None and before.inverse_of == frozenset({(root, S.One)}):
            return (*word[: place - 1], power, before, *word[place + 1 :])
        return None


def prove(statement: Statement, using: tuple[Statement, ...] = ()) -> Proof:
    """A proof of an equality of matrices for all shapes, or the reason why there is none."""
    if statement.relation is not Relation.EQUAL:
        return Proof(closed=False, detail="the matrix normal form decides equalities only")
    lhs, rhs = statement.lhs, statement.rhs
    if not (isinstance(lhs, MatrixExpr) and isinstance(rhs, MatrixExpr)):
        return Proof(closed=False, detail="both sides must be matrices")
    if not all(_fits(a, b) for a, b in zip(lhs.shape, rhs.shape, strict=True)):
        raise ShapeError(f"shapes {lhs.shape} and {rhs.shape} are compared")
    normalizer = Normalizer(statement, using)
    left, right = normalizer.normal(lhs), normalizer.normal(rhs)
    recorded = tuple(dict.fromkeys(Condition(m) for m in normalizer.met))
    undischarged = tuple(c for c in recorded if normalizer.normal(c.lhs) not in normalizer.invertible)
    if left != right:
        return Proof(closed=False, recorded=recorded, undischarged=undischarged, detail="the normal forms differ")
    return Proof(closed=not undischarged, recorded=recorded, undischarged=undischarged)


def recursion_obligations(statement: Statement) -> Obligations:
    """Base and step for Term(X, k) = closed form, with X a sequence of matrices and k natural."""
    lhs = statement.lhs
    if not isinstance(lhs, Term) or statement.relation is not Relation.EQUAL:
        raise ObligationError("a recursion needs the k-th term of a sequence on the left and =")
    symbol, k = lhs.args
    sequence = next((d for d in statement.where if isinstance(d, Sequence) and d.symbol == symbol), None)
    natural = any(isinstance(d, Scalar) and d.symbol == k and d.domain is Domain.NATURAL for d in statement.where)
    if sequence is None or not natural or not isinstance(k, Symbol):
        raise ObligationError(f"{lhs} is not a term of a declared sequence at a natural number")
    if any(t.args[0] == symbol for t in statement.rhs.atoms(Term)):
        raise ObligationError(f"the closed form mentions {symbol} itself")
    if any(h.lhs.has(k) or h.rhs.has(k) for h in statement.given):
        raise ObligationError(f"a hypothesis depends on {k}")
    here = Term(symbol, sequence.index)
    # No symbol is bound in a matrix expression, so plain replacement cannot capture anything.
    successor = sequence.successor.xreplace({here: statement.rhs.xreplace({k: sequence.index})})
    successor = successor.xreplace({sequence.index: k})
    if any(t.args[0] == symbol for t in successor.atoms(Term)):
        raise ObligationError(f"the successor of {symbol} may only use its value at {sequence.index}")
    base = statement.but(lhs=statement.rhs.xreplace({k: Integer(0)}).doit(), rhs=sequence.initial, text="base")
    step = statement.but(lhs=successor, rhs=statement.rhs.xreplace({k: k + 1}), text="step")
    return Obligations(base, step)
