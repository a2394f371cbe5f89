"""How few ReLU units cannot compute a parity: one unit for two bits, two units for three bits, so two for four.

The total error over all inputs is at least 1 whatever weights and biases are. For each sign of the output weights the
bound is a tree of cases with multipliers, stored in `minimal.json`; the search that found it is no part of the proof.
With what n units compute, the least width of one hidden layer is 2, 3, 3 for 2, 3, 4 bits; more is not claimed.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path

from sympy import Abs, Expr, Integer, Rational, Symbol, expand

from ..kernel.claim import Claim, Conclusion, Mutant, Rule, Step
from ..kernel.functions import relu
from ..kernel.splits import Closed, Split
from ..kernel.statement import Counterexample, Hypothesis, Relation, Scalar, Statement
from .small import QUANTIFY

Input = tuple[int, ...]
c = Symbol("c", real=True)
scales = (Symbol("a", real=True), Symbol("b", real=True))
weights = tuple(tuple(Symbol(f"{name}{j}", real=True) for j in range(1, 5)) for name in "wv")
biases = (Symbol("p", real=True), Symbol("q", real=True))


def reached(unit: int, bits: Input) -> Expr:
    """The pre-activation of a hidden unit."""
    return sum((w * bit for w, bit in zip(weights[unit], bits, strict=False)), biases[unit])


def error(units: int, bits: Input) -> Expr:
    """Output less parity."""
    hidden = sum((scales[unit] * relu(reached(unit, bits)) for unit in range(units)), Integer(0))
    return c + hidden - sum(bits) % 2


def total_error(units: int, inputs: Sequence[Input]) -> Expr:
    """The sum of the absolute errors."""
    return sum((Abs(error(units, bits)) for bits in inputs), Integer(0))


def all_inputs(bits: int) -> tuple[Input, ...]:
    """All inputs of so many bits."""
    return tuple(product((0, 1), repeat=bits))


def always_wrong(units: int, bits: int, inputs: Sequence[Input] | None = None) -> Statement:
    """The total error over the inputs is at least 1, for all weights."""
    used = [c]
    for unit in range(units):
        used += [scales[unit], *weights[unit][:bits], biases[unit]]
    return Statement(
        where=tuple(Scalar(symbol) for symbol in used),
        lhs=1 - total_error(units, all_inputs(bits) if inputs is None else inputs),
        relation=Relation.AT_MOST,
        rhs=Integer(0),
        text=f"{units} ReLU unit{'s' * (units > 1)} in one hidden layer miss{'es' * (units == 1)} the parity of {bits} "
        "bits by at least 1 in total, whatever weights and biases are",
    )


# The stored trees.


@cache
def stored() -> Mapping[str, object]:
    """The trees by number of bits and signs of the output weights."""
    return json.loads(Path(__file__).with_suffix(".json").read_text(encoding="utf-8"))


def tree(bits: int, signs: tuple[int, ...]) -> Split | Closed:
    """The tree for output weights of these signs. Exchanging two units exchanges their signs."""
    exchanged = signs == (-1, 1)
    found = stored()[f"{bits} {' '.join(map(str, signs[::-1] if exchanged else signs))}"]
    inputs, units = all_inputs(bits), tuple(range(len(signs)))[:: -1 if exchanged else 1]

    def form(unit: int, place: int) -> Expr:
        """|a| times the pre-activation of unit a: relu(|a| u) = |a| relu(u)."""
        return expand(signs[units[unit]] * scales[units[unit]] * reached(units[unit], inputs[place]))

    def slope(place: int, value: str) -> tuple[Expr, Rational]:
        wanted = error(len(signs), inputs[place])
        held = Abs(wanted).args[0]  # SymPy may have turned its sign
        return held, Rational(value) * (1 if held == wanted else -1)

    def case(node: object, depth: int) -> Split | Closed:
        if isinstance(node, list):
            unit, place, above, below = node
            return Split(form=form(unit, place), above=case(above, depth + 1), below=case(below, depth + 1))
        assert isinstance(node, dict)
        return Closed(
            signs=tuple(slope(int(place), value) for place, value in node["signs"].items()),
            shares=tuple((form(*map(int, key.split())), Rational(value)) for key, value in node["shares"].items()),
            multipliers=tuple(Rational(node["multipliers"].get(str(k), 0)) for k in range(depth)),
        )

    return case(found, 0)


def signed(unit: int, sign: int) -> Hypothesis:
    """The sign of an output weight."""
    symbol = scales[unit]
    low, high = (Integer(0), symbol) if sign > 0 else (symbol, Integer(0))
    return Hypothesis(name=f"{low} <= {high}", lhs=low, relation=Relation.AT_MOST, rhs=high)


def by_cases(statement: Statement, bits: int, units: int) -> tuple[Step, ...]:
    """One tree for each choice of signs, then the signs together."""
    steps: list[Step] = []

    def shown(signs: tuple[int, ...]) -> int:
        given = tuple(signed(unit, sign) for unit, sign in enumerate(signs))
        asked = statement.but(given=given)
        if len(signs) == units:
            steps.append(Step(statement=asked, rule=Rule.SPLITS, reason="case by case", data=tree(bits, signs)))
        else:
            halves = (shown((*signs, 1)), shown((*signs, -1)))
            steps.append(Step(statement=asked, rule=Rule.CASES, reason="either sign of a weight", using=halves))
        return len(steps) - 1

    shown(())
    return tuple(steps)


def network(*values: tuple[int, ...], offset: int = 0) -> dict:
    """Values of c and, unit by unit, of output weight, weights and bias."""
    found = {c: offset}
    for unit, (scale, *rest, bias) in enumerate(values):
        found |= {scales[unit]: scale, **dict(zip(weights[unit], rest, strict=False)), biases[unit]: bias}
    return found


_two = always_wrong(1, 2)
one_relu_unit_misses_two_bit_parity = Claim(
    title="One ReLU unit does not compute the parity of two bits",
    ledger=("depth.parity-one-layer-exponential", "xor.one-neuron-impossible"),
    sources=QUANTIFY,
    statement=_two,
    derivation=by_cases(_two, 2, 1),
    mutants=(
        Mutant(
            name="two_in_total",
            statement=_two.but(lhs=_two.lhs + 1),
            misconception="two of the four inputs must be wrong",
            witness=Counterexample(values=network((-1, -1, -1, 1), offset=1), text="1 - ReLU(1 - s): wrong at (1, 1)"),
        ),
        Mutant(
            name="three_inputs",
            statement=always_wrong(1, 2, all_inputs(2)[:3]),
            misconception="three of the inputs are too many already",
            witness=Counterexample(values=network((1, 1, 1, 0)), text="ReLU(s) is right but at (1, 1)"),
        ),
    ),
    expected=Conclusion.PROVED,
    note="Two units do: ReLU(s) - 2 ReLU(s - 1).",
)

_three = always_wrong(2, 3)
two_relu_units_miss_three_bit_parity = Claim(
    title="Two ReLU units in one hidden layer do not compute the parity of three bits: three are needed, and enough",
    ledger=("depth.parity-one-layer-exponential",),
    sources=QUANTIFY,
    statement=_three,
    derivation=by_cases(_three, 3, 2),
    mutants=(
        Mutant(
            name="two_in_total",
            statement=_three.but(lhs=_three.lhs + Rational(1, 2)),
            misconception="more than one of the eight inputs must be wrong",
            witness=Counterexample(
                values=network((-1, 1, 1, 1, -1), (2, 1, 1, 1, -2), offset=1),
                text="1 - ReLU(s - 1) + 2 ReLU(s - 2): wrong at (0, 0, 0) alone",
            ),
        ),
        Mutant(
            name="seven_inputs",
            statement=always_wrong(2, 3, all_inputs(3)[1:]),
            misconception="seven of the inputs are too many already",
            witness=Counterexample(
                values=network((-1, 1, 1, 1, -1), (2, 1, 1, 1, -2), offset=1), text="wrong at (0, 0, 0) alone"
            ),
        ),
    ),
    expected=Conclusion.PROVED,
    note="The bound 1 is reached: 1 - ReLU(s - 1) + 2 ReLU(s - 2) is wrong where all bits are 0 only.",
)

_four = always_wrong(2, 4)
_last_bit_off = tuple(bits for bits in all_inputs(4) if bits[3] == 0)
_part = always_wrong(2, 4, _last_bit_off)
two_relu_units_miss_four_bit_parity = Claim(
    title="Two ReLU units do not compute the parity of four bits either: three are needed, and enough",
    ledger=("depth.parity-one-layer-exponential",),
    sources=QUANTIFY,
    statement=_four,
    derivation=(
        *by_cases(_part, 3, 2),
        Step(
            statement=_four.but(rhs=_part.lhs),
            rule=Rule.SPLITS,
            reason="with the last bit 0 it is the parity of three; the other errors are not negative",
            data=Closed(),
        ),
        Step(statement=_four, rule=Rule.CHAIN, reason="all inputs, then part of them", using=(7, 6)),
    ),
    mutants=(
        Mutant(
            name="nine_in_total",
            statement=_four.but(lhs=_four.lhs + 8),
            misconception="more than half of the sixteen inputs must be wrong",
            witness=Counterexample(values=network((0,) * 6, (0,) * 6), text="always 0: wrong at the eight odd inputs"),
        ),
        Mutant(
            name="some_inputs",
            statement=always_wrong(2, 4, [bits for bits in all_inputs(4) if sum(bits) < 3]),
            misconception="what few units get wrong are inputs with few bits set",
            witness=Counterexample(
                values=network((1, 1, 1, 1, 1, 0), (-2, 1, 1, 1, 1, -1)), text="s - 2 ReLU(s - 1) is right up to s = 2"
            ),
        ),
    ),
    expected=Conclusion.PROVED,
)
