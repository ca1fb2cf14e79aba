"""What we know of a student, and of one choice of theirs, as facts for the rule book; what nobody told is left out."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet, prefetch_related_objects

from openrotations.applications.backgrounds import cores_missing, english_suffices
from openrotations.applications.models import Background, Exemption
from openrotations.catalogue.models import Offering, Opening
from openrotations.common.periods import Period
from openrotations.rulebook.counters import Counted, Counter, counters
from openrotations.schools.facts import facts_of_school
from openrotations.schools.models import Student

OBSERVES = "graduate-observes"
# What a student, and through them a school, is asked by the rules; loaded once for any number of students.
_NEEDED = (
    "background",
    "exemptions",
    "school__agencies",
    "school__blackouts",
    "school__declared_counts",
    "school__policy",
    "school__sponsor_note",
    "school__state_standings",
)


class Stay(Protocol):
    """Days for which a student holds a seat in a state already."""

    @property
    def state(self) -> str: ...
    @property
    def experience_type(self) -> str: ...
    @property
    def period(self) -> Period: ...


class SeatsHeld(Protocol):
    """A student's seats where a state counts, and how many others of the school hold one: (state, year) -> number.

    `counters` are what states count on that day.
    """

    @property
    def stays(self) -> Sequence[Stay]: ...
    @property
    def others(self) -> Mapping[tuple[str, int], int]: ...
    @property
    def counters(self) -> Sequence[Counter]: ...


@dataclass(frozen=True)
class NoSeats:
    """Of somebody of whom nothing is counted."""

    stays: tuple[Stay, ...] = ()
    others: Mapping[tuple[str, int], int] = field(default_factory=dict)
    counters: tuple[Counter, ...] = field(default_factory=counters)


@dataclass(frozen=True)
class _Counts:
    """What a state counts of a choice there."""

    state: str
    counters: Sequence[Counter]

    def counting(self, counted: Counted, stays: Sequence[Stay]) -> list[Stay]:
        """Those of the stays that count beside the choice."""
        kinds = frozenset[str]().union(*(each.experience_types for each in self._of(counted)))
        return [each for each in stays if each.state == self.state and each.experience_type in kinds]

    def in_all(self, counted: Counted, known: int, elsewhere: Mapping[str, int] | None) -> int | None:
        """With what is declared elsewhere; where that is not told, only what is too much already is certain."""
        told = (elsewhere or {}).get(self.state)
        if told is not None:
            return known + told
        most = max((each.most for each in self._of(counted)), default=None)
        return known if most is not None and known > most else None

    def _of(self, counted: Counted) -> Iterator[Counter]:
        return (each for each in self.counters if each.counts == counted)


type HeldCounter = Callable[[Sequence[Student]], Mapping[UUID, SeatsHeld]]
_counters: list[HeldCounter] = []


def register_held_counter(counter: HeldCounter) -> None:
    """Let a package above tell which seats are held: `counter(students)` by student id. The last one counts."""
    _counters.append(counter)


def seats_held(students: Sequence[Student]) -> Mapping[UUID, SeatsHeld]:
    """Which seats these students and their schools hold; none as long as nobody registered a counter."""
    return _counters[-1](students) if _counters and students else {}


def load_for_rules(students: Sequence[Student]) -> None:
    """Load with a constant number of queries what the rules ask about these students and their schools."""
    prefetch_related_objects(students, *_NEEDED)


def background_of(student: Student) -> Background | None:
    """What the student told beyond the profile; None before they told anything."""
    try:
        return student.background
    except ObjectDoesNotExist:
        return None


def exemptions_of(student: Student) -> QuerySet[Exemption]:
    """A director's exceptions for this student, the newest first, those taken back included."""
    return student.exemptions.select_related("granted_by").order_by("-granted_at")


def exempt_from_observing(student_ids: Collection[UUID]) -> set[UUID]:
    """Ids of those graduates whom a director has exempted from observing only; one query."""
    rows = Exemption.objects.filter(student__in=student_ids, rule=OBSERVES, ended_at=None)
    return set(rows.values_list("student_id", flat=True))


