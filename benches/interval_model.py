"""A plain CP-SAT model of a cohort, as one writes it first: optional intervals, no overlap, cumulative seats.

Each block that a student could have is an optional interval; a student's do not overlap; an offering's are
cumulative under its seats, with filled intervals where a week has fewer. A simplification avoids a circuit for
each student: placements in one city form one stretch, so that changes of city are the cities less one. A plan
that leaves a city and comes back is not in the model, so its bound is a bound for plans without such returns.
Limits on states are left out: use it on cohorts without.
"""

import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from openrotations.placements.planner.cohort.files.formats import (
    Instance,
    Offering,
    Placed,
    Preference,
    Solution,
    Student,
)

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

SCALE = 10_000
"""CP-SAT counts in whole numbers: the blend in ten-thousandths."""

type Presence = "cp_model.IntVar"
type Interval = "cp_model.IntervalVar"


@dataclass(slots=True)
class _Model:
    model: "cp_model.CpModel"
    instance: Instance
    gains: list[tuple[Presence, float]] = field(default_factory=list)
    chosen: list[tuple[str, Placed, Presence]] = field(default_factory=list)
    at_offering: dict[str, list[Interval]] = field(default_factory=lambda: defaultdict(list))


def place_by_intervals(instance: Instance, seconds: float, workers: int) -> tuple[Solution, float | None]:
    """The plans that CP-SAT finds in so many seconds, the time to build the model included, and its bound."""
    from ortools.sat.python import cp_model

    began = time.monotonic()
    built = _Model(cp_model.CpModel(), instance)
    offerings = {offering.id: offering for offering in instance.offerings}
    for student in instance.students:
        _add_student(built, student, offerings)
    for offering in instance.offerings:
        _add_seats(built, offering)
    built.model.maximize(sum(round(gain * SCALE) * presence for presence, gain in built.gains))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.max_time_in_seconds = max(1.0, seconds - (time.monotonic() - began))
    found = solver.solve(built.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    plans: dict[str, list[Placed]] = defaultdict(list)
    for student_id, placed, presence in built.chosen:
        if found and solver.boolean_value(presence):
            plans[student_id].append(placed)
    solution = Solution(instance=instance.name, plans={name: tuple(plan) for name, plan in plans.items()})
    bound = solver.best_objective_bound / SCALE
    return solution, bound if bound > 0 else None


def _add_student(built: _Model, student: Student, offerings: dict[str, Offering]) -> None:
    model, weights = built.model, built.instance.weights
    own: list[tuple[Placed, Presence, Interval]] = []
    for wish in student.prefs:
        offering = offerings[wish.offering]
        blocks = _blocks(student, offering)
        at_most_one = []
        for placed in blocks:
            presence = model.new_bool_var("")
            interval = model.new_optional_fixed_size_interval_var(placed.start, placed.length, presence, "")
            own.append((placed, presence, interval))
            at_most_one.append(presence)
            built.at_offering[offering.id].append(interval)
            built.chosen.append((student.id, placed, presence))
            built.gains.append((presence, placed.length * _week_gain(built.instance, offering, wish)))
        model.add_at_most_one(at_most_one)
    if not own:
        return
    model.add_no_overlap([interval for _, _, interval in own])
    weeks = sum(placed.length * presence for placed, presence, _ in own)
    is_placed, is_full = model.new_bool_var(""), model.new_bool_var("")
    for _, presence, _ in own:
        model.add_implication(presence, is_placed)
    model.add(weeks <= student.weeks_needed * is_placed)
    model.add(weeks >= student.min_weeks * is_placed)
    model.add(weeks >= student.weeks_needed * is_full)
    model.add(sum(presence for _, presence, _ in own) <= student.max_rotations)
    model.add(sum(offerings[p.offering].price_week * p.length * presence for p, presence, _ in own) <= student.budget)
    built.gains.append((is_full, weights.full))
    _add_cities(built, student, own, offerings, is_placed)


def _add_cities(
    built: _Model,
    student: Student,
    own: list[tuple[Placed, Presence, Interval]],
    offerings: dict[str, Offering],
    is_placed: Presence,
) -> None:
    """One stretch for each city, and a change for each city after the first."""
    model, weeks = built.model, built.instance.weeks
    by_city: dict[str, list[tuple[Placed, Presence]]] = defaultdict(list)
    for placed, presence, _ in own:
        by_city[offerings[placed.offering].city].append((placed, presence))
    used, stretches = [], []
    for those in by_city.values():
        is_used = model.new_bool_var("")
        start, end = model.new_int_var(0, weeks, ""), model.new_int_var(0, weeks, "")
        size = model.new_int_var(0, weeks, "")
        stretches.append(model.new_optional_interval_var(start, size, end, is_used, ""))
        used.append(is_used)
        for placed, presence in those:
            model.add_implication(presence, is_used)
            model.add(start <= placed.start).only_enforce_if(presence)
            model.add(end >= placed.start + placed.length).only_enforce_if(presence)
    model.add_no_overlap(stretches)
    model.add(sum(used) - is_placed <= student.max_moves)
    price = built.instance.weights.money * built.instance.weights.move_cost
    built.gains += [(is_used, -price) for is_used in used] + [(is_placed, price)]


def _add_seats(built: _Model, offering: Offering) -> None:
    intervals, most = list(built.at_offering[offering.id]), max(offering.capacity, default=0)
    demands = [1] * len(intervals)
    for week, seats in enumerate(offering.capacity):
        if seats < most and intervals:
            intervals.append(built.model.new_fixed_size_interval_var(week, 1, ""))
            demands.append(most - seats)
    if intervals:
        built.model.add_cumulative(intervals, demands, most)


def _blocks(student: Student, offering: Offering) -> list[Placed]:
    """The blocks that the student could have, were they alone."""
    if not set(offering.requires) <= set(student.facts) or student.score < offering.min_score:
        return []
    return [
        Placed(offering.id, start, length)
        for start, length in offering.blocks
        if length <= student.weeks_needed
        and offering.price_week * length <= student.budget
        and min(offering.capacity[start : start + length]) > 0
        and any(first <= start and start + length <= end for first, end in student.windows)
    ]


def _week_gain(instance: Instance, offering: Offering, wish: Preference) -> float:
    """What a week of this choice adds to the blend."""
    weights = instance.weights
    liking = weights.host * wish.host_score - weights.rank_cost * (wish.rank - 1) ** 2
    return weights.weeks + liking - weights.money * offering.price_week
