"""May a round be checked, computed or published, and if not, every reason why. Pure functions."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Reason
from openrotations.placements.states import Unpublished


def why_not_run(*, state: str, entries: int) -> Iterator[Reason]:
    """A round is computed once it has applications and was checked."""
    if not entries:
        yield Reason("no-entries", _("No application is in this round. Collect applications first."))
    if state not in ("checked", "reviewed"):
        yield Reason("not-checked", _("This round cannot be computed now. Check it first."))


def why_not_of_this_round(*, in_round: set[str], planned: set[str]) -> Iterator[Reason]:
    """A result is for the applications that are in the round now: nobody is passed over unseen."""
    if not in_round <= planned:
        yield Reason(Unpublished.OTHERS_CAME, Unpublished.OTHERS_CAME.label)


def why_not_within_limits(*, is_within: bool) -> Iterator[Reason]:
    """Limits on states hold with everybody who was placed since, too."""
    if not is_within:
        yield Reason(Unpublished.LIMIT_PASSED, Unpublished.LIMIT_PASSED.label)


def why_not_this_kind(*, kind: str, wanted: str) -> Iterator[Reason]:
    """Single openings and plans are computed differently."""
    if kind != wanted:
        yield Reason("other-kind", _("This round is of the other kind. Open its page and compute it from there."))


def why_not_check(*, choices_that_can_be_had: int) -> Iterator[Reason]:
    """There must be something to compute."""
    if not choices_that_can_be_had:
        yield Reason("nothing-to-place", _("No application in this round has a choice that can be had. Collect first."))
