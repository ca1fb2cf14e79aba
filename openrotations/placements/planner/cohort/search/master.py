"""The linear program over plans, grown plan by plan (column generation), and the same in whole numbers.

A column is one plan of one student. Rows: one plan a student, the seats of each cell that can run short, the
limits on students in a state, and the levels already reached in earlier objectives. HiGHS solves it; the bound
never relies on HiGHS, because it is computed afresh from the prices.
"""

from dataclasses import dataclass
from typing import Protocol

import highspy
import numpy as np

from openrotations.placements.planner.cohort.search.candidates import Floats, Ints, SmallInts
from openrotations.placements.planner.cohort.search.course import Course
from openrotations.placements.planner.cohort.search.plan_search import Rules
from openrotations.placements.planner.cohort.search.pricing import Aim, Prices, Pricing, measured, no_prices
from openrotations.placements.planner.cohort.search.rows import scarce_cells
from openrotations.placements.planner.cohort.search.seating import Seating
from openrotations.placements.planner.compiled import compiled

INTERIOR_FROM = 6_000
"""With more columns than this, the interior point method is faster than the simplex method."""

SURE_OF_ONE = 0.99
"""When the objective counts in whole units, a bound this share of one close says that nothing is better."""


class Interruptible(Protocol):
    """The moment at which HiGHS can be told to stop."""

    def interrupt(self) -> None:
        """Stop as soon as possible."""


@dataclass(frozen=True, slots=True)
class Floor:
    """An earlier objective that must not get worse: its position, +1 or -1 (less is better), and gain reached."""

    level: int
    sign: int
    gain: int


@dataclass(frozen=True, slots=True)
class Duals:
    """Prices from the linear program, what each student gains at them, and a price for each floor."""

    prices: Prices
    students: Floats
    floors: Floats


@dataclass(frozen=True, slots=True)
class Relaxed:
    """A solved linear program: its value, its duals, and how much of each column it uses."""

    value: float
    duals: Duals
    shares: Floats


class Columns:
    """Plans, each once: the `students` they are for, the candidates in them, and their five objectives."""

    def __init__(self, pricing: Pricing) -> None:
        self._pricing = pricing
        self._position: dict[bytes, int] = {}
        self.students: Ints = np.zeros(0, np.int64)
        self.plans: SmallInts = np.zeros((0, pricing.candidates.width), np.int32)
        self.measures: Ints = np.zeros((0, 5), np.int64)

    def __len__(self) -> int:
        return len(self.students)

    def add(self, students: Ints, plans: SmallInts) -> int:
        """Add the plans not known yet (empty ones are never needed); how many those were."""
        new = []
        for at in np.flatnonzero(plans[:, 0] >= 0).tolist():
            key = plans[at].tobytes()
            if key not in self._position:
                self._position[key] = len(self._position)
                new.append(at)
        pricing = self._pricing
        gained = measured(pricing.rules, pricing.gains, pricing.candidates.move_cost, students[new], plans[new])
        self.students = np.concatenate((self.students, students[new]))
        self.plans = np.concatenate((self.plans, plans[new]))
        self.measures = np.concatenate((self.measures, gained))
        return len(new)


