"""Reading letter requests: their status without a word of the letter, and the evidence for the writer."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from openrotations.common.clocks import day_at
from openrotations.evaluations.models import Evaluation
from openrotations.evaluations.queries import latest_evaluations
from openrotations.evaluations.states import EvaluationState
from openrotations.letters import rules
from openrotations.letters.access import may_read
from openrotations.letters.models import LetterRequest
from openrotations.letters.states import LetterState
from openrotations.letters.turns import office_needs, turns
from openrotations.logbook.models import Day
from openrotations.logbook.queries import signed_days
from openrotations.people.models import Person
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState

__all__ = ["evidence_for", "letters_of", "office_needs", "open_destinations", "status_steps", "turns"]


@dataclass(frozen=True)
class Evidence:
    """What the program knows of the student's time with the writer. Hours are signed ones."""

    starts_on: date
    ends_on: date
    days: int
    hours: Decimal
    evaluations: list[Evaluation]


@dataclass(frozen=True)
class LetterStatus:
    """One request as its student sees it: where it stands, never what the letter is like."""

    request: LetterRequest
    steps: list[dict[str, Any]]
    can_read: bool
    kind: str


@dataclass(frozen=True)
class PlacementLetters:
    """A placement with its requests, and whether another can be asked for now."""

    placement: Placement
    letters: list[LetterStatus]
    why_not: str


def letters_of(person: Person, now: datetime) -> list[PlacementLetters]:
    """Every running or completed placement of this student with its letters, the newest first."""
    requests = LetterRequest.objects.select_related("asked_of").order_by("-asked_at")
    rows = (
        Placement.objects.filter(student__person=person, state__in=[PlacementState.ACTIVE, PlacementState.COMPLETED])
        .select_related("offering__preceptor", "offering__site", "supervised_by")
        .prefetch_related(Prefetch("letter_requests", requests))
        .order_by("-period")
    )
    return [PlacementLetters(row, _statuses(row.letter_requests.all()), _why_not_yet(row, now)) for row in rows]


def open_destinations(placement: Placement) -> frozenset[str]:
    """Where letters already asked for, and not yet signed or refused, will go."""
    rows = placement.letter_requests.filter(state__in=rules.OPEN)
    return frozenset(rows.values_list("destination", flat=True))


def evidence_for(request: LetterRequest) -> Evidence:
    """Dates, attendance as signed, and the evaluations that the letter's writer gave: theirs, nobody else's."""
    placement = request.placement
    present = [day for day in signed_days(placement) if day.kind == Day.Kind.PRESENT]
    given = [
        evaluation
        for evaluation in latest_evaluations(placement)
        if evaluation.author == Evaluation.Author.PRECEPTOR
        and evaluation.state == EvaluationState.SUBMITTED
        and evaluation.evaluator == request.writer
    ]
    dates = placement.dates
    hours = sum((day.hours for day in present), Decimal(0))
    return Evidence(dates.first, dates.last, len(present), hours, given)


def waiting_for_writer() -> QuerySet[LetterRequest]:
    """Requests with a deadline that the writer has not finished with."""
    unfinished = [*rules.OPEN, LetterState.SIGNED]
    return LetterRequest.objects.filter(state__in=unfinished, deadline_on__isnull=False).select_related(
        "placement__student__person",
        "placement__offering__preceptor",
        "placement__offering__site",
        "placement__supervised_by",
    )


def status_steps(request: LetterRequest) -> list[dict[str, Any]]:
    """The steps of a request for the timeline component. Writing has no date: it would say something of the letter."""
    ended = {
        LetterState.DECLINED: _("Your preceptor would rather not write"),
        LetterState.REDIRECTED: _("Your preceptor suggests another writer"),
        LetterState.WITHDRAWN: _("Withdrawn by its author"),
    }
    asked = {"label": _("Asked"), "at": request.asked_at, "state": "done"}
    if request.state in ended:
        label = ended[LetterState(request.state)]
        return [asked, {"label": label, "at": request.answered_at, "state": "lost", "body": request.answer_note}]
    agreed, signed = request.answered_at is not None, request.signed_at is not None
    return [
        asked,
        _step(_("Agreed"), done=agreed, now=not agreed, at=request.answered_at),
        _step(_("Being written"), done=signed, now=agreed and not signed),
        _step(_("Signed"), done=signed, now=False, at=request.signed_at),
        _step(
            _("Handed over"), done=request.handed_over_at is not None,
            now=signed and request.handed_over_at is None, at=request.handed_over_at,
        ),
    ]  # fmt: skip


def _step(label: str, *, done: bool, now: bool, at: datetime | None = None) -> dict[str, Any]:
    return {"label": label, "state": "done" if done else "now" if now else "later", "at": at if done else None}


def _statuses(requests: Iterable[LetterRequest]) -> list[LetterStatus]:
    kinds = dict.fromkeys(rules.READABLE, "done") | {
        LetterState.DECLINED: "lost",
        LetterState.REDIRECTED: "lost",
        LetterState.WITHDRAWN: "lost",
    }
    return [
        LetterStatus(request, status_steps(request), may_read(request), kinds.get(LetterState(request.state), "soon"))
        for request in requests
    ]


def _why_not_yet(placement: Placement, now: datetime) -> str:
    today = day_at(placement.offering.site.time_zone, now)
    reasons = rules.why_too_early(placement_state=placement.state, first_on=placement.dates.first, today=today)
    return " ".join(str(reason.text) for reason in reasons)
