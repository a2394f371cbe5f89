"""A run over a few claims, and the pages of a report on all; both are only looked at."""

import pytest

from backproof import api
from backproof.results import Report

from .pages import FEW, pages_of


@pytest.fixture(scope="session")
def run() -> Report:
    return api.verify(*FEW, device="cpu", training=False)


@pytest.fixture(scope="session")
def whole() -> dict[str, str]:
    return pages_of()
