from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from openrotations.catalogue import queries
from openrotations.catalogue.models import Offering, Opening
from openrotations.catalogue.queries import Wanted, offerings
from openrotations.catalogue.tests.factories import JANUARY, make_offering, make_opening
from openrotations.common.periods import Period
from openrotations.hosts.tests.factories import make_site
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
WINTER = Period(date(2027, 1, 1), date(2027, 3, 31))


@pytest.fixture(autouse=True)
def _no_counter(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(offerings, "_seat_counters", [])
    yield


def found(**wanted: object) -> list[Offering]:
    return list(queries.offerings_wanted(Wanted(**wanted), TODAY))  # type: ignore[arg-type]


def test_every_filter_finds_its_own() -> None:
    ohio = make_site(state="OH")
    watching = make_offering(
        site=ohio, specialty="Surgery", participation="observation", setting="outpatient", title="Watching"
    )
    doing = make_offering(title="Doing")
    make_opening(offering=watching)
    assert found() == [doing, watching]
    for wanted in (
        {"specialty": "Surgery"},
        {"state": "OH"},
        {"participation": "observation"},
        {"setting": "outpatient"},
        {"status": "graduate"},
        {"starts_on": date(2027, 1, 10), "ends_on": date(2027, 1, 20)},
    ):
        assert found(**wanted) == [watching]
    assert found(starts_on=date(2027, 3, 1)) == []
    assert (queries.specialties(), queries.states_offered()) == (["Internal Medicine", "Surgery"], ["IL", "OH"])


def test_what_is_not_published_is_not_found() -> None:
    make_offering(is_published=False)
    assert found() == []


def test_a_card_shows_what_lies_ahead() -> None:
    offering = make_offering(min_weeks=4, max_weeks=8, price_per_week=Decimal("450"))
    ahead = make_opening(offering=offering, seats=2)
    make_opening(Period.of_weeks(date(2026, 1, 5), 4), offering=offering)
    make_opening(Period.of_weeks(date(2027, 5, 3), 4), offering=offering, closed_at=datetime(2026, 1, 1, tzinfo=UTC))
    (card,) = queries.cards_of(found())
    assert [left.opening for left in card.coming] == [ahead]
    assert (card.seats_left, card.least.total) == (2, Decimal("1800"))
    assert list(queries.openings_ahead(offering, TODAY)) == [ahead]
    assert queries.openings_of(offering).count() == 3


def test_total_prices_are_given_for_every_length() -> None:
    offering = make_offering(min_weeks=2, max_weeks=4, price_per_week=Decimal("450.50"))
    prices = [(price.weeks, price.total) for price in queries.prices_of(offering)]
    assert prices == [(2, Decimal("901.00")), (3, Decimal("1351.50")), (4, Decimal("1802.00"))]


def test_a_package_above_may_count_the_seats() -> None:
    def nothing_left(openings: Sequence[Opening]) -> Mapping[UUID, int]:
        return {opening.pk: 0 for opening in openings}

    opening = make_opening(seats=3)
    assert queries.free_seats([opening]) == {opening.pk: 3}
    queries.register_seat_counter(nothing_left)
    assert queries.free_seats([opening]) == {opening.pk: 0}
    assert queries.free_seats([]) == {}
    assert queries.seats_left([opening])[0].free == 0


def test_what_fits_a_student_has_no_reasons() -> None:
    student, fitting = make_student(), make_opening()
    late = make_opening(Period.of_weeks(date(2027, 5, 3), 4))
    fits = {fit.opening: fit for fit in queries.openings_fitting(student, [WINTER], today=TODAY)}
    assert fits[fitting].fits
    assert fits[late].codes == {"outside-windows"}


def test_fitting_asks_as_often_for_three_openings_as_for_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    student = make_student()
    make_opening()
    with django_assert_num_queries(3):
        queries.openings_fitting(student, [WINTER], today=TODAY)
    make_opening()
    make_opening()
    with django_assert_num_queries(3):
        assert len(queries.openings_fitting(student, [WINTER], today=TODAY)) == 3


def test_the_office_finds_by_title_site_and_preceptor() -> None:
    offering = make_offering(title="Neurology by the lake", is_published=False)
    make_offering()
    for text in ("lake", offering.site.name, offering.preceptor.full_name):
        assert list(queries.offerings_like(text)) == [offering]
    assert list(queries.offerings_like(published="no")) == [offering]


def test_an_opening_knows_its_neighbours() -> None:
    opening = make_opening()
    assert list(queries.openings_in(opening.offering, JANUARY)) == [opening]
    assert queries.works_at(opening.offering.preceptor, opening.offering.site)
    assert not queries.works_at(opening.offering.preceptor, make_site())
    assert not queries.has_twin(opening.offering)
