"""`backproof doctor`: what an installation has and what it lacks."""

import os

import click

from .output import json_option, write_json


@click.command("doctor")
@json_option
def command(json_to: str | None) -> int:
    """What this installation has, and what it lacks: versions, extras, devices, the sandbox of the grader."""
    from ..environment import EXTRAS, environment, installed

    found = environment(device="auto", jobs=1)
    found["extras"] = {extra: all(installed(name) for name in names) for extra, names in EXTRAS.items()}
    found["devices"] = _devices()
    found["sandbox"] = _sandboxes()
    if json_to is not None:
        write_json(json_to, {"schema": "backproof.doctor/1", **found})
    if json_to != "-":
        _show(found)
    return 0 if found["devices"] else 4


def _devices() -> list[str]:
    """The devices that JAX sees; none where it does not start."""
    # A GPU is only looked at here; its memory stays free for whoever computes on it.
    os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")
    try:
        import jax

        return [f"{d.platform}: {d.device_kind}" for d in jax.devices()]
    except (ImportError, RuntimeError) as broken:
        click.echo(f"JAX does not start: {broken}", err=True)
        return []


def _sandboxes() -> dict[str, dict]:
    """The sandboxes for student code: layers that a program found to hold, or why there are none."""
    from ..grading import sandbox

    found = {}
    for mode in (sandbox.BUBBLEWRAP, sandbox.CONTAINER):
        why = sandbox.available(mode)
        found[mode] = {"layers": list(sandbox.layers(mode)) if why is None else [], "why": why}
    return found


def _show(found: dict) -> None:
    click.echo(f"backproof {found['backproof']}, Python {found['python']}, {found['platform']}, {found['cores']} cores")
    for name, version in found["packages"].items():
        click.echo(f"  {name:<14}{version or 'not installed'}")
    for extra, present in found["extras"].items():
        hint = "" if present else f": pip install 'backproof[{extra}]'"
        click.echo(f"extra {extra:<10}{'installed' if present else 'missing'}{hint}")
    click.echo(f"devices         {', '.join(found['devices']) or 'none'}")
    for name, state in found["sandbox"].items():
        said = ", ".join(state["layers"]) if state["layers"] else f"not here: {state['why']}"
        click.echo(f"sandbox         {name}: {said}")
    if not any(state["layers"] for state in found["sandbox"].values()):
        click.echo("                student code is refused")
