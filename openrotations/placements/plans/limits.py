"""Limits on states as the office sets them, and as the planner of plans reads them."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openrotations.common.periods import Period
from openrotations.common.wording import written_period
from openrotations.hosts.places import STATES
from openrotations.placements.plans.weeks import Calendar

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
