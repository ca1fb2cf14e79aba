"""A repair looked for with a student's wish for other dates: found within the wish, or not applied at all."""

import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.models import Application
from openrotations.audit.models import Entry
from openrotations.catalogue.models import Opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_staff
from openrotations.placements import actions
from openrotations.placements.models import Placement, Request, Round, Run
from openrotations.placements.queries.plans import plan_lines
from openrotations.placements.queries.requests import Wish
from openrotations.placements.states import EndedBy, PlacementState, RequestKind, RequestState
from openrotations.placements.tests.cohorts import apply_for, opening_of_weeks
from openrotations.placements.tests.factories import office_hours
from openrotations.placements.tests.repairs import finished_repair, looked_for, published

pytestmark = pytest.mark.django_db
NOW = office_hours()
JANUARY, FEBRUARY, MARCH, APRIL = date(2027, 1, 4), date(2027, 2, 1), date(2027, 3, 1), date(2027, 3, 29)
WINDOW = Period(date(2027, 1, 1), date(2027, 4, 30))
IN_MARCH = Period.of_weeks(MARCH, 4)


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def asks(placement: Placement, wanted: Period, kind: str = RequestKind.POSTPONE) -> Request:
    return actions.ask_office(placement, Wish(kind, wanted), by=PROGRAM, now=NOW)


def confirmed(placement: Placement) -> None:
    actions.accept_placement(placement, by=PROGRAM, now=NOW)
    coordinator = placement.offering.site.coordinators.get()
    actions.confirm_placement(placement, coordinator=coordinator, by=PROGRAM, now=NOW)


def held(application: Application) -> list[tuple[Opening, date]]:
    rows = Placement.objects.filter(application=application, ended_at=None).order_by("period")
    return [(row.opening, row.dates.first) for row in rows.select_related("opening")]


def mails_to(application: Application) -> list[str]:
    rows = Message.objects.filter(to_email=application.student.person.email)
    return [name.removeprefix("placements/mail/") for name in rows.values_list("template", flat=True)]


def free_in_march() -> tuple[Round, Application, Opening, Opening]:
    """Somebody has January and could have March, where a seat is free."""
    january, march = opening_of_weeks(JANUARY, 4), opening_of_weeks(MARCH, 4)
    wisher = apply_for(january, march, weeks=4, window=WINDOW)
    return published(NOW), wisher, january, march


def crowded() -> tuple[Round, Application, Application, Opening, Opening]:
    """Somebody has January and wants March, where somebody is who could also be in April."""
    january, march, april = opening_of_weeks(JANUARY, 4), opening_of_weeks(MARCH, 4), opening_of_weeks(APRIL, 4)
    holder = apply_for(march, april, weeks=4, window=WINDOW)
    wisher = apply_for(january, march, weeks=4, window=WINDOW)
    return published(NOW), wisher, holder, march, april


def test_a_wish_is_granted_with_the_repair_and_the_student_is_told_once() -> None:
    round, wisher, _january, march = free_in_march()
    old = Placement.objects.get()
    confirmed(old)
    asked, told_before = asks(old, IN_MARCH), mails_to(wisher)
    repair = looked_for(round, NOW, asked=asked)["fewest changes"]
    assert (repair.change["students_changed"], repair.change["confirmed_moved"]) == (1, 0)
    asked.refresh_from_db()
    assert asked.is_open
    actions.apply_repair(repair, by=PROGRAM, now=NOW)
    new = Placement.objects.get(state=PlacementState.OFFERED)
    assert (new.opening, new.dates, new.round) == (march, IN_MARCH, round)
    asked.refresh_from_db()
    assert (asked.state, asked.became, asked.decided_at) == (RequestState.GRANTED, new, NOW)
    old.refresh_from_db()
    assert (old.state, old.ended_by) == (PlacementState.REPLACED, EndedBy.STUDENT)
    told = mails_to(wisher)
    for name in told_before:
        told.remove(name)
    assert told == ["plan_changed.txt"]
    assert "You asked for other dates." in Message.objects.get(template="placements/mail/plan_changed.txt").text
    entries = {entry.action: json.loads(entry.body)["details"] for entry in Entry.objects.all()}
    assert entries["request_repair"]["wish"] == str(asked.pk)
    assert (entries["grant_request"]["old"], entries["grant_request"]["new"]) == ("asked", "granted")


