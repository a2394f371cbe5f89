"""The reader survives every text: a tree or a ReadError, soon, nothing run; what it reads is written back."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import pytest

from backproof.theory.language.declarations import declared
from backproof.theory.language.errors import ReadError
from backproof.theory.language.limits import MOST_CHARACTERS
from backproof.theory.language.reader import Syntax, read
from backproof.theory.language.shapes import check_shapes, completed
from backproof.theory.language.tree import Node
from backproof.theory.language.write_calculator import calculator
from backproof.theory.language.write_latex import latex
from backproof.theory.language.write_mathml import mathml

from .fuzz import CODE, SCOPES, texts
from .pairs import pairs

FAST, SLOW = 4_000, 200_000  # texts
SOON = 1.0  # seconds of computing for one text; the slowest takes a tenth
SYNTAXES = tuple(Syntax)
RUNNING = ("exec", "compile", "open", "os.system", "subprocess.Popen", "socket.connect", "os.exec", "os.posix_spawn")
T = TypeVar("T")
_watched: list[str] = []
_watching = False


def _hook(event: str, args: tuple) -> None:
    if _watching and event in RUNNING:
        _watched.append(event)


sys.addaudithook(_hook)


@contextmanager
def nothing_runs() -> Iterator[None]:
    """Fails where code is compiled or run, or a file, process or connection is opened."""
    global _watching
    _watched.clear()
    _watching = True
    try:
        yield
    finally:
        _watching = False
    assert not _watched


def soon(work: Callable[[], T], text: str) -> T:
    """What the work gives, if one of three tries is soon: a collection of the whole suite's garbage may slow one."""
    for _ in range(3):
        start = time.thread_time()
        result = work()
        if time.thread_time() - start < SOON:
            return result
    pytest.fail(f"{SOON} s of computing or more, three times: {text[:200]!r}")


def survive(text: str, number: int) -> Node | None:
    """Reads one text in one scope and syntax; the tree where there is one."""
    return soon(lambda: _survive(text, number), text)


def _survive(text: str, number: int) -> Node | None:
    scope, syntax = SCOPES[number % len(SCOPES)], SYNTAXES[number // len(SCOPES) % len(SYNTAXES)]
    try:
        node = read(text, scope, syntax)
    except ReadError as error:
        assert 0 <= error.column <= len(text) + 1
        assert str(error)
        assert error.shown()
        node = None
    else:
        try:
            check_shapes(node, completed(scope, node))
        except ReadError as error:
            assert str(error)
        mathml(node)
        for write, back in ((calculator, Syntax.CALCULATOR), (latex, Syntax.LATEX)):
            written = write(node)
            try:
                again = read(written, scope, back)
            except ReadError:
                continue  # too deep when it is written with brackets, or names that only one syntax has
            assert calculator(again) is not None
    return node


def many(seed: int, count: int) -> None:
    read_some = 0
    found = list(texts(seed, count))  # this opens the tables
    with nothing_runs():
        for number, text in enumerate(found):
            read_some += survive(text, number) is not None
    assert read_some > count // 20  # the texts are not all nonsense


def test_texts_are_survived() -> None:
    many(1, FAST)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 12))
def test_many_texts_are_survived(seed: int) -> None:
    many(seed, SLOW // 10)


def test_nothing_runs_is_no_empty_promise() -> None:
    with pytest.raises(AssertionError), nothing_runs():
        compile("1", "text", "eval")


def test_code_is_not_run() -> None:
    with nothing_runs():
        for number, text in enumerate(CODE):
            for shift in range(len(SCOPES) * len(SYNTAXES)):
                survive(text, number + shift)


def test_what_is_read_is_written_back() -> None:
    seen = 0
    for let, text in dict.fromkeys((p.let, t) for p in pairs() for t in (p.reference, p.answer)):
        scope = declared(let)
        try:
            node = read(text, scope)
        except ReadError:
            continue
        seen += 1
        assert read(calculator(node), scope, Syntax.CALCULATOR) == node, text
        written = latex(node)
        assert latex(read(written, scope, Syntax.LATEX)) == written, text
    assert seen > 800


HOSTILE = {
    "a million brackets": "(" * 10**6 + "x" + ")" * 10**6,
    "ten megabytes": "x" * 10**7,
    "ten megabytes of sums": "x+" * (5 * 10**6) + "x",
    "brackets up to the limit": "(" * (MOST_CHARACTERS // 2 - 1) + "x" + ")" * (MOST_CHARACTERS // 2 - 1),
    "braces": "{" * 3000,
    "fractions": r"\frac{" * 500 + "x" + "}{2}" * 500,
    "powers": "x" + "^x" * 3000,
    "signs": "-" * 9000 + "x",
    "primes": "x" + "'" * 5000,
    "factorials": "x" + "!" * 9000,
    "bars": "|" * 9000,
    "a long number": "1" * 9000,
    "a large exponent": "1e999999999",
    "commas": "max(" + "," * 9000,
    "subscripts": "x" + "_{" * 3000,
    "rows": "[[" * 3000,
    "names": "a" * 9000,
    "spaces": " " * 9999 + "x",
    "quantifiers": r"\begin{cases}" * 600,
    "null bytes": "x\0" * 4000,
    "half characters": "\ud800" * 4000,
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("syntax", list(Syntax))
def test_hostile_texts_are_refused_soon(name: str, syntax: Syntax) -> None:
    def attempt() -> None:
        try:
            read(HOSTILE[name], SCOPES[0], syntax)
        except ReadError as error:
            assert len(str(error)) < 2000

    soon(attempt, HOSTILE[name])
