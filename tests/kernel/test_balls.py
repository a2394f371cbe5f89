"""The second opinion refutes what is false, holds what is true, and says nothing where it knows nothing."""

import subprocess
import sys
from pathlib import Path

import pytest
from sympy import (
    Abs,
    Basic,
    Contains,
    Determinant,
    Function,
    Identity,
    IndexedBase,
    Integer,
    Interval,
    Inverse,
    KroneckerDelta,
    MatMul,
    MatrixSymbol,
    Max,
    Piecewise,
    Rational,
    Sum,
    Symbol,
    Trace,
    Transpose,
    binomial,
    exp,
    factorial,
    log,
    oo,
    pi,
    sin,
    sqrt,
    tanh,
)

from backproof.theory.kernel import balls
from backproof.theory.kernel.evaluate import Evaluator
from backproof.theory.kernel.evidence import Outcome
from backproof.theory.kernel.functions import Expect, Partial, Term, dsigma, relu, sigma, sigmoid
from backproof.theory.kernel.instances import instances
from backproof.theory.kernel.statement import (
    Array,
    Bernoulli,
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
    SizeFunction,
    Statement,
    array,
)

d, N = (Symbol(name, integer=True, positive=True) for name in ("d", "N"))
i, j, k, q = (Symbol(name, integer=True) for name in "ijkq")
p, t, a, c = (Symbol(name, real=True) for name in "ptac")
w, h, m, x, T = (IndexedBase(name, real=True) for name in ("w", "h", "m", "x", "T"))
one, tiny = Integer(1), Rational(1, 10**12)
HOLDS, REFUTES = Outcome.HOLDS, Outcome.REFUTES
UNDECIDED, UNSUPPORTED = Outcome.UNDECIDED, Outcome.UNSUPPORTED


def hypothesis(lhs: Basic, relation: Relation, rhs: Basic, **more: object) -> Hypothesis:
    return Hypothesis(name=f"{lhs} {relation.value} {rhs}", lhs=lhs, relation=relation, rhs=rhs, **more)  # type: ignore[arg-type]


def claim(lhs: Basic, rhs: Basic, *where: Declaration, **more: object) -> Statement:
    return Statement(where=where, lhs=lhs, rhs=rhs, **more)  # type: ignore[arg-type]


def outcome(lhs: Basic, rhs: Basic, *where: Declaration, **more: object) -> Outcome:
    return balls.check(claim(lhs, rhs, *where, **more)).outcome


def either_way(lhs: Basic, rhs: Basic, *where: Declaration, **more: object) -> None:
    """The equation holds, and with an error of 1e-12 it does not."""
    assert outcome(lhs, rhs, *where, **more) is HOLDS
    assert outcome(lhs, rhs + tiny, *where, **more) is REFUTES  # type: ignore[operator]


# Dropout

KEEP = (hypothesis(Integer(0), Relation.LESS, p), hypothesis(p, Relation.AT_MOST, one))
LAYER = (Size(d), Scalar(p), Scalar(t), array(w, d), array(h, d), array(m, d, law=Bernoulli(p)))
masked = Expect((Sum(w[i] * m[i] * h[i] / p, (i, 1, d)) - t) ** 2)


def decomposition(factor: Basic) -> Statement:
    penalty = factor * Sum(w[i] ** 2 * h[i] ** 2, (i, 1, d))  # type: ignore[operator]
    return claim(masked, (Sum(w[i] * h[i], (i, 1, d)) - t) ** 2 + penalty, *LAYER, given=KEEP)


def test_dropout_is_a_penalty() -> None:
    found = balls.check(decomposition((1 - p) / p))
    assert (found.outcome, found.instances, found.worst) == (HOLDS, 12, None)


@pytest.mark.parametrize("factor", [1 - p, p / (1 - p), (1 - p) / p + tiny])
def test_a_wrong_penalty_is_refuted_with_a_witness_that_replays(factor: Basic) -> None:
    wrong = decomposition(factor)
    found = balls.check(wrong)
    assert found.outcome is REFUTES
    assert "p = " in found.detail and "gap" in found.detail
    witness = balls.witness(wrong)
    assert witness is not None
    assert balls.replay(wrong, witness).outcome is REFUTES
    assert balls.replay(decomposition((1 - p) / p), witness).outcome is HOLDS


def test_a_true_statement_has_no_witness() -> None:
    assert balls.witness(decomposition((1 - p) / p)) is None


