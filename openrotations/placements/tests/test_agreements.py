"""Accepting a place needs the texts in force; declining does not."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.consents.models import Kind
from openrotations.consents.tests.factories import accept, make_version
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.actions import offers
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer() -> Placement:
    """A seat that is held for a student who has accepted nothing."""
    make_programme()
    student, today = make_student(), timezone.localdate()
    make_window(student, Period(today, today + timedelta(days=200)))
    opening = make_opening(Period.of_weeks(today + timedelta(days=45), 4))
    application = make_application(opening, student=student)
    return actions.take_free_seat(application, opening, by=PROGRAM, now=timezone.now())


def state_of(placement: Placement) -> str:
    return Placement.objects.get(pk=placement.pk).state


def test_a_place_is_accepted_once_the_texts_are(offer: Placement) -> None:
    version = make_version(title="Our terms")
    make_version(Kind.PAPERS)
    client = Client()
    client.force_login(offer.student.person)
    answer = client.post(reverse("placements:accept", args=[offer.pk]))
    assert answer.status_code == 422 and "First read and accept “Our terms”" in answer.content.decode()
    assert state_of(offer) == PlacementState.OFFERED
    accept(offer.student.person, version)
    assert client.post(reverse("placements:accept", args=[offer.pk])).status_code == 302
    assert state_of(offer) == PlacementState.ACCEPTED


def test_twin_without_the_question_the_place_is_accepted(offer: Placement, monkeypatch: pytest.MonkeyPatch) -> None:
    make_version()
    monkeypatch.setattr(offers, "why_not_without_acceptance", lambda person_id, today: [])
    actions.accept_placement(offer, by=PROGRAM, now=timezone.now())
    assert state_of(offer) == PlacementState.ACCEPTED


def test_a_whole_plan_is_held_back_as_one(offer: Placement) -> None:
    make_version()
    with pytest.raises(Refused, match="not-accepted-terms"):
        actions.answer_plan(offer.application, None, [offer.pk], by=PROGRAM, now=timezone.now())
    assert state_of(offer) == PlacementState.OFFERED


def test_a_place_can_be_declined_without_any_text(offer: Placement) -> None:
    make_version()
    actions.decline_placement(offer, by=PROGRAM, now=timezone.now())
    assert state_of(offer) == PlacementState.DECLINED
