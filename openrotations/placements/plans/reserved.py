"""Which days of openings a round keeps for its students while it gives seats. Pure functions."""

from django.utils.translation import gettext_lazy as _

from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.placements.states import RoundState

RESERVING = (RoundState.CHECKED, RoundState.RUNNING, RoundState.REVIEWED, RoundState.PUBLISHING)
"""A round that still collects keeps nothing; one that is published has given what it gives."""

BEING_GIVEN = Reason(
    "being-given",
    _("These seats are being given in a round now. What is left of them can be had once its offers are out."),
)


def reserved_days(opening: Period, window: Period, least_weeks: int) -> Period | None:
    """The days of an opening that a round may give to a student in one window; None where they are too few.

    A student of the round counts like one taken seat on these days, so that others see the seats beyond.
    """
    first, last = max(opening.first, window.first), min(opening.last, window.last)
    if first > last:
        return None
    days = Period(first, last)
    return days if days.weeks >= least_weeks else None
