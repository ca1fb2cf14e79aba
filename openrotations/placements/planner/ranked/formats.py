"""The files of a ranked round: `matching-instance/1` and `matching-solution/1`.

An instance holds offerings, each with its seats and its order of priority, and students, each with a list
of choices. A list inside a list is a tie. A file is read strictly: every fault is named with its place.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, ValidationError

from openrotations.placements.planner.reading import (
    BadInstance,
    Fault,
    Id,
    JsonObject,
    faults_of,
    load_json,
    misspelt_keys,
    parts_of,
    repeated_ids,
    shown,
)
from openrotations.placements.planner.writing import write_json

DEFAULT_SEED = 1
LARGEST_SEED = 2**63 - 1
MOST_SEATS = 1_000_000


def _as_tiers(value: object) -> object:
    """A bare id becomes a tie of one, so that every list of choices has one shape."""
    if not isinstance(value, list | tuple):
        return value
    return tuple(
        (tier,) if isinstance(tier, str) else tuple(tier) if isinstance(tier, list) else tier for tier in value
    )


def _as_written(tiers: tuple[tuple[str, ...], ...]) -> list[str | list[str]]:
    return [tier[0] if len(tier) == 1 else list(tier) for tier in tiers]


Tier = Annotated[tuple[Id, ...], Field(min_length=1)]
Tiers = Annotated[tuple[Tier, ...], BeforeValidator(_as_tiers), PlainSerializer(_as_written)]
"""Best first; the ids inside one tier are tied."""


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class Offering(_Part):
    """What students are matched to. A student whom `priority` does not name cannot be placed here.

    `capacity` and `lower` count students: the most it takes, and the fewest with which it opens.
    """

    id: Id
    capacity: int = Field(ge=0, le=MOST_SEATS)
    lower: int = Field(default=0, ge=0, le=MOST_SEATS)
    priority: Tiers


class Student(_Part):
    """A student and the offerings they would accept, best first."""

    id: Id
    prefs: Tiers


class Instance(_Part):
    """A ranked round as it goes into the planner. Build one with `instance_from` or `read_instance`."""

    format: Literal["matching-instance/1"] = "matching-instance/1"
    name: str = Field(default="", max_length=200)
    offerings: tuple[Offering, ...]
    students: tuple[Student, ...]
    couples: tuple[object, ...] = Field(default=())


class Closure(_Part):
    """An offering that does not open: it held `placed` students, fewer than its minimum `lower`.

    `demand` counts the students who list it and whom it could take.
    """

    offering: Id
    lower: int = Field(ge=1)
    placed: int = Field(ge=0)
    demand: int = Field(ge=0)


class Solution(_Part):
    """The result of a round: one offering or None for each student, and what is needed to repeat it."""

    format: Literal["matching-solution/1"] = "matching-solution/1"
    instance: str = Field(max_length=200)
    match: dict[Id, Id | None]
    lottery_seed: int = Field(default=DEFAULT_SEED, ge=0, le=LARGEST_SEED)
    closed: Annotated[tuple[Closure, ...], BeforeValidator(lambda given: _as_tuple(given))] = ()


def _as_tuple(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def read_instance(source: Path | bytes) -> Instance:
    """The round in a file or in bytes of JSON. Raises `BadInstance` with every fault, or `OSError`."""
    raw, repeated = load_json(source)
    return instance_from(raw, found=repeated)


def instance_from(raw: object, *, found: list[Fault] | None = None) -> Instance:
    """The round in a value as `json.loads` returns it. Raises `BadInstance` with every fault.

    `found` are faults already known, reported with the others. The value itself is not changed.
    """
    faults = list(found or [])
    instance = None
    try:
        instance = Instance.model_validate(_lists_as_tuples(raw, ("offerings", "students", "couples")))
    except ValidationError as error:
        faults += faults_of(error, raw)
    if isinstance(raw, Mapping):
        faults += _faults_between(raw)
    if faults or instance is None:
        raise BadInstance(faults)
    return instance


def read_solution(source: Path | bytes) -> Solution:
    """The solution in a file or in bytes of JSON. Whether it fits its round is for `check` to say."""
    raw, faults = load_json(source)
    solution = None
    try:
        solution = Solution.model_validate(raw)
    except ValidationError as error:
        faults += faults_of(error, raw)
    if faults or solution is None:
        raise BadInstance(faults)
    return solution


def solution_json(solution: Solution) -> dict[str, object]:
    """The solution as JSON values, students in the order of their ids."""
    written = solution.model_dump(mode="json")
    written["match"] = dict(sorted(solution.match.items()))
    return written


def write_solution(solution: Solution, path: Path) -> None:
    """Write the whole file or nothing. The same solution always gives the same bytes."""
    write_json(solution_json(solution), path)


def write_instance(instance: Instance, path: Path) -> None:
    """Write a round so that `read_instance` gives it back."""
    write_json(instance.model_dump(mode="json"), path)


def _lists_as_tuples(raw: object, keys: tuple[str, ...]) -> object:
    if not isinstance(raw, Mapping):
        return raw
    return {key: _as_tuple(value) if key in keys else value for key, value in raw.items()}


def _faults_between(raw: JsonObject) -> Iterator[Fault]:
    """What only shows when parts are compared. Skips what has the wrong type: that is already a fault."""
    yield from misspelt_keys("", raw, Instance)
    if isinstance(raw.get("couples"), list) and raw["couples"]:
        yield Fault("couples", "must be empty: this planner does not place couples")
    offerings, students = parts_of(raw, "offerings"), parts_of(raw, "students")
    offering_ids = {part["id"] for _, part in offerings if isinstance(part.get("id"), str)}
    student_ids = {part["id"] for _, part in students if isinstance(part.get("id"), str)}
    yield from repeated_ids(offerings)
    for place, part in offerings:
        yield from misspelt_keys(place, part, Offering)
        lower, capacity = part.get("lower"), part.get("capacity")
        if isinstance(lower, int) and isinstance(capacity, int) and lower > capacity >= 0:
            yield Fault(f"{place}.lower", f"is more than the capacity: {shown(lower)} > {shown(capacity)}")
        yield from _list_faults(place, part, "priority", student_ids)
    yield from repeated_ids(students)
    for place, part in students:
        yield from misspelt_keys(place, part, Student)
        yield from _list_faults(place, part, "prefs", offering_ids)


def _list_faults(place: str, part: JsonObject, key: str, known: set[object]) -> Iterator[Fault]:
    listed = part.get(key)
    seen: set[str] = set()
    for index, tier in enumerate(listed if isinstance(listed, list | tuple) else ()):
        tied = isinstance(tier, list | tuple)
        for inner, given in enumerate(tier if tied else (tier,)):
            if not isinstance(given, str):
                continue
            if given not in known or given in seen:
                where = f"{place}.{key}[{index}][{inner}]" if tied else f"{place}.{key}[{index}]"
                fault = "is listed twice" if given in seen else "is not an id in this file"
                yield Fault(where, f"{shown(given)} {fault}")
            seen.add(given)
