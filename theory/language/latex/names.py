"""Names: letters and words with their subscripts, primes and superscripts, and what is applied or indexed."""

from fractions import Fraction

from ..applied import call_of
from ..cursor import Cursor
from ..declarations import Undeclared
from ..errors import fail
from ..functions import canonical
from ..limits import MOST_PRIMES
from ..names import LONGEST_RUN
from ..tokens import Kind, Token
from ..tree import Call, Constant, Entry, Mul, Name, Node, Number
from ..unread import UNREAD
from .commands import ALPHABETS, DECORATIONS, STARS, is_greek
from .functions import function
from .groups import arguments, group, script, words
from .subscripts import bracketed_superscript, declared_with_subscript, indices, subscript, superscript_ahead

CONDITIONS = (
    "if",
    "for",
    "when",
    "where",
    "otherwise",
    "else",
    "and",
    "or",
    "with",
    "falls",
    "wenn",
    "sonst",
    "subject",
    "st",
)


def letters(cursor: Cursor) -> Node:
    """A letter with its scripts, or a declared word of several letters."""
    token = cursor.here
    run = _run(cursor)
    if len(run) > 1:
        lengths = range(len(run), 1, -1)
        known = next((run[:n] for n in lengths if cursor.names.known(run[:n])), "")
        if known:
            cursor.at += len(known)
            return name(cursor, known, token)
        for length in lengths:
            alone = run[:length] in ("tr", "Tr") and not cursor.is_sign("(", ahead=length)  # t times r
            if canonical(run[:length]) and not alone and run[:length] not in ("phi", "Phi"):
                readings = (f"\\operatorname{{{run[:length]}}}", "*".join(run[:length]))
                raise fail(f"{run[:length]!r} without backslash", token.at, run[:length], readings=readings)
        if len(run) > LONGEST_RUN:
            readings = (f"\\mathrm{{{run}}}", "*".join(run))
            raise fail(f"{run!r} is not declared", token.at, run, readings=readings)
    cursor.take()
    return name(cursor, token.text, token)


def _run(cursor: Cursor) -> str:
    text, ahead = "", 0
    while cursor.peek(ahead).kind is Kind.WORD and (not ahead or not cursor.peek(ahead).spaced):
        text += cursor.peek(ahead).text
        ahead += 1
    return text


def name(cursor: Cursor, word: str, token: Token, *, one_name: bool = False) -> Node:
    """A name with subscript, primes and superscripts; the function that it names, at its argument."""
    below, above, primes = "", "", 0
    places: list[Node] | None = None
    while True:
        if cursor.is_sign("_") and not below and places is None:
            cursor.take()
            if not above and (declared := declared_with_subscript(cursor, word)):
                word = declared  # x_0 beside a vector x; what follows may be its index
            elif cursor.names.is_array(word + above) or superscript_ahead(cursor, word):
                places = indices(cursor)
            else:
                below = subscript(cursor, word, token)
        elif found := _primes(cursor):
            primes += found
        elif cursor.is_sign("^") and not above and (mark := bracketed_superscript(cursor)):
            above = mark
        elif cursor.is_sign("^") and _is_star(cursor):
            cursor.take()
            script(cursor, "^")
            word = f"star_{word}"
        else:
            break
    if primes > MOST_PRIMES:
        raise fail(f"more than {MOST_PRIMES} primes", token.at, word, expected="\\frac{d^n}{dx^n}")
    if places is not None:
        return _entry(word + above, places, token, primes)
    return _meant(cursor, word + (f"_{below}" if below else "") + above, token, primes, one_name)


def _primes(cursor: Cursor) -> int:
    """Takes ', ^\\prime or ^{\\prime\\prime}; how many there are."""
    if cursor.accept("'"):
        return 1
    if cursor.is_sign("^") and cursor.is_sign("'", ahead=1):
        cursor.at += 2
        return 1
    if not (cursor.is_sign("^") and cursor.is_sign("{", ahead=1) and cursor.is_sign("'", ahead=2)):
        return 0
    cursor.at += 2
    found = 0
    while cursor.accept("'"):
        found += 1
    cursor.expect("}", "to close the primes")
    return found


def _is_star(cursor: Cursor) -> bool:
    braces = cursor.is_sign("{", ahead=1) and cursor.is_sign("}", ahead=3)
    place = 2 if braces else 1
    return cursor.is_sign("*", ahead=place) or cursor.is_command(*STARS, ahead=place)


def _entry(array: str, places: list[Node], token: Token, primes: int) -> Node:
    if primes:
        readings = (f"({array}^\\top)_{{ij}}", f"another name {array}'")
        raise fail(f"a prime at an entry of {array}", token.at, array, readings=readings)
    if len(places) > 2:
        raise fail(f"{len(places)} indices at {array}", token.at, array, expected="one or two, apart by a comma")
    return Entry(Name(array, token.at), tuple(places), token.at)


