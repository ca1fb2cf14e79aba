"""Closed days of an opening: nobody is given a seat on them, and they are closed while nobody has one."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openrotations.applications.states import ApplicationState
from openrotations.applications.tests.factories import make_application
from openrotations.catalogue.actions import close_days, reopen_days
from openrotations.catalogue.models import Closure, Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_staff
from openrotations.placements import actions
from openrotations.placements.models import Placement, Round, RoundEntry
from openrotations.placements.queries.board.asked import Asked
from openrotations.placements.queries.board.lines import stretches_of
from openrotations.placements.queries.board.page import board_page
from openrotations.placements.queries.cohorts import cohort_of
from openrotations.placements.queries.instances import choices_of
from openrotations.placements.queries.offers import free_seats_for
from openrotations.placements.queries.requests import change_of, other_dates
from openrotations.placements.queries.seats import free_seats_at
from openrotations.placements.queries.waiting import chances
from openrotations.placements.states import PlacementState, RequestKind
from openrotations.placements.tests.cohorts import apply_for, checked_round, computed
from openrotations.placements.tests.factories import make_placement, make_round, office_hours
from openrotations.placements.tests.races import race

NOW = office_hours()
MONDAY = date(2027, 1, 4)


def weeks(first: int, last: int) -> Period:
    return Period(MONDAY + timedelta(weeks=first), MONDAY + timedelta(weeks=last + 1, days=-1))


def opening_of_eight_weeks(seats: int = 1) -> Opening:
    make_programme()
    return make_opening(weeks(0, 7), seats, offering=make_offering(min_weeks=1, max_weeks=8))


def close(opening: Opening, period: Period) -> Closure:
    return close_days(opening, period, because="The preceptor is away.", by=PROGRAM, now=NOW)


def take(opening: Opening, period: Period) -> Placement:
    until = NOW + timedelta(hours=72)
    return actions.take_seat(make_application(opening), opening, period, held_until=until, by=PROGRAM, now=NOW)


@pytest.mark.django_db
def test_days_on_which_somebody_has_a_seat_are_not_closed() -> None:
    opening = opening_of_eight_weeks()
    placement = make_placement(opening, period=weeks(0, 3).stored)
    with pytest.raises(Refused, match="placements-there") as refused:
        close(opening, weeks(3, 4))
    assert placement.student.person.full_name in str(refused.value.reasons[0].text)
    actions.cancel_placement(placement, because="The preceptor is ill.", by=PROGRAM, now=NOW)
    close(opening, weeks(3, 4))


@pytest.mark.django_db
def test_an_offer_that_ran_out_does_not_keep_days_open() -> None:
    opening = opening_of_eight_weeks()
    offer = make_placement(opening, state=PlacementState.OFFERED, held_until=NOW)
    close(opening, weeks(0, 0))
    offer.refresh_from_db()
    assert offer.state == PlacementState.EXPIRED


@pytest.mark.django_db
def test_no_seat_is_given_on_closed_days_until_they_are_opened_again() -> None:
    opening = opening_of_eight_weeks()
    closure = close(opening, weeks(2, 3))
    with pytest.raises(Refused) as refused:
        take(opening, weeks(1, 2))
    assert [reason.code for reason in refused.value.reasons] == ["closed-days"]
    assert take(opening, weeks(0, 1)).dates == weeks(0, 1)
    reopen_days(closure, by=PROGRAM, now=NOW)
    assert take(opening, weeks(2, 7)).seat == 1


@pytest.mark.django_db
def test_twin_the_database_refuses_what_the_rules_overlook(monkeypatch: pytest.MonkeyPatch) -> None:
    opening = opening_of_eight_weeks()
    close(opening, weeks(2, 3))
    monkeypatch.setattr("openrotations.placements.rules.why_not_take_seat", lambda *args, **more: iter(()))
    with pytest.raises(Refused) as refused:
        take(opening, weeks(1, 2))
    assert [reason.code for reason in refused.value.reasons] == ["closed-days"]


def attempts(opening: Opening) -> list[Callable[[], object]]:
    application = make_application(opening)
    until = NOW + timedelta(hours=72)
    return [
        lambda: close(opening, weeks(2, 3)),
        lambda: actions.take_seat(application, opening, weeks(2, 3), held_until=until, by=PROGRAM, now=NOW),
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("with_lock", [True, False])
def test_closing_days_and_taking_a_seat_at_once_never_both_succeed(
    with_lock: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where nobody locks the offering: then the row of the opening keeps the two apart."""
    if not with_lock:
        monkeypatch.setattr("openrotations.placements.actions.expiry.lock_offerings", lambda ids: None)
    for _ in range(6):
        opening = opening_of_eight_weeks()
        results = race(attempts(opening))
        assert len([each for each in results if isinstance(each, Refused)]) == 1
        assert Closure.objects.filter(opening=opening).count() + opening.placements.count() == 1


