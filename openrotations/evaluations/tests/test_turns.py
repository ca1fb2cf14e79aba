from datetime import timedelta

import pytest

from openrotations.common.wording import isolated
from openrotations.evaluations import actions
from openrotations.evaluations.tests.factories import make_evaluations, written
from openrotations.evaluations.tests.test_actions import DAY, MIDPOINT_EVENING, ask_every_day
from openrotations.evaluations.turns import office_needs, turns
from openrotations.logbook.tests.factories import as_preceptor, as_student

pytestmark = pytest.mark.django_db


def test_at_mid_point_it_is_the_preceptors_and_the_students_turn() -> None:
    placement = make_evaluations()["midpoint", "preceptor"].placement
    assert turns(placement, now=MIDPOINT_EVENING - timedelta(hours=2)) == []
    found = turns(placement, now=MIDPOINT_EVENING)
    assert [(turn.code, turn.who) for turn in found] == [("evaluate", "preceptor"), ("assess-self", "student")]
    student, preceptor = isolated(placement.student), isolated(placement.offering.preceptor)
    told = [f"{preceptor} evaluates {student} at mid-point.", f"{student} does the self-assessment at mid-point."]
    assert [str(turn.told) for turn in found] == told


def test_a_submitted_evaluation_is_to_be_read() -> None:
    evaluation = make_evaluations()["midpoint", "preceptor"]
    placement = evaluation.placement
    actions.submit_evaluation(evaluation, **written(evaluation), by=as_preceptor(placement), now=MIDPOINT_EVENING)
    assert "read-evaluation" in [turn.code for turn in turns(placement, now=MIDPOINT_EVENING)]
    actions.note_read(evaluation, by=as_student(placement.student.person), now=MIDPOINT_EVENING)
    assert "read-evaluation" not in [turn.code for turn in turns(placement, now=MIDPOINT_EVENING)]


def test_the_office_hears_of_lapsed_and_wrongly_asked_ones_for_a_month() -> None:
    make_evaluations()
    ask_every_day(22)
    later = MIDPOINT_EVENING + 22 * DAY
    assert [need.code for need in office_needs(later)] == ["evaluation-lapsed"]
    assert office_needs(later + 32 * DAY) == []


def test_the_office_confirms_an_address_that_is_missing() -> None:
    evaluation = make_evaluations()["midpoint", "preceptor"]
    preceptor = evaluation.placement.offering.preceptor
    preceptor.address_source = ""
    preceptor.save()
    assert [need.code for need in office_needs(MIDPOINT_EVENING)] == ["cannot-ask"]
