"""Readings and prompts as markup: formulas as MathML where they can be read, else the text as it stands."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from xml.etree import ElementTree

from markdown_it import MarkdownIt
from markupsafe import Markup

from ..theory.language.declarations import Scope, Undeclared
from ..theory.language.reader import Syntax, read
from ..theory.language.write_mathml import mathml
from .reading import equal_sides

NAMESPACE = "http://www.w3.org/1998/Math/MathML"
TALL = {f"{{{NAMESPACE}}}{name}" for name in ("mfrac", "mtable", "msqrt", "mroot")}
OPENING, CLOSING = {"(": ")", "[": "]", "|": "|", "\N{DOUBLE VERTICAL LINE}": "\N{DOUBLE VERTICAL LINE}"}, ")]"
FORMULA = re.compile(r"\$\$?([^$]+)\$\$?")
SLOPE = re.compile(r"\\partial\s*([^/=,+]+?)\s*/\s*\\partial\s*([^=,+]+)")

EQUALS = Markup(' <span class="equals">=</span> ')
MATH = re.compile(r"</?math[^>]*>")

ElementTree.register_namespace("", NAMESPACE)


@lru_cache(maxsize=4096)
def formula(path: str, part: str, reading: str) -> Markup | None:
    """A reading as markup, every equality in a row of its own; None where a line is no formula of the part's names."""
    scope = _scope(path, part)
    rows: list[Markup] = []
    for line in reading.split("\n") if scope else ():
        drawn = _sides(line, [scope], Syntax.CALCULATOR)  # type: ignore[list-item]
        if drawn is None:
            return None
        first, *others = drawn
        if others:
            first = first + EQUALS + others[0]
        rows += [first, *(EQUALS + side for side in others[1:])]
    if not rows:
        return None
    inside = Markup("").join(Markup('<div class="row">{}</div>').format(row) for row in rows)
    return Markup('<div class="formula" tabindex="0" role="group" aria-label="read as">{}</div>').format(inside)


@lru_cache(maxsize=512)
def prompt(path: str, part: str, text: str) -> Markup:
    """A prompt in Markdown, with its formulas between dollar signs drawn."""
    formulas: list[Markup] = []

    def kept(found: "re.Match[str]") -> str:
        drawn = _in_prompt(found[1].strip(), path, part)
        formulas.append(drawn if drawn is not None else Markup("<code>{}</code>").format(found[1]))
        return f"\ue000{len(formulas) - 1}\ue001"

    marked = FORMULA.sub(kept, text.replace("\ue000", "").replace("\ue001", ""))
    html = MarkdownIt("commonmark", {"html": False}).render(marked)
    return Markup(re.sub("\ue000(\\d+)\ue001", lambda m: formulas[int(m[1])], html))


def _in_prompt(text: str, path: str, part: str) -> Markup | None:
    """A formula of the author's, who may speak of more than the declared names; lists are drawn entry by entry."""
    scope = _scope(path, part)
    own = [scope, replace(scope, undeclared=Undeclared.REAL)] if scope else []
    scopes = [*own, Scope(undeclared=Undeclared.REAL)]
    whole = _chain(text, scopes, Syntax.LATEX)
    if whole is not None or "," not in text:
        return whole
    opening, closing = (text[0], text[-1]) if text[0] + text[-1] in ("()", "[]", "(]", "[)") else ("", "")
    inner = text[1:-1] if opening else text
    drawn = [_chain(entry.strip(), scopes, Syntax.LATEX) for entry in inner.split(",")]
    if None in drawn:
        return None
    return Markup("{}{}{}").format(opening, Markup(", ").join(drawn), closing)  # type: ignore[arg-type]


def _scope(path: str, part: str) -> Scope | None:
    from .assignment import load_assignment

    try:
        return load_assignment(path).part(part).vocabulary.scope
    except Exception:  # an assignment that is gone must not cost the page
        return None


def _chain(text: str, scopes: list[Scope], syntax: Syntax) -> Markup | None:
    """A formula or a chain of equations in one piece."""
    sides = _sides(text, scopes, syntax)
    return None if sides is None else EQUALS.join(sides)


def _sides(text: str, scopes: list[Scope], syntax: Syntax) -> list[Markup] | None:
    """The sides of a chain; a first one that only names something stands there as it was written."""
    drawn = _drawn(text, scopes, syntax)
    sides = equal_sides(text)
    if len(sides) < 3 and drawn is not None:
        return [drawn]
    parts = [_drawn(side, scopes, syntax) for side in sides]
    if len(parts) > 1 and parts[0] is None:
        parts[0] = Markup("<code>{}</code>").format(sides[0])
    return None if None in parts else parts  # type: ignore[return-value]


def _drawn(text: str, scopes: list[Scope], syntax: Syntax) -> Markup | None:
    if slope := SLOPE.fullmatch(text.strip()):
        above, below = (_drawn(side, scopes, syntax) for side in slope.groups())
        if above is not None and below is not None:
            partly = '<mrow><mo rspace="0">\N{PARTIAL DIFFERENTIAL}</mo>{}</mrow>'
            inner = "".join(partly.format(MATH.sub("", side)) for side in (above, below))
            return Markup(f'<math xmlns="{NAMESPACE}"><mfrac>{inner}</mfrac></math>')
    for scope in scopes:
        try:
            return Markup(_calm(mathml(read(text, scope, syntax))))
        except Exception:
            continue
    return None


def _calm(text: str) -> str:
    """The same MathML with brackets that grow around what is tall alone, and with real minus signs."""
    root = ElementTree.fromstring(text)
    for row in root.iter():
        for begin, end in _pairs(list(row)):
            inside = list(row)[begin + 1 : end]
            if not any(e.tag in TALL for part in inside for e in part.iter()):
                for place in (begin, end):
                    row[place].set("stretchy", "false")
    for sign in root.iter(f"{{{NAMESPACE}}}mo"):
        if sign.text == "-":
            sign.text = "\N{MINUS SIGN}"
    return ElementTree.tostring(root, encoding="unicode")


def _pairs(parts: list[ElementTree.Element]) -> Iterator[tuple[int, int]]:
    """Places of brackets that belong together in one row."""
    open_: list[tuple[int, str]] = []
    for place, part in enumerate(parts):
        text = part.text or ""
        if open_ and text == open_[-1][1]:
            yield open_.pop()[0], place
        elif part.tag.endswith("}mo") and text in OPENING:
            open_.append((place, OPENING[text]))
