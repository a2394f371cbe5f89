"""A claim: what a source says, what is true, how that is derived, and the near-misses that a check must reject."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from .statement import Counterexample, Statement


class Conclusion(Enum):
    """The verdict on the source's statement."""

    PROVED = "PROVED"
    CONFIRMED = "CONFIRMED"
    QUALIFIED = "QUALIFIED"
    REFUTED = "REFUTED"
    UNDECIDED = "UNDECIDED"


class Fault(Enum):
    """What is wrong with a source's statement; the first two qualify it, the others refute it."""

    HYPOTHESIS = "a hypothesis is missing"
    CONVENTION = "a convention is not fixed"
    FORMULA = "the formula is wrong"
    QUANTIFIER = "the quantifier is wrong"


class Document(Enum):
    """The source documents."""

    DEPTH_CHALLENGE = "Week 0d: Neural Networks, The Depth Challenge (slides)"
    LECTURE_10 = "Lim 2025, Lecture 10: Neural Networks, Fundamentals"
    QUEST = "The Quest for Intelligence (slides)"
    FOUNDATION = "Neural Networks, The Foundation of Modern AI (web page)"
    CONNECTIONISM = "Connectionism and Layered Representation (web page)"


@dataclass(frozen=True)
class Source:
    """Where a claim is made."""

    document: Document
    section: str


class Rule(Enum):
    """By what a step holds; each rule is checked by the kernel from the step's statement alone and its `data`."""

    NORMAL_FORM = "index-sum normal form"  # data: (sequence, place) pairs to be written out by their recursion first
    MATRIX_NORMAL_FORM = "matrix normal form"
    SCALAR_NORMAL_FORM = "scalar normal form"  # rational functions of exponential towers, definitions unfolded
    RECURSION = (
        "closed form against recursion"  # lhs is a term of a Sequence at a natural k; the kernel makes base and step
    )
    INDUCTION = "induction"  # data: the natural k; `using` = (base, step); the kernel makes what these two must say
    INSTANCE = "instance"  # data: (natural of the one step used, number put in) pairs
    CASES = "cases"  # `using` = the statement under one more hypothesis each; the kernel checks that they exhaust
    SQUARES = "sum of squares"  # data: tuple of (coefficient, expression)
    CONVEX_COMBINATION = "convex combination"  # Farkas; data: the multipliers
    SPLITS = "cases with multipliers"  # data: Split or Closed; piecewise-linear inequalities
    MONOTONE = "monotone towards a point"  # data: Peak; the mean value theorem on an interval
    ENUMERATION = "finite enumeration"
    REINDEX = "reindexed sum"  # data: a `Reindexing` of the left sum's range
    ENCLOSURE = "enclosure"  # data: Enclosure
    CHAIN = "transitivity"  # `using` = the links, lhs to rhs
    CITED = "cited theorem"  # data: the theorem's name and where it stands


@dataclass(frozen=True, kw_only=True)
class Step:
    """A line of a derivation: a statement, the rule that gives it, and why.

    `using` names earlier steps by position; their statements may be used as equations left to right.
    """

    statement: Statement
    rule: Rule
    reason: str
    using: tuple[int, ...] = ()
    data: object = None


@dataclass(frozen=True, kw_only=True)
class Prediction:
    """What is predicted of training: the probability that a seed succeeds lies in [at_least, at_most].

    The experiment in the room `numerics` fixes seeds, budget and the criterion of success.
    """

    text: str
    at_least: float = 0.0
    at_most: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A near-miss of a claim: a statement that is false, and the misconception that leads to it."""

    name: str
    statement: Statement | Prediction
    misconception: str
    witness: Counterexample | None = None  # only where random instances rarely meet the failure


@dataclass(frozen=True, kw_only=True)
class Claim:
    """One claim. `statement` is what is true; where the source says something else, `as_stated` is that.

    The id is its address, topic.attribute; the catalogue gives it.
    """

    title: str
    ledger: tuple[str, ...]
    sources: tuple[Source, ...]
    statement: Statement | Prediction
    mutants: tuple[Mutant, ...]
    expected: Conclusion
    derivation: tuple[Step, ...] = ()
    as_stated: Statement | Prediction | None = None
    fault: Fault | None = None
    counterexample: Counterexample | None = None
    reconstructed: bool = False
    note: str = ""  # why an UNDECIDED is expected; what the source leaves out
    examples: Mapping[str, object] = field(default_factory=dict, hash=False)
