"""The list of tasks before day one, as data: the programme's own, and the host's requirements."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

_FILE = Path(__file__).with_name("standard_tasks.yaml")
_FEWEST_DAYS = 2


class StandardTask(BaseModel):
    """One task that every rotation has; `only_hands_on` ones are left out for an observer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    title: str = Field(max_length=200)
    who: Literal["student", "office", "host"]
    days_before: int = Field(ge=0, le=365)
    only_hands_on: bool = False


class StandardTasks(BaseModel):
    """The whole list, with where it comes from and when that was checked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    checked_on: date
    host_requirement_days_before: int = Field(ge=0, le=365)
    tasks: tuple[StandardTask, ...]


@dataclass(frozen=True)
class PlannedTask:
    """A task that is to be made: what, who acts, and its last day."""

    title: str
    who: str
    due_on: date


@cache
def standard_tasks() -> StandardTasks:
    """The list as its file has it. Raises pydantic's ValidationError for a file that is not in order."""
    return StandardTasks.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))


def due_before(first: date, days_before: int, today: date) -> date:
    """So many days before day one; never sooner than in two days, never after day one."""
    return min(max(first - timedelta(days=days_before), today + timedelta(days=_FEWEST_DAYS)), first)


def planned_tasks(requirements: str, *, hands_on: bool, first: date, today: date) -> Iterator[PlannedTask]:
    """Every task before this first day: the host's requirements (a line each), then the programme's list."""
    known = standard_tasks()
    for line in dict.fromkeys(line.strip() for line in requirements.splitlines()):
        if line:
            due_on = due_before(first, known.host_requirement_days_before, today)
            yield PlannedTask(line[:200], "student", due_on)
    for task in known.tasks:
        if hands_on or not task.only_hands_on:
            yield PlannedTask(task.title, task.who, due_before(first, task.days_before, today))
