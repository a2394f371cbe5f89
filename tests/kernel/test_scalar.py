"""The scalar normal form proves what holds, and leaves open what does not or what a side condition forbids."""

from itertools import product

import flint
import pytest
from sympy import (
    Abs,
    Expr,
    Function,
    IndexedBase,
    Integer,
    Max,
    Min,
    Rational,
    S,
    Sum,
    Symbol,
    cosh,
    erf,
    exp,
    factorial,
    log,
    pi,
    sqrt,
    sympify,
    tanh,
)

from backproof.theory.kernel import balls, scalar
from backproof.theory.kernel.conditions import Facts
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.functions import (
    Partial,
    Phi,
    gelu,
    leaky_relu,
    phi,
    relu,
    sigma,
    sigmoid,
    silu,
    softplus,
    step,
)
from backproof.theory.kernel.refusal import KernelRefusal
from backproof.theory.kernel.statement import Domain, Hypothesis, Index, Relation, Scalar, Size, Statement, array
from backproof.theory.kernel.towers import Tower

z, a, b = (Symbol(n, real=True) for n in "zab")
n, k = (Symbol(name, integer=True) for name in "nk")
LESS, AT_MOST, EQUAL, NOT_EQUAL = Relation.LESS, Relation.AT_MOST, Relation.EQUAL, Relation.NOT_EQUAL
off_zero = Hypothesis(name="z != 0", lhs=z)
right = Hypothesis(name="z > 0", lhs=S.Zero, relation=LESS, rhs=z)
b_positive = Hypothesis(name="b > 0", lhs=S.Zero, relation=LESS, rhs=b)
a_at_most_one = Hypothesis(name="a <= 1", lhs=a, relation=AT_MOST, rhs=S.One)
WHERE = (Scalar(z), Scalar(a), Scalar(b), Scalar(n, Domain.NATURAL), Scalar(k, Domain.NATURAL))
s = sigmoid(z)


def closes(lhs: Expr, rhs: Expr, relation: Relation = EQUAL, *given: Hypothesis) -> bool:
    statement = Statement(where=WHERE, lhs=sympify(lhs), rhs=sympify(rhs), relation=relation, given=given)
    try:
        return scalar.prove(statement).closed
    except KernelRefusal:
        return False


EQUATIONS = [
    (Partial(s, z), s * (1 - s), ()),
    (Partial(s, z), 1 / (4 * cosh(z / 2) ** 2), ()),
    (s, exp(z) / (1 + exp(z)), ()),
    (tanh(z), 2 * sigmoid(2 * z) - 1, ()),
    (Partial(tanh(z), z), 1 - tanh(z) ** 2, ()),
    (Partial(softplus(z), z), s, ()),
    (Partial(gelu(z), z), Phi(z) + z * phi(z), ()),
    (Partial(Partial(gelu(z), z), z), (2 - z**2) * phi(z), ()),
    (Partial(silu(z), z), s + z * s * (1 - s), ()),
    (Partial(relu(z), z), step(z), (off_zero,)),
    (Partial(leaky_relu(z, a), z), a + (1 - a) * step(z), (off_zero,)),
    (relu(b * z), b * relu(z), (b_positive,)),
    (relu(relu(z)), relu(z), ()),
    (relu(relu(z) - 1) + relu(-z), relu(z - 1) - Min(z, 0), ()),
    (Max(a * z, z), leaky_relu(z, a), (a_at_most_one,)),
    (sqrt(8) * sqrt(2) / sqrt(pi), 4 / sqrt(pi), ()),
    (sqrt(b**2 * z**2 + b**2), b * sqrt(z**2 + 1), (b_positive,)),
    (sqrt(b * z**2 + b), sqrt(b) * sqrt(z**2 + 1), (b_positive,)),
    (erf(-z) + erf(z), S.Zero, ()),
    (-log(s), softplus(-z), ()),
    (Partial(-a * log(s) - (1 - a) * log(1 - s), z), s - a, ()),
    (sigmoid(log(b)), b / (1 + b), (b_positive,)),
    (Partial(s**k, z), k * s**k * (1 - s), ()),
    (factorial(k + 2), (k + 2) * (k + 1) * factorial(k), ()),
    (Partial(sigma(b * z) ** 2, z), 2 * b * sigma(b * z) * Partial(sigma(b * z), z) / b, (b_positive,)),
]


