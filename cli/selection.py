"""What the commands that check claims share: which claims, on how many processes, from which seed."""

import click

MOST_SEED = 2**53  # a JSON number that every reader takes for what it is


def checking(command: click.decorators.FC) -> click.decorators.FC:
    """The argument CLAIM|TOPIC ... and the options `--jobs` and `--seed`."""
    for decorate in (
        click.option(
            "--seed", type=click.IntRange(0, MOST_SEED), default=0, show_default=True, help="Of every sample."
        ),
        click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Processes; chosen when left out."),
        click.argument("names", nargs=-1, metavar="[CLAIM|TOPIC]..."),
    ):
        command = decorate(command)
    return command
