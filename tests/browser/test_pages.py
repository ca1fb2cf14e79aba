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
    "student": (
        "new-student",
        "choosing",
        "waiting",
        "offered",
        "plan",
        "accepted",
        "tasks",
        "running",
        "completed",
        "new-text",
    ),
    "school": ("registrar", "registrar-students", "school-account"),
    "host": ("host-answer", "host-page", "our-site", "sign-agreement", "host-account"),
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
    "desk:start",
    "desk:home",
    "desk:check_import",
    "desk:components",
    "desk:invitation_checked",
    "placements:reasons",
}
# How often each side follows a kind of link (from a kind of page to a kind of page): rows differ in what they lead to.
TIMES = 6
EVERY_ROW = 60
_SEEN: set[str] = set()
_FOLLOWED: dict[str, Counter[tuple[str, str]]] = {side: Counter() for side in DOORS}


def visit_everything(window: Screen, side: str, door: str) -> list[str]:
    """Look at each page that this door leads to and no door did before; returns faults.

    A kind of page is drawn and looked at once; its further rows are only fetched, for where they lead to.
    """
    return _walk(window, door, _FOLLOWED[side], TIMES)


def _walk(
    window: Screen, door: str, followed: Counter[tuple[str, str]], times: int, wanted: frozenset[str] = frozenset()
) -> list[str]:
    """The walk behind one door; where only some pages are wanted, it ends once all of them were seen."""
    window.enter(door)
    faults = look_once(window, window.view_name, door)
    waiting, known = deque(_pages(window.view_name, window.links())), {window.where}
    while waiting and not (wanted and wanted <= _SEEN):
        came_from, path = waiting.popleft()
        kind = (came_from, name_of(path.split("?")[0]))
        if path in known or followed[kind] >= times:
            continue
        known.add(path)
        followed[kind] += 1
        page = window.glance(path)
        if page.status >= 400:
            faults.append(f"{door}: a link on {came_from} leads to {path}, which is not there")
            continue
        name, links = name_of(page.where), page.links
        if name not in _SEEN:
            window.open(path)
            faults += look_once(window, name, door)
            links = window.links()
        waiting += _pages(name, links)
    return faults


def look_once(window: Screen, name: str, door: str) -> list[str]:
    """What is wrong with the open page at both widths. The page behind a door is looked at in every stage."""
    picture = f"{name.replace(':', '-')}{'-' + door if name in _SEEN else ''}"
    _SEEN.add(name)
    return [fault for width in (DESK, PHONE) for fault in window.look(picture, width)]


def _pages(name: str, links: list[str]) -> list[tuple[str, str]]:
    """The kind of a page with each of its links that leads to a page of ours."""
    # A message shows somebody else's way in.
    return [(name, link) for link in links if name != "desk:outbox_message" and _is_page(link.split("?")[0])]


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


def test_no_page_was_left_out(chromium: Browser, served: Served) -> None:
    """Runs after the doors: whatever is a page of ours and was not seen cannot be clicked to by anybody.

    Which rows a list of the demo begins with is chance, so for what the first rows do not lead to, all are followed.
    """
    pages = (address.name for address in addresses() if not address.is_of_library and shows_a_page(address))
    ours = frozenset(pages) - ELSEWHERE
    faults: list[str] = []
    for door in [door for doors in DOORS.values() for door in doors]:
        if ours - _SEEN:
            with screen(chromium, served) as window:
                faults += _walk(window, door, Counter(), EVERY_ROW, ours)
    assert not ours - _SEEN, "\n".join(sorted(ours - _SEEN))
    assert not faults, "\n".join(faults)
