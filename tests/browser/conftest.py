"""One browser and one served demo for all browser tests."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.browser.postbox import mail_server
from tests.browser.served import Served, demo_served
from tests.browser_path import find_browser

# The browser's own loop runs in this thread; nothing here uses Django's database from it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


@pytest.fixture(scope="session")
def served(template_database: str) -> Iterator[Served]:
    """The demo on a free port."""
    with mail_server() as (postbox, smtp), demo_served(template_database, postbox, smtp) as served:
        yield served


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's own browser; red with the line that installs it when there is none."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        yield browser
        browser.close()
