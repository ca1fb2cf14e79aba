"""What still stands of a published round, as a repair reads it: what can be moved is its plan before."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from openrotations.applications.models import Application, Preference
from openrotations.applications.states import ApplicationState
from openrotations.common.periods import Period
from openrotations.office.queries import the_programme
from openrotations.placements import rules
from openrotations.placements.models import Placement, Round
from openrotations.placements.planner.cohort.files.formats import (
    Changes,
    Instance,
    Placed,
    Solution,
    StateStudents,
    changes_from,
    solution_from,
)
from openrotations.placements.planner.cohort.repair.changing import changed_instance, keeps_own_rules
from openrotations.placements.plans.repairing import Closing
from openrotations.placements.queries import seats
from openrotations.placements.queries.cohorts import Cohort, cohort_from, windows_of
from openrotations.placements.queries.instances import entries_in
from openrotations.placements.states import PlacementState

MOVABLE = (
    PlacementState.PROPOSED,
    PlacementState.OFFERED,
    PlacementState.ACCEPTED,
    PlacementState.CONFIRMED,
    PlacementState.CLEARED,
)
FIRM = (PlacementState.CONFIRMED, PlacementState.CLEARED)
# What ended there is not tried there again. An offer that ran out may be made again.
_OVER = (PlacementState.DECLINED, PlacementState.RELEASED, PlacementState.CANCELLED)

type Stays = Mapping[str, Mapping[Placed, Placement]]
"""By application, the placement of each block of the planner."""


@dataclass(frozen=True)
class AsItStands:
    """A round at this moment: everybody in it, the seats, and the placements that can still be moved.

    The seats of those placements count as free. Whatever has begun, or does not fit the planner's weeks, is
    taken out of windows and needs, as in any round.
    """

    cohort: Cohort
    stays: Stays

    @property
    def plans(self) -> dict[str, list[Placed]]:
        """The plan before: the blocks of each application in the order of weeks."""
        return {student: sorted(blocks, key=lambda block: block.start) for student, blocks in self.stays.items()}

    @property
    def solution(self) -> Solution:
        """The plan before, as the planner reads it."""
        instance, plans = self.cohort.instance, self.plans
        return solution_of(instance, {student.id: plans.get(student.id, []) for student in instance.students})

    def changes(self, chosen: Collection[UUID], closings: Iterable[Closing]) -> Changes:
        """What happened: days that close, and whose plan is to be looked at again."""
        instance, calendar = self.cohort.instance, self.cohort.calendar
        offerings = {offering.id for offering in instance.offerings}
        close = []
        for closing in closings:
            weeks = calendar.touched(closing.period)
            if weeks and str(closing.opening_id) in offerings:
                close.append([str(closing.opening_id), weeks.start, weeks.stop])
        firm = [
            [student, *block]
            for student, blocks in self.stays.items()
            for block, placement in blocks.items()
            if placement.state in FIRM
        ]
        known = {student.id for student in instance.students}
        asked: dict[str, dict[str, Any]] = {str(pk): {} for pk in chosen if str(pk) in known}
        return changes_from({"close": close, "students": asked, "confirmed": firm}, instance)

    def closed(self, closings: Iterable[Closing]) -> Cohort:
        """The cohort with these days closed."""
        return Cohort(changed_instance(self.cohort.instance, self.changes((), closings)), self.cohort.calendar)


def as_it_stands(round: Round, settings: Mapping[str, Any], now: datetime) -> AsItStands:
    """The round as it stands now. What does not fit the planner's weeks and rules is left where it is."""
    entries = entries_in(round).select_related("application__student__person").order_by("application_id")
    applications = [entry.application for entry in entries]
    windows = windows_of(round)
    rows = list(_movable(round, now))
    while True:
        cohort = _cohort(round, applications, rows, settings, now)
        stays = _stays(cohort, rows, windows)
        instance = _with_room(cohort.instance, stays)
        sound = _sound(instance, stays)
        if sum(map(len, sound.values())) == len(rows):
            return AsItStands(Cohort(instance, cohort.calendar), sound)
        rows = [placement for blocks in sound.values() for placement in blocks.values()]


def solution_of(instance: Instance, plans: Mapping[str, Sequence[Placed]]) -> Solution:
    """These plans of a cohort."""
    written = {student: [list(block) for block in plan] for student, plan in plans.items()}
    return solution_from({"format": "placement-solution/1", "instance": instance.name, "plans": written})


