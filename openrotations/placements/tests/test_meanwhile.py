"""Between a plan's computation and its publication nobody is passed over, lost or placed against a limit."""

from datetime import date
from typing import Any

import pytest

from openrotations.applications.actions import withdraw_application
from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.hosts.models import Site
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.models import Placement, Round, RoundEntry, Run
from openrotations.placements.queries.cohorts import cohort_of
from openrotations.placements.queries.instances import choices_of
from openrotations.placements.states import RoundState
from openrotations.placements.tests.cohorts import SETTINGS, apply_for, checked_round, computed, opening_of_weeks
from openrotations.placements.tests.factories import make_placement, make_round, office_hours

pytestmark = pytest.mark.django_db
NOW = office_hours()
JANUARY, FEBRUARY, MARCH = date(2027, 1, 4), date(2027, 2, 1), date(2027, 3, 1)
WINDOW = Period(date(2027, 1, 1), date(2027, 3, 31))


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def again(round: Round) -> Round:
    return Round.objects.get(pk=round.pk)


def publish(round: Round) -> list[Placement]:
    return actions.publish_round(again(round), by=PROGRAM, now=NOW)


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


def one_student_in(state: str) -> dict[str, Any]:
    """The office's limit on a state, as a form keeps it."""
    days = {"first_on": "2027-01-01", "last_on": "2027-12-31"}
    return {"state": state, "each_school": False, "most_students": 1, **days}


def late_comer(round: Round) -> tuple[Run, Application]:
    """The round is reopened after it was computed, and somebody else comes in."""
    run = computed(round, NOW)
    actions.reopen_round(again(round), by=PROGRAM, now=NOW)
    late = apply_for(opening_of_weeks(FEBRUARY, 4), weeks=4, window=WINDOW)
    actions.collect_applications(again(round), by=PROGRAM, now=NOW)
    actions.check_round(again(round), by=PROGRAM, now=NOW)
    return run, late


def test_a_seat_taken_beside_the_round_does_not_take_a_student_out_of_it() -> None:
    first, second = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4)
    application = apply_for(first, second, weeks=8, window=WINDOW)
    make_placement(first, application, period=first.period)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.PLACED)
    found = make_round(kind=Round.Kind.COHORT)
    actions.collect_placed_applications(found, by=PROGRAM, now=NOW)
    actions.check_round(found, by=PROGRAM, now=NOW)
    computed(again(found), NOW)
    elsewhere = opening_of_weeks(date(2027, 3, 1), 2)
    actions.take_seat(
        Application.objects.get(pk=application.pk), elsewhere, elsewhere.dates, held_until=None, state="accepted",
        by=PROGRAM, now=NOW,
    )  # fmt: skip
    application.refresh_from_db()
    assert application.state == ApplicationState.IN_ROUND
    publish(found)
    application.refresh_from_db()
    assert application.state == ApplicationState.PLACED
    assert (
        Placement.objects.filter(application=application, opening=second).exists()
        or Message.objects.filter(template="placements/mail/missed.txt").exists()
    )


def test_an_old_plan_does_not_come_back_when_the_new_computation_fails() -> None:
    apply_for(opening_of_weeks(JANUARY, 4), weeks=4, window=WINDOW)
    found = checked_round(NOW)
    _run, late = late_comer(found)
    new = actions.request_plan(again(found), SETTINGS, by=PROGRAM, now=NOW)
    actions.start_run(new, now=NOW)
    actions.fail_run(new, now=NOW)
    assert again(found).state == RoundState.CHECKED
    with pytest.raises(Refused):
        publish(found)
    late.refresh_from_db()
    assert late.state == ApplicationState.IN_ROUND


def test_an_old_plan_cannot_be_chosen_for_people_whom_it_never_saw() -> None:
    apply_for(opening_of_weeks(JANUARY, 4), weeks=4, window=WINDOW)
    found = checked_round(NOW)
    old, _late = late_comer(found)
    computed(again(found), NOW)
    with pytest.raises(Refused) as refused:
        actions.choose_run(old, by=PROGRAM, now=NOW)
    assert codes(refused) == {"others-came"}


def test_a_plan_is_not_published_over_somebody_whom_it_never_saw() -> None:
    apply_for(opening_of_weeks(JANUARY, 4), weeks=4, window=WINDOW)
    found = checked_round(NOW)
    computed(found, NOW)
    late = apply_for(opening_of_weeks(FEBRUARY, 4), weeks=4, window=WINDOW, state=ApplicationState.IN_ROUND)
    RoundEntry.objects.create(round=found, application=late)
    with pytest.raises(Refused) as refused:
        publish(found)
    assert codes(refused) == {"others-came"}
    assert not Placement.objects.exists()


def test_an_altered_plan_is_not_published() -> None:
    apply_for(opening_of_weeks(JANUARY, 4), weeks=4, window=WINDOW)
    found = checked_round(NOW)
    computed(found, NOW)
    solution = again(found).solution or {}
    [(student, plan)] = solution["plans"].items()
    Round.objects.filter(pk=found.pk).update(solution={**solution, "plans": {student: [*plan, *plan]}})
    with pytest.raises(Refused) as refused:
        publish(found)
    assert codes(refused) == {"not-reviewed"}


