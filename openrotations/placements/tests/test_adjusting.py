"""One student's plan changed by hand: every reason why not at once, nothing saved by trying."""

from datetime import date
from typing import Any

import pytest

from openrotations.applications.models import Application
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.hosts.tests.factories import make_site
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.models import Round, Run
from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.queries import adjusting
from openrotations.placements.queries.adjusting import attempt, holders_of, options_of
from openrotations.placements.queries.runs import comparison_of
from openrotations.placements.states import RoundState
from openrotations.placements.tests.cohorts import (
    apply_for,
    checked_round,
    computed,
    finished,
    opening_of_weeks,
)
from openrotations.placements.tests.factories import office_hours

pytestmark = pytest.mark.django_db
NOW = office_hours()
JANUARY, FEBRUARY = date(2027, 1, 4), date(2027, 2, 1)
WINDOW = Period(date(2027, 1, 1), date(2027, 3, 31))
FIRST_OF_JANUARY = 4  # weeks from 7 December


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def planned(**values: Any) -> tuple[Run, Application, Application]:
    """One seat in January, wanted by two; who wants eight weeks has it, and February as well."""
    january, february = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4)
    one = apply_for(january, february, weeks=8, window=WINDOW, **values)
    other = apply_for(january, weeks=4, window=WINDOW)
    return computed(checked_round(NOW), NOW), one, other


def blocks(run: Run, application: Application) -> list[tuple[str, int, int]]:
    plan = (run.solution or {})["plans"].get(str(application.pk), [])
    return [(offering, start, length) for offering, start, length in plan]


def codes(run: Run, application: Application, plan: list[tuple[str, int, int]]) -> list[str]:
    return [reason.code for reason in attempt(run, application.pk, plan).reasons]


def test_taking_a_rotation_away_frees_its_weeks_and_shows_what_it_costs() -> None:
    run, one, other = planned()
    tried = attempt(run, one.pk, blocks(run, one)[1:])
    assert not tried.reasons and Run.objects.count() == 1
    assert tried.consequences == [
        ("Students with all their weeks", 1, 0),
        ("Weeks placed", 8, 4),
        ("Price and changes of city", 3600, 1800),
    ]
    [january] = options_of(run, other)
    assert january.blocks[-1][1].endswith("full") and not january.chosen


def test_every_reason_is_told_at_once() -> None:
    run, one, other = planned(most_moves=0)
    january, february = options_of(run, one)
    assert (january.rank, february.rank) == (1, 2)
    both = [(str(january.opening.pk), FIRST_OF_JANUARY, 4), (str(february.opening.pk), FIRST_OF_JANUARY, 2)]
    assert codes(run, one, both) == ["no-block", "overlap"]
    assert codes(run, one, blocks(run, one)) == ["same"]
    Application.objects.filter(pk=other.pk).update(budget=100)
    assert codes(run, other, [(str(january.opening.pk), FIRST_OF_JANUARY, 4)]) == ["no-seat"]
    instance = run.instance or {}
    for student in instance["students"]:
        student |= {"budget": 100, "max_rotations": 1, "max_moves": 0, "weeks_needed": 6}
    assert codes(run, one, blocks(run, one)[::-1]) == ["weeks", "budget", "rotations", "same"]
    for student in instance["students"]:
        student |= {"min_weeks": 3}
    assert codes(run, other, [(str(january.opening.pk), FIRST_OF_JANUARY, 2)]) == ["no-seat", "weeks", "budget"]


def test_who_has_the_seats_is_named() -> None:
    run, one, other = planned()
    [january] = options_of(run, other)
    wanted = [(str(january.opening.pk), FIRST_OF_JANUARY, 4)]
    assert [entry.application for entry in holders_of(run, other.pk, wanted)] == [one]
    assert holders_of(run, one.pk, blocks(run, one)) == []


def test_limits_on_states_are_kept() -> None:
    site = make_site(state="NY")
    january = opening_of_weeks(JANUARY, 4, site=site, seats=2)
    one, other = (apply_for(january, weeks=4, window=WINDOW) for _ in range(2))
    run = computed(checked_round(NOW), NOW)
    instance = dict(run.instance or {})
    instance["limits"] = {
        "weeks_in_state": [{"state": "NY", "most_weeks": 3}],
        "students_in_state": [{"state": "NY", "school": "", "first_week": 0, "end_week": 9, "most_students": 1}],
    }
    Run.objects.filter(pk=run.pk).update(instance=instance)
    run.refresh_from_db()
    assert one != other
    assert codes(run, one, [(str(january.pk), FIRST_OF_JANUARY, 4)])[:2] == ["state-weeks", "state-students"]


def test_what_is_told_and_what_the_checker_finds_agree() -> None:
    run, one, other = planned()
    for application in (one, other):
        for option in options_of(run, application):
            for value, _label in option.blocks:
                start, length = map(int, value.split("+"))
                tried = attempt(run, application.pk, [(str(option.opening.pk), start, length)])
                told = [reason for reason in tried.reasons if reason.code != "same"]
                assert bool(told) == bool(check_plan(run.instance or {}, tried.solution).faults)
                assert "unsound" not in {reason.code for reason in told}


def test_a_changed_plan_is_a_run_of_its_own_and_becomes_the_rounds() -> None:
    run, one, _other = planned()
    kept = blocks(run, one)
    adjusted = actions.adjust_plan(run, one.pk, kept[:-1], by=PROGRAM, now=NOW)
    assert Round.objects.get().state == RoundState.RUNNING
    finished(adjusted, NOW)
    found = Round.objects.get()
    assert (found.state, found.solution) == (RoundState.REVIEWED, adjusted.solution)
    assert (adjusted.number, adjusted.origin, adjusted.based_on) == (2, Run.Origin.ADJUSTED, run)
    assert adjusted.change["before"] == [list(block) for block in kept]
    comparison = comparison_of(found, [])
    assert [result.run.number for result in comparison.results] == [1, 2]
    assert comparison.results[1].is_chosen and not comparison.results[0].is_chosen
    assert {table.title for table in comparison.groups} >= {"School", "What it may cost"}


def test_a_change_that_cannot_be_is_refused_and_nothing_is_kept() -> None:
    run, one, _other = planned()
    with pytest.raises(Refused):
        actions.adjust_plan(run, one.pk, blocks(run, one), by=PROGRAM, now=NOW)
    assert Run.objects.count() == 1 and Round.objects.get().state == RoundState.REVIEWED


def test_the_checker_has_the_last_word_on_a_change_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    run, one, _other = planned()
    monkeypatch.setattr(adjusting, "why_not_plan", lambda desk, plan: iter(()))
    kept = blocks(run, one)
    assert set(codes(run, one, [*kept, kept[0]])) == {"unsound"}


def test_a_plan_put_aside_is_not_changed_by_hand() -> None:
    run, one, _other = planned()
    actions.reopen_round(Round.objects.get(), by=PROGRAM, now=NOW)
    actions.check_round(Round.objects.get(), by=PROGRAM, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.adjust_plan(run, one.pk, [], by=PROGRAM, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["not-finished"]


def test_a_published_plan_is_not_changed_by_hand() -> None:
    run, one, _other = planned()
    actions.publish_round(run.round, by=PROGRAM, now=NOW)
    with pytest.raises(Refused):
        actions.adjust_plan(run, one.pk, [], by=PROGRAM, now=NOW)
