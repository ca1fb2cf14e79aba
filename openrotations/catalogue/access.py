"""Who reaches which offering, opening or requirement."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from openrotations.catalogue.models import Offering, Opening, Requirement
from openrotations.documents.kinds import PaperKind, paper_kinds


def published_offering(offering_id: UUID) -> Offering:
    """An offering that anybody may see. Raises Http404 for one that is not published, as for a missing one."""
    return get_object_or_404(Offering.objects.select_related("site", "preceptor"), pk=offering_id, is_published=True)


def any_offering(offering_id: UUID) -> Offering:
    """An offering, for the office. Raises Http404."""
    return get_object_or_404(Offering.objects.select_related("site", "preceptor"), pk=offering_id)


def any_opening(opening_id: UUID) -> Opening:
    """An opening, for the office. Raises Http404."""
    return get_object_or_404(Opening.objects.select_related("offering"), pk=opening_id)


def published_opening(opening_id: UUID) -> Opening:
    """An opening that a student may choose from. Raises Http404 for one whose offering is not published."""
    found = Opening.objects.select_related("offering__site", "offering__preceptor").filter(pk=opening_id).first()
    if found is None or not found.offering.is_published:
        raise Http404
    return found


def any_requirement(requirement_id: UUID) -> Requirement:
    """What a site or an offering asks for, for the office. Raises Http404."""
    return get_object_or_404(Requirement.objects.select_related("site", "offering"), pk=requirement_id)


def known_paper(key: str) -> PaperKind:
    """A kind of paper by its key. Raises Http404 for one that is not in the list."""
    if key not in paper_kinds():
        raise Http404
    return paper_kinds()[key]
