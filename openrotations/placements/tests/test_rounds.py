"""A round from its opening to its close."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.audit.queries import entries_about
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.hosts.tests.factories import make_host_coordinator
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions, tasks
from openrotations.placements.models import Outcome, Placement, Round
from openrotations.placements.planner.ranked.check import check_solution
from openrotations.placements.queries.rounds import choice_lines, round_page
from openrotations.placements.states import EndedBy, PlacementState, RoundState
from openrotations.placements.tests.factories import make_placement, make_round, office_hours
from openrotations.schools.models import Student
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
NOW = office_hours()


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def reviewed(*, seed: int = 7) -> Round:
    """A round with everything that can be collected, computed."""
    found = make_round(seed=seed)
    actions.collect_applications(found, by=PROGRAM, now=NOW)
    actions.check_round(found, by=PROGRAM, now=NOW)
    actions.run_round(found, by=PROGRAM, now=NOW)
    found.refresh_from_db()
    return found


def state_of(application: Application) -> str:
    return Application.objects.get(pk=application.pk).state


def mails(name: str) -> int:
    return Message.objects.filter(template=f"placements/mail/{name}.txt").count()


def one_seat_for_three() -> tuple[Opening, Opening, list[Application]]:
    """Three students want the one seat of an opening; only the first lists another."""
    wanted, other = make_opening(), make_opening()
    first = make_application(wanted, other)
    return wanted, other, [first, make_application(wanted), make_application(wanted)]


def test_the_seed_is_drawn_when_the_round_is_opened_and_recorded() -> None:
    first, second = (actions.add_round("Spring", by=PROGRAM, now=NOW) for _ in range(2))
    assert first.seed != second.seed
    assert f'"seed":{first.seed}' in entries_about(first)[0].body


def test_only_eligible_and_waiting_applications_without_a_seat_come_in() -> None:
    opening = make_opening(seats=9)
    eligible = make_application(opening)
    waiting = make_application(opening, state=ApplicationState.WAITING)
    make_application(opening, state=ApplicationState.SUBMITTED)
    make_application()
    make_placement(opening)
    found = make_round()
    assert actions.collect_applications(found, by=PROGRAM, now=NOW) == 2
    assert state_of(eligible) == state_of(waiting) == ApplicationState.IN_ROUND
    assert actions.collect_applications(found, by=PROGRAM, now=NOW) == 0


def test_a_round_without_anything_to_place_is_not_checked() -> None:
    found = make_round()
    with pytest.raises(Refused):
        actions.check_round(found, by=PROGRAM, now=NOW)
    make_application(make_opening(closed_at=NOW))
    actions.collect_applications(found, by=PROGRAM, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.check_round(found, by=PROGRAM, now=NOW)
    assert refused.value.reasons[0].code == "nothing-to-place"


def test_a_computed_round_has_a_sound_result_and_a_reason_for_every_choice() -> None:
    wanted, *_others = one_seat_for_three()
    found = reviewed()
    assert found.state == RoundState.REVIEWED
    assert found.instance and found.solution
    assert check_solution(found.instance, found.solution).is_sound
    assert found.solution["lottery_seed"] == 7
    assert Outcome.objects.filter(entry__round=found).count() == 4
    given = Outcome.objects.filter(is_given=True, preference__opening=wanted)
    assert given.count() == 1
    for entry in found.entries.all():
        for line in choice_lines(entry, to_student=True):
            assert line.sentences and all(line.sentences)
    assert not Placement.objects.exists()


def test_what_cannot_be_had_is_left_out_and_says_why() -> None:
    closed, begun, hands_on = (
        make_opening(closed_at=NOW),
        make_opening(Period.of_weeks(date(2026, 11, 30), 4)),
        make_opening(),
    )
    outside = make_opening(Period.of_weeks(date(2027, 6, 7), 4))
    graduate = make_student(status=Student.Status.GRADUATE)
    application = make_application(hands_on, student=graduate)
    student = make_application(closed, begun, outside, hands_on)
    found = reviewed()
    told = {
        (outcome.entry.application_id, outcome.preference.opening_id): (outcome.reason, outcome.detail.get("code"))
        for outcome in Outcome.objects.select_related("entry", "preference")
    }
    assert told[application.pk, hands_on.pk] == ("requirement", "graduate-observes")
    assert told[student.pk, closed.pk] == ("rule", "closed")
    assert told[student.pk, begun.pk] == ("date", "has-begun")
    assert told[student.pk, outside.pk] == ("date", "outside-windows")
    assert told[student.pk, hands_on.pk][0] == "placed"
    assert found.solution and found.solution["match"][str(application.pk)] is None


def test_computing_again_gives_the_same_result() -> None:
    one_seat_for_three()
    found = reviewed()
    first = found.solution
    actions.run_round(found, by=PROGRAM, now=NOW)
    found.refresh_from_db()
    assert found.solution == first and Outcome.objects.count() == 4


def test_seats_that_are_held_are_not_given() -> None:
    opening = make_opening(seats=2)
    make_placement(opening)
    make_application(opening), make_application(opening)
    found = reviewed()
    assert found.instance and found.instance["offerings"][0]["capacity"] == 1


def test_publishing_offers_seats_and_tells_everybody() -> None:
    *_openings, applications = one_seat_for_three()
    found = reviewed()
    offers = actions.publish_round(found, by=PROGRAM, now=NOW)
    found.refresh_from_db()
    assert found.state == RoundState.PUBLISHED
    assert {offer.state for offer in offers} == {PlacementState.OFFERED}
    assert all(offer.held_until == NOW + timedelta(hours=72) and offer.round == found for offer in offers)
    placed = {offer.application_id for offer in offers}
    for application in applications:
        expected = ApplicationState.PLACED if application.pk in placed else ApplicationState.WAITING
        assert state_of(application) == expected
    assert mails("offer") == len(offers) and mails("not_placed") == 3 - len(offers)
    with pytest.raises(Refused):
        actions.publish_round(found, by=PROGRAM, now=NOW)


def test_a_seat_taken_meanwhile_leaves_the_student_waiting_and_the_office_told() -> None:
    opening = make_opening()
    application = make_application(opening)
    found = reviewed()
    make_placement(opening)
    assert actions.publish_round(found, by=PROGRAM, now=NOW) == []
    assert state_of(application) == ApplicationState.WAITING
    assert (mails("missed"), mails("not_placed")) == (1, 1)
    published = Round.objects.get(pk=found.pk)
    (line,) = choice_lines(published.entries.get(), to_student=True)
    assert (line.is_over, line.sentences[1:]) == (True, ["When the offers went out, the seat had been taken."])
    page = round_page(published, NOW)
    assert (page.placed, page.first_choices, page.students[0].is_missed) == (0, 0, True)


def test_an_altered_result_is_not_published() -> None:
    one_seat_for_three()
    found = reviewed()
    assert found.instance and found.solution
    opening = found.instance["offerings"][0]["id"]
    found.solution["match"] = dict.fromkeys(found.solution["match"], opening)
    found.save(update_fields=["solution"])
    with pytest.raises(Refused):
        actions.publish_round(found, by=PROGRAM, now=NOW)


def test_somebody_who_withdrew_is_left_out() -> None:
    from openrotations.applications.actions import withdraw_application

    opening = make_opening(seats=2)
    stays, leaves = make_application(opening), make_application(opening)
    found = make_round()
    actions.collect_applications(found, by=PROGRAM, now=NOW)
    withdraw_application(leaves, by=PROGRAM, now=NOW)
    assert [entry.application for entry in found.entries.all()] == [stays]
    actions.check_round(found, by=PROGRAM, now=NOW)
    actions.run_round(found, by=PROGRAM, now=NOW)
    withdraw_application(stays, by=PROGRAM, now=NOW)
    assert actions.publish_round(found, by=PROGRAM, now=NOW) == []


def test_a_round_goes_back_to_collecting() -> None:
    one_seat_for_three()
    found = reviewed()
    actions.reopen_round(found, by=PROGRAM, now=NOW)
    late = make_application(make_opening())
    assert actions.collect_applications(found, by=PROGRAM, now=NOW) == 1
    assert state_of(late) == ApplicationState.IN_ROUND


def test_closing_lets_go_of_those_who_have_no_choice_left() -> None:
    soon = make_opening(Period.of_weeks(date(2026, 12, 14), 4))
    later = make_opening(Period.of_weeks(date(2027, 2, 1), 4))
    year = Period(date(2026, 12, 1), date(2027, 12, 1))
    students = [make_student() for _ in range(4)]
    for student in students:
        make_window(student, year)
    applications = [
        make_application(opening, student=student)
        for student, opening in zip(students, [soon, soon, later, later], strict=True)
    ]
    found = reviewed()
    actions.publish_round(found, by=PROGRAM, now=NOW)
    assert actions.close_round(found, by=PROGRAM, now=NOW + timedelta(days=30)) == 1
    assert sorted(state_of(application) for application in applications) == ["placed", "placed", "unplaced", "waiting"]
    assert mails("unplaced") == 1


def test_the_worker_computes_a_requested_round() -> None:
    one_seat_for_three()
    found = make_round()
    actions.collect_applications(found, by=PROGRAM, now=NOW)
    actions.check_round(found, by=PROGRAM, now=NOW)
    actions.request_run(found, by=PROGRAM, now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'compute_round'")
        (args,) = cursor.fetchone()
    found.refresh_from_db()
    assert found.state == RoundState.RUNNING
    tasks.compute_round(**json.loads(args))
    found.refresh_from_db()
    assert found.state == RoundState.REVIEWED


@pytest.mark.parametrize(
    ("end", "to_student", "to_office"),
    [
        ("declined", "You declined it.", "The student declined it."),
        ("expired", "The offer ran out before you answered.", "The offer ran out before the student answered."),
        ("refused", "The host said no.", "The host said no."),
        ("cancelled", "The office cancelled it.", "The office cancelled it."),
        ("visa", "It was cancelled because of the visa.", "It was cancelled because of the visa."),
    ],
)
def test_the_reasons_say_what_became_of_a_seat_that_was_given(end: str, to_student: str, to_office: str) -> None:
    opening = make_opening()
    make_host_coordinator(opening.offering.site)
    make_application(opening)
    found = reviewed()
    (offer,) = actions.publish_round(found, by=PROGRAM, now=NOW)
    (entry,) = found.entries.all()
    assert [(line.is_over, line.sentences) for line in choice_lines(entry, to_student=True)] == [
        (False, ["You got this one."])
    ]
    if end == "declined":
        actions.decline_placement(offer, by=PROGRAM, now=NOW)
    elif end == "expired":
        actions.expire_due_offers(NOW + timedelta(days=30))
    else:
        actions.accept_placement(offer, by=PROGRAM, now=NOW)
    if end == "refused":
        actions.refuse_placement(offer, because="We move house.", by=PROGRAM, now=NOW)
    elif end in ("cancelled", "visa"):
        side = EndedBy.VISA if end == "visa" else EndedBy.PROGRAMME
        actions.cancel_placement(offer, because="It cannot be.", ended_by=side, by=PROGRAM, now=NOW)
    for is_student, sentence in ((True, to_student), (False, to_office)):
        (line,) = choice_lines(entry, to_student=is_student)
        assert (line.is_given, line.is_over, line.sentences[1:]) == (True, True, [sentence])


def running_round() -> Round:
    one_seat_for_three()
    found = make_round()
    actions.collect_applications(found, by=PROGRAM, now=NOW)
    actions.check_round(found, by=PROGRAM, now=NOW)
    actions.request_run(found, by=PROGRAM, now=NOW)
    return found


def test_the_job_of_a_killed_worker_is_computed_once_more_and_only_once() -> None:
    """The job is put back when its worker's heartbeat stops; the round was left as it was, or had been finished."""
    found = running_round()
    for _ in range(2):
        tasks.compute_round(str(found.pk), ["program", "", "program"])
        found.refresh_from_db()
        assert found.state == RoundState.REVIEWED
    assert [entry.action for entry in entries_about(found)].count("run_round") == 1


