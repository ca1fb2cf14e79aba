"""The course of one run: the best plan so far, the best bound, the clock, and whoever watches."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from openrotations.placements.planner.cohort.search.pricing import Aim
from openrotations.placements.planner.cohort.search.seating import Seating

SELDOM = 0.25
"""Seconds between two calls of the watcher while HiGHS works."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a run stands: seconds `elapsed`, the blend's `value`, `bound` and `gap` as a share of the bound."""

    stage: str
    elapsed: float
    value: float
    bound: float | None
    gap: float | None
    full: int
    weeks: int
    students: int


type Watch = Callable[[Progress], bool]


def gap_between(value: float, bound: float) -> float | None:
    """(bound - value) / bound, never below 0; None while there is no bound. A bound below 1 counts as 1 there."""
    if not math.isfinite(bound):
        return None
    return max(0.0, bound - value) / max(1.0, abs(bound))


class Course:
    """Keeps the best plan by `aim`, and says when to stop: at the time limit or at the watcher's word."""

    def __init__(self, best: Seating, aim: Aim, seconds: float, watch: Watch | None) -> None:
        self._watch, self._started = watch, time.monotonic()
        self._until = self._started + seconds
        self.aim = aim
        self.best, self.value = best, best.value(aim)
        self.bound = math.inf
        self.stopped = False
        self.history: list[Progress] = []

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    @property
    def left(self) -> float:
        """Seconds until the time limit; 0 once the run has been stopped."""
        return 0.0 if self.stopped else max(0.0, self._until - time.monotonic())

    @property
    def gap(self) -> float:
        """The gap of the blend, 1 without a bound."""
        gap = gap_between(self.value, self.bound)
        return 1.0 if gap is None else gap

    def offer(self, seating: Seating) -> bool:
        """Keep a copy of this plan if it is worth more than the best so far."""
        value = seating.value(self.aim)
        if value <= self.value + 1e-9 or not seating.feasible:
            return False
        self.best, self.value = seating.copy(), value
        return True

    def adopt(self, seating: Seating) -> None:
        """Take this plan as the best whatever its blend: it is better in an earlier objective."""
        self.best, self.value = seating.copy(), seating.value(self.aim)

    def bounded(self, bound: float) -> None:
        """No plan's blend is more than this."""
        self.bound = min(self.bound, bound)

    def alive(self, stage: str) -> bool:
        """`going`, for callers that ask very often: the watcher hears it a few times a second."""
        if self.history and self.elapsed - self.history[-1].elapsed < SELDOM:
            return self.left > 0
        return self.going(stage)

    def going(self, stage: str) -> bool:
        """Tell the watcher where the run stands; whether to go on."""
        if self.stopped:
            return False
        sums = self.best.measures().sum(axis=0) if len(self.best.plans) else np.zeros(5, np.int64)
        bound = self.bound if math.isfinite(self.bound) else None
        now = Progress(
            stage=stage,
            elapsed=self.elapsed,
            value=self.value,
            bound=bound,
            gap=gap_between(self.value, self.bound),
            full=int(sums[0]),
            weeks=int(sums[1]),
            students=len(self.best.plans),
        )
        self.history.append(now)
        if self._watch is not None and not self._watch(now):
            self.stopped = True
        return self.left > 0
