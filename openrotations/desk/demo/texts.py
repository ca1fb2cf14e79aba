"""The word lists beside this file, and the named streams of chance."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml


@cache
def load(name: str) -> Any:
    """What the YAML file `name` of this folder says. Read once; treat the answer as read-only."""
    return yaml.safe_load((Path(__file__).parent / name).read_text(encoding="utf-8"))


def stream(seed: int, name: str) -> Random:
    """A source of chance for each name, so that a change in one part of the world leaves the others alone."""
    return Random(f"{seed}:{name}")


def days_before(rng: Random, day: date, fewest: int, most: int) -> date:
    """A day between `fewest` and `most` days before `day`."""
    return day - timedelta(days=rng.randint(fewest, most))


def days_after(rng: Random, day: date, fewest: int, most: int) -> date:
    """A day between `fewest` and `most` days after `day`."""
    return day + timedelta(days=rng.randint(fewest, most))


def moment(rng: Random, day: date) -> datetime:
    """A moment of that day, in UTC, when people in several time zones are awake."""
    return datetime.combine(day, time(rng.randint(8, 21), rng.randrange(60)), UTC)


def monday_on_or_after(day: date) -> date:
    """The first Monday from `day` on."""
    return day + timedelta(days=-day.weekday() % 7)
