"""Small rounds for the tests, and an oracle that solves them by trying everything."""

import copy
import itertools
import runpy
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from matching.games import HospitalResident

from openrotations.placements.planner.ranked.formats import Instance, instance_from
from openrotations.placements.planner.ranked.matching import match_round

type Raw = dict[str, Any]
type Listed = Sequence[str | list[str]]

SECOND_OPINION = Path(__file__).parents[5] / "tests" / "second_opinion" / "verify.py"
second_opinion = runpy.run_path(str(SECOND_OPINION))["check_match"]


def round_of(
    offerings: Mapping[str, tuple[int, Listed]],
    students: Mapping[str, Listed],
    lower: Mapping[str, int] | None = None,
) -> Raw:
    """A round as JSON values, from (capacity, priority) by offering and choices by student."""
    return {
        "format": "matching-instance/1",
        "name": "small",
        "offerings": [
            {"id": key, "capacity": seats, "lower": (lower or {}).get(key, 0), "priority": list(priority)}
            for key, (seats, priority) in offerings.items()
        ],
        "students": [{"id": key, "prefs": list(prefs)} for key, prefs in students.items()],
        "couples": [],
    }


def match_of(raw: Raw, seed: int = 1) -> dict[str, str | None]:
    """Who is placed where."""
    return dict(match_round(instance_from(raw), seed=seed).match)


@st.composite
def rounds(draw: st.DrawFn, *, ties: bool = False, lower: bool = False, most: int = 4) -> Raw:
    """Rounds of up to `most` students and three offerings, of any shape."""
    students = [f"S{n}" for n in range(1, draw(st.integers(0, most)) + 1)]
    offerings = [f"O{n}" for n in range(1, draw(st.integers(0, 3)) + 1)]

    def some(ids: list[str]) -> Listed:
        listed = draw(st.permutations(ids))[: draw(st.integers(0, len(ids)))] if ids else []
        return tied(listed) if ties else listed

    def tied(listed: Sequence[str]) -> Listed:
        tiers: list[list[str]] = []
        for given in listed:
            joined: bool = draw(st.booleans())
            if tiers and joined:
                tiers[-1].append(given)
            else:
                tiers.append([given])
        return [tier if len(tier) > 1 else tier[0] for tier in tiers]

    seats = {offering: draw(st.integers(0, 2)) for offering in offerings}
    return round_of(
        {offering: (seats[offering], some(students)) for offering in offerings},
        {student: some(offerings) for student in students},
        {offering: draw(st.integers(0, seats[offering])) for offering in offerings} if lower else None,
    )


def stable_matchings(raw: Raw) -> list[dict[str, str | None]]:
    """Every stable matching of a round with strict lists and no minimum, by trying all assignments."""
    prefs = {student["id"]: student["prefs"] for student in raw["students"]}
    offerings = {offering["id"]: offering for offering in raw["offerings"]}
    options = [[None, *(o for o in listed if student in offerings[o]["priority"])] for student, listed in prefs.items()]
    found = []
    for assigned in itertools.product(*options):
        match = dict(zip(prefs, assigned, strict=True))
        held = {o: [s for s, got in match.items() if got == o] for o in offerings}
        if any(len(held[o]) > offerings[o]["capacity"] for o in offerings):
            continue
        if not any(_blocks(s, o, match, held, prefs, offerings) for s in prefs for o in prefs[s]):
            found.append(match)
    return found


def _blocks(
    student: str,
    offering: str,
    match: dict[str, str | None],
    held: dict[str, list[str]],
    prefs: dict[str, list[str]],
    offerings: dict[str, Raw],
) -> bool:
    got = match[student]
    priority = offerings[offering]["priority"]
    if student not in priority or (got and prefs[student].index(got) <= prefs[student].index(offering)):
        return False
    if len(held[offering]) < offerings[offering]["capacity"]:
        return True
    return any(priority.index(other) > priority.index(student) for other in held[offering])


def solved_by_the_library(instance: Instance) -> dict[str, str]:
    """Who is placed where in a round without ties, by the package `matching`, which shares nothing with us."""
    prefs = {student.id: [tier[0] for tier in student.prefs] for student in instance.students}
    wished = {student: set(listed) for student, listed in prefs.items()}
    orders = {o.id: [tier[0] for tier in o.priority if o.id in wished[tier[0]]] for o in instance.offerings}
    seats = {o.id: o.capacity for o in instance.offerings if orders[o.id] and o.capacity}
    prefs = {student: kept for student, listed in prefs.items() if (kept := [o for o in listed if o in seats])}
    if not seats:
        return {}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        game = HospitalResident.create_from_dictionaries(prefs, {o: orders[o] for o in seats}, seats)
        return {str(s): str(o) for o, held in game.solve(optimal="resident").items() for s in held}


def rank(raw: Raw, student: str, offering: str | None) -> int:
    """The rank of an offering in a strict list, 0 the best; no placement ranks below every choice."""
    listed = next(entry["prefs"] for entry in raw["students"] if entry["id"] == student)
    return listed.index(offering) if offering is not None else len(listed)


def without(raw: Raw, student: str) -> Raw:
    """The round without one student."""
    changed = copy.deepcopy(raw)
    changed["students"] = [entry for entry in changed["students"] if entry["id"] != student]
    for offering in changed["offerings"]:
        offering["priority"] = [given for given in offering["priority"] if given != student]
    return changed


def with_prefs(raw: Raw, student: str, prefs: Listed) -> Raw:
    """The round in which one student hands in another list."""
    changed = copy.deepcopy(raw)
    next(entry for entry in changed["students"] if entry["id"] == student)["prefs"] = list(prefs)
    return changed


def with_seat(raw: Raw, offering: str) -> Raw:
    """The round with one seat more at an offering."""
    changed = copy.deepcopy(raw)
    next(entry for entry in changed["offerings"] if entry["id"] == offering)["capacity"] += 1
    return changed
