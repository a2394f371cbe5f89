"""Convolution of finite sequences, zero beyond their ends: the discrete twin of the integral, and its intuitions.

A kernel w_1..w_m and a signal x_1..x_n give (w * x)_k = sum_i w_i x_{k-i} for k = 2..m + n, where an entry
outside of the signal counts as 0. Identities are tested with any weights f_k of the places; a unit pulse gives one
place. Riemann sums of an integral with integrands of bounded support are of this form; for integrable
functions on the whole line the same identities follow by Fubini's theorem.
Shown: it commutes, is linear, is the law of a sum of independent variables, and becomes a product of transforms.
Source: Lim 2025, Lecture 10, slides on the foundations and intuitions of convolution.
"""

from sympy import Expr, IndexedBase, Integer, KroneckerDelta, Rational, Sum, Symbol, cos, sin

from ..kernel.claim import Claim, Conclusion, Document, Fault, Mutant, Rule, Source, Step
from ..kernel.statement import (
    Array,
    Counterexample,
    Domain,
    Hypothesis,
    Index,
    Relation,
    Scalar,
    Size,
    Statement,
    array,
)

m, n = (Symbol(name, integer=True, positive=True) for name in "mn")
i, j, k, t = (Symbol(name, integer=True) for name in "ijkt")
w, x, z, q, f = (IndexedBase(name, real=True) for name in "wxzqf")
T = Symbol("T", integer=True, nonnegative=True)
a, b, omega = (Symbol(name, real=True) for name in ("a", "b", "omega"))
FOUNDATION = Source(Document.LECTURE_10, "Convolution: Mathematical Foundation")
INTUITIONS = Source(Document.LECTURE_10, "Convolution: Intuitions")
sequences = (Size(m), Size(n), array(w, m), array(x, n))
tested = Array(f, ((k, Integer(2), m + n),))  # any weights of the places


def convolved(signal: IndexedBase = x) -> Expr:
    """(w * signal)_k: over i, and over the place j = k - i if the signal has one."""
    return Sum(w[i] * signal[j] * KroneckerDelta(k - i, j), (i, 1, m), (j, 1, n))


def by_normal_form(statement: Statement, reason: str) -> tuple[Step, ...]:
    """One comparison of normal forms."""
    return (Step(statement=statement, rule=Rule.NORMAL_FORM, reason=reason),)


def weighed(outputs: Expr) -> Expr:
    """sum_k f_k outputs_k."""
    return Sum(f[k] * outputs, (k, 2, m + n))