def _meant(cursor: Cursor, word: str, token: Token, primes: int, one_name: bool) -> Node:
    """The function of this name at the bracket that follows, a Kronecker delta, or the name itself."""
    names = cursor.names
    opened = cursor.is_sign("(")
    applied = names.function(word, opened)
    if applied is not None and opened:
        cursor.take()
        return call_of(applied, arguments(cursor, ")"), primes, token.at, word)
    if applied is not None and cursor.is_sign("^") and word in (*cursor.scope.types, "sigma"):
        raise fail(f"a power of the activation {word}", token.at, word, expected=f"{word}(x)^n")
    if not primes and (delta := _kronecker(cursor, word, token)) is not None:
        return delta
    if primes and names.is_array(word):
        readings = (f"{word}^\\top", f"another name {word}{chr(39) * primes}")
        raise fail(f"a prime at {word}", token.at, word, readings=readings)
    word += "'" * primes
    if one_name and not names.known(word):
        if cursor.scope.undeclared is Undeclared.REFUSE:
            raise names.not_declared(word, token.at)
        return Name(word, token.at)
    meaning = names.meaning(word, token.at)
    if isinstance(meaning, list):
        return Mul(tuple(Name(w, token.at) for w in meaning), token.at)
    return meaning


def _kronecker(cursor: Cursor, word: str, token: Token) -> Node | None:
    """\\delta_{ij} where it is not declared."""
    index = word.removeprefix("delta_")
    if index == word or cursor.names.known(word) or len(index) != 2 or index.isdecimal():
        return None
    parts = (Number(Fraction(int(c)), token.at) if c.isdigit() else cursor.names.index_name(c, token.at) for c in index)
    return Call("delta", tuple(parts), 0, token.at)


# Words, alphabets and marks


def word(cursor: Cursor, token: Token) -> Node:
    """\\mathrm{...} and \\operatorname{...}: a function, or one name."""
    found = words(cursor)
    if not found:
        raise fail("an empty word", token.at, "{}", expected="a name or a function")
    if (called := canonical(found)) and not cursor.names.known(found) and len(found) > 1:
        return function(cursor, called, token)
    if found.lower() in CONDITIONS and not cursor.names.known(found):
        raise fail(f"the word {found!r}, a condition", token.at, found, expected="a hypothesis, or \\begin{cases}")
    if found in UNREAD and not cursor.names.known(found):
        what, instead = UNREAD[found]
        raise fail(f"{found!r}, {what}, is not read", token.at, found, expected=instead)
    if found == "d" and not cursor.names.known("d"):
        raise fail("a differential alone", token.at, "d", expected=r"\frac{d}{dx}")
    if token.text == "operator" and not cursor.names.known(found):
        raise fail(f"the function {found!r} is not known", token.at, found, expected="a declaration, or another name")
    if found == "I" and cursor.scope.has_arrays and not cursor.names.known("I"):
        return Constant("I", token.at)
    return name(cursor, found, token, one_name=len(found) > 1)


def bold(cursor: Cursor, token: Token) -> Node:
    """Bold face is dropped."""
    if cursor.is_sign("{") and cursor.is_sign("}", ahead=2):
        cursor.take()
        inner = cursor.take()
        cursor.take()
    elif cursor.is_sign("{"):
        return _bold_group(cursor, token)
    else:
        inner = cursor.take()
    if inner.kind is Kind.WORD or is_greek(inner):
        return name(cursor, inner.text, inner)
    if inner.kind is Kind.NUMBER:
        what = "ones" if inner.text == "1" else "zeros" if inner.text == "0" else "equal entries"
        expected = f"a declared name for the vector of {what}, or its entries"
        raise fail(f"a bold {inner.text}", inner.at, inner.text, expected=expected)
    raise fail("bold face around no letter", token.at, inner.text, expected=r"a letter, as in \mathbf{w}")


def _bold_group(cursor: Cursor, token: Token) -> Node:
    """\\mathbf{Wx}: a product, which no script may follow."""
    node = group(cursor)
    if cursor.is_sign("^", "_", "'"):
        expected = r"bold face around one letter, as in \mathbf{W}\mathbf{x}^\top"
        raise fail("a script at several bold letters", cursor.here.at, cursor.here.text, expected=expected)
    return node


def decorated(cursor: Cursor, token: Token) -> Node:
    """A hat, a bar, another alphabet: a part of the name."""
    shown = "\\overline" if token.text == "bar_over" else f"\\{token.text}"
    braces = cursor.accept("{")
    inner = cursor.take()
    if inner.kind is Kind.COMMAND and inner.text == "bold":
        nested = cursor.accept("{")
        inner = cursor.take()
        if nested:
            cursor.expect("}", "to close the group")
    if inner.kind not in (Kind.WORD, Kind.NUMBER) and not is_greek(inner):
        raise fail(f"{shown} over more than one letter", inner.at, inner.text, expected="one letter")
    if braces and not cursor.accept("}"):
        here = cursor.here
        raise fail(f"{shown} over more than one letter", here.at, here.text, expected="one letter")
    mark = DECORATIONS.get(token.text, ALPHABETS.get(token.text, ""))
    found = f"{mark}_{inner.text}" if mark else inner.text
    if mark and not cursor.names.is_array(found) and cursor.accept("_"):  # of a declared array it is an index
        below = subscript(cursor, found, token)
        found += below
        if not cursor.names.known(found) and below in cursor.names.bound:
            raise fail(f"{token.text} {inner.text} has the index {below}", token.at, inner.text, expected="a vector")
    return name(cursor, found, token)
