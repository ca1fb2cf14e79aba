"""Evaluations, for tests."""

from typing import TypedDict

from openrotations.common.actors import PROGRAM
from openrotations.evaluations.actions import create_evaluations
from openrotations.evaluations.forms import load_form
from openrotations.evaluations.models import Evaluation
from openrotations.logbook.tests.factories import DAY_ONE_NOON, make_running_placement
from openrotations.placements.models import Placement


class Written(TypedDict):
    """What actions that write an evaluation take."""

    answers: dict[str, int | None]
    keep: str
    change: str


def make_evaluations(placement: Placement | None = None) -> dict[tuple[str, str], Evaluation]:
    """The four evaluations of a running rotation, by moment and author; due on 18 and 31 January 2027."""
    made = create_evaluations(placement or make_running_placement(), by=PROGRAM, now=DAY_ONE_NOON)
    return {(each.moment, each.author): each for each in made}


def answers_for(evaluation: Evaluation, rating: int | None = 4) -> dict[str, int | None]:
    """The same rating for every item of the evaluation's form."""
    return dict.fromkeys(load_form(evaluation.form).keys, rating)


def written(
    evaluation: Evaluation,
    rating: int | None = 4,
    keep: str = "Short, ordered presentations.",
    change: str = "Commit to one diagnosis first.",
) -> Written:
    """What a complete form says: all items rated, both comments."""
    return {"answers": answers_for(evaluation, rating), "keep": keep, "change": change}
