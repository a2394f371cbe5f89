"""Symbols, hypotheses, sources and forms of derivation that the claims on activations share."""

from sympy import Expr, IndexedBase, Integer, Rational, S, Sum, Symbol, sympify

from ..kernel.claim import Document, Mutant, Rule, Source, Step
from ..kernel.functions import sigmoid
from ..kernel.statement import Counterexample, Declaration, Hypothesis, Index, Relation, Scalar, Size, Statement, array

LESS, AT_MOST, EQUAL = Relation.LESS, Relation.AT_MOST, Relation.EQUAL
z, t, u, a, beta, y, v = (Symbol(name, real=True) for name in ("z", "t", "u", "a", "beta", "y", "v"))
n, k = (Symbol(name, integer=True) for name in "nk")
s = sigmoid(z)
half, quarter = Rational(1, 2), Rational(1, 4)


def above(name: str, variable: Expr, bound: Expr | int = 0) -> Hypothesis:
    """variable > bound."""
    return Hypothesis(name=name, lhs=sympify(bound, strict=True), relation=LESS, rhs=variable)


def at_most(name: str, lhs: Expr, rhs: Expr) -> Hypothesis:
    """lhs <= rhs."""
    return Hypothesis(name=name, lhs=lhs, relation=AT_MOST, rhs=rhs)


def at(variable: Symbol, value: Expr | int) -> Hypothesis:
    """variable = value."""
    chosen = sympify(value, strict=True)
    return Hypothesis(
        name=f"{variable} = {value}", lhs=variable, relation=EQUAL, rhs=chosen, establish=(variable, chosen)
    )


off_kink = Hypothesis(name="z != 0", lhs=z)
positive, negative = above("z > 0", z), Hypothesis(name="z < 0", lhs=z, relation=LESS)
not_negative = at_most("z >= 0", S.Zero, z)
slope_at_most_one = at_most("a <= 1", a, S.One)
slope_positive = above("a > 0", a)
scale_positive = above("beta > 0", beta)

SLIDE_ACTIVATIONS = Source(Document.LECTURE_10, 'slide "Why Activation Functions Matter"')
SLIDE_DIAGNOSIS = Source(Document.DEPTH_CHALLENGE, "10. Diagnosis, equations (9) and (10)")
SECTION_V = Source(Document.CONNECTIONISM, "section V")
LIST_OF_DERIVATIVES = Source(Document.FOUNDATION, "Activation Function Derivatives (formula lost)")
SLIDE_POWER = Source(Document.QUEST, 'slide "The Source of Power: Non-Linearity"')
EXERCISE_A, EXERCISE_B, EXERCISE_C = (Source(Document.LECTURE_10, f"Exercise 10.2 ({part})") for part in "abc")


def claim_of(
    lhs: Expr | int,
    rhs: Expr | int,
    *given: Hypothesis,
    relation: Relation = EQUAL,
    where: tuple[Declaration, ...] = (Scalar(z),),
    text: str = "",
) -> Statement:
    """A statement on real numbers, by default on one pre-activation."""
    return Statement(
        where=where,
        lhs=sympify(lhs, strict=True),
        rhs=sympify(rhs, strict=True),
        relation=relation,
        given=given,
        text=text,
    )


def by_scalar(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of scalar normal forms."""
    return (Step(statement=statement, rule=Rule.SCALAR_NORMAL_FORM, reason=reason),)


def by_squares(statement: Statement, root: Expr, reason: str) -> tuple[Step, ...]:
    """The derivation that the difference of the sides is one square."""
    return (Step(statement=statement, rule=Rule.SQUARES, data=((1, root),), reason=reason),)


def by_cases(statement: Statement, reason: str, *cases: Hypothesis) -> tuple[Step, ...]:
    """The derivation that each case closes by its scalar normal form."""
    links = tuple(
        Step(statement=statement.but(given=(*statement.given, case)), rule=Rule.SCALAR_NORMAL_FORM, reason=case.name)
        for case in cases
    )
    return (*links, Step(statement=statement, rule=Rule.CASES, using=tuple(range(len(links))), reason=reason))


def mutant(name: str, statement: Statement, misconception: str, **values: object) -> Mutant:
    """A near-miss, with a witness where random instances might not meet the failure."""
    witness = Counterexample(values={Symbol(k, real=True): v for k, v in values.items()}) if values else None
    return Mutant(name=name, statement=statement, misconception=misconception, witness=witness)


N, d = (Symbol(name, integer=True, positive=True) for name in ("N", "d"))
i, j, r, m = (Symbol(name, integer=True) for name in "ijrm")
X, w, target = (IndexedBase(name, real=True) for name in ("X", "w", "T"))
bias = Symbol("b", real=True)
every_sample = Index(i, Integer(1), N)
one_unit = (Size(N), Size(d), array(X, N, d), array(w, d), array(target, N), Scalar(bias), Scalar(v))
pre_activation = Sum(X[i, j] * w[j], (j, 1, d)) + bias

opposite = Hypothesis(name="t = -z", lhs=t, relation=EQUAL, rhs=-z, establish=(t, -z))
