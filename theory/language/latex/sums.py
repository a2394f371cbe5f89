"""Sums and products over an index, and where they end."""

from fractions import Fraction

from ..cursor import Cursor
from ..declarations import Index, Matrix, Vector
from ..errors import ReadError, fail
from ..products import product_of
from ..tokens import Kind, Token
from ..tree import Entry, Mul, Name, Node, Number, Product, Sum, variables, walk
from .commands import BRACKETS, is_index_command
from .groups import script
from .subscripts import subscript


def summed(cursor: Cursor, token: Token) -> Node:
    """\\sum_{i=1}^{n} up to the next + or -."""
    return _binder(cursor, token, Sum)


def multiplied(cursor: Cursor, token: Token) -> Node:
    """\\prod_{i=1}^{n} up to the next + or -."""
    return _binder(cursor, token, Product)


def _form(token: Token, index: str = "i") -> str:
    return f"\\{token.text}_{{{index}=1}}^{{n}}"


def _without_range(token: Token, index: str = "i") -> ReadError:
    return fail(f"\\{token.text} without its range", token.at, f"\\{token.text}", expected=_form(token, index))


def _binder(cursor: Cursor, token: Token, made: type) -> Node:
    index, low, high = _range(cursor, token)
    cursor.names.bound.append(index)
    cursor.deeper()
    begin = cursor.at
    body = cursor.read.term(cursor)
    cursor.level -= 1
    cursor.names.bound.pop()
    _check_scope(cursor, index, token)
    if high is None:
        high = _axis_of(cursor, index, body, token)
    if made is Product and _divides(cursor, begin):
        readings = ("\\prod (a_i/b)", "(\\prod a_i)/b")
        raise fail("a quotient behind a \\prod", cursor.found[begin].at, "\\prod", readings=readings)
    if made is Product and isinstance(body, Mul):
        return _product_of_products(body, _unbracketed(cursor, begin), index, low, high, token)
    return made(body, index, low, high, token.at)


# Ranges


def _range(cursor: Cursor, token: Token) -> tuple[str, Node, Node | None]:
    """The index and its two ends; no upper one where the use of the index tells it."""
    if (declared := _declared_range(cursor)) is not None:
        return declared
    form = _form(token)
    low: Node | None = None
    high: Node | None = None
    index = ""
    while cursor.is_sign("_", "^"):
        if cursor.accept("_"):
            if not cursor.accept("{"):
                raise _without_range(token)
            first = cursor.take()
            if first.kind is not Kind.WORD and not is_index_command(first):
                raise fail(f"the index of \\{token.text}", first.at, first.text, expected=form)
            index = first.text + (f"_{subscript(cursor, first.text, first)}" if cursor.accept("_") else "")
            if cursor.is_sign(",", "!=", "<", "<=", ">", ">=") or cursor.is_command("in"):
                here = cursor.here
                raise fail(
                    f"a \\{token.text} over several indices or a set", here.at, here.text, expected=f"{form}, one each"
                )
            if cursor.is_sign("}"):
                raise _without_range(token)
            cursor.expect("=", f"as in {form}")
            low = cursor.read.expression(cursor)
            cursor.expect("}", f"as in {form}")
        else:
            cursor.take()
            found = script(cursor, "^")
            if isinstance(found, str):
                raise fail(f"the end of a \\{token.text}", token.at, token.text, expected=form)
            high = found
    if low is None or high is None or not index:
        raise _without_range(token)
    return index, low, high


def _declared_range(cursor: Cursor) -> tuple[str, Node, Node | None] | None:
    """The range where a sum names only its index, as in sum_k: that of a declared index, else told by its use."""
    braces = cursor.is_sign("_") and cursor.is_sign("{", ahead=1) and cursor.is_sign("}", ahead=3)
    token = cursor.peek(2 if braces else 1)
    declared = cursor.scope.type_of(token.text)
    letter = token.kind is Kind.WORD or is_index_command(token)
    ends = cursor.is_sign("^", ahead=4 if braces else 2)
    known = isinstance(declared, Index) or (declared is None and cursor.scope.has_arrays)
    if not cursor.is_sign("_") or not letter or not known or ends:
        return None
    cursor.at += 4 if braces else 2
    high = _size(declared.length, token) if isinstance(declared, Index) else None
    return token.text, Number(Fraction(1), token.at), high


