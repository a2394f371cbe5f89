"""The sandbox: attacks fail on both paths, and the next program runs as if nothing had happened."""

import contextlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backproof.grading import sandbox
from backproof.grading.sandbox import bubblewrap, container, python, request, seccomp, users
from backproof.grading.sandbox.request import Request, Status

from .attacks import sources

WAYS = {"bubblewrap": bubblewrap, "container": container}
FAST = (
    "import backproof",
    "read the key",
    "connect to this machine",
    "exit at once",
    "a judge's word",
    "fork and stay",
)
GOOD = "def f(x):\n    return x + 1\n"


def usable(way: str) -> None:
    why = bubblewrap.available() if way == "bubblewrap" else container._works() if os.geteuid() == 0 else "needs root"
    if why is not None:
        pytest.skip(f"this machine cannot hold student code by {way}: {why}")


def ask(source: str, *arguments: object, **options: object) -> Request:
    given = {"seconds": 10.0, "memory": 512 << 20, **options}
    return Request(source=source, function="f", calls=((arguments, {}),), **given)


@pytest.fixture(params=WAYS)
def way(request):
    usable(request.param)
    return WAYS[request.param]


@pytest.fixture
def secret(tmp_path):
    """A file that stands for the key, beside a package that stands for Backproof; readable by its owner alone."""
    folder = tmp_path / "secret"
    folder.mkdir(mode=0o700)
    (folder / "backproof").mkdir()
    (folder / "backproof" / "__init__.py").write_text("")
    (folder / "key.toml").write_text("the key is 42")
    return str(folder / "key.toml")


def attacked(way, name: str, secret: str, monkeypatch) -> None:
    monkeypatch.setenv("BACKPROOF_TEST_SECRET", "x")
    before = Path(secret).read_text()
    numbers = []

    @contextlib.contextmanager
    def noted():
        with own_user() as number:
            numbers.append(number)
            yield number

    own_user = users.user
    monkeypatch.setattr(users, "user", noted)
    started = time.monotonic()
    found = way.run(ask(sources()[name], secret, seconds=3.0))
    assert time.monotonic() - started < 15
    assert not [c for c in found.calls if "ESCAPED" in json.dumps(c.value)], found
    assert Path(secret).read_text() == before
    assert os.listdir(os.path.dirname(secret)) == ["backproof", "key.toml"]
    assert users.processes(range(numbers[0], numbers[0] + 1)) == []
    left = [Path(d, n) for d in container.SHARED if os.path.isdir(d) for n in os.listdir(d)]
    assert not [p for p in left if p.exists() and p.lstat().st_uid == numbers[0]]
    assert way.run(ask(GOOD, 41)).calls[0].value == 42


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n in sources() if n not in FAST])
def test_an_attack_fails(way, name, secret, monkeypatch):
    attacked(way, name, secret, monkeypatch)


@pytest.mark.parametrize("name", FAST)
def test_a_common_attack_fails(way, name, secret, monkeypatch):
    attacked(way, name, secret, monkeypatch)


def test_there_are_enough_attacks():
    assert len(sources()) >= 40


def test_a_program_gets_values_and_gives_values(way):
    source = "import math\ndef f(a, b=1, *, c=None):\n    return [a, b, c, (1, 2), {'x': math.inf}, 'é', True, 0.1]\n"
    found = way.run(Request(source=source, function="f", calls=(((1,), {"c": [2]}), ((), {}))))
    assert found.status is Status.RAN
    assert found.calls[0].value == [1, 1, [2], {"tuple": [1, 2]}, {"x": {"float": "inf"}}, "é", True, 0.1]
    assert found.calls[1].raised.startswith("TypeError")
    assert {"limits", "seccomp"} <= set(found.layers)


def test_a_package_of_the_question_is_there_and_no_other(way):
    array = {"array": [[1, 2], [3, 4]], "dtype": "float64", "shape": [2, 2]}
    found = way.run(ask("import numpy as np\ndef f(a):\n    return a.T @ np.ones(2)\n", array, packages=("numpy",)))
    if way is container and found.status is Status.FAILED and container.interpreter() != str(python.interpreter()):
        pytest.skip("the packages here are for an interpreter that no other user may start")
    assert found.calls[0].value == {"array": [4.0, 6.0], "dtype": "float64", "shape": [2]}
    assert way.run(ask("import scipy\ndef f():\n    return 1\n", packages=("numpy",))).status is Status.FAILED


