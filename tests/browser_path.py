"""Where the system's own browser is. Playwright drives it; none is downloaded."""

import os
import shutil
from pathlib import Path

INSTALL_LINE = "apt-get install chromium"
_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
_PLACES = (
    Path("/usr/lib/chromium/chromium"),
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)


class BrowserMissing(Exception):
    """No Chromium is installed. The text is the line that installs one."""


def find_browser() -> str:
    """The path of an installed Chromium. BROWSER_PATH, when set, names another.

    Raises `BrowserMissing`, so that a browser test is red, never skipped.
    """
    chosen = os.environ.get("BROWSER_PATH")
    candidates = [shutil.which(chosen)] if chosen else [shutil.which(name) for name in _NAMES]
    if not chosen:
        candidates += [str(place) for place in _PLACES if os.access(place, os.X_OK)]
    for candidate in candidates:
        if candidate:
            return candidate
    raise BrowserMissing(f"No Chromium was found. Install it: {INSTALL_LINE}")