def test_entries_met_only_in_some_branch_are_random_too() -> None:
    both = Piecewise((m[2], m[1] > 0), (Integer(0), True))
    where = (Scalar(p), array(m, 2, law=Bernoulli(p)))
    either_way(Expect(both), p**2, *where, given=KEEP)


def test_a_mean_inside_a_sum_leaves_the_index_alone() -> None:
    where = (Size(d), Scalar(p), array(m, d, law=Bernoulli(p)), array(x, d), Index(i, one, d))
    total = Sum(Expect(Sum(m[i] * x[i], (i, 1, d))), (j, 1, d))
    either_way(total + x[i], d * p * Sum(x[i], (i, 1, d)) + x[i], *where, given=KEEP)


def test_outside_of_the_probabilities_there_is_no_mean() -> None:
    where = (Scalar(p), array(m, 1, law=Bernoulli(p)))
    assert outcome(Expect(m[1]), p, *where, given=(hypothesis(one, Relation.LESS, p),)) is UNDECIDED


# Hypotheses

real = Scalar(a)


def test_vacuous_hypotheses_are_not_a_pass() -> None:
    never = (hypothesis(a, Relation.LESS, Integer(0)), hypothesis(Integer(0), Relation.LESS, a))
    assert outcome(a, a + 1, real, given=never) is UNSUPPORTED
    assert outcome(a, a, real, given=never) is UNSUPPORTED
    assert balls.check(claim(1 / (a - a**2 + a * (a - 1)), one, real)).outcome is UNDECIDED  # 1/0 everywhere


def test_boundaries_that_hypotheses_allow_are_met() -> None:
    at_the_end = Piecewise((one, p < 1), (Integer(0), True))
    assert outcome(at_the_end, one, Scalar(p), given=KEEP) is REFUTES
    assert outcome(at_the_end, one, Scalar(p), given=(KEEP[0], hypothesis(p, Relation.LESS, one))) is HOLDS


def test_positive_arrays_are_found() -> None:
    positive = hypothesis(Integer(0), Relation.LESS, x[j], forall=(Index(j, one, d),))
    where = (Size(d), array(x, d))
    found = balls.check(claim(Sum(Abs(x[i]), (i, 1, d)), Sum(x[i], (i, 1, d)), *where, given=(positive,)))
    assert (found.outcome, found.instances) == (HOLDS, 12)
    first_only = hypothesis(Integer(0), Relation.LESS, x[1])
    assert outcome(Sum(Abs(x[i]), (i, 1, d)), Sum(x[i], (i, 1, d)), *where, given=(first_only,)) is REFUTES


def test_equalities_are_established_and_then_certified() -> None:
    total = Sum(x[i], (i, 1, d))
    made = hypothesis(total, Relation.EQUAL, one, establish=(x[1], 1 - Sum(x[i], (i, 2, d))))
    either_way(total**2, one, Size(d), array(x, d), given=(made,))
    not_so = hypothesis(total, Relation.EQUAL, one, establish=(x[1], Integer(7)))
    assert balls.check(claim(total**2, one, Size(d), array(x, d), given=(not_so,))).outcome is not REFUTES


def test_finite_values_are_all_taken() -> None:
    bits = [Symbol(name, real=True) for name in "uv"]
    where = [Scalar(s, values=(Integer(0), Integer(1))) for s in bits]
    u, v = bits
    assert outcome(u**2 + v**2, u + v, *where) is HOLDS
    assert outcome(u * v * (u + v - 1), Integer(0), *where) is REFUTES  # only at u = v = 1


def test_a_hypothesis_about_infinitely_many_places_certifies_nothing() -> None:
    unending = Array(x, ((k, Integer(0), oo),))
    always = hypothesis(x[k] ** 2, Relation.AT_MOST, Integer(10**6), forall=(Index(k, Integer(0), oo),))
    assert outcome(x[0], x[0] + 1, unending, given=(always,)) is UNDECIDED
    assert outcome(x[0], x[0] + 1, unending) is REFUTES


# Literal meaning


def test_an_error_of_1e_12_is_refuted() -> None:
    either_way(tanh(a), 1 - 2 / (exp(2 * a) + 1), real)
    either_way(sigmoid(a) + sigmoid(-a), one, real)
    either_way(exp(a) * exp(-a), one, real)


