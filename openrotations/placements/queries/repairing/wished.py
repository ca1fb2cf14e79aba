"""A student's wish for other dates, as a repair reads it."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from openrotations.common.periods import Period
from openrotations.placements.models import Request, Round
from openrotations.placements.planner.cohort.files.formats import Student
from openrotations.placements.plans.weeks import Calendar
from openrotations.placements.states import MAY_CHANGE_SEATS, RoundState

_ASKED = Request.objects.select_related(
    "placement__application__student__person", "placement__opening__offering__site", "placement__offering__site"
)


def asked_with(pk: UUID | str) -> Request:
    """The request with what a repair needs of it. Raises Request.DoesNotExist."""
    return _ASKED.get(pk=pk)


def can_be_looked_for(asked: Request) -> bool:
    """Whether a repair can be looked for with this wish: other dates for a place in a published round of plans."""
    placement = asked.placement
    may_move = asked.is_open and asked.wanted and placement.state in MAY_CHANGE_SEATS
    if not may_move or not placement.round_id:
        return False
    published = (RoundState.PUBLISHED, RoundState.CLOSED)
    return Round.objects.filter(pk=placement.round_id, kind=Round.Kind.COHORT, state__in=published).exists()


def inside(windows: Iterable[Period], wanted: Period) -> list[Period]:
    """The parts of these windows that lie inside the dates wanted."""
    return [
        Period(max(each.first, wanted.first), min(each.last, wanted.last)) for each in windows if each.overlaps(wanted)
    ]


def change_of(wanted: Period, student: Student, elsewhere: Collection[str], calendar: Calendar) -> dict[str, Any]:
    """What a wish changes about its student, who has only the placement in question in their plan.

    Everything else of theirs stays where it is and is in their windows and needs already. Their windows become
    the part of them inside the dates wanted. They need one stay of all whole weeks of these dates, no less, on
    any choice of theirs but those `elsewhere`, where they have another placement.
    """
    weeks = calendar.of_window(wanted)
    windows = [[max(first, weeks.start), min(end, weeks.stop)] for first, end in student.windows]
    return {
        "windows": [[first, end] for first, end in windows if first < end],
        "weeks_needed": len(weeks),
        "min_weeks": len(weeks),
        "max_rotations": min(1, student.max_rotations),
        "prefs": [list(wish) for wish in student.prefs if wish.offering not in elsewhere],
    }
