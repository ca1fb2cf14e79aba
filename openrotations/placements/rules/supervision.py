"""May this physician be named as who supervises? Every reason why not. Pure functions."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason
from openrotations.placements.states import PlacementState

# From the host's question until the rotation is over.
MAY_NAME = (
    PlacementState.ACCEPTED,
    PlacementState.CONFIRMED,
    PlacementState.CLEARED,
    PlacementState.ACTIVE,
)


def why_not_supervise(*, state: str, works_there: bool) -> Iterator[Reason]:
    """Whoever supervises works at the site, and is named before the rotation is over."""
    if state not in MAY_NAME:
        yield Reason("not-running", _("This rotation is over, or does not take place. Nobody needs to be named."))
    if not works_there:
        yield Reason(
            "works-elsewhere", _("This physician does not work at your site. Choose another, or ask the office.")
        )
