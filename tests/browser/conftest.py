"""The browser that the tests here share."""

from collections.abc import Iterator

import pytest

from backproof.figures.report import pdf


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    sync_api = pytest.importorskip("playwright.sync_api", reason="needs the extra 'browser': make browser")
    found = pdf.browser()
    if found is None:
        pytest.skip("no Chromium here: apt-get install chromium, or name one in BACKPROOF_BROWSER")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()
