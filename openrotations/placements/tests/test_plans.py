"""A round of plans from collecting to the offers of whole plans, and the student's answer to part of one."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState, WindowState
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.actions.plans import UnsoundPlan, report_progress
from openrotations.placements.models import Outcome, Placement, Round, Run
from openrotations.placements.planner import ENGINE
from openrotations.placements.planner.cohort.files.formats import solution_from
from openrotations.placements.queries.cohorts import calendar_of
from openrotations.placements.queries.plans import opening_lines, plan_lines, plan_page, seen_of
from openrotations.placements.queries.rounds import choice_lines
from openrotations.placements.states import RoundState, RunState
from openrotations.placements.tests.cohorts import (
    SETTINGS,
    apply_for,
    checked_round,
    computed,
    first_come,
    opening_of_weeks,
)
from openrotations.placements.tests.factories import make_placement, make_round, office_hours

pytestmark = pytest.mark.django_db
NOW = office_hours()
JANUARY, FEBRUARY = date(2027, 1, 4), date(2027, 2, 1)
WINDOW = Period(date(2027, 1, 1), date(2027, 3, 31))


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def two_for_eight_weeks() -> list[Application]:
    """Two students who want eight weeks; January has one seat, February two."""
    first, second = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4, seats=2)
    return [apply_for(first, second, weeks=8, window=WINDOW) for _ in range(2)]


def planned_with(*applications: Application) -> dict[str, Any]:
    """What the planner is given for a round of these applications."""
    found = make_round(kind=Round.Kind.COHORT)
    for application in applications:
        found.entries.create(application=application)
    actions.check_round(found, by=PROGRAM, now=NOW)
    return actions.request_plan(found, SETTINGS, by=PROGRAM, now=NOW).instance or {}


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def test_the_office_sees_what_the_planner_sees() -> None:
    two_for_eight_weeks()
    late = opening_of_weeks(date(2027, 6, 7), 4)
    lost = apply_for(late, weeks=4, window=WINDOW)
    found = make_round(kind=Round.Kind.COHORT)
    actions.collect_applications(found, by=PROGRAM, now=NOW)
    seen = seen_of(found, NOW)
    assert (seen.students, seen.weeks_wanted, seen.openings, seen.seat_weeks) == (3, 20, 2, 4 + 8)
    assert [(str(text), count) for text, count in seen.left_out] == [("outside the student's approved windows", 1)]
    assert [(entry.application, count) for entry, count in seen.impossible] == [(lost, 1)]


def test_a_window_that_ends_on_a_friday_holds_its_last_week() -> None:
    application = apply_for(opening_of_weeks(JANUARY, 4), weeks=4, window=Period(JANUARY, date(2027, 1, 29)))
    found = checked_round(NOW)
    computed(found, NOW)
    [offer] = actions.publish_round(found, by=PROGRAM, now=NOW)
    assert offer.application == application
    assert offer.dates == Period(JANUARY, date(2027, 1, 29))
    assert offer.price == 4 * offer.offering.price_per_week


def test_a_computed_plan_is_checked_and_kept_with_a_reason_for_every_choice() -> None:
    two_for_eight_weeks()
    found = checked_round(NOW)
    run = computed(found, NOW)
    found.refresh_from_db()
    assert (run.state, run.number, found.state) == (RunState.FINISHED, 1, RoundState.REVIEWED)
    assert run.objectives["full"] == 1 and run.objectives["weeks"] == 12
    assert found.solution == run.solution and run.chosen_at
    assert found.engine == run.engine == ENGINE
    assert Outcome.objects.filter(entry__round=found).count() == 4
    assert Outcome.objects.filter(entry__round=found, is_given=True).count() == 3
    for entry in found.entries.all():
        assert all(line.sentences for line in choice_lines(entry, to_student=True))
    assert not Placement.objects.exists()


def test_an_unsound_plan_is_not_kept() -> None:
    two_for_eight_weeks()
    run = actions.request_plan(checked_round(NOW), SETTINGS, by=PROGRAM, now=NOW)
    actions.start_run(run, now=NOW)
    raw = first_come(run.instance or {}).model_dump(mode="json")
    [plan] = [plan for plan in raw["plans"].values() if len(plan) == 2]
    everybody = dict.fromkeys(raw["plans"], plan)
    with pytest.raises(UnsoundPlan):
        actions.finish_run(run, solution_from({**raw, "plans": everybody, "claims": None}), {}, now=NOW)


def test_a_failed_run_leaves_the_round_as_it_was() -> None:
    two_for_eight_weeks()
    found = checked_round(NOW)
    run = actions.request_plan(found, SETTINGS, by=PROGRAM, now=NOW)
    actions.fail_run(run, now=NOW)
    found.refresh_from_db()
    assert found.state == RoundState.CHECKED
    computed(found, NOW)
    again = actions.request_plan(found, SETTINGS, by=PROGRAM, now=NOW)
    actions.fail_run(again, now=NOW)
    found.refresh_from_db()
    assert found.state == RoundState.REVIEWED and again.number == 3


def test_a_run_that_fails_late_leaves_a_round_that_went_on_alone() -> None:
    two_for_eight_weeks()
    found = checked_round(NOW)
    run = actions.request_plan(found, SETTINGS, by=PROGRAM, now=NOW)
    actions.abandon_run(Round.objects.get(pk=found.pk), now=NOW)
    actions.reopen_round(Round.objects.get(pk=found.pk), by=PROGRAM, now=NOW)
    actions.fail_run(run, now=NOW)
    assert Round.objects.get(pk=found.pk).state == RoundState.COLLECTING


def test_a_run_whose_worker_died_is_given_up() -> None:
    two_for_eight_weeks()
    found = checked_round(NOW)
    run = actions.request_plan(found, SETTINGS, by=PROGRAM, now=NOW)
    assert actions.fail_lost_runs(NOW + timedelta(days=1)) == 0
    actions.start_run(run, now=NOW)
    assert actions.fail_lost_runs(NOW + timedelta(minutes=29)) == 0
    assert actions.fail_lost_runs(NOW + timedelta(minutes=31)) == 1
    found.refresh_from_db()
    assert found.state == RoundState.CHECKED


def test_one_run_at_a_time_and_only_when_checked() -> None:
    two_for_eight_weeks()
    found = make_round(kind=Round.Kind.COHORT)
    actions.collect_applications(found, by=PROGRAM, now=NOW)
    with pytest.raises(Refused):
        actions.request_plan(found, SETTINGS, by=PROGRAM, now=NOW)
    actions.check_round(found, by=PROGRAM, now=NOW)
    actions.request_plan(found, SETTINGS, by=PROGRAM, now=NOW)
    with pytest.raises(Refused):
        actions.request_plan(found, SETTINGS, by=PROGRAM, now=NOW)


def test_progress_is_kept_until_somebody_asks_to_stop() -> None:
    two_for_eight_weeks()
    run = actions.request_plan(checked_round(NOW), SETTINGS, by=PROGRAM, now=NOW)
    assert not report_progress(run, {"full": 1})
    actions.start_run(run, now=NOW)
    assert report_progress(run, {"full": 1})
    actions.stop_run(run, by=PROGRAM, now=NOW)
    assert not report_progress(run, {"full": 2})
    run.refresh_from_db()
    assert run.progress == {"full": 1}
    actions.fail_run(run, now=NOW)
    with pytest.raises(Refused):
        actions.stop_run(run, by=PROGRAM, now=NOW)


def test_an_earlier_run_can_be_chosen_again() -> None:
    two_for_eight_weeks()
    found = checked_round(NOW)
    first, second = computed(found, NOW), computed(found, NOW + timedelta(minutes=1))
    page = plan_page(Round.objects.get(pk=found.pk), NOW)
    assert page.result and page.result.run == second
    actions.choose_run(first, by=PROGRAM, now=NOW + timedelta(minutes=2))
    page = plan_page(Round.objects.get(pk=found.pk), NOW)
    assert page.result and page.result.run == first


def test_a_published_rounds_plan_is_not_exchanged() -> None:
    two_for_eight_weeks()
    found = checked_round(NOW)
    first, _second = computed(found, NOW), computed(found, NOW)
    actions.publish_round(Round.objects.get(pk=found.pk), by=PROGRAM, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.choose_run(first, by=PROGRAM, now=NOW)
    assert codes(refused) == {"not-finished"}


def test_a_run_that_failed_is_not_chosen() -> None:
    two_for_eight_weeks()
    found = checked_round(NOW)
    computed(found, NOW)
    failed = actions.request_plan(Round.objects.get(pk=found.pk), SETTINGS, by=PROGRAM, now=NOW)
    actions.fail_run(failed, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.choose_run(failed, by=PROGRAM, now=NOW)
    assert codes(refused) == {"not-finished"}


def test_what_a_student_has_elsewhere_is_taken_out_of_their_window_and_what_they_still_want() -> None:
    first, second = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4)
    application = apply_for(second, weeks=8, window=WINDOW, budget=4000, most_rotations=3)
    make_placement(first, application)
    instance = planned_with(application)
    [student] = instance["students"]
    assert (student["weeks_needed"], student["min_weeks"], student["budget"]) == (4, 1, 4000 - 1800)
    assert student["max_rotations"] == 2
    left = {week for start, end in student["windows"] for week in range(start, end)}
    assert left and not left & set(calendar_of(instance).touched(first.dates))
    assert student["state_weeks"] == {first.offering.site.state: 4}


def test_who_has_spent_more_than_they_wanted_has_nothing_left_to_spend() -> None:
    first, second = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4)
    application = apply_for(second, weeks=8, window=WINDOW, budget=1000)
    make_placement(first, application)
    assert [student["budget"] for student in planned_with(application)["students"]] == [0]


def test_a_window_that_the_school_has_not_approved_is_none() -> None:
    opening = opening_of_weeks(JANUARY, 4)
    sure, unsure = (apply_for(opening, weeks=4, window=WINDOW) for _ in range(2))
    unsure.student.windows.update(state=WindowState.REFUSED)
    windows = {student["id"]: student["windows"] for student in planned_with(sure, unsure)["students"]}
    assert windows[str(sure.pk)] and not windows[str(unsure.pk)]


def test_friends_who_named_each_other_reach_the_planner_as_a_pair() -> None:
    opening = opening_of_weeks(JANUARY, 4, seats=3)
    one, other = apply_for(opening, weeks=4, window=WINDOW), apply_for(opening, weeks=4, window=WINDOW)
    alone = apply_for(opening, weeks=4, window=WINDOW)
    for mine, named in ((one, other), (other, one), (alone, one)):
        mine.friend_email = named.student.person.email
        mine.save(update_fields=["friend_email"])
    run = computed(checked_round(NOW), NOW)
    assert run.instance is not None
    assert run.instance["together"] == [sorted([str(one.pk), str(other.pk)])]
    assert run.verdict is not None
    assert run.verdict["weeks_together"] == [[*sorted([str(one.pk), str(other.pk)]), 4]]


def test_a_price_with_cents_is_never_rounded_down() -> None:
    apply_for(opening_of_weeks(JANUARY, 4, price_per_week="450.50"), weeks=4, window=WINDOW, budget="1802.00")
    run = actions.request_plan(checked_round(NOW), SETTINGS, by=PROGRAM, now=NOW)
    assert (run.instance or {})["offerings"][0]["price_week"] == 451
    assert (run.instance or {})["students"][0]["budget"] == 1802


def test_limits_on_states_reach_the_planner_in_weeks() -> None:
    opening = opening_of_weeks(JANUARY, 4)
    state = opening.offering.site.state
    apply_for(opening, weeks=4, window=WINDOW)
    limits = {
        "weeks_in_state": [{"state": state, "most_weeks": 12}],
        "students_in_state": [
            {"state": state, "each_school": True, "most_students": 3, "first_on": "2027-01-01", "last_on": "2027-01-31"}
        ],
    }
    run = actions.request_plan(checked_round(NOW), {**SETTINGS, **limits}, by=PROGRAM, now=NOW)
    kept = (run.instance or {})["limits"]
    [weeks] = kept["weeks_in_state"]
    assert {key: value for key, value in weeks.items() if value} == {"state": state, "most_weeks": 12}
    [limit] = kept["students_in_state"]
    assert (limit["first_week"], limit["end_week"], limit["most_students"]) == (4, 8, 3)
    assert limit["school"] == (run.instance or {})["students"][0]["school"]


@pytest.mark.parametrize("is_published", [False, True])
def test_the_page_of_a_round_of_plans_needs_as_many_queries_for_three_students_as_for_one(is_published: bool) -> None:
    def queries(count: int) -> int:
        opening = opening_of_weeks(JANUARY, 4, seats=3)
        for _ in range(count):
            apply_for(opening, weeks=4, window=WINDOW)
        found = checked_round(NOW)
        computed(found, NOW)
        if is_published:
            actions.publish_round(found, by=PROGRAM, now=NOW)
        found = Round.objects.get(pk=found.pk)
        with CaptureQueriesContext(connection) as caught:
            page = plan_page(found, NOW)
            assert page.result
            run = page.result.run
            lines = plan_lines(found, run.instance or {}, run.solution or {})
            assert len(lines) == count and all(line.part == "all" for line in lines)
            assert all(str(rotation.opening.offering.site) for line in lines for rotation in line.rotations)
            assert opening_lines(run.instance or {}, run.solution or {})[0].given == 4 * count
        return len(caught)

    assert queries(1) == queries(3)


def test_runs_are_numbered_and_remember_what_went_in() -> None:
    two_for_eight_weeks()
    found = checked_round(NOW)
    computed(found, NOW), computed(found, NOW, {**SETTINGS, "preset": "weeks"})
    assert [(run.number, run.settings["preset"]) for run in Run.objects.order_by("number")] == [
        (1, "complete"), (2, "weeks"),
    ]  # fmt: skip


def test_a_second_round_looks_for_the_weeks_that_are_missing_and_leaves_the_first_ones_alone() -> None:
    first, second = opening_of_weeks(JANUARY, 4), opening_of_weeks(JANUARY + timedelta(weeks=4), 4)
    application = apply_for(first, second, weeks=8, window=Period.of_weeks(JANUARY, 8))
    make_placement(first, application, period=first.period)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.PLACED)
    found = make_round(kind=Round.Kind.COHORT)
    assert actions.collect_applications(found, by=PROGRAM, now=NOW) == 0
    assert actions.collect_placed_applications(found, by=PROGRAM, now=NOW) == 1
    actions.check_round(found, by=PROGRAM, now=NOW)
    run = computed(found, NOW)
    found.refresh_from_db()
    (offer,) = actions.publish_round(found, by=PROGRAM, now=NOW)
    assert (offer.opening_id, offer.dates) == (second.pk, second.dates)
    assert run.objectives["weeks"] == 4
    application.refresh_from_db()
    assert application.state == ApplicationState.PLACED


def test_who_gets_nothing_more_keeps_what_they_have_and_is_not_told_that_they_have_no_place() -> None:
    first, second = opening_of_weeks(JANUARY, 4), opening_of_weeks(JANUARY + timedelta(weeks=4), 4)
    application = apply_for(first, second, weeks=8, window=Period.of_weeks(JANUARY, 8))
    make_placement(first, application, period=first.period)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.PLACED)
    other = apply_for(second, weeks=4, window=Period.of_weeks(JANUARY, 8))
    found = make_round(kind=Round.Kind.COHORT)
    actions.collect_applications(found, by=PROGRAM, now=NOW)
    actions.collect_placed_applications(found, by=PROGRAM, now=NOW)
    actions.check_round(found, by=PROGRAM, now=NOW)
    run = computed(found, NOW)
    given = {student for student, plan in (run.solution or {})["plans"].items() if plan}
    actions.publish_round(Round.objects.get(pk=found.pk), by=PROGRAM, now=NOW)
    application.refresh_from_db()
    other.refresh_from_db()
    assert application.state == ApplicationState.PLACED
    assert len(given) == 1
    unlucky = other if str(application.pk) in given else application
    mails = Message.objects.filter(template="placements/mail/not_placed.txt", to_person=unlucky.student.person)
    assert mails.count() == (1 if unlucky == other else 0)
