"""Sites, preceptors, host coordinators, agreements and licences, for tests."""

from datetime import date
from itertools import count

from openrotations.hosts.models import Agreement, HostCoordinator, Licence, Preceptor, Signatory, Site
from openrotations.people.tests.factories import confirmed_address

_number = count(1)


def make_site(**values: object) -> Site:
    """A hospital in Illinois, unless `values` say otherwise. What is said of its teaching gets a source."""
    number = next(_number)
    defaults: dict[str, object] = {
        "name": f"Example Hospital {number}",
        "kind": Site.Kind.HOSPITAL,
        "street": f"{number} Placeholder Avenue",
        "city": "Sampleton",
        "state": "IL",
        "postcode": "00000",
        "time_zone": "America/Chicago",
    }
    if values.get("has_residency") is not None or values.get("us_school_affiliation") is not None:
        defaults |= {"teaching_source": "the hospital's web page", "teaching_checked_on": date(2026, 11, 22)}
    return Site.objects.create(**{**defaults, **values})


def make_preceptor(site: Site | None = None, **values: object) -> Preceptor:
    """A preceptor with a confirmed address, at one site."""
    number = next(_number)
    defaults = {
        "full_name": f"Dr. Preceptor {number}",
        "email": f"preceptor{number}@host.example",
        "specialty": "Internal Medicine",
        "licence_state": "IL",
        **confirmed_address(),
    }
    preceptor = Preceptor.objects.create(**{**defaults, **values})
    preceptor.sites.add(site or make_site())
    return preceptor


def make_host_coordinator(site: Site | None = None, **values: object) -> HostCoordinator:
    """A host coordinator with a confirmed address."""
    number = next(_number)
    defaults = {
        "full_name": f"Host Coordinator {number}",
        "email": f"coordinator{number}@host.example",
        **confirmed_address(),
    }
    return HostCoordinator.objects.create(site=site or make_site(), **{**defaults, **values})


def make_licence(preceptor: Preceptor | None = None, **values: object) -> Licence:
    """A licence in Illinois that was looked up and does not say until when, unless `values` do."""
    defaults: dict[str, object] = {
        "state": "IL",
        "number": f"IL-{next(_number)}",
        "source": "the state board's page",
        "checked_on": date(2026, 11, 22),
    }
    return Licence.objects.create(preceptor=preceptor or make_preceptor(), **{**defaults, **values})


def make_agreement(site: Site | None = None, **values: object) -> Agreement:
    """A draft that covers every school in 2027, with terms to sign."""
    defaults: dict[str, object] = {
        "title": "Affiliation agreement",
        "terms": "Students are supervised at all times.",
        "starts_on": date(2027, 1, 1),
        "ends_on": date(2027, 12, 31),
    }
    return Agreement.objects.create(site=site or make_site(needs_agreement=True), **{**defaults, **values})


def make_signatory(agreement: Agreement, party: str = Signatory.Party.SITE, **values: object) -> Signatory:
    """Somebody with a confirmed address who signs for a party."""
    number = next(_number)
    defaults: dict[str, object] = {
        "full_name": f"Signatory {number}",
        "email": f"signatory{number}@host.example",
        "position": "Chief Medical Officer",
        **confirmed_address(),
    }
    return Signatory.objects.create(agreement=agreement, party=party, **{**defaults, **values})
