"""The report as pages of HTML: native MathML, one style sheet, a few lines of script that nothing depends on."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ...theory.kernel.claim import Claim, Prediction, Step
from ...theory.kernel.statement import Counterexample, Statement
from ...theory.language.boxes import TIMES, Box, breadth
from ...theory.language.layout import Layout
from ...theory.language.mathml import inline, statement_pieces, step_pieces
from ...theory.language.phrases import Phrase, declarations, differences, hypothesis, value
from .flat import flat
from .model import DOCUMENT_STANDINGS, GRADES, KINDS, STANDINGS, Report, Shown
from .prose import typeset

HERE = Path(__file__).parent
FONTS = ("math.woff", "text-400-normal.woff2", "text-400-italic.woff2", "text-600-normal.woff2", "fonts-license.txt")
ASSETS = ("style.css", "script.js", *FONTS)
SHORT = 13.0  # letters; what is no wider fits every window
NARROW = 22.0  # letters; what is wider may have to be scrolled on a phone
POWER = re.compile(r"(?<=\d)e([-+]?\d+)\b")
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
UNSEEN_TIMES = f"<mo>{TIMES.text}</mo>"
INLINE = 11.0  # what is wider gets a line of its own


def formula(statement: Statement | Prediction, beside: Statement | Prediction | None = None) -> Markup:
    """A statement as a displayed formula that breaks, shrinks, or is scrolled where the page is narrow.

    Dots stand for what is the same in the statement `beside`.
    """
    if isinstance(statement, Prediction):
        bounds = f"probability of success in [{statement.at_least:g}, {statement.at_most:g}]"
        return Markup('<p class="prediction">{} <span class="aside">({})</span></p>').format(
            typeset(statement.text), bounds
        )
    pieces, widest = statement_pieces(statement, beside if isinstance(beside, Statement) else None)
    return displayed(pieces, widest)


def changes(statement: Statement | Prediction, beside: Statement | Prediction) -> list[tuple[str, Markup]]:
    """How what is declared and supposed differs from the statement `beside`: a word and the items of a list each."""
    if isinstance(statement, Prediction) or isinstance(beside, Prediction):
        return []
    return [(word, Markup("").join(map(phrase, told))) for word, told in differences(statement, beside)]


@dataclass(frozen=True)
class Line:
    """A step of a derivation: its formula, empty where it is the claim's, and what it declares and supposes besides."""

    step: Step
    formula: Markup
    besides: list[tuple[str, Markup]]


def lines(claim: Claim) -> list[Line]:
    """The steps of a claim's derivation; what one of them supposes is written out the first time, and named later.

    Dots stand for a side that is the claim's, and a line that goes on from the one before begins with its sign.
    """
    said = claim.statement
    if not isinstance(said, Statement):
        return []
    told, shown, before = said, [], None
    for step in claim.derivation:
        besides = changes(step.statement, told)
        again = [h.name for h in step.statement.given if h in told.given and h not in said.given]
        besides = [(word, items) for word, items in besides if word != "without"]
        besides += [("given", Markup("").join(phrase((name,)) for name in again))] if again else []
        itself = step.statement == said
        written = Markup("") if itself else displayed(*step_pieces(step.statement, said, before))
        shown.append(Line(step, written, [] if itself else besides))
        before = step.statement
        told = told.but(
            where=(*told.where, *(d for d in step.statement.where if d not in told.where)),
            given=(*told.given, *(h for h in step.statement.given if h not in told.given)),
        )
    return shown


def displayed(pieces: list[str], widest: float) -> Markup:
    """Elements of MathML between which a line may be broken. widest: the breadth of the widest in letters."""
    marks = _plainer("<wbr>".join(pieces))
    if not pieces:
        return Markup("")
    if widest <= SHORT:
        return Markup(f'<div class="formula">{marks}</div>')
    # A region that can be scrolled can be reached by the keyboard.
    reached = ' tabindex="0"' if widest > NARROW else ""
    return Markup(f'<div class="fitted" style="--breadth:{widest:.0f}"{reached}>{marks}</div>')


