"""Where Adam and plain descent end on a convex problem whose slopes are 3, -1, -1 over and over.

The experiments of the same names in the room `numerics` fix starts, steps and step sizes; "near" is: within
0.05 of the point. Source of the example: Reddi, Kale and Kumar 2018.
"""

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Prediction, Source

TAKEAWAYS = (Source(Document.FOUNDATION, "Key Takeaways"),)

adam_ends_at_the_worst_point = Claim(
    title="On a convex problem of three slopes Adam ends at the worst point from every start",
    ledger=("mom.sgd-vs-adam",),
    sources=TAKEAWAYS,
    statement=Prediction(text="Adam ends near the worst point from at least 98 % of the starts", at_least=0.98),
    mutants=(
        Mutant(
            name="adam_converges",
            statement=Prediction(text="from at most 2 % of the starts", at_most=0.02),
            misconception="Adam converges on every convex problem, and faster",
        ),
        Mutant(
            name="half",
            statement=Prediction(text="from at most half of the starts", at_most=0.5),
            misconception="it depends on the start",
        ),
    ),
    expected=Conclusion.CONFIRMED,
    note="With beta_1 = 0 and beta_2 = 1/10; AMSGrad, which never forgets the largest slope, ends at the best point.",
)

stochastic_descent_ends_at_the_best_point = Claim(
    title="On the same problem stochastic descent ends at the best point from every start",
    ledger=("mom.sgd-vs-adam",),
    sources=TAKEAWAYS,
    statement=Prediction(text="descent ends near the best point from at least 98 % of the starts", at_least=0.98),
    mutants=(
        Mutant(
            name="as_adam",
            statement=Prediction(text="from at most 2 % of the starts", at_most=0.02),
            misconception="the problem is hard for every optimizer",
        ),
        Mutant(
            name="half",
            statement=Prediction(text="from at most half of the starts", at_most=0.5),
            misconception="it depends on the start",
        ),
    ),
    expected=Conclusion.CONFIRMED,
)
