"""LaTeX that lecturers write: read as it is meant, or refused with a line that helps."""

import tomllib
from pathlib import Path

import pytest

from backproof.theory.language.declarations import declared
from backproof.theory.language.errors import ReadError
from backproof.theory.language.reader import Syntax, read
from backproof.theory.language.shapes import check_shapes, completed
from backproof.theory.language.write_calculator import calculator
from backproof.theory.language.write_latex import latex

TABLE = tomllib.loads((Path(__file__).parent / "fragments.toml").read_text())
READ = [(text, tuple(q["let"]), written) for q in TABLE["read"] for text, written in q["as"]]
REFUSED = [(text, tuple(q["let"]), part) for q in TABLE["refused"] for text, part in q["because"]]


@pytest.mark.parametrize(("text", "let", "written"), READ)
def test_a_fragment_is_read_as_it_is_meant(text: str, let: tuple[str, ...], written: str) -> None:
    scope = declared(let)
    node = read(text, scope, Syntax.LATEX)
    check_shapes(node, completed(scope, node))
    assert calculator(node) == written
    assert read(calculator(node), scope, Syntax.CALCULATOR) == node
    again = latex(node)
    assert latex(read(again, scope, Syntax.LATEX)) == again


@pytest.mark.parametrize(("text", "let", "part"), REFUSED)
def test_what_cannot_be_read_says_why_and_where(text: str, let: tuple[str, ...], part: str) -> None:
    scope = declared(let)
    with pytest.raises(ReadError) as refused:
        node = read(text, scope, Syntax.LATEX)
        check_shapes(node, completed(scope, node))
    assert part in str(refused.value)
    assert refused.value.column


def test_the_table_is_no_small_one() -> None:
    assert len(READ) > 100
    assert len(REFUSED) > 70
