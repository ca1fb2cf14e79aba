"""What the board can be narrowed to."""

from uuid import UUID

from openrotations.hosts.models import Site
from openrotations.placements.models import Round, Run
from openrotations.placements.states import RoundState, RunState

_OVER = (RoundState.PUBLISHED, RoundState.CLOSED)


def sites_offered() -> list[Site]:
    """Sites at which something is or was offered, by name."""
    return list(Site.objects.filter(offerings__isnull=False).distinct().order_by("name", "city"))


def runs_to_show() -> list[tuple[UUID, str, int]]:
    """Finished runs of rounds whose offers are not published yet, the newest first: id, name of the round, number."""
    rows = Run.objects.filter(state=RunState.FINISHED, round__kind=Round.Kind.COHORT).exclude(round__state__in=_OVER)
    return list(rows.order_by("-round__created_at", "-number").values_list("pk", "round__name", "number")[:50])
