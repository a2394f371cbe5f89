"""The report as Markdown with LaTeX formulas, for a repository that shows both."""

import re

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from ...theory.kernel.claim import Prediction
from ...theory.kernel.statement import Counterexample, Statement
from ...theory.language.layout import Layout
from ...theory.language.phrases import Phrase, declarations, differences, hypothesis, value
from ...theory.language.tex import statement_tex, tex
from .html import HERE
from .model import GRADES, STANDINGS, Report

SPECIAL = re.compile(r"([\\*_<\[\]$])")


def words(text: str) -> str:
    """Plain words; what Markdown would take for its own is escaped, code between backticks is left."""
    parts = text.split("`")
    return "`".join(part if n % 2 else SPECIAL.sub(r"\\\1", part) for n, part in enumerate(parts))


def cell(text: str) -> str:
    """Plain words in a table."""
    return words(text).replace("|", r"\|")


def formula(statement: Statement | Prediction) -> str:
    """A displayed formula."""
    if isinstance(statement, Prediction):
        return f"{words(statement.text)} (probability of success in [{statement.at_least:g}, {statement.at_most:g}])"
    return f"```math\n{statement_tex(statement)}\n```"


def phrase(parts: Phrase) -> str:
    """Words and formulas in a line."""
    return "".join(words(p) if isinstance(p, str) else f"$`{tex(p)}`$" for p in parts)


def surrounding(statement: Statement | Prediction) -> list[tuple[str, str]]:
    """What a statement declares and supposes: a word and a line each."""
    if isinstance(statement, Prediction):
        return []
    lines = (
        ("where", "; ".join(phrase(p) for p in declarations(statement.where))),
        ("given", "; ".join(phrase(hypothesis(h, statement.where)) for h in statement.given)),
    )
    return [line for line in lines if line[1]]


def changes(statement: Statement | Prediction, beside: Statement | Prediction) -> list[tuple[str, str]]:
    """How what is declared and supposed differs from the statement `beside`: a word and a line each."""
    if isinstance(statement, Prediction) or isinstance(beside, Prediction):
        return []
    return [(word, "; ".join(map(phrase, told))) for word, told in differences(statement, beside)]


def values(instance: Counterexample) -> str:
    """The variables of a counterexample with their exact values."""
    layout = Layout()
    named = sorted(instance.values.items(), key=lambda item: str(item[0]))
    return ", ".join(f"$`{tex(layout.of(s))} = {tex(value(v))}`$" for s, v in named)


def pages(report: Report) -> dict[str, bytes]:
    """An overview and a page a topic."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= {f.__name__: f for f in (formula, surrounding, changes, values, words, cell)}
    made.globals |= {"STANDINGS": STANDINGS, "GRADES": GRADES}
    written = {"README.md": made.get_template("overview.md").render(report=report)}
    for topic in report.topics:
        written[f"{topic.name}.md"] = made.get_template("topic.md").render(report=report, topic=topic)
    return {name: text.encode() for name, text in written.items()}
