"""When the office can answer a student's request, and when the dates can still be had."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.common.periods import WEEK, Period
from openrotations.common.refusals import Refused
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.models import Placement, Request
from openrotations.placements.queries.requests import change_of
from openrotations.placements.states import PlacementState, RequestKind, RequestState
from openrotations.placements.tests.test_requests import asked, codes, day, placed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


@pytest.mark.parametrize("answer", ["", "  no  "])
def test_the_office_refuses_with_a_reason_only(answer: str) -> None:
    request = asked(placed(), RequestKind.WITHDRAW)
    with pytest.raises(Refused) as refused:
        actions.refuse_request(request, answer=answer, by=PROGRAM, now=timezone.now())
    assert codes(refused) == {"no-reason"}
    request.refresh_from_db()
    assert request.state == RequestState.ASKED


def test_what_cannot_be_asked_any_more_cannot_be_granted() -> None:
    placement = placed(PlacementState.CLEARED)
    request = asked(placement, RequestKind.PROCESSING, until=day(6))
    Placement.objects.filter(pk=placement.pk).update(state=PlacementState.ACTIVE)
    with pytest.raises(Refused) as refused:
        actions.grant_request(request, by=PROGRAM, now=timezone.now())
    assert codes(refused) == {"not-askable"}


def test_a_request_is_decided_once() -> None:
    request = asked(placed(), RequestKind.WITHDRAW)
    actions.take_request_back(request, by=PROGRAM, now=timezone.now())
    with pytest.raises(Refused) as taken_back:
        actions.take_request_back(request, by=PROGRAM, now=timezone.now())
    with pytest.raises(Refused) as refused:
        actions.refuse_request(request, answer="Not now, sorry.", by=PROGRAM, now=timezone.now())
    assert codes(taken_back) == codes(refused) == {"decided"}


def test_an_arrival_is_settled_once_and_only_while_it_is_uncertain() -> None:
    request = asked(placed(), RequestKind.PROCESSING, until=day(6))
    with pytest.raises(Refused) as too_early:
        actions.settle_request(request, by=PROGRAM, now=timezone.now())
    actions.grant_request(request, by=PROGRAM, now=timezone.now())
    actions.settle_request(request, by=PROGRAM, now=timezone.now())
    with pytest.raises(Refused) as again:
        actions.settle_request(request, by=PROGRAM, now=timezone.now())
    assert codes(too_early) == codes(again) == {"settled"}


def test_other_dates_are_gone_on_the_day_they_begin() -> None:
    placement = placed()
    later = Period.of_weeks(placement.dates.first + WEEK, placement.dates.weeks)
    noon = datetime.combine(later.first, time(12), tzinfo=UTC)  # the same date at the site
    assert change_of(placement, RequestKind.POSTPONE, later, noon - timedelta(days=1)).reasons == ()
    assert [reason.code for reason in change_of(placement, RequestKind.POSTPONE, later, noon).reasons] == ["has-begun"]


def test_a_stay_that_keeps_its_seat_can_be_shortened_after_it_has_begun() -> None:
    placement = placed(PlacementState.ACTIVE)
    shorter = Period.of_weeks(placement.dates.first, placement.dates.weeks - 1)
    noon = datetime.combine(shorter.first, time(12), tzinfo=UTC)
    assert change_of(placement, RequestKind.SHORTEN, shorter, noon).reasons == ()


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"first_on": day(9), "last_on": day(8)}, "placements_request_dates_in_order"),
        ({"state": RequestState.REFUSED}, "placements_a_request_ends_at_a_moment"),
    ],
)
def test_the_database_keeps_a_requests_dates_and_its_end(values: dict[str, Any], constraint: str) -> None:
    placement = placed()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Request.objects.create(placement=placement, kind=RequestKind.POSTPONE, asked_at=timezone.now(), **values)
