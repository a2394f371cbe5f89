"""Display environments around a whole formula: equation, aligned and their like; their lines make one formula."""

from ..errors import fail
from ..tokens import Kind, Token

_WRAPPERS = "equation displaymath math align aligned gather gathered split multline eqnarray flalign dmath"
WRAPPERS = frozenset(_WRAPPERS.split())
RELATIONS = ("=", "!=", "<", "<=", ">", ">=")
OPERATORS = ("+", "-", "*", "/", "cdot", "times", "odot")


def unwrapped(found: list[Token]) -> list[Token]:
    """The tokens without display environments around them, lines joined. Raises ReadError for several formulas."""
    while (name := _name(found, 0)) in WRAPPERS:
        begin, end = _length(found, 0), _last(found)
        if end is None or _name(found, end) != name:
            raise fail(
                f"\\begin{{{name}}} is not closed at the end", found[0].at, "\\begin", expected=f"\\end{{{name}}}"
            )
        found = [*_joined(found[begin:end]), found[-1]]
    return found


def _name(found: list[Token], at: int) -> str:
    """The name in \\begin{...} or \\end{...}, without its star; empty for anything else."""
    if found[at].kind is not Kind.COMMAND or found[at].text not in ("begin", "end"):
        return ""
    text = ""
    for token in found[at + 2 :]:
        if token.kind is not Kind.WORD:
            break
        text += token.text
    return text


def _length(found: list[Token], at: int) -> int:
    """Where the token after \\begin{...} stands."""
    while at < len(found) - 1 and found[at].text != "}":
        at += 1
    return at + 1


def _last(found: list[Token]) -> int | None:
    """Where the \\end stands that the tokens end with, before the END."""
    at = len(found) - 2
    if at < 0 or found[at].text != "}":
        return None
    while at > 0 and not (found[at].kind is Kind.COMMAND and found[at].text == "end"):
        at -= 1
    return at or None


def _joined(inside: list[Token]) -> list[Token]:
    lines: list[list[Token]] = [[]]
    depth = 0
    for token in inside:
        if token.kind is Kind.COMMAND and token.text in ("begin", "end"):
            depth += 1 if token.text == "begin" else -1
        if depth == 0 and token.kind is Kind.SIGN and token.text == "\\\\":
            lines.append([])
        elif depth or not (token.kind is Kind.SIGN and token.text == "&"):
            lines[-1].append(token)
    made = lines[0]
    for line in lines[1:]:
        if not line:
            continue
        states = any(t.kind is Kind.SIGN and t.text in RELATIONS for t in line)
        if made and line[0].text not in RELATIONS and (states or line[0].text not in OPERATORS):
            raise fail("several formulas, a line each", line[0].at, line[0].text, expected="one formula at a time")
        made = [*made, *line]
    return made
