from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from openrotations.common.wording import isolated
from openrotations.logbook import actions
from openrotations.logbook.states import DayState
from openrotations.logbook.tests.factories import (
    DAY_ONE_NOON,
    FIRST_FRIDAY_AFTERNOON,
    MONDAY,
    as_student,
    make_day,
    make_running_placement,
)
from openrotations.logbook.turns import office_needs, turns
from openrotations.placements.tests.factories import make_placement

pytestmark = pytest.mark.django_db


def test_on_day_one_the_student_is_asked_to_arrive() -> None:
    placement = make_placement(state="cleared")
    assert [turn.code for turn in turns(placement, now=DAY_ONE_NOON)] == ["arrive"]
    assert turns(placement, now=DAY_ONE_NOON - timedelta(days=1)) == []


def test_the_student_reports_corrects_and_the_preceptor_signs() -> None:
    placement = make_running_placement()
    make_day(placement, MONDAY)
    make_day(placement, MONDAY + timedelta(days=1), state=DayState.QUERIED, query="Really?")
    actions.ask_for_signature(placement, by=as_student(placement.student.person), now=DAY_ONE_NOON)
    found = turns(placement, now=FIRST_FRIDAY_AFTERNOON)
    assert [(turn.code, turn.who) for turn in found] == [
        ("queried-days", "student"),
        ("missing-days", "student"),
        ("sign-days", "preceptor"),
    ]
    student, preceptor = isolated(placement.student), isolated(placement.offering.preceptor)
    assert [str(turn.told) for turn in found] == [
        f"{student} corrects 1 day that {preceptor} asks about.",
        f"{student} reports 2 days.",
        f"{preceptor} signs 1 day.",
    ]


def test_the_office_hears_of_a_rotation_that_nobody_started() -> None:
    make_placement(state="cleared")
    assert office_needs(DAY_ONE_NOON) == []
    assert [need.code for need in office_needs(DAY_ONE_NOON + timedelta(days=1))] == ["not-arrived"]


def test_the_office_hears_of_days_that_wait_too_long(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    later = DAY_ONE_NOON + timedelta(days=11)
    for expected in (1, 3):
        while len(office_needs(later)) < expected:
            make_day(make_running_placement())
        with django_assert_num_queries(2):
            assert {need.code for need in office_needs(later)} == {"days-unsigned"}
