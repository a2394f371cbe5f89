"""A derivation is checked step by step; it closes when every step does and the last one is the claim.

A step is proved from its own statement, the named earlier statements and its data. What the author says in `reason`
is for people. An earlier statement may only be used where its own hypotheses are hypotheses too and its variables are
declared alike.
"""

from collections.abc import Callable
from itertools import pairwise

from sympy import Basic, expand, sympify

from . import certificates, enclosures, indexed, instantiation, matrices, recursion, reindex, scalar, splits
from .claim import Rule, Step
from .evidence import Evidence, Kind, Outcome
from .proof import Condition, Proof
from .refusal import KernelRefusal
from .statement import Hypothesis, Index, Relation, Scalar, Statement

WEAKER = {
    Relation.EQUAL: {Relation.EQUAL, Relation.AT_MOST},
    Relation.LESS: {Relation.LESS, Relation.AT_MOST, Relation.NOT_EQUAL},
    Relation.AT_MOST: {Relation.AT_MOST},
    Relation.NOT_EQUAL: {Relation.NOT_EQUAL},
}
SIGNS = {
    Relation.EQUAL: frozenset("0"),
    Relation.LESS: frozenset("-"),
    Relation.AT_MOST: frozenset("-0"),
    Relation.NOT_EQUAL: frozenset("-+"),
}
MIRRORED = {"-": "+", "0": "0", "+": "-"}


def check(derivation: tuple[Step, ...], statement: Statement) -> Evidence:
    """Evidence that `derivation` proves `statement`; UNDECIDED with the first reason when it does not."""
    if not derivation:
        return Evidence(kind=Kind.SYMBOLIC, outcome=Outcome.UNSUPPORTED, detail="no derivation")
    if derivation[-1].statement != statement:
        return Evidence(kind=Kind.SYMBOLIC, outcome=Outcome.UNDECIDED, detail="the last step is not the claim")
    proofs: list[Proof] = []
    for position, step in enumerate(derivation):
        try:
            proof = prove(step, derivation[:position])
        except KernelRefusal as refusal:
            proof = Proof(closed=False, detail=str(refusal))
        if not proof.closed:
            open_ = ", ".join(str(c) for c in proof.undischarged)
            why = "; ".join(part for part in (proof.detail, open_ and f"still to be shown: {open_}") if part)
            detail = f"step {position + 1} ({step.rule.value}) does not close" + (f": {why}" if why else "")
            return Evidence(kind=Kind.SYMBOLIC, outcome=Outcome.UNDECIDED, detail=detail)
        proofs.append(proof)
    return _summary(proofs)


def _summary(proofs: list[Proof]) -> Evidence:
    cited = tuple(dict.fromkeys(name for p in proofs for name in p.cited))
    conditions: dict[Condition, None] = dict.fromkeys(c for p in proofs for c in p.recorded)
    sizes = [p.largest_size for p in proofs if p.largest_size is not None]
    kind, grade = Kind.SYMBOLIC, "all sizes"
    if sizes:
        grade = f"sizes up to {min(sizes)}"
    if any(p.enclosed for p in proofs):
        kind, grade = Kind.ENCLOSURE, "enclosure"
    if cited:
        kind, grade = Kind.CITED, "cited"
    detail = f"{len(proofs)} step{'s' * (len(proofs) != 1)} closed"
    if conditions:
        detail += f", {len(conditions)} side condition{'s' * (len(conditions) != 1)} discharged"
    if cited:
        detail += "; cited: " + "; ".join(cited)
    return Evidence(kind=kind, outcome=Outcome.HOLDS, detail=detail, grade=grade, instances=len(proofs))


def prove(step: Step, earlier: tuple[Step, ...]) -> Proof:
    """The outcome of one step, given the steps before it."""
    if any(not 0 <= n < len(earlier) for n in step.using):
        return Proof(closed=False, detail="uses a step that does not stand before it")
    links = tuple(earlier[n].statement for n in step.using)
    statement, data = step.statement, step.data
    if step.rule in (Rule.NORMAL_FORM, Rule.MATRIX_NORMAL_FORM, Rule.SCALAR_NORMAL_FORM, Rule.CHAIN, Rule.ENCLOSURE):
        for link in links:
            if reason := _not_usable(link, statement):
                return Proof(closed=False, detail=reason)
    provers: dict[Rule, Callable[[], Proof]] = {
        Rule.NORMAL_FORM: lambda: indexed.prove(recursion.unfold_terms(statement, data or ()), links),
        Rule.MATRIX_NORMAL_FORM: lambda: matrices.prove(statement, links),
        Rule.SCALAR_NORMAL_FORM: lambda: scalar.prove(statement, links),
        Rule.SQUARES: lambda: certificates.squares(statement, data),
        Rule.CONVEX_COMBINATION: lambda: certificates.convex_combination(statement, data),
        Rule.SPLITS: lambda: splits.prove(statement, data),
        Rule.MONOTONE: lambda: certificates.monotone(statement, data),
        Rule.ENUMERATION: lambda: certificates.enumeration(statement),
        Rule.REINDEX: lambda: reindex.prove(statement, data),
        Rule.ENCLOSURE: lambda: enclosures.prove(statement, data),
        Rule.RECURSION: lambda: _recursion(statement),
        Rule.INDUCTION: lambda: _induction(statement, links, data),
        Rule.INSTANCE: lambda: instantiation.prove(statement, links, data),
        Rule.CASES: lambda: _cases(statement, links),
        Rule.CHAIN: lambda: _chain(statement, links),
        Rule.CITED: lambda: _cited(data),
    }
    return provers[step.rule]()


