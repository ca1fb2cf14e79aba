"""Sites, preceptors and host coordinators, for tests."""

from itertools import count

from openrotations.hosts.models import HostCoordinator, Preceptor, Site
from openrotations.people.tests.factories import confirmed_address

_number = count(1)


def make_site(**values: object) -> Site:
    """A hospital in Illinois, unless `values` say otherwise."""
    number = next(_number)
    defaults = {
        "name": f"Example Hospital {number}",
        "kind": Site.Kind.HOSPITAL,
        "street": f"{number} Placeholder Avenue",
        "city": "Sampleton",
        "state": "IL",
        "postcode": "00000",
        "time_zone": "America/Chicago",
    }
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
