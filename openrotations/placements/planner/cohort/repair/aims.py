"""What a repair strives for, in order: the aims of each kind of repair over the measures of a scope."""

from typing import Literal

import numpy as np

from openrotations.placements.planner.cohort.files.formats import LEVELS, Instance, Level
from openrotations.placements.planner.cohort.repair.choosing import Pursuit
from openrotations.placements.planner.cohort.repair.scope import CONFIRMED, KEPT, MEASURES, SAME, Scope
from openrotations.placements.planner.cohort.search.candidates import Floats
from openrotations.placements.planner.cohort.search.pricing import blend_of
from openrotations.placements.planner.cohort.search.tidy import SIGNS

type Kind = Literal["fewest changes", "weeks kept", "confirmed stay", "best plans"]
"""fewest changes: nobody moves without need. weeks kept: others move, as few as can be, where that gives those who
lost weeks, or asked for more, more of them; nobody else has fewer weeks. confirmed stay: the same, but no confirmed
placement moves for it. best plans: others move wherever the plan as a whole gains more than each move costs; nobody
else has fewer weeks."""

CHANGE_PENALTY = 1000.0
"""What moving a placement costs in the blend: as much as a week is worth by default."""
CONFIRMED_PENALTY = 5
"""A confirmed placement costs so many times as much."""
LARGEST = 1e7
"""Aims in whole numbers are followed together while no value passes this: the programs stay exact."""
BLEND_UNIT = 0.01


def aims_of(kind: Kind, instance: Instance, scope: Scope, penalty: float) -> list[Pursuit]:
    """The aims of one kind of repair, the first one first."""
    confirmed, same = [_unit(CONFIRMED)], [_unit(SAME)]
    blend = Pursuit(blend_with(instance, penalty), BLEND_UNIT)
    weeks = [_level(level) for level in instance.objectives if level in ("full", "weeks")]
    if kind == "fewest changes":
        strict = confirmed + [_level(level) for level in instance.objectives[:2]]
    elif kind == "weeks kept":
        strict = weeks + same + confirmed
    elif kind == "confirmed stay":
        strict = confirmed + weeks + same
    else:
        strict = []
    return [*(Pursuit(weights, 1.0) for weights in _together(strict, scope)), blend]


def blend_with(instance: Instance, penalty: float) -> Floats:
    """The blend, with a reward for each placement kept."""
    weights = np.zeros(MEASURES)
    weights[: len(LEVELS)] = blend_of(instance.weights).numbers
    weights[KEPT] = penalty
    weights[CONFIRMED] = penalty * (CONFIRMED_PENALTY - 1)
    return weights


def _unit(measure: int) -> Floats:
    weights = np.zeros(MEASURES)
    weights[measure] = 1.0
    return weights


def _level(level: Level) -> Floats:
    number = LEVELS.index(level)
    return _unit(number) * SIGNS[number]


def _together(aims: list[Floats], scope: Scope) -> list[Floats]:
    """The same order of plans with fewer aims: an earlier one outweighs all that a later one can have."""
    reach = _reach(scope)
    folded: list[Floats] = []
    for aim in aims:
        larger = folded[-1] * (float(np.abs(aim) @ reach) + 1) + aim if folded else aim
        if folded and np.abs(larger) @ reach <= LARGEST:
            folded[-1] = larger
        else:
            folded.append(aim)
    return folded


def _reach(scope: Scope) -> Floats:
    """By how much the sum of each measure can differ between two choices. Guests always have the same weeks."""
    candidates = scope.candidates
    guests, students, width = int(scope.guests.sum()), len(scope.before), candidates.width
    weeks = float(candidates.needed[~scope.guests].sum())
    single = 2 * np.abs(scope.gains[:, 1:4]).max(axis=0, initial=0.0) * width * students
    single[2] += students * width * candidates.move_cost
    kept = float((scope.before >= 0).sum())
    return np.array([students - guests, weeks, *single, kept, kept, guests])
