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
from openrotations.placements.models import Placement, Request, Round
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
from openrotations.placements.queries.judging import Asked, judged
from openrotations.placements.queries.repairing import wished
from openrotations.placements.queries.reserved import reserved_at
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
    taken out of windows and needs, as in any round. `newcomers` are not in the round yet and have no plan in it.
    With a student's request (`asked`) only the placement it is about can be moved of theirs, and has to be moved
    inside the dates they want; `elsewhere` are the openings of their others.
    """

    cohort: Cohort
    stays: Stays
    newcomers: frozenset[str] = frozenset()
    asked: Request | None = None
    elsewhere: frozenset[str] = frozenset()

    @property
    def wisher(self) -> str:
        """The application whose wish this is; empty without one."""
        return str(self.asked.placement.application_id) if self.asked else ""

    @property
    def plans(self) -> dict[str, list[Placed]]:
        """The plan before: the blocks of each application in the order of weeks."""
        return {student: sorted(blocks, key=lambda block: block.start) for student, blocks in self.stays.items()}

    @property
    def before(self) -> Cohort:
        """The same without those who are new, as the planner reads a plan before. New friends do not count yet."""
        instance = self.cohort.instance
        students = tuple(each for each in instance.students if each.id not in self.newcomers)
        together = tuple(pair for pair in instance.together if self.newcomers.isdisjoint(pair))
        return Cohort(instance.model_copy(update={"students": students, "together": together}), self.cohort.calendar)

    @property
    def solution(self) -> Solution:
        """The plan before, as the planner reads it."""
        instance, plans = self.before.instance, self.plans
        return solution_of(instance, {student.id: plans.get(student.id, []) for student in instance.students})

    def changes(self, chosen: Collection[UUID], closings: Iterable[Closing]) -> Changes:
        """What happened: days that close, whose plan is to be looked at again, and who is new."""
        instance, calendar = self.before.instance, self.cohort.calendar
        offerings = {offering.id for offering in instance.offerings}
        close = []
        for closing in closings:
            weeks = self._closed_weeks(closing)
            if weeks and str(closing.opening_id) in offerings:
                close.append([str(closing.opening_id), weeks.start, weeks.stop])
        firm = [
            [student, *block]
            for student, blocks in self.stays.items()
            for block, placement in blocks.items()
            if placement.state in FIRM and student != self.wisher
        ]
        known = {student.id for student in instance.students}
        asked: dict[str, dict[str, Any]] = {str(pk): {} for pk in chosen if str(pk) in known}
        if self.asked and self.asked.wanted:
            wisher = next(each for each in instance.students if each.id == self.wisher)
            asked[wisher.id] = wished.change_of(self.asked.wanted, wisher, self.elsewhere, calendar)
        new = [each.model_dump(mode="json") for each in self.cohort.instance.students if each.id in self.newcomers]
        return changes_from({"close": close, "students": asked, "new_students": new, "confirmed": firm}, instance)

    def closing_of(self, block: Placed, closings: Iterable[Closing]) -> Closing | None:
        """What closes a week of this block, as the planner reads it; None when nothing does."""
        there = (each for each in closings if str(each.opening_id) == block.offering)
        return next((each for each in there if set(_weeks_of(block)).intersection(self._closed_weeks(each))), None)

    def _closed_weeks(self, closing: Closing) -> range:
        """The weeks of which days close, without a first one of which nobody there has a closed day.

        A window may end on the Friday of a week, and the closing begin on its Saturday.
        """
        weeks = self.cohort.calendar.touched(closing.period)
        there = [
            placement
            for blocks in self.stays.values()
            for block, placement in blocks.items()
            if block.offering == str(closing.opening_id) and weeks and weeks.start in _weeks_of(block)
        ]
        is_hit = any(closing.hits(each.opening_id, each.dates) for each in there)
        return weeks if is_hit or not there else weeks[1:]

    def before_closing(self, closings: Iterable[Closing]) -> Cohort:
        """The same as `before`, but in a week that is spared nobody else takes a seat: they might stay longer."""
        calendar, used = self.cohort.calendar, _seats_used(self.stays)
        left = {each: set(calendar.touched(each.period)) - set(self._closed_weeks(each)) for each in closings}
        spared = {(str(each.opening_id), week) for each, weeks in left.items() for week in weeks}
        offerings = tuple(
            each.model_copy(
                update={
                    "capacity": tuple(
                        used[each.id, week] if (each.id, week) in spared else seats
                        for week, seats in enumerate(each.capacity)
                    )
                }
            )
            for each in self.before.instance.offerings
        )
        return Cohort(self.before.instance.model_copy(update={"offerings": offerings}), calendar)

    def closed(self, closings: Sequence[Closing]) -> Cohort:
        """The cohort with these days closed."""
        before = self.before_closing(closings)
        return Cohort(changed_instance(before.instance, self.changes((), closings)), before.calendar)


def as_it_stands(
    round: Round,
    settings: Mapping[str, Any],
    now: datetime,
    newcomers: Collection[UUID] = (),
    asked: Request | None = None,
) -> AsItStands:
    """The round as it stands now, and `newcomers` beside it, by application; with the wish that somebody `asked`.

    What does not fit the planner's weeks and rules is left where it is.
    """
    entries = entries_in(round).select_related("application__student__person").order_by("application_id")
    new = Application.objects.filter(pk__in=newcomers).select_related("student__person").order_by("pk")
    applications = [*(entry.application for entry in entries), *new]
    windows = windows_of(round)
    rows = [row for row in _movable(round, now) if _may_move(row, asked)]
    while True:
        cohort = _cohort(round, applications, rows, settings, now)
        stays = _stays(cohort, rows, windows)
        instance = _with_room(cohort.instance, stays)
        sound = _sound(instance, stays)
        if sum(map(len, sound.values())) == len(rows):
            new_ids = frozenset(map(str, newcomers))
            return AsItStands(Cohort(instance, cohort.calendar), sound, new_ids, asked, _elsewhere(asked, now))
        rows = [placement for blocks in sound.values() for placement in blocks.values()]


def solution_of(instance: Instance, plans: Mapping[str, Sequence[Placed]]) -> Solution:
    """These plans of a cohort."""
    written = {student: [list(block) for block in plan] for student, plan in plans.items()}
    return solution_from({"format": "placement-solution/1", "instance": instance.name, "plans": written})


def _weeks_of(block: Placed) -> range:
    return range(block.start, block.start + block.length)


def _seats_used(stays: Stays) -> Counter[tuple[str, int]]:
    return Counter((block.offering, week) for blocks in stays.values() for block in blocks for week in _weeks_of(block))


def _movable(round: Round, now: datetime) -> Iterable[Placement]:
    """Who is in another round meanwhile keeps what they have until that one is published."""
    rows = seats.holding(now).filter(round=round, state__in=MOVABLE, application__state=ApplicationState.PLACED)
    return rows.select_related("opening__offering__site", "offering", "student__person").order_by("period", "pk")


def _may_move(row: Placement, asked: Request | None) -> bool:
    """Who asked for other dates keeps all their other placements."""
    return not asked or row.pk == asked.placement_id or row.application_id != asked.placement.application_id


def _elsewhere(asked: Request | None, now: datetime) -> frozenset[str]:
    """The openings of the other placements of the student who asked."""
    if asked is None:
        return frozenset()
    rows = seats.holding(now).filter(application=asked.placement.application_id).exclude(pk=asked.placement_id)
    return frozenset(str(opening_id) for opening_id in rows.values_list("opening_id", flat=True))


def _cohort(
    round: Round, applications: Sequence[Application], rows: Sequence[Placement], settings: Mapping[str, Any],
    now: datetime,
) -> Cohort:  # fmt: skip
    movable = {row.pk for row in rows}
    wishes = _wishes(applications, rows, now)
    reserved = reserved_at({wish.opening_id for listed in wishes.values() for wish in listed})
    return cohort_from(str(round.pk), applications, wishes, settings, now, reserved=reserved, movable=movable)


def _wishes(
    applications: Sequence[Application], rows: Sequence[Placement], now: datetime
) -> Mapping[UUID, Sequence[Preference]]:
    """The choices that each can still have, also by the rule book. Where theirs ended they are not placed again."""
    seekers = seats.seekers_of(applications, now, apart_from={row.pk for row in rows})
    over = Placement.objects.filter(application__in=seekers, state__in=_OVER)
    gone = set(over.values_list("application_id", "opening_id")) - {(r.application_id, r.opening_id) for r in rows}
    observe = seats.graduates_observe(the_programme())
    preferences = Preference.objects.filter(application__in=seekers).order_by("application_id", "rank")
    wishes: dict[UUID, list[Preference]] = defaultdict(list)
    related = preferences.select_related("opening__offering__site")
    listed = list(related.prefetch_related("opening__closures"))
    places = seats.places_of([wish.opening for wish in listed], now)
    students = {each.pk: each.student for each in applications}
    possible = []
    for wish in listed:
        seeker, place = seekers[wish.application_id], places[wish.opening_id]
        why_not = rules.why_not_at_all(seeker, place, graduates_observe=observe, of_plans=True)
        if (wish.application_id, wish.opening_id) not in gone and not any(why_not):
            possible.append((wish, Asked(students[wish.application_id], seeker, wish.opening, place)))
    said = judged([asked for _wish, asked in possible], now, of_plans=True)
    held = {(row.application_id, row.opening_id) for row in rows}
    for (wish, _asked), found in zip(possible, said, strict=True):
        if not found.reasons or (wish.application_id, wish.opening_id) in held:  # what one has may stay as it is
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
    used = _seats_used(stays)
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
    offerings = {each.id: each for each in instance.offerings}
    return sum(
        limit.concerns(student)
        and any(
            limit.counts(offerings[block.offering], block.start, block.length) for block in stays.get(student.id, ())
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
