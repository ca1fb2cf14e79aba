"""Repairing a published round: what was lost is found elsewhere, and nobody else is moved without need."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from openrotations.applications.models import Application
from openrotations.audit.models import Entry
from openrotations.catalogue.models import Closure, Opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.models import Outcome, Placement, Round, Run
from openrotations.placements.queries.plans import plan_lines
from openrotations.placements.states import EndedBy, PlacementState, RunState
from openrotations.placements.tests.cohorts import apply_for, checked_round, opening_of_weeks
from openrotations.placements.tests.factories import make_placement
from openrotations.placements.tests.repairs import (
    FEBRUARY,
    JANUARY,
    MARCH,
    NOW,
    WINDOW,
    accepted,
    closing,
    confirmed,
    held,
    host_says_no,
    looked_for,
    published,
)
from openrotations.placements.trail import SENTENCES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def mails(name: str, application: Application | None = None) -> int:
    found = Message.objects.filter(template=f"placements/mail/{name}.txt")
    if application:
        found = found.filter(to_email=application.student.person.email)
    return found.count()


def test_after_a_hosts_no_another_place_is_found_and_nothing_else_changes() -> None:
    lost, other = opening_of_weeks(JANUARY, 4), opening_of_weeks(MARCH, 4, seats=2)
    hit = apply_for(lost, other, weeks=4, window=WINDOW)
    stays = apply_for(other, weeks=4, window=WINDOW)
    round = published(NOW)
    before = held(stays)
    host_says_no(Placement.objects.get(application=hit))
    runs = looked_for(round, NOW, [hit.pk])
    repair = runs["fewest changes"]
    assert (repair.state, repair.origin, repair.change["students_changed"]) == (RunState.FINISHED, "repaired", 0)
    assert held(hit) == []
    actions.apply_repair(repair, by=PROGRAM, now=NOW)
    assert held(hit) == [(other, MARCH, PlacementState.OFFERED)]
    assert held(stays) == before
    assert (mails("plan_changed"), mails("plan_changed", hit)) == (1, 1)
    offer = Placement.objects.get(application=hit, state=PlacementState.OFFERED)
    assert (offer.round, offer.held_until) == (round, NOW + timedelta(hours=72))
    assert Outcome.objects.get(entry__application=hit, preference__opening=other).is_given
    repair.refresh_from_db()
    assert repair.chosen_at == NOW
    assert Round.objects.get().solution == repair.solution


def test_where_days_close_those_hit_get_another_place_and_the_days_stay_closed() -> None:
    closes, other = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4)
    hit = apply_for(closes, other, weeks=4, window=WINDOW)
    round = published(NOW)
    confirmed(Placement.objects.get())
    repair = looked_for(round, NOW, closings=[closing(closes)])["fewest changes"]
    assert (repair.change["students_changed"], repair.change["at_least"]) == (1, 1)
    actions.apply_repair(repair, by=PROGRAM, now=NOW)
    assert held(hit) == [(other, FEBRUARY, PlacementState.OFFERED)]
    ended = Placement.objects.get(opening=closes)
    assert (ended.state, ended.ended_by, ended.ended_because) == ("cancelled", "host", "The ward is rebuilt.")
    assert Closure.objects.get().opening == closes
    assert (mails("plan_changed", hit), mails("cancelled_others"), mails("cancelled")) == (1, 2, 0)
    told = Message.objects.get(template="placements/mail/plan_changed.txt").text
    assert "The ward is rebuilt." in told and other.offering.title in told


def test_a_closing_moves_only_those_who_are_there_on_these_days() -> None:
    opening = opening_of_weeks(JANUARY, 8)
    first = apply_for(opening, weeks=4, window=Period.of_weeks(JANUARY, 4))
    elsewhere = opening_of_weeks(MARCH, 4)
    second = apply_for(opening, elsewhere, weeks=4, window=Period.of_weeks(FEBRUARY, 12))
    round = published(NOW)
    before = held(first)
    runs = looked_for(round, NOW, closings=[closing(opening, Period.of_weeks(FEBRUARY, 1))])
    actions.apply_repair(runs["fewest changes"], by=PROGRAM, now=NOW)
    assert held(first) == before
    assert held(second) != [] and mails("plan_changed") == 1


def crowded(answered: Callable[[Placement], None] = accepted) -> tuple[Round, Application, Application, Opening]:
    """Who loses January could only go where somebody is who could also be elsewhere."""
    january, shared, spare = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4), opening_of_weeks(MARCH, 4)
    hit = apply_for(january, shared, weeks=4, window=Period.of_weeks(JANUARY, 8))
    holder = apply_for(shared, spare, weeks=4, window=WINDOW)
    round = published(NOW)
    answered(Placement.objects.get(application=holder))
    host_says_no(Placement.objects.get(application=hit))
    return round, hit, holder, spare


def test_confirmed_places_move_last_and_only_in_kinds_that_say_so() -> None:
    round, hit, holder, spare = crowded(confirmed)
    runs = looked_for(round, NOW, [hit.pk])
    assert not runs["fewest changes"].change["moved"]
    assert "confirmed stay" not in runs or not runs["confirmed stay"].change["moved"]
    assert runs["weeks kept"].change["confirmed_moved"] == 1
    actions.apply_repair(runs["weeks kept"], by=PROGRAM, now=NOW)
    assert held(holder) == [(spare, MARCH, PlacementState.OFFERED)]
    replaced = Placement.objects.get(application=holder, state=PlacementState.REPLACED)
    assert replaced.ended_by == EndedBy.PROGRAMME
    assert len(held(hit)) == 1
    assert (mails("plan_changed", hit), mails("plan_changed", holder)) == (1, 1)


def test_what_moves_is_told_before_it_is_applied_and_a_host_may_have_said_yes_since() -> None:
    round, hit, holder, _spare = crowded()
    runs = looked_for(round, NOW, [hit.pk])
    Placement.objects.filter(application=holder).update(state=PlacementState.CONFIRMED)
    with pytest.raises(Refused, match="confirmed-since"):
        actions.apply_repair(runs["weeks kept"], by=PROGRAM, now=NOW)


def test_a_plan_that_is_not_as_it_was_is_refused() -> None:
    round, hit, holder, _spare = crowded()
    runs = looked_for(round, NOW, [hit.pk])
    actions.cancel_placement(Placement.objects.get(application=holder), because="Ill for long.", by=PROGRAM, now=NOW)
    with pytest.raises(Refused, match="plan-moved"):
        actions.apply_repair(runs["weeks kept"], by=PROGRAM, now=NOW)
    assert held(hit) == []


def test_a_seat_that_was_taken_since_is_refused() -> None:
    lost, other = opening_of_weeks(JANUARY, 4), opening_of_weeks(MARCH, 4)
    hit = apply_for(lost, other, weeks=4, window=WINDOW)
    round = published(NOW)
    host_says_no(Placement.objects.get(application=hit))
    repair = looked_for(round, NOW, [hit.pk])["fewest changes"]
    late = apply_for(other, weeks=4, window=WINDOW)
    actions.take_free_seat(late, other, by=PROGRAM, now=NOW)
    with pytest.raises(Refused, match="does-not-fit"):
        actions.apply_repair(repair, by=PROGRAM, now=NOW)


def test_a_failure_in_the_middle_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    round, hit, holder, _spare = crowded()
    repair = looked_for(round, NOW, [hit.pk])["weeks kept"]
    before = held(holder)

    def broken(*_given: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("openrotations.placements.actions.repairing.applying.tell_host", broken)
    with pytest.raises(RuntimeError):
        actions.apply_repair(repair, by=PROGRAM, now=NOW)
    assert held(holder) == before and held(hit) == []
    assert mails("plan_changed") == 0 and not Run.objects.filter(origin="repaired", chosen_at__isnull=False).exists()


def test_a_repair_computed_last_week_counts_its_weeks_from_another_monday() -> None:
    lost, other = opening_of_weeks(JANUARY, 4), opening_of_weeks(MARCH, 4)
    hit = apply_for(lost, other, weeks=4, window=WINDOW)
    round = published(NOW)
    host_says_no(Placement.objects.get(application=hit))
    repair = looked_for(round, NOW, [hit.pk])["fewest changes"]
    actions.apply_repair(repair, by=PROGRAM, now=NOW + timedelta(days=9))
    assert held(hit) == [(other, MARCH, PlacementState.OFFERED)]


def test_a_repair_is_applied_once() -> None:
    round, hit, _holder, _spare = crowded()
    repair = looked_for(round, NOW, [hit.pk])["weeks kept"]
    actions.apply_repair(repair, by=PROGRAM, now=NOW)
    with pytest.raises(Refused, match="applied"):
        actions.apply_repair(repair, by=PROGRAM, now=NOW)


def test_what_has_begun_stays_on_the_page_of_the_round_after_a_repair() -> None:
    first, closes, other = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4), opening_of_weeks(MARCH, 4)
    apply_for(first, closes, other, weeks=8, window=WINDOW)
    round = published(NOW)
    january = Placement.objects.get(opening=first)
    for state in (PlacementState.ACCEPTED, PlacementState.CONFIRMED, PlacementState.CLEARED, PlacementState.ACTIVE):
        Placement.objects.filter(pk=january.pk).update(state=state)
    repair = looked_for(round, NOW, closings=[closing(closes)])["fewest changes"]
    actions.apply_repair(repair, by=PROGRAM, now=NOW)
    round.refresh_from_db()
    [line] = plan_lines(round, round.instance or {}, round.solution or {}, with_begun=True)
    assert [rotation.opening for rotation in line.rotations] == [first, other]
    assert (line.weeks, line.wanted, line.part) == (8, 8, "all")
    [without] = plan_lines(round, round.instance or {}, round.solution or {})
    assert [rotation.opening for rotation in without.rotations] == [other]


def test_who_is_in_another_round_meanwhile_is_not_helped_twice() -> None:
    lost, other = opening_of_weeks(JANUARY, 4), opening_of_weeks(MARCH, 4)
    hit = apply_for(lost, other, weeks=4, window=WINDOW)
    round = published(NOW)
    host_says_no(Placement.objects.get(application=hit))
    repair = looked_for(round, NOW, [hit.pk])["fewest changes"]
    checked_round(NOW)
    with pytest.raises(Refused, match="plan-moved"):
        actions.apply_repair(repair, by=PROGRAM, now=NOW)


def test_a_closing_where_somebody_is_who_cannot_be_moved_is_refused_at_once() -> None:
    opening = opening_of_weeks(JANUARY, 4, seats=2)
    apply_for(opening, weeks=4, window=WINDOW)
    round = published(NOW)
    make_placement(opening, seat=2, period=opening.period)
    with pytest.raises(Refused, match="placements-there"):
        looked_for(round, NOW, closings=[closing(opening)])


def test_every_step_of_a_repair_has_its_entry_in_the_trail() -> None:
    round, hit, _holder, _spare = crowded()
    actions.apply_repair(looked_for(round, NOW, [hit.pk])["weeks kept"], by=PROGRAM, now=NOW)
    entries = {entry.action: json.loads(entry.body)["details"] for entry in Entry.objects.all()}
    assert {"request_repair", "apply_repair", "replace_placement"} <= entries.keys() & SENTENCES.keys()
    told = entries["apply_repair"]
    assert (told["kind"], told["students"], told["ended"], told["offers"]) == ("weeks kept", 2, 1, 2)
