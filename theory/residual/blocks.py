"""What a residual block y = x + F(x) does to the gradient, and what its identity path does not prevent.

For every width n: the gradient is (I + J)^T g with J the Jacobian of the branch; three blocks have eight ordered paths.
A branch with J^T g = -g kills it, slopes 1 and -1/2 double and halve it in every block; slopes of at least
-c > -1 keep (1 - c)^k of it, and a branch with g.J g >= 0 never makes it smaller.
Source: Connectionism and Layered Representation, section VIII.
"""

from sympy import (
    Expr,
    Identity,
    IndexedBase,
    Integer,
    KroneckerDelta,
    MatrixSymbol,
    Rational,
    Sum,
    Symbol,
    Transpose,
    oo,
)

from ..kernel import recursion
from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import Partial, dsigma, sigma
from ..kernel.statement import (
    Array,
    Counterexample,
    Declaration,
    Domain,
    Hypothesis,
    Index,
    Matrix,
    Relation,
    Scalar,
    Sequence,
    Size,
    Statement,
    array,
)

n, m = (Symbol(name, integer=True, positive=True) for name in "nm")
i, j, h, q, l = (Symbol(name, integer=True) for name in "ijhql")  # noqa: E741 - l counts blocks
k = Symbol("k", integer=True, nonnegative=True)
r, s, v, z = (Symbol(name, real=True) for name in ("r", "s", "v", "z"))
x, g, U, V, J, f, p, R = (IndexedBase(name, real=True) for name in ("x", "g", "U", "V", "J", "f", "p", "R"))
SECTION_VIII = (Source(Document.CONNECTIONISM, "VIII. The Residual Pathology"),)

