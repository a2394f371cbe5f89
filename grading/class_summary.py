"""The class in numbers and in one picture: which part failed, which misconception, how often, what waits."""

import io
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from .grades import StudentGrades
from .judgement import Outcome
from .outline import Outline, PartOutline

OUTCOMES = tuple(o.value for o in Outcome)
MOST_LISTED = 200
# Colours that the colour-blind tell apart (Okabe and Ito), with a hatch each for print.
LOOKS = {
    "correct": ("#009e73", ""),
    "partial": ("#e69f00", "//"),
    "wrong": ("#d55e00", "\\\\"),
    "blank": ("#bbbbbb", ".."),
    "unreadable": ("#cc79a7", "xx"),
    "undecided": ("#56b4e9", "--"),
    "domain differs": ("#0072b2", "||"),
    "person": ("#f0e442", "oo"),
    "refused": ("#000000", "++"),
    "marked by a person": ("#ffffff", "**"),
}


@dataclass(kw_only=True)
class PartSummary:
    """One part over the class. marked: answers with a person's mark, which `outcomes` does not count."""

    part: PartOutline
    outcomes: Counter = field(default_factory=Counter)
    marked: int = 0
    total: Fraction = Fraction(0)
    answers: int = 0

    @property
    def mean(self) -> float:
        """Mean points so far."""
        return float(self.total / self.answers) if self.answers else 0.0


@dataclass(kw_only=True)
class Summary:
    """The class. waiting: answers that a person must see. mistakes: ((part, name), students, reason), most first."""

    parts: dict[str, PartSummary]
    submitted: int = 0
    waiting: int = 0
    students_waiting: int = 0
    pending: Fraction = Fraction(0)
    missing: list[str] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    totals: list[float] = field(default_factory=list)
    told: dict[tuple[str, str], str] = field(default_factory=dict)
    counted: Counter = field(default_factory=Counter)

    @property
    def mean(self) -> float:
        """Mean of the students' points."""
        return statistics.fmean(self.totals) if self.totals else 0.0

    @property
    def median(self) -> float:
        """Median of the students' points."""
        return statistics.median(self.totals) if self.totals else 0.0

    @property
    def mistakes(self) -> list[tuple[tuple[str, str], int, str]]:
        """Recognised misconceptions, the commonest first."""
        ranked = sorted(self.counted.items(), key=lambda item: (-item[1], item[0]))
        return [(name, count, self.told[name]) for name, count in ranked[:MOST_LISTED]]

    def add(self, student: StudentGrades) -> None:
        """Counts one student."""
        if not student.submitted:
            if student.enrolled:
                self.missing.append(student.name or student.student)
            return
        self.submitted += 1
        self.totals.append(float(student.points))
        self.pending += student.pending
        self.students_waiting += any(g.waits for g in student.parts)
        if student.problem:
            self.unreadable.append((student.student, student.problem))
        for g in student.parts:
            found = self.parts[g.part.id]
            found.answers += 1
            found.total += g.points
            self.waiting += g.waits
            if g.mark is not None:
                found.marked += 1
            elif g.judgement is not None:
                found.outcomes[g.judgement.outcome.value] += 1
            if g.judgement is not None and g.judgement.mistake:
                name = (g.part.id, g.judgement.mistake)
                self.counted[name] += 1
                self.told.setdefault(name, g.judgement.reason)

    def as_json(self) -> dict:
        """The summary in plain JSON."""
        return {
            "submitted": self.submitted,
            "missing": self.missing,
            "unreadable": [{"student": s, "problem": p} for s, p in self.unreadable],
            "mean": round(self.mean, 6),
            "median": round(self.median, 6),
            "waiting": self.waiting,
            "pending": str(self.pending),
            "parts": {
                name: {"outcomes": dict(sorted(p.outcomes.items())), "marked": p.marked, "mean": round(p.mean, 6)}
                for name, p in self.parts.items()
            },
            "mistakes": [{"part": p, "mistake": m, "students": n} for (p, m), n, _ in self.mistakes],
        }


def empty(assignment: Outline) -> Summary:
    """A summary of nobody."""
    return Summary(parts={p.id: PartSummary(part=p) for p in assignment.parts})


def summarise(assignment: Outline, grades: Iterable[StudentGrades]) -> Summary:
    """The summary of a class."""
    found = empty(assignment)
    for student in grades:
        found.add(student)
    return found


def picture(summary: Summary) -> tuple[str, str]:
    """(SVG, alternative text): a bar a part, divided by what came out. The same numbers give the same bytes."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    parts = [p for p in summary.parts.values() if p.answers]
    height = 1.2 + 0.32 * len(parts)
    with rc_context({"svg.hashsalt": "backproof", "svg.fonttype": "none", "font.size": 9, "hatch.linewidth": 0.5}):
        figure = Figure(figsize=(6.9, height), layout="constrained")
        axes = figure.add_subplot()
        for name, (colour, hatch) in LOOKS.items():
            shares = [_share(p, name) for p in parts]
            if any(shares):
                starts = [sum(_share(p, other) for other in _before(name)) for p in parts]
                places = list(range(len(parts)))
                axes.barh(
                    places,
                    shares,
                    left=starts,
                    color=colour,
                    hatch=hatch,
                    edgecolor="#333333",
                    linewidth=0.4,
                    label=name,
                )
        axes.set_yticks(range(len(parts)), [p.part.id for p in parts])
        axes.set_ylim(len(parts) - 0.5, -0.5)
        axes.set_xlim(0, 1)
        axes.set_xlabel("share of the submissions")
        axes.set_ylabel("part")
        axes.spines[["top", "right"]].set_visible(False)
        if parts:
            figure.legend(loc="outside upper center", ncols=5, frameon=False)
        stream = io.StringIO()
        FigureCanvasSVG(figure).print_svg(stream, metadata={"Date": None, "Title": "Outcomes by part"})
    return stream.getvalue(), _in_words(parts)


def _before(name: str) -> list[str]:
    names = list(LOOKS)
    return names[: names.index(name)]


def _share(part: PartSummary, name: str) -> float:
    count = part.marked if name == "marked by a person" else part.outcomes[name]
    return count / part.answers


def _in_words(parts: list[PartSummary]) -> str:
    said = []
    for p in parts:
        counts = [f"{n} {name}" for name, n in sorted(p.outcomes.items(), key=lambda item: -item[1])]
        said.append(f"part {p.part.id}: {', '.join(counts) or 'marked by a person'}")
    return f"Bars of outcomes by part. {'; '.join(said)}."
