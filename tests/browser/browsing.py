"""A window of a real browser on pages of a folder, and what goes wrong in it."""

from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api", reason="needs the extra 'browser': make browser")
axe_module = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs the extra 'browser'")

SIZES = {"phone": (390, 844), "laptop": (1366, 768), "narrow": (320, 640)}


class Visit:
    """A page of a folder in a window of its own, with what went wrong in it."""

    def __init__(self, browser: object, folder: Path, **options: object) -> None:
        self.folder = folder
        self.context = browser.new_context(**options)  # type: ignore[attr-defined]
        self.page = self.context.new_page()
        self.told: list[str] = []
        self.requested: list[str] = []
        self.page.on("console", lambda message: self.told.append(message.text))
        self.page.on("pageerror", lambda error: self.told.append(str(error)))
        self.page.on("requestfailed", lambda request: self.told.append(f"failed: {request.url}"))
        self.page.on("request", lambda request: self.requested.append(request.url))

    def to(self, address: str) -> "Visit":
        self.page.goto(f"{self.folder.as_uri()}/{address}")
        return self

    def unfolded(self) -> "Visit":
        self.page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        return self

    @property
    def asked_outside(self) -> list[str]:
        """Requests for anything that is not in the folder."""
        return [u for u in self.requested if not u.startswith((self.folder.as_uri(), "data:"))]


def faults(visit: Visit) -> list[tuple[str, str, str]]:
    """What an accessibility checker finds on the page, with a place of each."""
    found = axe_module.Axe().run(visit.page).response["violations"]
    return [(v["id"], v["impact"], v["nodes"][0]["html"][:200]) for v in found]
