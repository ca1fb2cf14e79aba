"""What one student can have now: plans of several rotations on the seats that are free at this moment.

The planner's exact search for one student, over their own list only: a small instance made of the same pieces
as a round's, with what states count, and without the office's limits on states, which belong to a round's settings.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any
from uuid import UUID

from openrotations.applications.models import Application, Preference
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.office.queries import the_programme
from openrotations.placements import rules
from openrotations.placements.planner.cohort.check import check_plan
from openrotations.placements.planner.cohort.files.formats import Instance, Placed, Weights
from openrotations.placements.planner.cohort.plain import Plan, TooLong, best_plans
from openrotations.placements.plans.reserved import BEING_GIVEN
from openrotations.placements.plans.rolling import (
    NO_SUCH_PLAN,
    NOT_AS_WANTED,
    NOT_LISTED,
    NOT_TOGETHER,
    WANTS,
    Block,
    liking,
    why_not_block,
    why_not_now,
)
from openrotations.placements.queries import seats
from openrotations.placements.queries.cohorts import Cohort, cohort_from
from openrotations.placements.queries.judging import Asked, judged
from openrotations.placements.queries.reserved import reserved_at
from openrotations.placements.queries.waiting import lines_for

MOST_PLANS = 5
MOST_SEARCHED = 40
"""Many of the best differ only in their dates: the best of each set of openings is shown before others of that set."""


@dataclass(frozen=True)
class SeatsNow:
    """One application's list at one moment: what can be had, with which seats, and why the rest cannot.

    `unreserved` holds the seats as they would be if no round were giving any.
    """

    application: Application
    wishes: dict[str, Preference]
    reasons: list[tuple[Preference, tuple[Reason, ...]]]
    windows: Sequence[Period]
    cohort: Cohort
    unreserved: Cohort

    def period(self, placed: Placed) -> Period:
        """The dates of a part of a plan."""
        dates = self.wishes[placed.offering].opening.dates
        return self.cohort.calendar.dates(dates, placed.start, placed.length, self.windows)

    def placed(self, block: Block) -> Placed:
        """A part of a plan as the planner writes it."""
        start = (block.monday - self.cohort.calendar.monday).days // 7
        return Placed(str(block.opening_id), start, block.weeks)

    def block(self, placed: Placed) -> Block:
        """A part of a plan as a form carries it."""
        return Block(UUID(placed.offering), self.cohort.calendar.monday_of(placed.start), placed.length)


@dataclass(frozen=True)
class Rotation:
    """A rotation of a plan: `left` seats are free in all its weeks, `others` wait for the same opening."""

    block: Block
    preference: Preference
    period: Period
    left: int
    others: int

    @property
    def price(self) -> Decimal:
        """In US dollars, in all."""
        return self.preference.opening.offering.price_per_week * self.period.weeks


@dataclass(frozen=True)
class PlanNow:
    """A plan that can be had now, its rotations in order."""

    rotations: list[Rotation]
    wanted: int

    @property
    def weeks(self) -> int:
        """Of all rotations."""
        return sum(each.period.weeks for each in self.rotations)

    @property
    def price(self) -> Decimal:
        """In US dollars, of all rotations."""
        return sum((each.price for each in self.rotations), Decimal(0))

    @property
    def moves(self) -> int:
        """How often the student changes city."""
        sites = [each.preference.opening.offering.site for each in self.rotations]
        return sum((one.city, one.state) != (other.city, other.state) for one, other in pairwise(sites))


@dataclass(frozen=True)
class PlansNow:
    """The page of what a student can have now. `refused` says for each choice that is in no plan why it is not."""

    plans: list[PlanNow]
    refused: list[tuple[Preference, list[Reason]]]
    is_being_given: bool


def seats_now(application: Application, now: datetime) -> SeatsNow:
    """The application's list on the seats free at this moment; a constant number of queries."""
    listed = application.preferences.select_related("opening__offering__site", "opening__offering__preceptor")
    preferences = list(listed.prefetch_related("opening__closures").order_by("rank"))
    seeker, observe = seats.seeker_of(application, now), seats.graduates_observe(the_programme())
    places = seats.places_of([wish.opening for wish in preferences], now)
    plain = {
        wish.pk: tuple(rules.why_not_at_all(seeker, places[wish.opening_id], graduates_observe=observe, of_plans=True))
        for wish in preferences
    }
    possible = [wish for wish in preferences if not plain[wish.pk]]
    asked = [Asked(application.student, seeker, wish.opening, places[wish.opening_id]) for wish in possible]
    said = dict(zip([wish.pk for wish in possible], judged(asked, now, of_plans=True), strict=True))
    reasons = [(wish, said[wish.pk].reasons if wish.pk in said else plain[wish.pk]) for wish in preferences]
    wishes = [wish for wish, found in reasons if not found]
    reserved = reserved_at([wish.opening_id for wish in wishes])

    def cohort(kept: Mapping[UUID, Sequence[Period]]) -> Cohort:
        return cohort_from(str(application.pk), [application], {application.pk: wishes}, {}, now, reserved=kept)

    with_all = cohort({})
    return SeatsNow(
        application=application,
        wishes={str(wish.opening_id): wish for wish in wishes},
        reasons=reasons,
        windows=seeker.windows,
        cohort=cohort(reserved) if reserved else with_all,
        unreserved=with_all,
    )


