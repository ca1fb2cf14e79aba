"""Whom we write to at a site."""

from django.db.models import QuerySet

from openrotations.hosts.models import HostCoordinator, Site
from openrotations.people.models import Contact, SignedLink
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState


def reachable_coordinator(site: Site) -> HostCoordinator | None:
    """The site's first coordinator whose address staff have confirmed; None when there is none."""
    rows = HostCoordinator.objects.filter(site=site, address_confirmed_at__isnull=False)
    return next((row for row in rows.order_by("created_at") if row.is_reachable), None)


def waiting_to_be_asked(site: Site) -> QuerySet[Placement]:
    """Accepted placements at this site about which nobody could be asked yet."""
    return Placement.objects.filter(offering__site=site, state=PlacementState.ACCEPTED, host_asked_at=None)


def waiting_for(coordinator: HostCoordinator) -> QuerySet[Placement]:
    """Accepted placements that wait for this coordinator's answer, which alone can give it by their link."""
    rows = Placement.objects.filter(state=PlacementState.ACCEPTED, host_link__holder_id=coordinator.pk)
    return rows.select_related("student__person", "offering__site").order_by("host_due_on", "pk")


def coordinator_of(placement: Placement) -> HostCoordinator | None:
    """The coordinator who confirmed this placement or was asked about it; None before anybody was."""
    if placement.confirmed_by_id:
        return placement.confirmed_by
    link = placement.host_link
    return HostCoordinator.objects.filter(pk=link.holder_id).first() if link else None


def coordinator_now(placement: Placement) -> HostCoordinator | None:
    """The same person while they work there, then whoever the site's mail goes to. None before anybody was asked."""
    known = coordinator_of(placement)
    return reachable_coordinator(placement.offering.site) if known and known.has_left else known


def host_contacts(placement: Placement) -> list[Contact]:
    """Those at the host who take part in this placement and can be written to."""
    known: list[Contact | None] = [coordinator_now(placement)]
    if placement.confirmed_at:
        known.append(placement.supervisor)
    return [contact for contact in known if contact is not None and contact.is_reachable]


def contact_of(link: SignedLink, placement: Placement) -> Contact | None:
    """Who holds this link: the placement's preceptor or a coordinator of its site; None for anybody else."""
    preceptor = placement.supervisor
    if link.holder_kind == "preceptor":
        return preceptor if preceptor.pk == link.holder_id else None
    return HostCoordinator.objects.filter(pk=link.holder_id, site=placement.offering.site).first()