def _plainer(marks: str) -> str:
    """MathML as HTML has it: a product of neighbours needs no sign that nobody sees, nor a plain attribute quotes."""
    return marks.replace(UNSEEN_TIMES, "").replace('stretchy="false"', "stretchy=false")


def phrase(parts: Phrase) -> Markup:
    """A list's item of words and formulas; a wide formula has a line of its own."""
    inside, wide = Markup(""), False
    for part in parts:
        if isinstance(part, str):
            inside += typeset(part)
        elif (across := breadth(part)) > INLINE:
            inside += displayed([inline(part)], across)
            wide = True
        else:
            inside += line(part)
    return Markup('<li class="own">{}</li>' if wide else "<li>{}</li>").format(inside)


def line(box: Box) -> Markup:
    """A formula in a line of text."""
    return Markup(flat(box) or _plainer(inline(box)))


def variables(statement: Statement | Prediction) -> list[Markup]:
    """What the variables of a statement run through, as items of a list."""
    return [] if isinstance(statement, Prediction) else [phrase(p) for p in declarations(statement.where)]


def hypotheses(statement: Statement | Prediction) -> list[Markup]:
    """The hypotheses of a statement, as items of a list."""
    if isinstance(statement, Prediction):
        return []
    return [phrase(hypothesis(h, statement.where)) for h in statement.given]


def values(instance: Counterexample) -> list[tuple[Markup, Markup]]:
    """The variables of a counterexample with their exact values."""
    layout = Layout()
    named = sorted(instance.values.items(), key=lambda item: str(item[0]))
    return [(line(layout.of(s)), line(value(v))) for s, v in named]


def enclosed(value: str) -> str:
    """A ball, or a matrix of them, as it is printed."""
    return POWER.sub(_power, value.replace(" +/- ", " ± "))


def _power(found: re.Match[str]) -> str:
    return "·10" + found[1].removeprefix("+").translate(RAISED)


@cache
def environment() -> Environment:
    """Jinja with everything escaped, and an error for a name that is not there."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "formula": formula,
        "variables": variables,
        "hypotheses": hypotheses,
        "values": values,
        "changes": changes,
        "lines": lines,
        "enclosed": enclosed,
    }
    made.globals |= {
        "STANDINGS": STANDINGS,
        "KINDS": KINDS,
        "GRADES": GRADES,
        "DOCUMENT_STANDINGS": DOCUMENT_STANDINGS,
    }
    return made


def pages(report: Report) -> dict[str, bytes]:
    """Every file of the report by its name, figures excepted."""
    written = {"index.html": _page("index.html", report, here="index")}
    written["claims.html"] = _page("claims.html", report, here="claims")
    for n, topic in enumerate(report.topics):
        before = report.topics[n - 1] if n else None
        after = report.topics[n + 1] if n + 1 < len(report.topics) else None
        written[f"{topic.name}.html"] = _page(
            "topic.html", report, here=topic.name, topic=topic, before=before, after=after
        )
    return {name: text.encode() for name, text in written.items()} | assets()


def single(report: Report) -> bytes:
    """All claims on one page with everything unfolded, for printing."""
    return _page("print.html", report).encode()


def assets() -> dict[str, bytes]:
    """Style, script and font."""
    return {f"assets/{name}": (HERE / "assets" / name).read_bytes() for name in ASSETS}


def _page(template: str, report: Report, **more: object) -> str:
    link = linker({shown.id: shown for shown in report.claims})
    words: Callable[[str], Markup] = lambda text: typeset(text, link)  # noqa: E731
    return environment().get_template(template).render(report=report, prose=words, **more)


def linker(shown: Mapping[str, Shown]) -> Callable[[str], str | None]:
    """Where a claim that a note names stands: by its id, or by its name where that is no other's."""
    by_name: dict[str, list[Shown]] = {}
    for each in shown.values():
        by_name.setdefault(each.name, []).append(each)

    def link(text: str) -> str | None:
        found = [shown[text]] if text in shown else by_name.get(text, [])
        return found[0].address if len(found) == 1 else None

    return link
