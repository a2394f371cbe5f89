"""Changes of expressions for the fuzz: mutants, which mostly mean something else, and twins, which mean the same."""

import random
from collections.abc import Iterator

from sympy import Add, Expr, Indexed, Integer, KroneckerDelta, Mul, Pow, Sum, Symbol, exp

from backproof.theory.kernel.functions import dsigma, sigma

from .generator import FREE, Generator, Scope, i, j, k, m, n, p, r

Path = tuple[int, ...]


def places(expr: Expr, scope: Scope | None = None, path: Path = ()) -> Iterator[tuple[Path, Expr, Scope]]:
    """Every sub-expression outside of limits and indices, with where it is and which indices it sees."""
    scope = FREE if scope is None else scope
    yield path, expr, scope
    if isinstance(expr, Sum):
        inside = dict(scope)
        for symbol, low, high in reversed(expr.limits):
            inside[symbol] = "n" if (low, high) == (1, n) else "m" if (low, high) == (1, m) else "other"
        yield from places(expr.function, inside, (*path, 0))
    elif not isinstance(expr, (Indexed, KroneckerDelta)):
        for place, argument in enumerate(expr.args):
            yield from places(argument, scope, (*path, place))


def put(expr: Expr, path: Path, new: Expr) -> Expr:
    """The expression with the part at `path` replaced, binders and all."""
    if not path:
        return new
    arguments = list(expr.args)
    arguments[path[0]] = put(arguments[path[0]], path[1:], new)
    return expr.func(*arguments)


def mutant(seed: object, expr: Expr) -> Expr:
    """The expression with one mistake in it; the expression itself where nothing can be changed."""
    rng = random.Random(f"mutant|{seed}")
    found = list(places(expr))
    for _ in range(12):
        path, part, scope = rng.choice(found)
        new = _mistake(rng, part, scope)
        if new is not None and new != part:
            changed = put(expr, path, new)
            if changed != expr:
                return changed
    return expr


def _mistake(rng: random.Random, part: Expr, scope: Scope) -> Expr | None:
    anywhere = rng.random()
    if anywhere < 0.1:
        return part * rng.choice((2, -1, 1 + KroneckerDelta(p, r)))
    if anywhere < 0.15:
        return part + Generator(rng.random()).atom(scope)
    if isinstance(part, Indexed):
        return _wrong_index(rng, part, scope)
    if isinstance(part, KroneckerDelta):
        return rng.choice((Integer(1), Integer(0), 1 - part))
    if isinstance(part, Sum):
        (symbol, low, high), *rest = part.limits
        top = n if high == m else m
        return rng.choice(
            (
                Sum(part.function, (symbol, low + 1, high), *rest),
                Sum(part.function, (symbol, low, high - 1), *rest),
                Sum(part.function, (symbol, low, top), *rest) if not part.function.has(Indexed) else part / n,
                part.function.xreplace({symbol: p}) if not part.function.has(Sum) and not rest else part / m,
            )
        )
    if isinstance(part, Add):
        dropped = rng.randrange(len(part.args))
        others = [t for place, t in enumerate(part.args) if place != dropped]
        return Add(*others, rng.choice((-1, 0, 2)) * part.args[dropped])
    if isinstance(part, Mul):
        dropped = rng.randrange(len(part.args))
        return Mul(*(t for place, t in enumerate(part.args) if place != dropped))
    if isinstance(part, exp):
        return exp(-part.args[0])
    if isinstance(part, Pow):
        return Pow(part.base, part.exp + rng.choice((1, -1))) if part.exp.is_Rational else None
    if isinstance(part, sigma):
        return dsigma(part.args[0])
    if part.is_Rational:
        return part + 1
    return None


def _wrong_index(rng: random.Random, part: Indexed, scope: Scope) -> Expr | None:
    indices = list(part.indices)
    if len(indices) == 2 and rng.random() < 0.4:
        swapped = part.base[indices[1], indices[0]]
        if str(part.base.label) == "v":
            return swapped
    place = rng.randrange(len(indices))
    kind = scope.get(indices[place])
    others = [s for s, z in scope.items() if z == kind and s != indices[place]]
    if not others:
        return None
    indices[place] = rng.choice(others)
    return part.base[tuple(indices)]


def twin(seed: object, expr: Expr) -> Expr:
    """The expression written in another way, by up to four changes that keep the value wherever there is one."""
    rng = random.Random(f"twin|{seed}")
    for step in range(4):
        found = [(path, part, scope) for path, part, scope in places(expr)]
        path, part, scope = rng.choice(found)
        new = _rewritten(rng, part, scope, step)
        if new is not None:
            expr = put(expr, path, new)
    return expr


def _rewritten(rng: random.Random, part: Expr, scope: Scope, step: int) -> Expr | None:
    fresh = Symbol(f"t{step}", integer=True)
    if isinstance(part, Sum):
        kind = rng.random()
        if isinstance(part.function, Add) and kind < 0.5:
            return Add(*(Sum(t, *part.limits) for t in part.function.args))
        (symbol, low, high), *rest = part.limits
        if kind < 0.8 and not _binds(part.function, symbol) and symbol not in [s for s, *_ in rest]:
            return Sum(part.function.xreplace({symbol: fresh}), (fresh, low, high), *rest)
        if len(rest) == 1 and rest[0][0] != symbol and rest[0][0] not in (low + high).free_symbols:
            return Sum(part.function, rest[0], (symbol, low, high))
        return None
    if isinstance(part, Mul):
        for place, factor in enumerate(part.args):
            if isinstance(factor, Add):
                others = part.args[:place] + part.args[place + 1 :]
                return Add(*(Mul(t, *others) for t in factor.args))
    if isinstance(part, Pow) and part.exp == 2 and isinstance(part.base, Sum):
        return Mul(part.base, _apart(part.base, fresh))
    if not isinstance(part, (Add, Mul, Pow, Indexed)):
        return None
    typed = [s for s in (p, r, i, j, k) if s in part.free_symbols and scope.get(s) == "n" and not _binds(part, s)]
    if typed:
        symbol = rng.choice(typed)
        return Sum(KroneckerDelta(symbol, fresh) * part.xreplace({symbol: fresh}), (fresh, 1, n))
    return None


def _apart(expr: Sum, fresh: Symbol) -> Expr:
    (symbol, low, high), *rest = expr.limits
    if _binds(expr.function, symbol) or symbol in [s for s, *_ in rest]:
        return expr
    return Sum(expr.function.xreplace({symbol: fresh}), (fresh, low, high), *rest)


def _binds(expr: Expr, symbol: Symbol) -> bool:
    """Whether a sum inside binds the symbol; replacing it could then change what it means."""
    return any(symbol == s for e in expr.atoms(Sum) for s, *_ in e.limits)
