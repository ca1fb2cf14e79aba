import pytest

from openrotations.hosts import queries
from openrotations.hosts.tests.factories import make_host_coordinator, make_preceptor, make_site

pytestmark = pytest.mark.django_db


def test_sites_are_found_by_name_city_state_and_kind() -> None:
    site = make_site(name="Lakeside Clinic", city="Mocktown", state="OH", kind="clinic")
    make_site()
    for found in (
        queries.sites_like("lake"),
        queries.sites_like("mock"),
        queries.sites_like(state="OH"),
        queries.sites_like(kind="clinic"),
    ):
        assert list(found) == [site]
    assert queries.site_at("LAKESIDE clinic", "mocktown", "OH") == site


def test_people_of_a_site_are_found() -> None:
    site = make_site()
    preceptor, coordinator = make_preceptor(site, npi="1234567893"), make_host_coordinator(site)
    make_preceptor()
    assert list(queries.preceptors_of(site)) == [preceptor]
    assert list(queries.coordinators_of(site)) == [coordinator]
    assert queries.coordinator_with(site, coordinator.email.upper()) == coordinator
    assert queries.preceptor_with_npi("1234567893") == preceptor
    assert queries.preceptor_with_npi("") is None


def test_preceptors_are_found_by_name_and_specialty() -> None:
    preceptor = make_preceptor(full_name="Dr. Fictional", specialty="Neurology")
    make_preceptor()
    assert list(queries.preceptors_like("fictional")) == [preceptor]
    assert list(queries.preceptors_like(specialty="neuro")) == [preceptor]
