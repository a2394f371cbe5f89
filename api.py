"""Verification from Python: a claim is bound to the attribute of the same name in the room `numerics` and judged.

`claims` and the selection import SymPy alone, for `backproof list` must be quick; the checkers are loaded when a claim
is judged, JAX when the first one is measured.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from .index import UnknownName, nearest, topic_name
from .judging import audit_lost, audited, claim_of, expected_seconds, judged, undecided
from .theory import catalogue
from .theory.kernel.claim import Claim, Prediction
from .theory.kernel.evidence import Outcome

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure as Picture

    from .figures.figure import Figure
    from .numerics.engine.study import Progress
    from .results import Report, Result
    from .tables import StudyReport
    from .theory.decision.comparison import Comparison, Part
    from .theory.decision.verdict import Verdict

CLAIMS_A_WORKER = 4  # fewer are done sooner than another process has loaded JAX
OnResult = Callable[["Result"], None]


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during a run; `report` holds what was done."""

    def __init__(self, report: Report) -> None:
        super().__init__("interrupted")
        self.report = report


class Claims(dict[str, Claim]):
    """Claims by id; in a notebook a table with their titles and statements."""

    def _repr_html_(self) -> str:
        from html import escape

        from .theory.language.mathml import statement_mathml

        rows = "".join(
            f"<tr><td><code>{name}</code></td><td>{escape(c.title)}</td><td>{statement_mathml(c.statement)}</td>"
            f"<td>{c.expected.value}</td></tr>"
            for name, c in self.items()
        )
        return f"<table><tr><th>claim</th><th>title</th><th>statement</th><th>expected</th></tr>{rows}</table>"


def claims(topic: str | None = None) -> Claims:
    """Claims by id, of one topic or of all. Raises UnknownName."""
    return Claims(catalogue.claims()) if topic is None else select(topic_name(topic))


def select(*names: str) -> Claims:
    """The claims that are called so or belong to a topic that is, in the catalogue's order; all without names.

    `-` may stand for `_`. Raises UnknownName.
    """
    if not names:
        return claims()
    wanted: set[str] = set()
    for name in names:
        wanted |= _named(name)
    topics = {claim_id.partition(".")[0] for claim_id in wanted}
    loaded = (item for topic in catalogue.TOPICS if topic in topics for item in catalogue.claims(topic).items())
    return Claims((claim_id, claim) for claim_id, claim in loaded if claim_id in wanted)


def _named(name: str) -> set[str]:
    plain = name.replace("-", "_")
    topic, dot, _ = plain.partition(".")
    if topic in catalogue.TOPICS:
        of_topic = catalogue.claims(topic)
        if not dot:
            return set(of_topic)
        if plain in of_topic:
            return {plain}
    raise UnknownName(f"unknown claim or topic {name!r}{nearest(plain, [*catalogue.TOPICS, *catalogue.claims()])}")


def verify(
    *names: str,
    device: str = "auto",
    training: bool = True,
    full: bool = False,
    jobs: int | None = 1,
    seed: int = 0,
    on_result: OnResult | None = None,
) -> Report:
    """Verdicts on the named claims and topics, on all without names.

    device: "auto", "cpu" or "gpu". training: whether experiments are run; full: with four times the seeds. jobs:
    processes; None chooses. on_result: called with each result as it is ready. Raises UnknownName, ValueError (device,
    jobs, seed), DeviceError for an absent GPU, and Interrupted, with the report so far, on Ctrl-C.
    """
    from .environment import environment
    from .results import Report

    if device not in ("auto", "cpu", "gpu"):
        raise ValueError(f"unknown device {device!r}: auto, cpu or gpu")
    _check_counts(jobs, seed)
    start = time.perf_counter()
    chosen = select(*names)
    skipped = tuple(n for n, c in chosen.items() if isinstance(c.statement, Prediction) and not training)
    todo = [n for n in chosen if n not in skipped]
    processes = jobs or _enough_jobs(len(todo))
    done: dict[str, Result] = {}

    def report() -> Report:
        return Report(
            results=tuple(done[n] for n in todo if n in done),
            skipped=skipped,
            unfinished=tuple(n for n in todo if n not in done),
            environment=environment(device=device, jobs=processes),
            seed=seed,
            full=full,
            seconds=time.perf_counter() - start,
        )

    try:
        for result in _results(todo, device, processes, seed, full):
            done[result.id] = result
            if on_result is not None:
                on_result(result)
    except KeyboardInterrupt:
        raise Interrupted(report()) from None
    return report()


