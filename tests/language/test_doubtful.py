"""Texts that could be read wrongly: precedence, scripts, bars, scopes, characters. Read in the one way, or refused."""

import tomllib
from pathlib import Path

import pytest

from backproof.theory.language.declarations import declared
from backproof.theory.language.errors import ReadError
from backproof.theory.language.reader import Syntax, read
from backproof.theory.language.shapes import check_shapes, completed
from backproof.theory.language.tree import Node
from backproof.theory.language.write_calculator import calculator

TABLE = tomllib.loads((Path(__file__).parent / "doubtful.toml").read_text())
SYNTAXES = {"calculator": Syntax.CALCULATOR, "latex": Syntax.LATEX}
READ = [
    (name, text, tuple(group["let"]), written)
    for name in SYNTAXES
    for group in TABLE[name]["read"]
    for text, written in group["as"]
]
REFUSED = [
    (name, text, tuple(group["let"]))
    for name in SYNTAXES
    for group in TABLE[name]["refused"]
    for text in group["texts"]
]


def understood(text: str, let: tuple[str, ...], syntax: str) -> Node:
    scope = declared(let)
    node = read(text, scope, SYNTAXES[syntax])
    check_shapes(node, completed(scope, node))
    return node


@pytest.mark.parametrize(("syntax", "text", "let", "written"), READ)
def test_a_text_is_read_in_the_only_sensible_way(syntax: str, text: str, let: tuple[str, ...], written: str) -> None:
    assert calculator(understood(text, let, syntax)) == written


@pytest.mark.parametrize(("syntax", "text", "let"), REFUSED)
def test_a_doubtful_text_is_refused_at_its_column(syntax: str, text: str, let: tuple[str, ...]) -> None:
    with pytest.raises(ReadError) as refused:
        understood(text, let, syntax)
    assert 0 < refused.value.column <= len(text) + 1
    assert "expected" in str(refused.value) or "could be" in str(refused.value)
