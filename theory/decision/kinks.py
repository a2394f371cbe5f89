"""Bodies of derivatives whose kinks are told exactly: there is no slope where the one kinked part has its kink.

In a product or a power a kink may vanish, as that of |x| does in x |x|: there the body is no single kink, and where a
derivative exists is more than its conditions say.
"""

from ..language.declarations import Scope
from ..language.tree import Add, Call, Div, Entry, Mul, Name, Neg, Node, Pow, variables
from .plainly import is_array, rational

AT_ZERO = ("abs", "relu", "sign", "heaviside", "sqrt", "cbrt", "asin", "acos", "acosh", "floor", "ceil")


def is_single_kink(body: Node, variable: Node, scope: Scope) -> bool:
    """Whether a body is a kinked function of something with a slope, up to multiples and parts that do not move."""
    name = _root(variable)
    match body:
        case Neg(arg):
            return is_single_kink(arg, variable, scope)
        case Add(terms):
            moving = [t for t in terms if name in variables(t)]
            kinked = [t for t in moving if not _slope(t, variable)]
            return len(kinked) == 1 and is_single_kink(kinked[0], variable, scope)
        case Mul(factors):
            rest = [f for f in factors if not rational(f)]
            return len(rest) == 1 and is_single_kink(rest[0], variable, scope)
        case Div(top, bottom):
            return bool(rational(bottom)) and is_single_kink(top, variable, scope)
        case Pow(base, exponent):
            value = rational(exponent)
            return value is not None and 0 < value < 1 and bool(_slope(base, variable))
        case Call("norm", (arg,), 0):
            return arg == variable
        case Call("leaky_relu", (arg, slope), 0):
            value = rational(slope)
            return value is not None and value != 1 and bool(_slope(arg, variable))
        case Call("root", (arg, order), 0):
            value = rational(order)
            return value is not None and value.denominator == 1 and value > 1 and bool(_slope(arg, variable))
        case Call("max" | "min", (a, b), 0) if not any(is_array(x, scope) for x in (a, b)):
            return bool(_slope(Add((a, Neg(b))), variable))
        case Call(function, (arg,), 0) if function in AT_ZERO:
            return bool(_slope(arg, variable))
    return False


def _root(variable: Node) -> str:
    root = variable.base if isinstance(variable, Entry) else variable
    return root.name if isinstance(root, Name) else ""


def _slope(node: Node, variable: Node):
    """The slope of an expression that is plainly linear in the variable, as a rational; None where it is not."""
    if node == variable:
        return 1
    if _root(variable) not in variables(node):
        return 0
    match node:
        case Neg(arg):
            inner = _slope(arg, variable)
            return None if inner is None else -inner
        case Add(terms):
            slopes = [_slope(t, variable) for t in terms]
            return None if None in slopes else sum(slopes)
        case Mul(factors):
            rest = [f for f in factors if rational(f) is None]
            inner = _slope(rest[0], variable) if len(rest) == 1 else None
            if inner is None:
                return None
            for f in factors:
                inner *= rational(f) or 1
            return inner if all(f in rest or rational(f) for f in factors) else 0
        case Div(top, bottom):
            inner, below = _slope(top, variable), rational(bottom)
            return None if inner is None or not below else inner / below
    return None
