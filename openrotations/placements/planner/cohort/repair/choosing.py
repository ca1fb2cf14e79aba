"""Chooses a plan for each student of a scope, aim by aim: linear programs over plans, then whole numbers.

The aims are strict: a later one is only followed among plans that are best in all earlier ones. For each aim the
linear program grows plan by plan until its bound shows that nothing is better, or until every plan that could be
better is in a last program in whole numbers. What cannot be finished in time is returned unproven.
"""

import time
from dataclasses import dataclass

import highspy
import numpy as np

from openrotations.placements.planner.cohort.repair.scope import MEASURES, SAME, Scope
from openrotations.placements.planner.cohort.search.candidates import Floats, Ints, SmallInts
from openrotations.placements.planner.cohort.search.pricing import Prices
from openrotations.placements.planner.cohort.search.rows import scarce_cells

MOST_STEPS = 40
PLANS_A_STEP = 3
MOST_PLANS = 2_000
"""How many plans of one student are looked at for the last program."""
MOST_COLUMNS = 12_000
SLACK = 1e-6
LEAST_SECONDS = 0.02


@dataclass(frozen=True, slots=True)
class Pursuit:
    """What is maximised: measures times `weights`. `unit` is the least by which two plans can differ."""

    weights: Floats
    unit: float


@dataclass(frozen=True, slots=True)
class Chosen:
    """The plan of each student (rows of candidates).

    `proven`: how many aims, from the first, are proven. `fewest`: whether an aim that counts guests with the
    same plan as before is among them.
    """

    plans: SmallInts
    proven: int
    fewest: bool


@dataclass(frozen=True, slots=True)
class _Bound:
    value: float
    prices: Prices
    weights: Floats
    gains: Floats


