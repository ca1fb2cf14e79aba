import pytest
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from openrotations.evaluations import actions
from openrotations.evaluations.results import dot_place, results_of
from openrotations.evaluations.tests.factories import answers_for, make_evaluations, written
from openrotations.evaluations.tests.test_actions import MIDPOINT_EVENING
from openrotations.logbook.tests.factories import as_preceptor, as_student

pytestmark = pytest.mark.django_db


def test_nothing_is_shown_before_it_is_submitted() -> None:
    evaluation = make_evaluations()["midpoint", "preceptor"]
    by = as_preceptor(evaluation.placement)
    actions.save_draft(evaluation, **written(evaluation), by=by, now=MIDPOINT_EVENING)
    assert results_of(evaluation.placement) == []


def test_both_views_stand_side_by_side_in_words() -> None:
    made = make_evaluations()
    theirs, own = made["midpoint", "preceptor"], made["midpoint", "student"]
    placement = theirs.placement
    answers = answers_for(theirs, 4) | {"reliability": 5, "work_in_the_team": None}
    said = written(theirs)
    said["answers"] = answers
    actions.submit_evaluation(theirs, **said, by=as_preceptor(placement), now=MIDPOINT_EVENING)
    ratings = answers_for(own, 4) | {"reliability": 3, "clinical_reasoning": 5, "response_to_feedback": 2}
    by = as_student(placement.student.person)
    actions.submit_evaluation(own, answers=ratings, keep="Some words", change="More words", by=by, now=MIDPOINT_EVENING)
    (result,) = results_of(placement)
    found = {each.item.key: each for each in result.items}
    assert found["clinical_reasoning"].comparison == "You see it much alike."
    assert found["reliability"].comparison == "Your preceptor sees more in you than you do."
    assert found["work_in_the_team"].preceptor_words == "Not observed"
    assert found["work_in_the_team"].comparison == ""
    assert result.rows[0][2] == "4 of 5: Complete, in a sensible order"


def test_a_corrected_evaluation_is_the_one_that_counts() -> None:
    evaluation = make_evaluations()["midpoint", "preceptor"]
    by = as_preceptor(evaluation.placement)
    actions.submit_evaluation(evaluation, **written(evaluation, 2), by=by, now=MIDPOINT_EVENING)
    actions.correct_evaluation(evaluation, **written(evaluation, 5), by=by, now=MIDPOINT_EVENING)
    (result,) = results_of(evaluation.placement)
    assert result.is_corrected
    assert {each.preceptor for each in result.items} == {5}


def test_dots_run_from_one_to_five_in_the_readers_direction() -> None:
    assert [dot_place(rating) for rating in (None, 1, 3, 5)] == [None, 4, 50, 96]
    with translation.override("ar"):
        assert dot_place(1) == 96


def test_a_result_takes_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    evaluation = make_evaluations()["midpoint", "preceptor"]
    by = as_preceptor(evaluation.placement)
    actions.submit_evaluation(evaluation, **written(evaluation), by=by, now=MIDPOINT_EVENING)
    with django_assert_num_queries(1):
        results_of(evaluation.placement)
