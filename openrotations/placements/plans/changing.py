"""May a student of a cohort have this plan, and if not, every reason why, in words for the office. Pure functions.

The plan is in the planner's terms: offerings (the openings), first weeks, numbers of weeks.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason
from openrotations.common.wording import written_date, written_money
from openrotations.hosts.places import STATES

type Block = tuple[str, int, int]
type Json = Mapping[str, Any]


@dataclass(frozen=True)
class Desk:
    """A cohort as one student's plan is changed in it: the others keep theirs.

    `used` counts the others' seats by offering and week; `counted` holds, for each limit on students, how many
    others it counts. `title` and `week_on` give words and dates.
    """

    student: Json
    offerings: Mapping[str, Json]
    used: Mapping[tuple[str, int], int]
    limits: Json
    counted: Sequence[int]
    title: Callable[[str], str]
    week_on: Callable[[int], date]


def desk_of(
    instance: Json, plans: Mapping[str, Sequence[Block]], student_id: str, *, title: Callable[[str], str],
    week_on: Callable[[int], date],
) -> Desk:  # fmt: skip
    """The cohort of `instance` with these plans, as this student's plan is changed in it."""
    offerings = {offering["id"]: offering for offering in instance["offerings"]}
    students = {student["id"]: student for student in instance["students"]}
    used: dict[tuple[str, int], int] = {}
    limits = instance.get("limits", {})
    counted = [0] * len(limits.get("students_in_state", ()))
    for other, plan in plans.items():
        if other == student_id:
            continue
        for offering, start, length in plan:
            for week in range(start, start + length):
                used[offering, week] = used.get((offering, week), 0) + 1
        for at, limit in enumerate(limits.get("students_in_state", ())):
            counted[at] += _is_counted(limit, students[other], plan, offerings)
    return Desk(students[student_id], offerings, used, limits, counted, title, week_on)


def why_not_plan(desk: Desk, plan: Sequence[Block]) -> Iterator[Reason]:
    """Everything that speaks against this plan; no plan at all is always possible."""
    for block in plan:
        yield from _why_not_block(desk, *block)
    for (one, start, length), (other, then, _length) in pairwise(sorted(plan, key=lambda block: block[1])):
        if start + length > then:
            words = {"one": desk.title(one), "other": desk.title(other)}
            yield Reason("overlap", _("“%(one)s” and “%(other)s” are at the same time.") % words)
    if plan:
        yield from _why_not_weeks(desk.student, sum(length for _offering, _start, length in plan))
        yield from _why_not_sums(desk, plan)
        yield from _why_not_in_states(desk, plan)


def free_seats(desk: Desk, offering: str, start: int, length: int) -> int:
    """Seats that nobody else has in all of these weeks."""
    capacity: Sequence[int] = desk.offerings[offering]["capacity"]
    return max(0, min(capacity[week] - desk.used.get((offering, week), 0) for week in range(start, start + length)))


def fits_dates(desk: Desk, start: int, length: int) -> bool:
    """Whether these weeks lie in one of the student's windows."""
    return any(first <= start and start + length <= end for first, end in desk.student["windows"])


def _why_not_block(desk: Desk, offering: str, start: int, length: int) -> Iterator[Reason]:
    words = {"title": desk.title(offering), "day": written_date(desk.week_on(start))}
    blocks = {(first, weeks) for first, weeks in desk.offerings[offering]["blocks"]}
    if (start, length) not in blocks or not fits_dates(desk, start, length):
        yield Reason("no-block", _("“%(title)s” cannot be had from %(day)s for so many weeks.") % words)
        return
    capacity = desk.offerings[offering]["capacity"]
    full = [week for week in range(start, start + length) if desk.used.get((offering, week), 0) >= capacity[week]]
    if full:
        words["days"] = ", ".join(written_date(desk.week_on(week)) for week in full)
        text = _("Every seat of “%(title)s” is taken in the weeks from %(days)s.")
        if len(full) == 1:
            text = _("Every seat of “%(title)s” is taken in the week from %(days)s.")
        yield Reason("no-seat", text % words)


