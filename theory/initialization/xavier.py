"""Xavier's variance 2/(n + m): the harmonic mean of 1/n and 1/m, what it does to both passes, and sigmoid layers."""

from sympy import IndexedBase, Integer, Rational, Sum, Symbol

from ..kernel.claim import Claim, Conclusion, Fault, Mutant, Rule, Step
from ..kernel.functions import Expect, sigmoid
from ..kernel.statement import (
    Centred,
    Counterexample,
    Hypothesis,
    Relation,
    Scalar,
    Size,
    Statement,
    array,
)
from .notation import SECTION_IV, WEIGHTS, by_normal_form, by_scalar_form, i, is_variance, m, n, q

w, x, delta, z = (IndexedBase(name, real=True) for name in ("w", "x", "delta", "z"))
xavier = 2 / (n + m)
SOURCES = (SECTION_IV, WEIGHTS)

_between = Statement(
    where=(Size(n), Size(m)),
    lhs=2 * (1 / n) * (1 / m) / (1 / n + 1 / m),
    rhs=xavier,
    text="2/(n + m) is the harmonic mean of the forward variance 1/n and the backward variance 1/m",
)
xavier_is_the_harmonic_mean = Claim(
    title="Xavier's variance 2/(n + m) is the harmonic mean of 1/n and 1/m",
    ledger=("init.xavier",),
    sources=SOURCES,
    statement=_between,
    derivation=by_normal_form(_between, "a common denominator"),
    mutants=(
        Mutant(name="no_two", statement=_between.but(rhs=1 / (n + m)), misconception="the factor 2 is forgotten"),
        Mutant(
            name="arithmetic_mean",
            statement=_between.but(lhs=(1 / n + 1 / m) / 2),
            misconception="the arithmetic mean of 1/n and 1/m is taken",
        ),
    ),
    expected=Conclusion.PROVED,
)

_forward = Statement(
    where=(Size(n), Size(m), Scalar(q), array(w, n, law=Centred(xavier)), array(x, n, law=Centred(q))),
    given=(is_variance(q),),
    lhs=Expect(Sum(w[i] * x[i], (i, 1, n)) ** 2),
    rhs=2 * n * q / (n + m),
    text="forward, Xavier multiplies the variance by 2n/(n + m)",
)
xavier_forward_factor = Claim(
    title="Xavier multiplies the forward variance of a linear layer by 2n/(n + m)",
    ledger=("init.xavier",),
    sources=SOURCES,
    statement=_forward,
    derivation=by_normal_form(_forward, "n inputs, variance 2/(n + m)"),
    mutants=(
        Mutant(
            name="preserved",
            statement=_forward.but(rhs=q),
            misconception="Xavier keeps the forward variance whatever the fan-out is",
        ),
        Mutant(
            name="fan_out",
            statement=_forward.but(rhs=2 * m * q / (n + m)),
            misconception="the factors of the two passes are exchanged",
        ),
    ),
    expected=Conclusion.PROVED,
)

_backward = Statement(
    where=(Size(n), Size(m), Scalar(q), array(w, m, law=Centred(xavier)), array(delta, m, law=Centred(q))),
    given=(is_variance(q),),
    lhs=Expect(Sum(w[i] * delta[i], (i, 1, m)) ** 2),
    rhs=2 * m * q / (n + m),
    text="backward, Xavier multiplies the variance of the error signal by 2m/(n + m)",
)
xavier_backward_factor = Claim(
    title="Xavier multiplies the backward variance of a linear layer by 2m/(n + m)",
    ledger=("init.xavier",),
    sources=SOURCES,
    statement=_backward,
    derivation=by_normal_form(_backward, "m outputs, variance 2/(n + m)"),
    mutants=(
        Mutant(
            name="preserved",
            statement=_backward.but(rhs=q),
            misconception="Xavier keeps the backward variance whatever the fan-in is",
        ),
        Mutant(
            name="fan_in",
            statement=_backward.but(rhs=2 * n * q / (n + m)),
            misconception="the factors of the two passes are exchanged",
        ),
    ),
    expected=Conclusion.PROVED,
)

