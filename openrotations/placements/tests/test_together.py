"""Two students who named each other read how many weeks they share, and nobody else does."""

from datetime import date

import pytest

from openrotations.applications.models import Application
from openrotations.common.periods import Period
from openrotations.office.tests.factories import make_programme
from openrotations.placements.queries.together import shared_with_friend
from openrotations.placements.tests.cohorts import apply_for, opening_of_weeks
from openrotations.placements.tests.factories import make_placement, office_hours

pytestmark = pytest.mark.django_db
NOW = office_hours()
JANUARY = date(2027, 1, 4)
WINDOW = Period(date(2027, 1, 1), date(2027, 3, 31))


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def friends(*, mutual: bool = True) -> tuple[Application, Application]:
    one, other = apply_for(weeks=8, window=WINDOW), apply_for(weeks=8, window=WINDOW)
    one.friend_email = other.student.person.email
    other.friend_email = one.student.person.email if mutual else ""
    for each in (one, other):
        each.save(update_fields=["friend_email"])
    return one, other


def test_weeks_of_both_in_one_city_are_counted() -> None:
    opening = opening_of_weeks(JANUARY, 8, seats=2)
    one, other = friends()
    make_placement(opening, one, period=Period.of_weeks(JANUARY, 4).stored)
    make_placement(opening, other, period=Period.of_weeks(date(2027, 1, 18), 4).stored, seat=2)
    found = shared_with_friend(one, NOW)
    assert found is not None
    assert (found.friend, found.weeks) == (other.student.person, 2)


def test_another_city_is_no_week_together() -> None:
    one, other = friends()
    make_placement(opening_of_weeks(JANUARY, 4), one)
    elsewhere = opening_of_weeks(JANUARY, 4)
    elsewhere.offering.site.city = "Another City"
    elsewhere.offering.site.save(update_fields=["city"])
    make_placement(elsewhere, other)
    found = shared_with_friend(one, NOW)
    assert found is not None
    assert found.weeks == 0


def test_who_was_not_named_back_learns_nothing() -> None:
    one, other = friends(mutual=False)
    assert shared_with_friend(one, NOW) is None
    assert shared_with_friend(other, NOW) is None
