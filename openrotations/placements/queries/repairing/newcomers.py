"""Who could come into a published round with a repair."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from openrotations.applications.models import Application
from openrotations.placements.models import Round
from openrotations.placements.queries.rounds import applications_to_collect

MOST_SHOWN = 50


@dataclass(frozen=True)
class Newcomers:
    """Applications that could come in: the newest ones, and how many there are in all."""

    shown: list[Application]
    count: int


def who_could_come(round: Round) -> QuerySet[Application]:
    """Eligible and waiting applications with choices and without a seat that are not in this round."""
    return applications_to_collect().exclude(round_entries__round=round)


def newcomers_for(round: Round) -> Newcomers:
    """The newest ones of those who could come, for the office to choose from."""
    rows = who_could_come(round).select_related("student__person", "student__school")
    shown = list(rows.order_by("-submitted_at", "pk")[: MOST_SHOWN + 1])
    count = len(shown) if len(shown) <= MOST_SHOWN else who_could_come(round).count()
    return Newcomers(shown[:MOST_SHOWN], count)


def cannot_come(round: Round, wanted: Collection[UUID]) -> list[Application]:
    """Those of these applications that cannot come into the round, or not any more."""
    can = set(who_could_come(round).filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()
    others = Application.objects.filter(pk__in=set(wanted) - can)
    return list(others.select_related("student__person").order_by("pk"))
