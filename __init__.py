"""Backproof: symbolic and analytical verification of neural-network theory.

`claims()` are the claims by id; `verify("dropout")` gives verdicts, `audit("dropout")` tests the checks themselves,
`draw("dropout")` is a picture.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .api import audit, claims, compare, draw, prove, train, verify
    from .theory.decision.comparison import AuthorError

__all__ = ["AuthorError", "audit", "claims", "compare", "draw", "prove", "train", "verify"]


def __getattr__(name: str) -> object:
    # Loaded when asked for: `backproof --help` must not wait for SymPy.
    if name == "AuthorError":
        from .theory.decision.comparison import AuthorError

        return AuthorError
    if name in __all__:
        from . import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
