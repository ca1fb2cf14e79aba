"""From a round's applications to the planner's file of a cohort, and back to dates."""

import json
import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from openrotations.applications.models import Application, Preference, Window
from openrotations.applications.queries import friends_among
from openrotations.applications.states import WindowState
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.office.queries import the_programme
from openrotations.placements.models import Placement, Round
from openrotations.placements.planner.cohort.files.formats import Instance, instance_from
from openrotations.placements.plans.limits import CountedLimits, counted_limits, planner_limits
from openrotations.placements.plans.objectives import weights_for
from openrotations.placements.plans.weeks import Calendar, without
from openrotations.placements.queries import seats
from openrotations.placements.queries.counting import counted_of
from openrotations.placements.queries.hosting import hosting_of
from openrotations.placements.queries.instances import Choice, entries_in

# The planner counts weeks; the date of its first one stands beside, under a key that it leaves alone.
FIRST_WEEK = "first_week_on"
NO_LIMIT = 1_000_000
MOST_ROTATIONS = 52
NOTHING_RESERVED: Mapping[UUID, Sequence[Period]] = {}


@dataclass(frozen=True)
class Cohort:
    """A round as the planner of plans reads it, with the Monday from which its weeks count."""

    instance: Instance
    calendar: Calendar

    @property
    def as_json(self) -> dict[str, Any]:
        """The instance as it is kept and handed out, with the date of its first Monday."""
        written: dict[str, Any] = json.loads(self.instance.model_dump_json())
        return {**written, FIRST_WEEK: self.calendar.monday.isoformat()}


def calendar_of(instance: Mapping[str, Any]) -> Calendar:
    """The calendar of an instance as it was kept."""
    return Calendar(date.fromisoformat(instance[FIRST_WEEK]), instance["weeks"])


def cohort_of(round: Round, choices: Sequence[Choice], settings: Mapping[str, Any], now: datetime) -> Cohort:
    """The round as a `placement-instance/1`: applications are its students, openings its offerings."""
    entries = entries_in(round).select_related("application__student__person").order_by("application_id")
    wishes: dict[UUID, list[Preference]] = defaultdict(list)
    for choice in choices:
        if not choice.reasons:
            wishes[choice.preference.application_id].append(choice.preference)
    return cohort_from(str(round.pk), [entry.application for entry in entries], wishes, settings, now)


def cohort_from(
    name: str,
    applications: Sequence[Application],
    wishes: Mapping[UUID, Sequence[Preference]],
    settings: Mapping[str, Any],
    now: datetime,
    *,
    reserved: Mapping[UUID, Sequence[Period]] = NOTHING_RESERVED,
    movable: Collection[UUID] = (),
) -> Cohort:
    """These applications with the choices that each can have; `reserved` are seats of openings kept for others.

    Weeks that a student already has elsewhere are taken out of their windows, and out of what they still want.
    Placements that are `movable` count nowhere: neither their seats nor their weeks.
    """
    openings = {wish.opening_id: wish.opening for listed in wishes.values() for wish in listed}
    student_ids = {application.student_id for application in applications}
    windows = _windows_of(student_ids)
    calendar = _calendar_for(openings.values(), windows, now)
    held = _held_by(student_ids, now, movable)
    least = the_programme().min_weeks
    schools = {str(application.student.school_id) for application in applications}
    states = {opening.offering.site.state for opening in openings.values()}
    counted = _counted(applications, states, calendar, now, movable)
    limits = planner_limits(settings, calendar, schools, _already_in_states(settings, now, movable))
    raw = {
        "format": "placement-instance/1",
        "name": name,
        "weeks": calendar.weeks,
        "offerings": _offerings(openings.values(), reserved, movable, calendar, now),
        "students": [
            {
                **_student(each, wishes.get(each.pk, ()), windows, held, calendar, least),
                "already": counted.already[str(each.pk)],
            }
            for each in applications
        ],
        "limits": {key: [*limits.get(key, ()), *found] for key, found in counted.limits.items()},
        "together": [[str(one), str(other)] for one, other in friends_among(applications)],
    }
    if settings.get("objectives"):
        raw["objectives"] = settings["objectives"]
        raw["weights"] = weights_for(settings["objectives"])
    return Cohort(instance_from(raw), calendar)


