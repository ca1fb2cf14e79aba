"""Every page that a role can click its way to: no barrier, no broken request, no sideways scroll; a picture of each."""

from collections import Counter, deque

import pytest
from playwright.sync_api import Browser

from tests.addresses import Address, addresses
from tests.browser.screens import DESK, PHONE, Screen, name_of, screen
from tests.browser.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# Every door, by the side that one plays behind it.
DOORS = {
    "student": ("new-student", "choosing", "waiting", "offered", "accepted", "tasks", "running", "completed"),
    "school": ("registrar", "registrar-students"),
    "host": ("host-answer", "host-page", "our-site", "sign-agreement"),
    "preceptor": ("sign-days", "evaluate", "answer-letter", "write-letter"),
    "office": ("director", "coordinator"),
    "visitor": ("first-page", "catalogue", "verify"),
}
_FILES = {
    "agreement_document", "copy", "day_one_file", "evidence", "export_sheet", "host_cv", "host_roster_sheet",
    "invitation_file", "page", "pdf", "preview", "printed_form", "read",
}  # fmt: skip
# Pages that no link of the demo leads to: where one begins, what a file or a mail leads to, what is for us only.
ELSEWHERE = {
    # Linked from the papers that a place asks for: only some places of the demo do, and which the walk opens is chance.
    "catalogue:offering_requirement",
    "catalogue:site_requirement",
    "desk:start",
    "desk:home",
    "desk:check_import",
    "desk:components",
    "desk:invitation_checked",
    "desk:own_site",
    "placements:reasons",
}
# How often each side follows a kind of link (from a kind of page to a kind of page): rows differ in what they lead to.
TIMES = 6
_SEEN: set[str] = set()
_FOLLOWED: dict[str, Counter[tuple[str, str]]] = {side: Counter() for side in DOORS}


def visit_everything(window: Screen, side: str, door: str) -> list[str]:
    """Look at each page that this door leads to and no door did before, in several of its states; returns faults."""
    window.enter(door)
    faults = look_once(window, window.view_name, door)
    waiting, known = deque(_links(window)), {window.where}
    while waiting:
        came_from, path = waiting.popleft()
        kind = (came_from, name_of(path.split("?")[0]))
        if path in known or _FOLLOWED[side][kind] >= TIMES:
            continue
        known.add(path)
        _FOLLOWED[side][kind] += 1
        if window.open(path) >= 400:
            faults.append(f"{door}: a link on {came_from} leads to {path}, which is not there")
            continue
        if window.view_name not in _SEEN:
            faults += look_once(window, window.view_name, door)
        waiting += _links(window)
    return faults


def look_once(window: Screen, name: str, door: str) -> list[str]:
    """What is wrong with the open page at both widths. The page behind a door is looked at in every stage."""
    picture = f"{name.replace(':', '-')}{'-' + door if name in _SEEN else ''}"
    _SEEN.add(name)
    return [fault for width in (DESK, PHONE) for fault in window.look(picture, width)]


def _links(window: Screen) -> list[tuple[str, str]]:
    """The kind of the open page with each link on it that leads to a page of ours."""
    # A message shows somebody else's way in.
    found = window.links() if window.view_name != "desk:outbox_message" else []
    return [(window.view_name, link) for link in found if _is_page(link.split("?")[0])]


def _is_page(path: str) -> bool:
    name = name_of(path)
    is_file = name.rpartition(":")[2] in _FILES or path.endswith((".pdf", ".csv", ".xlsx"))
    return bool(name) and not is_file and not name.startswith("demo:")


@pytest.mark.parametrize(("side", "door"), [(side, door) for side, doors in DOORS.items() for door in doors])
def test_every_page_behind_a_door_is_in_order(chromium: Browser, served: Served, side: str, door: str) -> None:
    with screen(chromium, served) as window:
        faults = visit_everything(window, side, door)
    assert not faults, "\n".join(faults)


def test_the_page_of_all_roles_is_in_order(chromium: Browser, served: Served) -> None:
    with screen(chromium, served) as window:
        window.open("/demo/")
        faults = [fault for width in (DESK, PHONE) for fault in window.look("demo-roles", width)]
    assert not faults, "\n".join(faults)


def shows_a_page(address: Address) -> bool:
    """Whether an address answers GET with a page: neither only a POST nor a file nor a sign of life."""
    name = address.name.rpartition(":")[2]
    return "POST" not in only_methods(address) and name not in (*_FILES, "health", "piece", "ready", "set_language")


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
