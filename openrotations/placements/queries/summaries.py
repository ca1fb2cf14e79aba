"""A finished run for the coordinator: who has no full plan and why, and where one more seat helps most."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy

from openrotations.catalogue.models import Opening
from openrotations.common.refusals import Words
from openrotations.placements.models import RoundEntry, Run

MOST_NAMED = 20
REASONS: dict[str, Words] = {
    "seats": gettext_lazy("The seats they need are taken"),
    "order": gettext_lazy("Free seats would do, but another plan counts more, or a hand chose it"),
    "limits": gettext_lazy("A limit on students in a state is reached"),
    "budget": gettext_lazy("It costs more than they can pay"),
    "moves": gettext_lazy("They would change city too often"),
    "rotations": gettext_lazy("They would have too many rotations"),
    "window": gettext_lazy("Their windows are too short, by a week at each end"),
    "requirement": gettext_lazy("They do not meet a requirement"),
    "state": gettext_lazy("They have too many weeks in a state"),
    "several": gettext_lazy("Several of their own limits together"),
    "choices": gettext_lazy("Their choices do not add up to their weeks"),
    "nothing listed": gettext_lazy("None of their choices can be had"),
}


@dataclass(frozen=True)
class WithoutFull:
    """Students without a full plan for the same main reason: how many, and the first of them by name."""

    why: Words
    count: int
    entries: list[RoundEntry]

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.entries)


@dataclass(frozen=True)
class MoreSeat:
    """With one more seat at this opening, so many more have all their weeks, with nobody else moved."""

    opening: Opening
    students: int


@dataclass(frozen=True)
class Summary:
    """What the coordinator reads first of a plan."""

    count: int
    groups: list[WithoutFull]
    seats: list[MoreSeat]


def summary_of_run(run: Run) -> Summary | None:
    """The summary of a finished run; None where none was kept. A constant number of queries."""
    kept: Mapping[str, Any] = run.summary
    if not kept:
        return None
    groups = kept["without_full"]
    named = {UUID(student) for group in groups for student in group["students"][:MOST_NAMED]}
    rows = RoundEntry.objects.filter(round=run.round_id, application__in=named)
    entries = {str(row.application_id): row for row in rows.select_related("application__student__person")}
    openings = Opening.objects.select_related("offering__site").in_bulk(
        [UUID(seat["offering"]) for seat in kept["more_seats"]]
    )
    return Summary(
        count=sum(len(group["students"]) for group in groups),
        groups=[
            WithoutFull(
                REASONS[group["reason"]],
                len(group["students"]),
                [entries[student] for student in group["students"][:MOST_NAMED] if student in entries],
            )
            for group in groups
        ],
        seats=[
            MoreSeat(openings[UUID(seat["offering"])], seat["students"])
            for seat in kept["more_seats"]
            if UUID(seat["offering"]) in openings
        ],
    )