@pytest.fixture
def office(client: Client) -> Client:
    client.force_login(make_staff())
    return client


def page_of(opening: Opening) -> str:
    return reverse("placements:close_days", args=[opening.pk])


def given(period: Period) -> dict[str, str]:
    return {"starts_on": period.first.isoformat(), "ends_on": period.last.isoformat()}


@pytest.mark.django_db
def test_the_office_sees_who_is_in_the_way_before_it_closes_days(office: Client) -> None:
    opening = opening_of_eight_weeks()
    placement = make_placement(opening, period=weeks(0, 3).stored)
    shown = office.get(page_of(opening), given(weeks(2, 4))).content.decode()
    for name in ("desk:placement", "placements:cancel"):
        assert reverse(name, args=[placement.pk]) in shown
    assert f"?placement={placement.pk}#try" in shown
    refused = office.post(page_of(opening), {**given(weeks(2, 4)), "because": "Ill."})
    assert refused.status_code == 422
    assert not Closure.objects.exists()


@pytest.mark.django_db
def test_the_office_closes_days_and_opens_them_again(office: Client) -> None:
    opening = opening_of_eight_weeks()
    assert "Nobody has a seat on these days" in office.get(page_of(opening), given(weeks(2, 3))).content.decode()
    assert office.post(page_of(opening), given(weeks(2, 3))).status_code == 422
    office.post(page_of(opening), {**given(weeks(2, 3)), "because": "The clinic moves house."})
    closure = Closure.objects.get()
    assert closure.closed_by is not None
    assert "The clinic moves house." in office.get(page_of(opening)).content.decode()
    public = Client().get(reverse("catalogue:offering", args=[opening.offering_id])).content.decode()
    assert "closed 18 – 31 Jan 2027" in public and "moves house" not in public
    office.post(reverse("placements:reopen_days", args=[closure.pk]))
    assert not Closure.objects.exists()


@pytest.mark.django_db
def test_days_that_make_no_sense_are_told_before_anything_is_closed(office: Client) -> None:
    opening = opening_of_eight_weeks()
    shown = office.get(page_of(opening), given(weeks(7, 9))).content.decode()
    assert "These days are not inside the dates of this opening." in shown
    assert office.get(page_of(opening), {"starts_on": "soon"}).status_code == 422


@pytest.mark.django_db
def test_every_list_of_seats_leaves_closed_days_out() -> None:
    opening = opening_of_eight_weeks(seats=2)
    application = make_application(opening, weeks_wanted=8)
    close(opening, weeks(2, 3))
    assert [seat.period for seat in free_seats_for(application, NOW)] == [weeks(4, 7)]
    assert free_seats_at([opening], NOW) == {opening.pk: 2}
    close(opening, weeks(4, 7))
    close(opening, weeks(0, 1))
    assert free_seats_at([Opening.objects.get()], NOW) == {opening.pk: 0}
    assert free_seats_for(application, NOW) == []


