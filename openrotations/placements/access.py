"""Who reaches which round, placement and application of this package."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.catalogue.models import Closure, Opening
from openrotations.people.access import is_office
from openrotations.people.models import Contact, Person, SignedLink
from openrotations.placements.models import Placement, Request, Round, RoundEntry, Run
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
    "supervised_by",
)
# The files of a round of thousands are large; what needs them asks for them.
_ENTRIES = RoundEntry.objects.select_related(
    "round", "application__student__person", "application__student__school"
).defer("round__instance", "round__solution")
_RUNS = Run.objects.select_related("round", "based_on").defer(
    "instance", "solution", "reasons", "offering_reasons", "round__instance", "round__solution",
    "based_on__instance", "based_on__solution", "based_on__reasons", "based_on__offering_reasons",
)  # fmt: skip
_REQUESTS = Request.objects.select_related(
    "placement__student__person", "placement__student__school", "placement__opening__offering__site",
    "placement__offering__site", "placement__offering__preceptor", "placement__application__student__person",
    "decided_by", "became",
)  # fmt: skip
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


def placement_of_school(school_id: UUID, placement_id: UUID) -> Placement:
    """A placement of an enrolled student of this school. 404 for a missing one and for another school's alike."""
    own = {"student__school_id": school_id, "student__status": "enrolled"}
    return get_object_or_404(_PLACEMENTS.select_related("school_approval"), pk=placement_id, **own)


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


def own_entry_at_any_time(person: Person, entry_id: UUID) -> RoundEntry:
    """The student's part in a round, published or not. A round of plans is 404 before it is published."""
    entry = get_object_or_404(_ENTRIES, pk=entry_id, application__student__person=person)
    return own_entry(person, entry_id) if entry.round.kind == Round.Kind.COHORT else entry


def round_for_office(round_id: UUID) -> Round:
    """Any round, for staff."""
    return get_object_or_404(Round, pk=round_id)


def round_of_plans(round_id: UUID) -> Round:
    """A round that gives plans, for staff."""
    return get_object_or_404(Round, pk=round_id, kind=Round.Kind.COHORT)


def published_round_of_plans(round_id: UUID) -> Round:
    """A round of plans whose offers are out, for staff. 404 before that."""
    states = (RoundState.PUBLISHED, RoundState.CLOSED)
    return get_object_or_404(Round, pk=round_id, kind=Round.Kind.COHORT, state__in=states)


def run_for_office(run_id: UUID) -> Run:
    """Any run, for staff."""
    return get_object_or_404(_RUNS, pk=run_id)


def entry_and_plan_for_office(entry_id: UUID) -> tuple[RoundEntry, Run]:
    """A student's part in a round, and the run whose plan is the round's. 404 before there is a plan."""
    entry = entry_for_office(entry_id)
    run = _RUNS.filter(round=entry.round_id, chosen_at__isnull=False).order_by("-chosen_at").first()
    students = (run.instance or {})["students"] if run else []
    if run is None or all(student["id"] != str(entry.application_id) for student in students):
        raise Http404
    return entry, run


def own_result(person: Person, round_id: UUID) -> RoundEntry:
    """The student's part in a published round, by the round. 404 before it is published."""
    entry = _ENTRIES.filter(round=round_id, application__student__person=person).order_by("created_at").last()
    if entry is None:
        raise Http404
    return own_entry(person, entry.pk)


def entry_for_office(entry_id: UUID) -> RoundEntry:
    """Any student's part in a round, for staff."""
    return get_object_or_404(_ENTRIES, pk=entry_id)


def own_request(person: Person, asked_id: UUID) -> Request:
    """The student's own request about a placement. 404 for anybody else's, as for a missing one."""
    return get_object_or_404(_REQUESTS, pk=asked_id, placement__student__person=person)


def request_for_office(asked_id: UUID) -> Request:
    """Any student's request, for staff."""
    return get_object_or_404(_REQUESTS, pk=asked_id)


def wish_in_round(round: Round, asked_id: str) -> Request:
    """A student's wish for other dates about a placement of this round, for staff."""
    try:
        pk = UUID(asked_id)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(_REQUESTS, pk=pk, placement__round=round, first_on__isnull=False)


def closure_for_office(closure_id: UUID) -> Closure:
    """Any closed days of an opening, for staff."""
    return get_object_or_404(Closure, pk=closure_id)


def opening_for_office(opening_id: UUID) -> Opening:
    """Any opening, for staff."""
    return get_object_or_404(Opening.objects.select_related("offering__site", "waiting_list"), pk=opening_id)
