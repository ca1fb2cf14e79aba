"""Publishing a round is a job of the worker: asked for, done once with few queries, given up, and told on the page."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openrotations.applications.models import Application
from openrotations.applications.tests.factories import make_application
from openrotations.audit.models import Entry
from openrotations.audit.queries import entries_about
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.hosts.tests.factories import make_host_coordinator
from openrotations.notifications.models import Thread
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_staff
from openrotations.placements import actions, tasks
from openrotations.placements.actions.prepared import prepared_for
from openrotations.placements.models import Placement, Round, RoundEntry
from openrotations.placements.states import RoundState, Unpublished
from openrotations.placements.tests.cohorts import apply_for, checked_round, computed, opening_of_weeks
from openrotations.placements.tests.factories import make_round, send_offers

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 15, tzinfo=UTC)


def reviewed_round() -> Round:
    make_programme()
    opening = make_opening()
    make_host_coordinator(opening.offering.site)
    make_application(opening)
    make_application(opening)
    found = make_round()
    for step in (actions.collect_applications, actions.check_round, actions.run_round):
        step(found, by=PROGRAM, now=NOW)
    return again(found)


def requested() -> Round:
    found = reviewed_round()
    actions.request_publication(found, by=PROGRAM, now=NOW)
    return again(found)


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def again(round: Round) -> Round:
    return Round.objects.get(pk=round.pk)


def jobs_end(status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE task_name = 'publish_round'", [status])


def fail(*args: object, **more: object) -> None:
    raise OperationalError("the database went away")


def somebody_comes_in(round: Round) -> None:
    other = make_application(make_opening(), state="in_round")
    RoundEntry.objects.create(round=round, application=other)


def test_asked_for_it_waits_for_the_worker_and_nobody_has_an_offer_yet() -> None:
    found = requested()
    assert (found.state, Placement.objects.count()) == (RoundState.PUBLISHING, 0)
    send_offers(found)
    assert (again(found).state, Placement.objects.count()) == (RoundState.PUBLISHED, 1)


def test_the_job_sends_the_offers_once_though_it_comes_twice() -> None:
    found = requested()
    for _ in range(2):
        send_offers(found)
    assert Placement.objects.count() == 1
    assert [entry.action for entry in entries_about(found)].count("publish_round") == 1


def test_a_job_left_over_from_an_attempt_that_was_given_up_sends_nothing() -> None:
    found = requested()
    actions.abandon_publication(found, now=NOW)
    send_offers(found)
    assert (again(found).state, Placement.objects.count()) == (RoundState.REVIEWED, 0)


def test_when_the_program_fails_nothing_is_sent_and_the_page_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    found = requested()
    monkeypatch.setattr("openrotations.placements.actions.publishing.announce_offers", fail)
    with pytest.raises(OperationalError):
        send_offers(found)
    assert (again(found).state, Placement.objects.count()) == (RoundState.REVIEWED, 0)
    shown = signed_in(make_staff()).get(reverse("placements:round", args=[found.pk])).content.decode()
    assert "The offers could not be sent" in shown and "The program failed while it sent them." in shown
    monkeypatch.undo()
    actions.publish_round(found, by=PROGRAM, now=NOW)
    assert again(found).unpublished_because == "" and Placement.objects.count() == 1


def test_what_holds_no_more_when_the_worker_comes_to_it_is_told_on_the_page() -> None:
    found = requested()
    somebody_comes_in(found)
    send_offers(found)
    assert (again(found).state, again(found).unpublished_because) == (RoundState.REVIEWED, Unpublished.OTHERS_CAME)
    shown = signed_in(make_staff()).get(reverse("placements:round", args=[found.pk])).content.decode()
    assert "Applications came into this round since." in shown
    actions.run_round(found, by=PROGRAM, now=NOW)
    assert again(found).unpublished_because == ""


def test_what_can_be_known_at_once_is_refused_at_once() -> None:
    found = reviewed_round()
    somebody_comes_in(found)
    answer = signed_in(make_staff()).post(reverse("placements:publish_round", args=[found.pk]))
    assert answer.status_code == 422 and "Applications came into this round since." in answer.content.decode()
    assert again(found).state == RoundState.REVIEWED


def test_publishing_for_which_no_job_is_left_is_given_up() -> None:
    found = requested()
    tasks.fail_lost_runs(timestamp=0)
    assert again(found).state == RoundState.PUBLISHING
    jobs_end("failed")
    tasks.fail_lost_runs(timestamp=0)
    assert (again(found).state, again(found).unpublished_because) == (RoundState.REVIEWED, Unpublished.FAILED)


@pytest.mark.parametrize(
    "step", [actions.request_publication, actions.reopen_round, actions.request_run, actions.close_round]
)
def test_nothing_else_happens_to_a_round_while_its_offers_are_being_sent(step: Callable[..., object]) -> None:
    found = requested()
    with pytest.raises(Refused) as refused:
        step(found, by=PROGRAM, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["being-published"]


def published_with(students: int) -> int:
    """How many queries it takes to publish a round of plans with so many students, one offer each."""
    monday = date(2027, 1, 4)
    opening = opening_of_weeks(monday, 4, seats=students)
    for _ in range(students):
        apply_for(opening, weeks=4, window=Period.of_weeks(monday, 6))
    found = checked_round(NOW)
    computed(found, NOW)
    with CaptureQueriesContext(connection) as caught:
        assert len(actions.publish_round(again(found), by=PROGRAM, now=NOW)) == students
    return len(caught)


def test_each_further_offer_takes_the_same_few_queries() -> None:
    """A savepoint, a thread, the placement under its constraints, the mail, and an entry of the trail for each."""
    make_programme()
    three, six = published_with(3), published_with(6)
    assert six - three == 3 * 11
    assert three - 3 * 11 <= 58


def test_seats_given_a_moment_ago_are_seen_by_the_next_offer() -> None:
    """Both rotations of a plan are given in one transaction, which reads only once what is taken."""
    make_programme()
    opening = opening_of_weeks(date(2027, 1, 4), 4)
    window = Period.of_weeks(date(2027, 1, 4), 6)
    application, other = (apply_for(opening, weeks=4, window=window) for _ in range(2))
    with transaction.atomic():
        prepared = prepared_for([opening], [application.pk, other.pk], now=NOW)
        given: dict[str, Any] = {"held_until": NOW + timedelta(days=3), "prepared": prepared, "by": PROGRAM, "now": NOW}
        actions.take_seat(application, opening, opening.dates, **given)
        assert prepared.seeker(application.pk).weeks_left == 0
        for taker, code in ((other, "no-seat"), (application, "days-taken")):
            with pytest.raises(Refused) as refused:
                actions.take_seat(taker, opening, opening.dates, **given)
            assert code in [reason.code for reason in refused.value.reasons]
    assert Placement.objects.count() == 1


def test_what_slips_through_what_was_read_the_constraint_refuses_and_nothing_of_it_stays() -> None:
    make_programme()
    opening = opening_of_weeks(date(2027, 1, 4), 4)
    window = Period.of_weeks(date(2027, 1, 4), 6)
    first, second = (apply_for(opening, weeks=4, window=window) for _ in range(2))
    given: dict[str, Any] = {"held_until": NOW + timedelta(days=3), "by": PROGRAM, "now": NOW}
    with transaction.atomic():
        prepared = prepared_for([opening], [second.pk], now=NOW)
        actions.take_seat(first, opening, opening.dates, **given)  # not remembered: as if read too early
        with pytest.raises(Refused) as refused:
            actions.take_seat(second, opening, opening.dates, prepared=prepared, **given)
        assert [reason.code for reason in refused.value.reasons] == ["no-seat"]
        assert [row.application_id for row in prepared.held_at(opening.offering_id)] == [first.pk]
    assert (Placement.objects.count(), Thread.objects.count()) == (1, 1)


def collected_with(students: int) -> int:
    """How many queries it takes to collect so many applications."""
    opening = make_opening()
    ids = {str(make_application(opening).pk) for _ in range(students)}
    found = make_round()
    with CaptureQueriesContext(connection) as caught:
        assert actions.collect_applications(found, by=PROGRAM, now=NOW) == students
    entries = Entry.objects.filter(action="move_application", subject_id__in=ids)
    assert {json.loads(entry.body)["details"]["round"] for entry in entries} == {str(found.pk)}
    assert entries.count() == Application.objects.filter(pk__in=ids, state="in_round").count() == students
    return len(caught)


def test_collecting_takes_as_many_queries_for_three_as_for_one_and_an_entry_for_each() -> None:
    make_programme()
    assert collected_with(1) == collected_with(3)