def test_dyadic_points_do_not_hide_a_sine() -> None:
    assert outcome(sin(2 * pi * 10**30 * a), Integer(0), real) is REFUTES
    assert outcome(sin(2 * pi * 2**90 * a), Integer(0), real) is REFUTES


def test_both_signs_occur() -> None:
    assert outcome(sqrt(a**2), a, real) is REFUTES
    assert outcome(sqrt(a**2), Abs(a), real) is HOLDS
    assert outcome(log(a**2), 2 * log(a), real) is HOLDS  # where both sides have a value


def test_a_free_index_is_not_the_bound_one_of_that_name() -> None:
    where = (Size(d), array(x, d), Index(i, one, d))
    assert outcome(x[i] * Sum(x[i], (i, 1, d)), Sum(x[i] ** 2, (i, 1, d)), *where) is REFUTES
    assert outcome(x[i] * Sum(x[i], (i, 1, d)), Sum(x[i] * x[j], (j, 1, d)), *where) is HOLDS
    captured = Sum(i * x[i], (i, 1, d))
    assert outcome(i * Sum(x[i], (i, 1, d)), captured, *where) is REFUTES


def test_an_empty_sum_is_zero() -> None:
    where = (Size(d), array(x, d))
    either_way(Sum(x[i], (i, d + 1, d)), Integer(0), *where)
    either_way(Sum(x[1], (i, 3, 1)), Integer(0), *where)  # Karr's convention would say -x_1


def test_sizes_1_are_met() -> None:
    where = (Size(d), Size(N))
    assert outcome(one, Sum(KroneckerDelta(d, 1) * KroneckerDelta(N, 1), (i, 1, 1)), *where) is REFUTES
    only_at_1 = Sum(one, (i, 2, d)) - Sum(one, (i, 2, N)) + KroneckerDelta(d, 1)
    assert outcome(only_at_1, d - N, *where) is REFUTES
    assert outcome(d, N, *where) is REFUTES  # sizes are not always equal


def test_a_place_outside_of_its_axis_has_no_value() -> None:
    assert outcome(Sum(x[i], (i, 1, d + 1)), Sum(x[i], (i, 1, d + 1)), Size(d), array(x, d)) is UNSUPPORTED
    assert outcome(Partial(x[1], x[d + 1]), Integer(0), Size(d), array(x, d)) is UNSUPPORTED


def test_an_index_without_room_waits_for_a_larger_size() -> None:
    where = (Size(d), array(x, d), Index(q, Integer(2), d))
    assert outcome(x[q] - x[q - 1], x[q] - x[1], *where) is REFUTES
    assert outcome(Partial(Sum(x[i], (i, 2, d)), x[q]), one, *where) is HOLDS


def test_natural_numbers_include_zero() -> None:
    natural = Scalar(k, Domain.NATURAL)
    assert outcome(Sum(one, (i, 1, k)), k, natural) is HOLDS
    assert outcome(k * factorial(k) / Max(k, 1), factorial(k), natural) is REFUTES  # only at 0
    assert outcome(Sum(binomial(k, i), (i, 0, k)), 2**k, natural) is HOLDS


def test_what_has_no_literal_meaning_is_unsupported() -> None:
    assert outcome(Function("f")(a), Integer(0), real) is UNSUPPORTED
    odd = Piecewise((a, Contains(a, Interval(0, 1))), (Integer(0), True))
    assert outcome(odd, Integer(0), real) is UNSUPPORTED


def test_touching_inequalities_are_decided_exactly() -> None:
    square = 2 * a * c
    assert outcome(square, a**2 + c**2, real, Scalar(c), relation=Relation.AT_MOST) is HOLDS
    assert outcome(a**2, a**2, real, relation=Relation.LESS) is REFUTES
    assert outcome(a, a, real, relation=Relation.NOT_EQUAL) is REFUTES
    assert outcome(exp(a) * exp(-a), one, real, relation=Relation.LESS) is not HOLDS


# Derivatives


def test_derivatives_by_dual_numbers() -> None:
    where = (Size(d), array(x, d), array(w, d), Index(q, one, d))
    z = Sum(w[i] * x[i], (i, 1, d))
    either_way(Partial(z**3, w[q]), 3 * z**2 * x[q], *where)
    either_way(Partial(sigma(z), w[q]), dsigma(z) * x[q], *where)
    either_way(Partial(sigmoid(z), w[q]), sigmoid(z) * (1 - sigmoid(z)) * x[q], *where)
    assert outcome(Partial(Sum(x[i] ** 2, (i, 1, d)), x[q]), Sum(2 * x[i], (i, 1, d)), *where) is REFUTES
    assert outcome(Partial(sigma(z), w[q]), sigma(z) * x[q], *where) is REFUTES


