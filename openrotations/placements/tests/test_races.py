"""Many want the same seat at the same moment."""

import threading
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from openrotations.applications.models import Application
from openrotations.applications.tests.factories import WINTER, make_application
from openrotations.audit.queries import chain_faults
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.actions import seats
from openrotations.placements.actions.expiry import prepare_seats
from openrotations.placements.models import Placement
from openrotations.placements.queries.rolling import plans_now
from openrotations.placements.rules import first_free_seat
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.cohorts import apply_for, opening_of_weeks
from openrotations.placements.tests.factories import make_placement, office_hours
from openrotations.placements.tests.races import race, without_constraint

pytestmark = pytest.mark.django_db(transaction=True)
NOW = office_hours()
CLIENTS, SEATS = 20, 3


def takers(opening: Opening, count: int) -> list[Callable[[], object]]:
    def attempt(application: Application) -> Callable[[], object]:
        return lambda: actions.take_free_seat(application, opening, by=PROGRAM, now=NOW)

    return [attempt(make_application(opening)) for _ in range(count)]


def test_twenty_students_for_three_seats() -> None:
    make_programme()
    opening = make_opening(seats=SEATS)
    results = race(takers(opening, CLIENTS))
    placements = [each for each in results if isinstance(each, Placement)]
    refusals = [each for each in results if isinstance(each, Refused)]
    assert (len(placements), len(refusals)) == (SEATS, CLIENTS - SEATS)
    assert {placement.seat for placement in placements} == {1, 2, 3}
    assert {reason.code for refused in refusals for reason in refused.reasons} == {"no-seat"}
    assert list(chain_faults()) == []


def slow_free_seat(opening: Opening, period: object, **unused: object) -> int | None:
    """Counts, as the check does, then dawdles: what many at once do without a lock."""
    held = set(Placement.objects.filter(opening=opening).values_list("seat", flat=True))
    time.sleep(0.3)
    return first_free_seat(opening.seats, held)


def test_without_the_lock_the_constraint_keeps_the_seats(monkeypatch: pytest.MonkeyPatch) -> None:
    make_programme()
    opening = make_opening(seats=SEATS)
    monkeypatch.setattr("openrotations.placements.actions.expiry.lock_offerings", lambda ids: None)
    monkeypatch.setattr(seats, "free_seat", slow_free_seat)
    results = race(takers(opening, 8))
    given = [each.seat for each in results if isinstance(each, Placement)]
    assert 1 <= len(given) <= SEATS
    assert len(given) == len(set(given)) == Placement.objects.count()