def test_who_withdrew_takes_no_seat_and_stops_nobody() -> None:
    january = opening_of_weeks(JANUARY, 4)
    leaving, staying = (apply_for(january, weeks=4, window=WINDOW) for _ in range(2))
    found = checked_round(NOW)
    computed(found, NOW)
    withdraw_application(leaving, by=PROGRAM, now=NOW)
    run = computed(again(found), NOW)
    assert [student["id"] for student in (run.instance or {})["students"]] == [str(staying.pk)]
    (offer,) = publish(found)
    assert offer.application_id == staying.pk


def test_who_withdrew_after_the_computation_is_left_out_when_it_is_published() -> None:
    january = opening_of_weeks(JANUARY, 4, seats=2)
    leaving, staying = (apply_for(january, weeks=4, window=WINDOW) for _ in range(2))
    found = checked_round(NOW)
    computed(found, NOW)
    withdraw_application(leaving, by=PROGRAM, now=NOW)
    again(found).entries.filter(application=leaving).delete()
    assert [offer.application_id for offer in publish(found)] == [staying.pk]


def test_a_limit_on_a_state_holds_with_those_placed_since() -> None:
    january = opening_of_weeks(JANUARY, 4, seats=2)
    apply_for(january, weeks=4, window=WINDOW)
    limit = one_student_in(january.offering.site.state)
    found = checked_round(NOW)
    computed(found, NOW, {**SETTINGS, "students_in_state": [limit]})
    make_placement(january, seat=2, period=january.period)
    with pytest.raises(Refused) as refused:
        publish(found)
    assert codes(refused) == {"limit-passed"}


def test_a_limit_on_weeks_in_a_state_holds_with_the_weeks_taken_since() -> None:
    january, march = opening_of_weeks(JANUARY, 4), opening_of_weeks(MARCH, 4)
    Site.objects.update(state="NY")
    application = apply_for(january, weeks=8, window=WINDOW)
    found = checked_round(NOW)
    computed(found, NOW, {**SETTINGS, "weeks_in_state": [{"state": "NY", "most_weeks": 4}]})
    make_placement(march, application, period=march.period)
    with pytest.raises(Refused) as refused:
        publish(found)
    assert codes(refused) == {"limit-passed"}


def test_who_is_counted_in_a_state_already_is_never_left_out_of_the_count() -> None:
    """The planner's format cannot say that they count once: planned there again, they count twice, to be safe."""
    january, february = opening_of_weeks(JANUARY, 4), opening_of_weeks(FEBRUARY, 4)
    Site.objects.update(state="NY")
    application = apply_for(january, february, weeks=8, window=WINDOW)
    make_placement(january, application)
    actions.collect_placed_applications(found := make_round(kind=Round.Kind.COHORT), by=PROGRAM, now=NOW)
    RoundEntry.objects.get_or_create(round=found, application=application)
    settings = {**SETTINGS, "students_in_state": [{**one_student_in("NY"), "most_students": 3}]}
    cohort = cohort_of(found, choices_of(found, NOW), settings, NOW)
    assert [limit.most_students for limit in cohort.instance.limits.students_in_state] == [2]


def test_the_limits_of_the_plan_chosen_hold_and_not_those_of_the_plan_computed_last() -> None:
    january = opening_of_weeks(JANUARY, 4, seats=2)
    apply_for(january, weeks=4, window=WINDOW)
    limit = one_student_in(january.offering.site.state)
    found = checked_round(NOW)
    limited = computed(found, NOW, {**SETTINGS, "students_in_state": [limit]})
    computed(again(found), NOW)
    actions.choose_run(limited, by=PROGRAM, now=NOW)
    make_placement(january, seat=2, period=january.period)
    with pytest.raises(Refused) as refused:
        publish(found)
    assert codes(refused) == {"limit-passed"}


def test_a_computation_that_failed_leaves_the_limits_of_the_plan_before() -> None:
    apply_for(opening_of_weeks(JANUARY, 4), weeks=4, window=WINDOW)
    found = checked_round(NOW)
    computed(found, NOW)
    failed = actions.request_plan(again(found), {**SETTINGS, "seconds": 99}, by=PROGRAM, now=NOW)
    actions.fail_run(failed, now=NOW)
    assert again(found).settings["seconds"] == SETTINGS["seconds"]


def test_a_run_that_no_worker_took_up_is_stopped_at_once() -> None:
    apply_for(opening_of_weeks(JANUARY, 4), weeks=4, window=WINDOW)
    found = checked_round(NOW)
    run = actions.request_plan(found, SETTINGS, by=PROGRAM, now=NOW)
    actions.stop_run(run, by=PROGRAM, now=NOW)
    assert again(found).state == RoundState.CHECKED


def test_a_round_with_nobody_in_it_or_not_checked_is_told_so() -> None:
    found = make_round(kind=Round.Kind.COHORT)
    with pytest.raises(Refused) as refused:
        actions.request_plan(found, SETTINGS, by=PROGRAM, now=NOW)
    assert codes(refused) == {"no-entries", "not-checked"}


def test_each_kind_of_round_is_computed_in_its_own_way() -> None:
    apply_for(opening_of_weeks(JANUARY, 4), weeks=4, window=WINDOW)
    found = checked_round(NOW)
    with pytest.raises(Refused) as refused:
        actions.request_run(found, by=PROGRAM, now=NOW)
    assert codes(refused) == {"other-kind"}
    Round.objects.filter(pk=found.pk).update(kind=Round.Kind.RANKED)
    with pytest.raises(Refused) as refused:
        actions.request_plan(again(found), SETTINGS, by=PROGRAM, now=NOW)
    assert codes(refused) == {"other-kind"}
