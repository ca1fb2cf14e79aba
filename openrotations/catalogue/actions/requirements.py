"""Every change to what a site or an offering asks for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.catalogue import queries, rules
from openrotations.catalogue.models import Offering, Requirement
from openrotations.catalogue.signals import entry_conditions_changed, requirements_changed
from openrotations.catalogue.site_kinds import usual_requirements
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.documents.kinds import paper_kinds
from openrotations.hosts.models import Site

ENTRY = ("needs_final_year", "needs_cores", "needs_step1", "least_step2_ck", "needs_english", "lead_weeks")


@transaction.atomic
def set_requirement(
    place: Site | Offering, kind: str, values: Mapping[str, Any], *, by: Actor, now: datetime
) -> Requirement:
    """Ask for a paper of this kind, or ask for it otherwise; one row for each kind and place.

    Other terms are not those of the page that a template read them on: `source` and `checked_on` go.
    """
    place = type(place).locked(place.pk)
    refuse_if(
        rules.why_not_ask(
            kind,
            known=paper_kinds().keys(),
            age=rules.Age(values.get("not_older_than_days"), values.get("counted_from", "start")),
            amounts=values.get("amounts", {}),
            may_ask=paper_kinds()[kind].may_ask if kind in paper_kinds() else {},
        )
    )
    row = queries.own_requirement(place, kind)
    if any(getattr(row, name) != value for name, value in values.items()):
        row.source, row.checked_on = "", None
    for name, value in {**values, **_place(place)}.items():
        setattr(row, name, value)
    row.save()
    record("set_requirement", row, by=by, now=now, paper=kind, **_named(place))
    _announce(place, by=by, now=now)
    return row


@transaction.atomic
def remove_requirement(requirement: Requirement, *, by: Actor, now: datetime) -> None:
    """Ask for this paper no more; placements that have not begun lose the task while it is open."""
    place = requirement.offering or requirement.site
    assert place is not None  # the database sees to it
    record("remove_requirement", requirement, by=by, now=now, paper=requirement.kind, **_named(place))
    requirement.delete()
    _announce(place, by=by, now=now)


@transaction.atomic
def apply_template(site: Site, *, by: Actor, now: datetime) -> list[Requirement]:
    """Ask for what sites of this kind usually ask for; what the site asks for already stays as it is."""
    site = Site.locked(site.pk)
    there = set(site.requirements.values_list("kind", flat=True))
    usual = [each for each in usual_requirements(site.kind) if each.kind not in there]
    rows = Requirement.objects.bulk_create(Requirement(site=site, **each.fields) for each in usual)
    record("apply_requirement_template", site, by=by, now=now, kind=site.kind, papers=[row.kind for row in rows])
    if rows:
        _announce(site, by=by, now=now)
    return rows


@transaction.atomic
def set_entry_conditions(offering: Offering, values: Mapping[str, Any], *, by: Actor, now: datetime) -> Offering:
    """Say what a student must have before applying here. Applications that chose it before stay as they are.

    The rules judge by the new conditions before a seat is given, and before day one: those are asked anew at once.
    """
    offering = Offering.locked(offering.pk)
    before = {name: getattr(offering, name) for name in ENTRY}
    for name in ENTRY:
        setattr(offering, name, values[name])
    offering.save(update_fields=ENTRY)
    after = {name: getattr(offering, name) for name in ENTRY}
    record("set_entry_conditions", offering, by=by, now=now, before=before, after=after)
    if before != after:
        entry_conditions_changed.send(Offering, offering=offering, by=by, now=now)
    return offering


def _place(place: Site | Offering) -> dict[str, Site | Offering]:
    return {"site" if isinstance(place, Site) else "offering": place}


def _named(place: Site | Offering) -> dict[str, Any]:
    return {name: str(row.pk) for name, row in _place(place).items()}


def _announce(place: Site | Offering, *, by: Actor, now: datetime) -> None:
    offerings = place.offerings.all() if isinstance(place, Site) else Offering.objects.filter(pk=place.pk)
    requirements_changed.send(Requirement, offerings=list(offerings), by=by, now=now)
