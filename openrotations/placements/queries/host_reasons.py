"""What became of the openings of a round: for the office, and for a host about their own."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from openrotations.catalogue.models import Opening
from openrotations.common.periods import Period
from openrotations.placements.models import Placement, Round, Run
from openrotations.placements.planner.ranked.formats import instance_from, read_solution
from openrotations.placements.planner.ranked.offerings import offering_side
from openrotations.placements.plans.host_reasons import filled_in_words, what_fills, why_empty
from openrotations.placements.plans.weeks import Calendar
from openrotations.placements.queries.cohorts import FIRST_WEEK
from openrotations.placements.states import RoundState

PUBLISHED = (RoundState.PUBLISHED, RoundState.CLOSED)
MOST_TOLD = 6


@dataclass(frozen=True)
class OpeningTold:
    """What became of one opening: `empty` gives dates with the seats left on them, the rest are sentences."""

    opening: Opening
    filled: str
    empty: list[tuple[Period, int]] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    remedies: list[str] = field(default_factory=list)


def openings_told(round: Round, openings: Mapping[str, Opening]) -> list[OpeningTold]:
    """These openings of a round that has a result, by id; those of which nothing was kept are left out."""
    found = _of_a_lottery(round, openings) if round.kind == Round.Kind.RANKED else _of_plans(round, openings)
    return list(found)


def opening_told(round: Round, opening: Opening) -> OpeningTold | None:
    """One opening of a round; None where nothing was kept of it."""
    return next(iter(openings_told(round, {str(opening.pk): opening})), None)


def told_to_host(placement: Placement) -> list[OpeningTold]:
    """What became of the openings of the placement's own site in its round, once it is published.

    Those without any empty seat are left out: there is nothing to explain.
    """
    if placement.round_id is None:
        return []
    rounds = Round.objects.defer("instance", "solution").filter(pk=placement.round_id, state__in=PUBLISHED)
    round = rounds.first()
    if round is None:
        return []
    site = Opening.objects.select_related("offering__site").filter(offering__site=placement.offering.site_id)
    told = openings_told(round, {str(each.pk): each for each in site})
    return [each for each in told if each.empty][:MOST_TOLD]


def _of_plans(round: Round, openings: Mapping[str, Opening]) -> Iterator[OpeningTold]:
    # A repair keeps no reasons of openings: those of the plan before it stand, as of when it was made.
    chosen = round.runs.filter(chosen_at__isnull=False).exclude(offering_reasons=[]).order_by("-chosen_at")
    run: Run | None = chosen.only("offering_reasons", "round").first()
    calendar = _calendar_of(run) if run else None
    for told in run.offering_reasons if run and calendar else ():
        if told["offering"] in openings:
            opening = openings[told["offering"]]
            empty = [(_dates(calendar, opening, first, end), seats) for first, end, seats in told["empty"]]  # type: ignore[arg-type]
            yield OpeningTold(opening, filled_in_words(told), empty, why_empty(told), what_fills(told))


def _of_a_lottery(round: Round, openings: Mapping[str, Opening]) -> Iterator[OpeningTold]:
    if not round.solution:
        return
    instance, solution = instance_from(round.instance), read_solution(json.dumps(round.solution).encode())
    for offering in instance.offerings:
        if offering.id in openings:
            told: dict[str, Any] = offering_side(instance, solution, offering.id).as_json()
            opening, left = openings[offering.id], offering.capacity - told["admitted"]
            empty = [(opening.dates, left)] if left > 0 else []
            yield OpeningTold(opening, filled_in_words(told), empty, why_empty(told), what_fills(told))


def _calendar_of(run: Run) -> Calendar:
    first, weeks = Run.objects.values_list(f"instance__{FIRST_WEEK}", "instance__weeks").get(pk=run.pk)
    return Calendar(date.fromisoformat(first), weeks)


def _dates(calendar: Calendar, opening: Opening, first: int, end: int) -> Period:
    """The days of some weeks, cut to the opening."""
    starts_on, ends_on = calendar.monday_of(first), calendar.monday_of(end) - timedelta(days=1)
    return Period(max(starts_on, opening.dates.first), min(ends_on, opening.dates.last))
