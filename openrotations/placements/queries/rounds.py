"""Reading rounds: who can come in, what each student got, how many seats went where."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Count, Exists, F, Func, IntegerField, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from openrotations.applications.models import Application, Preference, Window
from openrotations.applications.states import ApplicationState, WindowState
from openrotations.catalogue.models import Opening
from openrotations.placements.models import Outcome, Placement, Round, RoundEntry
from openrotations.placements.planner.ranked.check import Verdict, check_solution
from openrotations.placements.plans.criteria import order_in_words, promise_in_words
from openrotations.placements.queries.afterwards import placements_given, what_became
from openrotations.placements.queries.explanations import why
from openrotations.placements.queries.instances import listed_in
from openrotations.placements.states import HOLDING, RoundState

# Weeks of a placement, a started one counted, as `Period.weeks` counts them.
_WEEKS = Func(
    F("period"), template="((upper(%(expressions)s) - lower(%(expressions)s) + 6) / 7)", output_field=IntegerField()
)


@dataclass(frozen=True)
class StudentLine:
    """One student of a round: what they got, at which rank, and what became of the offer.

    `is_missed` says that the result gave a seat which had been taken when the offers went out.
    """

    entry: RoundEntry
    given: Preference | None
    choices: int
    offer: Placement | None
    is_missed: bool = False


@dataclass(frozen=True)
class SeatLine:
    """One opening of a round: seats that were free, students who listed it, and seats given."""

    opening: Opening
    free: int
    listed: int
    given: int
    least: int = 0
    closed_with: int | None = None


@dataclass(frozen=True)
class ChoiceLine:
    """One choice of one student: whether it was given, and the sentences that say why.

    `is_over`: it was given, and ended early.
    """

    preference: Preference
    is_given: bool
    sentences: list[str]
    is_over: bool = False


@dataclass(frozen=True)
class RoundPage:
    """Everything the page of a round shows."""

    round: Round
    students: list[StudentLine]
    seats: list[SeatLine]
    verdict: Verdict | None
    impossible: Sequence[tuple[RoundEntry, int]] = ()
    could_come: int = 0

    @property
    def order(self) -> list[str]:
        """Who gets a seat that several want, in sentences."""
        return order_in_words(self.round.settings)

    @property
    def promise(self) -> list[str]:
        """What listing one's true order is worth, in sentences."""
        return promise_in_words(self.round.settings)

    @property
    def placed(self) -> int:
        """How many have a place in the result."""
        return sum(line.given is not None and not line.is_missed for line in self.students)

    @property
    def first_choices(self) -> int:
        """How many got what they rank first."""
        return sum(line.given is not None and line.given.rank == 1 and not line.is_missed for line in self.students)


def ids_in_round(round: Round) -> set[str]:
    """Applications that are in the round now, as the planner names them."""
    rows = round.entries.filter(application__state=ApplicationState.IN_ROUND)
    return {str(pk) for pk in rows.values_list("application_id", flat=True)}


def ids_planned(instance: Mapping[str, Any]) -> set[str]:
    """Applications that a file of the planner holds."""
    return {student["id"] for student in instance.get("students", ())}


def applications_to_collect() -> QuerySet[Application]:
    """Eligible and waiting applications with choices and without a seat, in the order they were submitted."""
    holding = Placement.objects.filter(application=OuterRef("pk"), state__in=HOLDING)
    chosen = Preference.objects.filter(application=OuterRef("pk"))
    states = (ApplicationState.ELIGIBLE, ApplicationState.WAITING)
    return Application.objects.filter(Exists(chosen), ~Exists(holding), state__in=states).order_by("submitted_at", "pk")


def applications_with_weeks_left(now: datetime) -> QuerySet[Application]:
    """Placed applications that want more weeks than they have, with a window and a choice that are still to come."""
    held = Placement.objects.filter(application=OuterRef("pk"), state__in=HOLDING).order_by().values("application")
    weeks = Subquery(held.annotate(weeks=Sum(_WEEKS)).values("weeks"))
    tried = Placement.objects.filter(application=OuterRef("application"), opening=OuterRef("opening"))
    to_come = DateRange(now.date(), None)
    chosen = Preference.objects.filter(
        ~Exists(tried), application=OuterRef("pk"), opening__closed_at=None, opening__period__overlap=to_come
    )
    windows = Window.objects.filter(
        student=OuterRef("student"), state=WindowState.APPROVED, period__overlap=to_come
    )  # fmt: skip
    return (
        Application.objects.filter(Exists(chosen), Exists(windows), state=ApplicationState.PLACED)
        .annotate(weeks_held=Coalesce(weeks, 0))
        .filter(weeks_wanted__gt=F("weeks_held"))
        .order_by("submitted_at", "pk")
    )


