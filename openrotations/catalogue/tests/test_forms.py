import pytest

from openrotations.catalogue.forms import CatalogueFilter, OfferingForm, OpeningForm
from openrotations.catalogue.queries import Wanted
from openrotations.catalogue.tests.factories import make_offering

pytestmark = pytest.mark.django_db


def test_an_empty_filter_wants_everything() -> None:
    assert CatalogueFilter({}).wanted == Wanted()
    assert CatalogueFilter({}).wanted.is_empty


def test_a_filter_keeps_what_makes_sense() -> None:
    make_offering()
    asked = {"specialty": "Internal Medicine", "state": "XX", "starts_on": "soon"}
    assert CatalogueFilter(asked).wanted == Wanted(specialty="Internal Medicine")


@pytest.mark.parametrize("seats", ["0", "51", "-1", "two", ""])
def test_seats_are_one_to_fifty(seats: str) -> None:
    form = OpeningForm({"starts_on": "2027-01-04", "ends_on": "2027-01-31", "seats": seats})
    assert list(form.errors) == ["seats"]


def test_an_offering_needs_a_price_that_is_a_number() -> None:
    assert "price_per_week" in OfferingForm({"price_per_week": "a lot"}).errors
