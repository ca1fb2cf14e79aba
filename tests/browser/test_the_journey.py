"""The journey as people click it, from signing up to a record that a stranger checks; with scripts, and without."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from tests.browser.a_letter import ask_for_a_letter, get_the_record, have_it_written, never_read_it
from tests.browser.a_rotation import MORNING, go_through_the_rotation
from tests.browser.screens import DESK, PHONE, screen
from tests.browser.served import Served
from tests.browser.timed import TimedDemo, timed_demo
from tests.browser.to_a_place import Story, come_to_a_confirmed_place
from tests.browser.visits import visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def demo(template_database: str) -> Iterator[TimedDemo]:
    """A demo with a clock, for all journeys, one after the other."""
    with timed_demo(template_database) as demo:
        yield demo


@pytest.mark.parametrize(
    ("name", "width", "java_script"), [("Nova Exampleton-Test", DESK, True), ("Vera Sampleton-Plain", PHONE, False)]
)
def test_a_student_comes_from_signing_up_to_a_record_that_is_checked(
    chromium: Browser, demo: TimedDemo, name: str, width: int, java_script: bool
) -> None:
    kind = "scripts" if java_script else "plain"
    with (
        visit(chromium, demo.served, f"{kind}-student", width=width, java_script=java_script) as student,
        visit(chromium, demo.served, f"{kind}-office") as office,
    ):
        story = Story(chromium, demo, java_script, student, office, demo.free_monday(), name)
        come_to_a_confirmed_place(story)
        go_through_the_rotation(story)
        ask_for_a_letter(story)
        have_it_written(story)
        never_read_it(story)
        story.set_clock(28, MORNING)
        get_the_record(story)


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


@pytest.mark.parametrize("java_script", [True, False])
def test_a_student_without_a_place_holds_a_plan_that_is_free_now(
    chromium: Browser, served: Served, java_script: bool
) -> None:
    with screen(chromium, served, java_script_enabled=java_script) as student:
        student.at_width(PHONE)
        student.enter("waiting")
        student.open(reverse("placements:plan_now"))
        faults = student.look("plan-now", PHONE) if java_script else []
        student.send("placements:hold_plan")
        assert student.view_name in ("placements:offer", "placements:plan_now")
        assert "Waiting for your answer" in student.words()
        assert not faults + student.take_faults()


def test_a_stranger_checks_a_record(chromium: Browser, served: Served) -> None:
    with screen(chromium, served, java_script_enabled=False) as stranger:
        stranger.enter("verify")
        assert stranger.view_name in ("records:verified", "records:verify")
        assert not stranger.take_faults()
