"""The list of source statements, and what the catalogue says of them."""

from pathlib import Path

import pytest

from backproof.theory import sources
from backproof.theory.catalogue import claims
from backproof.theory.kernel.claim import Conclusion, Document


def test_every_claim_cites_statements_that_are_listed() -> None:
    listed = {s.id: s for s in sources.source_statements()}
    for name, claim in claims().items():
        assert claim.ledger, name
        for cited in claim.ledger:
            assert cited in listed, f"{name} cites {cited}"
            assert not listed[cited].outside, f"{name} checks what cannot be checked"


def test_every_document_makes_statements() -> None:
    found = sources.by_document(sources.coverage([]))
    assert all(found[document] for document in Document)
    assert {c.standing for c in found[Document.QUEST]} == {"open"}


def test_the_severest_verdict_stands() -> None:
    checked = [("a", ["act.leaky-relu"], Conclusion.PROVED), ("b", ["act.leaky-relu"], Conclusion.QUALIFIED)]
    (found,) = [c for c in sources.coverage(checked) if c.statement.id == "act.leaky-relu"]
    assert (found.standing, found.claims) == ("QUALIFIED", ("a", "b"))


@pytest.mark.parametrize("line", ["x | D | place", "x | Z | place | what", " | D | place | what", "outside: first"])
def test_a_broken_list_is_refused_with_its_line(line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = tmp_path / "sources.txt"
    broken.write_text("# a comment\n" + line + "\n")
    monkeypatch.setattr(sources, "TABLE", broken)
    with pytest.raises(ValueError, match="line 2"):
        sources.source_statements.__wrapped__()


def test_an_id_occurs_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    twice = tmp_path / "sources.txt"
    twice.write_text("x | D | place | what\n" * 2)
    monkeypatch.setattr(sources, "TABLE", twice)
    with pytest.raises(ValueError, match="twice"):
        sources.source_statements.__wrapped__()
