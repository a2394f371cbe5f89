"""Random trees for property tests: everything that calculator text can say about scalars, vectors and matrices."""

from fractions import Fraction

from hypothesis import strategies as st

from backproof.theory.language.declarations import Scope, declared
from backproof.theory.language.tree import (
    Add,
    Call,
    Cases,
    Compare,
    Constant,
    Derivative,
    Div,
    Entry,
    Mul,
    Name,
    Neg,
    Number,
    Order,
    PartialName,
    Pow,
    Product,
    Rows,
    Sum,
)

SCOPE: Scope = declared(
    {"A": "matrix(m, n)", "w": "vector(d)", "i": "integer", "sigma": "activation", "x^{(l)}": "real", "w_in": "real"}
)
NAMES = ("x", "y", "k", "eta", "Phi", "phi", "x_1", "w_in", "x^{(l)}", "y'", "i", "n", "beta_0")
ONE_ARGUMENT = ("sin", "ln", "exp", "sqrt", "abs", "sigmoid", "relu", "gelu", "factorial", "Phi", "phi", "sigma")

numbers = st.builds(lambda n, p: Number(Fraction(n, 10**p)), st.integers(0, 10**6), st.integers(0, 4))
names = st.sampled_from(NAMES).map(Name)
leaves = st.one_of(numbers, names, st.sampled_from(("pi", "e")).map(Constant))


def _grown(inner: st.SearchStrategy) -> st.SearchStrategy:
    two = st.tuples(inner, inner)
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    comparison = st.builds(lambda a, o: Compare(a, (o,)), two, st.sampled_from(list(Order)))
    return st.one_of(
        several.map(Add),
        several.map(Mul),
        inner.map(Neg),
        two.map(lambda p: Div(*p)),
        two.map(lambda p: Pow(*p)),
        st.builds(lambda f, a: Call(f, (a,)), st.sampled_from(ONE_ARGUMENT), inner),
        st.builds(lambda f, a, n: Call(f, (a,), n), st.sampled_from(("sigma", "sigmoid")), inner, st.integers(1, 3)),
        st.builds(lambda f, a: Call(f, a), st.sampled_from(("max", "min", "logsumexp")), several),
        two.map(lambda p: Call("log_base", p)),
        inner.map(lambda a: Entry(Name("w"), (a,))),
        two.map(lambda p: Entry(Name("A"), p)),
        st.builds(lambda p, k: Sum(p[0], k, *p), two, st.sampled_from(("k", "j", "x"))),
        st.builds(lambda p, k: Product(p[0], k, *p), two, st.sampled_from(("k", "eta"))),
        st.builds(lambda b, n: Derivative(b, Name("x"), n), inner, st.integers(1, 3)),
        st.just(PartialName("L", "w")),
        st.builds(lambda v, c, o: Cases((v,), (c,), o), inner, comparison, st.none() | inner),
        st.builds(lambda p: Rows((p, p)), two),
        st.just(Call("transpose", (Name("A"),))),
    )


trees = st.recursive(leaves, _grown, max_leaves=12)
statements = st.builds(lambda a, b, o: Compare((a, b), (o,)), trees, trees, st.sampled_from(list(Order)))
