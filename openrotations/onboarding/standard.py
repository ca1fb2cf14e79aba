"""The list of tasks before day one, as data: the programme's own, and the host's requirements."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

_FILE = Path(__file__).with_name("standard_tasks.yaml")
_FEWEST_DAYS = 2


class StandardTask(BaseModel):
    """One task that every rotation has; `only_hands_on` ones are left out for an observer.

    `covered_by`: kinds of paper; where the host asks for one of them, its task says the same.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    title: str = Field(max_length=200)
    who: Literal["student", "office", "host"]
    days_before: int = Field(ge=0, le=365)
    only_hands_on: bool = False
    covered_by: frozenset[str] = frozenset()


class StandardTasks(BaseModel):
    """The whole list, with where it comes from and when that was checked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    checked_on: date
    host_requirement_days_before: int = Field(ge=0, le=365)
    tasks: tuple[StandardTask, ...]


@dataclass(frozen=True)
class Asked:
    """A paper that the host asks for, and how it must be (see `catalogue.models.Requirement`)."""

    kind: str
    title: str
    who: str = "student"
    lead_days: int | None = None
    not_older_than_days: int | None = None
    counted_from: str = "start"
    amounts: Mapping[str, float] = field(default_factory=dict)
    note: str = ""


@dataclass(frozen=True)
class PlannedTask:
    """A task that is to be made: what, who acts, and its last day; for a paper also how it must be."""

    title: str
    who: str
    due_on: date
    paper: Asked | None = None

    @property
    def fields(self) -> dict[str, Any]:
        """As fields of a task."""
        asked = self.paper or Asked("", "")
        return {
            "title": self.title,
            "who": self.who,
            "due_on": self.due_on,
            "kind": asked.kind,
            "not_older_than_days": asked.not_older_than_days,
            "counted_from": asked.counted_from,
            "amounts": dict(asked.amounts),
            "note": asked.note,
        }


@cache
def standard_tasks() -> StandardTasks:
    """The list as its file has it. Raises pydantic's ValidationError for a file that is not in order."""
    return StandardTasks.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def due_before(first: date, days_before: int, today: date) -> date:
    """So many days before day one; never sooner than in two days, never after day one."""
    return min(max(first - timedelta(days=days_before), today + timedelta(days=_FEWEST_DAYS)), first)


def due_for_rule(first: date, today: date) -> date:
    """The last day for what a rule still wants: as what a host asks for in its own words."""
    return due_before(first, standard_tasks().host_requirement_days_before, today)


def planned_papers(papers: Sequence[Asked], *, first: date, today: date) -> Iterator[PlannedTask]:
    """A task for every paper, due as early as the host wants it."""
    usual = standard_tasks().host_requirement_days_before
    for paper in papers:
        lead_days = usual if paper.lead_days is None else paper.lead_days
        yield PlannedTask(paper.title[:200], paper.who, due_before(first, lead_days, today), paper)


def planned_tasks(
    requirements: str, *, hands_on: bool, first: date, today: date, papers: Sequence[Asked] = ()
) -> Iterator[PlannedTask]:
    """Every task before this first day: the host's papers, its own words (a line each), then the programme's list."""
    known = standard_tasks()
    yield from planned_papers(papers, first=first, today=today)
    for line in dict.fromkeys(line.strip() for line in requirements.splitlines()):
        if line:
            due_on = due_before(first, known.host_requirement_days_before, today)
            yield PlannedTask(line[:200], "student", due_on)
    yield from own_tasks({paper.kind for paper in papers}, hands_on=hands_on, first=first, today=today)


def own_tasks(asked: Set[str], *, hands_on: bool, first: date, today: date) -> Iterator[PlannedTask]:
    """The programme's list, without what one of the papers asked for (by kind) says as well."""
    for task in standard_tasks().tasks:
        if (hands_on or not task.only_hands_on) and not task.covered_by & asked:
            yield PlannedTask(task.title, task.who, due_before(first, task.days_before, today))


def titles_covered_by(kinds: Set[str]) -> frozenset[str]:
    """Titles of the programme's own tasks that one of these papers says as well."""
    return frozenset(task.title for task in standard_tasks().tasks if task.covered_by & kinds)
