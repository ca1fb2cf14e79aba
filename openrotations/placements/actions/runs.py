"""Computing a round: from its applications to a result with reasons, ready for review."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.refusals import refuse_if
from openrotations.placements import rules
from openrotations.placements.actions.explaining import Decided, as_json, keep_reasons, with_standings
from openrotations.placements.models import Round
from openrotations.placements.planner import ENGINE
from openrotations.placements.planner.ranked.check import check_solution
from openrotations.placements.planner.ranked.explain import Explainer
from openrotations.placements.planner.ranked.formats import solution_json
from openrotations.placements.planner.ranked.matching import match_round
from openrotations.placements.plans.criteria import criteria_of
from openrotations.placements.queries.instances import choices_of, instance_of
from openrotations.placements.queries.standings import standings_of
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
    standings = standings_of(round)
    instance = instance_of(round, choices, now, standings)
    solution = match_round(instance, seed=round.seed)
    facts, result = with_standings(instance, standings), as_json(solution_json(solution))
    if not check_solution(facts, result).is_sound:
        raise UnsoundResult(str(round.pk))
    explainer = Explainer(instance, solution)
    decided = Decided(criteria_of(round.settings), standings, solution)
    keep_reasons(round, choices, lambda pk: [decided.told(pk, each) for each in explainer.student(str(pk))])
    ROUND_MOVES.move(
        round, RoundState.REVIEWED, instance=facts, solution=result, engine=ENGINE, ran_at=now, unpublished_because=""
    )  # fmt: skip
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


def abandon_lost_rounds(now: datetime, *, by: Actor = PROGRAM) -> int:
    """Give up rounds that are being computed though no job for them is left; returns how many.

    The job of a killed worker is put back within minutes; this is for one that failed with its database.
    """
    running = Round.objects.filter(kind=Round.Kind.RANKED, state=RoundState.RUNNING).defer("instance", "solution")
    lost = without_job(list(running), "compute_round")
    for round in lost:
        abandon_run(round, by=by, now=now)
    return len(lost)


def without_job(rounds: Sequence[Round], task_name: str) -> list[Round]:
    """Those of the rounds for which no such job waits or is being done. They are read before the jobs.

    The other way round, a round that is started between the two looks would seem lost.
    """
    jobs = ProcrastinateJob.objects.filter(task_name=task_name, status__in=("todo", "doing"))
    alive = {args["round_id"] for args in jobs.values_list("args", flat=True)}
    return [round for round in rounds if str(round.pk) not in alive]


def _start(round: Round, *, by: Actor, now: datetime) -> None:
    refuse_if(rules.why_not_this_kind(kind=round.kind, wanted=Round.Kind.RANKED))
    refuse_if(rules.why_not_run(state=round.state, entries=round.entries.count()))
    old = round.state
    ROUND_MOVES.move(round, RoundState.RUNNING)
    record("request_run", round, by=by, now=now, old=old, new=RoundState.RUNNING)