def test_no_installed_package_is_seen_but_those_of_the_question():
    usable("bubblewrap")
    source = (
        "import os\ndef f(x):\n    found = set()\n"
        "    for top in ('/usr', '/lib', '/root', '/opt', '/home', '/srv', '/packages'):\n"
        "        for folder, names, files in os.walk(top):\n"
        "            if folder.endswith(('site-packages', 'dist-packages', '/packages')):\n"
        "                found |= {*names, *files}\n"
        "    return sorted(found)\n"
    )
    found = bubblewrap.run(ask(source, 0, packages=("numpy",), seconds=30.0)).calls[0].value
    assert {n.split("-")[0].split(".")[0] for n in found} == {"numpy"}


def test_a_package_that_does_not_load_inside_costs_nobody_points(monkeypatch):
    usable("bubblewrap")
    sandbox._missing.cache_clear()
    monkeypatch.setattr(python, "modules", lambda names: {"no_such_module"})
    with pytest.raises(sandbox.NoSandbox, match="cannot be imported in the sandbox"):
        sandbox.run(ask(GOOD, 1, packages=("numpy",)), sandbox.BUBBLEWRAP)
    sandbox._missing.cache_clear()


@pytest.mark.parametrize("name", ["backproof", "BackProof", "no-such-package"])
def test_backproof_is_no_package_of_a_question(name):
    with pytest.raises(python.PackageRefused):
        python.package_paths((name,))


@pytest.mark.parametrize(
    "reply",
    [
        b"{",
        b"[]",
        b'{"layers": [], "results": []}',
        b'{"layers": [], "results": [{"value": 1, "points": 2}]}',
        b'{"layers": [], "results": [{"value": Infinity}]}',
        b'{"layers": [1], "results": [{"value": 1}]}',
        b'{"layers": [], "results": [{"raised": 1}]}',
        b'{"layers": [], "results": [{"value": ' + b"[" * 200 + b"]" * 200 + b"}]}",
        b'{"layers": [], "results": [{"value": 1' + b"0" * 10_000 + b"}]}",
    ],
)
def test_a_reply_that_is_not_one_is_garbage(reply):
    assert request.result(Status.RAN, reply, 1).status is Status.GARBAGE


def test_without_a_sandbox_nothing_runs(monkeypatch):
    monkeypatch.setenv(sandbox.MODE, "none")
    with pytest.raises(sandbox.NoSandbox):
        sandbox.run(ask(GOOD, 1))
    monkeypatch.setenv("PATH", "/nowhere")
    bubblewrap.available.cache_clear()
    with pytest.raises(sandbox.NoSandbox, match="apt-get install bubblewrap"):
        sandbox.run(ask(GOOD, 1), sandbox.BUBBLEWRAP)
    bubblewrap.available.cache_clear()


def test_inside_a_container_what_others_can_read_is_noticed(tmp_path):
    folder = tmp_path / "a" / "b"
    folder.mkdir(parents=True)
    assert not container.exposed(folder)  # pytest's own folder is closed
    assert container.exposed("/usr/lib") and container.exposed("/etc/passwd")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can start a program as nobody")
def test_bubblewrap_holds_without_root(way, tmp_path):
    """As an instructor without rights has it: in a user namespace. The program cannot become anybody."""
    if way is container:
        pytest.skip("the container's way needs root")
    if not os.access("/usr/bin/python3.11", os.X_OK):
        pytest.skip("no interpreter that nobody may start")
    folder = python.ROOT
    code = (
        f"import sys; sys.path.insert(0, {str(folder.parent)!r})\n"
        f"from {folder.name}.grading.sandbox import bubblewrap\n"
        f"from {folder.name}.grading.sandbox.request import Request\n"
        "print(bubblewrap.available())\n"
        "s = 'import os\\ndef f():\\n    return [os.getuid(), os.listdir(\"/\")]'\n"
        "print(bubblewrap.run(Request(source=s, function='f', calls=(((), {}),))))\n"
    )
    if container.exposed(folder):
        command = ["/usr/bin/python3.11", "-c", code]
        ran = subprocess.run(command, user=65534, group=65534, extra_groups=[], capture_output=True, text=True, cwd="/")
        assert ran.stdout.startswith("None\n"), ran.stdout + ran.stderr
        assert "value=[65534" in ran.stdout and "'seccomp'" in ran.stdout


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_is_made_of_whole_instructions(machine):
    found = seccomp.program(machine)
    assert len(found) % 8 == 0 and len(found) // 8 < 256
    assert seccomp.program("abacus") is None


def test_the_program_imports_nothing_of_this_package():
    text = (python.ROOT / "grading" / "sandbox" / "program.py").read_text()
    assert "from ." not in text and "backproof" not in text.lower().replace("by backproof", "")
    assert sys.version_info >= (3, 11)
