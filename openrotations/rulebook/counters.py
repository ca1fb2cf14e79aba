"""What a state counts, as data: weeks of a student, students of a school. Who gives a seat asks them under its lock.

Some come with the program; directors propose others, or change these, as they do with rules.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal, Self

import yaml
from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from openrotations.rulebook.models import Confidence, Sheet

MOST = "{most}"
type Counted = Literal["weeks_of_student", "placements_of_student", "students_of_school"]


class Counter(Sheet):
    """At most so many in a state, for students of a school that the state has not approved.

    `students_of_school` counts those who are there in one calendar year; the other two count a student's own
    stays there in all. Only stays of these experience types count. `{most}` in the statement stands for the number.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]+$", max_length=60)
    state: str = Field(pattern=r"^[A-Z]{2}$")
    counts: Counted
    most: int = Field(ge=1)
    experience_types: frozenset[str] = Field(min_length=1)
    statement: str = Field(min_length=3)
    source: str = Field(min_length=3)
    checked_on: date
    review_on: date
    confidence: Confidence

    @property
    def says(self) -> str:
        """Its statement with its number."""
        return _(self.statement).replace(MOST, str(self.most))

    @model_validator(mode="after")
    def check_days(self) -> Self:
        """It is looked at again after it was checked."""
        if self.review_on <= self.checked_on:
            raise ValueError(f"{self.id} is to be reviewed after the day it was checked")
        return self


class CounterFile(Sheet):
    """The file of counters."""

    counters: tuple[Counter, ...]


@cache
def counters() -> tuple[Counter, ...]:
    """Every counter that comes with the program. Raises pydantic's ValidationError when the file is malformed."""
    text = (files("openrotations.rulebook") / "counters.yaml").read_text(encoding="utf-8")
    return CounterFile.model_validate(yaml.safe_load(text)).counters


def states_of(found: Iterable[Counter]) -> frozenset[str]:
    """The states in which something is counted."""
    return frozenset(counter.state for counter in found)


def written_counter(counter: Counter) -> str:
    """A counter as YAML, as `read_counter` reads it."""
    plain = counter.model_dump(mode="json")
    plain["experience_types"] = sorted(counter.experience_types)
    text: str = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, width=100)
    return text


def read_counter(text: str) -> Counter | None:
    """What `written_counter` wrote; None where this version of the program cannot read it any more."""
    try:
        return Counter.model_validate(yaml.safe_load(text))
    except (yaml.YAMLError, ValueError):
        return None
