from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError

from openrotations.catalogue import actions
from openrotations.catalogue.models import Closure, Offering, Opening
from openrotations.catalogue.tests.factories import JANUARY, make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.hosts.tests.factories import make_preceptor, make_site

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def values(**changes: Any) -> dict[str, Any]:
    site = make_site()
    sound = {
        "title": "Medicine",
        "site": site,
        "preceptor": make_preceptor(site),
        "specialty": "Internal Medicine",
        "experience_type": "elective_clerkship",
        "participation": "hands_on",
        "setting": "both",
        "min_weeks": 4,
        "max_weeks": 8,
        "price_per_week": 450,
    }
    return {**sound, **changes}


def test_an_offering_is_added_and_changed() -> None:
    offering = actions.add_offering(values(), by=PROGRAM, now=NOW)
    actions.change_offering(offering, {"price_per_week": 500}, by=PROGRAM, now=NOW)
    assert Offering.objects.get().price_per_week == 500


@pytest.mark.parametrize("changes", [{"min_weeks": 9}, {"experience_type": "observership"}])
def test_an_offering_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        actions.add_offering(values(**changes), by=PROGRAM, now=NOW)
    assert not Offering.objects.exists()


def test_a_preceptor_offers_only_where_they_work() -> None:
    with pytest.raises(Refused, match="works-elsewhere"):
        actions.add_offering(values(preceptor=make_preceptor()), by=PROGRAM, now=NOW)


def test_the_same_offering_stands_once() -> None:
    same = values()
    actions.add_offering(dict(same), by=PROGRAM, now=NOW)
    with pytest.raises(Refused, match="offering-listed"):
        actions.add_offering(dict(same), by=PROGRAM, now=NOW)


def test_openings_of_an_offering_do_not_overlap() -> None:
    offering = make_offering()
    actions.add_opening(offering, JANUARY, seats=2, by=PROGRAM, now=NOW)
    with pytest.raises(Refused, match="opening-overlaps"):
        actions.add_opening(offering, Period.of_weeks(date(2027, 1, 11), 4), seats=1, by=PROGRAM, now=NOW)
    assert Opening.objects.get().seats == 2


def test_an_opening_is_closed_once() -> None:
    opening = make_opening()
    actions.close_opening(opening, by=PROGRAM, now=NOW)
    with pytest.raises(Refused):
        actions.close_opening(opening, by=PROGRAM, now=NOW)
    assert Opening.objects.get().closed_at == NOW


FIRST_WEEK = Period.of_weeks(date(2027, 1, 4), 1)


def test_days_of_an_opening_are_closed_and_opened_again() -> None:
    opening = make_opening()
    closure = actions.close_days(opening, FIRST_WEEK, because=" The clinic moves house. ", by=PROGRAM, now=NOW)
    assert (closure.dates, closure.because, closure.closed_at) == (FIRST_WEEK, "The clinic moves house.", NOW)
    assert opening.closed_days == [FIRST_WEEK]
    assert opening.open_stretches == [Period.of_weeks(date(2027, 1, 11), 3)]
    actions.reopen_days(closure, by=PROGRAM, now=NOW)
    assert opening.open_stretches == [opening.dates]


def test_days_are_opened_again_once() -> None:
    closure = actions.close_days(make_opening(), FIRST_WEEK, because="Holidays.", by=PROGRAM, now=NOW)
    twin = Closure.objects.get()
    actions.reopen_days(closure, by=PROGRAM, now=NOW)
    with pytest.raises(Refused, match="days-open"):
        actions.reopen_days(twin, by=PROGRAM, now=NOW)


def test_every_reason_why_days_cannot_be_closed_is_told_at_once() -> None:
    opening = make_opening()
    actions.close_days(opening, FIRST_WEEK, because="Holidays.", by=PROGRAM, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.close_days(opening, Period(date(2027, 1, 1), date(2027, 1, 5)), because=" ", by=PROGRAM, now=NOW)
    assert {reason.code for reason in refused.value.reasons} == {"outside-opening", "closed-already", "no-reason"}
    past = Period(date(2026, 11, 2), date(2026, 11, 6))
    with pytest.raises(Refused, match="days-past"):
        actions.close_days(make_opening(past), past, because="Holidays.", by=PROGRAM, now=NOW)


@pytest.mark.parametrize(
    ("period", "constraint"),
    [
        (Period(date(2027, 1, 8), date(2027, 1, 12)), "catalogue_closures_do_not_overlap"),
        (Period(date(2027, 1, 25), date(2027, 2, 28)), "closure .* is not inside its opening"),
    ],
)
def test_twin_the_database_keeps_closures_apart_and_inside(period: Period, constraint: str) -> None:
    opening = make_opening()
    Closure.objects.create(opening=opening, period=FIRST_WEEK.stored, because="Holidays.", closed_at=NOW)
    with pytest.raises(IntegrityError, match=constraint):
        Closure.objects.create(opening=opening, period=period.stored, because="Holidays.", closed_at=NOW)