def plans_now(application: Application, want: str, now: datetime) -> PlansNow:
    """The best plans that the student can have now, best first; `want` is a key of `WANTS`."""
    found = seats_now(application, now)
    plans = _shown(found, _best(found.cohort.instance, want))
    refused = [(wish, list(reasons)) for wish, reasons in _refused(found, is_without_plan=not plans)]
    return PlansNow(
        plans=plans,
        refused=refused,
        is_being_given=any(reason == BEING_GIVEN for _wish, reasons in refused for reason in reasons),
    )


def why_not_hold(found: SeatsNow, plan: Sequence[Block]) -> Iterator[Reason]:
    """Why this plan cannot be held at this moment; whatever is found first is told, part by part."""
    instance, unreserved = found.cohort.as_json, found.unreserved.as_json
    offerings = {each["id"]: each for each in instance["offerings"]}
    without_rounds = {each["id"]: each for each in unreserved["offerings"]}
    refusals = {wish.opening_id: reasons for wish, reasons in found.reasons}
    if not plan:
        yield NO_SUCH_PLAN
    told = False
    for block in plan:
        key, reasons = str(block.opening_id), refusals.get(block.opening_id, (NOT_LISTED,))
        if key in found.wishes:
            title = found.wishes[key].opening.offering.title
            reasons = tuple(
                why_not_block(block, title, found.cohort.calendar, offerings[key], without_rounds[key])
            )  # fmt: skip
        told = told or bool(reasons)
        yield from reasons
    if plan and not told and not _is_sound(found, plan, instance):
        yield NOT_AS_WANTED


def _is_sound(found: SeatsNow, plan: Sequence[Block], instance: Mapping[str, Any]) -> bool:
    """Whether the checker, which shares no code with the planner, finds nothing wrong with it."""
    plans = {str(found.application.pk): [list(found.placed(block)) for block in plan]}
    return check_plan(instance, {"instance": instance["name"], "plans": plans}).is_sound


def _best(instance: Instance, want: str) -> list[Plan]:
    """The best plans of the instance's one student, best first, those of other openings before other dates."""
    [student] = instance.students
    if WANTS[want].by_liking:
        liked = tuple(wish._replace(host_score=liking(wish.rank)) for wish in student.prefs)
        student = student.model_copy(update={"prefs": liked})
    weights = Weights.model_validate(WANTS[want].weights)
    plans = _searched(instance.model_copy(update={"students": (student,), "weights": weights}))
    firsts: dict[frozenset[str], Plan] = {}
    for plan in plans:
        firsts.setdefault(frozenset(placed.offering for placed in plan), plan)
    several = list(firsts.values())
    return [*several, *(plan for plan in plans if plan not in several)][:MOST_PLANS]


def _searched(instance: Instance) -> list[Plan]:
    try:
        return best_plans(instance, top=MOST_SEARCHED)
    except TooLong:
        # Here, because the compiled search takes a second and a hundred megabytes to load, and few lists need it.
        from openrotations.placements.planner.cohort.rolling import Rolling

        return [choice.placed for choice in Rolling(instance).best_now(instance.students[0].id, top=MOST_SEARCHED)]


def _shown(found: SeatsNow, plans: Sequence[Sequence[Placed]]) -> list[PlanNow]:
    shown = {UUID(placed.offering) for plan in plans for placed in plan}
    waiting = {
        opening_id: sum(waiter.application.pk != found.application.pk for waiter in line)
        for opening_id, line in lines_for(shown).items()
    }
    [student] = found.cohort.instance.students
    free = {offering.id: offering.capacity for offering in found.cohort.instance.offerings}
    return [
        PlanNow(
            [
                Rotation(
                    block=found.block(placed),
                    preference=found.wishes[placed.offering],
                    period=found.period(placed),
                    left=min(free[placed.offering][placed.start : placed.start + placed.length]),
                    others=waiting[UUID(placed.offering)],
                )
                for placed in sorted(plan, key=lambda each: each.start)
            ],
            student.weeks_needed,
        )
        for plan in plans
    ]


def _refused(found: SeatsNow, *, is_without_plan: bool) -> Iterator[tuple[Preference, Sequence[Reason]]]:
    instance, unreserved = found.cohort.as_json, found.unreserved.as_json
    offerings = {each["id"]: each for each in instance["offerings"]}
    without_rounds = {each["id"]: each for each in unreserved["offerings"]}
    for wish, reasons in found.reasons:
        key = str(wish.opening_id)
        if key in offerings:
            reasons = tuple(why_not_now(instance["students"][0], offerings[key], without_rounds[key]))
        if reasons or is_without_plan:
            yield wish, reasons or [NOT_TOGETHER]
