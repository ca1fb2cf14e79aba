"""What states have counted of students and of their schools. Read under the schools' locks where a seat is given."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from openrotations.applications.models import Background
from openrotations.placements.models import Placement
from openrotations.placements.queries.holding import holding
from openrotations.placements.rules import Counted, Stay, years_of
from openrotations.rulebook.counters import Counter, states_of
from openrotations.rulebook.queries import counters_on
from openrotations.schools.models import DeclaredCount, StateStanding, Student

type _Year = tuple[str, int]
type _Numbers = Mapping[str, int]
_NOTHING: tuple[_Numbers, _Numbers] = ({}, {})


def counted_of(
    students: Collection[Student],
    now: datetime,
    *,
    apart_from: Collection[UUID] = (),
    counters: tuple[Counter, ...] | None = None,
) -> dict[UUID, Counted]:
    """Student's id -> what states counted of them, as if the placements `apart_from` were not there; five queries.

    With other `counters` than those of today: what those would count.
    """
    counters = counters_on(now.date()) if counters is None else counters
    states, school_ids = states_of(counters), {student.school_id for student in students}
    stays: dict[UUID, list[Stay]] = defaultdict(list)
    there: dict[UUID, dict[_Year, set[UUID]]] = {pk: defaultdict(set) for pk in school_ids}
    for row in _counted_placements(counters, school_ids, now, apart_from):
        stay = Stay(row.offering.site.state, row.offering.experience_type, row.dates)
        stays[row.student_id].append(stay)
        for year in years_of(stay.period):
            there[row.student.school_id][stay.state, year].add(row.student_id)
    standings, attested = _standings(school_ids, states, now), _attested(school_ids, states)
    declared = _declared([student.pk for student in students])
    return {
        student.pk: Counted(
            stays=tuple(stays[student.pk]),
            weeks_declared=declared.get(student.pk, _NOTHING)[0],
            stays_declared=declared.get(student.pk, _NOTHING)[1],
            others={key: len(ids - {student.pk}) for key, ids in there[student.school_id].items()},
            attested=attested[student.school_id],
            approved_in=frozenset(standings[student.school_id, StateStanding.Standing.APPROVED]),
            not_approved_in=frozenset(standings[student.school_id, StateStanding.Standing.NOT_APPROVED]),
            counters=counters,
        )
        for student in students
    }


def _counted_placements(
    counters: Collection[Counter], school_ids: Iterable[UUID], now: datetime, apart_from: Collection[UUID]
) -> Iterable[Placement]:
    kinds = frozenset[str]().union(*(counter.experience_types for counter in counters))
    rows = holding(now, apart_from=apart_from).filter(
        student__school_id__in=school_ids,
        offering__site__state__in=states_of(counters),
        offering__experience_type__in=kinds,
    )
    return rows.select_related("student", "offering__site")


def _standings(
    school_ids: Iterable[UUID], states: Collection[str], now: datetime
) -> Mapping[tuple[UUID, str], set[str]]:
    found: dict[tuple[UUID, str], set[str]] = defaultdict(set)
    current = Q(until=None) | Q(until__gte=now.date())
    rows = StateStanding.objects.filter(current, school_id__in=school_ids, state__in=states)
    for school_id, state, standing in rows.values_list("school_id", "state", "standing"):
        found[school_id, standing].add(state)
    return found


def _attested(school_ids: Iterable[UUID], states: Collection[str]) -> Mapping[UUID, dict[_Year, int]]:
    found: dict[UUID, dict[_Year, int]] = {pk: {} for pk in school_ids}
    rows = DeclaredCount.objects.filter(school_id__in=school_ids, state__in=states)
    for school_id, state, year, count in rows.values_list("school_id", "state", "year", "count"):
        found[school_id][state, year] = count
    return found


def _declared(student_ids: Iterable[UUID]) -> Mapping[UUID, tuple[_Numbers, _Numbers]]:
    """Weeks and stays elsewhere, by state, as students tell them."""
    rows = Background.objects.filter(student_id__in=student_ids)
    told = rows.values_list("student_id", "weeks_in_state", "electives_in_state")
    return {student_id: (weeks or {}, stays or {}) for student_id, weeks, stays in told}
