"""Computing a round: from its applications to a result with reasons, ready for review."""

from datetime import datetime

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.refusals import refuse_if
from openrotations.placements import rules
from openrotations.placements.actions.explaining import as_json, keep_reasons
from openrotations.placements.models import Round
from openrotations.placements.planner import ENGINE
from openrotations.placements.planner.ranked.check import check_solution
from openrotations.placements.planner.ranked.explain import Explainer
from openrotations.placements.planner.ranked.formats import solution_json
from openrotations.placements.planner.ranked.matching import match_round
from openrotations.placements.queries.instances import choices_of, instance_of
from openrotations.placements.states import ROUND_MOVES, RoundState


class UnsoundResult(Exception):
    """The checker, which shares no code with the planner, found a fault: nothing is kept."""


@transaction.atomic
def request_run(round: Round, *, by: Actor, now: datetime) -> None:
    """Have the round computed by the worker, off the web process."""
    from openrotations.placements.tasks import compute_round  # the task module imports this one

    round = Round.locked(round.pk)
    _start(round, by=by, now=now)
    compute_round.defer(round_id=str(round.pk), by=[by.kind, by.id, by.role])


@transaction.atomic
def run_round(round: Round, *, by: Actor, now: datetime) -> None:
    """Compute the round, check the result without trusting it, and keep it with a reason for every choice.

    Raises UnsoundResult. Computing again gives the same result for the same applications: the seed is fixed.
    """
    round = Round.locked(round.pk)
    if round.state != RoundState.RUNNING:
        _start(round, by=by, now=now)
    choices = choices_of(round, now)
    instance = instance_of(round, choices, now)
    solution = match_round(instance, seed=round.seed)
    facts, result = as_json(instance.model_dump(mode="json")), as_json(solution_json(solution))
    if not check_solution(facts, result).is_sound:
        raise UnsoundResult(str(round.pk))
    explainer = Explainer(instance, solution)
    keep_reasons(round, choices, lambda pk: [as_json(each.as_json()) for each in explainer.student(str(pk))])
    ROUND_MOVES.move(round, RoundState.REVIEWED, instance=facts, solution=result, engine=ENGINE, ran_at=now)
    placed = sum(offering is not None for offering in solution.match.values())
    record(
        "run_round", round, by=by, now=now, old=RoundState.RUNNING, new=RoundState.REVIEWED,
        seed=round.seed, students=len(solution.match), placed=placed,
    )  # fmt: skip


@transaction.atomic
def abandon_run(round: Round, *, by: Actor = PROGRAM, now: datetime) -> None:
    """The computation failed: the round is as it was before, ready to be tried again."""
    round = Round.locked(round.pk)
    if round.state == RoundState.RUNNING:
        ROUND_MOVES.move(round, RoundState.CHECKED)
        record("abandon_run", round, by=by, now=now, old=RoundState.RUNNING, new=RoundState.CHECKED)


def _start(round: Round, *, by: Actor, now: datetime) -> None:
    refuse_if(rules.why_not_this_kind(kind=round.kind, wanted=Round.Kind.RANKED))
    refuse_if(rules.why_not_run(state=round.state, entries=round.entries.count()))
    old = round.state
    ROUND_MOVES.move(round, RoundState.RUNNING)
    record("request_run", round, by=by, now=now, old=old, new=RoundState.RUNNING)