@pytest.mark.parametrize(("lhs", "rhs", "given"), EQUATIONS)
def test_equation_is_proved_and_its_neighbours_are_not(lhs: Expr, rhs: Expr, given: tuple[Hypothesis, ...]) -> None:
    assert closes(lhs, rhs, EQUAL, *given)
    assert not closes(lhs, rhs + Rational(1, 10**9), EQUAL, *given)
    assert not closes(lhs, 2 * rhs + 1, EQUAL, *given)


@pytest.mark.parametrize(
    ("lhs", "rhs"),
    [
        (Partial(relu(z), z), step(z)),  # no derivative at the kink
        (Partial(step(z), z), S.Zero),
        (Partial(relu(relu(z) - 1), z), step(z - 1)),
        (Partial(Abs(z), z), 2 * step(z) - 1),
        (Partial(sqrt(z), z), 1 / (2 * sqrt(z))),
        (log(z), log(z) + 0),
        (1 / z, 1 / z + 0),
        (z * (1 / z + a), 1 + a * z),
        (Max(a * z, z), leaky_relu(z, a)),
        (sqrt(z**2 + 2 * z + 1), z + 1),
        (sqrt(b**2 * z**2 + b**2), b * sqrt(z**2 + 1)),  # b may be negative
        (relu(a * z), a * relu(z)),
    ],
)
def test_missing_hypothesis_leaves_it_open(lhs: Expr, rhs: Expr) -> None:
    assert not closes(lhs, rhs)


def test_kink_is_refused_on_a_closed_half_line() -> None:
    closed = Hypothesis(name="z >= 0", lhs=S.Zero, relation=AT_MOST, rhs=z)
    assert not closes(Partial(relu(z), z), S.One, EQUAL, closed)
    assert closes(Partial(relu(z), z), S.One, EQUAL, right)


INEQUALITIES = [
    (S.Zero, s, LESS, ()),
    (s, S.One, LESS, ()),
    (Partial(s, z), Rational(1, 4), AT_MOST, ()),
    (Partial(s, z), Rational(1, 4), LESS, (off_zero,)),
    (Partial(s, z), exp(-Abs(z)), LESS, ()),
    (softplus(z) - relu(z), log(2), AT_MOST, ()),
    (softplus(b * z) / b - relu(z), log(2) / b, AT_MOST, (b_positive,)),
    (z, exp(z), LESS, (right,)),
    (1 + z + z**2 / 2, exp(z), LESS, (right,)),
]


@pytest.mark.parametrize(("lhs", "rhs", "relation", "given"), INEQUALITIES)
def test_inequality_is_proved_and_its_reverse_is_not(
    lhs: Expr, rhs: Expr, relation: Relation, given: tuple[Hypothesis, ...]
) -> None:
    assert closes(lhs, rhs, relation, *given)
    assert not closes(rhs, lhs, relation, *given)
    assert not closes(lhs, lhs, LESS, *given)


@pytest.mark.parametrize(
    ("lhs", "rhs", "relation"),
    [
        (Partial(s, z), Rational(1, 4), LESS),  # touched at 0
        (Partial(s, z), Rational(1, 4) - Rational(1, 10**12), AT_MOST),
        (softplus(z) - relu(z), log(2), LESS),
        (softplus(z) - relu(z), log(2) - Rational(1, 10**6), AT_MOST),
        (1 + z + z**2, exp(z), AT_MOST),
        (z**2, S.Zero, NOT_EQUAL),
        (softplus(b * z) / b, relu(z) + log(2) / b, AT_MOST),
    ],
)
def test_false_inequality_stays_open(lhs: Expr, rhs: Expr, relation: Relation) -> None:
    assert not closes(lhs, rhs, relation)


def test_sum_is_a_number_like_any_other() -> None:
    d, i, j = Symbol("d", integer=True, positive=True), Symbol("i", integer=True), Symbol("j", integer=True)
    X, w = IndexedBase("X", real=True), IndexedBase("w", real=True)
    u = Sum(X[i, j] * w[j], (j, 1, d))
    span = Index(i, Integer(1), d)
    below = Hypothesis(name="below", lhs=u, relation=LESS, rhs=S.Zero, forall=(span,))
    statement = Statement(where=(Size(d), array(X, d, d), array(w, d), span), given=(below,), lhs=step(u), rhs=S.Zero)
    assert scalar.prove(statement).closed
    assert not scalar.prove(statement.but(given=())).closed
    first = Hypothesis(name="first", lhs=u.xreplace({i: Integer(1)}), relation=LESS, rhs=S.Zero)
    assert not scalar.prove(statement.but(given=(first,))).closed