class Master:
    """The linear program over the columns known so far (`pool`), and programs in whole numbers."""

    def __init__(self, pricing: Pricing) -> None:
        candidates = pricing.candidates
        self.pricing = pricing
        self.pool = Columns(pricing)
        self._cells = scarce_cells(candidates)
        self._row_of = np.full(len(candidates.capacity), -1, np.int64)
        self._row_of[self._cells] = np.arange(len(self._cells)) + candidates.students

    def relax(self, aim: Aim, floors: list[Floor], course: Course, known: Columns | None = None) -> Relaxed | None:
        """The linear program over the pool, or these columns; None if it could not be solved in time."""
        candidates = self.pricing.candidates
        columns = self.pool if known is None else known
        if not len(columns):
            nothing = Duals(no_prices(candidates), np.zeros(candidates.students), np.zeros(len(floors)))
            return Relaxed(0.0, nothing, np.zeros(0))
        solver = self._solver(columns, aim, floors, course)
        if len(columns) > INTERIOR_FROM:
            solver.setOptionValue("solver", "ipm")
            solver.setOptionValue("run_crossover", "off")
        solver.run()
        solution = solver.getSolution()
        if not solution.dual_valid:
            return None
        shares, duals = np.array(solution.col_value), np.array(solution.row_dual)
        people, seats = candidates.students, candidates.students + len(self._cells)
        cells = np.zeros(len(candidates.capacity))
        cells[self._cells] = np.maximum(0.0, -duals[people:seats])
        limits = np.maximum(0.0, -duals[seats : seats + len(candidates.limit_most)])
        floor_prices = np.maximum(0.0, duals[seats + len(candidates.limit_most) :])
        value = -float(solver.getInfo().objective_function_value)
        return Relaxed(value, Duals(Prices(cells, limits), np.maximum(0.0, -duals[:people]), floor_prices), shares)

    def choose(
        self,
        columns: Columns,
        aim: Aim,
        floors: list[Floor],
        course: Course,
        start: SmallInts,
        seconds: float,
        room: Seating | None = None,
    ) -> tuple[SmallInts | None, float]:
        """The best plans in whole numbers over some columns, and a bound on what these columns allow.

        The plans are None when none better than `start`, the plans to begin from, could be found in time.
        `room` is what others have taken already: only its free seats are there to be had.
        """
        if not len(columns):
            return start, 0.0
        solver = self._solver(columns, aim, floors, course, room)
        solver.setOptionValue("time_limit", seconds)
        whole = np.full(len(columns), highspy.HighsVarType.kInteger)
        solver.changeColsIntegrality(len(columns), np.arange(len(columns), dtype=np.int32), whole)
        chosen = (columns.plans == start[columns.students]).all(axis=1)
        given = highspy.HighsSolution()
        given.col_value = chosen.astype(np.float64).tolist()
        solver.setSolution(given)
        _stop_with(solver, course)
        solver.run()
        info = solver.getInfo()
        bound = -float(info.mip_dual_bound)
        if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None, bound
        plans = np.full((self.pricing.candidates.students, columns.plans.shape[1]), -1, np.int32)
        used = np.array(solver.getSolution().col_value) > 0.5
        plans[columns.students[used]] = columns.plans[used]
        return plans, bound

    def _solver(
        self, columns: Columns, aim: Aim, floors: list[Floor], course: Course, room: Seating | None = None
    ) -> highspy.Highs:
        candidates = self.pricing.candidates
        rules = self.pricing.rules
        students, measures = columns.students, columns.measures
        first_limit = candidates.students + len(self._cells)
        starts, index = _column_rows(rules, students, columns.plans, self._row_of, first_limit)
        value = np.ones(len(index))
        seats, places = (room.free, room.limits_left) if room else (candidates.capacity, candidates.limit_most)
        upper = np.concatenate((np.ones(candidates.students), seats[self._cells], places)).astype(np.float64)
        lower = np.full(len(upper), -highspy.kHighsInf)
        for floor in floors:
            gain = floor.sign * measures[:, floor.level].astype(np.float64)
            some = np.flatnonzero(gain)
            # One entry more in each of these columns, at its end.
            at = starts[some + 1]
            index, value = np.insert(index, at, len(upper)), np.insert(value, at, gain[some])
            starts = starts + np.concatenate(([0], np.cumsum(gain != 0)))
            lower, upper = np.append(lower, float(floor.gain)), np.append(upper, highspy.kHighsInf)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(columns), len(upper)
        model.col_cost_ = -(measures @ aim.numbers)
        model.col_lower_, model.col_upper_ = np.zeros(len(columns)), np.ones(len(columns))
        model.row_lower_, model.row_upper_ = lower, upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = starts.astype(np.int32), index.astype(np.int32)
        model.a_matrix_.value_ = value
        solver = highspy.Highs()
        for option, setting in (
            ("output_flag", False),
            ("time_limit", max(0.1, course.left)),
            ("mip_rel_gap", 0.0),
            ("mip_abs_gap", self._sure_gap(aim)),
            ("threads", 1),
        ):
            solver.setOptionValue(option, setting)
        solver.passModel(model)
        return solver

    def _sure_gap(self, aim: Aim) -> float:
        """How far from the best plan a bound may be and still say that there is no better one."""
        whole = aim.numbers.astype(np.int64)
        if (aim.numbers != whole).any():
            return 1e-6
        return SURE_OF_ONE * max(1, int(np.gcd.reduce(whole * self.pricing.units)))


def _stop_with(solver: highspy.Highs, course: Course) -> None:
    """End the search in whole numbers when the course ends."""

    def ask(event: Interruptible) -> None:
        if not course.alive("whole plans"):
            event.interrupt()

    solver.cbMipInterrupt.subscribe(ask)


@compiled
def _column_rows(rules: Rules, students: Ints, plans: SmallInts, row_of: Ints, first_limit: int) -> tuple[Ints, Ints]:
    """The rows in which each plan counts: where each plan's rows start, and the rows."""
    most = 0
    for at in range(len(plans)):
        most += 1 + rules.limit_first[students[at] + 1] - rules.limit_first[students[at]]
        for c in plans[at]:
            if c >= 0:
                most += rules.length[c]
    starts, index = np.zeros(len(plans) + 1, np.int64), np.empty(most, np.int64)
    count = 0
    for at in range(len(plans)):
        index[count] = students[at]
        count += 1
        bits = 0
        for c in plans[at]:
            if c < 0:
                break
            bits |= rules.mask[c]
            cell = rules.offering[c] * rules.weeks + rules.start[c]
            for covered in range(cell, cell + rules.length[c]):
                if row_of[covered] >= 0:
                    index[count] = row_of[covered]
                    count += 1
        own = rules.limit_first[students[at]]
        while bits > 0:
            if bits & 1:
                index[count] = first_limit + rules.limit_of[own]
                count += 1
            bits >>= 1
            own += 1
        starts[at + 1] = count
    return starts, index[:count].copy()
