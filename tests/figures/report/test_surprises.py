"""The ten surprises on the first page: which they are, and that their numbers are right."""

import re
from fractions import Fraction
from math import e, sinh

from backproof import api
from backproof.theory import catalogue
from backproof.theory.kernel.claim import Conclusion


def test_the_surprises_are_ten_refutations() -> None:
    claims = api.claims()
    assert len(catalogue.SURPRISING) == len(set(catalogue.SURPRISING)) == 10
    assert {claims[claim_id].expected for claim_id in catalogue.SURPRISING} == {Conclusion.REFUTED}


def test_each_surprise_is_told_in_two_sentences_with_its_numbers() -> None:
    for claim_id, why in catalogue.SURPRISING.items():
        assert len(re.findall(r"\.(?= [A-Z]|$)", why)) == 2 and why.endswith("."), claim_id
        assert re.search(r"\d", why) and len(why) < 340, claim_id


def test_the_numbers_of_the_surprises_are_right() -> None:
    """Worked out from the definitions; the claims' own checks do not see these words."""
    exact, relu = Fraction, lambda z: max(z, 0)
    parity = [6 - 2 * relu(3 - s) - 4 * relu(s - exact(3, 4)) + 3 * relu(s - exact(5, 3)) for s in range(5)]
    assert parity == [0, 1, 0, 1, 0]
    half = exact(1, 2)
    combined = [1 - 2 * half**n + 2 * (-half) ** n - (-1) ** n for n in range(4)]
    assert combined == [0, 0, 0, exact(3, 2)] and combined[3] / (1 + 2 + 2 + 1) == exact(1, 4)
    once = 3 - sinh(3)
    assert round(once, 2) == -7.02 and once - sinh(once) > 500
    assert round(e / (1 + e), 2) == 0.73
    a, slope = half, 4 * half * (1 - half)  # each layer: a = sigma(4 a - 2) = sigma(0)
    assert 4 * a - 2 == 0 and slope == 1 and a / 4 == exact(1, 8) > exact(1, 2**4)
    assert [(1 + 2) * m for m in (1, 2)] == [3, 6]
