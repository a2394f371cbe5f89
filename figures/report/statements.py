"""A page on statements that somebody typed: how each was read, its verdict, the evidence and the point against it."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from ...theory.decision.verdict import Verdict
from ...theory.kernel.claim import Conclusion
from ...theory.language.declarations import declared, standard_name
from ...theory.language.errors import ReadError
from ...theory.language.reader import Syntax, read
from ...theory.language.tree import Compare, Node, variables
from ...theory.language.write_calculator import calculator
from ...theory.language.write_mathml import ORDERS, mathml
from .html import assets, displayed, environment
from .model import STANDINGS, Standing

PAGE, DATA = "statements.html", "statements.json"
NOT_READ = Standing("UNREADABLE", "!", "Not read", "The text could not be read, and nothing is guessed.")
READINGS = {
    **{key: STANDINGS[key] for key in ("PROVED", "CONFIRMED", "REFUTED", "UNDECIDED")},
    NOT_READ.key: NOT_READ,
}
MEANS = {
    "PROVED": "A certificate closes for all values that the declarations and hypotheses allow, and points agree.",
    "CONFIRMED": "Both sides agree at many points to the precision named; no proof.",
    "REFUTED": "False: at the point that is named it certainly fails, with every rounding error accounted for.",
    "UNDECIDED": "Neither proved nor refuted within the budget. Never a pass.",
    NOT_READ.key: NOT_READ.means,
}
AROUND = 60  # characters on either side of a word that could not be read
LONGEST_TITLE = 90


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A statement as it was typed, with what was found of it."""

    text: str
    found: Verdict | ReadError
    name: str = ""
    given: tuple[str, ...] = ()
    let: Mapping[str, str]
    syntax: str = "auto"

    @property
    def title(self) -> str:
        """Its name, else its text in one line."""
        line = " ".join((self.name or self.text).split()) or "(nothing)"
        return line if len(line) <= LONGEST_TITLE else f"{line[:LONGEST_TITLE]}…"

    @property
    def standing(self) -> Standing:
        """Its verdict as the pages show it."""
        return NOT_READ if isinstance(self.found, ReadError) else READINGS[self.found.conclusion.value]

    @property
    def verdict(self) -> Verdict | None:
        """Its verdict, if it was read."""
        return None if isinstance(self.found, ReadError) else self.found

    @property
    def grade(self) -> str:
        """How far the evidence reaches; of a refutation the evidence is one point."""
        return "" if isinstance(self.found, ReadError) or self.refuted else self.found.grade

    @property
    def refuted(self) -> bool:
        """It is false."""
        return not isinstance(self.found, ReadError) and self.found.conclusion is Conclusion.REFUTED

    @property
    def declarations(self) -> list[str]:
        """What the names in it stand for, as it was typed; all that is declared where it could not be read."""
        trees = [self._tree(text) for text in (self.text, *self.given)]
        used = None if None in trees else {name for tree in trees if tree is not None for name in variables(tree)}
        return [f"{n}: {kind}" for n, kind in self.let.items() if used is None or standard_name(n.strip()) in used]

    @property
    def reading(self) -> Markup:
        """How it was read, as a formula; empty where it was not."""
        tree = self._tree(self.text)
        return Markup("") if tree is None else typeset(tree)

    @property
    def hypotheses(self) -> list[tuple[str, Markup]]:
        """Its hypotheses as they were typed and as formulas, which are empty where they could not be read."""
        trees = [(text, self._tree(text)) for text in self.given]
        return [(text, Markup("") if tree is None else typeset(tree)) for text, tree in trees]

    def _tree(self, text: str) -> Node | None:
        try:
            return read(text, declared(self.let), Syntax(self.syntax))
        except ReadError:
            return None

    @property
    def faulty_text(self) -> str:
        """The text that could not be read: the statement itself, or a hypothesis."""
        return self.found.text or self.text if isinstance(self.found, ReadError) else ""

    @property
    def fault(self) -> Markup:
        """The text that could not be read, with the word marked; only what is near it where the text is long."""
        assert isinstance(self.found, ReadError)
        return marked(self.faulty_text, self.found.column, self.found.word)


def typeset(tree: Node) -> Markup:
    """A tree as a displayed formula that may be broken before its relations."""
    sides, orders = (tree.sides, tree.orders) if isinstance(tree, Compare) else ((tree,), ())
    pieces = [_plain(mathml(side)) for side in sides]
    for n, order in enumerate(orders, start=1):
        sign = f'<mo form="infix">{escape(ORDERS[order])}</mo>'
        pieces[n] = pieces[n].replace("<math>", f"<math>{sign}", 1)
    widths = [0.55 * len(calculator(side)) for side in sides]
    if sum(widths) <= 26:
        pieces = ["<math>" + "".join(p.removeprefix("<math>").removesuffix("</math>") for p in pieces) + "</math>"]
        widths = [sum(widths)]
    return displayed(pieces, max(widths))


def _plain(written: str) -> str:
    return written.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "", 1)


def marked(text: str, column: int, word: str) -> Markup:
    """A text with a word at a column marked, and dots for what is far from it."""
    start = min(max(column - 1, 0), len(text))
    stop = min(start + max(len(word), 1), len(text)) if column else start
    first, last = max(0, start - AROUND), stop + AROUND
    if stop - start > AROUND:  # a word that is long itself
        stop = start + AROUND
        last = stop
    before = ("…" if first else "") + text[first:start]
    after = text[stop:last] + ("…" if last < len(text) else "")
    if not column:
        return escape(before + after)
    return Markup("{}<mark>{}</mark>{}").format(before, text[start:stop] or "\N{NO-BREAK SPACE}", after)


def pages(statements: Sequence[Typed], data: Mapping, source: str) -> dict[str, bytes]:
    """The page, its data and what it needs, by their names. source: where the statements were typed."""
    tally = Counter(s.standing.key for s in statements)
    page = (
        environment()
        .get_template(PAGE)
        .render(
            statements=statements,
            counts=[(standing, tally[key]) for key, standing in READINGS.items() if tally[key]],
            source=source,
            means=MEANS,
            data=DATA,
        )
    )
    page = "".join(c for c in page if c in "\t\n" or c >= " ")  # no control characters, which HTML forbids
    written = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return {PAGE: page.encode(errors="replace"), DATA: written.encode(errors="replace"), **assets()}