def test_a_wish_that_needs_the_seat_of_somebody_else_is_found_where_others_may_move() -> None:
    round, wisher, holder, march, april = crowded()
    asked = asks(Placement.objects.get(application=wisher), IN_MARCH)
    before = held(wisher), held(holder)
    runs = looked_for(round, NOW, asked=asked)
    with pytest.raises(Refused, match="no-place"):
        actions.apply_repair(runs["fewest changes"], by=PROGRAM, now=NOW)
    asked.refresh_from_db()
    assert (held(wisher), held(holder)) == before and asked.is_open
    actions.apply_repair(runs["weeks kept"], by=PROGRAM, now=NOW)
    assert (held(wisher), held(holder)) == ([(march, MARCH)], [(april, APRIL)])


def test_everything_else_of_the_student_stays_and_is_still_on_the_page_of_the_round() -> None:
    january, february, march = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 8), opening_of_weeks(MARCH, 4)
    wisher = apply_for(january, february, march, weeks=8, window=WINDOW)
    round = published(NOW)
    assert held(wisher) == [(january, JANUARY), (february, FEBRUARY)]
    asked = asks(Placement.objects.get(opening=january), IN_MARCH)
    actions.apply_repair(looked_for(round, NOW, asked=asked)["fewest changes"], by=PROGRAM, now=NOW)
    assert held(wisher) == [(february, FEBRUARY), (march, MARCH)]
    round.refresh_from_db()
    [line] = plan_lines(round, round.instance or {}, round.solution or {}, with_begun=True)
    assert {rotation.opening for rotation in line.rotations} == {february, march}
    assert (line.weeks, line.part) == (8, "all")


def test_a_place_has_as_many_weeks_as_the_dates_asked_for() -> None:
    january, march = opening_of_weeks(JANUARY, 4), opening_of_weeks(MARCH, 2)
    wisher = apply_for(january, march, weeks=4, window=WINDOW)
    round = published(NOW)
    asked = asks(Placement.objects.get(), IN_MARCH)
    runs = looked_for(round, NOW, asked=asked)
    for repair in runs.values():
        with pytest.raises(Refused, match="no-place"):
            actions.apply_repair(repair, by=PROGRAM, now=NOW)
    assert held(wisher) == [(january, JANUARY)]


def test_a_shorter_stay_is_at_the_same_place_and_ends_on_the_day_asked_for() -> None:
    january = opening_of_weeks(JANUARY, 4)
    apply_for(january, weeks=4, window=WINDOW)
    round = published(NOW)
    wanted = Period(JANUARY, JANUARY + timedelta(days=11))
    asked = asks(Placement.objects.get(), wanted, RequestKind.SHORTEN)
    actions.apply_repair(looked_for(round, NOW, asked=asked)["fewest changes"], by=PROGRAM, now=NOW)
    new = Placement.objects.get(ended_at=None)
    assert (new.opening, new.dates) == (january, wanted)


def test_a_request_answered_or_taken_back_meanwhile_is_no_wish_any_more() -> None:
    round, wisher, january, _march = free_in_march()
    asked = asks(Placement.objects.get(), IN_MARCH)
    repair = looked_for(round, NOW, asked=asked)["fewest changes"]
    actions.refuse_request(asked, answer="The host cannot.", by=PROGRAM, now=NOW)
    with pytest.raises(Refused, match="wish-decided"):
        actions.apply_repair(repair, by=PROGRAM, now=NOW)
    with pytest.raises(Refused, match="wish-decided"):
        looked_for(round, NOW, asked=asked)
    again = asks(Placement.objects.get(), IN_MARCH)
    repair = looked_for(round, NOW, asked=again)["fewest changes"]
    actions.take_request_back(again, by=PROGRAM, now=NOW)
    with pytest.raises(Refused, match="wish-decided"):
        actions.apply_repair(repair, by=PROGRAM, now=NOW)
    assert held(wisher) == [(january, JANUARY)]


