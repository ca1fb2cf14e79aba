"""Which placements hold a seat."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from openrotations.placements.models import Placement
from openrotations.placements.states import HOLDING, PlacementState


def holding(now: datetime, *, apart_from: Collection[UUID] = ()) -> QuerySet[Placement]:
    """Placements that hold a seat at this moment; an offer that ran out holds none, nor do those `apart_from`."""
    rows = Placement.objects.filter(state__in=HOLDING).exclude(Q(state=PlacementState.OFFERED) & Q(held_until__lte=now))
    return rows.exclude(pk__in=apart_from) if apart_from else rows
