"""What a command may load before it has something to do."""

import subprocess
import sys

import pytest

HEAVY = {"sympy", "jax", "numpy", "scipy", "flint", "matplotlib", "rich"}


def loaded(*arguments: str) -> set[str]:
    """The heavy modules that a command line imports."""
    code = (
        "import sys; from backproof.cli.main import run; run(sys.argv[1:]); "
        "print('loaded:', *sys.modules, file=sys.stderr)"
    )
    found = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return HEAVY & set(found.stderr.rpartition("loaded:")[2].split())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["verify", "--help"], ["list", "--help"]])
def test_help_loads_nothing_heavy(arguments: list[str]) -> None:
    assert not loaded(*arguments)


def test_list_loads_the_claims_and_nothing_that_computes() -> None:
    assert loaded("list") <= {"sympy", "flint"}


def test_the_package_itself_loads_nothing_heavy() -> None:
    code = "import sys, backproof; assert 'verify' in dir(backproof); print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(found.stdout.split())


def test_every_command_is_listed_with_the_help_that_it_has() -> None:
    from importlib import import_module

    from backproof.cli.main import COMMANDS

    for name in COMMANDS:
        assert import_module(f"backproof.cli.{name}").command.name == name
