"""What a state counts, as data: weeks of a student, students of a school. Who gives a seat asks them under its lock."""

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import Field

from openrotations.rulebook.models import Confidence, Sheet

type Counted = Literal["weeks_of_student", "placements_of_student", "students_of_school"]


class Counter(Sheet):
    """At most so many in a state, for students of a school that the state has not approved.

    `students_of_school` counts those who are there in one calendar year; the other two count a student's own
    stays there in all. Only stays of these experience types count.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]+$")
    state: str = Field(pattern=r"^[A-Z]{2}$")
    counts: Counted
    most: int = Field(ge=1)
    experience_types: frozenset[str] = Field(min_length=1)
    statement: str
    source: str
    checked_on: date
    review_on: date
    confidence: Confidence


class CounterFile(Sheet):
    """The file of counters."""

    counters: tuple[Counter, ...]


@cache
def counters() -> tuple[Counter, ...]:
    """Every counter. Raises pydantic's ValidationError when the file is malformed."""
    text = (files("openrotations.rulebook") / "counters.yaml").read_text(encoding="utf-8")
    return CounterFile.model_validate(yaml.safe_load(text)).counters


def counted_states() -> frozenset[str]:
    """The states in which something is counted."""
    return frozenset(counter.state for counter in counters())
