"""The pages of a report are sound, stand alone and are light."""

import re
from pathlib import Path

import pytest

from backproof import api
from backproof.theory.kernel.claim import Prediction

from .pages import ROOT, Marks


def test_every_page_is_well_formed_and_links_to_what_is_there(whole: dict[str, str]) -> None:
    marks = {name: Marks(page).found for name, page in whole.items()}
    anchors = {name: [a["id"] for _, a in found if "id" in a] for name, found in marks.items()}
    assets = {str(p.relative_to(ROOT / "figures" / "report")) for p in (ROOT / "figures/report/assets").iterdir()}
    for name, found in marks.items():
        assert len(anchors[name]) == len(set(anchors[name])), name
        for _, attributes in found:
            target = attributes.get("href") or attributes.get("src") or ""
            if target in ("", "data:,", "verify.json", "verify.xml") or target in assets:
                continue
            page, _, anchor = target.partition("#")
            page = page.partition("?")[0] or name
            assert page in whole, target
            assert not anchor or anchor in anchors[page], target


def test_nothing_is_loaded_from_outside(whole: dict[str, str]) -> None:
    for page in whole.values():
        for tag, attributes in Marks(page).found:
            loaded = attributes.get("src"), attributes.get("href") if tag != "a" else None, attributes.get("srcset")
            assert not [a for a in loaded if a and "//" in a], attributes
    style = (ROOT / "figures/report/assets/style.css").read_text()
    assert set(re.findall(r"url\(\"(.*?)\"\)", style)) <= {p.name for p in (ROOT / "figures/report/assets").iterdir()}
    assert "@import" not in style and "//" not in style


def test_every_claim_has_its_anchor_and_every_topic_its_page(whole: dict[str, str]) -> None:
    for claim_id in api.claims():
        topic, _, name = claim_id.partition(".")
        assert f'<article id="{name}"' in whole[f"{topic}.html"], claim_id
        assert f'href="{topic}.html#{name}"' in whole["claims.html"]


def test_the_pages_are_light(whole: dict[str, str]) -> None:
    """Under 4 MB with data, figures and evidence, of which a claim has about 0.4 KB; see the slow test of the whole."""
    claims = len(api.claims())
    assert sum(len(page.encode()) for page in whole.values()) < 5_300 * claims
    assert max(len(page) for page in whole.values()) < 300_000


@pytest.mark.slow
def test_the_whole_folder_stays_under_four_megabytes(tmp_path: Path) -> None:
    written = api.write_report(tmp_path, run=api.verify(device="cpu", training=False, jobs=None), jobs=None)
    weight = {path.relative_to(tmp_path): path.stat().st_size for path in written}
    missing = 1_000 * sum(isinstance(c.statement, Prediction) for c in api.claims().values())  # evidence of training
    assert sum(weight.values()) + missing < 4_000_000, sorted(weight.items(), key=lambda item: -item[1])[:5]
    assert weight[Path("verify.json")] < 1_600 * len(api.claims())
    drawn = [size for path, size in weight.items() if path.suffix == ".svg"]
    assert sum(drawn) < 24_000 * len(drawn) and max(drawn) < 45_000


def test_a_sum_of_sizes_stands_in_brackets(whole: dict[str, str]) -> None:
    page = whole["attention.html"].replace("\N{NO-BREAK SPACE}", " ")
    assert "ℝ<sup>(<i>f</i> + <i>t</i>) × <i>d</i></sup>" in page and "ℝ<sup><i>f</i> + <i>t</i> ×" not in page