def train(
    name: str,
    *,
    seeds: int | None = None,
    device: str = "auto",
    full: bool = False,
    seed: int = 0,
    kept: Path | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    **network: object,
) -> StudyReport:
    """The study of this name, by its tables. `index.studies()` has the names.

    seeds: None for the study's own number. full: the full budget, for minutes, in place of the quick one. kept: a
    folder for the rows of finished tasks, from which an interrupted run goes on. network: depth, width, activation,
    init and residual of the user's own network, where the study takes them. On Ctrl-C the report with what is done, and
    `interrupted` set. Raises UnknownName, ValueError and DeviceError.
    """
    from .environment import environment
    from .index import study_module
    from .numerics.engine.devices import Device, choose
    from .numerics.engine.kept import Kept
    from .numerics.engine.study import Given, Init, Setting, run
    from .tables import StudyReport

    start = time.perf_counter()
    module = study_module(name)
    if device not in ("auto", "cpu", "gpu"):
        raise ValueError(f"unknown device {device!r}: auto, cpu or gpu")
    _check_counts(None, seed)
    if seeds is not None and seeds < 2:
        raise ValueError(f"seeds = {seeds}: at least two are needed for an interval")
    given_network = {**network, "init": Init(network["init"])} if network.get("init") is not None else network
    setting = Setting(full=full, seeds=seeds, seed=seed, **given_network)
    study = import_module(f".numerics.studies.{module}", __package__).study
    if foreign := [n for n in setting.of_network() if n not in study.takes]:
        raise ValueError(f"the study {name!r} takes no option --{foreign[0]}")
    study.parts(setting)  # what makes no sense is said before JAX is loaded
    platform = choose(Device(device))
    formulas = {n: claim_of(n).statement for n in study.formulas}
    given = Given(setting=setting, formulas=formulas, platform=platform)
    about = {"study": module, "setting": setting.as_json(), "platform": platform}
    rows = Kept(kept, about) if kept is not None else None
    tables, interrupted = run(study, given, kept=rows, on_progress=on_progress)
    if rows is not None and not interrupted:
        rows.clear()
    return StudyReport(
        name=module.replace("_", "-"),
        title=study.title,
        tables=tuple(tables),
        setting=setting.as_json(),
        platform=platform,
        environment=environment(device=device, jobs=1),
        seconds=time.perf_counter() - start,
        interrupted=interrupted,
    )


def audits(*names: str, jobs: int | None = 1, seed: int = 0) -> Iterator[dict]:
    """Audits of the named claims and topics, of all without names, as they are ready; see `theory.decision.audit`.

    Each claim is verified too: an audit of what is not the expected verdict is not in order. Predictions about training
    are left out. Raises UnknownName and ValueError (jobs, seed) as `verify` does.
    """
    from .workers import Lost, run_all

    _check_counts(jobs, seed)
    todo = [n for n, c in select(*names).items() if not isinstance(c.statement, Prediction)]
    arguments = [{"claim": claim_id, "seed": seed} for claim_id in todo]
    variables = {"JAX_PLATFORMS": "cpu", "JAX_NUM_CPU_DEVICES": "1"}
    for n, answer in run_all(audited, arguments, jobs=jobs or _enough_jobs(len(todo)), variables=variables):
        yield audit_lost(todo[n], str(answer)) if isinstance(answer, Lost) else answer


def audit(*names: str, jobs: int | None = 1, seed: int = 0) -> tuple[dict, ...]:
    """The audits of the named claims and topics in one go."""
    return tuple(audits(*names, jobs=jobs, seed=seed))


def draw(name: str, ax: Axes | Sequence[Axes] | None = None, *, style: str = "light") -> Picture:
    """The first picture of a claim, topic or figure, on a new matplotlib figure or on given axes.

    style: "light" or "dark", for a new one. Raises UnknownName, and ValueError where the axes are not as many as the
    picture has panels.
    """
    from .figures.figure import draw as drawn
    from .figures.style import Style

    (first, *_) = figures_of(name)
    return drawn(first.name, ax, style=Style(style))


def figures_of(*names: str) -> tuple[Figure, ...]:
    """The pictures of the named claims, topics and figures, of all without names. Raises UnknownName."""
    from .figures.figure import figures_of as found

    for name in names:
        if not found(name):
            select(name)
            raise UnknownName(f"no picture shows {name!r}")
    return found(*names)


def export_figures(
    *names: str,
    out: str,
    formats: Sequence[str] = ("svg",),
    presets: Sequence[str] = ("page",),
    styles: Sequence[str] = ("light",),
    data: bool = False,
    fresh: bool = False,
    jobs: int | None = 1,
) -> Iterator[dict]:
    """Writes pictures into the folder `out`; gives the names of each one's files when they are there.

    data: the plotted numbers as CSV, too. fresh: kept measurements are made anew. Raises UnknownName and OSError.
    """
    from .figures.export import export
    from .workers import Lost, run_all

    _check_counts(jobs, 0)
    chosen = figures_of(*names)
    asked = {"out": out, "formats": list(formats), "presets": list(presets), "styles": list(styles)}
    chosen = tuple(sorted(chosen, key=lambda f: not f.trained))  # what takes longest first
    arguments = [{**asked, "figure": f.name, "data": data, "fresh": fresh} for f in chosen]
    variables = {"XLA_PYTHON_CLIENT_PREALLOCATE": "false", "JAX_NUM_CPU_DEVICES": "1"}
    for n, answer in run_all(export, arguments, jobs=jobs or _enough_jobs(len(chosen)), variables=variables):
        if isinstance(answer, Lost):
            raise RuntimeError(f"{chosen[n].name} was not drawn: {answer}")
        yield answer


