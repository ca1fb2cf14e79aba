"""What plans of a repair cost: a placement keeps the price it was made at, a new one has today's."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from openrotations.catalogue.models import Opening
from openrotations.common.periods import WEEK
from openrotations.placements.models import Placement, Run
from openrotations.placements.planner.cohort.files.formats import Placed

type Plans = Mapping[str, Collection[Placed]]
"""By application, the blocks of its plan."""


@dataclass(frozen=True)
class Prices:
    """In US dollars: placements by application, opening, Monday and number of weeks; a week at each opening."""

    made: Mapping[tuple[str, str, date, int], Decimal]
    weekly: Mapping[str, Decimal]

    def of(self, student: str, plan: Iterable[Placed], monday: date) -> Decimal:
        """What these blocks of one student cost in all, with weeks counted from this Monday."""
        return sum((self._of_block(student, block, monday) for block in plan), Decimal())

    def of_all(self, plans: Plans, monday: date) -> Decimal:
        """What the plans of all cost."""
        return sum((self.of(student, plan, monday) for student, plan in plans.items()), Decimal())

    def _of_block(self, student: str, block: Placed, monday: date) -> Decimal:
        made = self.made.get((student, block.offering, monday + block.start * WEEK, block.length))
        return self.weekly[block.offering] * block.length if made is None else made


def prices_for(run: Run, opening_ids: Collection[str]) -> Prices:
    """Prices at these openings for what had not ended when the repair was looked for, and for what came of it."""
    rows = Placement.objects.filter(Q(ended_at=None) | Q(ended_at__gte=run.created_at), round=run.round_id)
    made = {}
    for row in rows.order_by("created_at", "pk"):
        monday = row.dates.first - timedelta(days=row.dates.first.weekday())
        made[str(row.application_id), str(row.opening_id), monday, row.dates.weeks] = row.price
    weekly = Opening.objects.filter(pk__in=opening_ids).values_list("pk", "offering__price_per_week")
    return Prices(made, {str(pk): price for pk, price in weekly})
