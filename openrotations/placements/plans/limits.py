"""Limits on states as the office sets them, what states count, and both as the planner of plans reads them."""

from collections import Counter as Tally
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openrotations.common.periods import Period
from openrotations.common.wording import written_period
from openrotations.hosts.places import STATES
from openrotations.placements.plans.weeks import Calendar
from openrotations.placements.rules import Counted, Stay, years_of
from openrotations.rulebook.counters import Counter

_STATES = dict(STATES)
type School = str
type State = str
type FirstDays = Collection[date]
"""The first days of one student's placements."""


def planner_limits(
    settings: Mapping[str, Any],
    calendar: Calendar,
    schools: Collection[School],
    already_there: Mapping[tuple[School, State], Collection[FirstDays]],
) -> dict[str, Any]:
    """The limits of a run in the planner's words.

    `already_there` holds, by school and state, each student whose placements are fixed: they count towards the
    limits on students.
    """
    return {
        "weeks_in_state": [dict(limit) for limit in settings.get("weeks_in_state", ())],
        "students_in_state": [
            found
            for limit in settings.get("students_in_state", ())
            for found in _by_school(limit, calendar, schools, already_there)
        ],
    }


@dataclass(frozen=True)
class CountedLimits:
    """What states count, as limits in the planner's words, and for each student what counts towards them already."""

    limits: Mapping[str, list[dict[str, Any]]]
    already: Mapping[str, dict[str, int]]


def counted_limits(
    counted: Mapping[str, Counted], school_of: Mapping[str, School], states: Collection[State], calendar: Calendar
) -> CountedLimits:
    """The limits of what these states count of these students, by their key in the planner's file.

    A limit has the counter's id for its name, one that counts a year also the year, after a colon. Schools that a
    state has approved are in none of its limits, nor is one left that these students could not pass.
    """
    found: dict[str, list[dict[str, Any]]] = {"weeks_in_state": [], "placements_in_state": [], "students_in_state": []}
    already: dict[str, dict[str, int]] = {key: {} for key in counted}
    for counter in next(iter(counted.values())).counters if counted else ():
        keys = [key for key, each in counted.items() if counter.state not in each.approved_in]
        if not keys or counter.state not in states:
            continue
        whole = {"state": counter.state, "kinds": sorted(counter.experience_types)}
        if counter.counts == "students_of_school":
            found["students_in_state"] += _of_schools(counter, whole, counted, keys, school_of, calendar, already)
            continue
        for key in keys:
            already[key][counter.id] = _own(counter, counted[key])
        where, most = _OWN[counter.counts]
        schools = sorted({school_of[key] for key in keys})
        found[where].append({**whole, "name": counter.id, "schools": schools, most: counter.most})
    return CountedLimits(found, already)


_OWN = {
    "weeks_of_student": ("weeks_in_state", "most_weeks"),
    "placements_of_student": ("placements_in_state", "most_placements"),
}


def _own(counter: Counter, counted: Counted) -> int:
    stays = [stay for stay in counted.stays if _is_counted(counter, stay)]
    if counter.counts == "placements_of_student":
        return len(stays) + counted.stays_declared.get(counter.state, 0)
    return sum(stay.period.weeks for stay in stays) + counted.weeks_declared.get(counter.state, 0)


def _of_schools(
    counter: Counter,
    whole: Mapping[str, Any],
    counted: Mapping[str, Counted],
    keys: Collection[str],
    school_of: Mapping[str, School],
    calendar: Calendar,
    already: Mapping[str, dict[str, int]],
) -> Iterator[dict[str, Any]]:
    last = calendar.monday_of(calendar.weeks)
    for year in range(calendar.monday.year, last.year + 1):
        weeks = calendar.touched(Period(date(year, 1, 1), date(year, 12, 31)))
        name, where = f"{counter.id}:{year}", (counter.state, year)
        there = {
            key
            for key in keys
            if any(year in years_of(s.period) for s in counted[key].stays if _is_counted(counter, s))
        }
        for key in there:
            already[key][name] = 1
        coming = Tally(school_of[key] for key in keys if key not in there)
        for key in sorted({school_of[key]: key for key in keys}.values()) if weeks else ():
            each = counted[key]
            taken = each.others.get(where, 0) + (key in there) + each.attested.get(where, 0)
            left = max(0, counter.most - taken)
            if coming[school_of[key]] > left:
                yield {
                    **whole,
                    "name": name,
                    "school": school_of[key],
                    "first_week": weeks.start,
                    "end_week": weeks.stop,
                    "touching": True,
                    "most_students": left,
                }


def _is_counted(counter: Counter, stay: Stay) -> bool:
    return stay.state == counter.state and stay.experience_type in counter.experience_types


def limits_in_words(settings: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each limit that a plan was computed under."""
    for limit in settings.get("weeks_in_state", ()):
        words = {"state": _STATES.get(limit["state"], limit["state"]), "n": limit["most_weeks"]}
        yield (
            ngettext(
                "At most %(n)s week of each student in %(state)s.",
                "At most %(n)s weeks of each student in %(state)s.",
                limit["most_weeks"],
            )
            % words
        )
    for limit in settings.get("students_in_state", ()):
        first, last = (date.fromisoformat(limit[name]) for name in ("first_on", "last_on"))
        words = {"state": _STATES.get(limit["state"], limit["state"]), "n": limit["most_students"]}
        words["dates"] = written_period(first, last)
        text = _("At most %(n)s students in %(state)s, %(dates)s.")
        if limit.get("each_school"):
            text = _("At most %(n)s students of each school in %(state)s, %(dates)s.")
        yield text % words


def _by_school(
    limit: Mapping[str, Any],
    calendar: Calendar,
    schools: Collection[School],
    already_there: Mapping[tuple[School, State], Collection[FirstDays]],
) -> Iterator[dict[str, Any]]:
    period = Period(date.fromisoformat(limit["first_on"]), date.fromisoformat(limit["last_on"]))
    weeks = calendar.starting_in(period)
    if not weeks:
        return
    for school in sorted(schools) if limit["each_school"] else [""]:
        fixed = sum(
            any(period.first <= day <= period.last for day in days)
            for (of_school, state), students in already_there.items()
            if state == limit["state"] and school in ("", of_school)
            for days in students
        )
        yield {
            "state": limit["state"],
            "school": school,
            "first_week": weeks.start,
            "end_week": weeks.stop,
            "most_students": max(0, limit["most_students"] - fixed),
        }
