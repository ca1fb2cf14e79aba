import pytest

from openrotations.hosts.forms import PreceptorForm, SiteForm
from openrotations.hosts.tests.factories import make_preceptor

pytestmark = pytest.mark.django_db
SITE = {"name": "A site", "kind": "hospital", "city": "X", "state": "IL", "time_zone": "America/Chicago"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"kind": "tent"}, "kind"),
        ({"state": "XX"}, "state"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"postcode": "1" * 11}, "postcode"),
    ],
)
def test_malformed_sites_are_named(change: dict[str, str], field: str) -> None:
    assert list(SiteForm({**SITE, **change}).errors) == [field]


def test_a_preceptor_needs_a_possible_npi_and_a_site() -> None:
    form = PreceptorForm({"full_name": "Dr. X", "title": "MD", "specialty": "Surgery", "npi": "1234567890"})
    assert set(form.errors) == {"npi", "sites"}


def test_the_form_starts_from_what_is_known() -> None:
    preceptor = make_preceptor()
    initial = PreceptorForm.initial_of(preceptor)
    assert initial["sites"] == list(preceptor.sites.all())
