"""README.md shows what the commands really print."""

from .readme import BLOCK, PAGE, filled, timeless


def test_the_generated_parts_are_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert len(BLOCK.findall(page)) >= 5
    assert timeless(filled(page)) == timeless(page), "run `make readme`"


def test_it_opens_with_the_two_commands() -> None:
    assert PAGE.read_text(encoding="utf-8").splitlines()[2:4] == [
        "    make verify    # checks every claim, writes report/index.html and report/verify.json",
        "    make test      # lint, types, import contract, tests",
    ]
