"""Who reaches which letter. The one check that keeps a waived letter from its student stands here."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from openrotations.letters.models import LetterRequest
from openrotations.letters.rules import READABLE
from openrotations.people.models import Person, SignedLink
from openrotations.placements.models import Placement

_PLACEMENTS = Placement.objects.select_related(
    "student__person", "student__school", "offering__preceptor", "offering__site", "supervised_by"
)
_REQUESTS = LetterRequest.objects.select_related(
    "placement__student__person",
    "placement__student__school",
    "placement__offering__preceptor",
    "placement__supervised_by",
    "asked_of",
    "placement__offering__site",
    "letter__pdf",
)


def own_placement(person: Person, placement_id: UUID) -> Placement:
    """The person's own placement, else 404."""
    return get_object_or_404(_PLACEMENTS, pk=placement_id, student__person=person)


def readable_request(person: Person, request_id: UUID) -> LetterRequest:
    """The person's own request whose letter is signed and whose reading they did not waive, else 404."""
    request = get_object_or_404(_REQUESTS, pk=request_id, placement__student__person=person)
    if not may_read(request):
        raise Http404
    return request


def may_read(request: LetterRequest) -> bool:
    """Whether the student of this request may read the letter: signed, and the right was not waived."""
    return not request.is_waived and request.state in READABLE


def request_of_link(link: SignedLink) -> LetterRequest:
    """The request a writer's link is for; 404 when the holder is not who was asked."""
    request = get_object_or_404(_REQUESTS, pk=link.subject_id)
    if link.holder_kind != "preceptor" or link.holder_id != request.writer.pk:
        raise Http404
    return request
