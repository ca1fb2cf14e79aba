"""Which of a school's students a state counts, so that the registrar is asked how many come by another way."""

from collections.abc import Iterable
from datetime import date

from openrotations.applications.models import Preference
from openrotations.rulebook.queries import counters_on
from openrotations.schools.models import DeclaredCount, School, StateStanding, Student

type Counted = tuple[str, int]


def states_counting_students(today: date) -> frozenset[str]:
    """The states that count the students of a school in a calendar year, as they do today."""
    return frozenset(row.state for row in counters_on(today) if row.counts == "students_of_school")


def counts_to_attest(school: School, student: Student | None = None, *, today: date) -> list[Counted]:
    """State and year for which the registrar's count matters: somebody chose to go there, and it may be counted.

    With `student`, what matters for their own choices. Nothing where the state has approved the school.
    """
    asked = states_counting_students(today) - _approved(school, today)
    chosen = Preference.objects.filter(
        application__student__school=school,
        application__student__status=Student.Status.ENROLLED,
        opening__offering__site__state__in=asked,
        opening__period__endswith__gt=today,
    ).exclude(application__state__in=["withdrawn", "not_eligible", "unplaced"])
    if student is not None:
        chosen = chosen.filter(application__student=student)
    rows = chosen.select_related("opening__offering__site")
    found = {
        (row.opening.offering.site.state, year)
        for row in rows
        for year in range(max(row.opening.dates.first.year, today.year), row.opening.dates.last.year + 1)
    }
    return sorted(found, key=lambda pair: (pair[1], pair[0]))


def attested_counts(school: School, wanted: Iterable[Counted]) -> dict[Counted, DeclaredCount]:
    """What the school's registrars have said of these states and years so far."""
    pairs = set(wanted)
    rows = DeclaredCount.objects.select_related("registrar").filter(school=school, year__in={year for _, year in pairs})
    return {(row.state, row.year): row for row in rows if (row.state, row.year) in pairs}


def _approved(school: School, today: date) -> set[str]:
    rows = StateStanding.objects.filter(school=school, standing=StateStanding.Standing.APPROVED)
    return {row.state for row in rows if row.until is None or row.until >= today}
