"""The report in Markdown: the same claims, read as they are meant."""

import re
from pathlib import Path

from markdown_it import MarkdownIt

from backproof import api
from backproof.figures.report import Format, assembled, files
from backproof.figures.report.model import Picture
from backproof.results import Report, unverified

from .pages import DATA, FEW, blank


def test_markdown_has_the_same_claims(run: Report, tmp_path: Path) -> None:
    written = api.write_report(tmp_path, *FEW, run=run, format="markdown", pictures=False)
    assert written[0] == tmp_path / "README.md"
    page = (tmp_path / "vanishing.md").read_text()
    assert "```math\nD_{k}\\leq 2^{-k}\n```" in page and "**✗ Refuted**, all sizes" in page
    assert page.count("```math") == len(re.findall(r"^ *```$", page, re.MULTILINE))
    assert "# XOR" in (tmp_path / "xor.md").read_text()


def test_markdown_is_read_as_it_is_meant(tmp_path: Path) -> None:
    """By a reader of CommonMark with tables: titles, links and pictures come out whole, and lead to what is there."""
    picture = Picture(name="xor.bent_space", title="t", alt="a [b] *c* | <d>", file="figures/xor.bent_space.svg")
    chosen = api.select()
    records = {n: unverified(n, c) for n, c in chosen.items()}
    report = assembled(chosen, records, blank().as_json(), {"xor.no_line_separates_xor": [picture]})
    pages = {n: p.decode() for n, p in files(report, Format.MARKDOWN, {}).items()}
    reader = MarkdownIt("commonmark").enable("table")
    titles, alts = set(), set()
    for name, page in pages.items():
        assert page.startswith("<!-- backproof report -->\n")
        for token in reader.parse(page):
            for mark in token.children or ():
                assert mark.type != "text" or "](" not in mark.content, mark.content
                assert mark.type != "html_inline" or re.fullmatch(r'<a id="\w+">|</a>', mark.content)
                alts |= {"".join(c.content for c in mark.children or ())} if mark.type == "image" else set()
                target = str(mark.attrs.get("href", ""))
                page_name, _, anchor = target.partition("#")
                assert page_name in ("", *pages, *DATA), f"{name}: {target}"
                assert not anchor or f'<a id="{anchor}"></a>' in pages[page_name]
            if token.type == "inline" and token.level == 1 and token.content.startswith("The activation z^2"):
                titles.add("".join(mark.content for mark in token.children or ()))
    assert alts == {"a [b] *c* | <d>"}
    assert "The activation z^2 is not constant, yet networks with it miss x^3 on [-1, 1] by 1/4 or more" in str(titles)
