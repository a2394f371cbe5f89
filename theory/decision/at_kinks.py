"""Kinks under derivatives in one variable: where they are finitely many rational numbers, each is looked at exactly.

Away from them a proof by rules holds; at each of them both sides are worked out, the derivatives from both sides.
"""

from fractions import Fraction

from flint import fmpq, fmpq_poly

from ..language.declarations import Domain, Scalar, Scope
from ..language.tree import Compare, Node, variables
from .condition import Condition, Needs
from .domain import conditions
from .duals import Unclear, Undefined
from .elementary import Finer, Split
from .evaluate import Evaluator, Point
from .normal_form import Reader
from .polynomials import has_real_roots, real_roots
from .pools import in_domain
from .quantities import Beyond
from .same_domain import implied
from .truth import Link, Truth, truth

MOST_DEGREE = 12


def open_slopes(link: Link, scope: Scope, given: tuple[Compare, ...]) -> list[Condition]:
    """The slopes of both sides that what else is known does not give."""
    found = [c for side in (link.left, link.right) for c in conditions(side, scope)]
    known = tuple(c for c in found if c.needs is not Needs.SLOPE)
    return [c for c in found if c.needs is Needs.SLOPE and not implied(known, (c,), scope, given)]


def settled(link: Link, slopes: list[Condition], scope: Scope, given: tuple[Compare, ...], nowhere: bool) -> bool:
    """Whether the link certainly holds at every kink of these derivatives; nowhere: or no side has a value there."""
    names = {n for side in (link.left, link.right) for n in variables(side)}
    if len(names) != 1:
        return False
    (name,) = names
    declared = scope.type_of(name)
    if not isinstance(declared, Scalar) or declared.domain is not Domain.REAL:
        return False
    for part in _parts(slopes):
        roots = _roots(part, name, scope)
        if roots is None:
            return False
        for root in roots:
            point = Point({name: root})
            if not in_domain(root, declared) or not _meets(given, scope, point):
                continue
            told = truth(link, scope, point)[0]
            if told is not Truth.HOLDS and not (nowhere and told is Truth.NOWHERE):
                return False
    return True


def _parts(slopes: list[Condition]) -> list[Condition]:
    found: list[Condition] = []
    for c in slopes:
        found += _parts(list(c.enough)) if c.needs is Needs.SLOPE else [c]
    return found


def _meets(given: tuple[Compare, ...], scope: Scope, point: Point) -> bool:
    """Whether the hypotheses may hold at the point."""
    for g in given:
        try:
            if not Evaluator(scope, point).holds(g):
                return False
        except Undefined:
            return False
        except Unclear:
            return True
    return True


def _roots(condition: Condition, name: str, scope: Scope) -> list[fmpq] | None:
    """The zeros of the condition's tree, all of them rational; None where there may be others."""
    if condition.needs is Needs.OTHER or condition.binders:
        return None
    p = _polynomial(condition.tree, name, scope)
    if p is None or p == 0 or p.degree() > MOST_DEGREE:
        return None
    _, factors = p.factor()
    if any(f.degree() > 1 and has_real_roots(f) for f, _ in factors):
        return None
    return [_flint(r) for r in real_roots(p)]


def _flint(x: Fraction) -> fmpq:
    return fmpq(x.numerator, x.denominator)


def _polynomial(tree: Node, name: str, scope: Scope) -> fmpq_poly | None:
    try:
        reader = Reader(scope, 1, {})
        read = reader.read(tree)
    except (Beyond, Split, Finer):
        return None
    if not read.bottom.is_constant() or set(reader.numbers) - {("name", name)}:
        return None
    below = fmpq(read.bottom.leading_coefficient())
    coefficients: list[fmpq] = []
    for exponents, c in zip(read.top.monoms(), read.top.coeffs(), strict=True):
        power = int(sum(exponents))
        coefficients += [fmpq(0)] * (power + 1 - len(coefficients))
        coefficients[power] = fmpq(c) / below
    return fmpq_poly(coefficients)
