"""The day-one pack: where, when, whom to ask for, what to bring; only what somebody has said."""

from collections.abc import Sequence
from dataclasses import dataclass

from openrotations.onboarding.models import Task
from openrotations.people.models import Contact
from openrotations.placements.models import Placement
from openrotations.placements.queries.hosts import coordinator_now

# Papers whose original is looked at on day one; the host has no copy of them.
SHOWN_THERE = ("identity", "visa", "health_insurance", "bls", "acls", "n95_fit")


@dataclass(frozen=True)
class DayOne:
    """What a student needs to know on the first morning. `ask_for` is the host's own words, empty when not said."""

    placement: Placement
    address: tuple[str, ...]
    ask_for: str
    coordinator: Contact | None
    supervisor: Contact
    bring: tuple[Task, ...]
    own_words: tuple[str, ...]
    is_cleared: bool


def day_one_of(placement: Placement, tasks: Sequence[Task]) -> DayOne:
    """The pack of a placement with these tasks."""
    offering = placement.offering
    site = offering.site
    town = " ".join(part for part in (f"{site.city}, {site.state}", site.postcode) if part)
    lines = (line.strip() for line in offering.requirements.splitlines())
    return DayOne(
        placement,
        tuple(part for part in (site.name, site.street, town) if part),
        placement.day_one_contact,
        coordinator_now(placement),
        placement.supervisor,
        tuple(task for task in tasks if task.kind in SHOWN_THERE and not task.waived_at),
        tuple(line for line in lines if line),
        placement.state in ("cleared", "active"),
    )
