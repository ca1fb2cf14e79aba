"""Where each student of a round stands before the lottery: one number for each criterion, the smaller first."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from openrotations.applications.models import Application, Window
from openrotations.applications.states import WindowState
from openrotations.common.wording import as_zone
from openrotations.office.queries import the_programme
from openrotations.placements.models import Placement, Round
from openrotations.placements.plans.criteria import criteria_of
from openrotations.placements.queries.instances import entries_in
from openrotations.placements.states import HOLDING
from openrotations.schools.models import Student

type Standing = tuple[int, ...]
DAYS_A_WEEK = 7


def standings_of(round: Round) -> dict[UUID, Standing]:
    """By application; a constant number of queries. Everybody stands equal without criteria."""
    criteria = criteria_of(round.settings)
    entries = entries_in(round).select_related("application__student")
    applications = [entry.application for entry in entries]
    numbers = [_COUNTED[name](applications) for name in criteria]
    return {row.pk: tuple(number[row.pk] for number in numbers) for row in applications}


def _enrolled(applications: Sequence[Application]) -> dict[UUID, int]:
    return {row.pk: int(row.student.status != Student.Status.ENROLLED) for row in applications}


def _no_place(applications: Sequence[Application]) -> dict[UUID, int]:
    students = {row.student_id for row in applications}
    held = Placement.objects.filter(student__in=students, state__in=HOLDING)
    placed = set(held.values_list("student_id", flat=True))
    return {row.pk: int(row.student_id in placed) for row in applications}


def _window(applications: Sequence[Application]) -> dict[UUID, int]:
    """The week, counted from the first Monday there is, in which the student's last approved window closes."""
    last: dict[UUID, date] = {}
    rows = Window.objects.filter(student__in={row.student_id for row in applications}, state=WindowState.APPROVED)
    for window in rows:
        last[window.student_id] = max(window.dates.last, last.get(window.student_id, date.min))
    return {row.pk: _week(last.get(row.student_id, date.max)) for row in applications}


def _submitted(applications: Sequence[Application]) -> dict[UUID, int]:
    """The day, at the programme, on which the application was handed in."""
    zone = as_zone(the_programme().time_zone)

    def day(row: Application) -> int:
        at: datetime = row.submitted_at or row.created_at
        return at.astimezone(zone).date().toordinal()

    return {row.pk: day(row) for row in applications}


def _week(day: date) -> int:
    return (day.toordinal() - 1) // DAYS_A_WEEK


_COUNTED: dict[str, Callable[[Sequence[Application]], dict[UUID, int]]] = {
    "enrolled": _enrolled,
    "no_place": _no_place,
    "window": _window,
    "submitted": _submitted,
}
