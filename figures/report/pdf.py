"""A page printed to PDF by a browser of the Chromium family, the one engine that sets MathML on paper.

Without such a browser every page of the report prints as well from any other one: one claim a page.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome")
LONGEST = 300.0  # seconds


class NoBrowser(OSError):
    """There is no browser that could print, or it did not."""


def browser() -> str | None:
    """Where a browser is that can print without a window; BACKPROOF_BROWSER names another one."""
    return next(
        (found for b in (os.environ.get("BACKPROOF_BROWSER", ""), *BROWSERS) if b and (found := shutil.which(b))), None
    )


def printed(written: Mapping[str, bytes]) -> bytes:
    """The first of the files, a page that needs the others, as PDF. Raises NoBrowser."""
    found = browser()
    if found is None:
        raise NoBrowser(
            None,
            "no Chromium is here to print with: install one, name it in BACKPROOF_BROWSER, "
            "or write the pages with --format html and print them from any browser",
        )
    with tempfile.TemporaryDirectory() as folder:
        for name, content in written.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        target = Path(folder, "printed.pdf")
        command = [found, "--headless", "--disable-gpu", "--no-first-run", f"--user-data-dir={folder}/profile"]
        # a container's root cannot have Chromium's sandbox; the page is our own
        command += ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []
        command += ["--no-pdf-header-footer", f"--print-to-pdf={target}", Path(folder, next(iter(written))).as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST)
        except (OSError, subprocess.TimeoutExpired) as failed:
            raise NoBrowser(None, f"{found} did not print: {failed}") from None
        if not target.exists():
            raise NoBrowser(None, f"{found} did not print: {done.stderr.strip()[-300:]}")
        return target.read_bytes()