class Choosing:
    """Works on one scope. `until` is a moment of `time.monotonic`."""

    def __init__(self, scope: Scope, start: SmallInts, until: float) -> None:
        candidates = scope.candidates
        self.scope, self.plans, self.until = scope, start.copy(), until
        self._everyone = np.arange(candidates.students)
        self._cells = scarce_cells(candidates)
        self._row_of = {cell: row for row, cell in enumerate(self._cells.tolist(), candidates.students)}
        self._first_floor = candidates.students + len(self._cells) + len(candidates.limit_most)
        self._known: dict[tuple[int, bytes], int] = {}
        self._students: list[int] = []
        self._rows: list[list[int]] = []
        self._measures = np.zeros((0, MEASURES), np.int64)
        self._plans = np.zeros((0, candidates.width), np.int32)
        self._floors: list[tuple[Floats, float]] = []
        self._add(self._everyone, scope.before)

    def follow(self, aims: list[Pursuit]) -> Chosen:
        """The plans after each aim in turn, as far as the time goes."""
        proven = [True]
        for aim in aims:
            proven.append(self._raise(aim) and proven[-1])
            self._floors.append((aim.weights, self._value(aim.weights)))
        fewest = any(done and aim.weights[SAME] > 0 for aim, done in zip(aims, proven[1:], strict=True))
        return Chosen(self.plans, sum(proven[1:]), fewest)

    def _left(self) -> float:
        return self.until - time.monotonic()

    def _value(self, weights: Floats) -> float:
        return float(self.scope.measures(self._everyone, self.plans).sum(axis=0) @ weights)

    def _raise(self, aim: Pursuit) -> bool:
        """Improve the plans for one aim without losing in earlier ones; whether nothing better is possible."""
        if not len(self.scope.candidates.offering):
            return True
        if self._left() < LEAST_SECONDS:
            return False
        self._add(self._everyone, self.plans)
        if not self._students:
            self._bound(aim.weights, np.zeros(self._first_floor + len(self._floors)))
        if not self._students:
            return True
        bound = self._grow(aim)
        if bound is None:
            return False
        if not self._is_open(bound, aim):
            return True
        self._choose(aim, np.arange(len(self._students)))
        if not self._is_open(bound, aim) or self._left() < LEAST_SECONDS:
            return not self._is_open(bound, aim)
        columns, complete = self._within(bound, aim)
        return self._choose(aim, columns) and complete

    def _is_open(self, bound: _Bound, aim: Pursuit) -> bool:
        return bound.value >= self._value(aim.weights) + aim.unit * (1 - SLACK)

    def _grow(self, aim: Pursuit) -> _Bound | None:
        best: _Bound | None = None
        for _ in range(MOST_STEPS):
            solver = self._program(aim.weights, np.arange(len(self._students)))
            solver.run()
            solution = solver.getSolution()
            if not solution.dual_valid:
                break
            before = len(self._students)
            bound = self._bound(aim.weights, np.array(solution.row_dual))
            if best is None or bound.value < best.value:
                best = bound
            if len(self._students) == before or not self._is_open(best, aim) or self._left() < LEAST_SECONDS:
                break
        return best

    def _bound(self, weights: Floats, duals: Floats) -> _Bound:
        """The bound that these duals prove; better plans found on the way are added."""
        candidates = self.scope.candidates
        people, seats = candidates.students, candidates.students + len(self._cells)
        limits = seats + len(candidates.limit_most)
        cells = np.zeros(len(candidates.capacity))
        cells[self._cells] = np.maximum(0.0, -duals[people:seats])
        prices = Prices(cells, np.maximum(0.0, -duals[seats:limits]))
        priced, paid = weights.astype(np.float64), prices.paid(candidates)
        for (floor, reached), price in zip(self._floors, np.maximum(0.0, duals[limits:]), strict=True):
            priced = priced + price * floor
            paid -= price * reached
        lowest = -duals[:people]
        lowest = np.where(self.scope.guests, lowest, np.maximum(lowest, 0.0)) + SLACK * 1e-2
        students, plans, gains, _ = self.scope.best(self._everyone, priced, prices, lowest, PLANS_A_STEP)
        gains = np.maximum(gains, self._worth_before(priced, prices))
        self._add(students, plans)
        return _Bound(float(gains.sum()) + paid, prices, priced, gains)

    def _worth_before(self, weights: Floats, prices: Prices) -> Floats:
        """What the plan before is worth to each guest at these prices, being the same included."""
        worth = np.full(len(self.scope.before), -np.inf)
        measures = self.scope.measures(self._everyone, self.scope.before)
        for number in np.flatnonzero(self.scope.guests).tolist():
            rows = self._rows[self._known[number, self.scope.before[number].tobytes()]]
            paid = sum(self._price_of(row, prices) for row in rows[1:])
            worth[number] = float(measures[number] @ weights) - paid
        return worth

    def _price_of(self, row: int, prices: Prices) -> float:
        seats = self.scope.candidates.students + len(self._cells)
        if row < seats:
            return float(prices.cells[self._cells[row - self.scope.candidates.students]])
        return float(prices.limits[row - seats])

    def _within(self, bound: _Bound, aim: Pursuit) -> tuple[Ints, bool]:
        """The columns that a better choice can hold, and whether these are all."""
        loss = bound.value - self._value(aim.weights) - aim.unit * (1 - SLACK)
        floors = bound.gains - loss - SLACK * (1 + np.abs(bound.gains))
        most = max(20, min(MOST_PLANS, 200_000 // max(1, len(floors))))
        students, plans, _, missed = self.scope.best(self._everyone, bound.weights, bound.prices, floors, most)
        counts = np.bincount(students, minlength=len(floors))
        complete = bool((counts < most).all() and (missed <= floors).all()) and len(students) <= MOST_COLUMNS
        if len(students) > MOST_COLUMNS:
            rank = np.concatenate([np.arange(count) for count in counts])
            some = np.argsort(rank, kind="stable")[:MOST_COLUMNS]
            students, plans = students[some], plans[some]
        self._add(students, plans)
        return np.arange(len(self._students)), complete

    def _choose(self, aim: Pursuit, columns: Ints) -> bool:
        """Take the best choice in whole numbers among these columns; whether it was proven best among them."""
        solver = self._program(aim.weights, columns)
        whole = np.full(len(columns), highspy.HighsVarType.kInteger)
        solver.changeColsIntegrality(len(columns), np.arange(len(columns), dtype=np.int32), whole)
        given = highspy.HighsSolution()
        students = np.array(self._students)[columns]
        given.col_value = (self._plans[columns] == self.plans[students]).all(axis=1).astype(np.float64).tolist()
        solver.setOptionValue("mip_abs_gap", aim.unit * 0.99)
        solver.setSolution(given)
        solver.run()
        if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return False
        plans = np.full_like(self.plans, -1)
        used = columns[np.array(solver.getSolution().col_value) > 0.5]
        plans[np.array(self._students)[used]] = self._plans[used]
        before, old = self._value(aim.weights), self.plans
        self.plans = plans
        if self._value(aim.weights) < before or any(self._value(w) < at - SLACK for w, at in self._floors):
            self.plans = old
        return bool(solver.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def _program(self, weights: Floats, columns: Ints) -> highspy.Highs:
        candidates, measures = self.scope.candidates, self._measures[columns]
        floors = np.array([floor for floor, _ in self._floors]).reshape(-1, MEASURES)
        own = [self._rows[column] for column in columns.tolist()]
        first = self._first_floor
        gains = measures @ floors.T
        index = [row for rows in own for row in (*rows, *range(first, first + len(floors)))]
        value = [entry for rows, gain in zip(own, gains.tolist(), strict=True) for entry in (*[1.0] * len(rows), *gain)]
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(columns), first + len(floors)
        model.col_cost_ = -(measures @ weights)
        model.col_lower_, model.col_upper_ = np.zeros(len(columns)), np.ones(len(columns))
        free = np.concatenate((candidates.capacity[self._cells], candidates.limit_most)).astype(np.float64)
        never = highspy.kHighsInf
        reached = np.array([at for _, at in self._floors])
        model.row_lower_ = np.concatenate(
            (np.where(self.scope.guests, 1.0, -never), np.full(len(free), -never), reached)
        )
        model.row_upper_ = np.concatenate((np.ones(candidates.students), free, np.full(len(floors), never)))
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        sizes = [0, *(len(rows) + len(floors) for rows in own)]
        model.a_matrix_.start_ = np.cumsum(sizes).astype(np.int32)
        model.a_matrix_.index_, model.a_matrix_.value_ = np.array(index, np.int32), np.array(value)
        solver = highspy.Highs()
        for option, setting in (
            ("output_flag", False),
            ("threads", 1),
            ("mip_rel_gap", 0.0),
            ("time_limit", max(LEAST_SECONDS, self._left())),
        ):
            solver.setOptionValue(option, setting)
        solver.passModel(model)
        return solver

    def _add(self, students: Ints, plans: SmallInts) -> None:
        """Add the plans not known yet; empty ones are never needed."""
        new = []
        for at in np.flatnonzero(plans[:, 0] >= 0).tolist():
            key = (int(students[at]), plans[at].tobytes())
            if key not in self._known:
                self._known[key] = len(self._students)
                self._students.append(key[0])
                self._rows.append(self._rows_of(key[0], plans[at]))
                new.append(at)
        self._plans = np.concatenate((self._plans, plans[new]))
        self._measures = np.concatenate((self._measures, self.scope.measures(students[new], plans[new])))

    def _rows_of(self, student: int, plan: SmallInts) -> list[int]:
        """The rows of the program in which a plan counts, the student's own first."""
        candidates = self.scope.candidates
        rows, bits = [student], 0
        for c in plan[plan >= 0].tolist():
            cell = int(candidates.offering[c]) * candidates.weeks + int(candidates.start[c])
            rows += [self._row_of[at] for at in range(cell, cell + int(candidates.length[c])) if at in self._row_of]
            bits |= int(candidates.mask[c])
        first = candidates.students + len(self._cells)
        own = candidates.limit_of[candidates.limit_first[student] :]
        return rows + [first + int(own[bit]) for bit in range(bits.bit_length()) if bits >> bit & 1]
