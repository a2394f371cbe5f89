"""The rooms: what a wheel holds, which stems go together, who may import whom."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
ROOMS = ("theory", "numerics", "figures", "cli", "grading")
SOURCES = sorted(p for room in ROOMS for p in (ROOT / room).rglob("*.py"))
MODULES = sorted([*SOURCES, *ROOT.glob("*.py")])
MADE = shutil.ignore_patterns(".git", ".venv*", "*.egg-info", "build", "dist", "__pycache__", ".*_cache")
# What turns text into code, and the one module that may: it looks at every word of the text first.
EVALUATORS = {"eval", "exec", "compile", "__import__", "parse_expr", "lambdify", "autowrap", "ufuncify"}
# What the pictures share: what a figure is, how it looks, where its numbers come from.
DRAWING = {"figure", "style", "sheet", "marks", "formula", "measurement", "checking", "export"}
COMPILER = ROOT / "numerics" / "engine" / "compiled.py"


def hidden(folder: str, names: list[str]) -> set[str]:
    """What a clone does not have: the report that stands in the root, but not the room figures/report."""
    return MADE(folder, names) | ({"report"} & set(names) if Path(folder) == ROOT else set())


def stems(room: str) -> set[str]:
    """Modules and packages that stand directly in a room."""
    found = {p.stem for p in (ROOT / room).glob("*.py")} | {p.parent.name for p in (ROOT / room).glob("*/__init__.py")}
    return found - {"__init__"}


def test_every_package_is_listed_for_the_wheel() -> None:
    folders = {p.parent for room in ROOMS for p in (ROOT / room).rglob("__init__.py")}
    names = {".".join(("backproof", *folder.relative_to(ROOT).parts)) for folder in folders}
    assert set(PROJECT["tool"]["setuptools"]["packages"]) == {"backproof", *names}


def test_wheel_holds_the_rooms_and_nothing_else(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(ROOT, source, ignore=hidden)
    for unwanted in (".venv/lib/x.py", "report/verify.json", "tests/test_x.py"):
        (source / unwanted).parent.mkdir(parents=True, exist_ok=True)
        (source / unwanted).write_text("")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path), str(source)]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 0, built.stdout + built.stderr
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.split("/")[1] for name in names if name.startswith("backproof/")}
    folders = {top for top in tops if not top.endswith(".py")}
    assert folders == set(ROOMS)
    assert {name.split("/")[0].split("-")[0] for name in names} == {"backproof"}
    data = (
        "theory/sources.txt",
        "theory/depth/minimal.json",
        "figures/report/assets/",
        "figures/report/templates/",
        "grading/assignments/",
        "grading/templates/",
    )
    assert all(".dist-info/" in name or name.endswith(".py") or any(d in name for d in data) for name in names)
    assert all(any(d in name for name in names) for d in data)


@pytest.mark.slow
@pytest.mark.parametrize("folder", ["backproof", "repo", "foo-bar"])
def test_a_clone_may_be_called_anything(folder: str, tmp_path: Path) -> None:
    """Editable, as `make` installs it: command, tests and import contract are those of the clone."""
    clone, site = tmp_path / folder, tmp_path / "site"
    shutil.copytree(ROOT, clone, ignore=hidden)
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target", str(site)]
    subprocess.run([*install, "-e", str(clone)], check=True, capture_output=True)
    # A folder on PYTHONPATH is not searched for the .pth file of an editable install; one that is added as a site is.
    (site / "sitecustomize.py").write_text(f"import site\nsite.addsitedir({str(site)!r})\n")
    surroundings = {**os.environ, "PYTHONPATH": str(site)}

    def said(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        found = subprocess.run(command, cwd=clone, env=surroundings, capture_output=True, text=True)
        assert found.returncode == 0, found.stdout + found.stderr
        return found.stdout

    assert said("-c", "import backproof; print(backproof.__file__)").strip() == str(clone / "__init__.py")
    assert "dropout.loss_decomposition" in said("-m", "backproof", "list", "--topic", "dropout")
    said(
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "tests/kernel/test_verdict.py",
        "tests/kernel/test_fuzz.py",
        "-m",
        "not slow",
    )
    assert "0 broken" in said("-c", "import sys; from importlinter.cli import lint_imports_command as main; main()")


def evaluations(path: Path) -> list[str]:
    """Calls in a module that turn text into code, or into a formula, with their lines."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom | ast.Import):
            found += [f"{node.lineno}: import {a.name}" for a in node.names if a.name in EVALUATORS]
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        strict = any(k.arg == "strict" and getattr(k.value, "value", False) is True for k in node.keywords)
        of_a_module = isinstance(node.func, ast.Attribute) and name == "compile"  # re.compile
        if (name in EVALUATORS and not of_a_module) or (name == "sympify" and not strict):
            found.append(f"{node.lineno}: {name}")
        if name in ("S", "Rational", "Integer", "Float") and any(isinstance(a, ast.JoinedStr) for a in node.args):
            found.append(f"{node.lineno}: {name} of a text")
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_text_becomes_code_in_one_place_only(path: Path) -> None:
    """`sympify` evaluates text, too, unless it is strict."""
    assert bool(evaluations(path)) == (path == COMPILER), evaluations(path)


