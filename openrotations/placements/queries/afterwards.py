"""What became of a choice that a round gave, once its placement ended early."""

from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openrotations.common.refusals import Words
from openrotations.placements.models import Placement, RoundEntry
from openrotations.placements.states import ENDED_EARLY, EndedBy, PlacementState

type Key = tuple[str, str]
"""A state, and where it matters on whose side the reason lies."""

_ALIKE: dict[Key, Words] = {
    (PlacementState.RELEASED, ""): gettext_lazy("The host did not answer in time, so the seat was released."),
    (PlacementState.REPLACED, ""): gettext_lazy("Another placement took its place."),
    (PlacementState.CANCELLED, EndedBy.HOST): gettext_lazy("The host said no."),
    (PlacementState.CANCELLED, EndedBy.VISA): gettext_lazy("It was cancelled because of the visa."),
    (PlacementState.CANCELLED, EndedBy.PROGRAMME): gettext_lazy("The office cancelled it."),
}
_TO_STUDENT: dict[Key, Words] = _ALIKE | {
    (PlacementState.DECLINED, ""): gettext_lazy("You declined it."),
    (PlacementState.EXPIRED, ""): gettext_lazy("The offer ran out before you answered."),
    (PlacementState.CANCELLED, EndedBy.STUDENT): gettext_lazy("It was cancelled on your side."),
}
_TO_OFFICE: dict[Key, Words] = _ALIKE | {
    (PlacementState.DECLINED, ""): gettext_lazy("The student declined it."),
    (PlacementState.EXPIRED, ""): gettext_lazy("The offer ran out before the student answered."),
    (PlacementState.CANCELLED, EndedBy.STUDENT): gettext_lazy("It was cancelled on the student's side."),
}


def placements_given(entry: RoundEntry) -> dict[UUID, Placement]:
    """What the round gave this student, by opening; the newest one where there were several."""
    rows = Placement.objects.filter(round=entry.round_id, application=entry.application_id)
    return {row.opening_id: row for row in rows.order_by("created_at")}


def what_became(placement: Placement | None, *, is_published: bool, to_student: bool) -> list[str]:
    """One sentence where the placement ended early, or never came to be; nothing where it stands or is over as planned.

    A seat that a round gave can be gone when its offers go out: then there is no placement.
    """
    if placement is None:
        return [_("When the offers went out, the seat had been taken.")] if is_published else []
    if placement.state not in ENDED_EARLY:
        return []
    side = placement.ended_by or EndedBy.PROGRAMME if placement.state == PlacementState.CANCELLED else ""
    words = (_TO_STUDENT if to_student else _TO_OFFICE).get((placement.state, side))
    return [str(words) if words else _("It was cancelled.")]
