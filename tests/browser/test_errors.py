"""A form that was filled in wrongly says so on its own page: no barrier, no sideways scroll; a picture of each."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Response, expect

from tests.browser.screens import DESK, PHONE, Screen, name_of, screen
from tests.browser.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Mistake:
    """Somebody at a door opens the page `at`, goes `by` links to the form of an address, and sends these values.

    `press` is the button, where it is not the form's first.
    """

    door: str
    form: str
    at: str = ""
    by: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    press: str = ""


MISTAKES = (
    Mistake("new-student", "applications:profile_question", at="applications:profile", values={"school": ""}),
    Mistake("choosing", "applications:windows", at="applications:windows", values={"starts_on": "2031-03-03"}),
    Mistake("choosing", "applications:choices", values={"weeks_wanted": "0"}),
    Mistake("accepted", "placements:give_up", by=("placements:give_up",)),
    Mistake("registrar", "applications:school_answer"),
    Mistake("host-answer", "placements:host_answer", values={"answer": "refuse", "because": ""}),
    Mistake("evaluate", "evaluations:evaluate"),
    Mistake("answer-letter", "letters:answer", press='button[value="redirect"]'),
    Mistake("write-letter", "letters:sign", values={"body": "", "title": ""}),
    Mistake("coordinator", "hosts:add_site", at="hosts:sites", by=("hosts:add_site",)),
    Mistake("coordinator", "hosts:add_preceptor", at="hosts:preceptors", by=("hosts:add_preceptor",)),
    Mistake("coordinator", "hosts:confirm_preceptor", at="hosts:preceptors", by=("hosts:confirm_preceptor",)),
    Mistake("coordinator", "catalogue:add_offering", at="catalogue:office_offerings", by=("catalogue:add_offering",)),
    Mistake(
        "coordinator", "catalogue:add_opening", at="catalogue:office_offerings",
        by=("catalogue:edit_offering", "catalogue:add_opening"),
        values={"starts_on": "2031-03-28", "ends_on": "2031-03-03", "seats": "0"},
    ),
    Mistake("coordinator", "placements:add_round", at="placements:add_round", values={"name": ""}),
    Mistake("coordinator", "desk:import", at="desk:import"),
    Mistake(
        "coordinator", "desk:change_name", at="desk:people", by=("desk:student", "desk:change_name"),
        values={"full_name": ""},
    ),
    Mistake("director", "desk:settings", at="desk:settings", values={"hold_hours": "0"}),
)  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES, ids=[mistake.form for mistake in MISTAKES])
def test_a_form_says_what_is_wrong_with_it(chromium: Browser, served: Served, mistake: Mistake) -> None:
    with screen(chromium, served) as window:
        window.enter(mistake.door)
        if mistake.at:
            window.open(reverse(mistake.at))
        follow(window, *mistake.by)
        with window.page.expect_response(is_answer) as answer:
            send(window, mistake)
        assert answer.value.status == 422, window.words()
        assert window.page.locator("[data-error-summary]").count() == 1, window.words()
        faults = look(window, mistake.form)
    assert not faults, "\n".join(faults)


def test_what_became_of_a_list_in_another_tab_is_told_at_handing_in(chromium: Browser, served: Served) -> None:
    with screen(chromium, served) as window:
        window.enter("choosing")
        other = Screen(window.page.context.new_page(), served)
        other.open(reverse("applications:show"))
        choices = window.page.locator("form[action$='/remove/'] button")
        for left in reversed(range(choices.count())):
            choices.first.click()
            expect(choices).to_have_count(left, timeout=20_000)
        with other.page.expect_response(is_answer) as answer:
            other.send("applications:submit")
        assert answer.value.status == 422, other.words()
        faults = look(other, "applications:submit")
    assert not faults, "\n".join(faults)


def test_a_file_that_cannot_be_imported_says_why(chromium: Browser, served: Served) -> None:
    sheet = "Site,City,State\nLantern Pier Hospital,Lantern Pier,XX\n,Paper Bay,NY\n"
    with screen(chromium, served) as window:
        window.enter("coordinator")
        window.open(reverse("desk:import"))
        files = {"name": "sites.csv", "mimeType": "text/csv", "buffer": sheet.encode()}
        window.page.locator('input[type="file"]').first.set_input_files(files)  # type: ignore[arg-type]
        window.send("desk:import")
        assert window.view_name == "desk:check_import", window.words()
        faults = look(window, "desk:check_import")
    assert not faults, "\n".join(faults)


def send(window: Screen, mistake: Mistake) -> None:
    """Fill in the form and send it."""
    if mistake.press:
        window.go(window.page.locator(mistake.press))
    else:
        window.send(mistake.form, **mistake.values)


def follow(window: Screen, *views: str) -> None:
    """Click from page to page: each time the first link that leads to the address of this name."""
    for view in views:
        found = [link for link in window.links() if name_of(urlsplit(link).path) == view]
        assert found, f"{window.where} has no link to {view}"
        window.open(found[0])


def look(window: Screen, form: str) -> list[str]:
    """What is wrong with the open page at both widths."""
    return [fault for width in (DESK, PHONE) for fault in window.look(f"error-{form.replace(':', '-')}", width)]


def is_answer(response: Response) -> bool:
    """Whether this is the page that answers a form."""
    return response.request.method == "POST" and response.request.is_navigation_request()
