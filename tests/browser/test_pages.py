"""Every page that a role can click its way to: no barrier, no broken request, no sideways scroll; a picture of each."""

from collections import Counter, deque

import pytest
from playwright.sync_api import Browser

from tests.addresses import Address, addresses
from tests.browser.screens import DESK, PHONE, Screen, name_of, screen
from tests.browser.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
DOORS = (
    "new-student", "choosing", "offered", "accepted", "tasks", "running", "completed", "registrar", "host-answer",
    "host-page", "sign-days", "evaluate", "answer-letter", "write-letter", "director", "coordinator", "first-page",
    "catalogue", "verify",
)  # fmt: skip
_FILES = ("pdf", "preview", "read", "export_sheet")
# Pages that no link of the demo leads to: where one begins, what a file or a mail leads to, what is for us only.
ELSEWHERE = {
    "desk:start",
    "desk:home",
    "desk:check_import",
    "desk:components",
    "placements:reasons",
    # Linked only in states that no row behind a door may be in today; the walker calls them over HTTP.
    "hosts:confirm_coordinator",
    "hosts:confirm_preceptor",
    "placements:ask_host",
    "placements:cancel",
    "placements:free_seats",
    "placements:give_up",
    "records:revoke",
}
# How many rows of a kind are opened, for the links that only some of them have.
STATES = 6
_SEEN: set[str] = set()
_VISITS: Counter[str] = Counter()


def visit_everything(window: Screen, door: str) -> list[str]:
    """Open each page once that this door leads to and no door before it did; returns what is wrong."""
    window.enter(door)
    waiting, known, faults = deque([window.where]), {window.where}, list[str]()
    first = True
    while waiting:
        path = waiting.popleft()
        if not first and not _is_wanted(path):
            continue
        _VISITS[name_of(path.split("?")[0])] += 1
        if not first and window.open(path) >= 400:
            faults.append(f"{door}: a link leads to {path}, which is not there")
            continue
        # The page behind a door is looked at in every stage; the others once.
        name = window.view_name
        if first or name not in _SEEN:
            picture = f"{name.replace(':', '-')}{'-' + door if name in _SEEN else ''}"
            _SEEN.add(name)
            faults += [fault for width in (DESK, PHONE) for fault in window.look(picture, width)]
        first = False
        # A message shows somebody else's way in.
        for link in window.links() if name != "desk:outbox_message" else []:
            kind = link.split("?")[0]
            if kind not in known and _is_wanted(kind):
                known.add(kind)
                waiting.append(link)
    return faults


def _is_wanted(link: str) -> bool:
    """Whether a link leads to a page of ours that was not seen in some of its states yet."""
    path = link.split("?")[0]
    name = name_of(path)
    is_file = name.rpartition(":")[2] in _FILES or path.endswith((".pdf", ".csv", ".xlsx"))
    return bool(name) and _VISITS[name] < STATES and not is_file and not name.startswith("demo:")


@pytest.mark.parametrize("door", DOORS)
def test_every_page_behind_a_door_is_in_order(chromium: Browser, served: Served, door: str) -> None:
    with screen(chromium, served) as window:
        faults = visit_everything(window, door)
    assert not faults, "\n".join(faults)


def test_the_page_of_all_roles_is_in_order(chromium: Browser, served: Served) -> None:
    with screen(chromium, served) as window:
        window.open("/demo/")
        faults = [fault for width in (DESK, PHONE) for fault in window.look("demo-roles", width)]
    assert not faults, "\n".join(faults)


def shows_a_page(address: Address) -> bool:
    """Whether an address answers GET with a page: neither only a POST nor a file nor a sign of life."""
    name = address.name.rpartition(":")[2]
    return "POST" not in only_methods(address) and name not in (*_FILES, "health", "ready", "set_language")


def only_methods(address: Address) -> tuple[str, ...]:
    """The only methods of a view that takes just one; empty where it takes several or says nothing."""
    view = address.view
    while view is not None:
        for cell in getattr(view, "__closure__", None) or ():
            if isinstance(cell.cell_contents, list) and cell.cell_contents == ["POST"]:
                return ("POST",)
        view = getattr(view, "__wrapped__", None)
    return ()


def test_no_page_was_left_out() -> None:
    """Runs after the doors: whatever is a page of ours and was not seen cannot be clicked to by anybody."""
    ours = {address.name for address in addresses() if not address.is_of_library and shows_a_page(address)}
    left_out = sorted(ours - _SEEN - ELSEWHERE)
    assert not left_out, "\n".join(left_out)
