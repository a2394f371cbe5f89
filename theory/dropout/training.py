"""What descent with dropout ends at in linear regression: predictions about random problems.

A problem counts when the averaged iterates of descent with a fresh mask in every step are within a twentieth of the
solution in question. The experiments of the same names in the room `numerics` fix problems, steps and step sizes.
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
