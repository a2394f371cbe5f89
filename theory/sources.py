"""The statements of the source documents, one entry each, and which verdict the catalogue gives them.

The list itself is `sources.txt`: id (that of the ledger which `Claim.ledger` cites), documents, place, paraphrase. A
statement without any claim is open; one that cannot be checked says why.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from .kernel.claim import Conclusion, Document

TABLE = Path(__file__).with_suffix(".txt")
LETTERS = {
    "D": Document.DEPTH_CHALLENGE,
    "L": Document.LECTURE_10,
    "Q": Document.QUEST,
    "F": Document.FOUNDATION,
    "C": Document.CONNECTIONISM,
}
# A statement that several claims cite is as wrong as the worst of them.
SEVEREST = (
    Conclusion.REFUTED,
    Conclusion.QUALIFIED,
    Conclusion.UNDECIDED,
    Conclusion.CONFIRMED,
    Conclusion.PROVED,
)


@dataclass(frozen=True, kw_only=True)
class SourceStatement:
    """What a source says, in our words. `outside` is the reason why nothing can be checked, empty where it can."""

    id: str
    documents: tuple[Document, ...]
    section: str
    paraphrase: str
    outside: str = ""


@dataclass(frozen=True, kw_only=True)
class Covered:
    """A source statement with the claims that cite it and their severest verdict; None where it is open or outside."""

    statement: SourceStatement
    claims: tuple[str, ...]
    verdict: Conclusion | None

    @property
    def standing(self) -> str:
        """The verdict, or "outside", or "open"."""
        if self.verdict is not None:
            return self.verdict.value
        return "outside" if self.statement.outside else "open"


@cache
def source_statements() -> tuple[SourceStatement, ...]:
    """All of them, in the order of the list. Raises ValueError, with the line, where the list is not well-formed."""
    found: list[SourceStatement] = []
    for number, line in enumerate(TABLE.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#"):
            continue
        if line.startswith("outside: ") and found and not found[-1].outside:
            found[-1] = SourceStatement(**{**vars(found[-1]), "outside": line.removeprefix("outside: ")})
            continue
        parts = [p.strip() for p in line.split("|", 3)]
        if len(parts) != 4 or not all(parts) or any(letter not in LETTERS for letter in parts[1].split()):
            raise ValueError(f"{TABLE.name}, line {number}: not `id | documents | place | paraphrase`")
        documents = tuple(LETTERS[letter] for letter in parts[1].split())
        found.append(SourceStatement(id=parts[0], documents=documents, section=parts[2], paraphrase=parts[3]))
    if len({s.id for s in found}) < len(found):
        raise ValueError(f"{TABLE.name}: an id occurs twice")
    return tuple(found)


def coverage(claims: Iterable[tuple[str, Iterable[str], Conclusion]]) -> tuple[Covered, ...]:
    """Every source statement with its standing. claims: (id, ledger ids that it cites, verdict)."""
    citing: dict[str, list[tuple[str, Conclusion]]] = {}
    for claim_id, ledger, verdict in claims:
        for cited in ledger:
            citing.setdefault(cited, []).append((claim_id, verdict))
    covered = []
    for statement in source_statements():
        mine = citing.get(statement.id, [])
        worst = next((v for v in SEVEREST if v in [verdict for _, verdict in mine]), None)
        covered.append(Covered(statement=statement, claims=tuple(c for c, _ in mine), verdict=worst))
    return tuple(covered)


def by_document(covered: Iterable[Covered]) -> Mapping[Document, list[Covered]]:
    """The same, document by document; a statement that several documents make stands under each."""
    found: dict[Document, list[Covered]] = {document: [] for document in Document}
    for each in covered:
        for document in each.statement.documents:
            found[document].append(each)
    return found
