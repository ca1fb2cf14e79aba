"""Plans a cohort: every student a sequence of rotations, all at once, with a bound on what is possible.

A quick plan comes first (each student in turn, hardest first). Prices for seats give the bound and steer every
search after them. Then students who compete are taken out and placed again, a few at a time, until the gap is as
small as asked or the time is up. It can be stopped at any moment: the plan keeps every rule and the bound holds.
"""

import math
from dataclasses import dataclass

import numpy as np

from openrotations.placements.planner.cohort.files.formats import LEVELS, Claims, Instance, Level, Solution
from openrotations.placements.planner.cohort.search.candidates import candidates_of
from openrotations.placements.planner.cohort.search.course import Course, Progress, Watch
from openrotations.placements.planner.cohort.search.exchange import exchange
from openrotations.placements.planner.cohort.search.greedy import hardest_first, place_in_order
from openrotations.placements.planner.cohort.search.levels import (
    Certificate,
    approach,
    bound_by_prices,
    bound_with,
    certify,
    close,
    still_true,
)
from openrotations.placements.planner.cohort.search.master import Columns, Floor, Master
from openrotations.placements.planner.cohort.search.neighbourhoods import improve_around
from openrotations.placements.planner.cohort.search.prices import PriceSearch, regrets_at
from openrotations.placements.planner.cohort.search.pricing import Aim, Pricing, blend_of
from openrotations.placements.planner.cohort.search.seating import Seating, seating_of
from openrotations.placements.planner.cohort.search.tidy import tidy
from openrotations.placements.planner.cohort.search.together import bring_together, cities_of

EXACT_STUDENTS = 600
"""Up to so many students the blend and all levels are closed by linear programs and whole numbers."""
PROGRAM_STUDENTS = 3000
"""Up to so many students the linear program over all their plans is solved."""
STUDENTS_A_GROUP = 100
GOOD_ENOUGH = 0.0005
"""From this gap on, a small cohort's time is better spent on the levels than on the blend."""
SHARE_FOR_LEVELS = 0.25
"""The share of the time kept for certificates when the gap asked for is not reached."""
BLEND_UNIT = 1e-4
FIRST_COLUMNS = 5
PRICE_STEPS = 120
STEPS_A_ROUND = 10
LEAST_STRIDE = 0.004
ROUNDS_AT_ONCE = 2000
SMALL = 40
"""Below so many students the linear program is so quick that little needs to come before it."""
ROUNDS_PER_STUDENT = 75
WORK_AT_ONCE = 1e9
"""Steps, more or less, between two looks at the clock: long lists make rounds of exchange slow."""
STUDENTS_A_ROUND = 6
MOST_SEEDS = 2**31
"""Seeds that differ by this much draw the same numbers: the compiled search counts on from one."""
WARMTH = 0.007
"""The first warmth of the exchange, as a share of what a student's plan is worth on average."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A solution with its claims, how the run went, and whether it was stopped by whoever watched."""

    solution: Solution
    history: tuple[Progress, ...]
    stopped: bool


def objectives_of(instance: Instance, solution: Solution) -> dict[Level, int]:
    """The five objectives of a solution that keeps the rules; a plan that breaks one counts as empty."""
    sums = seating_of(Pricing(candidates_of(instance)), solution).measures().sum(axis=0)
    return dict(zip(LEVELS, sums.tolist(), strict=True))


def plan_cohort(
    instance: Instance,
    *,
    seconds: float = 60,
    seed: int = 1,
    target_gap: float = 0.0005,
    start: Solution | None = None,
    watch: Watch | None = None,
) -> Planned:
    """The best plan found in so many seconds, or as soon as its gap is at most `target_gap` of the bound.

    `start` is a solution to begin from; what of it breaks a rule is left out. `watch` is called often with the
    progress; the run ends when it returns False. The result keeps every rule, whenever the run ends.
    """
    pricing = Pricing(candidates_of(instance))
    aim = blend_of(instance.weights)
    seating = seating_of(pricing, start) if start else Seating(pricing)
    order = hardest_first(pricing)
    place_in_order(seating, order[seating.plans[order, 0] < 0], aim)
    course = Course(seating, aim, seconds, watch)
    certificates: list[Certificate] = []
    if course.going("first plan"):
        certificates = improve(course, pricing, instance, seed % MOST_SEEDS, target_gap)
    meet_friends(course, instance)
    certificates = still_true(certificates, course.best)  # the last passes may give up one level for another
    return Planned(_solution(instance, course, certificates, seed), tuple(course.history), course.stopped)


def improve(course: Course, pricing: Pricing, instance: Instance, seed: int, target_gap: float) -> list[Certificate]:
    """Bring the plan as near to the bound as asked, then prove or improve level by level."""
    search = PriceSearch(pricing, course.aim)
    find_prices(course, search)
    students = pricing.candidates.students
    master = _master(pricing, course, search) if students <= PROGRAM_STUDENTS else None
    if master and students <= EXACT_STUDENTS:
        enough = max(target_gap, GOOD_ENOUGH)
        approach(course, master, course.aim, [], unit=BLEND_UNIT)
        anneal(course, search, seed, enough, cycle=1, end=math.inf)
        if course.gap > enough:
            course.bounded(close(course, master, course.aim, [], unit=BLEND_UNIT)[0])
            search_on(course, search, seed, enough)
    else:
        search_on(course, search, seed, target_gap)
    tidy_up(course, instance)

    known: Columns | None = None

    def closing(aim: Aim, floors: list[Floor], unit: int) -> float:
        nonlocal known
        bound = bound_by_prices(course, search, aim, floors) if students > EXACT_STUDENTS else math.inf
        if master is None or bound < course.best.value(aim) + unit or not course.going("levels"):
            return bound
        proven, known = close(course, master, aim, floors, unit, known)
        return min(bound, proven)

    certificates = certify(course, instance.objectives, closing)
    tidy_up(course, instance)
    if master and certificates and students > EXACT_STUDENTS and course.going("levels"):
        course.bounded(bound_with(course, master, certificates[0]))
    return certificates