unequal = Hypothesis(name="n != m", lhs=n, relation=Relation.NOT_EQUAL, rhs=m)
_product = Statement(
    where=(Size(n), Size(m)),
    given=(unequal,),
    lhs=(2 * n / (n + m)) * (2 * m / (n + m)),
    relation=Relation.LESS,
    rhs=Integer(1),
    text="where the fans differ the two factors have a product below 1: one pass at least shrinks",
)
xavier_keeps_both_passes_only_for_equal_fans = Claim(
    title="Unless fan-in equals fan-out, Xavier's forward and backward factors have a product below 1",
    ledger=("init.xavier",),
    sources=SOURCES,
    statement=_product,
    derivation=(
        Step(
            statement=_product,
            rule=Rule.SQUARES,
            reason="1 - 4nm/(n + m)^2 = ((n - m)/(n + m))^2",
            data=((Integer(1), (n - m) / (n + m)),),
        ),
    ),
    mutants=(
        Mutant(
            name="always_one",
            statement=_product.but(relation=Relation.EQUAL),
            misconception="what one pass loses the other one gains",
        ),
        Mutant(
            name="equal_fans_too",
            statement=_product.without(unequal),
            misconception="Xavier shrinks the signal in square layers too",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Logistic units are not symmetric about 0, and their slope is at most 1/4.
t = Symbol("t", real=True)
_mirror = Statement(
    where=(Scalar(t),),
    lhs=sigmoid(-t),
    rhs=1 - sigmoid(t),
    text="the logistic function is symmetric about the value 1/2, not about 0",
)
sigmoid_is_symmetric_about_one_half = Claim(
    title="The logistic function satisfies sigma(-t) = 1 - sigma(t): it is not odd, as tanh is",
    ledger=("init.xavier-for-sigmoid",),
    sources=(SECTION_IV,),
    statement=_mirror,
    derivation=by_scalar_form(_mirror, "both are 1/(1 + exp(t))"),
    as_stated=_mirror.but(rhs=-sigmoid(t), text="sigmoid and tanh are symmetric"),
    fault=Fault.FORMULA,
    counterexample=Counterexample(values={t: 0}, text="sigma(0) = 1/2: inputs of mean 0 give outputs of mean 1/2"),
    mutants=(
        Mutant(name="odd", statement=_mirror.but(rhs=-sigmoid(t)), misconception="the logistic function is odd"),
        Mutant(name="even", statement=_mirror.but(rhs=sigmoid(t)), misconception="the logistic function is even"),
    ),
    expected=Conclusion.REFUTED,
)

slope = sigmoid(z[i]) * (1 - sigmoid(z[i]))
_arriving = Expect(Sum(w[i] * slope * delta[i], (i, 1, n)) ** 2)
_sixteenth = Sum(delta[i] ** 2, (i, 1, n)) / (16 * n)
_missing = Sum(delta[i] ** 2 * (sigmoid(z[i]) - Rational(1, 2)) ** 2 * (Rational(1, 4) + slope), (i, 1, n)) / n
_weighted = Sum(slope**2 * delta[i] ** 2, (i, 1, n)) / n
_shrinks = Statement(
    where=(Size(n), array(w, n, law=Centred(1 / n)), array(z, n), array(delta, n)),
    lhs=_arriving,
    relation=Relation.AT_MOST,
    rhs=_sixteenth,
    text="a square logistic layer with Xavier weights divides the error signal's mean square by 16 at least",
)
xavier_with_sigmoid_loses_fifteen_sixteenths_of_the_gradient = Claim(
    title="Behind logistic units Xavier does not keep the gradient: a layer leaves 1/16 of its mean square at most",
    ledger=("init.xavier-for-sigmoid", "init.prevents-vanishing"),
    sources=(SECTION_IV, WEIGHTS),
    statement=_shrinks,
    derivation=(
        Step(
            statement=_shrinks.but(relation=Relation.EQUAL, rhs=_weighted),
            rule=Rule.NORMAL_FORM,
            reason="the weights have variance 1/n = 2/(n + n)",
        ),
        Step(
            statement=_shrinks.but(lhs=_weighted, rhs=_weighted + _missing),
            rule=Rule.NORMAL_FORM,
            reason="a sum of squares times what is positive",
        ),
        Step(
            statement=_shrinks.but(lhs=_weighted + _missing, relation=Relation.EQUAL, rhs=_sixteenth),
            rule=Rule.NORMAL_FORM,
            reason="1/4 - s = (sigma - 1/2)^2 for the slope s = sigma (1 - sigma), and s^2 + (1/4 - s)(1/4 + s) = 1/16",
        ),
        Step(statement=_shrinks, rule=Rule.CHAIN, using=(0, 1, 2), reason="the three lines"),
    ),
    as_stated=_shrinks.but(
        relation=Relation.EQUAL,
        rhs=Sum(delta[i] ** 2, (i, 1, n)) / n,
        text="Xavier is right for sigmoid layers: forward and backward variances are kept",
    ),
    fault=Fault.FORMULA,
    counterexample=Counterexample(
        values={n: 1, z: (0,), delta: (1,)}, text="one unit at z = 0, where the slope is largest: 1/16"
    ),
    mutants=(
        Mutant(
            name="preserved",
            statement=_shrinks.but(relation=Relation.EQUAL, rhs=Sum(delta[i] ** 2, (i, 1, n)) / n),
            misconception="the slope of the units is left out",
        ),
        Mutant(
            name="exactly_one_sixteenth",
            statement=_shrinks.but(relation=Relation.EQUAL),
            misconception="every unit is taken to have the largest slope",
        ),
    ),
    expected=Conclusion.REFUTED,
    note="The slope of tanh at 0 is 1, that of the logistic function 1/4.",
)