# One block whose branch is a layer of m units, x + V sigma(U x); the loss enters by its gradient g at the output.
reached = Sum(U[j, h] * x[h], (h, 1, n))
branch = Sum(V[i, j] * sigma(reached), (j, 1, m))
back_through_branch = Sum(g[i] * Sum(V[i, j] * dsigma(reached) * U[j, q], (j, 1, m)), (i, 1, n))
_block = Statement(
    where=(
        Size(n),
        Size(m),
        array(x, n),
        array(g, n),
        array(U, m, n),
        array(V, n, m),
        Index(q, Integer(1), n),
    ),
    lhs=Partial(Sum(g[i] * (x[i] + branch), (i, 1, n)), x[q]),
    rhs=g[q] + back_through_branch,
    text="dL/dx = (I + J)^T dL/dy for y = x + V sigma(U x), J the Jacobian of the branch",
)
gradient_passes_by_identity_plus_jacobian = Claim(
    title="A residual block passes the gradient by the identity plus the Jacobian of its branch, transposed",
    ledger=("res.gradient",),
    sources=SECTION_VIII,
    statement=_block,
    derivation=(Step(statement=_block, rule=Rule.NORMAL_FORM, reason="the chain rule; x_i has the slope delta_iq"),),
    mutants=(
        Mutant(
            name="skip_forgotten",
            statement=_block.but(rhs=back_through_branch),
            misconception="the gradient goes through the branch only",
        ),
        Mutant(
            name="branch_forgotten",
            statement=_block.but(rhs=g[q]),
            misconception="the identity carries the whole gradient",
        ),
        Mutant(
            name="not_transposed",
            statement=_block.but(
                where=(Size(n), array(x, n), array(g, n), array(U, n, n), array(V, n, n), Index(q, Integer(1), n)),
                lhs=_block.lhs.xreplace({m: n}),
                rhs=g[q] + Sum(V[q, j] * dsigma(reached) * Sum(U[j, i] * g[i], (i, 1, n)), (j, 1, n)),
            ),
            misconception="the Jacobian is applied instead of its transpose",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Three blocks, Jacobians A, B, C from input to output: all ordered subsets.
A, B, C = (MatrixSymbol(name, n, n) for name in "ABC")
G = MatrixSymbol("G", n, 1)
unit = Identity(n)
a, b, d = Transpose(A), Transpose(B), Transpose(C)
_paths = Statement(
    where=(Size(n), Matrix(A), Matrix(B), Matrix(C), Matrix(G)),
    lhs=Transpose((unit + C) * (unit + B) * (unit + A)) * G,
    rhs=G + a * G + b * G + d * G + a * b * G + a * d * G + b * d * G + a * b * d * G,
    text="the gradient through three blocks is the sum over 2^3 paths, each a product in the order of the blocks",
)
three_blocks_have_eight_ordered_paths = Claim(
    title="The gradient through three residual blocks is the sum over eight ordered paths",
    ledger=("res.gradient",),
    sources=SECTION_VIII,
    statement=_paths,
    derivation=(Step(statement=_paths, rule=Rule.MATRIX_NORMAL_FORM, reason="multiply out; a transpose reverses"),),
    mutants=(
        Mutant(
            name="four_paths",
            statement=_paths.but(rhs=G + a * G + b * G + d * G),
            misconception="L blocks have L + 1 paths",
        ),
        Mutant(
            name="order_reversed",
            statement=_paths.but(rhs=G + a * G + b * G + d * G + b * a * G + d * a * G + d * b * G + d * b * a * G),
            misconception="the Jacobians commute",
        ),
    ),
    expected=Conclusion.PROVED,
)

# The direction that dies.
square: tuple[Declaration, ...] = (Size(n), array(J, n, n), array(g, n))
passed = g[q] + Sum(J[i, q] * g[i], (i, 1, n))
dead = Hypothesis(
    name="J^T g = -g",
    lhs=Sum(J[i, q] * g[i], (i, 1, n)),
    relation=Relation.EQUAL,
    rhs=-g[q],
    forall=(Index(q, Integer(1), n),),
    # F(x) = -x and whatever else has its outputs at a right angle to g
    establish=(
        J[i, q],
        J[i, q] - KroneckerDelta(i, q) - g[i] * Sum(J[h, q] * g[h], (h, 1, n)) / Sum(g[h] ** 2, (h, 1, n)),
    ),
)

_dies = Statement(
    where=(*square, Index(q, Integer(1), n)),
    given=(dead,),
    lhs=passed,
    rhs=Integer(0),
    text="(I + J)^T g = 0 wherever J^T g = -g",
)
branch_can_cancel_the_identity = Claim(
    title="A branch whose Jacobian maps the gradient to its negative kills it",
    ledger=("res.plus-one-never-dies",),
    sources=SECTION_VIII,
    statement=_dies,
    derivation=(Step(statement=_dies, rule=Rule.NORMAL_FORM, reason="the branch takes away what the identity passes"),),
    mutants=(
        Mutant(
            name="identity_survives",
            statement=_dies.but(rhs=g[q]),
            misconception="the +1 always leaves the gradient of the output",
        ),
        Mutant(
            name="positive_branch",
            statement=_dies.but(lhs=g[q] - Sum(J[i, q] * g[i], (i, 1, n))),
            misconception="any branch as strong as the identity cancels it",
        ),
    ),
    expected=Conclusion.PROVED,
)

# A branch that never turns the gradient back.
along = Sum(g[i] * Sum(J[i, j] * g[j], (j, 1, n)), (i, 1, n))
before = Sum(g[q] ** 2, (q, 1, n))
returned = Sum(Sum(J[i, q] * g[i], (i, 1, n)) ** 2, (q, 1, n))
_length = Statement(
    where=square,
    lhs=Sum(passed**2, (q, 1, n)),
    rhs=before + 2 * along + returned,
    text="|(I + J)^T g|^2 = |g|^2 + 2 g.J g + |J^T g|^2, so a branch with g.J g >= 0 never makes the gradient smaller",
)
gradient_grows_by_twice_its_alignment = Claim(
    title="The squared gradient gains 2 g.J g + |J^T g|^2 in a block: it shrinks only where the branch turns it back",
    ledger=("res.plus-one-never-dies",),
    sources=SECTION_VIII,
    statement=_length,
    derivation=(Step(statement=_length, rule=Rule.NORMAL_FORM, reason="the square multiplied out"),),
    as_stated=_length.but(
        lhs=before,
        relation=Relation.AT_MOST,
        rhs=_length.lhs,
        text="the +1 keeps the gradient at least as large, whatever the branch",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={n: 1, J: ((Rational(-1, 2),),), g: (1,)}, text="F(x) = -x/2 halves it"),
    mutants=(
        Mutant(
            name="orthogonal",
            statement=_length.but(rhs=before + returned),
            misconception="identity and branch add like orthogonal vectors",
        ),
        Mutant(
            name="alignment_once",
            statement=_length.but(rhs=before + along + returned),
            misconception="the mixed term is counted once",
        ),
    ),
    expected=Conclusion.QUALIFIED,
)

# Many blocks of width 1 with slopes f_0, f_1, ...
slopes = Array(f, ((l, Integer(0), oo),))
signal = Sequence(symbol=p, index=k, initial=v, successor=(1 + f[k]) * p[k])
every = Index(l, Integer(0), oo)
least = Sequence(symbol=R, index=k, initial=Integer(1), successor=r**2 * R[k])  # r^(2k)
factor = Hypothesis(name="r >= 0", lhs=Integer(0), relation=Relation.AT_MOST, rhs=r)
slope_above = Hypothesis(
    name="f >= r - 1",
    lhs=r - 1,
    relation=Relation.AT_MOST,
    rhs=f[l],
    forall=(every,),
    establish=(f[l], r - 1 + f[l] ** 2),
)
_kept = Statement(
    where=(Scalar(k, Domain.NATURAL), Scalar(r), Scalar(v), slopes, signal, least),
    given=(factor, slope_above),
    lhs=R[k] * v**2,
    relation=Relation.AT_MOST,
    rhs=p[k] ** 2,
    text="|p_k| >= r^k |p_0| when every slope of a branch is at least r - 1, that is -c for r = 1 - c",
)
_induction = recursion.induction(_kept, k)
_step = _induction.step
_hypothesis_scaled = r**2 * p[k] ** 2
_gap = (f[k] - (r - 1)) ** 2 * p[k] ** 2 + 2 * r * (f[k] - (r - 1)) * p[k] ** 2
gradient_survives_when_branches_contract = Claim(
    title="Branches with slopes at least -c, c < 1, keep (1 - c)^k of the gradient; others can kill it",
    ledger=("res.plus-one-never-dies",),
    sources=SECTION_VIII,
    statement=_kept,
    derivation=(
        Step(
            statement=_induction.base, rule=Rule.NORMAL_FORM, reason="p_0 = v", data=((p, Integer(0)), (R, Integer(0)))
        ),
        Step(
            statement=_step.but(rhs=_hypothesis_scaled),
            rule=Rule.NORMAL_FORM,
            reason="the induction hypothesis times r^2",
            data=((R, k + 1),),
        ),
        Step(
            statement=_step.but(lhs=_hypothesis_scaled, rhs=_hypothesis_scaled + _gap),
            rule=Rule.NORMAL_FORM,
            reason="r >= 0 and f - (r - 1) >= 0",
        ),
        Step(
            statement=_step.but(lhs=_hypothesis_scaled + _gap, relation=Relation.EQUAL),
            rule=Rule.NORMAL_FORM,
            reason="r^2 + (1 + f - r)(1 + f + r) = (1 + f)^2",
            data=((p, k + 1),),
        ),
        Step(statement=_step, rule=Rule.CHAIN, reason="the three links", using=(1, 2, 3)),
        Step(statement=_kept, rule=Rule.INDUCTION, reason="induction on the blocks", using=(0, 4), data=k),
    ),
    as_stated=Statement(
        where=(Scalar(s), Scalar(v), Scalar(z)),
        given=(Hypothesis(name="v != 0", lhs=v),),
        lhs=Partial(v * (z + s * z), z),
        relation=Relation.NOT_EQUAL,
        rhs=Integer(0),
        text="the gradient of v (x + F(x)) at z is never zero; here F(z) = s z",
    ),
    fault=Fault.QUANTIFIER,
    counterexample=Counterexample(values={s: -1, v: 1, z: 1}, text="F(x) = -x: y = 0 for every x, the gradient is 0"),
    mutants=(
        Mutant(
            name="grows_at_least",
            statement=_kept.but(lhs=(2 - r) ** (2 * k) * v**2),
            misconception="the upper bound (1 + c)^k is taken for the lower one",
        ),
        Mutant(
            name="never_below_the_start",
            statement=_kept.but(lhs=v**2),
            misconception="the +1 keeps the whole gradient",
            witness=Counterexample(
                values={k: 1, r: Rational(1, 2), v: 1, f: (Rational(-1, 2),)}, text="one branch of slope -1/2"
            ),
        ),
    ),
    expected=Conclusion.REFUTED,
)


def constant_slope(slope: Expr, total: Expr, text: str) -> Statement:
    """The gradient after k blocks whose branches all have one slope."""
    return Statement(
        where=(
            Scalar(k, Domain.NATURAL),
            Scalar(v),
            Sequence(symbol=p, index=k, initial=v, successor=(1 + slope) * p[k]),
        ),
        lhs=p[k],
        rhs=total * v,
        text=text,
    )


def closed_form(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that checks a closed form against its recursion."""
    return (Step(statement=statement, rule=Rule.RECURSION, reason=reason),)


half = Rational(1, 2)
_halved = constant_slope(-half, half**k, "F' = -1/2 in every block: p_k = 2^-k p_0")
gradient_vanishes_exponentially_through_residual_blocks = Claim(
    title="Branches of slope -1/2 halve the gradient in every residual block",
    ledger=("res.plus-one-never-dies",),
    sources=SECTION_VIII,
    statement=_halved,
    derivation=closed_form(_halved, "1 - 1/2 = 1/2"),
    mutants=(
        Mutant(
            name="kept_by_the_identity",
            statement=_halved.but(rhs=v),
            misconception="the identity path keeps the gradient",
        ),
        Mutant(
            name="slope_of_the_branch",
            statement=_halved.but(rhs=(-half) ** k * v),
            misconception="the branch alone carries the gradient",
        ),
    ),
    expected=Conclusion.PROVED,
)

_doubled = constant_slope(Integer(1), Integer(2) ** k, "F' = 1 in every block: p_k = 2^k p_0")
gradient_explodes_through_residual_blocks = Claim(
    title="Branches of slope 1 double the gradient in every residual block: one unit for each of 2^k paths",
    ledger=("res.plus-one-never-dies", "res.gradient"),
    sources=SECTION_VIII,
    statement=_doubled,
    derivation=closed_form(_doubled, "1 + 1 = 2"),
    mutants=(
        Mutant(
            name="one_path_a_block",
            statement=_doubled.but(rhs=(k + 1) * v),
            misconception="k blocks have k + 1 paths",
        ),
        Mutant(
            name="stable",
            statement=_doubled.but(rhs=v),
            misconception="a residual network neither shrinks nor grows gradients",
        ),
    ),
    expected=Conclusion.PROVED,
)
