"""Who reaches which placement and day."""

from uuid import UUID

from django.http import Http404

from openrotations.logbook.models import Day
from openrotations.people.models import SignedLink
from openrotations.placements.models import Placement


def placement_by_link(link: SignedLink) -> Placement:
    """The placement that this link is about, of this preceptor. Raises Http404."""
    rows = Placement.objects.select_related(
        "student__person", "student__school", "offering__site", "offering__preceptor", "supervised_by"
    )
    found = rows.filter(pk=link.subject_id).first()
    if found is None or found.supervisor.pk != link.holder_id:
        raise Http404
    return found


def day_of(placement: Placement, day_id: UUID) -> Day:
    """A day of this placement. Raises Http404."""
    found = placement.days.filter(pk=day_id).first()
    if found is None:
        raise Http404
    return found
