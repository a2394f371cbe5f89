"""The formula (x - mu)/sqrt(sigma^2 + eps) over n values: its mean, its variance, its slope, what it ignores."""

from sympy import IndexedBase, Integer, KroneckerDelta, Symbol, sqrt

from ..kernel.claim import Claim, Conclusion, Mutant, Rule, Step
from ..kernel.functions import Partial
from ..kernel.statement import Hypothesis, Index, Relation, Scalar, Size, Statement, array
from .notation import SECTION_VII, by_normal_form, eps, mean, normalized, number_eps, positive_eps, variance

n = Symbol("n", integer=True, positive=True)
i, j, q = (Symbol(name, integer=True) for name in "ijq")
a, b = Symbol("a", real=True), Symbol("b", real=True)
x = IndexedBase("x", real=True)

_values, _outputs = ((i, n),), ((j, n),)
_mu, _spread = mean(x[i], _values), variance(x[i], _values)
_hat = normalized(x[j], x[i], _values)
_root = sqrt(_spread + eps)
_where = (Size(n), number_eps, array(x, n))

_centred = Statement(
    where=_where,
    given=(positive_eps,),
    lhs=mean(_hat, _outputs),
    rhs=Integer(0),
    text="the mean of the normalized values is 0",
)
normalized_values_have_mean_zero = Claim(
    title="Normalized values have mean 0, for every epsilon",
    ledger=("norm.formula",),
    sources=SECTION_VII,
    statement=_centred,
    derivation=by_normal_form(_centred, "the distances from the mean add up to 0"),
    mutants=(
        Mutant(
            name="only_scaled",
            statement=_centred.but(lhs=mean(x[j] / _root, _outputs)),
            misconception="division by the deviation alone centres the values",
        ),
        Mutant(
            name="mean_is_kept",
            statement=_centred.but(rhs=_mu),
            misconception="normalization changes the scale and leaves the mean",
        ),
    ),
    expected=Conclusion.PROVED,
)

_shrunk = Statement(
    where=_where,
    given=(positive_eps,),
    lhs=mean(_hat**2, _outputs),
    rhs=_spread / (_spread + eps),
    text="the variance of the normalized values is sigma^2/(sigma^2 + eps): below 1, and 0 for equal values",
)
normalized_variance_falls_short_of_one_by_epsilon = Claim(
    title="Normalized values have variance sigma^2/(sigma^2 + epsilon), which is 1 only in the limit epsilon = 0",
    ledger=("norm.formula",),
    sources=SECTION_VII,
    statement=_shrunk,
    derivation=by_normal_form(_shrunk, "the mean square of the distances is sigma^2"),
    mutants=(
        Mutant(
            name="unit_variance",
            statement=_shrunk.but(rhs=Integer(1)),
            misconception="the normalized values have variance 1 whatever epsilon is",
        ),
        Mutant(
            name="no_root",
            statement=_shrunk.but(lhs=mean(((x[j] - _mu) / (_spread + eps)) ** 2, _outputs)),
            misconception="the values are divided by the variance instead of the deviation",
        ),
        Mutant(
            name="sample_variance",
            statement=_shrunk.but(rhs=_spread * n / (_spread * n + (n + 1) * eps)),
            misconception="a divisor other than n is used for the variance",
        ),
    ),
    expected=Conclusion.PROVED,
    note="The variance is the mean squared distance, divisor n. The learned scale and shift come after it.",
)

_slope = Statement(
    where=(*_where, Index(j, Integer(1), n), Index(q, Integer(1), n)),
    given=(positive_eps,),
    lhs=Partial(_hat, x[q]),
    rhs=(KroneckerDelta(j, q) - 1 / n - _hat * normalized(x[q], x[i], _values) / n) / _root,
    text="d xhat_j / d x_q = (delta_jq - 1/n - xhat_j xhat_q / n)/sqrt(sigma^2 + eps)",
)
jacobian_of_normalization = Claim(
    title="The Jacobian of normalization is (I - 11^T/n - xhat xhat^T/n)/sqrt(sigma^2 + epsilon)",
    ledger=("norm.formula",),
    sources=SECTION_VII,
    statement=_slope,
    derivation=by_normal_form(_slope, "mean and variance move with every value"),
    mutants=(
        Mutant(
            name="constant_statistics",
            statement=_slope.but(rhs=KroneckerDelta(j, q) / _root),
            misconception="mean and variance are treated as constants in the backward pass",
        ),
        Mutant(
            name="constant_variance",
            statement=_slope.but(rhs=(KroneckerDelta(j, q) - 1 / n) / _root),
            misconception="the backward pass goes through the mean only",
        ),
        Mutant(
            name="constant_mean",
            statement=_slope.but(
                rhs=(KroneckerDelta(j, q) - _hat * normalized(x[q], x[i], _values) / n) / _root,
            ),
            misconception="the backward pass goes through the variance only",
        ),
    ),
    expected=Conclusion.PROVED,
)

_moved = normalized(a * x[j] + b, a * x[i] + b, _values, a**2 * eps)
positive_scale = Hypothesis(name="0 < a", lhs=Integer(0), relation=Relation.LESS, rhs=a, establish=(a, 1 + a**2))
_affine = Statement(
    where=(Size(n), Scalar(a), Scalar(b), number_eps, array(x, n), Index(j, Integer(1), n)),
    given=(positive_scale, positive_eps),
    lhs=_moved,
    rhs=_hat,
    text="a x + b normalized with a^2 eps is x normalized with eps, for a > 0",
)
# Written as a sum: SymPy would draw |a| out of the root of a product.
_drawn_out = a * (x[j] - _mu) / sqrt(a**2 * _spread + a**2 * eps)
normalization_ignores_shift_and_trades_scale_for_epsilon = Claim(
    title="Normalizing a x + b with a^2 epsilon is normalizing x with epsilon: at epsilon = 0 scale and shift are lost",
    ledger=("norm.in-contrast", "norm.ln-batch-independent"),
    sources=SECTION_VII,
    statement=_affine,
    derivation=(
        *by_normal_form(_affine.but(rhs=_drawn_out), "the mean becomes a mu + b, the variance a^2 sigma^2"),
        Step(
            statement=_affine.but(lhs=_drawn_out),
            rule=Rule.SCALAR_NORMAL_FORM,
            reason="sqrt(a^2) = a for positive a",
        ),
        Step(statement=_affine, rule=Rule.CHAIN, using=(0, 1), reason="the two lines"),
    ),
    mutants=(
        Mutant(
            name="same_epsilon",
            statement=_affine.but(lhs=normalized(a * x[j] + b, a * x[i] + b, _values)),
            misconception="the invariance holds with a fixed epsilon: faint inputs keep less contrast than strong ones",
        ),
        Mutant(
            name="any_sign",
            statement=_affine.without(positive_scale).but(
                given=(Hypothesis(name="a != 0", lhs=a, relation=Relation.NOT_EQUAL), positive_eps)
            ),
            misconception="a negative scale is ignored too: it flips the sign",
        ),
        Mutant(
            name="scale_kept",
            statement=_affine.but(rhs=a * _hat),
            misconception="the scale of the input passes through",
        ),
    ),
    expected=Conclusion.PROVED,
)
