"""Who has something open with the programme: an application under way, or a placement that is not over."""

from collections.abc import Collection
from uuid import UUID

from openrotations.applications.models import Application
from openrotations.applications.queries.reevaluation import OPEN
from openrotations.applications.states import ApplicationState
from openrotations.placements.models import Placement
from openrotations.placements.states import MAY_CHANGE_SEATS, PlacementState

# What a placed application came to says its placement.
_OPEN_APPLICATIONS = tuple(state for state in OPEN if state != ApplicationState.PLACED)
_OPEN_PLACEMENTS = (*MAY_CHANGE_SEATS, PlacementState.ACTIVE)


def with_something_open(people: Collection[UUID]) -> set[UUID]:
    """Those of these people who have an open application or placement. Two queries."""
    applied = Application.objects.filter(student__person__in=people, state__in=_OPEN_APPLICATIONS)
    placed = Placement.objects.filter(student__person__in=people, state__in=_OPEN_PLACEMENTS)
    return {pk for rows in (applied, placed) for pk in rows.values_list("student__person_id", flat=True)}