def _not_usable(link: Statement, statement: Statement) -> str:
    """Why `link` says nothing under the hypotheses of `statement`, or an empty string."""
    missing = [h.name for h in link.given if h not in statement.given]
    if missing:
        return f"an earlier step needs the hypothesis {missing[0]!r}"
    declared = {d.function if hasattr(d, "function") else d.symbol: d for d in statement.where}
    for d in link.where:
        key = d.function if hasattr(d, "function") else d.symbol
        # An index or scalar of the link that the statement lacks is universally quantified there: harmless.
        if key in declared and declared[key] != d:
            return f"{key} is declared differently in an earlier step"
    return ""


def _cited(data: object) -> Proof:
    if not isinstance(data, str) or not data.strip():
        return Proof(closed=False, detail="a cited step must name the theorem and where it stands")
    return Proof(closed=True, cited=(data,))


def _chain(statement: Statement, links: tuple[Statement, ...]) -> Proof:
    if not links:
        return Proof(closed=False, detail="a chain without links")
    ends = (links[0].lhs, links[-1].rhs) == (statement.lhs, statement.rhs)
    if not ends or any(a.rhs != b.lhs for a, b in pairwise(links)):
        return Proof(closed=False, detail="the links do not join the two sides")
    relations = {link.relation for link in links}
    if Relation.NOT_EQUAL in relations and len(links) > 1:
        return Proof(closed=False, detail="an inequation cannot be a link")
    strongest = next(r for r in (Relation.NOT_EQUAL, Relation.LESS, Relation.AT_MOST, Relation.EQUAL) if r in relations)
    if statement.relation not in WEAKER[strongest]:
        return Proof(closed=False, detail=f"the links only give {strongest.value}")
    return Proof(closed=True)


def _signs(hypothesis: Hypothesis) -> tuple[Basic, frozenset[str]] | None:
    """The quantity that a case speaks of, made monic in sign, and the signs that it allows."""
    if hypothesis.forall or hypothesis.invertible:
        return None
    difference = expand(hypothesis.lhs - hypothesis.rhs)
    signs = SIGNS[hypothesis.relation]
    if difference.could_extract_minus_sign():
        difference, signs = expand(-difference), frozenset(MIRRORED[s] for s in signs)
    return difference, signs


def _cases(statement: Statement, links: tuple[Statement, ...]) -> Proof:
    """Each link is the statement under one more hypothesis, and one of these always holds."""
    extras: list[Hypothesis] = []
    for link in links:
        extra = [h for h in link.given if h not in statement.given]
        same = link.but(given=statement.given, text=statement.text) == statement
        if not same or len(extra) != 1 or any(h not in link.given for h in statement.given):
            return Proof(closed=False, detail="a case must be the statement under exactly one more hypothesis")
        extras += extra
    if _cover_all_signs(extras) or _cover_all_values(statement, extras):
        return Proof(closed=True)
    return Proof(closed=False, detail="the cases do not exhaust all possibilities")


def _cover_all_signs(extras: list[Hypothesis]) -> bool:
    read = [_signs(h) for h in extras]
    quantities = {r[0] if r else None for r in read}
    return len(quantities) == 1 and None not in quantities and {s for r in read if r for s in r[1]} == set("-0+")


def _cover_all_values(statement: Statement, extras: list[Hypothesis]) -> bool:
    """The cases are symbol = value for every value of one finite variable."""
    if any(h.relation is not Relation.EQUAL or h.forall or h.invertible for h in extras):
        return False
    finite = [d for d in statement.where if isinstance(d, Scalar) and d.values]
    return any(all(h.lhs == d.symbol for h in extras) and set(d.values) <= {h.rhs for h in extras} for d in finite)


def _recursion(statement: Statement) -> Proof:
    """Base and step are made from the declared recursion and both proved."""
    if recursion.is_matrix_sequence(statement):
        made = matrices.recursion_obligations(statement)
        return _both(("base", matrices.prove(made.base)), ("step", matrices.prove(made.step)))
    made = recursion.array_recursion(statement)
    return _both(("base", _elementary(made.base)), ("step", _elementary(made.step)))


def _elementary(statement: Statement) -> Proof:
    """Proved by the index normal form, or else, where no index is about, by the scalar one."""
    try:
        proof = indexed.prove(statement)
    except KernelRefusal as refusal:
        proof = Proof(closed=False, detail=str(refusal))
    if proof.closed or any(isinstance(d, Index) for d in statement.where):
        return proof
    return scalar.prove(statement)


def _both(*parts: tuple[str, Proof]) -> Proof:
    recorded = tuple(c for _, p in parts for c in p.recorded)
    open_ = tuple(c for _, p in parts for c in p.undischarged)
    failed = [f"{name}: {p.detail or 'not proved'}" for name, p in parts if not p.closed]
    return Proof(closed=not failed, recorded=recorded, undischarged=open_, detail="; ".join(failed))


def _induction(statement: Statement, links: tuple[Statement, ...], k: object) -> Proof:
    """The two links are what the kernel itself says that base and step are."""
    if len(links) != 2:
        return Proof(closed=False, detail="an induction uses two steps: base and step")
    made = recursion.induction(statement, sympify(k, strict=True))
    for name, wanted, got in (("base", made.base, links[0]), ("step", made.step, links[1])):
        if got.but(text=wanted.text) != wanted:
            return Proof(closed=False, detail=f"the {name} must read {wanted.lhs} {wanted.relation.value} {wanted.rhs}")
    return Proof(closed=True)