def test_a_round_for_which_no_job_is_left_can_be_computed_again() -> None:
    found = running_round()
    tasks.fail_lost_runs(timestamp=0)
    found.refresh_from_db()
    assert found.state == RoundState.RUNNING
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed' WHERE task_name = 'compute_round'")
    tasks.fail_lost_runs(timestamp=0)
    found.refresh_from_db()
    assert found.state == RoundState.CHECKED


def test_a_computation_that_fails_leaves_the_round_ready_to_be_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    one_seat_for_three()
    found = make_round()
    actions.collect_applications(found, by=PROGRAM, now=NOW)
    actions.check_round(found, by=PROGRAM, now=NOW)
    actions.request_run(found, by=PROGRAM, now=NOW)
    monkeypatch.setattr("openrotations.placements.actions.runs.match_round", lambda *args, **more: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        tasks.compute_round(str(found.pk), ["program", "", "program"])
    found.refresh_from_db()
    assert found.state == RoundState.CHECKED


@pytest.mark.parametrize("state", ["collecting", "reviewed", "published"])
def test_the_page_of_a_round_needs_as_many_queries_for_three_students_as_for_one(state: str) -> None:
    def queries(count: int) -> int:
        opening = make_opening(seats=2)
        for _ in range(count):
            make_application(opening)
        found = make_round()
        actions.collect_applications(found, by=PROGRAM, now=NOW)
        if state != "collecting":
            actions.check_round(found, by=PROGRAM, now=NOW)
            actions.run_round(found, by=PROGRAM, now=NOW)
        if state == "published":
            actions.publish_round(found, by=PROGRAM, now=NOW)
        found.refresh_from_db()
        with CaptureQueriesContext(connection) as caught:
            page = round_page(found, NOW)
            assert len(page.students) == count
            assert [str(line.entry.application.student.school) for line in page.students]
        return len(caught)

    assert queries(1) == queries(3)
