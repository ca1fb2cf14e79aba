"""The journey as people click it: a new student, the registrar, the office, the host, the preceptor, a stranger."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser

from tests.browser.postbox import path_in
from tests.browser.screens import PHONE, Screen, name_of, screen
from tests.browser.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STUDENT, REGISTRAR = "nova@people.example", "nova.registrar@school.example"
NAME = "Nova Exampleton-Test"
# A Monday for which the demo has planned nothing yet.
FIRST = date.today() + timedelta(days=70 * 7 - date.today().weekday())
LAST = FIRST + timedelta(days=27)


def code_in(text: str) -> str:
    """The sign-in code, alone on its line."""
    return next(line.strip() for line in text.splitlines() if line.strip() and line.strip() == line.strip().upper())


def on_a_phone(window: Screen, path: str) -> Screen:
    """The link of a mail, opened on a phone."""
    window.at_width(PHONE)
    assert window.open(path) == 200
    return window


def test_a_student_comes_from_signing_up_to_a_confirmed_place(chromium: Browser, served: Served) -> None:
    with screen(chromium, served) as student, screen(chromium, served) as office:
        office.enter("coordinator")
        opening = offer_something_new(office)
        sign_up(student, served)
        have_the_school_confirm(chromium, served, student, office)
        choose(student, opening)
        place(office, served)
        student.open(path_in(served.postbox.newest(STUDENT, "A place for you")))
        student.send("placements:accept")
        confirm_as_host(chromium, served)
        student.open("/today/")
        assert not student.take_faults() and not office.take_faults()


def offer_something_new(office: Screen) -> str:
    """The office adds dates to the first offering of its list; returns the offering's title."""
    office.open("/catalogue/office/")
    office.open(next(link for link in office.links() if "edit_offering" in _name(link)))
    title = office.page.input_value('[name="title"]')
    office.open(next(link for link in office.links() if "add_opening" in _name(link)))
    office.send("catalogue:add_opening", starts_on=FIRST.isoformat(), ends_on=LAST.isoformat(), seats="1")
    assert office.view_name == "catalogue:edit_offering", office.words()
    return title


def sign_up(student: Screen, served: Served) -> None:
    """By e-mailed code, then one question a page."""
    student.open("/account/signup/")
    student.send("account_signup", email=STUDENT)
    student.send("account_email_verification_sent", code=code_in(served.postbox.newest(STUDENT)))
    student.open("/my/profile/")
    school = student.page.locator
    student.send("applications:profile_question", full_name=NAME)
    chosen = school('select[name="school"] option').nth(1).get_attribute("value") or ""
    student.send("applications:profile_question", school=chosen)
    answers = {"status": "enrolled", "citizenship": "PT", "graduation_on": "2029-07-01", "goal": "undecided"}
    for name, answer in answers.items():
        student.send("applications:profile_question", **{name: answer})
    student.send("applications:profile")
    student.open("/my/windows/")
    student.send("applications:windows", starts_on=FIRST.isoformat(), ends_on=LAST.isoformat())


def have_the_school_confirm(chromium: Browser, served: Served, student: Screen, office: Screen) -> None:
    """The student names a registrar; staff find the address themselves; the registrar answers without JavaScript."""
    student.open("/my/school/")
    if student.page.locator('[name="registrar"][value="other"]').count():
        student.send("applications:ask_school", registrar="other", full_name="Rea Registrar", email=REGISTRAR)
    else:
        student.send("applications:ask_school", full_name="Rea Registrar", email=REGISTRAR)
    assert student.view_name == "applications:show", student.words()
    row = office.page.locator("main :is(tr, li)", has_text="Rea Registrar")
    for number in range(1, 9):
        office.open(f"/desk/today/?page={number}")
        if row.count():
            break
    row.last.locator("a").first.click()
    office.page.wait_for_load_state()
    if office.view_name != "schools:confirm_registrar":
        place = office.page.locator("main :is(li, tr, section)", has_text="Rea Registrar").last
        place.locator("a[href*=confirm]").first.click()
        office.page.wait_for_load_state()
    office.sees("Rea Registrar")
    office.send("schools:confirm_registrar", source="the school's own web page")
    with screen(chromium, served, java_script_enabled=False) as registrar:
        on_a_phone(registrar, path_in(served.postbox.newest(REGISTRAR)))
        registrar.sees(NAME)
        window = registrar.page.locator('[name^="window_"]').first.get_attribute("name") or ""
        registrar.send("applications:school_answer", is_enrolled="yes", **{window: "yes"})


def choose(student: Screen, title: str) -> None:
    """Weeks, the one choice that fits, and handing in."""
    student.open("/my/application/choices/")
    student.send("applications:choices", weeks_wanted="4")
    student.open("/my/application/choices/")
    student.sees(title)
    student.send("applications:choose")
    student.open("/my/application/")
    student.send("applications:submit")


def place(office: Screen, served: Served) -> None:
    """The office finds the application eligible, and runs and publishes a round."""
    office.open(f"/applications/?q={NAME.split()[0]}")
    office.open(next(link for link in office.links() if _name(link) == "applications:application"))
    office.send("applications:decide", decision="eligible")
    office.open("/desk/rounds/add/")
    office.send("placements:add_round", name="A round of the browser")
    for step in ("collect_round", "check_round", "run_round"):
        office.send(f"placements:{step}")
    for _attempt in range(60):
        if office.page.locator("form[action$='/publish/']").count():
            break
        office.page.wait_for_timeout(500)
        office.page.reload()
    office.send("placements:publish_round")


def confirm_as_host(chromium: Browser, served: Served) -> None:
    """The host's coordinator says yes on a phone, without JavaScript."""
    question = served.postbox.newest("", f"Can you take {NAME}")
    with screen(chromium, served, java_script_enabled=False) as host:
        on_a_phone(host, path_in(question))
        host.sees(NAME)
        host.send("placements:host_answer", answer="confirm")


def _name(link: str) -> str:
    return name_of(link.split("?")[0])


@pytest.mark.parametrize("java_script", [True, False])
def test_a_preceptor_answers_everything_on_a_phone(chromium: Browser, served: Served, java_script: bool) -> None:
    with screen(chromium, served, java_script_enabled=java_script) as preceptor:
        preceptor.at_width(PHONE)
        preceptor.enter("sign-days")
        preceptor.send("logbook:sign_days", button=-1)
        assert preceptor.view_name == "logbook:sign_days"
        preceptor.enter("answer-letter")
        preceptor.send("letters:answer", answer="agree")
        assert preceptor.view_name == "letters:write"
        assert not preceptor.take_faults()


def test_a_stranger_checks_a_record(chromium: Browser, served: Served) -> None:
    with screen(chromium, served, java_script_enabled=False) as stranger:
        stranger.enter("verify")
        assert stranger.view_name in ("records:verified", "records:verify")
        assert not stranger.take_faults()
