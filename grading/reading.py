"""What a student wrote, as a formula: one that stands alone, or the last side of a chain `dL/dw = ... = ...`.

The sides before the last may name what is asked for in words that the question does not declare; they are looked at
where they can be read and passed over where they cannot.
"""

import re
from dataclasses import dataclass

from ..theory.language.errors import Fault, ReadError
from ..theory.language.reader import Syntax, syntax_of
from ..theory.language.tree import Call, Compare, Entry, Name, Node, Order
from ..theory.language.write_calculator import calculator
from .vocabulary import Forms, Vocabulary

OPENING, CLOSING = "([{", ")]}"
MOST_SIDES = 12
COMMAND = re.compile(r"\\[A-Za-z]+")
WORD = re.compile(r"[a-z]{2,}[,.:;]?")


@dataclass(frozen=True, kw_only=True)
class Read:
    """A formula as it was read, its forms, and those of the sides that stood before it."""

    tree: Node
    forms: Forms
    before: tuple[Forms, ...] = ()

    @property
    def shown(self) -> str:
        """The reading as calculator text."""
        return calculator(self.tree)


def read_value(text: str, names: Vocabulary, syntax: Syntax = Syntax.AUTO) -> Read:
    """A formula that names a value. Raises ReadError."""
    text = undelimited(text).replace("@", "*")  # as NumPy writes a product of matrices
    sides = equal_sides(text)
    chosen = syntax_of(text) if syntax is Syntax.AUTO else syntax
    if len(sides) == 1:
        tree = names.read(text, chosen)
        if isinstance(tree, Compare):
            raise ReadError(Fault(message="a comparison where a value is asked for", expected="a formula"), text)
        return Read(tree=tree, forms=_forms(tree, names, text))
    if len(sides) > MOST_SIDES:
        raise ReadError(Fault(message=f"{len(sides)} sides of one equation", expected=f"at most {MOST_SIDES}"), text)
    tree = names.read(sides[-1], chosen)
    if isinstance(tree, Compare):
        raise ReadError(Fault(message="a comparison where a value is asked for", expected="a formula"), text)
    before = []
    for place, side in enumerate(sides[:-1]):
        try:
            said = names.read(side, chosen)
            if place or not _is_label(said, names):
                before.append(names.forms(said))
        except ReadError:
            # the first side names what is asked for, others may state the chain rule in derivatives of names
            if "\\partial" not in side and (place or not names_something(side)):
                raise
    return Read(tree=tree, forms=_forms(tree, names, sides[-1]), before=tuple(before))


def _forms(tree: Node, names: Vocabulary, text: str) -> Forms:
    """The forms of a tree. Raises ReadError, which names the text that the tree was read from."""
    try:
        return names.forms(tree)
    except ReadError as error:
        raise ReadError(error.fault, error.text or text) from None


def names_something(side: str) -> bool:
    """Whether a text may be the name of a quantity, as dL/dw or \\mathrm{Var}(y), and not a sentence about a value."""
    words = COMMAND.sub(" ", side).split()
    return not side[:1].isdigit() and not (len(words) > 1 and any(WORD.fullmatch(w) for w in words))


def _is_label(tree: Node, names: Vocabulary) -> bool:
    """Whether a side is a name that is short for nothing, or an entry or value of one: it names what is asked for."""
    match tree:
        case Entry(Name(name)) | Name(name) | Call(name):
            return name not in names.definitions
    return False


def undelimited(text: str) -> str:
    """The text without what surrounds a formula in Markdown or LaTeX: dollar signs, display brackets, a full stop."""
    text = text.strip()
    for opening, closing in (("$$", "$$"), ("$", "$"), ("\\[", "\\]"), ("\\(", "\\)"), ("`", "`")):
        if text.startswith(opening) and text.endswith(closing) and len(text) > len(opening) + len(closing):
            inner = text[len(opening) : -len(closing)]
            if opening not in inner:
                text = inner.strip()
                break
    return text


def equal_sides(text: str) -> list[str]:
    """The sides of a chain of equations; signs inside of brackets and those of <=, >=, != do not count."""
    sides, depth, begin = [], 0, 0
    for place, sign in enumerate(text):
        depth += (sign in OPENING) - (sign in CLOSING)
        before = text[place - 1 : place]
        if sign != "=" or depth != 0 or (before == "=" and begin == place):
            begin += sign == "=" and begin == place  # the second sign of ==
            continue
        if before and before in "<>!":
            return [text]
        end = place - 1 if before and before in "&:" else place
        sides.append(text[begin:end].strip(" &"))
        begin = place + 1
    sides.append(text[begin:].strip(" &"))
    return sides if all(sides) else [text]


def is_equality(tree: Node) -> bool:
    """Whether a tree is a chain of equations."""
    return isinstance(tree, Compare) and all(o is Order.EQUAL for o in tree.orders)
