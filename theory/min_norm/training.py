"""Which optimizers end at the shortest solution: predictions about random problems of 3 equations in 7 unknowns.

"At the shortest solution" is: the optimizer, started at zero, solves the equations to a thousandth and ends within a
thousandth of the pseudo-inverse solution; "elsewhere" is: it solves them, and ends farther off than that. The
experiments of the same names in the room `numerics` fix problems, steps and step sizes.
"""

from ..kernel.claim import Claim, Conclusion, Document, Mutant, Prediction, Source

PART_C = (Source(Document.LECTURE_10, "Exercise 10.4 (c)"),)
PART_D = (Source(Document.LECTURE_10, "Exercise 10.4 (d)"),)


def nearly_always(what: str) -> tuple[Prediction, tuple[Mutant, ...]]:
    """What is predicted of at least 98 % of the problems, and its near-misses."""
    return Prediction(text=f"{what} on at least 98 % of random problems", at_least=0.98), (
        Mutant(
            name="now_and_then",
            statement=Prediction(text="on at most half of them", at_most=0.5),
            misconception="it depends on the problem",
        ),
        Mutant(
            name="never",
            statement=Prediction(text="on at most 2 % of them", at_most=0.02),
            misconception="the shortest solution is found by plain descent on all equations alone",
        ),
    )


def elsewhere(optimizer: str) -> tuple[Prediction, tuple[Mutant, ...]]:
    """That an optimizer solves nearly all problems, none of them by the shortest solution, and its near-misses."""
    text = f"{optimizer} solves the equations and ends elsewhere on at least 98 % of random problems"
    return Prediction(text=text, at_least=0.98), (
        Mutant(
            name="every_optimizer",
            statement=Prediction(text="on at most 2 % of them", at_most=0.02),
            misconception="the implicit bias is that of the loss, not of the optimizer",
        ),
        Mutant(
            name="now_and_then",
            statement=Prediction(text="on at most 90 % of them", at_most=0.9),
            misconception="scaling each coordinate for itself hardly leaves the row space",
        ),
    )


_statement, _mutants = nearly_always("descent by single rows ends at the shortest solution")
stochastic_descent_ends_at_the_shortest_solution = Claim(
    title="Stochastic descent from zero, one equation a step, ends at the shortest solution",
    ledger=("mn.iterates-stay", "mn.limit-min-norm"),
    sources=(*PART_C, *PART_D),
    statement=_statement,
    mutants=_mutants,
    expected=Conclusion.CONFIRMED,
    note="Every step moves along a row, so the iterates stay in the row space; the exercise has gradient descent.",
)

_statement, _mutants = nearly_always("the heavy ball ends at the shortest solution")
momentum_ends_at_the_shortest_solution = Claim(
    title="The heavy ball from zero ends at the shortest solution",
    ledger=("mn.iterates-stay", "mn.limit-min-norm"),
    sources=(*PART_C, *PART_D),
    statement=_statement,
    mutants=_mutants,
    expected=Conclusion.CONFIRMED,
)

_statement, _mutants = elsewhere("Adam")
adam_misses_the_shortest_solution = Claim(
    title="Adam from zero solves the equations, but does not end at the shortest solution",
    ledger=("mn.iterates-stay",),
    sources=PART_C,
    statement=_statement,
    mutants=_mutants,
    expected=Conclusion.CONFIRMED,
)

_statement, _mutants = elsewhere("Adagrad")
adagrad_misses_the_shortest_solution = Claim(
    title="Adagrad from zero solves the equations, but does not end at the shortest solution",
    ledger=("mn.iterates-stay",),
    sources=PART_C,
    statement=_statement,
    mutants=_mutants,
    expected=Conclusion.CONFIRMED,
)

descent_beyond_the_limit_diverges = Claim(
    title="With a step of 2.1 over the largest squared singular value descent diverges",
    ledger=("mn.limit-min-norm",),
    sources=PART_D,
    statement=Prediction(text="the distance grows a thousandfold on at least 98 % of random problems", at_least=0.98),
    mutants=(
        Mutant(
            name="any_step_size",
            statement=Prediction(text="on at most 2 % of them", at_most=0.02),
            misconception="descent on a convex loss ends somewhere with every step size",
        ),
        Mutant(
            name="half",
            statement=Prediction(text="on at most half of them", at_most=0.5),
            misconception="the limit is a worst case that random problems do not meet",
        ),
    ),
    expected=Conclusion.CONFIRMED,
    note="That no larger step contracts is proved in `gd_contracts_for_small_steps`; the exercise states no step size.",
)