def test_without_lock_and_constraint_it_oversells(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: both guards taken away, the same race gives away more seats than there are."""
    make_programme()
    opening = make_opening(seats=SEATS)
    monkeypatch.setattr("openrotations.placements.actions.expiry.lock_offerings", lambda ids: None)
    monkeypatch.setattr(seats, "free_seat", slow_free_seat)
    attempts = takers(opening, 8)
    with without_constraint("placements_placement", "placements_seat_once_a_day"):
        monkeypatch.setattr(seats, "insert_under_constraints", lambda placement: placement.save(force_insert=True))
        race(attempts)
        assert Placement.objects.count() > SEATS


def test_accepting_and_expiring_at_once_has_one_winner() -> None:
    placement = make_placement(state=PlacementState.OFFERED)
    assert placement.held_until is not None
    before, after = placement.held_until, placement.held_until
    accept = race(
        [
            lambda: actions.accept_placement(placement, by=PROGRAM, now=timezone.now()),
            lambda: actions.expire_due_offers(after),
        ]
    )
    placement.refresh_from_db()
    accepted = not isinstance(accept[0], Refused)
    assert placement.state == (PlacementState.ACCEPTED if accepted else PlacementState.EXPIRED)
    assert before == placement.held_until


def test_confirming_and_cancelling_at_once_does_not_deadlock() -> None:
    placement = make_placement(state=PlacementState.ACCEPTED)
    coordinator = placement.offering.site.coordinators.get()
    race(
        [
            lambda: actions.confirm_placement(placement, coordinator=coordinator, by=PROGRAM, now=NOW),
            lambda: actions.cancel_placement(placement, because="The visa was refused.", by=PROGRAM, now=NOW),
        ]
    )
    placement.refresh_from_db()
    assert placement.state == PlacementState.CANCELLED


def crowded(first: int, application: Application | None = None) -> tuple[Opening, Placement]:
    """An opening of eight weeks where somebody has to change seats before weeks 2 and 3 from `first` can be given."""
    week = [date(2027, 1, 4) + timedelta(weeks=number) for number in range(12)]
    opening = make_opening(Period.of_weeks(week[0], 8), 2, offering=make_offering(min_weeks=1, max_weeks=8))
    make_placement(opening, period=Period.of_weeks(week[first], 2).stored, seat=1)
    late = Period.of_weeks(week[first + 2], 2)
    return opening, make_placement(opening, application, period=late.stored, seat=2, state=PlacementState.CONFIRMED)


def test_changing_the_seats_of_others_does_not_deadlock_with_what_they_do() -> None:
    """Two seats of one student get new numbers while that student's own transaction changes both, the other first."""
    one, mine = crowded(0)
    other, mine_too = crowded(4, mine.application)
    application = make_application(one, other, weeks_wanted=8)
    begun, renumbered = threading.Event(), threading.Event()

    @transaction.atomic
    def give() -> object:
        begun.wait(timeout=10)
        prepare_seats([one.offering_id, other.offering_id], [application.pk], now=NOW)
        for opening, first in ((one, 1), (other, 5)):
            period = Period.of_weeks(date(2027, 1, 4) + timedelta(weeks=first), 2)
            actions.take_seat(application, opening, period, held_until=NOW + timedelta(days=3), by=PROGRAM, now=NOW)
            renumbered.set()
        return None

    @transaction.atomic
    def change() -> object:
        actions.clear_placement(mine_too, by=PROGRAM, now=NOW)
        begun.set()
        renumbered.wait(timeout=1)
        actions.clear_placement(mine, by=PROGRAM, now=NOW)
        return None

    race([give, change])
    mine.refresh_from_db()
    mine_too.refresh_from_db()
    assert (mine.state, mine.seat, mine_too.state, mine_too.seat) == ("cleared", 1, "cleared", 1)


def test_students_of_one_ring_of_openings_do_not_deadlock() -> None:
    """Each takes a seat where the next one's offer ran out: locks on applications are taken in one order."""
    make_programme()
    openings = [make_opening() for _ in range(6)]
    applications = [make_application(opening) for opening in openings]
    for opening, application in zip(openings, applications, strict=True):
        make_placement(opening, application, state=PlacementState.OFFERED, held_until=NOW)
    others = [*openings[1:], openings[0]]

    def attempt(application: Application, opening: Opening) -> Callable[[], object]:
        return lambda: actions.take_seat(
            application, opening, opening.dates, held_until=timezone.now(), by=PROGRAM, now=NOW
        )

    results = race([attempt(*pair) for pair in zip(applications, others, strict=True)])
    assert all(isinstance(each, Placement | Refused) for each in results)
    assert list(chain_faults()) == []


def test_two_students_want_the_last_seat_of_their_plans() -> None:
    """One holds a whole plan, the other nothing at all."""
    make_programme()
    january, february = date(2027, 1, 4), date(2027, 2, 1)
    shared = opening_of_weeks(february, 4)
    lists = [(opening_of_weeks(january, 4), shared), (shared, opening_of_weeks(january, 4))]
    applications = [apply_for(*listed, weeks=8, window=WINTER) for listed in lists]

    def attempt(application: Application) -> Callable[[], object]:
        plan = [rotation.block for rotation in plans_now(application, "weeks", NOW).plans[0].rotations]
        return lambda: actions.hold_plan(application, plan, by=PROGRAM, now=NOW)

    results = race([attempt(application) for application in applications])
    [refused] = [each for each in results if isinstance(each, Refused)]
    [held] = [each for each in results if isinstance(each, list)]
    assert [reason.code for reason in refused.reasons] == ["no-seat"]
    assert len(held) == Placement.objects.count() == 2
    assert [message.template for message in Message.objects.all()] == ["placements/mail/plan.txt"]
    assert list(chain_faults()) == []
