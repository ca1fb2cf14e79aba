"""Everything the board shows, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Q

from openrotations.applications.models import Application, Window
from openrotations.applications.states import WindowState
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.placements.models import Placement
from openrotations.placements.queries.board.asked import Asked
from openrotations.placements.queries.board.dangers import Danger, crowded, dangers_of, too_full
from openrotations.placements.queries.board.lines import OfferingLine, SiteGroup, StudentLine, site_groups
from openrotations.placements.queries.board.stays import (
    Stay,
    planned_stays,
    stays_at_places,
    stays_of_students,
    students_staying,
)
from openrotations.placements.rules import MAY_BE_PLACED
from openrotations.schools.models import Student

ROWS = 200
MOST_TO_TRY = 500

type Windows = dict[UUID, list[Period]]


@dataclass(frozen=True)
class BoardPage:
    """The board: a page of sites or of students, what is in danger on all pages, and sums over all pages."""

    asked: Asked
    rows: "Page[Any]"
    dangers: list[Danger]
    taken: int
    whole: int
    planned: int = 0

    @property
    def shown(self) -> list[SiteGroup | StudentLine]:
        """The rows of this page."""
        return list(self.rows.object_list)

    @property
    def free(self) -> int:
        """What is left of the whole: weeks of seats, or weeks that students still want."""
        return max(0, self.whole - self.taken)


def board_page(asked: Asked, *, now: datetime, number: str | None = None) -> BoardPage:
    """The board as it was asked for; `number` is the page, the first one for anything that is none."""
    return _students(asked, now, number) if asked.down == "students" else _sites(asked, now, number)


def openings_to_try(asked: Asked, placement: Placement, now: datetime) -> list[Opening]:
    """Openings of the places on the board that are not over, and the placement's own, by site."""
    ahead = Q(period__overlap=asked.period.stored, period__endswith__gt=now.date(), closed_at=None)
    places = Q(**{f"offering__{name}": value for name, value in asked.places.items()}, offering__is_published=True)
    rows = Opening.objects.filter((ahead & places) | Q(pk=placement.opening_id)).select_related("offering__site")
    return list(rows.order_by("offering__site__name", "offering__title", "period")[:MOST_TO_TRY])


def _sites(asked: Asked, now: datetime, number: str | None) -> BoardPage:
    stays, planned = stays_at_places(asked, now), planned_stays(asked)
    groups = site_groups(_openings(asked), [*stays, *planned], asked.period, now.date())
    lines = [line for group in groups for line in group.lines]
    shown = [stay for line in lines for stay in line.stays]
    held = stays_of_students({stay.student.pk for stay in planned}, now) if planned else []
    dangers = [*dangers_of(shown, _windows({stay.student.pk for stay in shown}), _by_student(held), now)]
    if asked.with_room:
        groups = [SiteGroup(group.site, with_room) for group in groups if (with_room := _with_room(group.lines))]
    return BoardPage(
        asked=asked,
        rows=Paginator(groups, ROWS).get_page(number),
        dangers=_in_order([*dangers, *too_full(lines)]),
        taken=sum(line.taken for line in lines),
        whole=sum(line.seat_weeks for line in lines),
        planned=sum(stay.placement is None for stay in shown),
    )


def _students(asked: Asked, now: datetime, number: str | None) -> BoardPage:
    planned = planned_stays(asked)
    ids = students_staying(asked, now) | _free_to_come(asked) | {stay.student.pk for stay in planned}
    held = stays_of_students(ids, now)
    windows, stays = _windows(ids), _by_student([*held, *planned])
    lines = [
        StudentLine(student, windows.get(student.pk, []), stays.get(student.pk, []), application)
        for student, application in _with_applications(ids)
    ]
    if asked.places:
        lines = [line for line in lines if any(_is_shown(stay, asked) for stay in line.stays)]
    if asked.with_room:
        lines = [line for line in lines if line.left]
    shown = [stay for line in lines for stay in line.stays if stay.dates.overlaps(asked.period)]
    dangers = [*dangers_of(shown, windows, _by_student(held), now), *(crowded([*held, *planned]) if planned else ())]
    return BoardPage(
        asked=asked,
        rows=Paginator(lines, ROWS).get_page(number),
        dangers=_in_order(dangers),
        taken=sum(min(line.placed, line.wanted) for line in lines),
        whole=sum(line.wanted for line in lines),
        planned=sum(stay.placement is None for stay in shown),
    )


def _openings(asked: Asked) -> list[Opening]:
    places = {f"offering__{name}": value for name, value in asked.places.items()}
    rows = Opening.objects.filter(period__overlap=asked.period.stored, **places)
    return list(rows.select_related("offering__site").prefetch_related("closures"))


def _free_to_come(asked: Asked) -> set[UUID]:
    """Students with an application that may be placed and an approved window in these weeks."""
    rows = Window.objects.filter(
        state=WindowState.APPROVED,
        period__overlap=asked.period.stored,
        student__applications__state__in=MAY_BE_PLACED,
    )
    return set(rows.values_list("student_id", flat=True))


def _windows(student_ids: Iterable[UUID]) -> Windows:
    found: Windows = defaultdict(list)
    rows = Window.objects.filter(student_id__in=list(student_ids), state=WindowState.APPROVED).order_by("period")
    for window in rows:
        found[window.student_id].append(window.dates)
    return found


def _with_applications(student_ids: Iterable[UUID]) -> list[tuple[Student, Application | None]]:
    """The students by name, each with the newest application that may be placed."""
    rows = Application.objects.filter(student_id__in=list(student_ids), state__in=MAY_BE_PLACED)
    newest = {row.student_id: row for row in rows.order_by("created_at")}
    students = Student.objects.filter(pk__in=list(student_ids)).select_related("person", "school")
    return [(row, newest.get(row.pk)) for row in students.order_by("person__full_name", "pk")]


def _by_student(stays: Iterable[Stay]) -> dict[UUID, list[Stay]]:
    found: dict[UUID, list[Stay]] = defaultdict(list)
    for stay in stays:
        found[stay.student.pk].append(stay)
    return found


def _is_shown(stay: Stay, asked: Asked) -> bool:
    return stay.dates.overlaps(asked.period) and asked.wants(stay.opening.offering)


def _with_room(lines: Sequence[OfferingLine]) -> list[OfferingLine]:
    return [line for line in lines if line.free]


def _in_order(dangers: Iterable[Danger]) -> list[Danger]:
    return sorted(dangers, key=lambda danger: (danger.on, danger.about, danger.code))
