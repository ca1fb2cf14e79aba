"""Who supervises a student at the host, and whom they ask for on day one."""

from datetime import datetime

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.hosts.models import HostCoordinator, Preceptor
from openrotations.hosts.queries import licence_gap
from openrotations.people.models import Contact
from openrotations.placements.actions.hosts import confirm_placement, refuse_placement
from openrotations.placements.actions.mails import tell_student
from openrotations.placements.actions.steps import locked_placement
from openrotations.placements.models import Placement
from openrotations.placements.rules.supervision import why_not_supervise
from openrotations.placements.signals import supervisor_named
from openrotations.placements.states import PlacementState


@transaction.atomic
def name_supervisor(
    placement: Placement, supervisor: Preceptor, *, day_one_contact: str, by: Actor, now: datetime
) -> None:
    """Note which preceptor of the site supervises, and whom to ask for on day one; the student reads both.

    Saying the same again changes nothing. After the host has confirmed, the student is told by mail.
    """
    placement, contact = locked_placement(placement), day_one_contact.strip()[:200]
    works_there = supervisor.sites.filter(pk=placement.offering.site_id).exists()
    dates, site = placement.dates, placement.offering.site
    refuse_if(
        [
            *why_not_supervise(state=placement.state, works_there=works_there),
            *licence_gap(supervisor, site, first=dates.first, last=dates.last),
        ]
    )
    if (placement.supervised_by_id, placement.day_one_contact) == (supervisor.pk, contact):
        return
    placement.supervised_by, placement.day_one_contact = supervisor, contact
    placement.save(update_fields=["supervised_by", "day_one_contact"])
    record("name_supervisor", placement, by=by, now=now, preceptor=str(supervisor.pk), has_contact=bool(contact))
    if placement.state != PlacementState.ACCEPTED:
        tell_student(placement, "who_supervises", now=now)
        supervisor_named.send(Placement, placement=placement, by=by, now=now)


@transaction.atomic
def answer_for_host(
    placement: Placement,
    contact: Contact,
    *,
    takes: bool,
    because: str,
    supervisor: Preceptor,
    day_one_contact: str,
    by: Actor,
    now: datetime,
) -> None:
    """The host's yes with who supervises, or its no with the reason. Only a coordinator of the site says yes."""
    if not takes:
        refuse_placement(placement, because=because, by=by, now=now)
    elif isinstance(contact, HostCoordinator):
        name_supervisor(placement, supervisor, day_one_contact=day_one_contact, by=by, now=now)
        confirm_placement(placement, coordinator=contact, by=by, now=now)