def open_entry(application: Application) -> RoundEntry | None:
    """The application's part in a round of one opening each that is not published yet."""
    entries = application.round_entries.filter(round__kind=Round.Kind.RANKED, round__published_at=None)
    return entries.select_related("round").defer("round__instance", "round__solution").first()


def rounds() -> QuerySet[Round]:
    """All rounds, the newest first, with `students` and `given` counted."""
    given = Count("entries", filter=Q(entries__outcomes__is_given=True), distinct=True)
    return (
        Round.objects.defer("instance", "solution")
        .annotate(students=Count("entries", distinct=True), given=given)
        .order_by("-created_at")
    )


def round_page(round: Round, now: datetime) -> RoundPage:
    """The page of a round in whatever state it is."""
    without = (RoundState.COLLECTING, RoundState.CHECKED, RoundState.PUBLISHING)
    has_result = round.solution is not None and round.state not in without
    early = round.state in (RoundState.COLLECTING, RoundState.CHECKED)
    return RoundPage(
        round=round,
        students=_student_lines(round, has_result) if round.state != RoundState.PUBLISHING else [],
        seats=_seat_lines(round) if has_result else [],
        verdict=check_solution(round.instance or {}, round.solution or {}) if has_result else None,
        impossible=listed_in(round, now).impossible if early else [],
        could_come=applications_to_collect().count() if round.state == RoundState.COLLECTING else 0,
    )


def choice_lines(entry: RoundEntry, *, to_student: bool) -> list[ChoiceLine]:
    """Why this student got or did not get each choice, the best-liked first, and what became of those they got."""
    outcomes = entry.outcomes.select_related(
        "preference__opening__offering__site", "preference__opening__offering__preceptor"
    )
    given = placements_given(entry)
    lines = []
    is_published = entry.round.published_at is not None
    for outcome in outcomes.order_by("preference__rank"):
        placement = given.get(outcome.preference.opening_id)
        became = what_became(placement, is_published=is_published, to_student=to_student) if outcome.is_given else []
        said = [*why(outcome, to_student=to_student), *became]
        lines.append(ChoiceLine(outcome.preference, outcome.is_given, said, is_over=bool(became)))
    return lines


def _student_lines(round: Round, has_result: bool) -> list[StudentLine]:
    outcomes = Outcome.objects.select_related("preference__opening__offering__site").filter(is_given=True)
    entries = (
        round.entries.select_related("application__student__person", "application__student__school")
        .annotate(choices=Count("application__preferences", distinct=True))
        .prefetch_related(Prefetch("outcomes", queryset=outcomes, to_attr="given"))
        .order_by("application__student__person__full_name", "pk")
    )
    offers = {row.application_id: row for row in Placement.objects.filter(round=round).order_by("created_at")}
    return [
        StudentLine(
            entry=entry,
            given=entry.given[0].preference if has_result and entry.given else None,
            choices=entry.choices,
            offer=offers.get(entry.application_id),
            is_missed=bool(round.published_at and entry.given and entry.application_id not in offers),
        )
        for entry in entries
    ]


def _seat_lines(round: Round) -> list[SeatLine]:
    offerings: list[dict[str, Any]] = (round.instance or {})["offerings"]
    match: dict[str, str | None] = (round.solution or {})["match"]
    given: dict[str, int] = defaultdict(int)
    for opening_id in match.values():
        if opening_id:
            given[opening_id] += 1
    closed = {each["offering"]: each["placed"] for each in (round.solution or {}).get("closed", ())}
    openings = Opening.objects.select_related("offering__site").in_bulk([UUID(row["id"]) for row in offerings])
    lines = [
        SeatLine(
            opening=openings[UUID(row["id"])],
            free=row["capacity"],
            listed=sum(1 if isinstance(tier, str) else len(tier) for tier in row["priority"]),
            given=given[row["id"]],
            least=row.get("lower", 0),
            closed_with=closed.get(row["id"]),
        )
        for row in offerings
    ]
    return sorted(lines, key=lambda line: (line.free - line.listed, line.opening.offering.title))
