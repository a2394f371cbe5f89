"""`backproof figures`: files, their names, the numbers as CSV, and what is wrong in one line."""

import csv
import io
import json
import struct
import sys
from pathlib import Path

import matplotlib
import pytest

import backproof
from backproof import api
from backproof.cli import main as cli
from backproof.figures import export as exported
from backproof.figures.figure import figures_of
from backproof.figures.measurement import fresh, kept

LOSS = "dropout.loss_decomposition"
PICTURE = "dropout.penalty_against_keep_probability"


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_every_format_preset_and_style_is_written(capsys: pytest.CaptureFixture) -> None:
    options = ["--format", "svg,pdf,png", "--preset", "column,slide", "--style", "light,dark", "--data"]
    assert cli.run(["figures", "dropout.loss-decomposition", "--out", "pictures", *options, "--jobs", "1"]) == 0
    names = {path.name for path in Path("pictures").iterdir()}
    endings = [f"-{p}{s}.{f}" for p in ("column", "slide") for s in ("", "-dark") for f in ("svg", "pdf", "png")]
    assert names == {f"{PICTURE}{ending}" for ending in endings} | {f"{PICTURE}.csv"}
    assert set(capsys.readouterr().out.split()) == {f"pictures/{name}" for name in names}


def test_sizes_are_those_of_the_presets() -> None:
    assert cli.run(["figures", LOSS, "--out", ".", "--format", "png", "--preset", "column,page,slide"]) == 0
    inches = {"column": 3.3 * 300, "page": 6.9 * 300, "slide": 40 / 3 * 144}
    for preset, dots in inches.items():
        wide, high = struct.unpack(">II", Path(f"{PICTURE}-{preset}.png").read_bytes()[16:24])
        assert wide == round(dots)
        assert preset != "slide" or high == 1080


def test_a_second_run_changes_no_byte_and_touches_no_file() -> None:
    arguments = ["figures", LOSS, "momentum", "--out", ".", "--format", "svg,pdf,png", "--data", "--jobs", "1"]
    assert cli.run(arguments) == 0
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path().iterdir()}
    assert cli.run([*arguments, "--fresh"]) == 0
    assert before == {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path().iterdir()}


def test_data_are_the_plotted_numbers_and_say_whose_they_are() -> None:
    assert cli.run(["figures", LOSS, "--out", ".", "--data"]) == 0
    rows = list(csv.DictReader(io.StringIO(Path(f"{PICTURE}.csv").read_text())))
    (figure,) = figures_of(PICTURE)
    data = figure.data()
    for name, kind, origin in (
        ("derived", "curve", f"{LOSS} rhs"),
        ("enumerated", "points", "numerics.dropout.loss_decomposition"),
    ):
        mine = [r for r in rows if r["series"] == name]
        assert {(r["kind"], r["from"]) for r in mine} == {(kind, origin)}
        assert [float(r["y"]) for r in mine] == data[name].y.tolist()


def test_what_a_source_says_is_marked_in_the_data() -> None:
    assert cli.run(["figures", "descent.constant_steps_leave_a_noise_floor", "--out", ".", "--data"]) == 0
    rows = list(csv.DictReader(io.StringIO(Path("descent.noise_floor_of_sgd.csv").read_text())))
    assert {r["kind"] for r in rows if r["series"] == "as stated"} == {"as stated"}
    assert all(float(r["low"]) <= float(r["y"]) <= float(r["high"]) for r in rows if r["series"] == "runs")


def test_json_lists_the_files(capsys: pytest.CaptureFixture) -> None:
    assert cli.run(["figures", LOSS, "--out", ".", "--json", "-"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["schema"] == "backproof.figures/1"
    assert report["figures"] == [{"figure": PICTURE, "files": [f"{PICTURE}-page.svg"]}]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["figures", "drop_out"], "unknown claim or topic 'drop_out'"),
        (["figures", "dropout.activations_uncorrelated"], "no picture shows 'dropout.activations_uncorrelated'"),
        (["figures", "--format", "svg,gif"], "'gif' is none of svg, pdf, png"),
        (["figures", "--preset", "poster"], "'poster' is none of column, page, slide"),
        (["figures", "--jobs", "0"], "0 is not in the range"),
    ],
)
def test_wrong_usage_is_said_in_one_line(arguments: list[str], said: str, capsys: pytest.CaptureFixture) -> None:
    assert cli.run(arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert said in line


def test_a_folder_that_cannot_be_written_is_said(capsys: pytest.CaptureFixture) -> None:
    Path("taken").write_text("")
    assert cli.run(["figures", LOSS, "--out", "taken"]) == 4
    assert "cannot write to 'taken'" in capsys.readouterr().err


def test_a_missing_extra_is_named_and_the_others_are_drawn(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    (needy, fine) = (figures_of(n)[0] for n in (PICTURE, "dropout.regularization_paths"))

    def missing(argument: dict) -> dict:
        if argument["figure"] == needy.name:
            return {"figure": needy.name, "files": [], "missing": "sklearn.datasets"}
        return export(argument)

    export = exported.export
    monkeypatch.setattr(exported, "export", missing)
    assert cli.run(["figures", "dropout", "--out", ".", "--jobs", "1"]) == 4
    assert "needs the extra 'data'" in capsys.readouterr().err
    assert Path(f"{fine.name}-page.svg").exists()


def test_draw_gives_a_matplotlib_figure_or_draws_on_given_axes() -> None:
    drawn = backproof.draw(LOSS)
    assert drawn.axes[0].get_xlabel() == "keep probability $p$"
    before = dict(matplotlib.rcParams)
    paper = matplotlib.figure.Figure()
    ax = paper.subplots()
    assert api.draw("dropout.loss-decomposition", ax) is paper
    assert len(ax.get_lines()) == 3 and dict(matplotlib.rcParams) == before
    with pytest.raises(ValueError, match="3 panels"):
        api.draw("xor.bent_space", ax)
    with pytest.raises(api.UnknownName):
        api.draw("dropout.activations_uncorrelated")


def test_a_measurement_is_kept_until_asked_for_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    runs = []

    @kept
    def measured(seed: int) -> dict[str, list]:
        runs.append(seed)
        return {"value": [seed / 3]}

    assert measured(1) == measured(1) == {"value": [1 / 3]}
    measured(2)
    assert runs == [1, 2]
    with fresh():
        measured(1)
    assert runs == [1, 2, 1]
    (tmp_path / "cache" / "backproof" / "measurements").chmod(0o500)
    for file in (tmp_path / "cache").rglob("*.json"):
        file.write_text("{")
    assert measured(1) == {"value": [1 / 3]}, "what cannot be read is measured"


def test_the_command_itself_loads_nothing_heavy() -> None:
    import subprocess

    code = "import sys, backproof.cli.figures; print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"sympy", "jax", "numpy", "matplotlib"} & set(found.stdout.split())
