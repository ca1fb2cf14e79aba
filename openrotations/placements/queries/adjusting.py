"""One student's plan in a run as it is changed by hand: what could be chosen, and what would come of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from openrotations.applications.models import Application, Window
from openrotations.applications.states import WindowState
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.common.wording import written_period
from openrotations.placements.models import RoundEntry, Run
from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.plans.changing import Block, Desk, desk_of, fits_dates, free_seats, why_not_plan
from openrotations.placements.plans.objectives import COUNTED, LEVELS
from openrotations.placements.plans.weeks import Calendar
from openrotations.placements.queries.cohorts import calendar_of


@dataclass(frozen=True)
class Attempt:
    """A run with one student's plan changed: every reason why it cannot be, and what it counts."""

    before: list[Block]
    after: list[Block]
    solution: dict[str, Any]
    reasons: tuple[Reason, ...]
    counted_before: Mapping[str, int]
    counted_after: Mapping[str, int]

    @property
    def consequences(self) -> list[tuple[str, int, int]]:
        """What changes for all students together: name, before, after."""
        return [
            (str(COUNTED[level]), self.counted_before[level], self.counted_after[level])
            for level in LEVELS
            if self.counted_before[level] != self.counted_after[level]
        ]


@dataclass(frozen=True)
class Options:
    """One choice of the student: its opening, rank, the blocks that fit their windows, and the one they have."""

    opening: Opening
    rank: int
    blocks: list[tuple[str, str]]
    chosen: str


def attempt(run: Run, application_id: UUID, plan: Sequence[Block]) -> Attempt:
    """What would come of this plan for this student, with everybody else's as they are. Saves nothing."""
    instance, solution = run.instance or {}, run.solution or {}
    student = str(application_id)
    before = sorted(_blocks(solution["plans"].get(student, [])), key=lambda block: block[1])
    after = sorted(plan, key=lambda block: block[1])
    changed = _with_plan(solution, student, after, instance.get("objectives") or list(LEVELS))
    reasons = list(why_not_plan(_desk(run, student), after))
    if before == after:
        reasons.append(Reason("same", _("This is the plan they have. Choose another block, or take one away.")))
    verdict = check_plan(instance, changed)
    if not reasons:
        text = _("The checker finds a fault: %(fault)s")
        reasons = [Reason("unsound", text % {"fault": fault}) for fault in verdict.faults]
    counted = (run.verdict or {})["objectives"]
    return Attempt(before, after, changed, tuple(reasons), counted, verdict.objectives)


def holders_of(run: Run, application_id: UUID, plan: Sequence[Block]) -> list[RoundEntry]:
    """The other students who have the seats that this plan would need and that are all taken, by name."""
    student = str(application_id)
    desk = _desk(run, student)
    wanted = [block for block in plan if not free_seats(desk, *block)]
    holders = {
        UUID(other)
        for other, blocks in (run.solution or {})["plans"].items()
        for offering, start, length in blocks
        for name, first, weeks in wanted
        if other != student and offering == name and start < first + weeks and first < start + length
    }
    entries = RoundEntry.objects.select_related("application__student__person")
    found = entries.filter(round=run.round_id, application_id__in=holders)
    return list(found.order_by("application__student__person__full_name", "pk"))


def options_of(run: Run, application: Application) -> list[Options]:
    """For each choice of this student that the planner saw, the blocks that fit their windows."""
    student = str(application.pk)
    desk, calendar = _desk(run, student), calendar_of(run.instance or {})
    openings = Opening.objects.select_related("offering__site").in_bulk(
        [UUID(offering) for offering, _rank, _score in desk.student["prefs"]]
    )
    has = {offering: f"{start}+{length}" for offering, start, length in (run.solution or {})["plans"].get(student, [])}
    days = partial(_days, calendar=calendar, windows=_windows_of(application))
    return [
        Options(openings[UUID(offering)], rank, _choices(desk, offering, openings, days), has.get(offering, ""))
        for offering, rank, _score in sorted(desk.student["prefs"], key=lambda pref: pref[1])
    ]


def _choices(
    desk: Desk, offering: str, openings: Mapping[UUID, Opening], days: Callable[..., Period]
) -> list[tuple[str, str]]:
    found = []
    for start, length in sorted((start, length) for start, length in desk.offerings[offering]["blocks"]):
        if fits_dates(desk, start, length):
            period = days(openings[UUID(offering)].dates, start, length)
            found.append((f"{start}+{length}", _in_words(period, free_seats(desk, offering, start, length))))
    return found


def _in_words(period: Period, free: int) -> str:
    left = ngettext("%(n)d seat free", "%(n)d seats free", free) % {"n": free} if free else _("full")
    weeks = ngettext("%(n)d week", "%(n)d weeks", period.weeks) % {"n": period.weeks}
    return f"{written_period(period.first, period.last)} · {weeks} · {left}"


def _days(opening: Period, start: int, length: int, *, calendar: Calendar, windows: Sequence[Period]) -> Period:
    return calendar.dates(opening, start, length, windows)


def _windows_of(application: Application) -> list[Period]:
    rows = Window.objects.filter(student_id=application.student_id, state=WindowState.APPROVED)
    return [window.dates for window in rows]


def _desk(run: Run, student: str) -> Desk:
    instance, solution = run.instance or {}, run.solution or {}
    calendar = calendar_of(instance)
    titles = _titles(student, instance)
    return desk_of(
        instance,
        solution["plans"],
        student,
        title=lambda offering: titles[offering],
        week_on=calendar.monday_of,
    )


def _titles(student: str, instance: Mapping[str, Any]) -> dict[str, str]:
    listed = [each["prefs"] for each in instance["students"] if each["id"] == student]
    ids = [UUID(offering) for prefs in listed for offering, _rank, _score in prefs]
    rows = Opening.objects.filter(pk__in=ids).values_list("pk", "offering__title", "offering__site__name")
    return {str(pk): f"{title}, {site}" for pk, title, site in rows}


def _blocks(plan: Sequence[Sequence[Any]]) -> list[Block]:
    return [(str(offering), int(start), int(length)) for offering, start, length in plan]


def _with_plan(
    solution: Mapping[str, Any], student: str, plan: Sequence[Block], order: Sequence[str]
) -> dict[str, Any]:  # fmt: skip
    """The solution with this plan. Of its claims, only bounds that hold for every plan are kept."""
    claims = solution.get("claims") or {}
    first = order[0]
    bound = (claims.get("bounds") or {}).get(first)
    kept = {"bounds": {first: bound} if bound is not None else {}, "blend_bound": claims.get("blend_bound")}
    return {
        **solution,
        "plans": {**solution["plans"], student: [list(block) for block in plan]},
        "claims": kept,
    }
