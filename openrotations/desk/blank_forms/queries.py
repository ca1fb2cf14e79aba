"""Reading forms that are signed by hand."""

from django.db.models import Q, QuerySet

from openrotations.desk.models import BlankForm
from openrotations.hosts.models import Site
from openrotations.placements.models import Placement


def forms_of(placement: Placement) -> QuerySet[BlankForm]:
    """The forms that the placement's site and the student's school want signed by hand, by title."""
    whose = Q(site=placement.offering.site_id) | Q(school=placement.student.school_id)
    return BlankForm.objects.filter(whose, ended_at=None).select_related("site", "school")


def all_forms(site: Site | None = None) -> QuerySet[BlankForm]:
    """Every form that is in use, or only those of one site."""
    rows = BlankForm.objects.filter(ended_at=None).select_related("site", "school")
    return rows.filter(site=site) if site else rows
