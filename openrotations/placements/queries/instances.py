"""From a round's applications to the planner's file, and which choices could not go into it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from openrotations.applications.models import Preference
from openrotations.applications.states import ApplicationState
from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.office.queries import the_programme
from openrotations.placements import rules
from openrotations.placements.models import Round, RoundEntry
from openrotations.placements.planner.ranked.formats import Instance, instance_from
from openrotations.placements.queries import seats


@dataclass(frozen=True)
class Choice:
    """One listed choice of one student in a round: the dates it would have, or why it cannot be had.

    In a round of plans the planner finds the dates, so `period` is None there.
    """

    entry: RoundEntry
    preference: Preference
    period: Period | None
    reasons: tuple[Reason, ...]

    @property
    def opening(self) -> Opening:
        """Where."""
        return self.preference.opening


def entries_in(round: Round) -> QuerySet[RoundEntry]:
    """Everybody in the round but those who withdrew."""
    return round.entries.exclude(application__state=ApplicationState.WITHDRAWN)


def choices_of(round: Round, now: datetime) -> list[Choice]:
    """Every listed choice of every application in the round, in rank order; a constant number of queries."""
    entries = list(
        entries_in(round).select_related("application__student__person", "application__student__school").order_by("pk")
    )
    by_application = {entry.application_id: entry for entry in entries}
    seekers = seats.seekers_of([entry.application for entry in entries], now)
    observe = seats.graduates_observe(the_programme())
    preferences = Preference.objects.select_related("opening__offering__site", "opening__offering__preceptor")
    of_plans = round.kind == Round.Kind.COHORT
    choices = []
    for preference in preferences.filter(application_id__in=by_application).order_by("application_id", "rank"):
        seeker, place = seekers[preference.application_id], seats.place_of(preference.opening, now)
        why_no_dates = rules.why_no_weeks if of_plans else rules.why_no_dates
        reasons = (*rules.why_not_here(seeker, place, graduates_observe=observe), *why_no_dates(seeker, place))
        period = None if reasons or of_plans else next(rules.periods_that_fit(seeker, place))
        choices.append(Choice(by_application[preference.application_id], preference, period, reasons))
    return choices


def instance_of(round: Round, choices: Sequence[Choice], now: datetime) -> Instance:
    """The round as the planner reads it: ids of applications and openings, one tie group an opening.

    Everybody has equal priority, so that the lottery of the round's recorded seed decides alone.
    """
    wanted: dict[UUID, list[Choice]] = defaultdict(list)
    lists: dict[UUID, list[str]] = {entry.application_id: [] for entry in entries_in(round)}
    for choice in choices:
        if not choice.reasons:
            wanted[choice.opening.pk].append(choice)
            lists[choice.entry.application_id].append(str(choice.opening.pk))
    free = _free_seats(wanted, now)
    offerings = [
        {
            "id": str(opening_id),
            "capacity": free[opening_id],
            "priority": [sorted(str(choice.entry.application_id) for choice in those)],
        }
        for opening_id, those in sorted(wanted.items())
    ]
    students = [{"id": str(application_id), "prefs": prefs} for application_id, prefs in sorted(lists.items())]
    return instance_from(
        {"format": "matching-instance/1", "name": str(round.pk), "offerings": offerings, "students": students}
    )


def _free_seats(wanted: dict[UUID, list[Choice]], now: datetime) -> dict[UUID, int]:
    """Seats of each opening that are free on all the days that anybody wants."""
    taken: dict[UUID, set[int]] = defaultdict(set)
    for row in seats.holding(now).filter(opening_id__in=wanted):
        if any(choice.period and choice.period.overlaps(row.dates) for choice in wanted[row.opening_id]):
            taken[row.opening_id].add(row.seat)
    return {pk: max(0, those[0].opening.seats - len(taken[pk])) for pk, those in wanted.items()}