@pytest.mark.parametrize(
    "line", ["eval(x)", "f = sp.lambdify(a, b)", "sympify(x)", "from sympy import parse_expr", "S(f'{x}')"]
)
def test_what_turns_text_into_code_is_found(line: str, tmp_path: Path) -> None:
    (tmp_path / "told.py").write_text(line)
    assert evaluations(tmp_path / "told.py")


def test_a_topic_has_the_same_stem_in_every_room() -> None:
    topics = stems("theory") - {"catalogue", "sources", "kernel", "language", "decision"}
    for room, own in (("numerics", {"engine", "studies"}), ("figures", {"report", *DRAWING})):
        assert stems(room) - own <= topics, room
    # `machinery` are the tests of what is no topic
    machinery = {"catalogue", "house", "api", "notation", "audit", "mutation", "readme", "planted", "sources"}
    tests = {p.stem.removeprefix("test_") for p in (ROOT / "tests").glob("test_*.py")} - machinery
    assert tests <= topics


def imports(path: Path) -> set[str]:
    """What a module imports, relative imports made absolute."""
    package = ("backproof", *path.relative_to(ROOT).parent.parts)
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module) if part)
            found |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_inside_the_package_imports_are_relative(path: Path) -> None:
    tree = ast.parse(path.read_text())
    absolute = [n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and not n.level]
    absolute += [a.name for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names]
    assert not [name for name in absolute if name.partition(".")[0] == "backproof"]


@pytest.mark.parametrize("path", sorted((ROOT / "theory" / "kernel").glob("*.py")), ids=lambda p: p.stem)
def test_kernel_imports_itself_sympy_and_flint_alone(path: Path) -> None:
    tops = {name.partition(".")[0] for name in imports(path)} - set(sys.stdlib_module_names)
    assert tops <= {"sympy", "flint", "mpmath", "backproof"}
    own = {name for name in imports(path) if name.startswith("backproof.")}
    assert all(name == "backproof.theory.kernel" or name.startswith("backproof.theory.kernel.") for name in own)


@pytest.mark.parametrize("path", sorted((ROOT / "numerics").rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_an_oracle_never_reads_a_claim(path: Path) -> None:
    """The room `numerics` takes from theory what the kernel says a statement is, and no topic's formula."""
    from_theory = {name for name in imports(path) if name.startswith("backproof.theory.")}
    assert all(name.startswith("backproof.theory.kernel") for name in from_theory), from_theory


def test_only_listed_dependencies_are_imported() -> None:
    listed = {d.split("[")[0].split(">")[0].lower() for d in PROJECT["project"]["dependencies"]}
    extras = PROJECT["project"]["optional-dependencies"]
    listed |= {d.split("[")[0].split(">")[0].lower() for extra in ("smt", "data", "cluster") for d in extras[extra]}
    modules = {
        "python-flint": "flint",
        "z3-solver": "z3",
        "scikit-learn": "sklearn",
        "pyyaml": "yaml",
        "markdown-it-py": "markdown_it",
    }
    known = {modules.get(d, d) for d in listed} | {"backproof", "distributed"} | set(sys.stdlib_module_names)
    for path in SOURCES:
        assert {name.partition(".")[0] for name in imports(path)} <= known, path


def test_import_contract_holds() -> None:
    checker = shutil.which("lint-imports", path=os.path.dirname(sys.executable))
    if checker is None:
        pytest.skip("import-linter is not installed here")
    found = subprocess.run([checker, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert found.returncode == 0, found.stdout


def test_no_file_names_a_package_index() -> None:
    for name in ("pyproject.toml", "Makefile", ".ci/run"):
        text = (ROOT / name).read_text()
        assert "index-url" not in text
        assert "://" not in text
