"""What a student lands on: whose turn it is, the band of weeks, and what comes."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from openrotations.applications import queries as applications
from openrotations.common.bands import Span
from openrotations.common.turns import Turn
from openrotations.desk.queries.placement import TAG_KINDS, turns_of
from openrotations.placements.models import Placement, RoundEntry
from openrotations.placements.queries.rounds import open_entry
from openrotations.placements.states import ENDED_EARLY
from openrotations.schools.models import Student

_SPAN_KINDS = {"proposed": "soon", "offered": "soon", "accepted": "soon", "completed": "done"}


@dataclass(frozen=True)
class Today:
    """A student's day: own turns, the turns of others, windows and placements, newest placements first."""

    student: Student
    mine: list[Turn]
    theirs: list[Turn]
    windows: list[Span]
    spans: list[Span]
    placements: list[tuple[Placement, str]]
    earlier: list[tuple[Placement, str]]
    may_take_a_seat: bool
    entry: RoundEntry | None = None


def today_of(student: Student, *, now: datetime) -> Today:
    """Everything that the student's first page shows."""
    placements = list(
        student.placements.select_related(
            "offering__site", "offering__preceptor", "student__person", "student__school", "opening", "application"
        ).order_by("period")
    )
    current = [row for row in placements if row.state not in ENDED_EARLY]
    turns = applications.turns_for_student(student, now) + [turn for row in current for turn in turns_of(row, now=now)]
    application = applications.current_application(student)
    return Today(
        student=student,
        # The rotations of one plan are answered together: one turn.
        mine=list(dict.fromkeys(turn for turn in turns if turn.who == "student")),
        theirs=[turn for turn in turns if turn.who != "student"],
        windows=[
            Span(_("My window"), row.dates.first, row.dates.last, "approved" if row.state == "approved" else "asked")
            for row in applications.windows_of(student)
            if row.state != "refused"
        ],
        spans=[
            Span(row.offering.title, row.dates.first, row.dates.last, _SPAN_KINDS.get(row.state, "firm"))
            for row in current
        ],
        placements=[(row, TAG_KINDS[row.state]) for row in current],
        earlier=[(row, "lost") for row in placements if row.state in ENDED_EARLY],
        entry=open_entry(application) if application is not None and application.state == "in_round" else None,
        may_take_a_seat=application is not None and application.state in {"eligible", "waiting"},
    )
