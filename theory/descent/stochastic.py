"""Mini-batches: their mean, their variance with and without replacement, the noise that stays, updates in an epoch."""

from sympy import IndexedBase, Integer, KroneckerDelta, Sum, Symbol

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.functions import Expect
from ..kernel.statement import (
    Centred,
    Counterexample,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Sequence,
    Size,
    Statement,
    array,
)
from .convexity import ANY_START
from .run import eta, half, k, natural

N, B = (Symbol(name, integer=True, positive=True) for name in ("N", "B"))
i, j, b = (Symbol(name, integer=True) for name in ("i", "j", "b"))
noise_level, e, e0, average = (Symbol(name, real=True) for name in ("v", "e", "e0", "c"))
G, T, V, u = (IndexedBase(name, real=True) for name in ("G", "T", "V", "u"))

TO_SGD = Source(Document.LECTURE_10, "From GD to Stochastic (Mini-Batch) GD")
MNIST = Source(Document.LECTURE_10, "MNIST")

mean = Sum(G[i], (i, 1, N)) / N
spread = Sum(G[i] ** 2, (i, 1, N)) / N - mean**2

# T_k adds up, over all N^k ordered samples of k draws, the sum of the gradients drawn: appending a draw i to each.
all_samples = Sequence(symbol=T, index=k, initial=Integer(0), successor=N * T[k] + N**k * Sum(G[i], (i, 1, N)))
_unbiased = Statement(
    where=(Size(N), array(G, N), natural, all_samples),
    lhs=T[k],
    rhs=k * N**k * mean,
    text="over all N^k samples of k draws the summed gradients have the mean k c: the batch gradient has the mean c",
)
_next = Statement(
    where=(Size(N), array(G, N), Index(j, Integer(1), N)),
    given=(Hypothesis(name="N > 1", lhs=Integer(1), relation=Relation.LESS, rhs=N),),
    lhs=Sum((1 - KroneckerDelta(i, j)) * G[i], (i, 1, N)) / (N - 1),
    rhs=mean + (mean - G[j]) / (N - 1),
    text="after j was drawn, the next gradient of the epoch has the mean c + (c - G_j)/(N - 1)",
)
batch_gradient_is_unbiased = Claim(
    title="Averaged over all samples of k independent draws, the batch gradient is the full gradient",
    ledger=("sgd.unbiased",),
    sources=(TO_SGD,),
    statement=_unbiased,
    derivation=(Step(statement=_unbiased, rule=Rule.RECURSION, reason="one more draw"),),
    as_stated=_next.but(
        rhs=mean, text="each batch gradient of an epoch is an unbiased estimate, whatever was drawn before"
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={N: 2, G: (1, -1), j: 1}, text="two samples: after the first only the second is left"
    ),
    mutants=(
        Mutant(
            name="not_averaged",
            statement=_unbiased.but(rhs=k * N**k * mean * N),
            misconception="the mean gradient is taken for the sum over all samples",
        ),
        Mutant(
            name="one_draw",
            statement=_unbiased.but(rhs=N**k * mean),
            misconception="the sum over the batch is not divided by its size",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The draws must be fresh in every step; the slide's epochs pass over shuffled data.",
)
next_gradient_of_an_epoch_is_biased = Claim(
    title="Within an epoch the next gradient is biased away from those already seen",
    ledger=("sgd.unbiased",),
    sources=(TO_SGD,),
    statement=_next,
    derivation=(Step(statement=_next, rule=Rule.NORMAL_FORM, reason="the sum without G_j"),),
    mutants=(
        Mutant(name="unbiased", statement=_next.but(rhs=mean), misconception="shuffling leaves every batch unbiased"),
        Mutant(
            name="towards_those_seen",
            statement=_next.but(rhs=mean - (mean - G[j]) / (N - 1)),
            misconception="the bias is towards the sample already seen",
        ),
    ),
    expected=Conclusion.PROVED,
)

# With replacement: u_i is the deviation of the i-th draw, independent, mean 0, variance v.
_independent = Statement(
    where=(Size(B), Scalar(noise_level), Scalar(average), array(u, B, law=Centred(noise_level))),
    given=(
        Hypothesis(
            name="v >= 0",
            lhs=Integer(0),
            relation=Relation.AT_MOST,
            rhs=noise_level,
            establish=(noise_level, noise_level**2),
        ),
    ),
    lhs=Expect((Sum(average + u[i], (i, 1, B)) / B - average) ** 2),
    rhs=noise_level / B,
    text="the mean of B independent draws of variance v has the variance v/B",
)
variance_of_independent_draws = Claim(
    title="With replacement the variance of a batch gradient is that of one gradient, divided by B",
    ledger=("sgd.variance",),
    sources=(TO_SGD,),
    statement=_independent,
    derivation=(Step(statement=_independent, rule=Rule.NORMAL_FORM, reason="E u_i u_j = v delta_ij"),),
    mutants=(
        Mutant(
            name="squared_batch",
            statement=_independent.but(rhs=noise_level / B**2),
            misconception="the factor 1/B is squared and the B terms are forgotten",
        ),
        Mutant(
            name="unchanged", statement=_independent.but(rhs=noise_level), misconception="batches do not lessen noise"
        ),
    ),
    expected=Conclusion.PROVED,
)

# Without replacement: sample i is in a batch of b with probability b/N, a pair with b (b - 1)/(N (N - 1)).
pairs = Sum(Sum((1 - KroneckerDelta(i, j)) * G[i] * G[j], (i, 1, N)), (j, 1, N))
_second_moment = (b * Sum(G[i] ** 2, (i, 1, N)) / N + b * (b - 1) * pairs / (N * (N - 1))) / b**2
_corrected = Statement(
    where=(Size(N), array(G, N), Index(b, Integer(1), N)),
    given=(Hypothesis(name="N > 1", lhs=Integer(1), relation=Relation.LESS, rhs=N),),
    lhs=_second_moment - mean**2,
    rhs=spread / b * (N - b) / (N - 1),
    text="without replacement the variance of a batch of b is (v/b) (N - b)/(N - 1)",
)
variance_without_replacement = Claim(
    title="Without replacement the variance of a batch gradient is smaller by (N - B)/(N - 1)",
    ledger=("sgd.variance",),
    sources=(TO_SGD,),
    statement=_corrected,
    derivation=(
        Step(
            statement=_corrected,
            rule=Rule.NORMAL_FORM,
            reason="the pairs add up to the square of the sum less the squares",
        ),
    ),
    mutants=(
        Mutant(
            name="no_correction",
            statement=_corrected.but(rhs=spread / b),
            misconception="drawing without replacement makes no difference",
        ),
        Mutant(
            name="divided_by_N",
            statement=_corrected.but(rhs=spread / b * (N - b) / N),
            misconception="the correction is (N - B)/N",
        ),
        Mutant(
            name="squared_batch",
            statement=_corrected.but(rhs=spread / b**2 * (N - b) / (N - 1)),
            misconception="the variance falls as 1/B^2",
            witness=Counterexample(
                values={N: 3, b: 2, G: (0, 0, 1)}, text="batches of two out of three: 1/18, not 1/36"
            ),
        ),
    ),
    expected=Conclusion.PROVED,
)

# Constant step size on R_u = (theta - u)^2/2, u with mean 0 and variance v: the minimiser of the mean loss is 0.
draw = IndexedBase("u", real=True)
_one_step = Statement(
    where=(Scalar(eta), Scalar(e), Scalar(noise_level), array(draw, 1, law=Centred(noise_level))),
    given=_independent.given,
    lhs=Expect((e - eta * (e - draw[1])) ** 2),
    rhs=(1 - eta) ** 2 * e**2 + eta**2 * noise_level,
    text="one step of SGD on (theta - u)^2/2: the squared distance shrinks by (1 - eta)^2 and gains eta^2 v",
)
one_noisy_step_adds_its_variance = Claim(
    title="A step of SGD adds eta^2 times the gradient's variance to the mean squared distance",
    ledger=("gd.convex-any-start", "sgd.variance"),
    sources=(ANY_START, TO_SGD),
    statement=_one_step,
    derivation=(Step(statement=_one_step, rule=Rule.NORMAL_FORM, reason="the mixed term has mean 0"),),
    mutants=(
        Mutant(
            name="step_not_squared",
            statement=_one_step.but(rhs=(1 - eta) ** 2 * e**2 + eta * noise_level),
            misconception="the variance is multiplied by eta",
        ),
        Mutant(
            name="unbiased_so_exact",
            statement=_one_step.but(rhs=(1 - eta) ** 2 * e**2),
            misconception="an unbiased gradient is as good as the gradient",
        ),
    ),
    expected=Conclusion.PROVED,
)
second_moment = Sequence(symbol=V, index=k, initial=e0**2, successor=(1 - eta) ** 2 * V[k] + eta**2 * noise_level)
_shrunk = (1 - eta * (2 - eta)) ** k  # (1 - eta)^(2 k)
_floor = Statement(
    where=(Scalar(eta), Scalar(e0), Scalar(noise_level), natural, second_moment),
    given=(Hypothesis(name="eta != 2", lhs=eta, rhs=Integer(2)),),
    lhs=V[k],
    rhs=_shrunk * e0**2 + noise_level * eta / (2 - eta) * (1 - _shrunk),
    text="E theta_k^2 = (1 - eta)^(2k) theta_0^2 + v eta/(2 - eta) (1 - (1 - eta)^(2k)) -> v eta/(2 - eta)",
)
constant_steps_leave_a_noise_floor = Claim(
    title="SGD with a constant step keeps the mean squared distance v eta/(2 - eta) from the minimum of a parabola",
    ledger=("gd.convex-any-start", "sgd.variance"),
    sources=(ANY_START,),
    statement=_floor,
    derivation=(Step(statement=_floor, rule=Rule.RECURSION, reason="(1 - eta)^2 = 1 - eta (2 - eta)"),),
    as_stated=_floor.but(
        relation=Relation.AT_MOST,
        rhs=_shrunk * e0**2,
        text="in convex problems SGD converges to the global minimum from any start, as GD does",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={eta: half, noise_level: 1, e0: 0, k: 1},
        text="started in the minimum: after one step with eta = 1/2 the mean squared distance is 1/4",
    ),
    mutants=(
        Mutant(
            name="half_the_step",
            statement=_floor.but(rhs=_shrunk * e0**2 + noise_level * eta / 2 * (1 - _shrunk)),
            misconception="the floor is v eta/2, which is its value for small steps",
        ),
        Mutant(
            name="start_forgotten",
            statement=_floor.but(rhs=noise_level * eta / (2 - eta) * (1 - _shrunk)),
            misconception="the distribution is stationary from the beginning",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="For 0 < eta < 2 the start is forgotten; falling steps with an infinite sum remove the floor.",
)

# Updates in an epoch: the number of batches of at most B samples that N samples fill.
updates, samples, batch = (Symbol(name, real=True) for name in ("U", "N", "B"))


def epoch(count: int) -> Statement:
    """`count` is the number of batches of 128 that 60000 samples fill, the last one in part."""
    return Statement(
        where=(
            Scalar(updates, values=(Integer(count),)),
            Scalar(samples, values=(Integer(60000),)),
            Scalar(batch, values=(Integer(128),)),
        ),
        lhs=(batch * updates - samples) * (batch * (updates - 1) - samples),
        relation=Relation.LESS,
        rhs=Integer(0),
        text="B (U - 1) < N < B U: U - 1 batches are full, and U are enough",
    )


_epoch = epoch(469)
epoch_of_mnist_has_469_updates = Claim(
    title="60000 samples in batches of 128 are 469 updates",
    ledger=("sgd.epoch-updates",),
    sources=(MNIST, TO_SGD),
    statement=_epoch,
    derivation=(Step(statement=_epoch, rule=Rule.ENUMERATION, reason="468.75 rounded up"),),
    mutants=(
        Mutant(name="rounded_down", statement=epoch(468), misconception="the last 96 samples are no batch"),
        Mutant(name="one_more", statement=epoch(470), misconception="the empty rest is a batch"),
    ),
    expected=Conclusion.PROVED,
    note="Where an incomplete last batch is dropped there are 468.",
)
_rest = _epoch.but(
    lhs=samples - batch * (updates - 1),
    relation=Relation.EQUAL,
    rhs=Integer(96),
    text="the last of the 469 batches has 96 samples",
)
last_batch_of_mnist_has_96_samples = Claim(
    title="The last of the 469 batches has 96 samples",
    ledger=("sgd.epoch-updates",),
    sources=(MNIST, TO_SGD),
    statement=_rest,
    derivation=(Step(statement=_rest, rule=Rule.ENUMERATION, reason="60000 - 468 * 128"),),
    mutants=(
        Mutant(name="full", statement=_rest.but(rhs=Integer(128)), misconception="B divides N"),
        Mutant(name="what_is_missing", statement=_rest.but(rhs=Integer(32)), misconception="32 are missing in it"),
    ),
    expected=Conclusion.PROVED,
)
