"""The openings that students of a round list, with the fewest students with which each runs."""

from dataclasses import dataclass

from django.db.models import Count

from openrotations.applications.models import Preference
from openrotations.catalogue.models import Opening
from openrotations.placements.models import Round, RoundEntry
from openrotations.placements.plans.criteria import least_of
from openrotations.placements.queries.instances import entries_in


@dataclass(frozen=True)
class LeastLine:
    """One opening: how many students of the round list it, and how many it needs (0: one is enough)."""

    opening: Opening
    listed: int
    least: int


def openings_listed(round: Round) -> list[LeastLine]:
    """Every opening on a list in the round, the most wanted first; a constant number of queries."""
    applications = entries_in(round).values("application_id")
    counts = dict(
        Preference.objects.filter(application__in=applications)
        .order_by()
        .values_list("opening_id")
        .annotate(students=Count("pk"))
    )
    least = least_of(round.settings)
    openings = Opening.objects.select_related("offering__site").filter(pk__in=counts)
    lines = [LeastLine(each, counts[each.pk], least.get(str(each.pk), 0)) for each in openings]
    return sorted(lines, key=lambda line: (-line.listed, line.opening.offering.title, line.opening.dates.first))


def least_of_choices(entry: RoundEntry) -> list[LeastLine]:
    """Of one student's choices, those that run only with enough students, the best-liked first."""
    least = least_of(entry.round.settings)
    rows = entry.application.preferences.filter(opening_id__in=least).select_related("opening__offering__site")
    return [LeastLine(row.opening, 0, least[str(row.opening_id)]) for row in rows.order_by("rank")]
