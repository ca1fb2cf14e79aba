import pytest
from pytest_django import DjangoAssertNumQueries

from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.wording import isolated
from openrotations.onboarding import actions, queries
from openrotations.onboarding.tests.factories import IN_DECEMBER, make_confirmed_placement, make_tasks

pytestmark = pytest.mark.django_db
STUDENT = Actor("person", "", "student")


def test_it_is_the_students_turn_and_the_offices() -> None:
    placement = make_tasks()[0].placement
    mine, theirs = queries.turns(placement, now=IN_DECEMBER)
    assert (mine.who, str(mine.sentence)) == ("student", "Do 5 tasks before day one.")
    assert str(mine.told) == f"{isolated(placement.student)} does 5 tasks before day one."
    assert (theirs.who, str(theirs.sentence)) == ("office", "Check 1 task of this rotation.")
    assert str(theirs.told) == "The office checks 1 task of this rotation."


def test_nobody_has_a_turn_when_the_placement_is_cleared() -> None:
    tasks = make_tasks()
    for task in tasks:
        actions.check_task(task, by=PROGRAM, now=IN_DECEMBER)
    placement = tasks[0].placement
    placement.refresh_from_db()
    assert queries.turns(placement, now=IN_DECEMBER) == []
    assert queries.office_needs(IN_DECEMBER) == []


def test_the_office_needs_to_check_what_was_stated() -> None:
    task = make_tasks()[0]
    actions.state_task(task, by=STUDENT, now=IN_DECEMBER)
    assert [need.code for need in queries.office_needs(IN_DECEMBER)] == ["check-tasks"]


def test_the_office_is_warned_two_weeks_before_day_one() -> None:
    make_tasks()
    late = IN_DECEMBER.replace(day=22)
    assert [need.code for need in queries.office_needs(late)] == ["not-cleared"]


def test_needs_take_as_many_queries_for_three_placements_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for expected in (1, 3):
        while len(queries.office_needs(IN_DECEMBER.replace(day=22))) < expected:
            make_tasks(make_confirmed_placement())
        with django_assert_num_queries(2):
            queries.office_needs(IN_DECEMBER.replace(day=22))
