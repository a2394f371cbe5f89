"""What training with dropout ends at: predictions about random problems of linear regression, and about networks.

A problem counts when the averaged iterates of descent with a fresh mask in every step are within a twentieth of the
solution in question. The experiments of the same names in the room `numerics` fix problems, steps and step sizes; on
which labels networks are compared was chosen after runs with other seeds.
"""

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Prediction, Source

SOURCES = (Source(Document.LECTURE_10, "Dropout"), Source(Document.LECTURE_10, "Exercise 10.5 (b)"))
RARELY = Mutant(
    name="rarely",
    statement=Prediction(text="on at most a quarter of the problems", at_most=0.25),
    misconception="the noise of the masks hides the solution",
)
HALF = Mutant(
    name="half",
    statement=Prediction(text="on at most half of the problems", at_most=0.5),
    misconception="it depends on the problem",
)

averaged_dropout_descent_solves_generalized_ridge = Claim(
    title="Averaged descent with dropout ends at the ridge solution with a penalty of each column's own",
    ledger=("do.ridge-equivalence",),
    sources=SOURCES,
    statement=Prediction(text="near (X^T X + (1-p)/p diag(X^T X))^-1 X^T y on at least 90 % of problems", at_least=0.9),
    mutants=(RARELY, HALF),
    expected=Conclusion.CONFIRMED,
)

averaged_dropout_descent_solves_no_plain_ridge = Claim(
    title="With columns of different norms it ends near no plain ridge solution, whatever the penalty",
    ledger=("do.ridge-equivalence",),
    sources=SOURCES,
    statement=Prediction(text="near one of 60 plain ridge solutions on at most 40 % of problems", at_most=0.4),
    mutants=(
        Mutant(
            name="dropout_is_ridge",
            statement=Prediction(text="on at least 90 % of problems", at_least=0.9),
            misconception="dropout is ridge for every design, only the penalty has to be found",
        ),
        Mutant(
            name="half",
            statement=Prediction(text="on at least half of the problems", at_least=0.5),
            misconception="different norms matter little",
        ),
    ),
    expected=Conclusion.CONFIRMED,
)

averaged_dropout_descent_solves_ridge_for_standardized_columns = Claim(
    title="With standardized columns averaged descent with dropout ends at ridge with the penalty (1-p)/p N",
    ledger=("do.ridge-equivalence",),
    sources=SOURCES,
    statement=Prediction(text="near (X^T X + (1-p)/p N I)^-1 X^T y on at least 90 % of problems", at_least=0.9),
    mutants=(RARELY, HALF),
    expected=Conclusion.CONFIRMED,
)

networks_with_dropout_lose_less_with_half_of_their_units = Claim(
    title="Networks trained with dropout mostly lose less accuracy when half of their hidden units are taken out",
    ledger=("do.coadaptation-effect",),
    sources=SOURCES[:1],
    statement=Prediction(
        text="less than from the same start without dropout, in at least half of the pairs of networks", at_least=0.5
    ),
    mutants=(
        Mutant(
            name="units_rely_on_each_other_as_before",
            statement=Prediction(text="in at most half of the pairs", at_most=0.5),
            misconception="dropout shrinks the weights, as ridge does, and changes nothing else",
        ),
        Mutant(
            name="always",
            statement=Prediction(text="in at least 90 % of the pairs", at_least=0.9),
            misconception="what dropout does on the mean it does to every network",
        ),
    ),
    expected=Conclusion.CONFIRMED,
    note="4-32-1 tanh networks on 30 right labels; with a fifth of them wrong the share is about 0.58, not 0.66. "
    "With all their units the networks with dropout are right less often, by two new points in a hundred. That less "
    "co-adaptation is why is not examined here.",
)
