"""Kinds of answers. A kind is a module of this package with four functions:

`settings(table, points)` reads what only this kind asks for; `complain(part)` raises AssignmentError where an
assignment lacks what this kind needs; `faults(part)` yields what is wrong with a part beyond that, found by judging;
`judge(part, answer, syntax)` gives the judgement on an answer that is not blank.
"""

from importlib import import_module
from types import ModuleType

KINDS = (
    "expression",
    "equation",
    "number",
    "matrix",
    "index-formula",
    "matrix-formula",
    "network",
    "derivation",
    "counterexample",
    "choice",
    "function",
    "experiment",
    "prose",
)
MODULES = {"index-formula": "expression", "matrix-formula": "expression"}


def kind_named(name: str) -> ModuleType:
    """The module of a kind."""
    return import_module(f".{MODULES.get(name, name)}", __package__)
