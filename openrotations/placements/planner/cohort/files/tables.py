"""A cohort as a folder of CSV files, one for each kind of thing. `docs/planner-files.md` names every column.

The tables are read into the same values as a JSON file, checked by the same rules, and each fault is named with
its file, line and column.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openrotations.placements.planner.cohort.files.formats import (
    Instance,
    Offering,
    Solution,
    StateLimit,
    Student,
    instance_from,
    solution_from,
)
from openrotations.placements.planner.cohort.files.sheets import (
    SEPARATOR,
    Row,
    Sheet,
    entries,
    number,
    read_sheet,
    write_sheet,
    yes_or_no,
)
from openrotations.placements.planner.reading import BadInstance, Fault, shortened, shown

type Raw = dict[str, Any]
type Cell = Callable[[str], object]

OFFERING: dict[str, Cell] = {
    "id": str,
    "specialty": str,
    "city": str,
    "setting": str,
    "state": str,
    "kind": str,
    "price_week": number,
    "requires": entries,
    "min_score": number,
}
STUDENT: dict[str, Cell] = {
    "id": str,
    "weeks_needed": number,
    "min_weeks": number,
    "max_moves": number,
    "max_rotations": number,
    "budget": number,
    "score": number,
    "facts": entries,
    "arrival": number,
    "school": str,
}
BLOCKS = ("offering", "start", "length")
WINDOWS = ("student", "from", "to")
PREFERENCES = ("student", "offering", "rank", "host_score")
STATE_WEEKS = ("student", "state", "weeks")
ALREADY = ("student", "limit", "count")
LIMIT: dict[str, Cell] = {"state": str, "kinds": entries, "name": str}
LIMITS: dict[str, dict[str, Cell]] = {
    "weeks_in_state": {**LIMIT, "schools": entries, "most_weeks": number},
    "placements_in_state": {**LIMIT, "schools": entries, "most_placements": number},
    "students_in_state": {
        **LIMIT,
        "school": str,
        "first_week": number,
        "end_week": number,
        "touching": yes_or_no,
        "most_students": number,
    },
}
SELDOM = ("kind", "kinds", "name", "schools", "touching")
"""Columns that are written only where they say something, and may be left out as others may."""
TOGETHER = ("student", "friend")
COHORT = ("key", "value")
SOLUTION = ("student", "offering", "start", "length")
WEEK_COLUMN = re.compile(r"w[0-9]{1,4}")
PART = re.compile(r"(?:offerings|students)\[\d+\]")


@dataclass(slots=True)
class _Reading:
    """What was read so far, and where each part of it stands."""

    folder: Path
    rest: str = "cohort.csv"
    broken: bool = False
    raw: Raw = field(default_factory=lambda: {"format": "placement-instance/1"})
    faults: list[Fault] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def sheet(self, name: str, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> Sheet:
        sheet = read_sheet(self.folder / name, required, optional)
        self.faults += sheet.faults
        self.broken = self.broken or bool(sheet.faults)
        return sheet

    def optional_sheet(self, name: str, required: tuple[str, ...], optional: tuple[str, ...] = ()) -> Sheet:
        there = (self.folder / name).exists()
        return self.sheet(name, required, optional) if there else Sheet(name, (), (), ())

    def stands(self, part: str, sheet: Sheet, row: Row, columns: tuple[str, ...] = ()) -> None:
        self.places[part] = sheet.place(row)
        self.columns[part] = columns

    def found(self, bad: BadInstance) -> Iterator[Fault]:
        """The faults of a part, each with the file, the line and the column in which it stands."""
        for fault in bad.faults:
            yield Fault(self._place(fault.place), PART.sub(lambda part: self._place(part[0]), fault.message))

    def _place(self, place: str) -> str:
        end = len(place)
        while end > 0 and place[:end] not in self.places:
            end = max(place.rfind(".", 0, end), place.rfind("[", 0, end))
        if end <= 0:
            return f"{self.rest}, {place}"
        inside = place[end:]
        at = re.fullmatch(r"(\.capacity)?\[(\d+)\]", inside)
        if at and at[1]:
            inside = f"w{at[2]}"
        elif at and int(at[2]) < len(self.columns.get(place[:end], ())):
            inside = self.columns[place[:end]][int(at[2])]
        return ", ".join(part for part in (self.places[place[:end]], inside.lstrip(".")) if part)


def read_tables(folder: Path) -> Instance:
    """The cohort in a folder of CSV files. Raises `BadInstance` with every fault, or `OSError`."""
    reading = _Reading(folder)
    _read_cohort(reading)
    _read_offerings(reading)
    _read_students(reading)
    _read_limits(reading)
    _read_friends(reading)
    if reading.broken:
        raise BadInstance(reading.faults)
    try:
        instance = instance_from(reading.raw)
    except BadInstance as bad:
        reading.faults += reading.found(bad)
    if reading.faults:
        raise BadInstance(reading.faults)
    return instance


def _read_cohort(reading: _Reading) -> None:
    sheet = reading.optional_sheet("cohort.csv", COHORT)
    for row in sheet.rows:
        key, value = row.cells.get("key", ""), row.cells.get("value", "")
        kind, _, weight = key.partition(".")
        if key == "name":
            reading.raw["name"] = value
        elif key == "objectives":
            reading.raw["objectives"] = entries(value)
        elif kind == "weights" and weight:
            reading.raw.setdefault("weights", {})[weight] = _decimal(value)
        else:
            reading.faults.append(
                Fault(sheet.place(row, "key"), f'must be "name", "objectives" or "weights.…", not {shown(key)}')
            )


def _decimal(cell: str) -> int | float | str:
    try:
        return number(cell) if isinstance(number(cell), int) else float(cell)
    except ValueError:
        return cell


def _read_offerings(reading: _Reading) -> None:
    sheet = reading.sheet("offerings.csv", ("id", "price_week", "requires", "min_score"), tuple(OFFERING))
    week_columns = [column for column in sheet.columns if WEEK_COLUMN.fullmatch(column)]
    if sheet.columns and week_columns != [f"w{week}" for week in range(len(week_columns))]:
        reading.faults.append(Fault("offerings.csv, line 1", "the columns of weeks must be w0, w1, w2 and so on"))
    reading.raw["weeks"] = len(week_columns)
    if sheet.columns and not week_columns:
        reading.faults.append(Fault("offerings.csv, line 1", 'has no columns of weeks: "w0" is the first'))
    offerings = reading.raw["offerings"] = []
    at: dict[str, list[int]] = {}
    for row in sheet.rows:
        part = f"offerings[{len(offerings)}]"
        reading.stands(part, sheet, row)
        at.setdefault(row.cells.get("id", ""), []).append(len(offerings))
        seats = [number(row.cells.get(column, "")) for column in week_columns]
        offerings.append(_part(row, OFFERING) | {"capacity": seats, "blocks": []})
    _read_entries(reading, "blocks.csv", BLOCKS, ("offerings", "blocks"), at)


def _read_students(reading: _Reading) -> None:
    required = tuple(column for column in STUDENT if column not in ("arrival", "school"))
    sheet = reading.sheet("students.csv", required, tuple(STUDENT))
    students = reading.raw["students"] = []
    at: dict[str, list[int]] = {}
    for row in sheet.rows:
        reading.stands(f"students[{len(students)}]", sheet, row)
        at.setdefault(row.cells.get("id", ""), []).append(len(students))
        students.append(_part(row, STUDENT) | {"windows": [], "prefs": [], "state_weeks": {}, "already": {}})
    _read_entries(reading, "windows.csv", WINDOWS, ("students", "windows"), at)
    _read_entries(reading, "preferences.csv", PREFERENCES, ("students", "prefs"), at)
    _read_counts(reading, "state_weeks", STATE_WEEKS, at)
    _read_counts(reading, "already", ALREADY, at)


def _read_counts(reading: _Reading, key: str, columns: tuple[str, str, str], at: dict[str, list[int]]) -> None:
    """Rows of a student, what is counted, and how much of it."""
    _student, what, count = columns
    sheet = reading.optional_sheet(f"{key}.csv", columns)
    for row in sheet.rows:
        for student in _owners(reading, sheet, row, "student", at):
            counted, name = reading.raw["students"][student][key], row.cells.get(what, "")
            if name in counted:
                reading.faults.append(Fault(sheet.place(row, what), f"{shown(name)} is listed twice"))
            counted[name] = number(row.cells.get(count, ""))
            reading.places[f"students[{student}].{key}.{shortened(name)}"] = sheet.place(row, count)


def _part(row: Row, columns: Mapping[str, Cell]) -> Raw:
    """The cells of a row. An empty one is an empty text or list, or is left out where a number is needed."""
    return {
        column: cell(row.cells.get(column, ""))
        for column, cell in columns.items()
        if cell is not number or column in row.cells
    }


def _read_entries(
    reading: _Reading, name: str, columns: tuple[str, ...], into: tuple[str, str], at: dict[str, list[int]]
) -> None:
    """Rows that belong to an offering or a student, which the first column names."""
    sheet = reading.sheet(name, columns)
    kind, key = into
    for row in sheet.rows:
        for owner in _owners(reading, sheet, row, columns[0], at):
            listed = reading.raw[kind][owner][key]
            reading.stands(f"{kind}[{owner}].{key}[{len(listed)}]", sheet, row, columns[1:])
            cells = [row.cells.get(column, "") for column in columns[1:]]
            listed.append(
                [
                    cell if column == "offering" else number(cell)
                    for column, cell in zip(columns[1:], cells, strict=True)
                ]
            )


def _owners(reading: _Reading, sheet: Sheet, row: Row, column: str, at: dict[str, list[int]]) -> list[int]:
    name = row.cells.get(column, "")
    if name not in at:
        reading.faults.append(Fault(sheet.place(row, column), f"{shown(name)} is not an id in {column}s.csv"))
    return at.get(name, [])


def _read_limits(reading: _Reading) -> None:
    limits: Raw = {}
    for key, columns in LIMITS.items():
        required = tuple(column for column in columns if column not in (*SELDOM, "school"))
        sheet = reading.optional_sheet(f"{key}.csv", required, tuple(columns))
        limits[key] = []
        for row in sheet.rows:
            reading.stands(f"limits.{key}[{len(limits[key])}]", sheet, row)
            limits[key].append(_part(row, columns))
    reading.raw["limits"] = limits


def _read_friends(reading: _Reading) -> None:
    sheet = reading.optional_sheet("together.csv", TOGETHER)
    pairs = reading.raw["together"] = []
    for row in sheet.rows:
        reading.stands(f"together[{len(pairs)}]", sheet, row, TOGETHER)
        pairs.append([row.cells.get(column, "") for column in TOGETHER])


def write_tables(instance: Instance, folder: Path) -> None:
    """Write a cohort as a folder of CSV files, which `read_tables` gives back.

    Raises `BadInstance` when a requirement or a fact holds the ";" that stands between them.
    """
    _refuse_separators(instance)
    folder.mkdir(parents=True, exist_ok=True)
    weeks = [f"w{week}" for week in range(instance.weeks)]
    offerings, students = instance.offerings, instance.students
    settings = [("name", instance.name), ("objectives", instance.objectives)]
    settings += [(f"weights.{key}", str(value)) for key, value in instance.weights.model_dump().items()]
    write_sheet(folder / "cohort.csv", COHORT, settings)
    columns = _used(OFFERING, offerings)
    rows = ([*(getattr(part, key) for key in columns), *part.capacity] for part in offerings)
    write_sheet(folder / "offerings.csv", [*columns, *weeks], rows)
    write_sheet(folder / "blocks.csv", BLOCKS, [(part.id, *block) for part in offerings for block in part.blocks])
    write_sheet(folder / "students.csv", tuple(STUDENT), ([getattr(part, key) for key in STUDENT] for part in students))
    write_sheet(folder / "windows.csv", WINDOWS, [(part.id, *window) for part in students for window in part.windows])
    write_sheet(folder / "preferences.csv", PREFERENCES, [(part.id, *wish) for part in students for wish in part.prefs])
    spent = [(part.id, *entry) for part in students for entry in part.state_weeks.items()]
    write_sheet(folder / "state_weeks.csv", STATE_WEEKS, spent)
    write_sheet(folder / "together.csv", TOGETHER, instance.together)
    counted = [(part.id, *entry) for part in students for entry in part.already.items()]
    write_sheet(folder / "already.csv", ALREADY, counted)
    for key, cells in LIMITS.items():
        limits = getattr(instance.limits, key)
        columns = _used(cells, limits)
        write_sheet(folder / f"{key}.csv", columns, ([getattr(limit, c) for c in columns] for limit in limits))


def _used(columns: Iterable[str], parts: Sequence[object]) -> list[str]:
    """The columns without those that most files do without, where no part has anything in them."""
    return [key for key in columns if key not in SELDOM or any(getattr(part, key) for part in parts)]


def _refuse_separators(instance: Instance) -> None:
    parts: list[tuple[Offering | Student | StateLimit, str, tuple[str, ...]]] = [
        *((part, "requires", part.requires) for part in instance.offerings),
        *((part, "facts", part.facts) for part in instance.students),
        *((limit, "kinds", limit.kinds) for key in LIMITS for limit in getattr(instance.limits, key)),
        *((limit, "schools", limit.schools) for limit in instance.limits.own),
    ]
    faults = [
        Fault(
            f"{part.state if isinstance(part, StateLimit) else part.id}.{key}",
            f'{shown(entry)} cannot be written: it holds a "{SEPARATOR}" or starts or ends with a space',
        )
        for part, key, listed in parts
        for entry in listed
        if SEPARATOR in entry or entry != entry.strip()
    ]
    if faults:
        raise BadInstance(faults)


def write_solution_table(solution: Solution, path: Path) -> None:
    """Write one line for each placement, in the order of students and weeks. Claims are left out."""
    rows = [
        (student, *placed)
        for student, plan in sorted(solution.plans.items())
        for placed in sorted(plan, key=lambda placed: placed.start)
    ]
    write_sheet(path, SOLUTION, rows)


def read_solution_table(path: Path, instance: Instance) -> Solution:
    """The solution in a CSV file. A student without a line has an empty plan. Raises as `read_tables` does."""
    reading = _Reading(path.parent, rest=path.name)
    sheet = reading.sheet(path.name, SOLUTION)
    plans: dict[str, list[list[object]]] = {student.id: [] for student in instance.students}
    for row in sheet.rows:
        student, *placed = (row.cells.get(column, "") for column in SOLUTION)
        if student not in plans:
            reading.faults.append(Fault(sheet.place(row, "student"), f"{shown(student)} is not an id in this cohort"))
            continue
        reading.stands(f"plans.{shortened(student)}[{len(plans[student])}]", sheet, row, SOLUTION[1:])
        plans[student].append([placed[0], *map(number, placed[1:])])
    try:
        solution = solution_from({"instance": instance.name, "plans": plans})
    except BadInstance as bad:
        reading.faults += reading.found(bad)
    if reading.faults:
        raise BadInstance(reading.faults)
    return solution
