"""`backproof verify`."""

import sys
import time

import click

from .options import INTERRUPTED, UNDECIDED, check_writable, chosen, fail, json_option, write


@click.command("verify")
@click.argument("names", nargs=-1, metavar="[CLAIM|TOPIC]...")
@click.option("--device", default="auto", show_default=True, help="auto, cpu or gpu.")
@click.option("--no-training", is_flag=True, help="Leave out the claims about training.")
@click.option("--jobs", type=int, default=1, show_default=True, help="Worker processes.")
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of instances and experiments.")
@json_option
@click.option("--junit", "junit_file", metavar="FILE", help="Write JUnit XML.")
def command(
    names: tuple[str, ...],
    device: str,
    no_training: bool,
    jobs: int,
    seed: int,
    json_file: str | None,
    junit_file: str | None,
) -> None:
    """Check claims; 0 when every verdict is the expected one, 1 when not, 3 when one is undecided."""
    from ..theory.kernel.claim import Claim, Prediction

    if jobs < 1:
        fail(f"--jobs {jobs}: at least one process is needed")
    _check_device(device)
    for file in (json_file, junit_file):
        check_writable(file)
    found = chosen(names)
    if not found:
        fail("no claims")
    claims = {n: c for n, c in found.items() if isinstance(c, Claim)}
    skipped = [n for n, c in claims.items() if no_training and isinstance(c.statement, Prediction)]
    results = _run([n for n in claims if n not in skipped], skipped, device, jobs, seed, json_file)
    write(json_file, results.dumps() if json_file is not None else "")
    write(junit_file, results.junit() if junit_file is not None else "")
    _close(results, json_file == "-")


def _check_device(device: str) -> None:
    from ..numerics.engine.devices import Device, DeviceError, choose

    if device not in {d.value for d in Device}:
        fail(f"no device {device!r}: one of {', '.join(d.value for d in Device)}")
    if device == Device.GPU.value:
        try:
            choose(Device.GPU)
        except DeviceError as error:
            fail(str(error), 4)


def _run(todo, skipped, device, jobs, seed, json_file):  # type: ignore[no-untyped-def]
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from .. import api
    from ..report import Results

    results = Results(skipped=skipped, seed=seed, device=device)
    start = time.perf_counter()
    err = Console(stderr=True)
    out = click.get_text_stream("stderr" if json_file == "-" else "stdout")
    bar = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=err
    )
    width = max(len(n) for n in [*todo, *skipped])
    try:
        with bar if err.is_terminal else _Plain() as progress:
            task = progress.add_task("checking", total=len(todo))
            for verdict in api.verdicts(todo, seed=seed, device=device, jobs=jobs):
                results.verdicts.append(verdict)
                line = f"{verdict.claim_id:<{width}}  {verdict.conclusion.value:<9}  {verdict.grade}"
                if not verdict.ok:
                    line += f"  FAILED, expected {verdict.expected.value}: {verdict.reason}"
                if err.is_terminal and out.isatty():
                    progress.console.print(line, markup=False, highlight=False)
                else:
                    print(line, file=out, flush=True)
                progress.advance(task)
    except KeyboardInterrupt:
        results.interrupted = True
    results.seconds = time.perf_counter() - start
    return results


class _Plain:
    """No bar where there is no terminal."""

    def __enter__(self) -> "_Plain":
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def add_task(self, *_: object, **__: object) -> int:
        return 0

    def advance(self, _: int) -> None:
        return None


def _close(results, quiet: bool) -> None:  # type: ignore[no-untyped-def]
    counts = ", ".join(f"{n} {name}" for name, n in results.summary().items())
    killed = sum(v.mutants.killed for v in results)
    tail = f"{counts}; {killed} mutants killed; {results.seconds:.1f} s"
    if results.skipped:
        tail += f"; {len(results.skipped)} skipped"
    click.echo(tail, err=quiet)
    if results.interrupted:
        click.echo("interrupted: the report holds what was done", err=True)
        sys.exit(INTERRUPTED)
    failed = [v for v in results if not v.ok]
    if any(v.conclusion.value == "UNDECIDED" for v in failed) and all(
        v.conclusion.value == "UNDECIDED" for v in failed
    ):
        sys.exit(UNDECIDED)
    sys.exit(1 if failed else 0)
