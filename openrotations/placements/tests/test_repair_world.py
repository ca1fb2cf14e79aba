"""Repairs where the world is crooked: windows that end on a Friday, days closed twice, other rounds, old repairs."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from openrotations.applications.models import Application
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.actions import close_days
from openrotations.catalogue.models import Closure, Offering, Opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.hosts.tests.factories import make_site
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_staff
from openrotations.placements import actions
from openrotations.placements.models import Placement, Round, Run
from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.queries.offers import free_seats_for
from openrotations.placements.queries.repairing.found import repair_page
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.cohorts import apply_for, checked_round, computed, opening_of_weeks
from openrotations.placements.tests.repairs import (
    FEBRUARY,
    JANUARY,
    MARCH,
    NOW,
    WINDOW,
    closing,
    confirmed,
    held,
    host_says_no,
    looked_for,
    published,
)
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
FRIDAY = date(2027, 1, 29)
FOR_OTHERS = "Others lost their places."


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def told(application: Application) -> list[str]:
    """What this student reads of changes."""
    rows = Message.objects.filter(template="placements/mail/plan_changed.txt")
    return [message.text for message in rows.filter(to_email=application.student.person.email)]


def untouched(_placement: Placement) -> None:
    """The offer stays an offer."""


def until_friday(opening: Opening, other: Opening) -> Application:
    """A student whose January ends on a Friday, and who could come in March too."""
    student = make_student()
    make_window(student, Period(date(2027, 1, 1), FRIDAY))
    make_window(student, Period(date(2027, 3, 1), date(2027, 4, 30)))
    return make_application(opening, other, student=student, weeks_wanted=4)


@pytest.mark.parametrize("answered", [untouched, confirmed])
def test_days_that_close_after_the_last_day_of_a_stay_leave_it_alone(answered: Callable[[Placement], None]) -> None:
    opening, other = opening_of_weeks(JANUARY, 8), opening_of_weeks(MARCH, 4)
    student = until_friday(opening, other)
    round = published(NOW)
    stay = Placement.objects.get(application=student)
    assert stay.dates.last == FRIDAY
    answered(stay)
    before = held(student)
    closes = closing(opening, Period(date(2027, 1, 30), date(2027, 2, 7)))
    run = looked_for(round, NOW, closings=[closes])["fewest changes"]
    assert not run.change["moved"]
    actions.apply_repair(run, by=PROGRAM, now=NOW)
    assert held(student) == before and not told(student)
    assert Closure.objects.get().dates == closes.period


def test_a_week_that_closes_for_another_closes_for_who_leaves_on_its_friday_and_both_are_told_why() -> None:
    opening, other = opening_of_weeks(JANUARY, 8, seats=2, min_weeks=4), opening_of_weeks(MARCH, 4, seats=2)
    leaves, stays = until_friday(opening, other), apply_for(opening, other, weeks=4, window=WINDOW)
    round = published(NOW)
    for placement in Placement.objects.all():
        confirmed(placement)
    closes = closing(opening, Period(date(2027, 1, 30), date(2027, 2, 7)))
    run = looked_for(round, NOW, closings=[closes])["fewest changes"]
    actions.apply_repair(run, by=PROGRAM, now=NOW)
    for student in (leaves, stays):
        assert held(student) == [(other, MARCH, PlacementState.OFFERED)]
        [text] = told(student)
        assert "The ward is rebuilt." in text and FOR_OTHERS not in text


def test_nobody_is_given_a_week_that_is_spared_for_who_leaves_on_its_friday() -> None:
    opening, other = opening_of_weeks(JANUARY, 8, seats=2, min_weeks=4), opening_of_weeks(MARCH, 4, seats=2)
    lost = opening_of_weeks(JANUARY, 4)
    leaves = until_friday(opening, other)
    hit = apply_for(lost, opening, weeks=4, window=Period(date(2027, 1, 1), date(2027, 2, 7)))
    round = published(NOW)
    before = held(leaves)
    closes = closing(opening, Period(date(2027, 1, 30), date(2027, 2, 7)))
    run = looked_for(round, NOW, closings=[closing(lost), closes])["fewest changes"]
    actions.apply_repair(run, by=PROGRAM, now=NOW)
    assert (held(leaves), held(hit)) == (before, [])


def test_who_loses_a_closed_place_and_moves_another_for_it_is_not_told_that_it_was_for_others() -> None:
    closes, long, short = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 8), opening_of_weeks(FEBRUARY, 4)
    hit = apply_for(closes, long, short, weeks=8, window=Period(date(2027, 1, 1), date(2027, 3, 28)))
    round = published(NOW)
    actions.apply_repair(looked_for(round, NOW, closings=[closing(closes)])["fewest changes"], by=PROGRAM, now=NOW)
    assert held(hit) == [(short, FEBRUARY, PlacementState.OFFERED), (long, MARCH, PlacementState.OFFERED)]
    [text] = told(hit)
    assert "The ward is rebuilt." in text and "To make up for it, other parts of your plan have moved." in text
    assert FOR_OTHERS not in text


def test_a_repair_whose_new_stay_has_begun_is_refused_with_a_reason() -> None:
    lost, other = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4)
    hit = apply_for(lost, other, weeks=4, window=WINDOW)
    round = published(NOW)
    host_says_no(Placement.objects.get(application=hit))
    repair = looked_for(round, NOW, [hit.pk])["fewest changes"]
    with pytest.raises(Refused, match="does-not-fit"):
        actions.apply_repair(repair, by=PROGRAM, now=datetime(2027, 2, 3, 15, tzinfo=UTC))


def test_the_price_of_a_kind_has_no_changes_of_city_in_it() -> None:
    one, two = make_site(city="Sampleton"), make_site(city="Otherton")
    lost = opening_of_weeks(JANUARY, 4, site=one, price_per_week="100.50")
    kept = opening_of_weeks(FEBRUARY, 4, site=two, price_per_week="100.50")
    other = opening_of_weeks(MARCH, 4, site=one, price_per_week="100.50")
    apply_for(lost, kept, other, weeks=8, window=WINDOW)
    round = published(NOW)
    run = looked_for(round, NOW, closings=[closing(lost)])["fewest changes"]
    assert repair_page(run).this.price == Decimal("804.00")
    actions.apply_repair(run, by=PROGRAM, now=NOW)
    assert repair_page(Run.objects.get(pk=run.pk)).this.price == Decimal("804.00")


def test_what_a_student_pays_more_or_less_is_exact_and_a_place_keeps_its_price() -> None:
    lost = opening_of_weeks(JANUARY, 4, price_per_week="333.50")
    other = opening_of_weeks(MARCH, 4, price_per_week="250.25")
    hit = apply_for(lost, other, weeks=4, window=WINDOW)
    round = published(NOW)
    old = Placement.objects.get(application=hit)
    Offering.objects.filter(pk=lost.offering_id).update(price_per_week="999.00")
    run = looked_for(round, NOW, closings=[closing(lost)])["fewest changes"]
    page = repair_page(run)
    assert (page.moved[0].price, page.this.price) == (Decimal("-333.00"), Decimal("1001.00"))
    actions.apply_repair(run, by=PROGRAM, now=NOW)
    Offering.objects.filter(pk=other.offering_id).update(price_per_week="999.00")
    new = Placement.objects.get(application=hit, state=PlacementState.OFFERED)
    after = repair_page(Run.objects.get(pk=run.pk))
    assert after.moved[0].price == new.price - old.price == page.moved[0].price
    assert after.this.price == new.price


def test_an_older_repair_leaves_what_a_newer_one_did_in_the_result() -> None:
    lost, spare = [opening_of_weeks(JANUARY, 4) for _ in range(2)], [opening_of_weeks(MARCH, 4) for _ in range(2)]
    one, two = [apply_for(*places, weeks=4, window=WINDOW) for places in zip(lost, spare, strict=True)]
    round = published(NOW)
    for placement in Placement.objects.all():
        host_says_no(placement)
    older = looked_for(round, NOW, [one.pk])["fewest changes"]
    newer = looked_for(round, NOW, [two.pk])["fewest changes"]
    actions.apply_repair(newer, by=PROGRAM, now=NOW)
    actions.apply_repair(older, by=PROGRAM, now=NOW + timedelta(minutes=5))
    round.refresh_from_db()
    older.refresh_from_db()
    plans = (round.solution or {})["plans"]
    assert [plans[str(each.pk)][0][0] for each in (one, two)] == [str(opening.pk) for opening in spare]
    assert (round.instance, round.solution) == (older.instance, older.solution)
    assert check_plan(round.instance or {}, round.solution or {}).is_sound


def test_a_repair_applied_in_a_later_week_shows_the_same_dates_before_and_after() -> None:
    lost, other = opening_of_weeks(JANUARY, 4), opening_of_weeks(MARCH, 4)
    hit = apply_for(lost, other, weeks=4, window=WINDOW)
    round = published(NOW)
    host_says_no(Placement.objects.get(application=hit))
    run = looked_for(round, NOW, [hit.pk])["fewest changes"]
    [line] = repair_page(run).moved
    actions.apply_repair(run, by=PROGRAM, now=datetime(2026, 12, 30, 15, tzinfo=UTC))
    applied = Run.objects.get(pk=run.pk)
    assert (applied.instance or {})["first_week_on"] != (run.instance or {})["first_week_on"]
    [same] = repair_page(applied).moved
    assert [stay.dates for stay in same.after] == [stay.dates for stay in line.after] == [other.dates]


def crowded() -> tuple[Round, Application]:
    """Who loses January could only go where somebody is who could also be elsewhere."""
    january, shared, spare = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4), opening_of_weeks(MARCH, 4)
    hit = apply_for(january, shared, weeks=4, window=Period.of_weeks(JANUARY, 8))
    apply_for(shared, spare, weeks=4, window=WINDOW)
    round = published(NOW)
    host_says_no(Placement.objects.get(application=hit))
    return round, hit


def test_a_repair_that_does_nothing_is_not_applied_nor_one_whose_sibling_was() -> None:
    round, hit = crowded()
    runs = looked_for(round, NOW, [hit.pk])
    empty = runs["fewest changes"]
    assert not empty.change["moved"]
    with pytest.raises(Refused, match="nothing-to-apply"):
        actions.apply_repair(empty, by=PROGRAM, now=NOW)
    actions.apply_repair(runs["weeks kept"], by=PROGRAM, now=NOW)
    result = Round.objects.get().solution
    with pytest.raises(Refused, match="applied"):
        actions.apply_repair(empty, by=PROGRAM, now=NOW)
    assert Round.objects.get().solution == result


def test_a_free_seat_is_promised_only_to_who_may_take_one() -> None:
    lost, kept = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4)
    free = opening_of_weeks(MARCH, 4)
    keeps, waits = apply_for(lost, kept, weeks=8, window=WINDOW), apply_for(lost, weeks=4, window=WINDOW)
    Opening.objects.filter(pk=lost.pk).update(seats=2)
    round = published(NOW)
    run = looked_for(round, NOW, closings=[closing(lost)])["fewest changes"]
    actions.apply_repair(run, by=PROGRAM, now=NOW)
    promise = "You can take any free seat."
    for student, may in ((keeps, False), (waits, True)):
        student.refresh_from_db()
        [text] = told(student)
        assert "We found no other place for you now." in text
        assert (promise in text) == may == (free in [each.opening for each in free_seats_for(student, NOW)])


@pytest.mark.parametrize(
    ("weeks", "more", "code"),
    [
        ([Period.of_weeks(FEBRUARY, 1)], Period.of_weeks(FEBRUARY, 1), "closed-already"),
        ([Period.of_weeks(FEBRUARY, 2), Period.of_weeks(FEBRUARY, 1)], None, "closed-twice"),
        ([Period(date(2027, 1, 1), date(2027, 1, 8))], None, "outside-opening"),
    ],
)
def test_days_that_cannot_be_closed_are_refused_before_anything_is_looked_for(
    weeks: list[Period], more: Period | None, code: str
) -> None:
    opening, other = opening_of_weeks(JANUARY, 8), opening_of_weeks(MARCH, 4)
    apply_for(opening, other, weeks=4, window=WINDOW)
    round = published(NOW)
    if more:
        close_days(opening, more, because="Moving house.", by=PROGRAM, now=NOW)
    with pytest.raises(Refused, match=code):
        looked_for(round, NOW, closings=[closing(opening, each) for each in weeks])
    assert not Run.objects.filter(origin=Run.Origin.REPAIRED).exists()


def test_days_that_are_over_are_not_closed_by_a_repair() -> None:
    opening = opening_of_weeks(JANUARY, 8)
    apply_for(opening, weeks=4, window=WINDOW)
    round = published(NOW)
    later, over = datetime(2027, 1, 20, 15, tzinfo=UTC), Period.of_weeks(JANUARY, 1)
    with pytest.raises(Refused, match="days-past"):
        looked_for(round, later, closings=[closing(opening, over)])


def test_a_repair_leaves_the_seats_that_another_round_is_giving() -> None:
    lost, wanted = opening_of_weeks(JANUARY, 4), opening_of_weeks(MARCH, 4)
    hit = apply_for(lost, wanted, weeks=4, window=WINDOW)
    round = published(NOW)
    other = apply_for(wanted, weeks=4, window=WINDOW)
    second = checked_round(NOW)
    computed(second, NOW)
    run = looked_for(round, NOW, closings=[closing(lost)])["fewest changes"]
    actions.apply_repair(run, by=PROGRAM, now=NOW)
    assert held(hit) == []
    actions.publish_round(Round.objects.get(pk=second.pk), by=PROGRAM, now=NOW)
    assert held(other) == [(wanted, MARCH, PlacementState.OFFERED)]


def test_a_seat_that_a_round_gives_since_the_repair_was_found_is_not_taken_from_it() -> None:
    lost, wanted = opening_of_weeks(JANUARY, 4), opening_of_weeks(MARCH, 4)
    apply_for(lost, wanted, weeks=4, window=WINDOW)
    round = published(NOW)
    run = looked_for(round, NOW, closings=[closing(lost)])["fewest changes"]
    apply_for(wanted, weeks=4, window=WINDOW)
    checked_round(NOW)
    with pytest.raises(Refused, match="does-not-fit"):
        actions.apply_repair(run, by=PROGRAM, now=NOW)


def test_the_office_reads_that_a_confirmed_place_becomes_an_offer_that_runs_out() -> None:
    round, hit = crowded()
    confirmed(Placement.objects.exclude(application=hit).get())
    run = looked_for(round, NOW, [hit.pk])["weeks kept"]
    office = Client()
    office.force_login(make_staff())
    page = office.get(reverse("placements:run", args=[run.pk])).content.decode()
    assert "Who does not accept within 72 hours has neither the old place nor the new one." in page
