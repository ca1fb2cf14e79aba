"""Rounds of the demo: one every four weeks, published on a weekday shortly before today."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

WEEKS_BETWEEN = 4
ROUNDS_BEHIND = 18


@dataclass(frozen=True, slots=True)
class Round:
    """A batch of applications placed together. `published_on` is None until the offers are out."""

    key: str
    name: str
    opened_on: date
    published_on: date | None
    state: Literal["collecting", "published", "closed"]


def newest_publication(today: date) -> date:
    """The day of the latest offers: two to four days ago, a weekday, so that their holds still run."""
    day = today - timedelta(days=2)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return day


def publication_before(today: date, day: date) -> date:
    """The latest day of publication that is not after `day`."""
    published_on = newest_publication(today)
    while published_on > day:
        published_on -= timedelta(weeks=WEEKS_BETWEEN)
    return published_on


def make_rounds(today: date) -> tuple[Round, ...]:
    """Past rounds, oldest first, then the one that collects applications now."""
    newest = newest_publication(today)
    rounds = []
    for back in range(ROUNDS_BEHIND, -1, -1):
        published_on = newest - timedelta(weeks=WEEKS_BETWEEN * back)
        opened_on = published_on - timedelta(days=20)
        rounds.append(
            Round(
                key=f"round-{published_on.isoformat()}",
                name=f"Round of {published_on.day} {published_on:%b %Y}",
                opened_on=opened_on,
                published_on=published_on,
                state="closed" if back else "published",
            )
        )
    rounds.append(Round("round-current", "Current round", newest, None, "collecting"))
    return tuple(rounds)
