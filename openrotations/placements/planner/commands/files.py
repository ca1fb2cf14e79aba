"""The files that commands are given: a ranked round or a cohort, in JSON or, a cohort, in CSV."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from openrotations.placements.planner.cohort.files import formats as cohort
from openrotations.placements.planner.cohort.files.tables import (
    read_solution_table,
    read_tables,
    write_solution_table,
)
from openrotations.placements.planner.ranked import formats as ranked
from openrotations.placements.planner.reading import JsonObject, load_json


@dataclass(frozen=True, slots=True)
class Given[T]:
    """What a file holds, and the JSON values it was read from, for those who trust no reader."""

    held: T
    raw: JsonObject


def read_any(path: Path) -> Given[cohort.Instance] | Given[ranked.Instance]:
    """The cohort or the ranked round in a file, by its `format`; a folder is a cohort in CSV.

    A file without `format` is a cohort when it counts `weeks`. Raises `BadInstance` with every fault, or `OSError`.
    """
    if path.is_dir():
        return _with_json(read_tables(path))
    raw, faults = load_json(path)
    if not isinstance(raw, Mapping):
        return Given(ranked.instance_from(raw, found=faults), {})
    if str(raw.get("format", "placement-" if "weeks" in raw else "")).startswith("placement-"):
        return Given(cohort.instance_from(raw, found=faults), raw)
    return Given(ranked.instance_from(raw, found=faults), raw)


def read_cohort(path: Path) -> Given[cohort.Instance]:
    """The cohort in a file of JSON or a folder of CSV. Raises `BadInstance` with every fault, or `OSError`."""
    if path.is_dir():
        return _with_json(read_tables(path))
    raw, faults = load_json(path)
    return Given(cohort.instance_from(raw, found=faults), raw if isinstance(raw, Mapping) else {})


def read_plan(path: Path, instance: cohort.Instance) -> Given[cohort.Solution]:
    """The plans of a cohort, in JSON or in a file `….csv`. Raises `BadInstance` with every fault, or `OSError`."""
    if path.suffix.lower() == ".csv":
        solution = read_solution_table(path, instance)
        return Given(solution, cohort.solution_json(solution))
    raw, faults = load_json(path)
    return Given(cohort.solution_from(raw, found=faults), raw if isinstance(raw, Mapping) else {})


def write_plan(solution: cohort.Solution, path: Path) -> None:
    """Write the plans of a cohort, as CSV when the file is called `….csv`."""
    if path.suffix.lower() == ".csv":
        write_solution_table(solution, path)
    else:
        cohort.write_solution(solution, path)


def _with_json(instance: cohort.Instance) -> Given[cohort.Instance]:
    return Given(instance, instance.model_dump(mode="json"))
