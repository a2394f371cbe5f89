"""The verdict on a typed statement: computed from its evidence, and impossible to build with more than that carries."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..kernel.claim import Conclusion
from ..kernel.evidence import Evidence, Kind, Outcome
from ..kernel.verdict import OverclaimError, grade_of, standing
from .outcome import Witness


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How a text was understood."""

    calculator: str
    latex: str


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """PROVED, CONFIRMED, REFUTED or UNDECIDED, with evidence, witness and points of equality.

    Raises OverclaimError when `conclusion` is not what the evidence gives.
    """

    statement: Reading
    given: tuple[Reading, ...] = ()
    conclusion: Conclusion
    evidence: tuple[Evidence, ...]
    witness: Witness | None = None
    equality: tuple[str, ...] = ()
    sizes: tuple[str, ...] = ()
    hint: str = ""
    seconds: float = 0.0

    def __post_init__(self) -> None:
        carried, _ = standing(self.evidence)
        if carried is not self.conclusion:
            raise OverclaimError(f"the evidence carries {carried.value}, not {self.conclusion.value}")

    @property
    def reason(self) -> str:
        """Why the verdict is what it is."""
        return standing(self.evidence)[1]

    @property
    def grade(self) -> str:
        """Grade of the evidence: all sizes, enclosure, agrees at N points."""
        return grade_of(self.evidence)

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> list[str]:
        """The verdict in words."""
        every = f" for every {', '.join(self.sizes)}" if self.conclusion is Conclusion.PROVED and self.sizes else ""
        found = [f"{self.conclusion.value}{every}"]
        if self.witness is not None:
            found.append(f"{self.witness}: left {self.witness.reference}, right {self.witness.answer}")
        else:
            found.append("; ".join(dict.fromkeys(e.detail for e in self.evidence)))
        if self.equality:
            found.append("equality " + ", ".join(self.equality))
        if self.hint:
            found.append(self.hint)
        return found

    def as_json(self) -> dict[str, object]:
        """Plain data; apart from `seconds` it depends on the statement alone."""
        return {
            "statement": {"calculator": self.statement.calculator, "latex": self.statement.latex},
            "given": [{"calculator": g.calculator, "latex": g.latex} for g in self.given],
            "verdict": self.conclusion.value,
            "grade": self.grade,
            "reason": self.reason,
            "hint": self.hint,
            "witness": None
            if self.witness is None
            else {"point": self.witness.point, "left": self.witness.reference, "right": self.witness.answer},
            "equality": list(self.equality),
            "sizes": list(self.sizes),
            "evidence": [
                {
                    "kind": e.kind.value,
                    "outcome": e.outcome.value,
                    "detail": e.detail,
                    "instances": e.instances,
                    "grade": e.grade,
                }
                for e in self.evidence
            ],
            "seconds": round(self.seconds, 4),
        }

    def _repr_html_(self) -> str:
        from html import escape

        body = "<br>".join(escape(line) for line in self.lines()[1:])
        return f"<p><code>{escape(self.statement.calculator)}</code><br><b>{self.lines()[0]}</b><br>{body}</p>"


def from_json(data: Mapping) -> Verdict:
    """The verdict that `as_json` wrote."""
    found = data["witness"]
    return Verdict(
        statement=Reading(**data["statement"]),
        given=tuple(Reading(**g) for g in data["given"]),
        conclusion=Conclusion(data["verdict"]),
        evidence=tuple(
            Evidence(**{**e, "kind": Kind(e["kind"]), "outcome": Outcome(e["outcome"])}) for e in data["evidence"]
        ),
        witness=None
        if found is None
        else Witness(point=found["point"], reference=found["left"], answer=found["right"]),
        equality=tuple(data["equality"]),
        sizes=tuple(data["sizes"]),
        hint=data["hint"],
        seconds=data["seconds"],
    )