def _size(length: int | str, token: Token) -> Node:
    """A size as a formula."""
    return Name(length, token.at) if isinstance(length, str) else Number(Fraction(length), token.at)


def _axis_of(cursor: Cursor, index: str, body: Node, token: Token) -> Node:
    """The end of the one axis that an index runs along in a formula. Raises ReadError."""
    found: dict[int | str, None] = {}
    for node in walk(body):
        if isinstance(node, Entry) and isinstance(node.base, Name):
            declared = cursor.scope.type_of(node.base.name)
            axes = {Vector: ("length",), Matrix: ("rows", "columns")}.get(type(declared), ())
            for axis, place in zip(axes, node.indices, strict=False):
                found |= {getattr(declared, axis): None} if place == Name(index) else {}
    if len(found) != 1:
        raise _without_range(token, index)
    return _size(next(iter(found)), token)


# Ends


def _check_scope(cursor: Cursor, index: str, token: Token) -> None:
    """A sum ends before + and -; an index that goes on behind it shows that its writer thought otherwise."""
    if not cursor.is_sign("+", "-") or cursor.names.known(index):
        return
    depth = 0
    for later in cursor.found[cursor.at :]:
        if later.kind is Kind.SIGN and later.text in "({[":
            depth += 1
        elif later.kind is Kind.SIGN and later.text in ")}]":
            depth -= 1
        if depth < 0 or (later.kind is Kind.COMMAND and later.text in ("sum", "prod")):
            return
        if later.text == index and later.kind is not Kind.SIGN:
            message = f"the index {index} goes on behind the \\{token.text}"
            readings = (f"\\{token.text} (... + ...)", f"(\\{token.text} ...) + ... with another {index}")
            raise fail(message, later.at, index, readings=readings)


def _unbracketed(cursor: Cursor, begin: int) -> set[int]:
    """Where tokens stand that are in no bracket, from a token up to here."""
    found, depth = set(), 0
    for token in cursor.found[begin : cursor.at]:
        depth += (token.text in BRACKETS) - (token.text in BRACKETS.values())
        if depth == 0:
            found.add(token.at)
    return found


def _divides(cursor: Cursor, begin: int) -> bool:
    outside = _unbracketed(cursor, begin)
    return any(t.text == "/" and t.at in outside for t in cursor.found[begin : cursor.at])


def _depends(node: Node, index: str) -> bool:
    return index in variables(node)


def _product_of_products(body: Mul, outside: set[int], index: str, low: Node, high: Node, token: Token) -> Node:
    """A product ends where another sum or product binds its index anew, and is refused where the end is not told.

    Of sums either reading has the same value; a product inside of a product is raised to a power by the outer one.
    """
    first = next((n for n, factor in enumerate(body.factors) if _depends(factor, index)), len(body.factors))
    for place, factor in enumerate(body.factors):
        if place > first and not isinstance(factor, (Sum, Product)) and not _depends(factor, index):
            readings = ("\\prod (a_i b)", "(\\prod a_i) b")
            raise fail(f"a factor without {index} behind a \\prod", factor.at, "\\prod", readings=readings)
        if not isinstance(factor, (Sum, Product)) or factor.at not in outside:
            continue
        if factor.index == index and place:
            inner = product_of(list(body.factors[:place]))
            return Mul((Product(inner, index, low, high, token.at), *body.factors[place:]), token.at)
        if isinstance(factor, Product):
            readings = ("\\prod (a_i \\prod b_j)", "(\\prod a_i) \\prod b_j")
            raise fail("a product inside of a product, without brackets", factor.at, "\\prod", readings=readings)
    return Product(body, index, low, high, token.at)
