"""Pairs of formulas and statements with what is true of them, read from the tables beside this file.

A question has one reference and answers sorted by what is expected: `equal` (proved), `agree` (equal; no proof is asked
for, and why), `different` (with the kind of mistake), `domain` (equal where both have a value; and where they do not),
`unreadable`, and `marked` ones where another honest outcome is allowed, with the reason.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
EQUAL, AT_POINTS, DIFFERENT, DOMAIN = "equal", "equal_at_points", "different", "domain_differs"
UNDECIDED, UNREADABLE = "undecided", "unreadable"
FITS = {
    "equal": (EQUAL, ()),
    "agree": (EQUAL, (AT_POINTS,)),
    "different": (DIFFERENT, ()),
    "domain": (DOMAIN, ()),
    "unreadable": (UNREADABLE, ()),
}


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A reference and an answer; `outcome` is what is true, `may` what else may honestly be said."""

    id: str
    kind: str
    reference: str
    answer: str
    let: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    tolerance: str | None = None
    syntax: str = "auto"
    outcome: str
    may: tuple[str, ...] = ()
    note: str = ""

    def accepts(self, outcome: str) -> bool:
        """Whether an outcome is right or allowed."""
        return outcome == self.outcome or outcome in self.may

    def is_wrong(self, outcome: str) -> bool:
        """Whether an outcome says what is false; falling short is not false."""
        if outcome in self.may:
            return False
        if self.outcome == EQUAL:
            return outcome in (DIFFERENT, DOMAIN)
        if self.outcome == DOMAIN:
            return outcome in (EQUAL, DIFFERENT)
        return self.outcome == DIFFERENT and outcome in (EQUAL, DOMAIN)


@dataclass(frozen=True, kw_only=True)
class Stated:
    """A statement for `prove`; `verdicts` are those that may come out."""

    id: str
    group: str
    text: str
    let: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    truth: bool | None
    verdicts: tuple[str, ...]
    note: str = ""

    def is_wrong(self, verdict: str) -> bool:
        """Whether a verdict says what is false."""
        false = {True: "REFUTED", False: "PROVED", None: "PROVED"}
        return verdict == false[self.truth] or (self.truth is not True and verdict == "CONFIRMED")


def _answers(question: dict, key: str) -> Iterator[tuple[str, str]]:
    for entry in question.get(key, ()):
        yield (entry, "") if isinstance(entry, str) else (entry[0], entry[1])


def pairs() -> tuple[Pair, ...]:
    """Every pair, in the order of the tables."""
    return tuple(pair for path in sorted((HERE / "pairs").glob("*.toml")) for pair in _of_table(path))


def _of_table(path: Path) -> Iterator[Pair]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    for n, question in enumerate(table["question"]):
        common = {
            "kind": table["kind"],
            "reference": question["reference"],
            "let": tuple(question.get("let", ())),
            "given": tuple(question.get("given", ())),
            "tolerance": question.get("tolerance"),
        }
        found = []
        for key, (outcome, may) in FITS.items():
            found += [(answer, outcome, may, note) for answer, note in _answers(question, key)]
        for entry in question.get("marked", ()):
            found.append((entry["answer"], entry["outcome"], tuple(entry["may"]), entry["why"]))
        for k, (answer, outcome, may, note) in enumerate(found):
            name = f"{path.stem}-{n + 1}.{k + 1}"
            yield Pair(id=name, answer=answer, outcome=outcome, may=may, note=note, **common)


VERDICTS = {
    "proved": (True, ("PROVED",)),
    "open": (True, ("PROVED", "CONFIRMED", "UNDECIDED")),
    "refuted": (False, ("REFUTED",)),
    "missed": (False, ("REFUTED", "UNDECIDED")),
    "vacuous": (None, ("REFUTED", "UNDECIDED")),
}


def statements() -> tuple[Stated, ...]:
    """Every statement, in the order of the table."""
    table = tomllib.loads((HERE / "statements.toml").read_text(encoding="utf-8"))
    found = []
    for group in table["group"]:
        let, given = tuple(group.get("let", ())), tuple(group.get("given", ()))
        for key, (truth, verdicts) in VERDICTS.items():
            for n, (text, note) in enumerate(_answers(group, key)):
                name = f"{group['title']}-{key}-{n + 1}".replace(" ", "_")
                found.append(
                    Stated(
                        id=name,
                        group=group["title"],
                        text=text,
                        let=let,
                        given=given,
                        truth=truth,
                        verdicts=verdicts,
                        note=note,
                    )
                )
    return tuple(found)
