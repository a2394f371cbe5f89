"""What the commands on typed formulas share: options, formulas that begin with a minus, and readings shown back."""

import re
from collections.abc import Callable

import click

OPTION = re.compile(r"--[a-z][a-z-]*(=.*)?", re.DOTALL)


class OnFormulas(click.Command):
    """A command whose arguments may begin with a minus sign, as -x^2 <= 0 does."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        options: list[str] = []
        formulas: list[str] = []
        takes_value = {n: not getattr(p, "is_flag", False) for p in self.get_params(ctx) for n in p.opts}
        waiting = list(args)
        while waiting:
            word = waiting.pop(0)
            if word == "--":
                formulas += waiting
                break
            if word in takes_value:
                options.append(word)
                if takes_value[word] and waiting:
                    options.append(waiting.pop(0))
            elif OPTION.fullmatch(word):
                options.append(word)  # --json=FILE, or no option at all: click says so
            else:
                formulas.append(word)
        return super().parse_args(ctx, [*options, "--", *formulas])


def reading(command: Callable) -> Callable:
    """The options that say how texts are read."""
    decorators = (
        click.option("--echo", is_flag=True, help="Show how the texts were understood."),
        click.option("--syntax", type=click.Choice(["auto", "calc", "latex"]), default="auto", show_default=True),
        click.option(
            "--given", "given", multiple=True, metavar="TEXT", help='A hypothesis, as "x > 0". May be repeated.'
        ),
        click.option(
            "--let",
            "let",
            multiple=True,
            metavar="DECLARATION",
            help='What a name is, as "A: matrix(m,n)". Repeatable.',
        ),
    )
    for decorate in decorators:
        command = decorate(command)
    return command


def declarations(let: tuple[str, ...]) -> dict[str, str]:
    """The declarations of `--let`. Raises UsageError."""
    found: dict[str, str] = {}
    for line in let:
        name, colon, kind = line.partition(":")
        if not colon or not name.strip():
            raise click.BadParameter(f"{line!r} has no colon; expected 'x: real'", param_hint="--let")
        if name.strip() in found:
            raise click.BadParameter(f"{name.strip()!r} is declared twice", param_hint="--let")
        found[name.strip()] = kind.strip()
    return found


def echoed(what: str, calculator: str, latex: str) -> None:
    """How a text was understood, in both notations."""
    click.echo(f"{what}: {calculator}")
    if latex:
        click.echo(f"{' ' * len(what)}  {latex}")