@pytest.mark.django_db
def test_a_round_and_a_waiting_list_say_that_the_days_are_closed() -> None:
    opening = opening_of_eight_weeks()
    application = make_application(opening, weeks_wanted=8, state=ApplicationState.WAITING)
    for period in (weeks(0, 3), weeks(4, 7)):
        close(opening, period)
    (chance,) = chances(Opening.objects.get(), NOW)
    assert (chance.period, [reason.code for reason in chance.reasons]) == (None, ["closed-days"])
    for kind in Round.Kind:
        round = make_round(kind=kind)
        RoundEntry.objects.create(round=round, application=application)
        (choice,) = choices_of(round, NOW)
        assert [reason.code for reason in choice.reasons] == ["closed-days"]


@pytest.mark.django_db
def test_a_plan_has_no_seat_in_a_week_of_which_a_day_is_closed() -> None:
    opening = opening_of_eight_weeks(seats=2)
    close_days(opening, Period(date(2027, 1, 20), date(2027, 1, 25)), because="Away.", by=PROGRAM, now=NOW)
    round = make_round(kind=Round.Kind.COHORT)
    RoundEntry.objects.create(round=round, application=make_application(opening, weeks_wanted=8))
    cohort = cohort_of(round, choices_of(round, NOW), {}, NOW)
    first = (MONDAY - cohort.calendar.monday).days // 7
    assert list(cohort.instance.offerings[0].capacity[first : first + 8]) == [2, 2, 0, 0, 2, 2, 2, 2]


def test_the_board_shows_closed_weeks_closed() -> None:
    opening = Opening(period=weeks(0, 3).stored, seats=2)
    opening._prefetched_objects_cache = {"closures": [Closure(period=weeks(1, 1).stored)]}  # type: ignore[attr-defined]
    stretches = stretches_of(opening, [weeks(0, 0)], weeks(0, 9))
    assert [(each.dates, each.kind) for each in stretches] == [
        (weeks(0, 0), "room"),
        (weeks(1, 1), "closed"),
        (weeks(2, 3), "room"),
    ]


@pytest.mark.django_db
def test_days_closed_after_a_plan_was_computed_are_given_to_nobody() -> None:
    opening = opening_of_eight_weeks()
    apply_for(opening, weeks=8, window=Period(date(2027, 1, 1), date(2027, 3, 31)))
    found = checked_round(NOW)
    run = computed(found, NOW)
    close(opening, weeks(7, 7))
    board = board_page(Asked(MONDAY, run=run.pk), now=NOW)
    assert [danger.code for danger in board.dangers] == ["closed-days"]
    assert actions.publish_round(Round.objects.get(pk=found.pk), by=PROGRAM, now=NOW) == []
    assert Message.objects.filter(template="placements/mail/missed.txt").count() == 1


@pytest.mark.django_db
def test_other_dates_of_a_placement_leave_closed_days_out() -> None:
    opening = opening_of_eight_weeks()
    placement = make_placement(opening, period=weeks(0, 1).stored)
    close(opening, weeks(3, 4))
    change = change_of(placement, RequestKind.POSTPONE, weeks(2, 3), NOW)
    assert "closed-days" in [reason.code for reason in change.reasons]
    assert [each.period for each in other_dates(placement, RequestKind.POSTPONE, NOW)] == [
        weeks(1, 2),
        weeks(5, 6),
        weeks(6, 7),
    ]


@pytest.mark.django_db
def test_a_list_of_openings_reads_all_their_closed_days_at_once() -> None:
    applications = []
    for count in (1, 3):
        openings = [opening_of_eight_weeks() for _ in range(count)]
        for opening in openings:
            close(opening, weeks(2, 3))
        applications.append(make_application(*openings, weeks_wanted=8))
    taken = []
    for application in applications:
        with CaptureQueriesContext(connection) as caught:
            assert free_seats_for(application, NOW)
        taken.append(len(caught))
    assert taken[0] == taken[1]
