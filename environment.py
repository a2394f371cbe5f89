"""What a run depends on beside the claims: versions, device, cores. Nothing heavy is imported to find out."""

import os
import platform
import sys

CORE = ("sympy", "python-flint", "numpy", "scipy", "jax", "jaxlib", "optax", "matplotlib", "click", "rich", "jinja2")
EXTRAS = {
    "smt": ("z3-solver",),
    "data": ("scikit-learn",),
    "cluster": ("distributed",),
}
EXTRA_OF_MODULE = {"z3": "smt", "sklearn": "data", "dask": "cluster", "distributed": "cluster"}


def installed(distribution: str) -> str | None:
    """The version of an installed distribution, or None."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(distribution)
    except PackageNotFoundError:
        return None


def cores() -> int:
    """The number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def environment(*, device: str, jobs: int) -> dict[str, object]:
    """What stands under `environment` in a report. `device` is what was asked for; evidence names what was used."""
    distributions = (*CORE, *(name for names in EXTRAS.values() for name in names))
    return {
        "backproof": installed("backproof"),
        "python": platform.python_version(),
        "platform": f"{sys.platform} {platform.machine()}",
        "cores": cores(),
        "jobs": jobs,
        "device": device,
        "hash_seed": os.environ.get("PYTHONHASHSEED", "random"),
        "packages": {name: installed(name) for name in distributions},
    }


def missing_module(error: ModuleNotFoundError) -> str | None:
    """One line that names the extra whose module is missing, or None where it is no extra's."""
    extra = EXTRA_OF_MODULE.get((error.name or "").partition(".")[0])
    return f"needs the extra {extra!r}: pip install 'backproof[{extra}]'" if extra else None
