from typing import Any

import pytest
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.hosts import actions
from openrotations.hosts.models import HostCoordinator, Preceptor, Site
from openrotations.hosts.signals import host_address_confirmed
from openrotations.hosts.tests.factories import make_host_coordinator, make_preceptor, make_site

pytestmark = pytest.mark.django_db
NOW = timezone.now()
SITE = {
    "name": "Example Practice",
    "kind": "private_practice",
    "city": "Sampleton",
    "state": "IL",
    "time_zone": "America/Chicago",
}
PRECEPTOR = {"full_name": "Dr. Example", "specialty": "Surgery", "email": "dr@host.example", "npi": "1234567893"}


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_a_site_stands_once() -> None:
    actions.add_site(dict(SITE), by=PROGRAM, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.add_site({**SITE, "name": "EXAMPLE practice"}, by=PROGRAM, now=NOW)
    assert codes(refused) == ["site-listed"]
    assert Site.objects.count() == 1


def test_a_site_may_keep_its_own_name() -> None:
    site = actions.add_site(dict(SITE), by=PROGRAM, now=NOW)
    assert actions.change_site(site, {**SITE, "street": "1 Example Street"}, by=PROGRAM, now=NOW).street


@pytest.mark.parametrize(
    ("change", "with_site", "code"),
    [
        ({"npi": "1234567890"}, True, "npi-fault"),
        ({"npi": "12345"}, True, "npi-fault"),
        ({}, False, "no-site"),
    ],
)
def test_an_impossible_preceptor_is_refused(change: dict[str, Any], with_site: bool, code: str) -> None:
    sites = [make_site()] if with_site else []
    with pytest.raises(Refused) as refused:
        actions.add_preceptor({**PRECEPTOR, **change}, sites=sites, by=PROGRAM, now=NOW)
    assert codes(refused) == [code]
    assert not Preceptor.objects.exists()


def test_an_npi_stands_once() -> None:
    site = make_site()
    actions.add_preceptor(dict(PRECEPTOR), sites=[site], by=PROGRAM, now=NOW)
    with pytest.raises(Refused) as refused:
        actions.add_preceptor(dict(PRECEPTOR), sites=[site], by=PROGRAM, now=NOW)
    assert codes(refused) == ["npi-taken"]


def test_another_address_of_a_preceptor_is_confirmed_anew() -> None:
    preceptor = make_preceptor()
    values = {"full_name": preceptor.full_name, "specialty": "Surgery", "email": preceptor.email, "npi": ""}
    sites = list(preceptor.sites.all())
    actions.change_preceptor(preceptor, values, sites=sites, by=PROGRAM, now=NOW)
    preceptor.refresh_from_db()
    assert preceptor.is_reachable
    values["email"] = "new@host.example"
    actions.change_preceptor(preceptor, values, sites=sites, by=PROGRAM, now=NOW)
    preceptor.refresh_from_db()
    assert (preceptor.email, preceptor.is_reachable) == ("new@host.example", False)


def test_a_coordinator_stands_once_at_a_site() -> None:
    site = make_site()
    actions.add_coordinator(site, full_name="Ana", email="a@host.example", by=PROGRAM, now=NOW)
    with pytest.raises(Refused):
        actions.add_coordinator(site, full_name="Ana", email="A@host.example", by=PROGRAM, now=NOW)
    assert HostCoordinator.objects.count() == 1


def test_confirming_an_address_is_announced() -> None:
    heard: list[object] = []

    def listen(sender: object, **said: object) -> None:
        heard.append(said["contact"])

    contact = make_host_coordinator(address_confirmed_at=None, address_source="")
    host_address_confirmed.connect(listen)
    try:
        actions.confirm_host_address(contact, source="the hospital's web page", by=PROGRAM, now=NOW)
    finally:
        host_address_confirmed.disconnect(listen)
    assert heard == [contact]
    assert contact.is_reachable
