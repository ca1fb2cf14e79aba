"""Makes cohorts to try the planner on. The same seed gives the same cohort on any machine.

Everything in them is invented. Shares and sizes are only meant to be awkward in the ways a real year is: a summer
peak, short lists, popular hospitals, few seats, students who cannot pay or move.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from openrotations.placements.planner.cohort.files.formats import Instance, instance_from

WEEKS = 52
CITIES = ("Alder City", "Birch City", "Cedar City", "Dogwood", "Elm Harbor", "Fir Heights", "Gorse Bay", "Hazel Point")
SPECIALTIES = ("Internal Medicine", "Family Medicine", "Surgery", "Pediatrics", "Psychiatry", "Neurology")
SETTINGS = (("teaching_hospital", 450), ("community_hospital", 300), ("private_practice", 200))
FACTS = (("step1", 0.65), ("visa", 0.9), ("insurance", 0.95), ("immunization", 0.97))
SCHOOLS = ("Northfield School of Medicine", "Southfield School of Medicine", "Westfield School of Medicine")
PATTERNS: tuple[tuple[int, tuple[int, ...]], ...] = ((4, (4,)), (4, (4, 8)), (6, (6, 12)), (2, (2, 4)), (1, (4, 6)))
"""Weeks between the starts of blocks, and how long the blocks are."""
HOPEFUL = 0.1
"""The share of choices made without looking at the requirements."""

type Draw = Callable[[], float]
type Raw = dict[str, object]


@dataclass(frozen=True, slots=True)
class _Site:
    """An offering as students see it, before it is written down."""

    id: str
    city: int
    specialty: int
    setting: int
    price_week: int
    appeal: float
    requires: frozenset[str]
    min_score: int


def cohort_to_try(
    *, students: int, offerings: int, seed: int, tightness: float = 1.0, choices: int = 16, states: int = 0
) -> Instance:
    """An invented cohort over 52 weeks: each student lists up to `choices` of the offerings.

    `tightness` divides the seats: 2.0 leaves half of them. With `states` > 0 the offerings lie in so many
    states, and limits on weeks and on students of a school in a state apply. Only `random()` is drawn, whose
    sequence Python promises to keep.
    """
    draw = random.Random(seed).random  # noqa: S311 - an invented cohort has nothing to keep secret
    sites = [_site(draw, f"o{number}") for number in range(1, offerings + 1)]
    offered = [_offering(draw, site, tightness, states) for site in sites]
    listed = [_student(draw, f"s{number}", sites, choices, states) for number in range(1, students + 1)]
    raw: Raw = {
        "format": "placement-instance/1",
        "name": f"generated-{students}-{offerings}-{seed}",
        "weeks": WEEKS,
        "offerings": offered,
        "students": listed,
    }
    if states:
        raw["limits"] = _limits(students, states)
    return instance_from(raw)


def _one_of[T](draw: Draw, entries: Sequence[T]) -> T:
    return entries[int(draw() * len(entries))]


def _near_the_front(draw: Draw, count: int) -> int:
    """A number below `count`; small ones come up more often."""
    return int(draw() * draw() * count)


def _site(draw: Draw, name: str) -> _Site:
    setting = int(draw() * len(SETTINGS))
    strict = 0.5 if setting == 0 else 0.2
    return _Site(
        id=name,
        city=_near_the_front(draw, len(CITIES)),
        specialty=_near_the_front(draw, len(SPECIALTIES)),
        setting=setting,
        price_week=SETTINGS[setting][1] + 10 * int(draw() * 36),
        appeal=draw(),
        requires=frozenset(fact for fact, _ in FACTS if draw() < strict),
        min_score=int(draw() * 50) if setting == 0 else 0,
    )


def _offering(draw: Draw, site: _Site, tightness: float, states: int) -> Raw:
    seats = int((1 + draw() * 3) / tightness + draw())
    capacity = [seats] * WEEKS
    for _ in range(2):
        closed = int(draw() * WEEKS)
        capacity[closed : closed + 2] = [0] * len(capacity[closed : closed + 2])
    gap, lengths = _one_of(draw, PATTERNS)
    first = int(draw() * gap)
    return {
        "id": site.id,
        "specialty": SPECIALTIES[site.specialty],
        "city": CITIES[site.city],
        "setting": SETTINGS[site.setting][0],
        "state": f"State {1 + site.city % states}" if states else "",
        "price_week": site.price_week,
        "requires": sorted(site.requires),
        "min_score": site.min_score,
        "capacity": capacity,
        "blocks": [
            [start, length]
            for start in range(first, WEEKS, gap)
            for length in lengths
            if start + length <= WEEKS and min(capacity[start : start + length]) > 0
        ],
    }


def _student(draw: Draw, name: str, sites: Sequence[_Site], choices: int, states: int) -> Raw:
    needed = _one_of(draw, (4, 4, 6, 8, 8, 10, 12))
    facts = frozenset(fact for fact, share in FACTS if draw() < share)
    score = int((draw() + draw() + draw()) / 3 * 100)
    budget = needed * (300 + 10 * int(draw() * 71))
    wished = _wishes(draw, sites, choices, budget, facts, score)
    student: Raw = {
        "id": name,
        "windows": _windows(draw, needed),
        "weeks_needed": needed,
        "min_weeks": 4,
        "max_moves": _near_the_front(draw, 5),
        "max_rotations": 4,
        "budget": budget,
        "score": score,
        "facts": sorted(facts),
        "arrival": int(draw() * 2**20),
        "prefs": [[site.id, rank, int(score * 0.7 + draw() * 30)] for rank, site in enumerate(wished, 1)],
    }
    if states:
        student["school"] = _one_of(draw, SCHOOLS)
        student["state_weeks"] = {f"State {1 + int(draw() * states)}": 4} if draw() < 0.2 else {}
    return student


def _windows(draw: Draw, needed: int) -> list[list[int]]:
    """One or two spans of free weeks; the first one is long enough, and more often in summer."""
    length = needed + int(draw() * 8)
    start = min(WEEKS - length, int((draw() + draw()) / 2 * WEEKS))
    windows = [[start, start + length]]
    further = start + length + 2 + int(draw() * 6)
    if draw() < 0.3 and further + 6 <= WEEKS:
        windows.append([further, further + 6])
    return windows


def _wishes(
    draw: Draw, sites: Sequence[_Site], choices: int, budget: int, facts: frozenset[str], score: int
) -> list[_Site]:
    """The best liked of some offerings that the student came across, those they cannot have mostly left out."""
    city, specialty = _near_the_front(draw, len(CITIES)), _near_the_front(draw, len(SPECIALTIES))
    met = sorted({int(draw() * len(sites)) for _ in range(5 * choices)}) if sites else []
    liked: list[tuple[float, int]] = []
    for number in met:
        site = sites[number]
        taste = site.appeal + draw() + 0.8 * (site.city == city) + 0.8 * (site.specialty == specialty)
        fits = site.requires <= facts and score >= site.min_score and site.price_week * 4 <= budget
        if fits or draw() < HOPEFUL:
            liked.append((-taste, number))
    return [sites[number] for _, number in sorted(liked)[:choices]]


def _limits(students: int, states: int) -> Raw:
    names = [f"State {number}" for number in range(1, states + 1)]
    most = max(1, students // (2 * states))
    return {
        "weeks_in_state": [{"state": names[0], "most_weeks": 8}],
        "students_in_state": [
            {
                "state": names[-1],
                "school": school,
                "first_week": 0,
                "end_week": WEEKS,
                "most_students": max(1, most // len(SCHOOLS)),
            }
            for school in SCHOOLS
        ],
    }