def facts_of_student(student: Student, *, today: date) -> dict[str, Any]:
    """The facts about the student and their school, the same for all choices. School and background are loaded."""
    told = background_of(student)
    school = facts_of_school(
        student.school,
        student_status=student.status,
        graduation_on=student.graduation_on,
        study_year=told.study_year if told else None,
        today=today,
    )
    is_exempt = any(each.rule == OBSERVES and each.ended_at is None for each in student.exemptions.all())
    facts = {
        **{name: value for name, value in school.items() if name != "school_blackouts"},
        "school_known": True if school.get("school_known") else None,  # not known yet is no refusal
        "status": student.status,
        "goal": student.goal,
        "enrolment": student.enrolment,
        "good_standing": student.good_standing,
        "exempt_from_observing": is_exempt,
    }
    return {**facts, **(_facts_told(told) if told else {})}


def _facts_told(told: Background) -> dict[str, Any]:
    stay = (told.departs_on - told.arrives_on).days + 1 if told.arrives_on and told.departs_on else None
    return {
        "study_year": told.study_year,
        "is_final_year": told.is_final_year,
        "cores_missing": cores_missing(told.cores_done),
        "step1": told.step1 or None,
        "step2_ck": told.step2_ck or None,
        "step2_ck_score": told.step2_ck_score,
        "residence": told.residence or None,
        "entry": told.entry or None,
        "stay_days": stay,
    }


def facts_of_choice(
    student: Student, opening: Opening, period: Period, *, held: SeatsHeld, today: date
) -> dict[str, Any]:
    """The facts about one choice on these days; `held` may hold this very seat, which is not counted twice.

    The opening's offering and site are loaded, and what `load_for_rules` loads.
    """
    offering, told, school = opening.offering, background_of(student), student.school
    site = offering.site
    stays = [stay for stay in held.stays if not stay.period.overlaps(period)]
    counts = _Counts(site.state, [each for each in held.counters if _is_counted(each, site.state, offering)])
    return {
        "participation": offering.participation,
        "experience_type": offering.experience_type,
        "state": site.state,
        "site_kind": site.kind,
        "site_has_residency": site.has_residency,
        "site_us_affiliation": site.us_school_affiliation,
        "days": period.days,
        "weeks_ahead": (period.first - today).days // 7,
        "inside_stay": _is_inside_stay(told, period),
        "in_blackout": any(row.dates.overlaps(period) for row in school.blackouts.all()),
        "school_in_state": _standing(student, site.state, today),
        "school_students_in_state": _students_of_school(student, counts, period, held.others),
        **_counted(told, counts, period, stays),
        "host_needs_step1": offering.needs_step1,
        "host_least_step2_ck": offering.least_step2_ck or 0,
        "host_needs_english": bool(offering.needs_english),
        "english_suffices": english_suffices(told, offering.needs_english),
        "host_needs_cores": offering.needs_cores,
        "host_needs_final_year": offering.needs_final_year,
        "host_lead_weeks": offering.lead_weeks or 0,
    }


def _is_inside_stay(told: Background | None, period: Period) -> bool | None:
    if told is None or told.arrives_on is None or told.departs_on is None:
        return None
    return told.arrives_on <= period.first and period.last <= told.departs_on


def _standing(student: Student, state: str, today: date) -> str | None:
    rows = (row for row in student.school.state_standings.all() if row.state == state)
    found = next(rows, None)
    return None if found is None or (found.until and found.until < today) else found.standing


def _students_of_school(
    student: Student, counts: _Counts, period: Period, others: Mapping[tuple[str, int], int]
) -> int | None:
    """Students of the school there in a year, this one counted: with us, and by another way as attested."""
    state = counts.state
    attested = {row.year: {state: row.count} for row in student.school.declared_counts.all() if row.state == state}
    years = {period.first.year, period.last.year}
    found = [
        counts.in_all("students_of_school", 1 + others.get((state, year), 0), attested.get(year)) for year in years
    ]
    return None if None in found else max(each for each in found if each is not None)


def _counted(told: Background | None, counts: _Counts, period: Period, stays: Sequence[Stay]) -> dict[str, int | None]:
    """Weeks and electives in the state, this choice counted."""
    weeks = period.weeks + sum(each.period.weeks for each in counts.counting("weeks_of_student", stays))
    electives = 1 + len(counts.counting("placements_of_student", stays))
    return {
        "weeks_in_state": counts.in_all("weeks_of_student", weeks, told.weeks_in_state if told else None),
        "electives_in_state": counts.in_all(
            "placements_of_student", electives, told.electives_in_state if told else None
        ),
    }


def _is_counted(counter: Counter, state: str, offering: Offering) -> bool:
    return counter.state == state and offering.experience_type in counter.experience_types
