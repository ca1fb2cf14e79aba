"""A round of plans as the office reads it: what the planner sees, each student's plan, each opening's weeks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.common.refusals import Words
from openrotations.placements.models import Placement, Round, RoundEntry, Run
from openrotations.placements.queries.cohorts import calendar_of, free_seat_weeks, weeks_wanted_by, windows_of
from openrotations.placements.queries.instances import listed_in
from openrotations.placements.queries.rounds import applications_to_collect, applications_with_weeks_left
from openrotations.placements.queries.runs import Result, open_run, result_of, runs_of
from openrotations.placements.states import ENDED_EARLY, HOLDING, RoundState, RunState
from openrotations.rulebook.queries import book_on, counters_on

# What the rules say to students, said of them.
_FOR_THE_OFFICE: dict[str, Words] = {
    "closed": gettext_lazy("the opening is closed"),
    "graduate-observes": gettext_lazy("hands-on, and a graduate only observes"),
    "has-begun": gettext_lazy("it has begun already"),
    "length": gettext_lazy("it takes more weeks than the student still wants"),
    "days-taken": gettext_lazy("the student has a placement on these days"),
    "outside-windows": gettext_lazy("outside the student's approved windows"),
}
EARLY = (RoundState.COLLECTING, RoundState.CHECKED)
# While its offers are being sent, a round's page is asked for again and again: it shows just that.
WITHOUT_RESULT = (*EARLY, RoundState.PUBLISHING)


@dataclass(frozen=True)
class Seen:
    """What the planner sees of a round: sums over all students and openings, and what it cannot use and why."""

    students: int
    weeks_wanted: int
    seat_weeks: int
    openings: int
    left_out: list[tuple[Words, int]]
    impossible: Sequence[tuple[RoundEntry, int]]


@dataclass(frozen=True)
class Rotation:
    """One rotation of a plan: where, when, the rank it has for the student, and the offer made of it."""

    opening: Opening
    dates: Period
    rank: int
    offer: Placement | None

    @property
    def stands(self) -> bool:
        """Whether it is planned, or its offer has not ended early."""
        return self.offer is None or self.offer.state not in ENDED_EARLY


@dataclass(frozen=True)
class PlanLine:
    """One student of a round of plans: weeks placed and wanted, and the rotations in order.

    `has_place` says whether they have one from before the round: then nothing more is no harm.
    """

    entry: RoundEntry
    wanted: int
    rotations: list[Rotation] = field(default_factory=list)
    has_place: bool = False

    @property
    def weeks(self) -> int:
        """Weeks placed, without offers that ended early."""
        return sum(rotation.dates.weeks for rotation in self.rotations if rotation.stands)

    @property
    def part(self) -> str:
        """How much of it they got: all, some or none."""
        return "none" if not self.weeks else "all" if self.weeks >= self.wanted else "some"


@dataclass(frozen=True)
class OpeningLine:
    """One opening of a round of plans: weeks of seats that were free, and given, and how many students listed it."""

    opening: Opening
    free: int
    given: int
    listed: int
    students: int


@dataclass(frozen=True)
class PlanPage:
    """Everything the page of a round of plans shows."""

    round: Round
    entries: int
    seen: Seen | None
    runs: list[Run]
    open_run: Run | None
    result: Result | None
    could_come: int = 0
    want_more: int = 0


def plan_page(round: Round, now: datetime) -> PlanPage:
    """The page of a round of plans in whatever state it is."""
    entries = round.entries.count()
    runs = runs_of(round)
    chosen = next((run for run in runs if run.is_chosen), None)  # type: ignore[attr-defined]
    has_result = chosen is not None and round.state not in WITHOUT_RESULT
    return PlanPage(
        round=round,
        entries=entries,
        seen=seen_of(round, now) if round.state in EARLY and entries else None,
        runs=runs,
        open_run=open_run(round),
        result=result_of(chosen) if has_result and chosen else None,
        could_come=applications_to_collect().count() if round.state == RoundState.COLLECTING else 0,
        want_more=applications_with_weeks_left(now).count() if round.state == RoundState.COLLECTING else 0,
    )


def seen_of(round: Round, now: datetime) -> Seen:
    """What the planner would see now, counted without building all of it; a constant number of queries."""
    listed = listed_in(round, now)
    applications = [entry.application for entry in listed.entries]
    left_out: dict[Words, int] = defaultdict(int)
    said = {**_statements(now), **_FOR_THE_OFFICE}
    for reason, count in listed.left_out.items():
        left_out[said.get(reason.code, reason.text)] += count
    return Seen(
        students=len(applications),
        weeks_wanted=weeks_wanted_by(applications, now),
        seat_weeks=free_seat_weeks(listed.wanted, applications, now),
        openings=len(listed.wanted),
        left_out=sorted(left_out.items(), key=lambda each: -each[1]),
        impossible=listed.impossible,
    )


def _statements(now: datetime) -> dict[str, Words]:
    """What each rule and each state's count says to everybody: reasons speak of one student."""
    today = now.date()
    return {
        **{rule.id: _(rule.statement) for rule in book_on(today).rules},
        **{counter.id: counter.says for counter in counters_on(today)},
    }


