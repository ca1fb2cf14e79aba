"""Whose turn it is with a letter: said to them, and of them to the others."""

import pytest
from django.utils import timezone

from openrotations.common.wording import isolated
from openrotations.letters import actions
from openrotations.letters.tests.factories import make_request, make_running_now, make_signed, writer
from openrotations.letters.turns import turns
from openrotations.placements.models import Placement

pytestmark = pytest.mark.django_db


def said(placement: Placement) -> list[tuple[str, str, str]]:
    found = turns(placement, now=timezone.now())
    return [(turn.who, str(turn.sentence), str(turn.told)) for turn in found]


def test_a_student_who_has_not_asked_may_ask() -> None:
    placement = make_running_now()
    student, preceptor = isolated(placement.student), isolated(placement.offering.preceptor)
    asked = "You can ask your preceptor for a letter of recommendation."
    assert said(placement) == [
        ("student", asked, f"{student} can ask {preceptor} for a letter of recommendation."),
    ]


def test_the_preceptor_answers_writes_and_hands_over() -> None:
    request = make_request()
    placement, preceptor = request.placement, isolated(request.placement.offering.preceptor)
    asked = ("preceptor", "Say whether you will write a letter.", f"{preceptor} says whether there will be a letter.")
    assert said(placement) == [asked]
    actions.agree_to_write(request, by=writer(request), now=timezone.now())
    agreed = ("preceptor", "Write the letter of recommendation.", f"{preceptor} writes the letter of recommendation.")
    assert said(placement) == [agreed]


def test_a_signed_letter_is_to_be_uploaded() -> None:
    placement = make_signed().placement
    preceptor = isolated(placement.offering.preceptor)
    told = f"{preceptor} uploads the letter, then tells the office."
    assert said(placement) == [("preceptor", "Upload the letter, then tell us.", told)]