def test_nested_derivatives_keep_their_own_infinitesimals() -> None:
    either_way(Partial(a * Partial(a * c, c), a), 2 * a, real, Scalar(c))
    either_way(Partial(Partial(exp(a * c), a), c), (1 + a * c) * exp(a * c), real, Scalar(c))
    either_way(Partial(Partial(a**4, a), a), 12 * a**2, real)


def test_a_kink_is_left_out_not_guessed() -> None:
    at_zero = (hypothesis(a, Relation.EQUAL, Integer(0), establish=(a, Integer(0))),)
    for bent in (relu(a), Abs(a), Max(a, 0), Piecewise((a, a > 0), (Integer(0), True))):
        assert outcome(Partial(bent, a), Integer(0), real, given=at_zero) is UNDECIDED
        assert outcome(Partial(bent, a), one, real, given=at_zero) is UNDECIDED
    assert outcome(Partial(relu(a), a), Piecewise((one, a > 0), (Integer(0), True)), real) is HOLDS
    assert outcome(Partial(relu(a), a), one, real) is REFUTES


def test_a_slope_is_never_lost_silently() -> None:
    A = MatrixSymbol("A", 2, 2)
    through_a_matrix = Partial(Trace(MatMul(a, A)), a)
    assert outcome(through_a_matrix, Integer(0), real, Matrix(A)) is UNSUPPORTED
    assert outcome(Partial(Trace(A), A[0, 0]), Integer(0), Matrix(A)) is UNSUPPORTED
    natural = Scalar(k, Domain.NATURAL)
    assert outcome(Partial(k * a, k), Integer(0), natural, real) is UNSUPPORTED


# Sequences, widths, matrices


def test_a_sequence_is_iterated() -> None:
    where = (Scalar(k, Domain.NATURAL), real, Scalar(c), Sequence(symbol=T, index=k, initial=a, successor=c * T[k] + 1))
    either_way(T[k], c**k * a + Sum(c**i, (i, 0, k - 1)), *where)
    assert outcome(T[k], c**k * a + Sum(c**i, (i, 0, k)), *where) is REFUTES
    either_way(Partial(T[k], a), c**k, *where)


def test_a_sequence_runs_downward_too() -> None:
    L = Symbol("L", integer=True)
    down = Sequence(symbol=T, index=k, initial=a, successor=2 * T[k + 1], top=L)
    either_way(T[0], 2**L * a, Scalar(L, Domain.NATURAL), real, down)


def test_widths_differ_from_layer_to_layer() -> None:
    width = Function("d", integer=True, positive=True)
    ragged = Array(x, ((k, Integer(0), oo), (i, one, width(k))))
    where = (SizeFunction(width), ragged)
    either_way(Sum(x[1, i], (i, 1, width(1))) - Sum(x[1, i], (i, 2, width(1))), x[1, 1], *where)
    assert outcome(width(0), width(1), *where) is REFUTES


A, B = MatrixSymbol("A", d, N), MatrixSymbol("B", N, d)
S = MatrixSymbol("S", d, d)
invertible = (Hypothesis(name="S invertible", lhs=S, invertible=True),)


def test_matrices_are_exact() -> None:
    where = (Size(d), Size(N), Matrix(A), Matrix(B), Matrix(S))
    assert outcome(Transpose(MatMul(A, B)), MatMul(Transpose(B), Transpose(A)), *where) is HOLDS
    assert outcome(MatMul(S, Transpose(S)), MatMul(Transpose(S), S), *where) is REFUTES
    assert outcome(Trace(MatMul(A, B)), Trace(MatMul(B, A)), *where) is HOLDS
    assert outcome(MatMul(S, Inverse(S)), Identity(d), *where, given=invertible) is HOLDS
    assert outcome(Determinant(2 * S), 2**d * Determinant(S), *where) is HOLDS
    assert outcome(Determinant(2 * S), 2 * Determinant(S), *where) is REFUTES


