"""Values kept while an outer index runs are those worked out anew: sums in sums, slopes, shadowed indices, limits."""

import random
from fractions import Fraction

import pytest
from flint import ctx, fmpq

from backproof.theory.decision import evaluate
from backproof.theory.decision.evaluate import Evaluator, Layout, Point
from backproof.theory.decision.numbers import Unclear
from backproof.theory.decision.points import Sampler
from backproof.theory.language.declarations import declared
from backproof.theory.language.reader import read
from backproof.theory.language.shapes import completed
from backproof.theory.language.tree import Add, Call, Entry, Mul, Name, Node, Number, Sum

LET = {"A": "matrix(m, n)", "u": "vector(m)", "v": "vector(n)", "x": "real", "sigma": "activation"}
WRITTEN = (
    "sum(sum(A[i,j]*sigma(v[j]), j, 1, n)*sigma(u[i]), i, 1, m)",
    "sum(exp(sum(A[i,j]*v[j]*sum(sigma(x*u[k]), k, 1, m), j, 1, n)), i, 1, m)",
    "sum(sum(i*sum(i*v[i], i, 1, n), j, 1, i), i, 1, m)",  # an index inside of itself
    "sum(diff(sum(sigma(x*u[i])*sigma(x*v[j]), j, 1, n)^2, x), i, 1, m)",
    "sum(sigma'(u[i])*sum(diff(sigma(u[i]*v[j])*sigma(x*v[j]), v[j]), j, 1, n), i, 1, m)",
    "product(sum(1 + sin(v[j])*sigma(u[i]), j, 1, n), i, 1, m)",
)
INDICES, AXIS = ("i", "j", "k"), {"u": "m", "v": "n"}


def plainly(node: Node, point: Point, scope, monkeypatch: pytest.MonkeyPatch) -> object:
    """The value with every part worked out wherever it stands."""
    with monkeypatch.context() as changed:
        changed.setattr(Layout, "depends", lambda self, node, bound: None)
        return Evaluator(scope, point).value(node)


def made(rng: random.Random, depth: int, bound: tuple[str, ...]) -> Node:
    """A formula with sums in sums; the ends of an inner one may be an outer index, the index one that is taken."""
    if depth == 0 or (bound and rng.random() < 0.1):
        choices = [Name("x"), Number(Fraction(rng.randint(1, 5), 3)), *(Name(b) for b in bound)]
        choices += [Entry(Name(a), (Number(Fraction(1)),)) for a in ("u", "v")]
        return rng.choice(choices)
    match rng.randrange(4):
        case 0:
            return Add((made(rng, depth - 1, bound), made(rng, depth - 1, bound)))
        case 1:
            return Mul((made(rng, depth - 1, bound), made(rng, depth - 1, bound)))
        case 2:
            return Call(rng.choice(("sigma", "tanh", "abs")), (made(rng, depth - 1, bound),))
    index = rng.choice(INDICES)
    high = rng.choice((Name("m"), Name("n"), *(Name(b) for b in bound)))
    return Sum(made(rng, depth - 1, (*bound, index)), index, Number(Fraction(1)), high)


@pytest.mark.parametrize("text", WRITTEN)
def test_a_value_is_what_it_is_without_anything_kept(text: str, monkeypatch) -> None:
    scope = declared(LET)
    tree = read(text, scope)
    scope = completed(scope, tree)
    layout = Layout()
    for point in Sampler(scope, (tree,)).points(6):
        ctx.prec = 100
        kept = Evaluator(scope, point, layout).value(tree)
        assert str(kept) == str(plainly(tree, point, scope, monkeypatch)), point


def test_sums_at_random_have_the_values_that_they_have_without_anything_kept(monkeypatch) -> None:
    compared = 0
    for seed in range(150):
        tree = made(random.Random(f"sums {seed}"), 5, ())
        scope = completed(declared(LET), tree)
        layout = Layout()
        for point in Sampler(scope, (tree,)).points(3):
            ctx.prec = 100
            try:
                kept = Evaluator(scope, point, layout).value(tree)
            except Unclear:
                continue
            assert str(kept) == str(plainly(tree, point, scope, monkeypatch)), (seed, point)
            compared += 1
    assert compared > 300


def test_an_index_that_is_overlooked_shows(monkeypatch) -> None:
    scope = declared(LET)
    tree = read(WRITTEN[0], scope)
    point = next(p for p in Sampler(scope, (tree,)).points(20) if p["m"] > 1)
    right = plainly(tree, point, scope, monkeypatch)
    monkeypatch.setattr(Layout, "depends", lambda self, node, bound: ())
    assert Evaluator(scope, point).value(tree) != right


def test_what_is_kept_counts_as_work(monkeypatch) -> None:
    """A formula that is too much work stays so: verdicts must not depend on what was kept."""
    monkeypatch.setattr(evaluate, "MOST_TERMS", 100)
    scope = declared({"n": "size"})
    tree = read("sum(sum(1/j, j, 1, n), i, 1, n)", scope)
    assert Evaluator(scope, Point({"n": fmpq(9)})).value(tree)
    for n in (10, 30):
        with pytest.raises(Unclear, match="terms"):
            Evaluator(scope, Point({"n": fmpq(n)})).value(tree)
