"""Inequalities by the least value in one variable: what is true is shown, and nothing that looks like it."""

import pytest

from backproof.theory.decision.statements import prove

P, Q = ("0 < p", "p < 1"), ("0 < q", "q < 1")
TRUE = {
    "the logarithm of a sum of exponentials": ("ln(exp(x)+exp(y)) >= (x+y)/2 + ln(2)", ()),
    "Young, with an exponential": ("x*y <= exp(x-1) + y*ln(y)", ("y > 0",)),
    "Young, with powers": ("x*y <= x^3/3 + 2*y^(3/2)/3", ("x >= 0", "y >= 0")),
    "Gibbs": ("p*ln(p/q) + (1-p)*ln((1-p)/(1-q)) >= 0", (*P, *Q)),
    "Pinsker": ("2*(p-q)^2 <= p*ln(p/q) + (1-p)*ln((1-p)/(1-q))", (*P, *Q)),
    "cross-entropy": ("-p*ln(q) - (1-p)*ln(1-q) >= 0", ("0 <= p", "p <= 1", *Q)),
    "cross-entropy above entropy": ("-p*ln(q)-(1-p)*ln(1-q) >= -p*ln(p)-(1-p)*ln(1-p)", (*P, *Q)),
    "logistic loss": ("ln(1+exp(t)) - t*y >= 0", ("0 <= y", "y <= 1")),
    "a tangent": ("exp(x)-exp(y) >= (x-y)*exp(y)", ()),
    "concave": ("x*ln(x)+y*ln(y) >= (x+y)*ln((x+y)/2)", ("x > 0", "y > 0")),
    "a maximum": ("tanh(x)-tanh(y) <= abs(x-y)", ()),
    "softmax": ("exp(x)/(exp(x)+exp(y)+exp(z)) < 1", ()),
}
FALSE = {
    "strict at equality": ("ln(exp(x)+exp(y)) > (x+y)/2 + ln(2)", ()),
    "a little too much": ("x*y <= exp(x-1) + y*ln(y) - 1/10^9", ("y > 0",)),
    "Pinsker with a larger constant": ("21/10*(p-q)^2 <= p*ln(p/q) + (1-p)*ln((1-p)/(1-q))", (*P, *Q)),
    "a label above one": ("ln(1+exp(t)) - t*y >= 0", ("0 <= y", "y <= 1 + 1/10^9")),
    "tangents on both branches": ("1/x >= 1/y - (x-y)/y^2", ("x*y > 0",)),
    "tangents across a pole": ("1/x >= 1/y - (x-y)/y^2", ("y > 0", "x != 0")),
    "level and not least": ("(x^2-y^2)^2 >= (x-y)^2/10^6", ()),
    "level at an end alone": ("(x-y)^2 <= (x-y)", ("x >= y",)),
    "least at a place outside": ("(x-y)^2 >= 1", ("x >= y + 1 - 1/10^6",)),
    "concave, one end too low": ("y*(1-y) >= x*(1-x) - 1/10^9", ("0 <= x", "x <= 1", "x <= y", "y <= 1")),
    "far away": ("exp(x-y) >= 1 + (x-y) + (x-y)^2/2 + (x-y)^3/6 - 1/10^9 + (x-y-30)*10^-12", ("x >= y - 40",)),
    "a hypothesis that binds": ("x^2 + y^2 >= 1", ("x + y = 1",)),
    "a hypothesis with a hole": ("(x-y)^2 > 0", ("x^2 != y",)),
}


@pytest.mark.parametrize("name", TRUE)
def test_shown(name: str) -> None:
    text, given = TRUE[name]
    assert prove(text, given).conclusion.name == "PROVED"


@pytest.mark.parametrize("name", FALSE)
def test_not_shown(name: str) -> None:
    text, given = FALSE[name]
    assert prove(text, given).conclusion.name != "PROVED"


def test_hypotheses_that_say_the_same_do_not_vouch_for_each_other() -> None:
    """x^4 <= 1 follows from x^2 <= 1 and the other way about; both would be left out, and with them the range."""
    for given in (("x^2 <= 1", "x^4 <= 1"), ("x^2 <= 1", "2*x^2 <= 2")):
        assert prove("(x-y)*(x+y) <= 1 - y^2 - 1/10^9", given).conclusion.name != "PROVED"
