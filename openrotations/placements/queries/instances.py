"""From a round's applications to the planner's file, and which choices could not go into it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from openrotations.applications.models import Application, Preference
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
from openrotations.placements.queries.judging import Asked, Judged, judged


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
    """Every listed choice of every application in the round, in rank order; a constant number of queries.

    Choices of the same opening share it.
    """
    entries = list(
        entries_in(round).select_related("application__student__person", "application__student__school").order_by("pk")
    )
    by_application = {entry.application_id: entry for entry in entries}
    preferences = list(
        Preference.objects.filter(application_id__in=by_application).order_by("application_id", "rank")
    )  # fmt: skip
    openings = openings_of({preference.opening_id for preference in preferences})
    for preference in preferences:
        preference.opening = openings[preference.opening_id]
    pairs = [(by_application[each.application_id].application, each.opening) for each in preferences]
    return [
        Choice(by_application[preference.application_id], preference, found.period, found.reasons)
        for preference, found in zip(preferences, _judged(round, pairs, now), strict=True)
    ]


@dataclass(frozen=True)
class Listed:
    """What is listed in a round, without a row for each choice: how many cannot be had and why, and by whom.

    `left_out` counts the choices by their first reason; `wanted` holds the openings with a choice that can be had;
    `impossible` counts the choices of those none of whose choices can be had.
    """

    entries: Sequence[RoundEntry]

    can_be_had: int
    left_out: Mapping[Reason, int]
    wanted: Sequence[Opening]
    impossible: Sequence[tuple[RoundEntry, int]]


def listed_in(round: Round, now: datetime) -> Listed:
    """The choices of everybody in the round, counted; a constant number of queries."""
    entries = list(entries_in(round).select_related("application__student").order_by("application_id"))
    rows = Preference.objects.filter(application_id__in=[entry.application_id for entry in entries])
    pairs = list(rows.values_list("application_id", "opening_id"))
    openings = openings_of({opening_id for _, opening_id in pairs})
    applications = {entry.application_id: entry.application for entry in entries}
    asked = [(applications[application_id], openings[opening_id]) for application_id, opening_id in pairs]
    left_out: Counter[Reason] = Counter()
    possible, wanted = set(), set()
    for (application_id, opening_id), found in zip(pairs, _judged(round, asked, now), strict=True):
        if found.reasons:
            left_out[found.reasons[0]] += 1
        else:
            possible.add(application_id)
            wanted.add(opening_id)
    return Listed(
        entries=entries,
        can_be_had=len(pairs) - left_out.total(),
        left_out=left_out,
        wanted=[openings[pk] for pk in wanted],
        impossible=_with_names(round, Counter(pk for pk, _ in pairs if pk not in possible)),
    )


def _with_names(round: Round, choices: Mapping[UUID, int]) -> list[tuple[RoundEntry, int]]:
    entries = round.entries.filter(application_id__in=choices).select_related("application__student__person")
    return [(entry, choices[entry.application_id]) for entry in entries.order_by("application_id")]


def openings_of(ids: Collection[UUID]) -> dict[UUID, Opening]:
    """These openings with all that a page or the planner says of them."""
    rows = Opening.objects.select_related("offering__site", "offering__preceptor").prefetch_related("closures")
    return rows.in_bulk(ids)


def _judged(round: Round, pairs: Sequence[tuple[Application, Opening]], now: datetime) -> list[Judged]:
    """Why each application cannot have the opening, or on which dates it can; each opening is looked at once."""
    applications = list({application.pk: application for application, _opening in pairs}.values())
    seekers = seats.seekers_of(applications, now)
    places = seats.places_of(list({opening.pk: opening for _application, opening in pairs}.values()), now)
    observe, of_plans = seats.graduates_observe(the_programme()), round.kind == Round.Kind.COHORT
    asked = [Asked(each.student, seekers[each.pk], opening, places[opening.pk]) for each, opening in pairs]
    plain = [
        tuple(rules.why_not_at_all(each.seeker, each.place, graduates_observe=observe, of_plans=of_plans))
        for each in asked
    ]
    rest = iter(judged([each for each, why in zip(asked, plain, strict=True) if not why], now, of_plans=of_plans))
    return [Judged(why) if why else next(rest) for why in plain]


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
