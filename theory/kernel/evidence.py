"""Evidence for or against a statement, as each checker reports it."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Which way of checking."""

    SYMBOLIC = "symbolic"
    EXACT = "exact"
    ENCLOSURE = "enclosure"
    CITED = "cited"
    NUMERIC = "numeric"
    TRAINING = "training"


class Outcome(Enum):
    """What a checker found. Only HOLDS and REFUTES decide anything."""

    HOLDS = "holds"
    REFUTES = "refutes"
    UNDECIDED = "undecided"
    UNSUPPORTED = "unsupported"
    TIMED_OUT = "timed_out"


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """One checker's report. `worst` is the largest gap met (relative, dimensionless), None where none is measured."""

    kind: Kind
    outcome: Outcome
    detail: str
    instances: int = 0
    worst: float | None = None
    seconds: float = 0.0
    grade: str = ""
    interval: tuple[float, float] | None = None  # training: exact confidence interval of the success probability
