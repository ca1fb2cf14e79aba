"""What closing days of an opening would mean, and which of its days are closed."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from openrotations.catalogue import rules
from openrotations.catalogue.models import Closure, Opening
from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.placements.models import Placement
from openrotations.placements.queries.seats import placements_on


@dataclass(frozen=True)
class Closing:
    """Days as they would be closed: who has a seat on them, and every other reason why they cannot be."""

    period: Period
    placements: list[Placement]
    reasons: list[Reason]

    @property
    def can_be_closed(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.placements and not self.reasons


def closing_of(opening: Opening, period: Period, now: datetime) -> Closing:
    """What would stand in the way of closing these days now. Saves nothing."""
    reasons = rules.why_not_close_days(
        period, opening=opening.dates, closed=opening.closed_days, today=now.date()
    )  # fmt: skip
    return Closing(period, list(placements_on(opening, period, now)), list(reasons))


def closures_of(opening: Opening) -> QuerySet[Closure]:
    """The closed days of an opening in order of time, with who closed them."""
    return opening.closures.select_related("closed_by").order_by("period")