def test_earlier_equation_is_not_used_inside_a_derivative() -> None:
    zero = Hypothesis(name="z = 0", lhs=z, relation=EQUAL, establish=(z, S.Zero))
    known = Statement(where=WHERE, lhs=sigma(z), rhs=sigma(S.Zero), given=(zero,))
    wrong = Statement(where=WHERE, lhs=Partial(sigma(z), z), rhs=S.Zero, given=(zero,))
    assert scalar.prove(known).closed
    assert not scalar.prove(wrong, (known,)).closed


def test_named_activations_are_not_differentiated_by_their_lemma(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sigmoid, "fdiff", lambda self, argindex=1: Integer(7))
    assert closes(Partial(s, z), s * (1 - s))


def test_unknown_function_is_refused() -> None:
    assert not closes(Partial(Function("f")(z), z), S.Zero)


def test_random_identities_agree_with_the_literal_evaluator() -> None:
    """Whatever is proved is not refuted by balls, and equality is recognised after a random rearrangement."""
    leaves = [z, a, s, exp(z), Rational(2, 3), relu(a), tanh(z), Abs(z)]
    wrong = 0
    for p, q in product(leaves, repeat=2):
        for lhs, rhs in (
            ((p + q) ** 2, p**2 + 2 * p * q + q**2),
            (p * (q + 1) - p, q * p),
            (p * q, p + q),
            (p**2, Abs(p) * p),
        ):
            statement = Statement(where=WHERE, lhs=sympify(lhs), rhs=sympify(rhs))
            proved = scalar.prove(statement).closed
            refuted = balls.check(statement, seed=3).outcome is Outcome.REFUTES
            assert not (proved and refuted), statement
            wrong += not proved and not refuted
    assert wrong == 0


def test_reading_keeps_the_value() -> None:
    """The fraction of an expression, written out again, has the same value at random points."""
    tower = Tower(Facts(Statement(where=WHERE, lhs=z, rhs=z)))
    for expr in (s**3 / (1 + s), sqrt(2) * exp(z / 3) / (1 + exp(-z)), log(1 + exp(-2 * z)), erf(z / sqrt(2)) ** 2):
        from backproof.theory.kernel.functions import unfold

        plain = unfold(expr)
        again = tower.expression(tower.read(plain))
        for x in (-3, 1, 2):
            point = {z: flint.arb(x) / 7}
            from backproof.theory.kernel.intervals import ball

            assert (ball(plain, point) - ball(again, point)).contains(0)


def test_a_sum_of_positive_terms_is_positive_and_another_is_not_taken_to_be() -> None:
    n, low = Symbol("n", integer=True, positive=True), Symbol("i", integer=True)
    x, shift = IndexedBase("x", real=True), Symbol("a", real=True)
    where = (Size(n), Scalar(shift), array(x, n))

    def split(term: Expr, upper: Expr) -> bool:
        total = Sum(term, (low, 1, upper))
        asked = Statement(where=where, lhs=log(exp(shift) * total), rhs=shift + log(total))
        return scalar.prove(asked).closed

    assert split(exp(x[low]), n)
    assert not split(x[low], n)  # of unknown sign
    assert not split(exp(x[low]), n - 1)  # empty for n = 1


def test_a_named_sum_keeps_the_sign_of_its_terms_and_no_more() -> None:
    m, i = Symbol("m", integer=True, positive=True), Symbol("i", integer=True)
    X = IndexedBase("X", real=True)
    where = (Size(m), array(X, m))
    squares, plain = Sum(X[i] ** 2, (i, 1, m)), Sum(X[i], (i, 1, m))

    def shown(lhs: Expr, relation: Relation, rhs: Expr) -> bool:
        try:
            return scalar.prove(Statement(where=where, lhs=lhs, relation=relation, rhs=rhs)).closed
        except KernelRefusal:
            return False

    assert shown(S.Zero, AT_MOST, log(1 + squares))
    assert not shown(S.Zero, LESS, log(1 + squares)), "all may be 0"
    assert not shown(S.Zero, AT_MOST, log(2 + plain)), "nothing is known of the sign"
    assert shown(S.Zero, LESS, log(1 + Sum(exp(X[i]), (i, 1, m))))
