"""Who reaches which row on a host's own pages: the rows of the link's site, and nothing else."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from openrotations.catalogue.models import Closure, Offering, Opening
from openrotations.common.actors import Actor
from openrotations.desk.hosts.candidates import cv_of
from openrotations.desk.hosts.rules import SHOWN
from openrotations.desk.models import Away
from openrotations.documents.models import Document
from openrotations.hosts.models import HostCoordinator, Site
from openrotations.people.models import Person, SignedLink
from openrotations.placements.models import Placement

_PLACEMENTS = Placement.objects.select_related(
    "student__person", "student__school", "application", "offering__site", "offering__preceptor", "opening",
    "thread", "host_link", "confirmed_by", "supervised_by",
)  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """Whose pages are open: the coordinator who holds the link, their site, and the token in every address."""

    coordinator: HostCoordinator
    site: Site
    token: str
    by: Actor


def desk_of(link: SignedLink, token: str) -> Desk:
    """The site of a host's link and who holds it. 404 when they have nothing to do with the site any more."""
    rows = HostCoordinator.objects.select_related("site")
    found = get_object_or_404(rows, pk=link.holder_id, site_id=link.subject_id)
    return Desk(found, found.site, token, link.actor)


def is_placed_there(person: Person, site_id: UUID) -> bool:
    """Whether somebody is a student who has or had a place at this site: they never open its pages."""
    return Placement.objects.filter(student__person=person, offering__site_id=site_id).exists()


def offerings_of(desk: Desk) -> QuerySet[Offering]:
    """What the site offers, by title."""
    return Offering.objects.filter(site=desk.site).select_related("preceptor", "site").order_by("title", "pk")


def has_offerings(desk: Desk) -> bool:
    """Whether the office has entered what the site offers."""
    return offerings_of(desk).exists()


def opening_of(desk: Desk, opening_id: UUID) -> Opening:
    """An opening of this site. 404 for any other site's, as for a missing one."""
    rows = Opening.objects.select_related("offering__site", "offering__preceptor").prefetch_related("closures")
    return get_object_or_404(rows, pk=opening_id, offering__site=desk.site)


def closure_of(desk: Desk, closure_id: UUID) -> Closure:
    """Closed days of an opening of this site. 404 for any other site's."""
    return get_object_or_404(Closure, pk=closure_id, opening__offering__site=desk.site)


def placement_of(desk: Desk, placement_id: UUID) -> Placement:
    """A placement at this site from the host's question on. 404 before that, and when it ended early."""
    return get_object_or_404(_PLACEMENTS, pk=placement_id, offering__site=desk.site, state__in=SHOWN)


def cv_for_host(placement: Placement, today: date) -> Document:
    """The accepted CV of a student whom the host reads about. 404 when there is none to read."""
    found = cv_of(placement, today)
    if found is None:
        raise Http404
    return found


def away_for_office(away_id: UUID) -> Away:
    """Days on which a host cannot be there although somebody is placed, for staff."""
    rows = Away.objects.select_related("placement__student__person", "placement__offering__site", "told_by")
    return get_object_or_404(rows, pk=away_id)