def _movable(round: Round, now: datetime) -> Iterable[Placement]:
    """Who is in another round meanwhile keeps what they have until that one is published."""
    rows = seats.holding(now).filter(round=round, state__in=MOVABLE, application__state=ApplicationState.PLACED)
    return rows.select_related("opening__offering__site", "offering", "student__person").order_by("period", "pk")


def _cohort(
    round: Round, applications: Sequence[Application], rows: Sequence[Placement], settings: Mapping[str, Any],
    now: datetime,
) -> Cohort:  # fmt: skip
    movable = {row.pk for row in rows}
    wishes = _wishes(applications, rows, now)
    return cohort_from(str(round.pk), applications, wishes, settings, now, movable=movable)


def _wishes(
    applications: Sequence[Application], rows: Sequence[Placement], now: datetime
) -> Mapping[UUID, Sequence[Preference]]:
    """The choices that each can still have. Where a placement of theirs ended they are not placed again."""
    seekers = seats.seekers_of(applications, now, apart_from={row.pk for row in rows})
    over = Placement.objects.filter(application__in=seekers, state__in=_OVER)
    gone = set(over.values_list("application_id", "opening_id")) - {(r.application_id, r.opening_id) for r in rows}
    observe = seats.graduates_observe(the_programme())
    preferences = Preference.objects.filter(application__in=seekers).order_by("application_id", "rank")
    wishes: dict[UUID, list[Preference]] = defaultdict(list)
    for wish in preferences.select_related("opening__offering__site").prefetch_related("opening__closures"):
        seeker, place = seekers[wish.application_id], seats.place_of(wish.opening, now)
        why_not = rules.why_not_at_all(seeker, place, graduates_observe=observe, of_plans=True)
        if (wish.application_id, wish.opening_id) not in gone and not any(why_not):
            wishes[wish.application_id].append(wish)
    return wishes


def _stays(cohort: Cohort, rows: Sequence[Placement], windows: Mapping[UUID, Sequence[Period]]) -> Stays:
    """Those placements that are exactly a block of the planner."""
    blocks = {offering.id: set(offering.blocks) for offering in cohort.instance.offerings}
    found: dict[str, dict[Placed, Placement]] = defaultdict(dict)
    for row in rows:
        weeks = cohort.calendar.touched(row.dates)
        block = Placed(str(row.opening_id), weeks.start, len(weeks))
        if row.application_id in windows and block[1:] in blocks.get(block.offering, ()):
            dates = cohort.calendar.dates(row.opening.dates, block.start, block.length, windows[row.application_id])
            if dates == row.dates:
                found[str(row.application_id)][block] = row
    return found


def _with_room(instance: Instance, stays: Stays) -> Instance:
    """What stands has its seats and its places under limits, however it came there, and may stay as it is."""
    used = Counter(
        (block.offering, week)
        for blocks in stays.values()
        for block in blocks
        for week in range(block.start, block.start + block.length)
    )
    offerings = [
        each.model_copy(
            update={"capacity": tuple(max(free, used[each.id, week]) for week, free in enumerate(each.capacity))}
        )
        for each in instance.offerings
    ]
    students = [
        each.model_copy(update={"min_weeks": min(1, each.min_weeks)}) if stays.get(each.id) else each
        for each in instance.students
    ]
    limits = [
        each.model_copy(update={"most_students": max(each.most_students, _counted(each, instance, stays))})
        for each in instance.limits.students_in_state
    ]
    kept = instance.limits.model_copy(update={"students_in_state": tuple(limits)})
    return instance.model_copy(update={"offerings": tuple(offerings), "students": tuple(students), "limits": kept})


def _counted(limit: StateStudents, instance: Instance, stays: Stays) -> int:
    """How many students with a placement that stands a limit counts."""
    there = {each.id for each in instance.offerings if each.state == limit.state}
    return sum(
        limit.school in ("", student.school)
        and any(
            block.offering in there and limit.first_week <= block.start < limit.end_week
            for block in stays.get(student.id, ())
        )
        for student in instance.students
    )


def _sound(instance: Instance, stays: Stays) -> Stays:
    """Those whose own plan keeps every rule; what the office arranged otherwise stays where it is."""
    offerings = {offering.id: offering for offering in instance.offerings}
    students = {student.id: student for student in instance.students}
    return {
        student: blocks
        for student, blocks in stays.items()
        if student in students
        and keeps_own_rules(instance, offerings, students[student], tuple(sorted(blocks, key=lambda each: each.start)))
    }
