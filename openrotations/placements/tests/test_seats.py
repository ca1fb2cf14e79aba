"""The only door to a seat."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from openrotations.applications.actions import grant_exemption
from openrotations.applications.models import Application, Background
from openrotations.applications.queries import OBSERVES
from openrotations.applications.states import ApplicationState
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.audit.models import Entry
from openrotations.audit.queries import entries_about
from openrotations.catalogue.models import Offering, Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.actions import seats
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.factories import make_placement, office_hours
from openrotations.schools.models import Student
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
NOW = office_hours()


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def take(application: Application, opening: Opening, period: Period | None = None, **more: Any) -> Placement:
    more = {"held_until": NOW + timedelta(hours=72), "by": PROGRAM, "now": NOW, **more}
    return actions.take_seat(application, opening, period or opening.dates, **more)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_seats_are_numbered_from_one_and_given_once() -> None:
    opening = make_opening(seats=2)
    given = [take(make_application(opening), opening).seat for _ in range(2)]
    assert given == [1, 2]
    with pytest.raises(Refused) as refused:
        take(make_application(opening), opening)
    assert codes(refused) == {"no-seat"}
    assert Placement.objects.count() == 2


def test_a_seat_taken_is_a_placement_with_price_thread_and_one_entry() -> None:
    opening = make_opening()
    application = make_application(opening)
    placement = take(application, opening)
    application.refresh_from_db()
    assert application.state == ApplicationState.PLACED
    assert placement.price == 4 * opening.offering.price_per_week
    assert placement.thread.posts.count() == 0
    assert [entry.action for entry in entries_about(placement)] == ["take_seat"]


def test_every_reason_is_told_at_once() -> None:
    opening = make_opening()
    student = make_student(status=Student.Status.GRADUATE)
    make_window(student, Period(date(2027, 5, 1), date(2027, 6, 30)))
    application = make_application(opening, student=student, state=ApplicationState.SUBMITTED)
    before = Entry.objects.count()
    with pytest.raises(Refused) as refused:
        take(application, opening, Period.of_weeks(date(2027, 1, 25), 12))
    assert codes(refused) == {
        "not-eligible", "graduate-observes", "outside-opening", "length", "outside-windows", "graduate-hands-on-visa",
    }  # fmt: skip
    assert (Placement.objects.count(), Entry.objects.count()) == (0, before)


def test_a_graduate_may_observe() -> None:
    opening = make_opening(offering=make_offering(participation=Offering.Participation.OBSERVATION))
    application = make_application(opening, student=make_student(status=Student.Status.GRADUATE))
    assert take(application, opening).seat == 1


def test_a_closed_opening_and_one_that_has_begun_give_no_seat() -> None:
    opening = make_opening(closed_at=NOW)
    with pytest.raises(Refused) as refused:
        take(make_application(opening), opening, now=office_hours() + timedelta(days=40))
    assert codes(refused) == {"closed", "has-begun"}


def test_a_student_is_never_in_two_places_on_one_day() -> None:
    first, second = make_opening(), make_opening()
    application = make_application(first, second)
    take(application, first)
    application.refresh_from_db()
    with pytest.raises(Refused) as refused:
        take(application, second)
    assert codes(refused) == {"days-taken"}


def test_shorter_stays_share_a_seat_when_they_do_not_overlap() -> None:
    opening = make_opening(seats=1)
    early, late = Period.of_weeks(date(2027, 1, 4), 2), Period.of_weeks(date(2027, 1, 18), 2)
    assert take(make_application(opening), opening, early).seat == 1
    assert take(make_application(opening), opening, late).seat == 1
    with pytest.raises(Refused):
        take(make_application(opening), opening, Period.of_weeks(date(2027, 1, 11), 2))


def test_an_offer_that_ran_out_is_free_at_once() -> None:
    opening = make_opening()
    earlier = make_placement(opening, state=PlacementState.OFFERED, held_until=NOW - timedelta(seconds=1))
    placement = take(make_application(opening), opening)
    earlier.refresh_from_db()
    assert (earlier.state, placement.seat) == (PlacementState.EXPIRED, 1)
    assert Application.objects.get(pk=earlier.application_id).state == ApplicationState.WAITING
    assert Message.objects.filter(template="placements/mail/expired.txt").count() == 1


def test_without_lock_and_check_the_database_still_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the check: the constraint alone keeps the seat."""
    opening = make_opening()
    take(make_application(opening), opening)
    monkeypatch.setattr("openrotations.placements.actions.expiry.lock_offerings", lambda ids: None)
    monkeypatch.setattr(seats, "free_seat", lambda opening, period, **unused: 1)
    with pytest.raises(Refused) as refused:
        take(make_application(opening), opening)
    assert codes(refused) == {"no-seat"}
    assert Placement.objects.count() == 1


def test_the_database_refuses_days_windows_and_openings_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the rules: with every rule silent, each constraint speaks."""
    monkeypatch.setattr("openrotations.placements.rules.why_not_take_seat", lambda *args, **more: iter(()))
    first, second = make_opening(seats=2), make_opening()
    application = make_application(first, second)
    take(application, first)
    cases: list[tuple[Opening, Period, datetime, str]] = [
        (second, second.dates, NOW, "days-taken"),
        (second, Period.of_weeks(date(2027, 3, 29), 2), NOW, "outside-windows"),
        (second, Period.of_weeks(date(2027, 2, 8), 2), NOW, "outside-opening"),
    ]
    for opening, period, now, code in cases:
        with pytest.raises(Refused) as refused:
            take(application, opening, period, now=now)
        assert codes(refused) == {code}


def test_the_lock_is_held_until_the_end_of_the_transaction() -> None:
    opening = make_opening()
    take(make_application(opening), opening)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
        assert cursor.fetchone()[0] == 1


def test_a_graduate_whom_a_director_has_exempted_takes_part() -> None:
    opening = make_opening()
    graduate = make_student(status="graduate", citizenship="US")
    application = make_application(opening, student=graduate)
    Background.objects.update_or_create(student=graduate, defaults={"residence": "citizen"})
    with pytest.raises(Refused) as refused:
        take(application, opening)
    assert codes(refused) == {"graduate-observes"}
    grant_exemption(graduate, OBSERVES, because="Licensed as a nurse here.", by=PROGRAM, now=NOW)
    assert take(application, opening).seat == 1
