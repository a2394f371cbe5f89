"""The formulas of a part as trees: its key, other right answers, foreseen mistakes. Read once, kept with the part."""

from functools import cache

from ..theory.language.reader import Syntax
from .assignment import Accepted, ForeseenMistake, Part
from .tables import AssignmentError, Where
from .vocabulary import Forms, ReadError


def forms_of(part: Part, text: str, where: Where, what: str, syntax: Syntax = Syntax.AUTO) -> Forms:
    """A formula of the author's. Raises AssignmentError."""
    try:
        return part.vocabulary.forms(part.vocabulary.read(text, syntax))
    except ReadError as error:
        raise where.fault(f"{what} of part {part.id} cannot be read: {error}") from None


@cache
def key(part: Part) -> Forms:
    """The key. Raises AssignmentError."""
    if part.key is None:
        raise part.where.fault(f"part {part.id} has no key", 'add key = "..."')
    if not part.key.text:
        return claim(part)
    return forms_of(part, part.key.text, part.key.where, "the key", part.key.syntax)


@cache
def claim(part: Part) -> Forms:
    """The claim's formula. Raises AssignmentError."""
    assert part.key is not None
    return forms_of(part, part.from_claim.text, part.key.where, "the claim", Syntax.CALCULATOR)


@cache
def accepted(part: Part) -> tuple[tuple[Accepted, Forms], ...]:
    """Other right answers. Raises AssignmentError."""
    return tuple((a, forms_of(part, a.text, a.where, "an accepted form")) for a in part.accepted)


@cache
def mistakes(part: Part) -> tuple[tuple[ForeseenMistake, Forms], ...]:
    """Foreseen mistakes, those of the claim among them. Raises AssignmentError."""
    return tuple((m, forms_of(part, m.text, m.where, f"the mistake {m.name}")) for m in part.mistakes)


def require_key(part: Part) -> None:
    """Raises AssignmentError where a part has no key, or a mistake no formula."""
    if part.key is None:
        raise part.where.fault(f"part {part.id} has no key", 'add key = "...", or claim = "topic.name"')
    if not part.key.claim:
        key(part)
        for mistake in part.listed:
            if not mistake.text:
                raise mistake.where.fault(f"the mistake {mistake.name} has no text", 'add text = "..."')
        accepted(part)
        mistakes(part)


__all__ = ["AssignmentError", "accepted", "claim", "forms_of", "key", "mistakes", "require_key"]
