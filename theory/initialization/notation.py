"""What the modules of this topic share: fan-in n, fan-out m, variances, sources."""

from sympy import Integer, Symbol

from ..kernel.claim import Document, Rule, Source, Step
from ..kernel.statement import Hypothesis, Relation, Statement

n, m = (Symbol(name, integer=True, positive=True) for name in "nm")
i, j = (Symbol(name, integer=True) for name in "ij")
v, q = Symbol("v", real=True), Symbol("q", real=True)

SECTION_IV = Source(Document.CONNECTIONISM, "IV. Weight Initialization Theory")
WEIGHTS = Source(Document.FOUNDATION, "Weight Initialization")
TAKEAWAYS = Source(Document.FOUNDATION, "Key Takeaways")


def is_variance(symbol: Symbol) -> Hypothesis:
    """The symbol is not negative."""
    return Hypothesis(
        name=f"{symbol} >= 0",
        lhs=Integer(0),
        relation=Relation.AT_MOST,
        rhs=symbol,
        establish=(symbol, symbol**2),
    )


def by_normal_form(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of normal forms."""
    return (Step(statement=statement, rule=Rule.NORMAL_FORM, reason=reason),)


def by_scalar_form(statement: Statement, reason: str) -> tuple[Step, ...]:
    """The derivation that is one comparison of scalar normal forms."""
    return (Step(statement=statement, rule=Rule.SCALAR_NORMAL_FORM, reason=reason),)
