"""A screen: a browser window that watches for everything that must not happen while a page is open."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, TimeoutError

from tests.browser.served import Served
from tests.browser.telling import BROKE

SCREENS = Path("var/screens")
PHONE, DESK = 360, 1280
_PATIENCE_MS = 60_000
_STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RULES = {"runOnly": {"type": "tag", "values": _STANDARDS}}
# The browser draws the options of a list itself; hundreds of countries and time zones only take time.
_LOOKED_AT = {"exclude": [["option"]]}
# Runs before any script of the page: the browser tells of everything the policy stops.
_WATCH = """
window.stopped = [];
document.addEventListener("securitypolicyviolation", event =>
  window.stopped.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile || ""}:${event.lineNumber}`));
"""


@dataclass(frozen=True)
class Glance:
    """A page as fetched without drawing it: its status, the path that answered in the end, and its links."""

    status: int
    where: str
    links: list[str]


class Screen:
    """One window with one person in it. `faults` collects console errors, stopped scripts and broken requests."""

    def __init__(self, page: Page, served: Served) -> None:
        self.page, self.served = page, served
        self.faults: list[str] = []
        self.broken = ""
        page.add_init_script(_WATCH)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"{self.where}: script error {error}"))
        page.on("response", self._answered)
        # “Really?” is answered with yes.
        page.on("dialog", lambda dialog: dialog.accept())

    @property
    def where(self) -> str:
        """The path that is open."""
        return urlsplit(self.page.url).path

    @property
    def view_name(self) -> str:
        """The name of the address that is open, such as letters:write."""
        return name_of(self.where)

    def enter(self, door: str) -> None:
        """Take a role of the demo by its button on the page of all roles."""
        self.page.goto(self.served.url("/demo/"))
        button = self.page.locator(f'form:has(input[name="door"][value="{door}"]) button')
        assert button.count(), f"nobody stands behind the door {door}: {self.words()}"
        self.go(button)

    def open(self, path: str) -> int:
        """Look at a page; returns its status."""
        response = self.page.goto(self.served.url(path))
        assert response is not None
        return response.status

    def glance(self, path: str) -> Glance:
        """Fetch a page as the person in this window, without drawing it: many times as fast as opening it."""
        response = self.page.request.get(self.served.url(path))
        is_page = "html" in response.headers.get("content-type", "")
        anchors = _Anchors()
        anchors.feed(response.text() if is_page else "")
        links = self._ours(urljoin(response.url, href) for href in anchors.found)
        return Glance(response.status, urlsplit(response.url).path, links)

    def send(self, view: str, button: Any = 0, **values: str) -> None:
        """Fill in the form that goes to this address (by name), as a person does, and press its button."""
        forms = self.page.locator("form[method=post]")
        places = [forms.nth(number) for number in range(forms.count())]
        going = [form for form in places if name_of(_path(form.get_attribute("action")) or self.where) == view]
        fitting = [form for form in going if all(_takes(form, *value) for value in values.items())]
        assert fitting, f"{self.where} has no form for {view} with {sorted(values)}: {self.words()}"
        form = fitting[button]
        for name, value in values.items():
            _fill(form, name, value)
        self.go(form.locator("button:not([formaction]):not([form])").first)

    def go(self, place: Locator) -> None:
        """Click there, and wait for the page it leads to: what is done next would stop a slow answer half-way."""
        try:
            with self.page.expect_navigation(timeout=_PATIENCE_MS):
                place.click()
        except TimeoutError as stayed:
            raise AssertionError(f"{self.where} led nowhere: {self.words()}") from stayed
        self.page.wait_for_load_state()

    def sees(self, *words: str) -> None:
        """The open page has these words."""
        text = self.words()
        missing = [word for word in words if word not in text]
        assert not missing, f"{self.where} does not say {missing}: {text[:2000]}"

    def words(self) -> str:
        """What the open page says; of one that broke, also why."""
        return " ".join(f"{self.page.inner_text('main')} {self.broken}".split())

    def at_width(self, width: int) -> None:
        """Make the window a phone or a desk."""
        self.page.set_viewport_size({"width": width, "height": 800 if width > PHONE else 740})

    def look(self, name: str, width: int) -> list[str]:
        """Everything that is wrong with the open page at this width, after keeping a picture of it."""
        self.at_width(width)
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True)
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        found = [f"{self.where} at {width}: {wide} px wider than the window"] if wide > 0 else []
        found += [f"{self.where} at {width}: {told}" for told in self.barriers()]
        found += [f"{self.where}: stopped by the policy: {what}" for what in self.page.evaluate("window.stopped || []")]
        return found + self.take_faults()

    def barriers(self) -> Iterator[str]:
        """What axe says, one line a rule with its first place."""
        for violation in Axe().run(self.page, context=_LOOKED_AT, options=_RULES).response["violations"]:
            yield f"{violation['id']}: {violation['help']} at {json.dumps(_first(violation))}"

    def take_faults(self) -> list[str]:
        """What was collected since the last time."""
        taken, self.faults = self.faults, []
        return taken

    def links(self) -> list[str]:
        """Paths of this program that the open page links to."""
        # A link inside a picture tells its address as an object: what is written there is read instead.
        whole = "links => links.map(link => new URL(link.getAttribute('href'), document.baseURI).href)"
        return self._ours(self.page.eval_on_selector_all("a[href]", whole))

    def _ours(self, found: Iterable[str]) -> list[str]:
        here = [urlsplit(link) for link in found if link.startswith(self.served.address)]
        return list(dict.fromkeys(f"{link.path}?{link.query}" if link.query else link.path for link in here))

    def _heard(self, message: ConsoleMessage) -> None:
        # The browser logs every answer above 399 by itself; `_answered` judges those.
        if message.type == "error" and "the server responded with a status" not in message.text:
            self.faults.append(f"{self.where}: console says {message.text}")

    def _answered(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.broken = response.headers.get(BROKE.lower(), "")
        expected = (404, 422) if response.request.is_navigation_request() else ()
        if response.status >= 400 and response.status not in expected:
            self.faults.append(f"{response.url} answered {response.status} {self.broken}".rstrip())
        if not response.url.startswith((self.served.address, "data:", "blob:")):
            self.faults.append(f"{response.url} is not ours")


class _Anchors(HTMLParser):
    """Where the links of a page lead, as written."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep what an `a` says."""
        self.found += [value for name, value in attrs if tag == "a" and name == "href" and value]


def _path(address: str | None) -> str:
    return urlsplit((address or "").strip()).path


def _takes(form: Locator, name: str, value: str) -> bool:
    """Whether the form has this field; one that nobody sees must hold the value already."""
    field = form.locator(f'[name="{name}"]')
    if not field.count():
        return False
    return field.first.get_attribute("type") != "hidden" or field.first.input_value() == value


def _fill(form: Locator, name: str, value: str) -> None:
    """Type, choose or tick."""
    field = form.locator(f'[name="{name}"]').first
    kind = field.get_attribute("type") or field.evaluate("field => field.tagName.toLowerCase()")
    if kind == "hidden":
        return
    if kind == "radio":
        form.locator(f'[name="{name}"][value="{value}"]').check(force=True)
    elif kind == "select":
        field.select_option(value)
    else:
        field.fill(value)


def _first(violation: dict[str, Any]) -> str:
    node = violation["nodes"][0]
    return str(node["html"])[:160] + (f" {node['failureSummary']}"[:200])


def name_of(path: str) -> str:
    """The name of the address with this path; empty for none of ours."""
    try:
        return resolve(path).view_name
    except Resolver404:
        return "demo:roles" if path == "/demo/" else ""


@contextmanager
def screen(chromium: Browser, served: Served, **choices: Any) -> Iterator[Screen]:
    """A fresh window; `choices` are the browser's own, such as color_scheme, locale or java_script_enabled."""
    context = chromium.new_context(viewport={"width": DESK, "height": 800}, reduced_motion="reduce", **choices)
    try:
        yield Screen(context.new_page(), served)
    finally:
        context.close()
