"""What the pages show: claims with what a run found of them, counted and grouped."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...theory import catalogue
from ...theory.kernel.claim import Claim, Conclusion
from ...theory.sources import Covered, SourceStatement, by_document, coverage, source_statements

UNVERIFIED = "UNVERIFIED"
ACRONYMS = ("xor", "mlp")


@dataclass(frozen=True)
class Standing:
    """A verdict as the pages show it: a mark and a word, never a colour alone."""

    key: str
    mark: str
    word: str
    means: str


STANDINGS = {
    s.key: s
    for s in (
        Standing(
            "PROVED",
            "✓",
            "Proved",
            "A derivation closes for all sizes named, and an independent engine agrees with it.",
        ),
        Standing(
            "CONFIRMED",
            "≈",
            "Confirmed",
            "It holds as far as measured, by a criterion that was fixed beforehand; no proof.",
        ),
        Standing(
            "QUALIFIED",
            "±",
            "Qualified",
            "False or incomplete as the source states it: a counterexample is replayed. True once a hypothesis is "
            "added or a convention is fixed.",
        ),
        Standing(
            "REFUTED",
            "✗",
            "Refuted",
            "False: the formula or the quantifier itself must change. A counterexample is replayed, and what is true "
            "stands beside it.",
        ),
        Standing("UNDECIDED", "?", "Undecided", "Unsupported, not installed or out of budget. Never a pass."),
        Standing(UNVERIFIED, "–", "Not verified", "The run that this report was made from did not check the claim."),
    )
}
GRADES = (
    ("all sizes", "the derivation holds for every size named: width, depth, dimension, number of samples"),
    ("sizes ≤ N", "every size up to N was enumerated"),
    ("enclosure", "an interval that contains the value was computed, with every rounding error in it"),
    ("cited", "one step rests on a published theorem, which is named"),
    ("agrees at N points", "measured at N points, not proved"),
    ("k of n seeds", "k of n training runs succeeded; the interval for the probability is exact"),
)
KINDS = {
    "symbolic": "a derivation, checked line by line by the kernel",
    "exact": "the literal meaning of both sides in exact numbers and balls, by an engine that is not the kernel",
    "enclosure": "an interval that contains the value",
    "cited": "a published theorem",
    "numeric": "the same formula in JAX against an oracle written from the definition",
    "training": "networks trained from many seeds",
}


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A figure and its file in the report; width and height in pixels, 0 where they are not known."""

    name: str
    title: str
    alt: str
    file: str
    width: int = 0
    height: int = 0

    @property
    def anchor(self) -> str:
        """Of the figure on its page; no claim's name has a hyphen."""
        return f"figure-{self.name.partition('.')[2]}"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A claim and what a run found of it. elsewhere: pictures that stand under another claim, with their addresses."""

    id: str
    claim: Claim
    record: Mapping
    pictures: tuple[Picture, ...] = ()
    elsewhere: tuple[tuple[Picture, str], ...] = ()

    @property
    def topic(self) -> str:
        """The topic that it belongs to."""
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """Its name within the topic, which is its anchor."""
        return self.id.partition(".")[2]

    @property
    def address(self) -> str:
        """Page and anchor."""
        return f"{self.topic}.html#{self.name}"

    @property
    def standing(self) -> Standing:
        """Its verdict."""
        return STANDINGS[self.record["verdict"] or UNVERIFIED]

    @property
    def errs(self) -> bool:
        """The source says something else than what is true."""
        return self.claim.as_stated is not None

    @property
    def said(self) -> str:
        """What the source says, in a line."""
        return self.paraphrases[0].paraphrase.removesuffix(" (formula lost)")

    @property
    def places(self) -> list[tuple[str, list[str]]]:
        """The documents that it stands in, with the places in each."""
        grouped: dict[str, list[str]] = {}
        for source in self.claim.sources:
            grouped.setdefault(source.document.value, []).append(source.section)
        return list(grouped.items())

    @property
    def paraphrases(self) -> list[SourceStatement]:
        """The source statements that it checks."""
        return sorted((s for s in source_statements() if s.id in self.claim.ledger), key=self._cited)

    def _cited(self, statement: SourceStatement) -> int:
        return self.claim.ledger.index(statement.id)


@dataclass(frozen=True, kw_only=True)
class Topic:
    """The claims of a topic that a report shows."""

    name: str
    about: str
    claims: Sequence[Shown]

    @property
    def title(self) -> str:
        """Its name as a heading."""
        words = self.name.replace("_", " ")
        return words.upper() if words in ACRONYMS else words.capitalize()

    @property
    def counts(self) -> list[tuple[Standing, int]]:
        """How many claims have each verdict, without those that none has."""
        return counted(self.claims)


@dataclass(frozen=True, kw_only=True)
class Report:
    """Everything that the pages show. `run` is the versioned JSON of `backproof verify`."""

    topics: Sequence[Topic]
    run: Mapping
    whole: bool  # every claim of the catalogue is in it

    @property
    def claims(self) -> list[Shown]:
        """All claims in the catalogue's order."""
        return [c for topic in self.topics for c in topic.claims]

    @property
    def unexpected(self) -> list[Shown]:
        """Claims whose verdict is not the expected one, or of which a near-miss survived."""
        return [c for c in self.claims if c.record["ok"] is False]

    @property
    def surprises(self) -> list[tuple[Shown, str]]:
        """The most surprising refutations among the claims, most surprising first, and why."""
        shown = {c.id: c for c in self.claims}
        return [(shown[claim_id], why) for claim_id, why in catalogue.SURPRISING.items() if claim_id in shown]

    @property
    def counts(self) -> list[tuple[Standing, int]]:
        """How many claims have each verdict, without those that none has."""
        return counted(self.claims)

    @property
    def documents(self) -> list[tuple[str, list[int], int]]:
        """Each source document with how many of its statements have each standing, and how many there are."""
        verdicts = [
            (c.id, c.claim.ledger, Conclusion(c.record["verdict"] or c.record["expected"])) for c in self.claims
        ]
        covered = coverage(verdicts)
        rows = [(document.value, mine) for document, mine in by_document(covered).items()]
        return [(name, _tally(mine), len(mine)) for name, mine in [*rows, ("every statement once", list(covered))]]


