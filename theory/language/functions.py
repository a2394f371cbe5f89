"""The functions that a text may name: their spellings and how many arguments they take."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """What a function takes and gives."""

    SCALAR = "scalar"  # of numbers; entry by entry of a vector or matrix
    VECTOR = "vector"  # of vectors or matrices
    INDEX = "index"  # of whole numbers


@dataclass(frozen=True, kw_only=True)
class Signature:
    """How many arguments; `most` is None where there is no limit."""

    least: int = 1
    most: int | None = 1
    kind: Kind = Kind.SCALAR


_ONE = Signature()
_MANY = Signature(most=None)
_MATRIX = Signature(kind=Kind.VECTOR)
_TWO_MATRICES = Signature(least=2, most=2, kind=Kind.VECTOR)

SIGNATURES: dict[str, Signature] = {
    **dict.fromkeys(("sqrt", "cbrt", "exp", "ln", "log10", "log2", "abs", "sign", "floor", "ceil"), _ONE),
    **dict.fromkeys(("sin", "cos", "tan", "cot", "sec", "csc", "asin", "acos", "atan"), _ONE),
    **dict.fromkeys(("sinh", "cosh", "tanh", "coth", "sech", "csch", "asinh", "acosh", "atanh"), _ONE),
    **dict.fromkeys(("sigmoid", "relu", "softplus", "gelu", "silu", "erf", "Phi", "phi", "heaviside"), _ONE),
    "leaky_relu": Signature(least=2, most=2),
    "root": Signature(least=2, most=2),  # root(x, n)
    "log_base": Signature(least=2, most=2),  # log_base(b, x)
    "min": _MANY,
    "max": _MANY,
    "factorial": _ONE,
    "binomial": Signature(least=2, most=2),
    "delta": Signature(least=2, most=2, kind=Kind.INDEX),
    "softmax": Signature(least=1, most=2, kind=Kind.VECTOR),  # softmax(z, i) is softmax(z)[i]
    "logsumexp": Signature(most=None, kind=Kind.VECTOR),
    **dict.fromkeys(("transpose", "inv", "tr", "det", "diag"), _MATRIX),
    **dict.fromkeys(("outer", "dot", "hadamard"), _TWO_MATRICES),
    "norm": Signature(least=1, most=2, kind=Kind.VECTOR),  # norm(x, p) with p = 1, 2
}
ALIASES = {
    "log": "ln",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "arsinh": "asinh",
    "arcosh": "acosh",
    "artanh": "atanh",
    "arcsinh": "asinh",
    "arccosh": "acosh",
    "arctanh": "atanh",
    "ceiling": "ceil",
    "choose": "binomial",
    "sgn": "sign",
    "ReLU": "relu",
    "step": "heaviside",
    "swish": "silu",
    "trace": "tr",
    "Tr": "tr",
    "cosec": "csc",
    "cosech": "csch",
    "cotan": "cot",
    "logistic": "sigmoid",
    "GELU": "gelu",
    "SiLU": "silu",
    "LeakyReLU": "leaky_relu",
    "lse": "logsumexp",
    "logSumExp": "logsumexp",
    "LSE": "logsumexp",
}
SYNTAX = ("sum", "product", "diff", "cases", "partial")  # words with arguments of their own kind
# Spelt like a letter: a function only where an argument follows and it is not declared otherwise.
LETTERS_TOO = frozenset({"phi", "Phi", "delta"})
ACTIVATION = "sigma"  # an arbitrary activation where an argument follows and it is not declared otherwise

_LOWER = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma tau upsilon"
_LOWER += " phi chi psi omega"
_UPPER = "Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega"
GREEK = (*_LOWER.split(), *_UPPER.split(), "Upsilon", "vartheta")
GREEK_CHARACTERS = {
    **dict(zip("αβγδεζηθικλμνξοπρστυφχψω", _LOWER.split(), strict=True)),
    **dict(zip("ΓΔΘΛΞΠΣΦΨΩ", _UPPER.split(), strict=True)),
    "ϵ": "epsilon",
    "ϕ": "phi",
    "ϑ": "vartheta",
    "µ": "mu",
}


def canonical(word: str) -> str | None:
    """The function that a word names, or None."""
    name = ALIASES.get(word, word)
    return name if name in SIGNATURES else None
