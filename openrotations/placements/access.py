"""Who reaches which round, placement and application of this package."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.catalogue.models import Opening
from openrotations.people.access import is_office
from openrotations.people.models import Contact, Person, SignedLink
from openrotations.placements.models import Placement, Round, RoundEntry
from openrotations.placements.queries.hosts import contact_of
from openrotations.placements.states import RoundState

_PLACEMENTS = Placement.objects.select_related(
    "student__person",
    "student__school",
    "application",
    "offering__site",
    "offering__preceptor",
    "thread",
    "host_link",
    "confirmed_by",
)
_ENTRIES = RoundEntry.objects.select_related("round", "application__student__person", "application__student__school")
_OVER = (ApplicationState.WITHDRAWN, ApplicationState.UNPLACED)


def own_placement(person: Person, placement_id: UUID) -> Placement:
    """The student's own placement. 404 for a missing one and for anybody else's alike."""
    return get_object_or_404(_PLACEMENTS, pk=placement_id, student__person=person)


def placement_for_office(placement_id: UUID) -> Placement:
    """Any placement, for staff."""
    return get_object_or_404(_PLACEMENTS, pk=placement_id)


def placement_and_side(person: Person, placement_id: UUID) -> tuple[Placement, str]:
    """The placement and where the person stands: `student` for its own student, `office` for staff. Else 404."""
    if is_office(person):
        return placement_for_office(placement_id), "office"
    return own_placement(person, placement_id), "student"


def placement_of_link(link: SignedLink) -> tuple[Placement, Contact]:
    """The placement of a host's link and who holds it; 404 when they have nothing to do with it any more."""
    placement = get_object_or_404(_PLACEMENTS, pk=link.subject_id)
    contact = contact_of(link, placement)
    if contact is None:
        raise Http404
    return placement, contact


def own_application(person: Person) -> Application:
    """The student's application that is under way. 404 without one."""
    rows = Application.objects.select_related("student__person").filter(student__person=person)
    application = rows.exclude(state__in=_OVER).order_by("-created_at").first()
    if application is None:
        raise Http404
    return application


def open_opening(opening_id: UUID) -> Opening:
    """An opening of a published offering; anybody may know of it."""
    openings = Opening.objects.select_related("offering__site")
    return get_object_or_404(openings, pk=opening_id, offering__is_published=True)


def own_entry(person: Person, entry_id: UUID) -> RoundEntry:
    """The student's part in a published round. 404 before it is published."""
    published = (RoundState.PUBLISHED, RoundState.CLOSED)
    return get_object_or_404(
        _ENTRIES, pk=entry_id, application__student__person=person, round__state__in=published
    )  # fmt: skip


def round_for_office(round_id: UUID) -> Round:
    """Any round, for staff."""
    return get_object_or_404(Round, pk=round_id)


def entry_for_office(entry_id: UUID) -> RoundEntry:
    """Any student's part in a round, for staff."""
    return get_object_or_404(_ENTRIES, pk=entry_id)
