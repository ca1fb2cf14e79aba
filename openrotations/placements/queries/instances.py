"""From a round's applications to the planner's file, and which choices could not go into it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
from openrotations.placements.plans.criteria import least_of
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
    preferences = Preference.objects.select_related(
        "opening__offering__site", "opening__offering__preceptor"
    ).prefetch_related("opening__closures")
    of_plans = round.kind == Round.Kind.COHORT
    choices = []
    for preference in preferences.filter(application_id__in=by_application).order_by("application_id", "rank"):
        seeker, place = seekers[preference.application_id], seats.place_of(preference.opening, now)
        reasons = tuple(rules.why_not_at_all(seeker, place, graduates_observe=observe, of_plans=of_plans))
        period = None if reasons or of_plans else next(rules.periods_that_fit(seeker, place))
        choices.append(Choice(by_application[preference.application_id], preference, period, reasons))
    return choices


def instance_of(
    round: Round, choices: Sequence[Choice], now: datetime, standings: Mapping[UUID, Sequence[int]] | None = None
) -> Instance:
    """The round as the planner reads it: ids of applications and openings, and each opening's order of priority.

    Those with the smaller standing come first at every opening alike; equals are tied, so that the lottery of the
    round's recorded seed decides between them, and between all without standings.
    """
    wanted: dict[UUID, list[Choice]] = defaultdict(list)
    lists: dict[UUID, list[str]] = {entry.application_id: [] for entry in entries_in(round)}
    for choice in choices:
        if not choice.reasons:
            wanted[choice.opening.pk].append(choice)
            lists[choice.entry.application_id].append(str(choice.opening.pk))
    free, least = _free_seats(wanted, now), least_of(round.settings)
    offerings = [
        {
            "id": str(opening_id),
            **_seats(those[0].opening.seats, free[opening_id], least.get(str(opening_id), 0)),
            "priority": _tiers([choice.entry.application_id for choice in those], standings or {}),
        }
        for opening_id, those in sorted(wanted.items())
    ]
    students = [{"id": str(application_id), "prefs": prefs} for application_id, prefs in sorted(lists.items())]
    return instance_from(
        {"format": "matching-instance/1", "name": str(round.pk), "offerings": offerings, "students": students}
    )


def _seats(seats: int, free: int, least: int) -> dict[str, int]:
    """How many an opening takes, and with fewer than how many it does not run. Who is there already counts."""
    lower = max(0, least - (seats - free))
    # With fewer seats left than it still needs it cannot run: nobody is placed there.
    return {"capacity": free, "lower": lower} if lower <= free else {"capacity": 0, "lower": 0}


def _tiers(ids: Sequence[UUID], standings: Mapping[UUID, Sequence[int]]) -> list[list[str]]:
    """Groups of equal standing, the first to be served first."""
    groups: dict[tuple[int, ...], list[str]] = defaultdict(list)
    for pk in ids:
        groups[tuple(standings.get(pk, ()))].append(str(pk))
    return [sorted(groups[standing]) for standing in sorted(groups)]


def _free_seats(wanted: dict[UUID, list[Choice]], now: datetime) -> dict[UUID, int]:
    """Seats of each opening that are free on all the days that anybody wants."""
    taken: dict[UUID, set[int]] = defaultdict(set)
    for row in seats.holding(now).filter(opening_id__in=wanted):
        if any(choice.period and choice.period.overlaps(row.dates) for choice in wanted[row.opening_id]):
            taken[row.opening_id].add(row.seat)
    return {pk: max(0, those[0].opening.seats - len(taken[pk])) for pk, those in wanted.items()}