def _why_not_weeks(student: Json, weeks: int) -> Iterator[Reason]:
    words = {"weeks": weeks, "most": student["weeks_needed"], "least": student["min_weeks"]}
    if weeks > student["weeks_needed"]:
        yield Reason("weeks", _("That makes %(weeks)s weeks. The student wants %(most)s in all.") % words)
    elif weeks < student["min_weeks"]:
        text = _("That makes %(weeks)s weeks. A plan has at least %(least)s, or the student has none.")
        yield Reason("weeks", text % words)


def _why_not_sums(desk: Desk, plan: Sequence[Block]) -> Iterator[Reason]:
    student = desk.student
    price = sum(desk.offerings[offering]["price_week"] * length for offering, _start, length in plan)
    if price > student["budget"]:
        words = {"price": written_money(price, "USD"), "budget": written_money(student["budget"], "USD")}
        yield Reason("budget", _("It costs %(price)s. The student pays at most %(budget)s.") % words)
    moves = _moves(desk, plan)
    if moves > student["max_moves"]:
        text = _("The student changes city %(moves)s times. They want at most %(most)s.")
        yield Reason("moves", text % {"moves": moves, "most": student["max_moves"]})
    if len(plan) > student["max_rotations"]:
        text = _("That makes %(count)s rotations. The student wants at most %(most)s.")
        yield Reason("rotations", text % {"count": len(plan), "most": student["max_rotations"]})


def _moves(desk: Desk, plan: Sequence[Block]) -> int:
    cities = [desk.offerings[offering]["city"] for offering, _start, _length in sorted(plan, key=lambda each: each[1])]
    return sum(one != other for one, other in pairwise(cities))


def _why_not_in_states(desk: Desk, plan: Sequence[Block]) -> Iterator[Reason]:
    names = dict(STATES)
    for limit in (*desk.limits.get("weeks_in_state", ()), *desk.limits.get("placements_in_state", ())):
        there = [length for offering, _start, length in plan if _is_there(limit, desk.offerings[offering])]
        if not there or desk.student.get("school", "") not in (
            limit.get("schools") or [desk.student.get("school", "")]
        ):
            continue
        words = {"state": names[limit["state"]], "most": limit.get("most_weeks", limit.get("most_placements"))}
        if "most_placements" in limit and (count := len(there) + _already(limit, desk.student)) > words["most"]:
            text = _("It makes %(count)s rotations in %(state)s. The limit is %(most)s.")
            yield Reason("state-rotations", text % {**words, "count": count})
        elif "most_weeks" in limit and (weeks := sum(there) + _already(limit, desk.student)) > words["most"]:
            text = _("It makes %(weeks)s weeks in %(state)s. The limit is %(most)s.")
            yield Reason("state-weeks", text % {**words, "weeks": weeks})
    for limit, counted in zip(desk.limits.get("students_in_state", ()), desk.counted, strict=True):
        if _is_counted(limit, desk.student, plan, desk.offerings) and counted >= limit["most_students"]:
            words = {"state": names[limit["state"]], "most": limit["most_students"]}
            text = _("%(state)s takes no more students of this school in these weeks. The limit is %(most)s.")
            yield Reason("state-students", text % words)


def _is_counted(limit: Json, student: Json, plan: Sequence[Block], offerings: Mapping[str, Json]) -> bool:
    if limit.get("school", "") not in ("", student.get("school", "")) or (
        limit.get("name") and _already(limit, student)
    ):
        return False
    return any(
        _is_there(limit, offerings[offering])
        and start < limit["end_week"]
        and limit["first_week"] <= (start + length - 1 if limit.get("touching") else start)
        for offering, start, length in plan
    )


def _is_there(limit: Json, offering: Json) -> bool:
    """Whether a limit on a state counts a rotation at this offering."""
    is_kind = not limit.get("kinds") or offering.get("kind", "") in limit["kinds"]
    return is_kind and offering.get("state", "") == limit["state"]


def _already(limit: Json, student: Json) -> int:
    """What counts towards the limit before this plan."""
    if limit.get("name"):
        return int(student.get("already", {}).get(limit["name"], 0))
    return int(student.get("state_weeks", {}).get(limit["state"], 0)) if "most_weeks" in limit else 0