DOCUMENT_STANDINGS = ("PROVED", "CONFIRMED", "QUALIFIED", "REFUTED", "UNDECIDED", "outside", "open")


def _tally(covered: Sequence[Covered]) -> list[int]:
    found = Counter(c.standing for c in covered)
    return [found[s] for s in DOCUMENT_STANDINGS]


def counted(claims: Sequence[Shown]) -> list[tuple[Standing, int]]:
    """How many claims have each verdict, without those that none has."""
    tally = Counter(c.standing.key for c in claims)
    return [(standing, tally[key]) for key, standing in STANDINGS.items() if tally[key]]


def assembled(
    claims: Mapping[str, Claim],
    records: Mapping[str, Mapping],
    run: Mapping,
    pictures: Mapping[str, Sequence[Picture]],
) -> Report:
    """The report on `claims`. records: one a claim, as `results` makes them; pictures: by claim id."""
    where: dict[str, str] = {}  # a picture stands once, under the first claim that it shows
    for n in claims:
        for picture in pictures.get(n, ()):
            where.setdefault(picture.name, n)
    shown = []
    for n, claim in claims.items():
        mine = pictures.get(n, ())
        others = ((p, f"{where[p.name].partition('.')[0]}.html#{p.anchor}") for p in mine if where[p.name] != n)
        here = tuple(p for p in mine if where[p.name] == n)
        shown.append(Shown(id=n, claim=claim, record=records[n], pictures=here, elsewhere=tuple(others)))
    topics = [
        Topic(name=name, about=about, claims=mine)
        for name, about in catalogue.TOPICS.items()
        if (mine := [s for s in shown if s.topic == name])
    ]
    return Report(topics=topics, run=run, whole=len(claims) == len(catalogue.claims()))
