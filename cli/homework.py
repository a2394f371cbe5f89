"""`backproof homework`: the commands around an assignment, each a module `homework_NAME` of this room."""

from importlib import import_module

import click

COMMANDS = {
    "check": "Check an assignment: it reads, agrees with itself, and its samples get what they should.",
    "new": "Write a student's template, in any of the formats.",
    "try": "How answers read; nothing is graded.",
    "review": "What waits for a person: list it, mark it.",
    "experiment": "Exercise 10.6 on a table of your own.",
    "export": "For Gradescope, Otter or nbgrader.",
}


class Commands(click.Group):
    """A group that loads a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return import_module(f".homework_{cmd_name}", __package__).command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group("homework", cls=Commands)
def command() -> None:
    """Homework: write an assignment, try answers, look at what waits, take it to where the class is."""
