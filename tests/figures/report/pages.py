"""Pages of a report as text, and a reader that sees whether they are sound."""

from html.parser import HTMLParser
from pathlib import Path

from backproof import api
from backproof.environment import environment
from backproof.figures.report import Format, assembled, files
from backproof.results import Report, unverified, with_evidence

ROOT = Path(__file__).parents[3]
FEW = (
    "vanishing.gradient_keeps_its_size_in_a_sigmoid_chain",
    "dropout.loss_decomposition",
    "dropout.unscaled_mask_shrinks_mean",
    "xor.gradient_descent_mostly_learns_xor",
)
DATA = ("verify.json", "verify.xml")


def pages_of(*names: str, run: Report | None = None) -> dict[str, str]:
    """The pages of a report, as text, without figures."""
    chosen = api.select(*names)
    found = {r.id: r.record for r in run or ()}
    records = {n: with_evidence(unverified(n, c), found.get(n)) for n, c in chosen.items()}
    report = assembled(chosen, records, (run or blank()).as_json(), {})
    written = files(report, Format.HTML, {})
    return {name: content.decode() for name, content in written.items() if name.endswith(".html")}


def blank() -> Report:
    """A run in which nothing was verified."""
    return Report(results=(), environment=environment(device="cpu", jobs=1))


class Marks(HTMLParser):
    """Elements with their attributes; complains about what is not closed in its place."""

    VOID = ("meta", "link", "input", "img", "wbr", "br")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
