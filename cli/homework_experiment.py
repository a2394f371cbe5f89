"""`backproof homework experiment`: the experiments of Exercise 10.6 on anybody's data."""

import click

from .output import json_option, rows, write_json

NAMES = ("dropout-against-logistic", "network-against-additive", "tricks")


@click.command("experiment")
@click.argument("name", type=click.Choice(NAMES))
@click.option("--data", type=click.Path(exists=True, dir_okay=False), metavar="FILE.csv", help="A table with a header.")
@click.option("--target", metavar="COLUMN", help="The column with the two classes.")
@click.option("--generated", is_flag=True, help="Generated data instead of a file.")
@click.option("--splits", type=click.IntRange(2, 200), default=10, show_default=True, help="Random splits.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True)
@json_option
def command(
    name: str, data: str | None, target: str | None, generated: bool, splits: int, seed: int, json_to: str | None
) -> int:
    """Compare methods on random splits of a table.

    The share of misclassified test rows, and the difference to the first method with a 95 % interval (corrected
    resampled t, all comparisons together). A difference whose interval holds 0 is none that was shown.
    """
    if generated == (data is not None):
        raise click.UsageError("give --data FILE.csv --target COLUMN, or --generated")
    if data is not None and target is None:
        raise click.UsageError("--data needs --target COLUMN")
    from ..grading import experiments

    try:
        table = experiments.generated() if data is None else experiments.read_csv(data, target or "")
    except experiments.BadData as error:
        raise click.UsageError(str(error)) from None
    found = experiments.run(name, table, splits=splits, seed=seed)
    if json_to is not None:
        methods = [
            {
                "name": m.name,
                "error": m.error,
                "errors": m.errors,
                "difference": m.difference,
                "interval": [m.low, m.high],
            }
            for m in found
        ]
        about = {"rows": len(table.y), "columns": len(table.columns), "dropped": table.dropped}
        write_json(json_to, {"schema": "backproof.experiment/1", "experiment": name, **about, "methods": methods})
    if json_to != "-":
        dropped = f", {table.dropped} with missing values left out" if table.dropped else ""
        click.echo(
            f"{len(table.y)} rows, {len(table.columns)} columns{dropped}; {splits} splits, seed {seed}", err=True
        )
        shown = [("method", "error", "difference", "95 % interval", "")]
        for n, m in enumerate(found):
            interval = f"[{m.low:+.3f}, {m.high:+.3f}]"
            said = "not shown to differ" if m.low <= 0 <= m.high else "better" if m.high < 0 else "worse"
            shown.append(
                (m.name, f"{m.error:.3f}", *(("", "", "") if not n else (f"{m.difference:+.3f}", interval, said)))
            )
        rows(shown)
    return 0
