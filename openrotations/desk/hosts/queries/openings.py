"""A site's openings as its host sees them: which are ahead, who has a seat, which months are empty."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from openrotations.catalogue.models import Closure, Opening
from openrotations.catalogue.queries import Left
from openrotations.desk.hosts import rules
from openrotations.hosts.models import Site

# Monday stays Monday.
_A_YEAR = timedelta(weeks=52)


@dataclass(frozen=True)
class Month:
    """The openings that begin in one month, with their free seats."""

    first: date
    openings: list[Left]

    @property
    def free(self) -> int:
        """Free seats in all of them."""
        return sum(left.free for left in self.openings)


def open_ahead(site: Site, today: date) -> list[Opening]:
    """Openings of the site that are open and not over, in order of time, with closed days."""
    rows = Opening.objects.filter(offering__site=site, closed_at=None, period__endswith__gt=today)
    return list(
        rows.select_related("offering__preceptor", "offering__site")
        .prefetch_related("closures")
        .order_by("period", "pk")
    )


def months_of(openings: Sequence[Left]) -> list[Month]:
    """The openings under the month of their first day."""
    by_month = groupby(openings, key=lambda left: left.opening.dates.first.replace(day=1))
    return [Month(first, list(found)) for first, found in by_month]


def empty_of(openings: Sequence[Opening], today: date) -> list[date]:
    """The months ahead, of those that are asked about, in which no day of these openings is open."""
    stretches = [stretch for opening in openings for stretch in opening.open_stretches]
    return rules.empty_months(rules.asked_months(today), stretches)


def closures_ahead(opening: Opening, today: date) -> list[Closure]:
    """The closed days of an opening that are not over, in order of time."""
    return [closure for closure in sorted(opening.closures.all(), key=_first_day) if closure.dates.last >= today]


def copy_of(opening: Opening) -> dict[str, Any]:
    """What a copy of an opening has unless the host says otherwise: the same weeks a year later, as many seats."""
    return {"starts_on": opening.dates.first + _A_YEAR, "seats": opening.seats}


def _first_day(closure: Closure) -> date:
    return closure.dates.first