def test_a_failure_in_the_middle_leaves_the_request_open(monkeypatch: pytest.MonkeyPatch) -> None:
    round, wisher, january, _march = free_in_march()
    asked = asks(Placement.objects.get(), IN_MARCH)
    repair = looked_for(round, NOW, asked=asked)["fewest changes"]

    def broken(*_given: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("openrotations.placements.actions.repairing.applying.tell_of_change", broken)
    with pytest.raises(RuntimeError):
        actions.apply_repair(repair, by=PROGRAM, now=NOW)
    asked.refresh_from_db()
    assert asked.is_open and asked.became is None
    assert held(wisher) == [(january, JANUARY)]
    assert not Run.objects.filter(pk=repair.pk, chosen_at__isnull=False).exists()


def test_dates_without_a_whole_week_or_with_too_many_are_refused_at_once() -> None:
    round, _wisher, _january, _march = free_in_march()
    asked = asks(Placement.objects.get(), Period.of_weeks(JANUARY, 6), RequestKind.EXTEND)
    with pytest.raises(Refused, match="too-many-weeks"):
        looked_for(round, NOW, asked=asked)
    actions.take_request_back(asked, by=PROGRAM, now=NOW)
    asked = asks(Placement.objects.get(), Period(MARCH + timedelta(days=1), MARCH + timedelta(days=10)))
    with pytest.raises(Refused, match="no-whole-week"):
        looked_for(round, NOW, asked=asked)


def test_the_office_comes_from_the_request_sees_the_wish_and_applies_the_repair() -> None:
    now = timezone.now()
    monday = now.date() + timedelta(days=49 - now.date().weekday())
    first, later = opening_of_weeks(monday, 4), opening_of_weeks(monday + timedelta(weeks=8), 4)
    apply_for(first, later, weeks=4, window=Period.of_weeks(monday, 16))
    round = published(now - timedelta(minutes=1))
    wish = Wish(RequestKind.POSTPONE, later.dates)
    asked = actions.ask_office(Placement.objects.get(), wish, by=PROGRAM, now=now)
    office = Client()
    office.force_login(make_staff())
    address = f"{reverse('placements:repair', args=[round.pk])}?wish={asked.pk}"
    page = reverse("placements:request", args=[asked.pk])
    assert f'href="{address}"' in office.get(page).content.decode()
    shown = office.get(address).content.decode()
    assert "With this wish" in shown and "Look without this wish" in shown
    office.post(address, {"seconds": "2"})
    run = Run.objects.get(origin=Run.Origin.REPAIRED)
    finished_repair(run, timezone.now())
    found = office.get(reverse("placements:run", args=[run.pk])).content.decode()
    assert "The wish comes true" in found and "Asked for other dates." in found
    assert "loses a place that a host has confirmed" not in found
    office.post(reverse("placements:apply_repair", args=[run.pk]))
    asked.refresh_from_db()
    assert asked.state == RequestState.GRANTED
    assert "See the new placement" in office.get(page).content.decode()
    assert "Look for a repair" not in office.get(page).content.decode()
    assert office.get(f"{address}x").status_code == 404


def test_a_repair_without_a_place_within_the_wish_says_so_and_offers_no_button() -> None:
    round, wisher, _holder, _march, _april = crowded()
    asked = asks(Placement.objects.get(application=wisher), IN_MARCH)
    runs = looked_for(round, NOW, asked=asked)
    office = Client()
    office.force_login(make_staff())
    shown = office.get(reverse("placements:run", args=[runs["fewest changes"].pk])).content.decode()
    assert "No place was found with this wish" in shown and "Apply this repair" not in shown
    assert "Apply this repair" in office.get(reverse("placements:run", args=[runs["weeks kept"].pk])).content.decode()
