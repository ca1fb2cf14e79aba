"""The main pages in the dark, from right to left, and with large text: no barrier and no sideways scroll either."""

import pytest
from playwright.sync_api import Browser

from tests.browser.screens import DESK, PHONE, screen
from tests.browser.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MAIN_DOORS = ("first-page", "running", "host-page", "evaluate", "coordinator")


@pytest.mark.parametrize("door", MAIN_DOORS)
@pytest.mark.parametrize("look", ["dark", "right-to-left"])
def test_a_main_page_is_in_order_in_every_look(chromium: Browser, served: Served, door: str, look: str) -> None:
    choices = {"color_scheme": "dark"} if look == "dark" else {"locale": "ar"}
    with screen(chromium, served, **choices) as window:
        window.enter(door)
        if look == "right-to-left":
            assert window.page.locator("html").get_attribute("dir") == "rtl"
        picture = f"{look}-{door}"
        faults = [fault for width in (DESK, PHONE) for fault in window.look(picture, width)]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("door", MAIN_DOORS)
@pytest.mark.parametrize(("width", "text"), [(DESK, "200%"), (DESK // 4, "100%")])
def test_large_text_and_a_close_look_need_no_sideways_scroll(
    chromium: Browser, served: Served, door: str, width: int, text: str
) -> None:
    with screen(chromium, served) as window:
        window.enter(door)
        window.at_width(width)
        window.page.evaluate("size => document.documentElement.style.setProperty('font-size', size)", text)
        wide = window.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{wide} px wider than the window"