def write_report(
    out: Path, *names: str, run: Report, format: str = "html", pictures: bool = True, jobs: int | None = 1
) -> tuple[Path, ...]:
    """Writes the report on the named claims and topics into the folder `out`; gives its files, the first to begin with.

    run: verdicts, as `verify` gives them; a claim that is not in it, or has changed since, is shown as not verified.
    format: "html", "markdown" or "pdf". Raises UnknownName, ValueError (format), OSError.
    """
    import tempfile

    from .figures import figures_of
    from .figures.report import Format, assembled, files, put
    from .figures.report.pictures import pictures as collected
    from .results import unverified, with_evidence

    kind = Format(format)
    chosen = select(*names)
    found = {r.id: r.record for r in run}
    records = {n: with_evidence(unverified(n, c), found.get(n)) for n, c in chosen.items()}
    shown, drawings = {}, {}
    if pictures and (drawn := figures_of(*chosen)):
        with tempfile.TemporaryDirectory() as folder:
            for _ in export_figures(*(f.name for f in drawn), out=folder, jobs=jobs):
                pass
            shown, drawings = collected(drawn, Path(folder))
    written = files(assembled(chosen, records, run.as_json(), shown), kind, drawings)
    first = next(iter(written))
    if kind is not Format.PDF:
        written["verify.json"] = run.text().encode()
        written["verify.xml"] = run.as_junit().encode()
    put(out, written)
    return tuple(out / name for name in (first, *sorted(written.keys() - {first})))


def _check_counts(jobs: int | None, seed: int) -> None:
    if jobs is not None and jobs < 1:
        raise ValueError(f"jobs = {jobs}: at least one process is needed")
    if seed < 0:
        raise ValueError(f"seed = {seed}: a seed is at least 0")


def _enough_jobs(tasks: int) -> int:
    from .environment import cores

    return max(1, min(cores(), tasks // CLAIMS_A_WORKER))


def _results(todo: list[str], device: str, jobs: int, seed: int, full: bool) -> Iterator[Result]:
    from .results import Result
    from .workers import Lost, run_all

    # One GPU is shared by the workers, so none of them may take all of its memory; each has a core of its own.
    variables = {"XLA_PYTHON_CLIENT_PREALLOCATE": "false", "JAX_NUM_CPU_DEVICES": "1"}
    variables |= {"JAX_PLATFORMS": "cpu"} if device == "cpu" else {}
    if jobs > 1:  # the longest first, lest all but one wait for it at the end
        todo = sorted(todo, key=expected_seconds, reverse=True)
    arguments = [{"claim": claim_id, "device": device, "seed": seed, "full": full} for claim_id in todo]
    for n, answer in run_all(judged, arguments, jobs=jobs, variables=variables):
        if isinstance(answer, Lost):
            outcome = Outcome.TIMED_OUT if answer.timed_out else Outcome.UNDECIDED
            answer = undecided(todo[n], claim_of(todo[n]), outcome, str(answer))
        yield Result(answer)


def prove(
    statement: str,
    given: Iterable[str] = (),
    let: Mapping[str, str] | Iterable[str] | None = None,
    *,
    syntax: str = "auto",
    seconds: float = 60.0,
) -> Verdict:
    """The verdict on a typed statement: proved, confirmed, refuted or undecided.

    given: hypotheses, such as "x > 0". let: what names stand for, {"A": "matrix(m,n)"}; other names are real numbers.
    syntax: "auto", "calc" or "latex". seconds: the wall-clock net. Raises ReadError for a text that cannot be read or
    states nothing.
    """
    from .theory.decision import supervised

    return supervised.prove(statement, given, let, syntax=syntax, seconds=seconds)


def compare(
    reference: str | Claim | Part,
    answer: str,
    *,
    syntax: str = "auto",
    reference_syntax: str | None = None,
    let: Mapping[str, str] | Iterable[str] | None = None,
    given: Iterable[str] = (),
    tolerance: object = None,
    implicit_multiplication: bool = True,
    undeclared: str = "real",
    seconds: float = 5.0,
) -> Comparison:
    """Whether an answer equals a reference: proved, different at a witness, equal at points, or undecided.

    reference: a text, a claim, or a side of one (`theory.decision.comparison.Part`), whose variables and hypotheses are
    then declared and given. reference_syntax: where the reference is written differently. tolerance: for numbers alone.
    undeclared: "real", or "refuse" to make an answer with other names unreadable. The rest as for `prove`. Raises
    AuthorError where the reference, the declarations or the hypotheses cannot be read.
    """
    from .theory.decision import supervised

    return supervised.compare(
        reference,
        answer,
        syntax=syntax,
        reference_syntax=reference_syntax,
        let=let,
        given=given,
        tolerance=tolerance,
        implicit_multiplication=implicit_multiplication,
        undeclared=undeclared,
        seconds=seconds,
    )