def search_on(course: Course, search: PriceSearch, seed: int, target_gap: float) -> None:
    """Exchanges, ever longer, and groups placed anew in turn, until the gap asked for or most of the time is up."""
    end = course.elapsed + course.left * (1 - SHARE_FOR_LEVELS)
    rows, draw = Master(search.pricing), np.random.default_rng(seed)
    cycle = 0
    while course.gap > target_gap and course.elapsed < end and course.left > 0:
        cycle += 1
        anneal(course, search, seed + 1000 * cycle, target_gap, cycle, end)
        for _ in range(len(course.best.plans) // STUDENTS_A_GROUP):
            if course.gap <= target_gap or course.elapsed >= end or not course.going("groups"):
                break
            improve_around(course, rows, search, draw)


def _master(pricing: Pricing, course: Course, search: PriceSearch) -> Master:
    """The linear program with the plans that are best for each student at the prices found."""
    master = Master(pricing)
    everyone = np.arange(pricing.candidates.students)
    found = pricing.best(everyone, course.aim, search.prices, most=FIRST_COLUMNS)
    row, rank = np.nonzero(np.arange(FIRST_COLUMNS)[None, :] < found.counts[:, None])
    master.pool.add(row, found.plans[row, rank])
    return master


def tidy_up(course: Course, instance: Instance) -> None:
    """Give the students what free seats can still do for them."""
    seating = course.best.copy()
    if tidy(seating, instance.objectives):
        course.adopt(seating)


def meet_friends(course: Course, instance: Instance) -> None:
    """Let friends who wish it go together, at nobody's cost but their own."""
    number = {student.id: at for at, student in enumerate(instance.students)}
    pairs = [(number[one], number[other]) for one, other in instance.together]
    seating = course.best.copy()
    cities = cities_of([offering.city for offering in instance.offerings])
    if pairs and bring_together(seating, pairs, instance.weights, cities):
        course.adopt(seating)


def find_prices(course: Course, search: PriceSearch) -> None:
    """Improve the prices, and with them the plan, until steps hardly help."""
    pricing = course.best.pricing
    order = hardest_first(pricing)
    for step in range(PRICE_STEPS if pricing.candidates.students > SMALL else STEPS_A_ROUND):
        course.bounded(search.step(course.value))
        if not course.going("prices") or search.stride < LEAST_STRIDE:
            break
        if step % STEPS_A_ROUND == STEPS_A_ROUND - 1:
            seating = course.best.copy()
            place_in_order(seating, order, course.aim, search.prices)
            course.offer(seating)


def anneal(course: Course, search: PriceSearch, seed: int, target_gap: float, cycle: int, end: float) -> None:
    """Exchange students between seats from the best plan, first also for a small loss, then ever less so.

    The longer, the larger `cycle` is. Stops at the gap asked for, or when `end` seconds have passed in the run.
    """
    seating = course.best.copy()
    students = len(seating.plans)
    warmest = WARMTH * max(0.0, course.value) / max(1, students)
    rounds = min(max(ROUNDS_AT_ONCE, students // 2), 20 * students, _rounds_in_time(seating.pricing))
    chunks = max(4, cycle * math.ceil(ROUNDS_PER_STUDENT * students / max(1, rounds)))
    for chunk in range(chunks):
        if course.gap <= target_gap or course.elapsed >= end or not course.going("exchange"):
            break
        regrets = regrets_at(seating.pricing, course.aim, search.prices, search.gains, seating.plans)
        warmth = warmest * (1 - chunk / (chunks - 1))
        exchange(seating, course.aim, search.prices, regrets, rounds, seed + chunk, warmth)
        course.offer(seating)


def _rounds_in_time(pricing: Pricing) -> int:
    """How many rounds of exchange may go by between two looks at the clock.

    The work for a student grows with their candidates and the weeks they need; those with most come up most.
    """
    work = np.diff(pricing.candidates.first).astype(np.float64) * (pricing.candidates.needed + 1)
    each = float(work @ work) / max(1.0, float(work.sum()))
    return max(1, int(WORK_AT_ONCE / (STUDENTS_A_ROUND * max(1.0, each))))


def _solution(instance: Instance, course: Course, certificates: list[Certificate], seed: int) -> Solution:
    best = course.best
    sums = best.measures().sum(axis=0).tolist() if len(best.plans) else [0] * len(LEVELS)
    claims = Claims(
        objectives=dict(zip(LEVELS, sums, strict=True)),
        bounds={each.level: float(each.bound) for each in certificates},
        proven=tuple(each.level for each in certificates if each.proven),
        blend=course.value,
        blend_bound=course.bound if math.isfinite(course.bound) else None,
    )
    plans = {student.id: best.placed(number) for number, student in enumerate(instance.students)}
    return Solution(instance=instance.name, plans=plans, claims=claims, seed=seed)
