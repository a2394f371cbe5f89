"""The largest step size with which heavy ball converges along one curvature."""

from sympy import Integer

from ..kernel.claim import Claim, Conclusion, Mutant, Rule, Step
from ..kernel.statement import Hypothesis, Relation, Scalar, Statement
from .symbols import MOMENTUM, beta, t, u

_edge = Statement(
    where=(Scalar(beta), Scalar(t), Scalar(u)),
    given=(
        Hypothesis(
            name="eta lam = 2 (1 + beta)",
            lhs=t,
            relation=Relation.EQUAL,
            rhs=2 * (1 + beta),
            establish=(t, 2 * (1 + beta)),
        ),
    ),
    lhs=(1 + beta - t) * u + beta * u,
    rhs=-u,
    text="at eta lam = 2 (1 + beta) an error u that came after -u is followed by -u: it alternates for ever",
)
heavy_ball_stops_converging_at_two_times_one_plus_beta = Claim(
    title="Heavy ball stops converging at eta lam = 2 (1 + beta), not at 2",
    ledger=("mom.accelerates-quadratic", "mom.dampens-oscillation"),
    sources=MOMENTUM,
    statement=_edge,
    derivation=(Step(statement=_edge, rule=Rule.NORMAL_FORM, reason="1 + 2 beta - 2 (1 + beta) = -1"),),
    mutants=(
        Mutant(
            name="as_for_descent",
            statement=_edge.but(
                given=(
                    Hypothesis(
                        name="eta lam = 2", lhs=t, relation=Relation.EQUAL, rhs=Integer(2), establish=(t, Integer(2))
                    ),
                )
            ),
            misconception="the largest step is that of plain descent",
        ),
        Mutant(
            name="enlarged_step",
            statement=_edge.but(
                given=(
                    Hypothesis(
                        name="eta lam (1 - beta) = 2",
                        lhs=t * (1 - beta),
                        relation=Relation.EQUAL,
                        rhs=Integer(2),
                        establish=(t, 2 / (1 - beta)),
                    ),
                )
            ),
            misconception="stability ends at eta lam = 2/(1 - beta)",
        ),
    ),
    expected=Conclusion.PROVED,
    reconstructed=True,
)
