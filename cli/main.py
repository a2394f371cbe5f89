"""The command group. Names and help lines stand here, so that `--help` imports no command and no mathematics."""

import difflib
from importlib import import_module

import click

COMMANDS = {
    "list": "Show the claims and the verdict that each should have.",
    "show": "Show one claim: statement, sources, derivation, evidence, mutants.",
    "verify": "Check claims and write the verdicts.",
    "audit": "Check the checks: hypotheses dropped, statements mutated.",
    "doctor": "Show versions, devices and what is missing.",
}


class Lazy(click.Group):
    """Imports a command only when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return import_module(f"{__package__}.{cmd_name}_command").command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=2)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise click.UsageError(f"no command {args[0]!r}{hint}", ctx)
        return super().resolve_command(ctx, args)


@click.command(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="backproof", prog_name="backproof")
def main() -> None:
    """Verify theorems about neural networks: derived, confirmed, or refuted with a counterexample."""
