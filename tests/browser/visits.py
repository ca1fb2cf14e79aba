"""A visit: a screen that keeps a picture of each page it comes to, and notes every barrier on it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from tests.browser.screens import DESK, Screen, name_of, screen
from tests.browser.served import Served

_PATIENCE_SECONDS = 90


@dataclass(frozen=True)
class Mail:
    """One message as the outbox shows it; `path` is where its button leads."""

    text: str
    path: str

    @property
    def code(self) -> str:
        """The sign-in code, alone on its line."""
        lines = [line.strip() for line in self.text.splitlines()]
        return next(line for line in lines if re.fullmatch(r"[A-Z0-9]{4,}(-[A-Z0-9]+)*", line))


class Visit(Screen):
    """Somebody at a screen of this width. `wrong` collects what is wrong with the pages, each looked at once."""

    def __init__(self, page: Page, served: Served, who: str, width: int, helper: Screen | None) -> None:
        super().__init__(page, served)
        self.who, self.width, self.helper = who, width, helper
        self.wrong: list[str] = []
        self.seen: set[tuple[str, str]] = set()
        self.at_width(width)

    def open(self, path: str) -> int:
        """Look at a page; returns its status."""
        status = super().open(path)
        self.look_around()
        return status

    def enter(self, door: str) -> None:
        """Take a role of the demo, and look at its first page."""
        super().enter(door)
        self.look_around()

    def send(self, view: str, button: Any = 0, **values: str) -> None:
        """Fill in a form of the page and send it, and look at what comes."""
        super().send(view, button, **values)
        self.look_around()

    def press(self, label: str) -> None:
        """The first button with these words, and look at what comes."""
        self.go(self.page.get_by_role("button", name=label).first)
        self.look_around()

    def follow(self, *views: str) -> None:
        """Click from page to page: each time the first link that leads to the address of this name."""
        for view in views:
            found = next((link for link in self.links() if leads_to(link) == view), "")
            assert found, f"{self.where} has no link to {view}: {self.words()}"
            self.open(found)

    def arrive_by(self, mail: Mail) -> None:
        """The link of a mail, opened."""
        assert self.open(mail.path) == 200, f"{self.where}: {self.words()}"

    def look_around(self) -> None:
        """Keep a picture of the open page, and note what is wrong with it, unless the same was seen before."""
        headings = " ".join(self.page.locator("h1, h2").all_inner_texts())
        # Numbers and dates do not make another page.
        seen = (self.view_name, re.sub(r"\d", "", headings))
        if seen in self.seen:
            return
        self.seen.add(seen)
        name = f"{self.who}-{len(self.seen):02}-{self.view_name.replace(':', '-')}"
        self.wrong += [f"{self.who}: {fault}" for fault in self.look(f"journey-{name}", self.width)]

    def barriers(self) -> Iterator[str]:
        """What axe says. It needs scripts: without them, the helper opens the same page as the same person."""
        if self.helper is None:
            yield from super().barriers()
            return
        cookies: list[Any] = list(self.page.context.cookies())
        self.helper.page.context.add_cookies(cookies)
        self.helper.at_width(self.width)
        self.helper.page.goto(self.page.url)
        yield from self.helper.barriers()

    def is_refused(self, path: str) -> int:
        """Try an address that is not for this person; returns the status, which is no fault here."""
        status = Screen.open(self, path)
        self.faults = [fault for fault in self.faults if f"answered {status}" not in fault]
        return status


@contextmanager
def visit(
    chromium: Browser, served: Served, who: str, *, width: int = DESK, java_script: bool = True
) -> Iterator[Visit]:
    """A fresh window of this width. When the block ends without an error, nothing may have been wrong."""
    with screen(chromium, served, java_script_enabled=java_script) as window, screen(chromium, served) as second:
        # The first page of the window is watched by a screen already.
        page = window.page.context.new_page()
        visitor = Visit(page, served, who, width, None if java_script else second)
        yield visitor
        faults = visitor.wrong + visitor.take_faults()
        assert not faults, "\n".join(faults)


def newest_sent(office: Visit, words: str, email: str = "") -> Mail:
    """The newest message with these words in its subject to this address, read on the outbox page; waits for it."""
    where = f"/desk/outbox/?{urlencode({'words': words})}"
    row = office.page.locator("main tbody tr", has_text=email) if email else office.page.locator("main tbody tr")
    for _second in range(_PATIENCE_SECONDS):
        office.open(where)
        if row.count():
            break
        office.page.wait_for_timeout(1000)
    assert row.count(), f"nothing was sent to {email} with {words!r}: {office.words()}"
    office.go(row.first.locator("th a"))
    office.look_around()
    text, button = office.page.inner_text("main .prose"), office.page.locator("main .prose a.button")
    # A way in by a signed link is a button here; the address of somebody's own page stands as words.
    written = re.search(r"https?://\S+", text)
    address = button.get_attribute("href") if button.count() else written and written[0]
    return Mail(text, (address or "").removeprefix(office.served.address))


def leads_to(link: str) -> str:
    """The name of the address behind a link."""
    return name_of(link.split("?")[0])
