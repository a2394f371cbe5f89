"""The one place where generated source becomes a function.

The source comes from `lower` alone and holds only identifiers that `lower` made; it is checked again here, token by
token, before Python sees it.
"""

import io
import keyword
import re
import tokenize
from collections.abc import Callable

GENERATED = re.compile(r"[atfmv][0-9]+\Z")
ALLOWED = {
    *("lowered", "jnp", "jax", "nn", "scipy", "special", "stats", "norm", "float", "astype", "reshape", "nan"),
    *("einsum", "transpose", "where", "arange", "prod", "vmap", "tensordot", "axes", "axis", "asarray", "grad"),
    *("jacrev", "broadcast_to", "sqrt", "exp", "log", "tanh", "sinh", "cosh", "sin", "cos", "abs", "erf", "sigmoid"),
    *("softplus", "relu", "cdf", "pdf", "gelu", "silu", "approximate", "mod", "maximum", "minimum", "inf", "logistic"),
}


class ForeignName(ValueError):
    """Generated source contains a word that `lower` never writes."""


def compile_source(source: str, name: str) -> Callable[..., object]:
    """The function `name` of generated source. Raises ForeignName before anything is compiled."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        word = token.string
        if token.type == tokenize.NAME and not (keyword.iskeyword(word) or word in ALLOWED or GENERATED.match(word)):
            raise ForeignName(f"{word!r} is not a name of generated source")
        if token.type == tokenize.STRING and not re.fullmatch(r"'[a-z,]*->[a-z]*'", word):
            raise ForeignName(f"the string {word} is not an einsum pattern")
    import jax
    import jax.numpy as jnp

    from .logistic import logistic

    space: dict[str, object] = {"jax": jax, "jnp": jnp, "logistic": logistic}
    exec(compile(source, "<lowered>", "exec"), space)
    return space[name]  # type: ignore[return-value]
