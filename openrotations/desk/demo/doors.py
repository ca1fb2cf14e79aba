"""A way into the demo: which part one plays, as whom, and where one lands. Found anew at every visit."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from openrotations.common.refusals import Words
from openrotations.people.models import Person


@dataclass(frozen=True)
class Landing:
    """Where a door leads: an address, and who is signed in there (nobody for pages opened by a link)."""

    url: str
    person: Person | None = None


@dataclass(frozen=True)
class Found:
    """Who stands behind a door now: a name (empty for anybody), the state, its tag's kind, and how to enter."""

    name: str
    state: Words
    kind: str
    enter: Callable[[datetime], Landing]


@dataclass(frozen=True)
class Door:
    """One role at one stage. `find` looks for somebody who is there at this moment; None when nobody is."""

    key: str
    title: Words
    sentence: Words
    find: Callable[[datetime], Found | None]


@dataclass(frozen=True)
class Group:
    """Doors that stand together."""

    title: Words
    lead: Words
    doors: tuple[Door, ...]
