"""A rotation that gets longer is asked by the rule book about the longer dates, also while it runs."""

from collections.abc import Callable
from unittest import mock

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.models import Application, Background
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.hosts.tests.factories import make_site
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_staff
from openrotations.placements import actions
from openrotations.placements.models import Placement, Request
from openrotations.placements.queries.requests import other_dates
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.factories import make_placement
from openrotations.placements.tests.test_requests import (
    ask_url,
    asked,
    codes,
    day,
    placed,
    signed_in,
    student_of,
)
from openrotations.schools.models import Blackout, Policy

pytestmark = pytest.mark.django_db
ACTIVE, CONFIRMED = PlacementState.ACTIVE, PlacementState.CONFIRMED
SIX_WEEKS = Period.of_weeks(day(8), 6)
TRAVEL = "Your days of travel do not include all days of this rotation."
AWAY = "Your school lets nobody be away on some of these days"
IN_ALL = "You ask for 6 weeks; your school allows 4."
ASKED = "openrotations.placements.queries.requests.why_not_by_rules"


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def on_the_waiver(state: str) -> Placement:
    """Home on the last day of the four weeks, without a visa."""
    placement = placed(state)
    days = {"arrives_on": placement.dates.first, "departs_on": placement.dates.last}
    Background.objects.filter(student=placement.student).update(entry="waiver", **days)
    return placement


def before_examinations(state: str) -> Placement:
    placement = placed(state)
    blackout(placement, Period.of_weeks(day(13), 1))
    return placement


def blackout(placement: Placement, days: Period) -> None:
    Blackout.objects.create(school=placement.student.school, period=days.stored, because="Examinations")


def at_a_school_of_four_weeks(state: str) -> Placement:
    placement = placed(state)
    Application.objects.filter(pk=placement.application_id).update(weeks_wanted=4)
    known = {"allows_external": True, "most_weeks": 4, "source": "a test", "checked_on": day(0)}
    Policy.objects.create(school=placement.student.school, **known)
    return placement


CASES: list[tuple[Callable[[str], Placement], str, str]] = [
    (on_the_waiver, ACTIVE, TRAVEL),
    (before_examinations, ACTIVE, AWAY),
    (before_examinations, CONFIRMED, AWAY),
    (at_a_school_of_four_weeks, ACTIVE, IN_ALL),
    (at_a_school_of_four_weeks, CONFIRMED, IN_ALL),
]


@pytest.mark.parametrize(("make", "state", "told"), CASES)
def test_longer_is_refused_with_the_rules_words_and_the_student_reads_them_before_asking(
    make: Callable[[str], Placement], state: str, told: str
) -> None:
    placement, office = make(state), signed_in(make_staff())
    sent = {"first_on": SIX_WEEKS.first.isoformat(), "last_on": SIX_WEEKS.last.isoformat()}
    student = student_of(placement)
    assert told in student.get(ask_url(placement, "extend"), sent).content.decode()
    assert student.post(ask_url(placement, "extend"), sent).status_code == 302
    request = Request.objects.get()
    answer = office.post(reverse("placements:grant_request", args=[request.pk]), {"grant-answer": "Stay."})
    assert answer.status_code == 422 and told in answer.content.decode()
    placement.refresh_from_db()
    assert placement.dates.weeks == 4 and Placement.objects.count() == 1
    assert Request.objects.get().is_open


@pytest.mark.parametrize(("make", "state", "told"), CASES)
def test_without_the_rules_it_would_be_granted(make: Callable[[str], Placement], state: str, told: str) -> None:
    placement = make(state)
    with (
        mock.patch(ASKED, lambda placement, seeker, wanted, now: [()] * len(wanted)),
        mock.patch("openrotations.placements.actions.prepared.Prepared.refusals", return_value=[]),
    ):
        stands = actions.grant_request(asked(placement, "extend", SIX_WEEKS), by=PROGRAM, now=timezone.now())
    assert stands.dates == SIX_WEEKS


def test_what_a_rule_says_of_the_days_that_it_has_does_not_hold_a_running_rotation() -> None:
    placement = placed(ACTIVE)
    blackout(placement, Period.of_weeks(day(9), 1))
    placement.offering.lead_weeks = 40
    placement.offering.save()
    assert actions.grant_request(
        asked(placement, "extend", SIX_WEEKS), by=PROGRAM, now=timezone.now()
    ).dates == SIX_WEEKS  # fmt: skip


def test_nobody_is_kept_from_a_shorter_stay_by_a_rule() -> None:
    placement, three = placed(), Period.of_weeks(day(8), 3)
    blackout(placement, Period.of_weeks(day(8), 1))
    stands = actions.grant_request(asked(placement, "shorten", three), by=PROGRAM, now=timezone.now())
    assert stands.dates == three


def test_a_states_weeks_hold_for_a_running_rotation_as_well() -> None:
    placement = placed(ACTIVE)
    site = placement.offering.site
    site.state = "NY"
    site.save()
    before = make_opening(Period.of_weeks(day(0), 8), offering=make_offering(site=make_site(state="NY")))
    make_placement(before, placement.application, state="completed")
    with pytest.raises(Refused) as refused:
        actions.grant_request(asked(placement, "extend", SIX_WEEKS), by=PROGRAM, now=timezone.now())
    assert codes(refused) == {"new-york-12-weeks", "weeks-in-range"}  # 14 weeks in all, there and in the programme


def test_only_dates_that_the_rules_allow_are_proposed_with_as_many_queries_for_many_as_for_few() -> None:
    few = before_examinations(CONFIRMED)
    many = placed()
    assert proposed(few) == ([5], proposed(many)[1])
    assert proposed(many)[0] == [5, 6, 7, 8]


def proposed(placement: Placement) -> tuple[list[int], int]:
    """For how many weeks longer dates are proposed, and with how many queries."""
    placement = Placement.objects.select_related("application", "student__school", "opening__offering__site").get(
        pk=placement.pk
    )
    with CaptureQueriesContext(connection) as asked_for:
        found = [each.period.weeks for each in other_dates(placement, "extend", timezone.now())]
    return found, len(asked_for)
