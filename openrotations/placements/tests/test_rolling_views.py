"""The page of what a student can have now, through HTTP."""

import html
import re
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.notifications.models import Message
from openrotations.notifications.rendering import text_of
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState, RoundState
from openrotations.placements.tests.cohorts import apply_for, opening_of_weeks
from openrotations.placements.tests.factories import make_placement, make_round
from openrotations.placements.tests.test_reserved import in_round

pytestmark = pytest.mark.django_db
NOW, HOLD, ANSWER = (reverse(f"placements:{name}") for name in ("plan_now", "hold_plan", "answer_held_plan"))


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def monday(weeks: int = 0) -> date:
    """A Monday in the future of the real clock, which views read."""
    today = timezone.now().date()
    return today + timedelta(days=49 - today.weekday(), weeks=weeks)


def window() -> Period:
    return Period(monday(), monday(10))


def two_for_eight_weeks() -> tuple[Application, list[Opening], Client]:
    openings = [opening_of_weeks(monday(), 4), opening_of_weeks(monday(4), 4)]
    application = apply_for(*openings, weeks=8, window=window())
    return application, openings, signed_in(application.student.person)


def seen(client: Client, address: str = NOW) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def first_plan(client: Client) -> dict[str, list[str]]:
    """What the first form of the page sends."""
    form = seen(client).split(f'action="{HOLD}"')[1].split("</form>")[0]
    return {"rotation": re.findall(r'name="rotation" value="([^"]+)"', form), "first": ["weeks"]}


def test_a_student_sees_holds_and_accepts_a_plan_and_the_hosts_are_asked() -> None:
    application, openings, student = two_for_eight_weeks()
    assert f'href="{NOW}"' in seen(student, reverse("desk:today"))
    assert f'href="{NOW}"' in seen(student, reverse("applications:show"))
    shown = seen(student)
    assert "all the weeks you want" in shown and "one city" in shown and "your choice 2" in shown
    assert all(opening.offering.title in shown for opening in openings)
    answer = student.post(HOLD, first_plan(student))
    assert answer["Location"] == NOW
    shown = seen(student)
    assert "waiting for your answer" in shown and shown.count("I accept this rotation") == 2
    [mail] = Message.objects.all()
    assert "These rotations are held for you" in text_of(mail, "x") and NOW in text_of(mail, "x")
    home = seen(student, reverse("desk:today"))
    assert "Accept your plan, or a part of it." in home and len(re.findall(rf'href="{NOW}"', home)) == 1
    offers = [str(pk) for pk in Placement.objects.values_list("pk", flat=True)]
    assert student.post(ANSWER, {})["Location"] == NOW
    assert student.post(ANSWER, {"accept": offers})["Location"] == NOW
    rows = Placement.objects.filter(application=application)
    assert {row.state for row in rows} == {PlacementState.ACCEPTED}
    assert all(row.host_asked_at for row in rows)
    assert Message.objects.filter(template="placements/mail/host_question.txt").count() == 2
    assert "I accept this rotation" not in seen(student) and "Nothing is ticked" in html.unescape(
        student.post(ANSWER, {"accept": offers}, follow=True).content.decode()
    )


def test_a_plan_of_one_rotation_is_answered_on_the_page_of_its_offer() -> None:
    opening = opening_of_weeks(monday(), 4)
    student = signed_in(apply_for(opening, weeks=4, window=window()).student.person)
    answer = student.post(HOLD, first_plan(student))
    assert answer["Location"] == reverse("placements:offer", args=[Placement.objects.get().pk])
    assert [mail.template for mail in Message.objects.all()] == ["placements/mail/offer.txt"]


def test_declining_all_of_it_brings_back_what_can_be_had() -> None:
    _application, _openings, student = two_for_eight_weeks()
    student.post(HOLD, first_plan(student))
    assert student.post(ANSWER, {"decline": "yes"})["Location"] == reverse("placements:free_seats")
    assert "Hold this plan" in seen(student)


def test_when_a_seat_went_meanwhile_the_page_says_so_and_shows_what_is_left() -> None:
    _application, [_first, second], student = two_for_eight_weeks()
    plan = first_plan(student)
    make_placement(second)
    answer = student.post(HOLD, {**plan, "first": "price"})
    shown = html.unescape(answer.content.decode())
    assert answer.status_code == 422 and not Placement.objects.exclude(opening=second).exists()
    assert f"The last seat of “{second.offering.title}”" in shown and "Nothing is held" in shown
    assert "4 of the 8 weeks you want" in shown and f'href="{NOW}?first=price" aria-current="page"' in shown


@pytest.mark.parametrize("sent", [{}, {"rotation": ["nothing"]}, {"rotation": ["\0"], "first": "\0"}])
def test_a_form_that_names_no_plan_holds_nothing(sent: dict[str, object]) -> None:
    _application, _openings, student = two_for_eight_weeks()
    answer = student.post(HOLD, sent)
    assert answer.status_code == 422 and "Choose one of the plans below." in answer.content.decode()
    assert not Placement.objects.exists()


def test_seats_of_a_round_are_not_shown_and_the_page_says_why() -> None:
    _application, [first, second], student = two_for_eight_weeks()
    in_round(make_round(state=RoundState.REVIEWED), second, window=window())
    shown = seen(student)
    assert "A round is giving seats of your choices now" in shown and "4 of the 8 weeks you want" in shown
    assert "1 choice that you cannot have now, and why" in shown
    in_round(make_round(state=RoundState.REVIEWED), first, window=window())
    shown = seen(student)
    assert "No plan fits you now" in shown and shown.count("These seats are being given in a round now.") == 2
    assert "A round is giving seats of your choices now" in seen(student, reverse("placements:free_seats"))


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (ApplicationState.IN_ROUND, "Your application is in a round."),
        (ApplicationState.SUBMITTED, "Plans appear here once the office has found you eligible"),
    ],
)
def test_who_may_not_take_a_seat_is_told_why(state: str, words: str) -> None:
    openings = [opening_of_weeks(monday(), 4)]
    application = apply_for(*openings, weeks=8, window=window(), state=state)
    student = signed_in(application.student.person)
    assert words in seen(student)
    block = f"{openings[0].pk}.{monday().isoformat()}.4"
    assert student.post(HOLD, {"rotation": [block]}).status_code == 422
    assert signed_in(make_person()).get(NOW).status_code == 404


def test_a_student_without_any_choice_is_told_so() -> None:
    student = signed_in(apply_for(weeks=8, window=window()).student.person)
    assert "Your list has no choices." in seen(student)


def test_the_page_needs_as_many_queries_for_many_choices_as_for_one(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    def student_with(count: int) -> Client:
        openings = [opening_of_weeks(monday(at), 4) for at in range(count)]
        in_round(make_round(state=RoundState.CHECKED), *openings, window=Period.of_weeks(monday(), 1))
        return signed_in(apply_for(*openings, weeks=4, window=window()).student.person)

    one, many = student_with(1), student_with(6)
    with django_assert_max_num_queries(56) as few:
        one.get(NOW)
    with django_assert_max_num_queries(len(few)):
        assert many.get(NOW).content.decode().count("Hold this plan") == 5


def test_the_compiler_is_not_loaded_before_somebody_asks() -> None:
    script = (
        "import os, sys, django\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'openrotations.settings')\n"
        "django.setup()\nimport openrotations.urls\nprint('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
