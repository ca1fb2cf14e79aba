"""Nobody is cleared, starts or stays longer without somebody who may supervise."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.hosts.models import ExclusionCheck, Preceptor
from openrotations.hosts.tests.factories import make_licence, make_preceptor
from openrotations.office.tests.factories import make_programme
from openrotations.onboarding import actions
from openrotations.onboarding.actions import judging
from openrotations.onboarding.tests.factories import IN_DECEMBER, make_confirmed_placement, make_tasks
from openrotations.placements import actions as placements
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState, RequestKind
from openrotations.placements.tests.factories import make_placement
from openrotations.placements.tests.test_requests import day
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
DAY_ONE = IN_DECEMBER.replace(year=2027, month=1, day=4)


def lose(preceptor: Preceptor, how: str) -> None:
    """This physician may not supervise in January."""
    if how == "excluded":
        on = date(2026, 11, 30)
        ExclusionCheck.objects.create(preceptor=preceptor, result="listed", source="oig", checked_on=on)
    elif how == "lapsed":
        make_licence(preceptor, expires_on=date(2026, 12, 31))


def do_everything(placement: Placement) -> Placement:
    """Tick every task of the placement."""
    make_tasks(placement)
    for task in placement.tasks.filter(kind="", rule="", checked_at=None):
        actions.check_task(task, by=PROGRAM, now=IN_DECEMBER)
    return Placement.objects.get(pk=placement.pk)


@pytest.fixture
def coming() -> Placement:
    placement = make_confirmed_placement()
    placement.confirmed_by = placement.offering.site.coordinators.get()
    placement.save()
    return placement


@pytest.mark.parametrize(("how", "state"), [("excluded", "confirmed"), ("lapsed", "confirmed"), ("", "cleared")])
def test_nobody_is_cleared_whose_supervisor_may_not_supervise(coming: Placement, how: str, state: str) -> None:
    lose(coming.supervisor, how)
    assert do_everything(coming).state == state


def test_another_supervisor_clears_at_once(coming: Placement) -> None:
    lose(coming.supervisor, "lapsed")
    placement = do_everything(coming)
    other = make_preceptor(placement.offering.site)
    placements.name_supervisor(placement, other, day_one_contact="", by=PROGRAM, now=IN_DECEMBER)
    assert Placement.objects.get(pk=placement.pk).state == PlacementState.CLEARED


def test_a_licence_that_is_renewed_clears_with_the_daily_look(coming: Placement) -> None:
    lose(coming.supervisor, "lapsed")
    placement = do_everything(coming)
    actions.judge_every_placement(now=IN_DECEMBER)
    assert Placement.objects.get(pk=placement.pk).state == PlacementState.CONFIRMED
    placement.supervisor.licences.update(expires_on=date(2028, 12, 31))
    actions.judge_every_placement(now=IN_DECEMBER)
    assert Placement.objects.get(pk=placement.pk).state == PlacementState.CLEARED


def test_nobody_starts_whose_supervisor_was_lost_since(coming: Placement) -> None:
    placement = do_everything(coming)
    lose(placement.supervisor, "excluded")
    with pytest.raises(Refused):
        placements.start_placement(placement, by=PROGRAM, now=DAY_ONE)
    assert Placement.objects.get(pk=placement.pk).state == PlacementState.CLEARED


def running_under(licence_days: int) -> Placement:
    """A running rotation of four weeks under a named physician licensed for so many days beyond its end."""
    make_programme()
    offering = make_offering(max_weeks=12)
    opening, student = make_opening(Period.of_weeks(day(-2), 12), 1, offering=offering), make_student()
    make_window(student, Period(day(-3), day(20)))
    application = make_application(opening, student=student, weeks_wanted=12, state="placed")
    period = Period.of_weeks(day(-2), 4).stored
    placement = make_placement(
        opening, application, state=PlacementState.ACTIVE, period=period, arrived_at=timezone.now()
    )
    named = make_preceptor(offering.site)
    make_licence(named, expires_on=placement.dates.last + timedelta(days=licence_days))
    placements.name_supervisor(placement, named, day_one_contact="", by=PROGRAM, now=timezone.now())
    return Placement.objects.get(pk=placement.pk)


def test_a_rotation_grows_no_longer_than_the_named_supervisor_is_licensed() -> None:
    placement, longer = running_under(licence_days=1), Period.of_weeks(day(-2), 8)
    with pytest.raises(Refused):
        placements.change_dates(placement, RequestKind.EXTEND, longer, by=PROGRAM, now=timezone.now())
    assert Placement.objects.get(pk=placement.pk).dates.weeks == 4


def test_twin_with_a_longer_licence_it_does() -> None:
    placement, longer = running_under(licence_days=100), Period.of_weeks(day(-2), 8)
    placements.change_dates(placement, RequestKind.EXTEND, longer, by=PROGRAM, now=timezone.now())
    assert Placement.objects.get(pk=placement.pk).dates.weeks == 8


def test_one_placement_that_breaks_holds_nobody_else_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    both = [make_confirmed_placement(), make_confirmed_placement()]
    for placement in both:
        lose(placement.supervisor, "lapsed")
        do_everything(placement)
        placement.supervisor.licences.update(expires_on=date(2028, 12, 31))
    settle = judging.settle_clearance

    def broken_for_the_first(placement: Placement, **values: Any) -> None:
        if placement.pk == both[0].pk:
            raise ZeroDivisionError
        settle(placement, **values)

    monkeypatch.setattr(judging, "settle_clearance", broken_for_the_first)
    assert actions.judge_every_placement(now=IN_DECEMBER) == 1
    states = [Placement.objects.get(pk=each.pk).state for each in both]
    assert states == [PlacementState.CONFIRMED, PlacementState.CLEARED]
    assert str(both[0].pk) in caplog.text
