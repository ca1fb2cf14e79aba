"""From a confirmed placement to the final evaluation, through HTTP only, on the real rotation's calendar."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from openrotations.common.actors import PROGRAM
from openrotations.evaluations.forms import form_id, load_form
from openrotations.onboarding.actions import create_tasks
from openrotations.onboarding.tests.factories import tell_for_the_school
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_staff
from openrotations.placements.models import Placement
from openrotations.placements.tests.factories import make_placement
from tests.journeys.visitors import Visitor, newest_mail
from tests.journeys.worker import Worker

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 1, 4)
LAST_FRIDAY = date(2027, 1, 29)
CANARY = "You present like somebody who has done it for years."


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The moment at which the host said yes: noon in Illinois, five weeks before day one."""
    with time_machine.travel(datetime(2026, 12, 1, 18, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def placement(clock: time_machine.Traveller) -> Placement:
    """A placement from 4 to 31 January 2027 that the host has just confirmed."""
    made = make_placement(state="confirmed")
    tell_for_the_school(made.student)
    create_tasks(made, by=PROGRAM, now=datetime.now(UTC))
    return made


def at_site(day: date, hour: int) -> datetime:
    """That hour in Illinois in January."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC) + timedelta(hours=6)


def signed_in(person: Person) -> Visitor:
    visitor = Visitor()
    visitor.client.force_login(person)
    return visitor


def opens_mail(email: str, template: str) -> Visitor:
    """Somebody without an account, who follows the link of their newest mail."""
    visitor = Visitor()
    visitor.open(newest_mail(email, template).path)
    return visitor


def do_the_tasks(placement: Placement, student: Visitor, coordinator: Visitor) -> None:
    tasks = reverse("onboarding:tasks", args=[placement.pk])
    student.open(newest_mail(placement.student.person.email, "onboarding/mail/tasks.txt").path)
    for _task in range(placement.tasks.filter(who="student").count()):
        student.send("onboarding:state_task")
    for task in placement.tasks.all():
        coordinator.open(tasks)
        coordinator.client.post(reverse("onboarding:check_task", args=[task.pk]), {"decision": "checked"})
    student.open(tasks)
    student.sees("Cleared for day one")


def report_a_week(placement: Placement, student: Visitor, monday: date, clock: time_machine.Traveller) -> None:
    days = reverse("logbook:days", args=[placement.pk])
    for number in range(5):
        on = monday + timedelta(days=number)
        clock.move_to(at_site(on, 14))
        student.open(days)
        student.send("logbook:days", on=on.isoformat(), hours="8")


def rated(moment: str, rating: int, **changes: object) -> dict[str, object]:
    ratings: dict[str, object] = dict.fromkeys(load_form(form_id("hands_on")).keys, rating)
    return {**ratings, "keep": f"{CANARY} ({moment})", "change": "Commit to one diagnosis first.", **changes}


def test_a_rotation_from_the_hosts_yes_to_the_final_evaluation(
    placement: Placement, clock: time_machine.Traveller
) -> None:
    person, preceptor = placement.student.person, placement.offering.preceptor
    student, coordinator, worker = signed_in(person), signed_in(make_staff()), Worker()
    do_the_tasks(placement, student, coordinator)

    clock.move_to(at_site(MONDAY, 8))
    student = signed_in(person)
    days = reverse("logbook:days", args=[placement.pk])
    student.open(days)
    student.sees("Are you on site?")
    student.send("logbook:arrive")
    student.sees("Week 1 of 4")

    report_a_week(placement, student, MONDAY, clock)
    clock.move_to(at_site(MONDAY + timedelta(days=4), 15))
    worker.tick("ask_for_signatures")
    signer = opens_mail(preceptor.email, "sign_days")
    signer.sees("5 days to sign, 40 hours on site.")
    wednesday = placement.days.get(on=MONDAY + timedelta(days=2))
    signer.send("logbook:sign_days", query=wednesday.pk, word="You left at noon.")
    signer.sees("You left at noon.")
    student.open(newest_mail(person.email, "day_queried").path)
    student.send("logbook:days", on=wednesday.on.isoformat(), hours="4")
    signer.open(signer.path)
    signer.client.post(signer.path, {"seen_at": signer.form("logbook:sign_days").values["seen_at"]})
    signer.open(signer.path)
    signer.sees("Nothing to sign now", "5 days signed so far")
    student.open(days)
    student.sees("36 of 36 reported hours")

    clock.move_to(at_site(date(2027, 1, 18), 16))
    student = signed_in(person)
    worker.tick("ask_for_due_evaluations")
    evaluator = opens_mail(preceptor.email, "ask_preceptor")
    evaluator.send("evaluations:evaluate", **rated("midpoint", 3))
    evaluator.sees("What you said")
    student.open(newest_mail(person.email, "ready").path)
    student.sees(f"{CANARY} (midpoint)", "Your own view is missing")
    student.open(newest_mail(person.email, "ask_student").path)
    student.send("evaluations:assess_self", **rated("own", 5, keep="My talks", change="My pace"))
    student.sees("You rated yourself higher. Ask what your preceptor saw.")
    student.send("evaluations:note_read")

    clock.move_to(at_site(LAST_FRIDAY, 16))
    student = signed_in(person)
    worker.tick("ask_for_due_evaluations")
    evaluator = opens_mail(preceptor.email, "ask_preceptor")
    evaluator.sees("At mid-point you wrote", f"{CANARY} (midpoint)")
    evaluator.send("evaluations:evaluate", **rated("final", 4, reliability="no"))
    clock.shift(timedelta(days=2))
    evaluator.open(f"{evaluator.path}?correct=1")
    evaluator.send("evaluations:evaluate", reliability=5)
    student.open(newest_mail(person.email, "corrected").path)
    student.sees("At the end", "corrected", "Others rely on this person", f"{CANARY} (final)", "At mid-point")


def test_the_student_never_gets_the_preceptors_page(placement: Placement, clock: time_machine.Traveller) -> None:
    person, preceptor = placement.student.person, placement.offering.preceptor
    student = signed_in(person)
    do_the_tasks(placement, student, signed_in(make_staff()))
    clock.move_to(at_site(MONDAY, 8))
    student = signed_in(person)
    student.open(reverse("logbook:days", args=[placement.pk]))
    student.send("logbook:arrive")
    report_a_week(placement, student, MONDAY, clock)
    student.send("logbook:ask_for_signature")
    clock.move_to(at_site(date(2027, 1, 18), 16))
    student = signed_in(person)
    Worker().tick("ask_for_due_evaluations")
    for template in ("sign_days", "ask_preceptor"):
        address = newest_mail(preceptor.email, template).path
        for answer in (student.client.get(address), student.client.post(address)):
            assert answer.status_code == 403
            assert preceptor.full_name not in answer.content.decode()
    assert not placement.evaluations.exclude(state="due").exists()
    assert not placement.days.exclude(state="reported").exists()
