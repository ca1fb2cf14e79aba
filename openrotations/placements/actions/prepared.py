"""What a transaction that gives seats away has locked, and reads once, before it gives the first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from openrotations.applications.models import Application
from openrotations.applications.queries.eligibility import Prospect, findings_about_choices
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.office.models import Programme
from openrotations.office.queries import the_programme
from openrotations.placements.actions.expiry import prepare_seats
from openrotations.placements.models import Placement
from openrotations.placements.queries import seats
from openrotations.placements.rules import Place, Seeker, periods_that_fit
from openrotations.rulebook.counters import states_of
from openrotations.rulebook.queries import Finding

type Wanted = tuple[UUID, UUID, Period]
"""Ids of an application and an opening, and the days."""


@dataclass
class Prepared:
    """Locked openings and applications, with all that the rules must know of them.

    Nobody else gives away seats of these offerings, nor a seat to these applications, until the transaction ends:
    what was read under the locks stays as it is, but for what the transaction does itself and remembers here. Whatever
    slips through all the same, the constraints of the database refuse.
    """

    applications: Mapping[UUID, Application]
    openings: Mapping[UUID, Opening]
    places: Mapping[UUID, Place]
    programme: Programme
    now: datetime
    _seekers: dict[UUID, Seeker]
    _of_student: Mapping[UUID, list[UUID]]
    _held: dict[UUID, list[Placement]] = field(default_factory=dict)
    _judged: dict[Wanted, list[Finding]] = field(default_factory=dict)

    def refusals(self, application_id: UUID, opening: Opening, period: Period) -> list[Finding]:
        """The rules that say no to this student on these days of the opening; none while they cannot tell."""
        wanted = (application_id, opening.pk, period)
        if wanted not in self._judged:
            self.judge([wanted])
        return self._judged[wanted]

    def judge(self, wanted: Collection[Wanted]) -> None:
        """Ask the rules about all of these at once; a constant number of queries."""
        prospects = [
            Prospect(self.applications[application_id].student, self.openings[opening_id], period)
            for application_id, opening_id, period in wanted
        ]
        answers = findings_about_choices(prospects, today=self.now.date())
        self._judged |= {each: answer.refused for each, answer in zip(wanted, answers, strict=True)}

    def seeker(self, application_id: UUID) -> Seeker:
        """What the rules must know of the student, with the seats given since."""
        return self._seekers[application_id]

    def held_at(self, offering_id: UUID) -> list[Placement]:
        """Placements that hold a seat of the offering, with those given since."""
        if offering_id not in self._held:
            self._held[offering_id] = list(seats.holding(self.now).filter(offering_id=offering_id))
        return self._held[offering_id]

    def period_with_seat(self, application_id: UUID, opening: Opening) -> Period | None:
        """The best period for the student on which a seat of the opening is free; None when there is none."""
        here = [row for row in self.held_at(opening.offering_id) if row.opening_id == opening.pk]
        fitting = periods_that_fit(self.seeker(application_id), self.places[opening.pk])
        return seats.first_with_seat(fitting, opening, [(row.seat, row.dates) for row in here])

    def remember(self, placement: Placement) -> None:
        """A seat was given: its days are taken, and the student's too."""
        self.held_at(placement.offering_id).append(placement)
        days = placement.dates
        for pk in self._of_student[placement.student_id]:
            seeker = self._seekers[pk]
            weeks = days.weeks if pk == placement.application_id else 0
            self._seekers[pk] = replace(seeker, busy=(*seeker.busy, days), weeks_left=seeker.weeks_left - weeks)
        counters = self._seekers[placement.application_id].counted.counters
        if placement.offering.site.state in states_of(counters):
            self._count_again(placement.student.school_id)

    def _count_again(self, school_id: UUID) -> None:
        """What states count of this school's students has changed."""
        rows = [row for row in self.applications.values() if row.student.school_id == school_id]
        counted = seats.counted_of({row.student for row in rows}, self.now)
        for row in rows:
            self._seekers[row.pk] = replace(self._seekers[row.pk], counted=counted[row.student_id])

    def forget(self, offering_id: UUID) -> None:
        """A seat was refused, and what was tried for it undone: seats of this offering are read again when needed."""
        self._held.pop(offering_id, None)


def prepared_for(openings: Iterable[Opening], application_ids: Iterable[UUID], *, now: datetime) -> Prepared:
    """Lock these openings' offerings and these applications, free what ran out, and read the rest; constant queries."""
    openings = list(openings)
    offering_ids = {opening.offering_id for opening in openings}
    applications = prepare_seats(offering_ids, application_ids, now=now)
    rows = Opening.objects.select_related("offering__site").prefetch_related("closures")
    held: dict[UUID, list[Placement]] = {offering_id: [] for offering_id in offering_ids}
    for placement in seats.holding(now).filter(offering_id__in=offering_ids):
        held[placement.offering_id].append(placement)
    of_student: dict[UUID, list[UUID]] = defaultdict(list)
    for application in applications.values():
        of_student[application.student_id].append(application.pk)
    locked = rows.in_bulk([opening.pk for opening in openings])
    return Prepared(
        applications=applications,
        openings=locked,
        places=seats.places_of(locked.values(), now),
        programme=the_programme(),
        now=now,
        _seekers=seats.seekers_of(list(applications.values()), now),
        _of_student=of_student,
        _held=held,
    )
