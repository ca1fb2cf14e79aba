"""What a repair of a published plan is made of: days that close, and how much each kind of repair may change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from openrotations.common.periods import Period
from openrotations.common.refusals import Words

FEWEST, CONFIRMED_STAY = "fewest changes", "confirmed stay"
KINDS: Mapping[str, tuple[Words, Words]] = {
    FEWEST: (
        _("Fewest changes"),
        _("Nobody gives up a place for others. Those hit get what is free."),
    ),
    "weeks kept": (
        _("Most weeks"),
        _("Others move, as few as can be, where that gives those hit more weeks. Confirmed places may move too."),
    ),
    CONFIRMED_STAY: (
        _("Confirmed places stay"),
        _("Others move where that gives those hit more weeks. No confirmed place is given up for it."),
    ),
    "best plans": (
        _("Best plans"),
        _("Others move wherever all plans together gain by it. Confirmed places may move too."),
    ),
}
"""Each kind of repair in the order of the page: its name, and what it means."""

MOVED_BECAUSE: Mapping[str, Words] = {
    "closed": _("The place is closed on these days."),
    "facts changed": _("Lost a place, or wants more weeks."),
    "makes room": _("Makes room for somebody else."),
    "better plan": _("A free seat makes a better plan."),
    "unsound": _("The plan does not keep every rule any more."),
    "new": _("Comes into this round."),
}
"""Why somebody's plan changes, by the planner's word, for the office."""

TOLD_BECAUSE: Mapping[str, Words] = {
    "closed": _("To make up for it, other parts of your plan have moved."),
    "facts changed": _("You lost a place, or want more weeks than you have. We looked for others."),
    "makes room": _("Others lost their places. The office changed your plan so that more of you have one."),
    "better plan": _("A seat is free now that makes a better plan for you."),
    "makes room for new": _("Others came into this round. The office changed your plan so that more have a place."),
    "wish": _("You asked for other dates. The office grants it and has found a place for you on these dates."),
    "unsound": _("Your plan did not keep every rule any more."),
}
"""The same for the student. Of closed days the reason is told that the office gave, and this beside it."""


@dataclass(frozen=True)
class Closing:
    """Days of an opening that are to be closed, and why."""

    opening_id: UUID
    period: Period
    because: str

    @property
    def as_json(self) -> dict[str, str]:
        """As a run keeps it."""
        first, last = self.period.first.isoformat(), self.period.last.isoformat()
        return {"opening": str(self.opening_id), "first_on": first, "last_on": last, "because": self.because}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """From what a run keeps."""
        period = Period(date.fromisoformat(kept["first_on"]), date.fromisoformat(kept["last_on"]))
        return cls(UUID(kept["opening"]), period, kept["because"])

    def hits(self, opening_id: UUID, dates: Period) -> bool:
        """Whether a stay there has a day on which it closes."""
        return self.opening_id == opening_id and self.period.overlaps(dates)


def may_move_others(kind: str) -> bool:
    """Whether somebody may give up a place, so that others have more."""
    return kind != FEWEST


def may_move_confirmed(kind: str) -> bool:
    """Whether a confirmed place may be given up, so that others have more."""
    return kind not in (FEWEST, CONFIRMED_STAY)
