"""Repairs a published plan after openings were cancelled, offerings closed, or students changed, left or came.

Whose plan still stands keeps it, unless room is made for others; how far that goes is the choice between the
kinds of repair (`aims.Kind`). The first kind moves nobody without need: no repair changes fewer students.
"""

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from openrotations.placements.planner.cohort.files.formats import LEVELS, Changes, Claims, Instance, Level, Solution
from openrotations.placements.planner.cohort.repair.aims import CHANGE_PENALTY, Kind, aims_of, blend_with
from openrotations.placements.planner.cohort.repair.changing import Plan, measures_of
from openrotations.placements.planner.cohort.repair.choosing import Choosing, Chosen
from openrotations.placements.planner.cohort.repair.moved import Event, Moved, moved_between
from openrotations.placements.planner.cohort.repair.rivals import rivals_of
from openrotations.placements.planner.cohort.repair.scope import Scope
from openrotations.placements.planner.cohort.repair.standing import standing_of
from openrotations.placements.planner.cohort.search.candidates import SmallInts
from openrotations.placements.planner.cohort.search.course import Progress, Watch

EVERYBODY = 80
"""Up to so many students with plans, all of them may make room, and the fewest changes can be proven."""
FIRST_RIVALS, MOST_RIVALS = 40, 150
"""How many may make room in a large cohort, at first and in the end."""
WORKING_SHARE = 0.9
"""The share of the time for searches: writing down what moved, and why, takes some too."""
FIRST_SHARE, NEXT_SHARE = 0.4, 0.5
"""The share of the time left for the first kind of repair, and for each kind after it."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One way to repair. The solution belongs to the cohort after the changes (`Repaired.instance`).

    `students_changed` counts the students who had a plan, stay, and have another now, without those who asked for
    more weeks and could have kept what they had; `at_least` is how many it must be in any repair of this kind.
    `placements_moved` counts placements given up, those cancelled too; `confirmed_moved` the confirmed ones that
    could have stayed. `objectives` are those of the whole cohort.
    """

    kind: Kind
    solution: Solution
    moved: tuple[Moved, ...]
    students_changed: int
    at_least: int
    confirmed_moved: int
    placements_moved: int
    objectives: dict[Level, int]

    @property
    def proven(self) -> bool:
        """Whether no repair of this kind changes fewer students."""
        return self.students_changed <= self.at_least


@dataclass(frozen=True, slots=True)
class Repaired:
    """The repair preferred, others to choose from, and the cohort after the changes.

    Preferred is the one that changes fewest students, unless asked otherwise.
    """

    instance: Instance
    best: Repair
    alternatives: tuple[Repair, ...]
    stopped: bool

    @property
    def solution(self) -> Solution:
        """The repaired plan."""
        return self.best.solution

    @property
    def moved(self) -> tuple[Moved, ...]:
        """Whose plan is different, why, and at what price."""
        return self.best.moved

    @property
    def at_least(self) -> int:
        """How many students must have another plan, whatever is done."""
        return self.best.at_least


def repair_plan(
    instance: Instance,
    solution: Solution,
    changes: Changes,
    *,
    seconds: float = 5,
    seed: int = 1,
    prefer: Kind = "fewest changes",
    penalty: float = CHANGE_PENALTY,
    watch: Watch | None = None,
) -> Repaired:
    """The plan with the fewest changes that keeps every rule after `changes`, and alternatives to it.

    `prefer` names the kind of repair that comes first when it differs from the one with the fewest changes.
    `penalty` is what moving a placement costs in the blend. `watch` is told of each step; when it returns False,
    what is known so far is returned. `seed` is written into the solutions: nothing here is drawn.
    """
    event = Event(instance, solution, changes, standing_of(instance, solution, changes))
    return _Repairing(event, seed, prefer, penalty).run(seconds, watch)


def consequences(instance: Instance, solution: Solution, changes: Changes) -> Repair:
    """A quick look at what the changes mean: everybody else stays, those hit take the best free seats in turn."""
    event = Event(instance, solution, changes, standing_of(instance, solution, changes))
    repairing = _Repairing(event, solution.seed, "fewest changes", CHANGE_PENALTY)
    return repairing.quick()


