"""The files of a cohort: `placement-instance/1`, `placement-solution/1` and `placement-changes/1`.

Time is counted in weeks from 0. An instance holds offerings, with their seats in each week and the blocks in
which they are given, and students, with the weeks they have free and a list of choices. A solution holds a plan
for each student. A file is read strictly: every fault is named with its place.
"""

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from openrotations.placements.planner.cohort.files.comparing import Known, changes_between, parts_between
from openrotations.placements.planner.cohort.files.fields import (
    MOST_WEEKS,
    Count,
    Finite,
    HostScore,
    Length,
    Number,
    Price,
    Rank,
    Seats,
    Seed,
    Text,
    Total,
    Week,
    Weight,
    as_list,
)
from openrotations.placements.planner.reading import (
    BadInstance,
    Fault,
    Id,
    JsonObject,
    faults_of,
    load_json,
    misspelt_keys,
    parts_of,
)
from openrotations.placements.planner.writing import write_json_by_part

DEFAULT_SEED = 1

type Level = Literal["full", "weeks", "rank_cost", "host", "money"]
LEVELS: tuple[Level, ...] = ("full", "weeks", "rank_cost", "host", "money")
"""The objectives: students fully placed and weeks placed (more is better), weeks x (rank - 1)^2 (less is
better), weeks x host score (more is better), price plus the cost of each change of city (less is better)."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Preference(NamedTuple):
    """One choice of a student, `[offering, rank, host_score]` in a file. Ranks count from 1 and may be tied."""

    offering: str
    rank: int
    host_score: int


class Placed(NamedTuple):
    """A block at an offering, `[offering, start, length]` in a file, in weeks."""

    offering: str
    start: int
    length: int


class Closed(NamedTuple):
    """An offering takes nobody from one week to before another, `[offering, from, to]` in a file."""

    offering: str
    from_week: int
    to_week: int


class Confirmed(NamedTuple):
    """A placement to be moved last, `[student, offering, start, length]` in a file."""

    student: str
    offering: str
    start: int
    length: int


Wish = Annotated[Preference, as_list(Preference._make, tuple[Id, Rank, HostScore])]
Block = Annotated[Placed, as_list(Placed._make, tuple[Id, Week, Length])]


class Offering(_Part):
    """What students are placed at: seats for each week, and the blocks `(start, length)` that can be had.

    Limits on a state may count only offerings of some `kind`.
    """

    id: Id
    specialty: Text = ""
    city: Text = ""
    setting: Text = ""
    state: Text = ""
    kind: Text = ""
    price_week: Price
    requires: tuple[Id, ...]
    min_score: Number
    capacity: tuple[Seats, ...]
    blocks: tuple[tuple[Week, Length], ...]


class Student(_Part):
    """A student: the weeks they have free, what they need and can afford, and what they wish.

    `windows` are weeks from one to before another. `state_weeks` are the weeks already spent in each state, and
    `already` is what counts towards the limit of that name before this plan.
    """

    id: Id
    windows: tuple[tuple[Week, Week], ...]
    weeks_needed: Count
    min_weeks: Count
    max_moves: Count
    max_rotations: Count
    budget: Count
    score: Number
    facts: tuple[Id, ...]
    arrival: Seed = 0
    prefs: tuple[Wish, ...]
    school: Text = ""
    state_weeks: dict[Id, Count] = {}
    already: dict[Id, Count] = {}


class StateLimit(_Part):
    """A hard rule on a state: it counts placements there, of these `kinds` where it names any."""

    state: Id
    kinds: tuple[Id, ...] = ()
    name: Text = ""

    def takes(self, offering: Offering) -> bool:
        """Whether a placement at the offering counts."""
        return offering.state == self.state and (not self.kinds or offering.kind in self.kinds)


class _OwnLimit(StateLimit):
    """One that counts what a single student has there; only students of these `schools` where it names any."""

    schools: tuple[Id, ...] = ()

    def concerns(self, student: Student) -> bool:
        """Whether the student is counted."""
        return not self.schools or student.school in self.schools

    @abstractmethod
    def left(self, student: Student) -> int:
        """What a plan may still hold; below 0 where there is too much already."""

    @abstractmethod
    def amount(self, weeks: int) -> int:
        """What a placement of so many weeks takes."""

    def keeps(self, offerings: Mapping[str, Offering], student: Student, plan: Iterable[Placed]) -> bool:
        """Whether a plan of this student keeps it."""
        there = [self.amount(placed.length) for placed in plan if self.takes(offerings[placed.offering])]
        return not there or not self.concerns(student) or sum(there) <= self.left(student)


class StateWeeks(_OwnLimit):
    """No student has more than `most_weeks` in the state, what they have there already included."""

    most_weeks: Count

    def left(self, student: Student) -> int:
        spent = student.already.get(self.name, 0) if self.name else student.state_weeks.get(self.state, 0)
        return self.most_weeks - spent

    def amount(self, weeks: int) -> int:
        return weeks


class StatePlacements(_OwnLimit):
    """No student has more than `most_placements` in the state, what they have there already included."""

    most_placements: Count

    def left(self, student: Student) -> int:
        return self.most_placements - student.already.get(self.name, 0)

    def amount(self, weeks: int) -> int:
        return 1


class StateStudents(StateLimit):
    """At most `most_students` of a school have a placement in the state that starts in these weeks.

    The weeks run from `first_week` to before `end_week`. Without a school, all students count together. With
    `touching`, a placement counts that lies in any of the weeks. Who counts `already` takes no place.
    """

    school: Text = ""
    first_week: Week
    end_week: Week
    touching: Annotated[bool, Field(strict=True)] = False
    most_students: Count

    def concerns(self, student: Student) -> bool:
        """Whether the student would take a place."""
        return self.school in ("", student.school) and not (self.name and student.already.get(self.name))

    def counts(self, offering: Offering, start: int, length: int) -> bool:
        """Whether this placement of somebody whom it concerns takes a place."""
        last = start + length - 1 if self.touching else start
        return self.takes(offering) and start < self.end_week and last >= self.first_week


class Limits(_Part):
    """Hard rules on states."""

    weeks_in_state: tuple[StateWeeks, ...] = ()
    placements_in_state: tuple[StatePlacements, ...] = ()
    students_in_state: tuple[StateStudents, ...] = ()

    @property
    def own(self) -> tuple[StateWeeks | StatePlacements, ...]:
        """Those that each student keeps alone."""
        return (*self.weeks_in_state, *self.placements_in_state)

    def keeps_own(self, offerings: Mapping[str, Offering], student: Student, plan: Iterable[Placed]) -> bool:
        """Whether a plan keeps those that the student keeps alone."""
        plan = tuple(plan)
        return all(limit.keeps(offerings, student, plan) for limit in self.own)


LIMITS: dict[str, type[StateWeeks | StatePlacements | StateStudents]] = {
    "weeks_in_state": StateWeeks,
    "placements_in_state": StatePlacements,
    "students_in_state": StateStudents,
}


class Weights(_Part):
    """How much a unit of each objective counts in the blend, and what a change of city costs in money.

    `together` is what a week in the same city is worth to two friends, in units of the rank cost.
    """

    full: Weight = 20000.0
    weeks: Weight = 1000.0
    rank_cost: Weight = 1.0
    host: Weight = 0.01
    money: Weight = 0.0005
    move_cost: Price = 300
    together: Weight = 4.0


class Instance(_Part):
    """A cohort as it goes into the planner. Build one with `instance_from` or `read_instance`.

    `together` are pairs of students who both wish to be in the same city in the same weeks.
    """

    format: Literal["placement-instance/1"] = "placement-instance/1"
    name: Text = ""
    weeks: Annotated[int, Field(strict=True, ge=1, le=MOST_WEEKS)]
    offerings: tuple[Offering, ...]
    students: tuple[Student, ...]
    limits: Limits = Limits()
    together: tuple[tuple[Id, Id], ...] = ()
    objectives: Annotated[tuple[Level, ...], Field(min_length=1)] = LEVELS
    weights: Weights = Weights()


class Claims(_Part):
    """What the planner says of its own solution; `check` recounts it. `proven` levels cannot be bettered."""

    objectives: dict[Level, Total] = {}
    bounds: dict[Level, Finite | None] = {}
    blend: Finite | None = None
    blend_bound: Finite | None = None
    proven: tuple[Level, ...] = ()


class Solution(_Part):
    """A plan for each student; a student without one is not placed."""

    format: Literal["placement-solution/1"] = "placement-solution/1"
    instance: Text
    plans: dict[Id, tuple[Block, ...]]
    claims: Claims | None = None
    seed: Seed = DEFAULT_SEED


class StudentChange(_Part):
    """What is different about a student; None says that it stays. `withdraw` takes them out altogether."""

    withdraw: Annotated[bool, Field(strict=True)] = False
    windows: tuple[tuple[Week, Week], ...] | None = None
    weeks_needed: Count | None = None
    min_weeks: Count | None = None
    max_moves: Count | None = None
    max_rotations: Count | None = None
    budget: Count | None = None
    score: Number | None = None
    facts: tuple[Id, ...] | None = None
    prefs: tuple[Wish, ...] | None = None
    school: Text | None = None
    state_weeks: dict[Id, Count] | None = None
    already: dict[Id, Count] | None = None


class Changes(_Part):
    """What happened after a plan was made: openings cancelled, offerings closed, students different or new."""

    format: Literal["placement-changes/1"] = "placement-changes/1"
    cancel: tuple[Block, ...] = ()
    close: tuple[Annotated[Closed, as_list(Closed._make, tuple[Id, Week, Week])], ...] = ()
    students: dict[Id, StudentChange] = {}
    new_students: tuple[Student, ...] = ()
    confirmed: tuple[Annotated[Confirmed, as_list(Confirmed._make, tuple[Id, Id, Week, Length])], ...] = ()


def read_instance(source: Path | bytes) -> Instance:
    """The cohort in a file or in bytes of JSON. Raises `BadInstance` with every fault, or `OSError`."""
    raw, repeated = load_json(source)
    return instance_from(raw, found=repeated)


def instance_from(raw: object, *, found: Iterable[Fault] = ()) -> Instance:
    """The cohort in a value as `json.loads` returns it. Raises `BadInstance` with every fault.

    `found` are faults already known, reported with the others. The value itself is not changed.
    """
    between = [*_misspelt(raw), *parts_between(raw)] if isinstance(raw, Mapping) else []
    return _validated(Instance, raw, found, between)


def read_solution(source: Path | bytes) -> Solution:
    """The solution in a file or in bytes of JSON. Whether it fits its cohort is for `check` to say."""
    raw, repeated = load_json(source)
    return solution_from(raw, found=repeated)


def solution_from(raw: object, *, found: Iterable[Fault] = ()) -> Solution:
    """The solution in a value as `json.loads` returns it. Raises `BadInstance` with every fault."""
    return _validated(Solution, raw, found, misspelt_keys("", raw, Solution) if isinstance(raw, Mapping) else ())


def read_changes(source: Path | bytes, instance: Instance | None = None) -> Changes:
    """The changes in a file or in bytes of JSON. Raises `BadInstance` with every fault, or `OSError`.

    With the cohort they belong to, ids, weeks and blocks are compared with it too.
    """
    raw, repeated = load_json(source)
    return changes_from(raw, instance, found=repeated)


def changes_from(raw: object, instance: Instance | None = None, *, found: Iterable[Fault] = ()) -> Changes:
    """The changes in a value as `json.loads` returns it. Raises `BadInstance` with every fault."""
    between: list[Fault] = []
    if isinstance(raw, Mapping):
        between += _misspelt_in((("", raw),), Changes)
        between += _misspelt_in(parts_of(raw, "new_students"), Student)
        between += _misspelt_in(parts_of(raw, "students"), StudentChange)
        between += changes_between(raw, _known(instance) if instance else None)
    return _validated(Changes, raw, found, between)


def _known(instance: Instance) -> Known:
    return Known(
        weeks=instance.weeks,
        blocks={offering.id: frozenset(offering.blocks) for offering in instance.offerings},
        students={student.id: (student.weeks_needed, student.min_weeks) for student in instance.students},
    )


def _misspelt(raw: JsonObject) -> Iterator[Fault]:
    yield from _misspelt_in((("", raw),), Instance)
    yield from _misspelt_in(parts_of(raw, "offerings"), Offering)
    yield from _misspelt_in(parts_of(raw, "students"), Student)
    single = [(key, part) for key in ("limits", "weights") if isinstance(part := raw.get(key), Mapping)]
    for key, part in single:
        yield from _misspelt_in(((key, part),), Limits if key == "limits" else Weights)
    for key, part in single:
        for inner, model in LIMITS.items():
            yield from _misspelt_in(((f"{key}.{place}", entry) for place, entry in parts_of(part, inner)), model)


def _misspelt_in(parts: Iterable[tuple[str, JsonObject]], model: type[BaseModel]) -> Iterator[Fault]:
    for place, part in parts:
        yield from misspelt_keys(place, part, model)


def _validated[T: BaseModel](model: type[T], raw: object, found: Iterable[Fault], between: Iterable[Fault]) -> T:
    faults, built = list(found), None
    try:
        built = model.model_validate(raw)
    except ValidationError as error:
        faults += faults_of(error, raw)
    faults += between
    if faults or built is None:
        raise BadInstance(faults)
    return built


def solution_json(solution: Solution) -> dict[str, object]:
    """The solution as JSON values, students in the order of their ids; `claims` only when there are any."""
    written = solution.model_dump(mode="json")
    written["plans"] = dict(sorted(written["plans"].items()))
    if solution.claims is None:
        del written["claims"]
    return written


def write_solution(solution: Solution, path: Path) -> None:
    """Write the whole file or nothing. The same solution always gives the same bytes."""
    write_json_by_part(solution_json(solution), path)


def write_instance(instance: Instance, path: Path) -> None:
    """Write a cohort so that `read_instance` gives it back."""
    write_json_by_part(instance.model_dump(mode="json"), path)
