"""The command `backproof`: commands by name, imported when they are called.

`--help` must not wait for SymPy or JAX, so a command's one-line help stands here and its module is loaded by name.
"""

import gc
import os
import sys
from importlib import import_module

import click

COMMANDS = {
    "list": "Claims with their expected verdicts, and the last result.",
    "show": "One claim: statement, sources, derivation, evidence, near-misses.",
    "verify": "Check claims and give their verdicts.",
    "train": "Train networks in an experiment over many seeds: a table with exact intervals, and verdicts.",
    "audit": "Test the checks: drop hypotheses, plant errors, see whether anything notices.",
    "figures": "Pictures of claims, for a paper, a page or a slide.",
    "report": "A folder of pages with everything: statements, verdicts, evidence, figures.",
    "coverage": "Statements of the sources, by verdict.",
    "prove": "Prove or refute a statement that you type.",
    "compare": "Compare an answer with a reference formula.",
    "grade": "Grade a folder of submissions: grades, a page a student, a summary of the class.",
    "homework": "Write an assignment, try answers, review what waits, export.",
    "doctor": "What this installation has, and what it lacks.",
}
ENVIRONMENT, INTERRUPTED, BROKEN_PIPE = 4, 130, 141  # as a shell counts signals


class Commands(click.Group):
    """A group whose commands are modules of this room."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        return import_module(f".{cmd_name}", __package__).command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            import difflib

            near = difflib.get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean {near[0]}?" if near else f" There are {', '.join(COMMANDS)}."
            raise click.UsageError(f"No such command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"backproof {version('backproof')}")
        ctx.exit()


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="The version.")
def commands() -> None:
    """Check theorems of neural-network theory: by proof for all sizes, by exact arithmetic, by JAX.

    Exit codes: 0 as expected, 1 another verdict, 2 wrong usage, 3 undecided, 4 something is not installed or not
    there, 130 interrupted.
    """


def main() -> None:
    """Runs the command line and leaves with its exit code."""
    # The matrices here are small, and BLAS's threads wait for each other: a hundredfold time on a busy machine.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    code = run(sys.argv[1:])
    # Python looks for garbage once more before it leaves, with SymPy and JAX for 0.3 s.
    gc.freeze()
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """The exit code of a command line; what is wrong with it is said in one line."""
    try:
        # click returns what the command returned, or the code that it left with.
        code = commands.main(arguments, prog_name="backproof", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except click.ClickException as error:
        command = getattr(getattr(error, "ctx", None), "command_path", "backproof")
        what, *beneath = error.format_message().split("\n  ")  # a typed text with a mark under it stays as it is
        click.echo("\n  ".join((f"{command}: {' '.join(what.split())}", *beneath)), err=True)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    except (BrokenPipeError, SystemExit):
        # The reader has gone (`| head`), which click turns into an exit of its own; nothing more can be flushed there.
        _discard_output()
        return BROKEN_PIPE
    except OSError as error:
        _discard_output()
        click.echo(f"backproof: cannot write: {error.strerror or error}", err=True)
        return ENVIRONMENT


def _discard_output() -> None:
    """What is still buffered is not written, not even when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
