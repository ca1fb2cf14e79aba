"""Rounds in every state, over the applications of both sides."""

from datetime import datetime

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.common.actors import Actor
from openrotations.people.models import Person
from openrotations.placements.actions import run_round
from openrotations.placements.models import Round, RoundEntry
from openrotations.placements.states import RoundState
from openrotations.placements.tests.factories import make_round

_PATH = {
    RoundState.COLLECTING: (),
    RoundState.CHECKED: (RoundState.CHECKED,),
    RoundState.REVIEWED: (RoundState.CHECKED, "run"),
    RoundState.PUBLISHED: (RoundState.CHECKED, "run", RoundState.PUBLISHED),
}


def build_rounds(*, by: Person, now: datetime) -> None:
    """A round that is collecting, one checked, one computed, one published."""
    actor = Actor("person", str(by.pk), "coordinator")
    applications = Application.objects.filter(state__in=[ApplicationState.IN_ROUND, ApplicationState.PLACED])
    for steps in _PATH.values():
        round = make_round()
        for application in applications:
            RoundEntry.objects.create(round=round, application=application)
        for step in steps:
            if step == "run":
                run_round(Round.objects.get(pk=round.pk), by=actor, now=now)
            else:
                Round.objects.filter(pk=round.pk).update(state=step)
