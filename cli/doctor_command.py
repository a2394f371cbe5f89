"""`backproof doctor`."""

from importlib.util import find_spec

import click

from .options import check_writable, json_option, write_json

EXTRAS = {"z3": "smt", "sklearn": "data", "distributed": "cluster"}


@click.command("doctor")
@json_option
def command(json_file: str | None) -> None:
    """Show versions, devices and what is missing."""
    import jax

    from ..report import environment

    check_writable(json_file)
    data = environment(0, "auto")
    data["devices"] = [str(d) for d in jax.devices()]
    data["missing extras"] = [extra for module, extra in EXTRAS.items() if find_spec(module) is None]
    write_json(json_file, {"schema": "backproof.doctor/1", **data})
    if json_file == "-":
        return
    for name, value in data.items():
        shown = ", ".join(value) or "none" if isinstance(value, list) else value
        click.echo(f"{name:<15} {shown}")