def test_a_matrix_sequence_does_not_see_indices_bound_outside() -> None:
    X, start = MatrixSymbol("X", d, d), MatrixSymbol("Y", d, d)
    free = Index(i, one, Integer(3))
    natural = Scalar(k, Domain.NATURAL)
    steps = Sequence(symbol=X, index=j, initial=start, successor=i * Term(X, j))
    where = (Size(d), Matrix(start), free, natural, steps)
    either_way(Sum(Trace(Term(X, k)), (i, 1, 2)), 2 * i**k * Trace(start), *where)


# Replay


def replayed(statement: Statement, **values: object) -> Outcome:
    names = {str(getattr(v, "symbol", v)): v.symbol for v in statement.where}  # type: ignore[union-attr]
    return balls.replay(statement, Counterexample(values={names[n]: v for n, v in values.items()})).outcome


def test_replay_needs_the_hypotheses_and_the_failure() -> None:
    wrong = claim(p, one, Scalar(p), given=KEEP)
    assert replayed(wrong, p=Rational(1, 2)) is REFUTES
    assert replayed(wrong, p=1) is HOLDS
    assert replayed(wrong, p=2) is UNDECIDED
    assert replayed(wrong, p="one half") is UNDECIDED


def test_replay_refuses_values_outside_of_the_declarations() -> None:
    sums = claim(Sum(x[i], (i, 1, d)), Integer(0), Size(d), array(x, d), Scalar(k, Domain.NATURAL))
    assert replayed(sums, d=2, x=(1, 2)) is REFUTES
    assert replayed(sums, d=2, x=(1, -1)) is HOLDS
    assert replayed(sums, d=0) is UNDECIDED
    assert replayed(sums, d=Rational(5, 2), x=(1, 2)) is UNDECIDED
    assert replayed(sums, d=2, x=(1, 2, 3)) is UNDECIDED
    assert replayed(sums, d=2, x=((1, 2), (3, 4))) is UNDECIDED
    assert replayed(sums, d=2, x=(1, 2), k=-1) is UNDECIDED
    assert replayed(sums, x=(1, 2)) is UNDECIDED  # no size
    squares = claim(MatMul(S, S), S, Size(d), Matrix(S))
    assert replayed(squares, d=2, S=((1, 1), (0, 1))) is REFUTES
    assert replayed(squares, d=2, S=((1, 1, 0), (0, 1, 0))) is UNDECIDED
    assert replayed(squares, d=3, S=((1, 1), (0, 1))) is UNDECIDED


@pytest.mark.parametrize("wrong", [
    claim(MatMul(A, B), 2 * MatMul(A, B), Size(d), Size(N), Matrix(A), Matrix(B)),
    claim(sigma(a) + 0 * T[1], dsigma(a), real, array(T, 1)),
    claim(Sum(x[2, i], (i, 1, Function("d")(2))), Integer(0), SizeFunction(Function("d")),
          Array(x, ((k, Integer(0), oo), (i, one, Function("d")(k))))),
])  # fmt: skip
def test_every_kind_of_value_survives_being_written_down(wrong: Statement) -> None:
    witness = balls.witness(wrong)
    assert witness is not None
    assert balls.replay(wrong, witness).outcome is REFUTES


# Determinism


def test_entries_do_not_depend_on_the_order_of_asking() -> None:
    statement = claim(Sum(x[i], (i, 1, d)), Integer(0), Size(d), array(x, d))
    forward, backward = ([*instances(statement, 3, 4)][3] for _ in range(2))
    size = Evaluator(forward).whole(d)
    read = [forward.entry(x, (n,), Evaluator(forward)) for n in range(1, size + 1)]
    again = [backward.entry(x, (n,), Evaluator(backward)) for n in range(size, 0, -1)]
    assert read == again[::-1]


def test_witnesses_do_not_depend_on_the_hash_seed() -> None:
    here = str(Path(__file__).parent)
    code = f"import sys; sys.path.insert(0, {here!r}); import test_balls as t; "
    code += "print(t.balls.check(t.decomposition(1 - t.p), seed=5).detail)"
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": s, "PATH": "", "PYTHONPATH": ":".join(sys.path)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for s in ("0", "1", "77")
    }
    assert len(seen) == 1 and "fails at" in seen.pop()


def test_a_ball_around_zero_has_powers() -> None:
    z = Sum(tanh(a), (i, 1, 3)) - 3 * tanh(a)  # 0, known as a ball
    either_way(z**2 + Partial(z**2, a), Integer(0), real)
