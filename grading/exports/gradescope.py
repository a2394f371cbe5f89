"""A Gradescope autograder: `setup.sh`, `run_autograder`, this package, the assignment.

What Gradescope runs when a student submits is `grading/gradescope.py`.
"""

from ..assignment import Assignment
from ..run import CODE_KINDS
from .archive import requirements, wheel, zipped

JUDGING = ("sympy", "python-flint", "PyYAML")
TRAINING = ("jax", "optax", "scipy", "numpy")
TRAINED_KINDS = frozenset({"experiment"})

SETUP = """#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image.
set -euo pipefail
BASE="${{AUTOGRADER:-/autograder}}"
PYTHON="${{PYTHON:-python3}}"
if ! "$PYTHON" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    apt-get update
    apt-get install -y --no-install-recommends software-properties-common
    add-apt-repository -y ppa:deadsnakes/ppa
    apt-get update
    apt-get install -y --no-install-recommends python3.12 python3.12-venv
    PYTHON=python3.12
fi
umask 022
"$PYTHON" -m venv "$BASE/backproof"
PIP=("$BASE/backproof/bin/python" -m pip install --disable-pip-version-check --no-cache-dir -q)
{packages}"${{PIP[@]}}" {requirements}
"${{PIP[@]}}" --no-deps "$BASE"/source/*.whl
# Student code runs as another user: it sees neither this package nor the key.
chmod -R go= "$BASE/backproof" "$BASE/source"
"""
PACKAGES = """# What programs of students may import lies where another user can read it.
"${{PIP[@]}}" --target "$BASE/packages" {packages}
chmod -R go=rX "$BASE/packages"
echo "$BASE/packages" > "$(echo "$BASE"/backproof/lib/python3*/site-packages)/packages.pth"
"""
RUN = """#!/usr/bin/env bash
# Runs for every submission, as root.
set -euo pipefail
BASE="${{AUTOGRADER:-/autograder}}"
umask 077
mkdir -p "$BASE/results"
chmod go= "$BASE/source" "$BASE/backproof" "$BASE/submission" "$BASE/results"
if [ -e "$BASE/submission_metadata.json" ]; then chmod go= "$BASE/submission_metadata.json"; fi
cd "$BASE"
exec "$BASE/backproof/bin/python" -I -m {package}.grading.gradescope "$BASE" {name}.toml
"""


def made(assignment: Assignment) -> bytes:
    """The zip that is uploaded as an autograder."""
    kinds = {part.kind for part in assignment.parts}
    needed = JUDGING + (TRAINING if kinds & TRAINED_KINDS else ())
    packages = sorted({p for part in assignment.parts if part.kind in CODE_KINDS for p in allowed(part)})
    quoted = " ".join(f"'{r}'" for r in requirements(needed))
    shared = " ".join(f"'{r}'" for r in requirements(tuple(packages)))
    name, content = wheel()
    files = {
        "setup.sh": SETUP.format(requirements=quoted, packages=PACKAGES.format(packages=shared) if packages else ""),
        "run_autograder": RUN.format(package=__name__.partition(".")[0], name=assignment.name),
    }
    found = {path: text.encode() for path, text in files.items()}
    found[f"{assignment.name}.toml"] = assignment.path.read_bytes()
    found[name] = content
    return zipped(found, frozenset(files))


def allowed(part: object) -> tuple[str, ...]:
    """The packages that a program may import."""
    return tuple(getattr(part.settings, "packages", ()))  # type: ignore[attr-defined]
