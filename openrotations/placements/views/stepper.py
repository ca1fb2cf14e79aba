"""The steps of a round, for the timeline of its page."""

from typing import Any

from django.utils.translation import gettext as _

from openrotations.placements.models import Round
from openrotations.placements.states import RoundState

ORDER = list(RoundState)


def steps_of(round: Round) -> list[dict[str, Any]]:
    """Collect, check, compute, review, publish, close: each with whether it is done, now or later."""
    reached = ORDER.index(RoundState(round.state))
    steps = [
        (_("Collect applications"), None),
        (_("Check"), None),
        (_("Compute"), round.ran_at),
        (_("Review"), None),
        (_("Publish the offers"), round.published_at),
        (_("Close"), None),
    ]
    # Each state is what was reached; what the office does now is the step after it, but for the waiting ones.
    now = {0: 0, 1: 2, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6}[reached]
    return [
        {
            "label": label,
            "state": "done" if number < now else "now" if number == now else "later",
            "at": at if number < now else None,
        }
        for number, (label, at) in enumerate(steps)
    ]