class _Repairing:
    def __init__(self, event: Event, seed: int, prefer: Kind, penalty: float) -> None:
        self._event, self._seed, self._prefer, self._penalty = event, seed, prefer, penalty
        self._standing = event.standing
        self._now = event.standing.instance
        self._hit = [student.id for student in self._now.students if self._is_replanned(student.id)]
        self._forced = len(self._standing.broken) + bool(self._standing.unseated)

    def _is_replanned(self, student: str) -> bool:
        """Those without a plan that stands, if something happened to them; and those who asked for more weeks."""
        if student in self._standing.broken or student in self._standing.unseated:
            return True
        changes = self._event.changes
        if student not in changes.students and all(new.id != student for new in changes.new_students):
            return False
        weeks = sum(placed.length for placed in self._standing.plans.get(student, ()))
        return weeks < self._standing.students[student].weeks_needed

    def quick(self) -> Repair:
        scope = self._scope(self._hit, ())
        rows = scope.in_turn(self._quick_weights())
        return self._repair("fewest changes", self._plans(scope, self._hit, rows))

    def run(self, seconds: float, watch: Watch | None) -> Repaired:
        started = time.monotonic()
        end = started + seconds * WORKING_SHARE
        plans = self._first_plans(started, seconds * FIRST_SHARE)
        best = self._repair("fewest changes", plans)
        alternatives: list[Repair] = []
        going = _told(watch, best, started, len(self._now.students))
        for kind in self._kinds(plans):
            if not going or time.monotonic() >= end:
                break
            until = time.monotonic() + (end - time.monotonic()) * NEXT_SHARE
            other = self._other(kind, plans, until)
            if all(other.solution.plans != known.solution.plans for known in (best, *alternatives)):
                alternatives.append(other)
            going = _told(watch, other, started, len(self._now.students))
        all_kinds = sorted((best, *alternatives), key=lambda each: each.kind != self._prefer)
        return Repaired(self._now, all_kinds[0], tuple(all_kinds[1:]), not going)

    def _first_plans(self, started: float, seconds: float) -> dict[str, Plan]:
        """The plans with the fewest changes: those who were there choose first, those who are new from what is left.

        So nothing that stands is given up for somebody new.
        """
        new = {student.id for student in self._event.changes.new_students}
        turns = [[s for s in self._hit if s not in new], [s for s in self._hit if s in new]]
        turns = [students for students in turns if students]
        plans, standing = self._standing.plans, self._standing
        for turn, students in enumerate(turns, start=1):
            scope = Scope.of(standing, students, (), self._event.changes.confirmed)
            start = scope.in_turn(self._quick_weights())
            chosen = self._choose("fewest changes", scope, start, started + seconds * turn / len(turns))
            plans = self._plans(scope, students, chosen.plans, plans)
            standing = standing.with_plans(plans)
        return plans

    def _kinds(self, plans: Mapping[str, Plan]) -> list[Kind]:
        """The other kinds that can come out differently."""
        if not self._hit:
            return []
        kinds: list[Kind] = ["weeks kept"] if self._short(plans) else []
        if kinds and self._event.changes.confirmed:
            kinds.append("confirmed stay")
        return [*kinds, "best plans"]

    def _short(self, plans: Mapping[str, Plan]) -> list[str]:
        """Those hit who do not have all the weeks they need."""
        students = self._standing.students
        return [s for s in self._hit if sum(placed.length for placed in plans.get(s, ())) < students[s].weeks_needed]

    def _other(self, kind: Kind, plans: dict[str, Plan], until: float) -> Repair:
        """Another kind of repair, starting from these plans; first with a few who may make room, then with more."""
        roots = self._hit if kind == "best plans" else self._short(plans)
        hit = set(self._hit)
        fixed = {each.student for each in self._event.changes.confirmed} if kind == "confirmed stay" else set()
        if len(self._standing.plans) <= EVERYBODY:
            rounds = [[student for student in self._standing.plans if student not in hit]]
        else:
            rivals = rivals_of(self._standing, roots, most=MOST_RIVALS, fixed=hit | fixed)
            rounds = [rivals[:FIRST_RIVALS], rivals] if len(rivals) > FIRST_RIVALS else [rivals]
        fewest = False
        for guests in rounds:
            students = [*self._hit, *guests]
            scope = self._scope(students, guests)
            start = np.array([scope.row(number, plans.get(student, ())) for number, student in enumerate(students)])
            chosen = self._choose(kind, scope, start.reshape(scope.before.shape), until)
            plans = self._plans(scope, students, chosen.plans, plans)
            fewest = chosen.fewest
        return self._repair(kind, plans, proven=fewest and len(self._standing.plans) <= EVERYBODY)

    def _scope(self, students: list[str], guests: Iterable[str]) -> Scope:
        return Scope.of(self._standing, students, set(guests), self._event.changes.confirmed)

    def _quick_weights(self) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        return blend_with(self._now, self._penalty)

    def _choose(self, kind: Kind, scope: Scope, start: SmallInts, until: float) -> Chosen:
        return Choosing(scope, start, until).follow(aims_of(kind, self._now, scope, self._penalty))

    def _plans(
        self, scope: Scope, students: list[str], rows: SmallInts, others: Mapping[str, Plan] | None = None
    ) -> dict[str, Plan]:
        chosen = {student: scope.plan(row) for student, row in zip(students, rows, strict=True)}
        rest = self._standing.plans if others is None else others
        return {student: plan for student, plan in {**rest, **chosen}.items() if plan}

    def _repair(self, kind: Kind, plans: dict[str, Plan], proven: bool = False) -> Repair:
        moved = moved_between(self._event, plans)
        stay = [each for each in moved if each.before and each.student in self._standing.students]
        asked = [each for each in stay if each.reason == "facts changed" and each.student in self._standing.plans]
        totals = self._totals(plans)
        solution = Solution(
            instance=self._now.name,
            plans={student.id: plans.get(student.id, ()) for student in self._now.students},
            claims=Claims(objectives=totals),
            seed=self._seed,
        )
        return Repair(
            kind=kind,
            solution=solution,
            moved=moved,
            students_changed=len(stay) - len(asked),
            at_least=len(stay) - len(asked) if proven else self._forced,
            confirmed_moved=sum(len(each.confirmed) for each in stay),
            placements_moved=sum(len(each.before) - len(each.kept) for each in stay),
            objectives=totals,
        )

    def _totals(self, plans: Mapping[str, Plan]) -> dict[Level, int]:
        totals = dict.fromkeys(LEVELS, 0)
        for student, plan in plans.items():
            known = self._standing.students[student]
            own = measures_of(self._standing.offerings, known, plan, self._now.weights.move_cost)
            for level in LEVELS:
                totals[level] += own[level]
        return totals


def _told(watch: Watch | None, repair: Repair, started: float, students: int) -> bool:
    """Tell the watcher; whether to go on."""
    if watch is None:
        return True
    elapsed = time.monotonic() - started
    full, weeks = repair.objectives["full"], repair.objectives["weeks"]
    return watch(Progress(repair.kind, elapsed, 0.0, None, None, full, weeks, students))
