"""Rounds of plans: one published yesterday, answered in part, where a host says no, and one under review.

The first comers among those who ask for many weeks are planned; the others stay for the round of single openings.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from typing import Any

from openrotations.applications.models import Application
from openrotations.common.actors import Actor
from openrotations.desk.demo.applications import Application as Paper
from openrotations.desk.demo.rows import Rows
from openrotations.placements import actions
from openrotations.placements.actions.explaining import as_json
from openrotations.placements.models import Placement, Round, Run
from openrotations.placements.planner.cohort.files.formats import instance_from
from openrotations.placements.queries.offers import free_seats_for
from openrotations.placements.states import EndedBy, PlacementState

MANY_WEEKS = 7
IN_PUBLISHED_ROUND = 12
SECONDS = 10
FIRST_COME = timedelta(minutes=10)
COMPLETE = ("full", "weeks", "rank_cost", "host", "money")
CHEAP = ("full", "weeks", "money", "rank_cost", "host")


@dataclass(frozen=True, slots=True)
class PlanRound:
    """One round of plans: its name, when its applications are decided by, and when it collects, in UTC."""

    key: str
    name: str
    decided_at: datetime
    collected_at: datetime


def plan_rounds(rows: Rows) -> tuple[PlanRound, PlanRound]:
    """The one that is published, and the one under review."""
    yesterday = (rows.midnight - timedelta(days=1)).date()

    def at(hour: int, minute: int = 0) -> datetime:
        return datetime.combine(yesterday, time(hour, minute), UTC)

    return (
        PlanRound("plans-published", "Winter plans", at(7, 40), at(8)),
        PlanRound("plans-in-review", "Spring plans", at(12), at(12, 30)),
    )


def round_of_plans(rows: Rows, paper: Paper) -> PlanRound | None:
    """The round of plans that takes this application, if one does."""
    first, second = plan_rounds(rows)
    many = [
        each
        for each in rows.world.applications
        if each.state == "in_round" and each.round == rows.world.rounds[-1].key and each.weeks_wanted >= MANY_WEEKS
        and each.eligible_at is not None and each.eligible_at < first.decided_at
    ]  # fmt: skip
    if paper not in many:
        return None
    return first if many.index(paper) < IN_PUBLISHED_ROUND else second


def place_by_plans(rows: Rows) -> None:
    """Both rounds, as a coordinator works through them."""
    published, in_review = plan_rounds(rows)
    for plan in (published, in_review):
        rows.diary.act(plan.collected_at, partial(_collect, rows, plan))
        rows.diary.act(plan.collected_at + FIRST_COME, partial(_compute, rows, plan, "complete", COMPLETE))
    rows.diary.act(in_review.collected_at + 2 * FIRST_COME, partial(_compute, rows, in_review, "price", CHEAP))
    rows.diary.act(published.collected_at + 2 * FIRST_COME, partial(_publish, rows, published))
    rows.diary.act(published.collected_at + timedelta(hours=9), partial(_answer, rows, published))
    rows.diary.act(published.collected_at + timedelta(hours=10), partial(_lose_one, rows, published))


def _collect(rows: Rows, plan: PlanRound, now: datetime) -> None:
    by = rows.office_for(plan.key)
    seed = rows.world.seed + plan.collected_at.toordinal()
    found = actions.add_round(plan.name, kind=Round.Kind.COHORT, seed=seed, by=by, now=now)
    rows.rounds[plan.key] = found
    actions.collect_applications(found, by=by, now=now)
    _befriend(found)
    actions.check_round(found, by=by, now=now)


def _befriend(found: Round) -> None:
    """The first two students named each other when they stated their choices."""
    entries = found.entries.select_related("application__student__person").order_by("application__submitted_at", "pk")
    both = [entry.application for entry in entries[:2]]
    for application, friend in zip(both, reversed(both), strict=True):
        Application.objects.filter(pk=application.pk).update(friend_email=friend.student.person.email)


def _compute(rows: Rows, plan: PlanRound, preset: str, objectives: tuple[str, ...], now: datetime) -> None:
    """As the worker does it, here and now: no job is left behind for it."""
    # Here, because the compiler that it loads takes seconds and memory, and only the filling needs it.
    from openrotations.placements.planner.cohort.reasons.explain import Explainer
    from openrotations.placements.planner.cohort.reasons.fully import summary_of
    from openrotations.placements.planner.cohort.reasons.offerings import OfferingSides
    from openrotations.placements.planner.cohort.reasons.relaxing import rule_prices
    from openrotations.placements.planner.cohort.search.solve import plan_cohort

    settings: Mapping[str, Any] = {"preset": preset, "objectives": list(objectives), "seconds": SECONDS}
    run: Run = actions.request_plan(rows.rounds[plan.key], settings, by=rows.office_for(plan.key), now=now)
    actions.start_run(run, now=now + timedelta(seconds=1))
    given = instance_from(run.instance)
    planned = plan_cohort(given, seconds=SECONDS, seed=run.seed)
    explainer = Explainer(given, planned.solution)
    sides, reasons = OfferingSides(explainer), {}
    for student in given.students:
        told = explainer.student(student.id)
        sides.add(student.id, told)
        reasons[student.id] = [as_json(each.as_json()) for each in told]
    prices = [as_json(asdict(price)) for price in rule_prices(given, planned.solution)]
    offerings = [as_json(sides.of(each.id).as_json()) for each in given.offerings]
    summary = as_json(summary_of(given, planned.solution).as_json())
    actions.finish_run(
        run, planned.solution, reasons, prices, offerings=offerings, summary=summary,
        now=now + timedelta(seconds=SECONDS),
    )  # fmt: skip


def _publish(rows: Rows, plan: PlanRound, now: datetime) -> None:
    actions.publish_round(rows.rounds[plan.key], by=rows.office_for(plan.key), now=now)


def _answer(rows: Rows, plan: PlanRound, now: datetime) -> None:
    """One takes the whole plan, one a part of it; the others think."""
    offers: dict[Any, list[Placement]] = {}
    held = Placement.objects.filter(round=rows.rounds[plan.key], state=PlacementState.OFFERED)
    for placement in held.select_related("application__student__person").order_by("application_id", "period"):
        offers.setdefault(placement.application_id, []).append(placement)
    several = [those for those in offers.values() if len(those) > 1]
    for those, taken in zip(several[1:3], (None, 1), strict=False):
        accepted = {each.pk for each in those[:taken]}
        application = those[0].application
        by = Actor("person", str(application.student.person_id), "student")
        actions.answer_plan(application, rows.rounds[plan.key], accepted, by=by, now=now)


def _lose_one(rows: Rows, plan: PlanRound, now: datetime) -> None:
    """A host calls: it cannot take one of those who accepted. The round is there to be repaired.

    Preferably one who lists something else that is free, so that a repair has something to find.
    """
    accepted = Placement.objects.filter(round=rows.rounds[plan.key], state=PlacementState.ACCEPTED)
    those = list(accepted.select_related("application").order_by("application_id", "period"))
    placement = max(those, key=lambda each: _has_another(each, now), default=None)
    if placement:
        because = "The ward is closed for building works."
        actions.cancel_placement(
            placement, because=because, ended_by=EndedBy.HOST, by=rows.office_for(plan.key), now=now
        )


def _has_another(placement: Placement, now: datetime) -> bool:
    free = free_seats_for(placement.application, now, instead_of=[placement])
    return any(seat.rank for seat in free)