def plan_lines(
    round: Round, instance: Mapping[str, Any], solution: Mapping[str, Any], *, with_begun: bool = False
) -> list[PlanLine]:
    """Each student of a plan by name, with their rotations in order; a constant number of queries.

    A repair plans what is still to come: `with_begun` puts the rotations before them that have begun,
    and those that it left where they were.
    """
    plans: Mapping[str, Sequence[tuple[str, int, int]]] = solution["plans"]
    students = {student["id"]: student for student in instance["students"]}
    calendar, windows = calendar_of(instance), windows_of(round)
    openings = _openings({offering for plan in plans.values() for offering, _, _ in plan})
    rows = Placement.objects.filter(round=round).select_related("opening__offering__site")
    # Where one placement took the place of another at the same opening, the one that stands counts.
    offers = {(row.application_id, row.opening_id): row for row in rows.order_by(F("ended_at").asc(nulls_last=True))}
    begun = _begun(offers.values(), plans) if with_begun else {}
    elsewhere = Placement.objects.filter(application=OuterRef("application"), state__in=HOLDING).exclude(round=round)
    entries = round.entries.select_related("application__student__person", "application__student__school").annotate(
        has_place=Exists(elsewhere)
    )
    lines = []
    for entry in entries.order_by("application__student__person__full_name", "pk"):
        student = students.get(str(entry.application_id), {"weeks_needed": 0, "prefs": []})
        ranks = {offering: rank for offering, rank, _ in student["prefs"]}
        rotations = [
            Rotation(row.opening, row.dates, ranks.get(str(row.opening_id), 0), row)
            for row in begun.get(entry.application_id, ())
        ]
        weeks = student["weeks_needed"] + sum(rotation.dates.weeks for rotation in rotations)
        for offering, start, length in sorted(plans.get(str(entry.application_id), ()), key=lambda block: block[1]):
            opening = openings[UUID(offering)]
            dates = calendar.dates(opening.dates, start, length, windows[entry.application_id])
            offer = offers.get((entry.application_id, opening.pk))
            rotations.append(Rotation(opening, dates, ranks.get(offering, 0), offer))
        lines.append(PlanLine(entry, weeks, rotations, entry.has_place))
    return lines


def _begun(
    offers: Iterable[Placement], plans: Mapping[str, Sequence[tuple[str, int, int]]]
) -> Mapping[UUID, Sequence[Placement]]:
    """By application, the placements that stand and that this plan does not hold: begun, or left where they were."""
    planned = {(student, offering) for student, plan in plans.items() for offering, _, _ in plan}
    found: dict[UUID, list[Placement]] = defaultdict(list)
    for row in offers:
        there = (str(row.application_id), str(row.opening_id)) in planned
        if row.state in HOLDING and not there:
            found[row.application_id].append(row)
    return {pk: sorted(those, key=lambda row: row.dates) for pk, those in found.items()}


def opening_lines(instance: Mapping[str, Any], solution: Mapping[str, Any]) -> list[OpeningLine]:
    """Each opening of a plan, those with the least weeks left first."""
    given: dict[str, int] = defaultdict(int)
    students: dict[str, int] = defaultdict(int)
    for plan in solution["plans"].values():
        for offering, _start, length in plan:
            given[offering] += length
            students[offering] += 1
    listed: dict[str, int] = defaultdict(int)
    for student in instance["students"]:
        for offering, _rank, _score in student["prefs"]:
            listed[offering] += 1
    openings = _openings({offering["id"] for offering in instance["offerings"]})
    lines = [
        OpeningLine(openings[UUID(pk)], sum(each["capacity"]), given[pk], listed[pk], students[pk])
        for each in instance["offerings"]
        for pk in [each["id"]]
    ]
    return sorted(lines, key=lambda line: (line.free - line.given, -line.listed, line.opening.offering.title))


def finished_runs(round: Round) -> int:
    """How many runs can be compared."""
    return round.runs.filter(state=RunState.FINISHED).count()


def _openings(ids: set[str]) -> dict[UUID, Opening]:
    return Opening.objects.select_related("offering__site").in_bulk([UUID(pk) for pk in ids])
