"""Changes to sites, preceptors and host coordinators."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.hosts import queries, rules
from openrotations.hosts.models import HostCoordinator, Preceptor, Signatory, Site
from openrotations.hosts.npi import why_not_an_npi
from openrotations.hosts.signals import host_address_confirmed, site_facts_changed
from openrotations.people import actions as people
from openrotations.people.models import Contact

RULES_ASK = ("state", "kind", "has_residency", "us_school_affiliation")
"""What rules ask of a site: `applications.queries.facts` makes facts of it."""


@transaction.atomic
def add_site(values: dict[str, Any], *, by: Actor, now: datetime) -> Site:
    """A new site. Refused when it is listed already."""
    site = Site(**values)
    _refuse_second(site)
    site.save(force_insert=True)
    record("add_site", site, by=by, now=now, state=site.state, kind=site.kind)
    return site


@transaction.atomic
def change_site(site: Site, values: dict[str, Any], *, by: Actor, now: datetime) -> Site:
    """Save what the office knows of a site; announced where rules ask it. Refused when another has name and place."""
    site = Site.locked(site.pk)
    is_other_to_rules = any(values.get(name, before) != before for name, before in _asked_of(site).items())
    for name, value in values.items():
        setattr(site, name, value)
    _refuse_second(site)
    site.save(update_fields=list(values))
    record("change_site", site, by=by, now=now, fields=sorted(values))
    if is_other_to_rules:
        site_facts_changed.send(Site, site=site, by=by, now=now)
    return site


@transaction.atomic
def add_preceptor(values: dict[str, Any], *, sites: Collection[Site], by: Actor, now: datetime) -> Preceptor:
    """A new preceptor, whose address is not confirmed yet. Refused for an impossible or second NPI."""
    preceptor = Preceptor(**values)
    _refuse_unsound(preceptor, sites)
    preceptor.save(force_insert=True)
    preceptor.sites.set(sites)
    record("add_preceptor", preceptor, by=by, now=now, sites=[str(site.pk) for site in sites])
    return preceptor


@transaction.atomic
def change_preceptor(
    preceptor: Preceptor, values: dict[str, Any], *, sites: Collection[Site], by: Actor, now: datetime
) -> Preceptor:
    """Save what the office knows of a preceptor; another address must be confirmed anew."""
    preceptor = Preceptor.locked(preceptor.pk)
    is_moved = values["email"].lower() != preceptor.email.lower()
    rest = {name: value for name, value in values.items() if name != "email"}
    for name, value in rest.items():
        setattr(preceptor, name, value)
    _refuse_unsound(preceptor, sites)
    preceptor.save(update_fields=list(rest))
    preceptor.sites.set(sites)
    record("change_preceptor", preceptor, by=by, now=now, fields=sorted(values))
    if is_moved:
        people.change_address(preceptor, values["email"].lower(), by=by, now=now)
    return preceptor


@transaction.atomic
def add_coordinator(
    site: Site,
    *,
    full_name: str,
    email: str,
    supplied_by: str = Contact.SuppliedBy.OFFICE,
    by: Actor,
    now: datetime,
) -> HostCoordinator:
    """A host coordinator, whose address is not confirmed yet. Refused when the site has one with this address."""
    Site.locked(site.pk)
    refuse_if(rules.why_not_save_coordinator(is_listed=queries.coordinator_with(site, email) is not None))
    coordinator = HostCoordinator.objects.create(
        site=site, full_name=full_name, email=email.lower(), supplied_by=supplied_by
    )
    record("add_coordinator", coordinator, by=by, now=now, site=str(site.pk), supplied_by=supplied_by)
    return coordinator


@transaction.atomic
def confirm_host_address(
    contact: Preceptor | HostCoordinator | Signatory, *, source: str, by: Actor, now: datetime
) -> None:
    """Note the independent source of an address at a host, and announce it."""
    people.confirm_address(contact, source=source, by=by, now=now)
    contact.refresh_from_db()
    host_address_confirmed.send(type(contact), contact=contact, by=by, now=now)


def _asked_of(site: Site) -> dict[str, object]:
    return {name: getattr(site, name) for name in RULES_ASK}


def _refuse_second(site: Site) -> None:
    same = queries.site_at(site.name, site.city, site.state)
    refuse_if(rules.why_not_save_site(is_listed=same is not None and same.pk != site.pk))


def _refuse_unsound(preceptor: Preceptor, sites: Collection[Site]) -> None:
    fault = why_not_an_npi(preceptor.npi) if preceptor.npi else None
    other = queries.preceptor_with_npi(preceptor.npi)
    refuse_if(
        rules.why_not_save_preceptor(
            npi_fault=str(fault or ""),
            npi_is_taken=other is not None and other.pk != preceptor.pk,
            site_count=len(sites),
        )
    )