def _counted(
    applications: Sequence[Application],
    states: Collection[str],
    calendar: Calendar,
    now: datetime,
    movable: Collection[UUID],
) -> CountedLimits:
    """What states count of these students; who has two applications here is looked at twice, each by itself."""
    students = {application.student_id: application.student for application in applications}
    counted = counted_of(students.values(), now, apart_from=movable)
    return counted_limits(
        {str(each.pk): counted[each.student_id] for each in applications},
        {str(each.pk): str(each.student.school_id) for each in applications},
        states,
        calendar,
    )


def weeks_wanted_by(applications: Sequence[Application], now: datetime) -> int:
    """Weeks that these applications still want, by one query: what they have is taken off."""
    held: dict[UUID, int] = defaultdict(int)
    rows = seats.holding(now).filter(application__in=[each.pk for each in applications])
    for application_id, days in rows.values_list("application_id", "period"):
        held[application_id] += Period.of(days).weeks
    return sum(max(0, (each.weeks_wanted or 0) - held[each.pk]) for each in applications)


def free_seat_weeks(openings: Sequence[Opening], applications: Sequence[Application], now: datetime) -> int:
    """Weeks of seats that a plan for these applications would find free at these openings; two queries."""
    calendar = _calendar_for(openings, _windows_of({each.student_id for each in applications}), now)
    return sum(sum(each["capacity"]) for each in _offerings(openings, NOTHING_RESERVED, (), calendar, now))


def _calendar_for(openings: Iterable[Opening], windows: Mapping[UUID, Sequence[Period]], now: datetime) -> Calendar:
    latest = max((seats.today_at(each, now) for each in openings), default=now.date())
    return Calendar.covering((period for periods in windows.values() for period in periods), after=latest)


def with_limits_of_now(round: Round, now: datetime) -> dict[str, Any]:
    """The round's instance as it was kept, with the office's limits as they are with everybody placed now.

    What states count is left out: it is asked of each seat when it is given, and stops one student, not the round.
    """
    kept: dict[str, Any] = round.instance or {}
    entries = list(entries_in(round).select_related("application__student"))
    schools = {str(entry.application.student.school_id) for entry in entries}
    held = _held_by({entry.application.student_id for entry in entries}, now)
    weeks = {str(entry.application_id): _weeks_in_states(held[entry.application.student_id]) for entry in entries}
    limits = planner_limits(round.settings, calendar_of(kept), schools, _already_in_states(round.settings, now))
    students = [{**each, "state_weeks": weeks.get(each["id"], each["state_weeks"])} for each in kept["students"]]
    return {**kept, "limits": limits, "students": students}


def windows_of(round: Round) -> dict[UUID, list[Period]]:
    """The approved windows of everybody in the round, by application."""
    return windows_for([entry.application for entry in round.entries.select_related("application")])


def windows_for(applications: Iterable[Application]) -> dict[UUID, list[Period]]:
    """The approved windows of these, by application."""
    student_of = {each.pk: each.student_id for each in applications}
    windows = _windows_of(set(student_of.values()))
    return {pk: windows[student_id] for pk, student_id in student_of.items()}


def _windows_of(student_ids: set[UUID]) -> dict[UUID, list[Period]]:
    windows: dict[UUID, list[Period]] = {student_id: [] for student_id in student_ids}
    for window in Window.objects.filter(student_id__in=windows, state=WindowState.APPROVED):
        windows[window.student_id].append(window.dates)
    return windows


def _held_by(
    student_ids: set[UUID], now: datetime, movable: Collection[UUID] = ()
) -> dict[UUID, list[Placement]]:  # fmt: skip
    held: dict[UUID, list[Placement]] = defaultdict(list)
    rows = seats.holding(now, apart_from=movable).filter(student_id__in=student_ids)
    for placement in rows.select_related("offering__site"):
        held[placement.student_id].append(placement)
    return held


