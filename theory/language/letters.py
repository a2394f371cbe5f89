"""Letters: how the name of a variable or a function is written on a blackboard."""

import re

from .boxes import Box, Scripts, name, number, row, sign

GREEK = dict(
    re.findall(
        r"(\w+) (\w)",
        "alpha α beta β gamma γ delta δ epsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ "
        "omicron ο pi π rho ρ sigma σ tau τ upsilon υ phi φ chi χ psi ψ omega ω "
        "Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω",
    )
)
SHORT = {"lam": "λ", "eps": "ε"}
LETTERS = GREEK | SHORT
FUNCTIONS = {
    "sigma": "σ",
    "phi": "φ",
    "Phi": "Φ",
    "relu": "ReLU",
    "gelu": "GELU",
    "silu": "SiLU",
    "leaky_relu": "LeakyReLU",
}
DERIVATIVES = {"dsigma": Scripts(name("σ"), None, sign("′")), "ddsigma": Scripts(name("σ"), None, sign("″"))}
NAME = re.compile(r"(?P<letters>[A-Za-z]+?)_?(?P<digits>\d*)")


def named(text: str) -> tuple[Box, Box | None]:
    """A variable's letter and its index: beta0 is beta with 0, dW the difference of W, GW the G of W."""
    found = NAME.fullmatch(text)
    if not found:
        return name(text), None
    letters, digits = found["letters"], found["digits"]
    below = number(digits) if digits else None
    if letters in LETTERS:
        return name(LETTERS[letters]), below
    if len(letters) == 2 and letters[0] == "d":
        return row(name("d"), name(letters[1])), below
    if len(letters) == 2 and letters[0].isupper():
        return name(letters[0]), name(letters[1])
    return name(letters), below
