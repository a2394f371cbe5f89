"""Backproof: symbolic and analytical verification of neural-network theory.

`claims()` are the claims by id; `verify("dropout")` gives verdicts, `audit("dropout")` tests the checks themselves.
`prove("sigmoid(x) < 1")` judges a typed statement, `compare("max(x,0)", "(x+abs(x))/2")` an answer beside a reference.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .api import audit, claims, compare, prove, verify

__all__ = ["audit", "claims", "compare", "prove", "verify"]


def __getattr__(name: str) -> object:
    # Loaded when asked for: `backproof --help` must not wait for SymPy.
    if name in __all__:
        from . import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
