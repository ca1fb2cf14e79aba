"""Rounds of both kinds in every state, over the applications of both sides."""

from datetime import datetime

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.common.actors import Actor
from openrotations.people.models import Person
from openrotations.placements.actions import request_plan, run_round
from openrotations.placements.models import Round, RoundEntry
from openrotations.placements.states import RoundState
from openrotations.placements.tests.cohorts import SETTINGS, finished
from openrotations.placements.tests.factories import make_round

_PATH = {
    RoundState.COLLECTING: (),
    RoundState.CHECKED: (RoundState.CHECKED,),
    RoundState.REVIEWED: (RoundState.CHECKED, "run"),
    RoundState.PUBLISHING: (RoundState.CHECKED, "run", RoundState.PUBLISHING),
    RoundState.PUBLISHED: (RoundState.CHECKED, "run", RoundState.PUBLISHING, RoundState.PUBLISHED),
}


def build_rounds(*, by: Person, now: datetime) -> None:
    """A round that is collecting, one checked, one computed, one published; of plans too, and one being computed."""
    actor = Actor("person", str(by.pk), "coordinator")
    applications = Application.objects.filter(state__in=[ApplicationState.IN_ROUND, ApplicationState.PLACED])
    for kind in Round.Kind:
        for steps in [*_PATH.values(), (RoundState.CHECKED, "ask")]:
            if kind == Round.Kind.RANKED and "ask" in steps:
                continue
            round = make_round(kind=kind)
            for application in applications:
                RoundEntry.objects.create(round=round, application=application)
            for step in steps:
                _take(step, round, by=actor, now=now)


def _take(step: str, round: Round, *, by: Actor, now: datetime) -> None:
    found = Round.objects.get(pk=round.pk)
    if step not in ("run", "ask"):
        Round.objects.filter(pk=round.pk).update(state=step)
    elif found.kind == Round.Kind.RANKED:
        run_round(found, by=by, now=now)
    else:
        run = request_plan(found, SETTINGS, by=by, now=now)
        if step == "run":
            finished(run, now)