_commutes = Statement(
    where=(*sequences, tested),
    lhs=weighed(convolved()),
    rhs=weighed(Sum(x[j] * w[i] * KroneckerDelta(k - j, i), (j, 1, n), (i, 1, m))),
    text="sum_i w_i x_{k-i} = sum_j x_j w_{k-j}",
)
convolution_of_sequences_commutes = Claim(
    title="Convolution commutes where it exists: for all finite sequences, not for all functions",
    ledger=("conv.continuous-properties",),
    sources=(FOUNDATION,),
    statement=_commutes,
    derivation=by_normal_form(_commutes, "i + j = k in both sums"),
    as_stated=Statement(
        where=(Scalar(T, Domain.NATURAL),),
        lhs=Sum(Integer(1), (t, -T, T)),
        relation=Relation.AT_MOST,
        rhs=Integer(100),
        text="any two functions have a convolution; here w = x = 1: its sums from -T to T are bounded, say by 100",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(values={T: 50}, text="the sum from -50 to 50 is 101: it grows without end"),
    mutants=(
        Mutant(
            name="reversed_signal",
            statement=_commutes.but(
                rhs=weighed(Sum(x[n + 1 - j] * w[i] * KroneckerDelta(k - j, i), (j, 1, n), (i, 1, m)))
            ),
            misconception="one of the two is reversed on top of the difference in the index",
        ),
        Mutant(
            name="pointwise",
            statement=_commutes.but(rhs=Sum(f[2 * i] * x[j] * w[i] * KroneckerDelta(i, j), (i, 1, m), (j, 1, n))),
            misconception="the two places are equal instead of adding up",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="On the whole line the integral needs integrable functions, or an integrable and a bounded one; then Fubini's "
    "theorem gives the same.",
)

_linear = Statement(
    where=(*sequences, array(z, n), Scalar(a), Scalar(b), tested),
    lhs=weighed(Sum(w[i] * (a * x[j] + b * z[j]) * KroneckerDelta(k - i, j), (i, 1, m), (j, 1, n))),
    rhs=a * weighed(convolved()) + b * weighed(convolved(z)),
    text="w * (a x + b z) = a (w * x) + b (w * z)",
)
convolution_of_sequences_is_linear = Claim(
    title="Convolution is linear in the signal",
    ledger=("conv.continuous-properties",),
    sources=(FOUNDATION,),
    statement=_linear,
    derivation=by_normal_form(_linear, "sums are linear"),
    mutants=(
        Mutant(
            name="factors_forgotten",
            statement=_linear.but(rhs=weighed(convolved()) + weighed(convolved(z))),
            misconception="only sums are kept, not multiples",
        ),
        Mutant(
            name="multiplicative",
            statement=_linear.but(
                lhs=weighed(Sum(w[i] * x[j] * z[j] * KroneckerDelta(k - i, j), (i, 1, m), (j, 1, n))),
                rhs=weighed(convolved() * convolved(z)),
            ),
            misconception="products of signals are kept as sums are",
        ),
    ),
    expected=Conclusion.PROVED,
)

# Two random integers U in 1..m and V in 1..n with P(U = i, V = j) = q_ij, P(U = i) = w_i, P(V = j) = x_j.
pairs = (Index(i, Integer(1), m), Index(j, Integer(1), n))
independent = Hypothesis(
    name="U, V independent",
    lhs=q[i, j],
    relation=Relation.EQUAL,
    rhs=w[i] * x[j],
    forall=pairs,
    establish=(q[i, j], w[i] * x[j]),
)
first = Hypothesis(
    name="law of U",
    lhs=w[i],
    relation=Relation.EQUAL,
    rhs=Sum(q[i, j], (j, 1, n)),
    forall=pairs[:1],
    establish=(w[i], Sum(q[i, j], (j, 1, n))),
)
second = Hypothesis(
    name="law of V",
    lhs=x[j],
    relation=Relation.EQUAL,
    rhs=Sum(q[i, j], (i, 1, m)),
    forall=pairs[1:],
    establish=(x[j], Sum(q[i, j], (i, 1, m))),
)
_sum = Statement(
    where=(*sequences, array(q, m, n), tested),
    given=(independent,),
    lhs=Sum(q[i, j] * f[i + j], (i, 1, m), (j, 1, n)),
    rhs=weighed(convolved()),
    text="P(U + V = k) = sum_i P(U = i) P(V = k - i): E f(U + V) is the sum of f(k) times that, for any f",
)
law_of_an_independent_sum_is_the_convolution = Claim(
    title="The law of a sum is the convolution of the laws when the variables are independent",
    ledger=("conv.probability-density",),
    sources=(INTUITIONS,),
    statement=_sum,
    derivation=by_normal_form(_sum, "the joint law is the product; V = k - U"),
    as_stated=_sum.but(
        given=(first, second),
        text="the law of U + V is the convolution of the laws of U and V, whatever their joint law is",
    ),
    fault=Fault.HYPOTHESIS,
    counterexample=Counterexample(
        values={
            m: 2,
            n: 2,
            f: (0, 1, 0),
            q: ((Rational(1, 2), 0), (0, Rational(1, 2))),
            w: (Rational(1, 2), Rational(1, 2)),
            x: (Rational(1, 2), Rational(1, 2)),
        },
        text="V = U, 1 or 2 evenly: U + V is never 3, the convolution gives that the probability 1/2",
    ),
    mutants=(
        Mutant(
            name="product_of_the_laws",
            statement=_sum.but(rhs=Sum(f[2 * i] * w[i] * x[j] * KroneckerDelta(i, j), (i, 1, m), (j, 1, n))),
            misconception="the density of a sum is the product of the densities",
        ),
        Mutant(
            name="reversed",
            statement=_sum.but(lhs=Sum(q[i, j] * f[i + n + 1 - j], (i, 1, m), (j, 1, n))),
            misconception="the law of the difference",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="Densities in place of probabilities: the same with an integral.",
)

# Transforms at any real frequency: real parts with cosines, imaginary parts with sines.


def transform(signal: IndexedBase, length: Expr, wave: type) -> Expr:
    """sum_j signal_j wave(omega j)."""
    return Sum(signal[j] * wave(omega * j), (j, 1, length))


def transform_of_convolution(wave: type) -> Expr:
    """sum_k (w * x)_k wave(omega k)."""
    return Sum(convolved() * wave(omega * k), (k, 2, m + n))


def transform_of_correlation(wave: type) -> Expr:
    """The same for (w o x)_k = sum_i w_i x_{k+i}, k from 1 - m to n - 1."""
    pairs = Sum(w[i] * x[j] * KroneckerDelta(k + i, j), (i, 1, m), (j, 1, n))
    return Sum(pairs * wave(omega * k), (k, 1 - m, n - 1))


def products(sign: int, *, real: bool) -> Expr:
    """Real or imaginary part of F(w) F(x) (sign 1) or of its twin with F(w) conjugated (sign -1)."""
    cw, sw = transform(w, m, cos), transform(w, m, sin)
    cx, sx = transform(x, n, cos), transform(x, n, sin)
    return cw * cx - sign * sw * sx if real else cw * sx + sign * sw * cx


_real = Statement(
    where=(*sequences, Scalar(omega)),
    lhs=transform_of_convolution(cos),
    rhs=products(1, real=True),
    text="Re F(w * x) = Re F(w) Re F(x) - Im F(w) Im F(x), where (F x)(omega) = sum_j x_j e^(i omega j)",
)
convolution_becomes_a_product_of_transforms = Claim(
    title="The transform of a convolution is the product of the transforms; of a cross-correlation it is not",
    ledger=("conv.fourier-theorem",),
    sources=(INTUITIONS,),
    statement=_real,
    derivation=by_normal_form(_real, "cos(omega (i + j)) by the addition theorem"),
    as_stated=_real.but(
        lhs=transform_of_correlation(cos),
        text="F(w * x) = F(w) F(x), with the star that the slides use for cross-correlation from here on",
    ),
    fault=Fault.CONVENTION,
    counterexample=Counterexample(
        values={m: 2, n: 1, w: (0, 1), x: (1,), omega: 1}, text="unit pulses at 2 and 1: cos 1 is not cos 3"
    ),
    mutants=(
        Mutant(
            name="real_parts_alone",
            statement=_real.but(rhs=transform(w, m, cos) * transform(x, n, cos)),
            misconception="real parts multiply on their own",
        ),
        Mutant(
            name="conjugate",
            statement=_real.but(rhs=products(-1, real=True)),
            misconception="a conjugate that belongs to cross-correlation",
        ),
    ),
    expected=Conclusion.QUALIFIED,
    note="The factor also depends on the convention: with 1/sqrt(2 pi) in front of the integral, F(w * x) is "
    "sqrt(2 pi) F(w) F(x). Frequencies 2 pi l/N, N >= m + n - 1, make it the discrete transform of padded sequences.",
)

_imaginary = _real.but(
    lhs=transform_of_convolution(sin),
    rhs=products(1, real=False),
    text="Im F(w * x) = Re F(w) Im F(x) + Im F(w) Re F(x)",
)
imaginary_parts_of_the_transforms_mix = Claim(
    title="The transform of a convolution is the product of the transforms: imaginary parts",
    ledger=("conv.fourier-theorem",),
    sources=(INTUITIONS,),
    statement=_imaginary,
    derivation=by_normal_form(_imaginary, "sin(omega (i + j)) by the addition theorem"),
    mutants=(
        Mutant(
            name="sines_multiply",
            statement=_imaginary.but(rhs=transform(w, m, sin) * transform(x, n, sin)),
            misconception="imaginary parts multiply on their own",
        ),
        Mutant(
            name="conjugate",
            statement=_imaginary.but(rhs=products(-1, real=False)),
            misconception="a conjugate that belongs to cross-correlation",
        ),
    ),
    expected=Conclusion.PROVED,
)

_crossed = _real.but(
    lhs=transform_of_correlation(cos),
    rhs=products(-1, real=True),
    text="Re F(w o x) = Re F(w) Re F(x) + Im F(w) Im F(x): the kernel's transform is conjugated",
)
cross_correlation_conjugates_the_kernel = Claim(
    title="The transform of a cross-correlation has the kernel's transform conjugated",
    ledger=("conv.fourier-theorem", "conv.cross-correlation"),
    sources=(INTUITIONS,),
    statement=_crossed,
    derivation=by_normal_form(_crossed, "cos(omega (j - i)) by the addition theorem"),
    mutants=(
        Mutant(
            name="no_conjugate",
            statement=_crossed.but(rhs=products(1, real=True)),
            misconception="the convolution theorem holds for cross-correlation",
        ),
        Mutant(
            name="real_parts_alone",
            statement=_crossed.but(rhs=transform(w, m, cos) * transform(x, n, cos)),
            misconception="real parts multiply on their own",
        ),
    ),
    expected=Conclusion.PROVED,
)