def _already_in_states(
    settings: Mapping[str, Any], now: datetime, movable: Collection[UUID] = ()
) -> dict[tuple[str, str], list[list[date]]]:
    """By school and state with a limit of the office, the first days of each student who has placements there.

    Students of the round are among them. Were they planned there once more, they would count twice. So such a limit
    is never passed, and may bind one too early; what states count says who is counted already.
    """
    states = {limit["state"] for limit in settings.get("students_in_state", ())}
    rows = seats.holding(now, apart_from=movable).filter(offering__site__state__in=states)
    found: dict[tuple[str, str], dict[UUID, list[date]]] = defaultdict(lambda: defaultdict(list))
    for school, state, student, days in rows.values_list(
        "student__school_id", "offering__site__state", "student_id", "period"
    ):
        found[str(school), state][student].append(days.lower)
    return {where: list(students.values()) for where, students in found.items()}


def _offerings(
    openings: Iterable[Opening],
    reserved: Mapping[UUID, Sequence[Period]],
    movable: Collection[UUID],
    calendar: Calendar,
    now: datetime,
) -> list[dict[str, Any]]:
    openings = sorted(openings, key=lambda each: str(each.pk))
    taken = seats.seats_by_opening(openings, now, apart_from=movable)
    hosting = hosting_of(openings)
    return [
        _offering(
            each,
            [*(days for _seat, days in taken.get(each.pk, [])), *reserved.get(each.pk, [])],
            [*each.closed_days, *hosting[each.pk].unsupervised],
            calendar,
        )
        for each in openings
    ]


def _offering(
    opening: Opening, taken: Sequence[Period], closed_days: Sequence[Period], calendar: Calendar
) -> dict[str, Any]:  # fmt: skip
    offering, site = opening.offering, opening.offering.site
    used = [0] * calendar.weeks
    for days in taken:
        for week in calendar.touched(days):
            used[week] += 1
    closed = {week for days in closed_days for week in calendar.touched(days)}
    weeks = set(calendar.of_opening(opening.dates)) - closed
    return {
        "id": str(opening.pk),
        "specialty": offering.specialty,
        "city": f"{site.city}, {site.state}",
        "state": site.state,
        "kind": offering.experience_type,
        "setting": offering.setting,
        # The planner counts whole dollars: a started one counts, so that no budget is ever overdrawn.
        "price_week": math.ceil(offering.price_per_week),
        "requires": [],
        "min_score": 0,
        "capacity": [max(0, opening.seats - used[week]) if week in weeks else 0 for week in range(calendar.weeks)],
        "blocks": [list(block) for block in calendar.blocks(opening.dates, offering.min_weeks, offering.max_weeks)],
    }


def _student(
    application: Application,
    wishes: Sequence[Preference],
    windows: Mapping[UUID, Sequence[Period]],
    held: Mapping[UUID, Sequence[Placement]],
    calendar: Calendar,
    least: int,
) -> dict[str, Any]:
    mine = held.get(application.student_id, [])
    of_this = [row for row in mine if row.application_id == application.pk]
    busy = {week for row in mine for week in calendar.touched(row.dates)}
    needed = max(0, (application.weeks_wanted or 0) - sum(row.dates.weeks for row in of_this))
    spent = sum(row.price for row in of_this)
    return {
        "id": str(application.pk),
        "windows": [
            list(stretch)
            for window in sorted(windows[application.student_id])
            for stretch in without(calendar.of_window(window), busy)
        ],
        "weeks_needed": needed,
        "min_weeks": min(needed, 1 if of_this else least),
        "max_moves": MOST_ROTATIONS if application.most_moves is None else application.most_moves,
        "max_rotations": max(0, (application.most_rotations or MOST_ROTATIONS) - len(of_this)),
        "budget": NO_LIMIT if application.budget is None else max(0, math.floor(application.budget - spent)),
        "score": 0,
        "facts": [],
        "prefs": [[str(wish.opening_id), wish.rank, 0] for wish in wishes],
        "school": str(application.student.school_id),
        "state_weeks": _weeks_in_states(mine),
    }


def _weeks_in_states(held: Iterable[Placement]) -> dict[str, int]:
    weeks: dict[str, int] = defaultdict(int)
    for row in held:
        weeks[row.offering.site.state] += row.dates.weeks
    return dict(weeks)
