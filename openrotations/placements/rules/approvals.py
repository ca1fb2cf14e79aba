"""May the school be asked, or answer, about a placement; may it go on without its word. Pure functions."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason
from openrotations.placements.states import ApprovalState


def why_not_answer_for_school(
    *, state: str, is_own_school: bool, is_over: bool, has_other_dates: bool
) -> Iterator[Reason]:
    """A registrar answers once, for a student of their own school, while the placement goes on, about its dates."""
    if not is_own_school:
        yield Reason("not-own-school", _("A registrar speaks for their own school only."))
    if state != ApprovalState.ASKED:
        yield Reason("answered", _("This is answered already. Write to the office to change it."))
    if is_over:
        yield Reason("over", _("This placement has ended. There is nothing to approve any more."))
    if has_other_dates:
        yield Reason(
            "other-dates", _("The dates have changed since you opened this page. Look at them and answer again.")
        )


def why_not_ask_school_again(*, state: str, is_over: bool) -> Iterator[Reason]:
    """What the school approved stands; a placement that has ended needs no approval."""
    if state == ApprovalState.APPROVED:
        yield Reason("approved", _("The school has approved this placement."))
    if is_over:
        yield Reason("over", _("This placement has ended. There is nothing to approve any more."))


def why_not_without_school(*, state: str | None) -> Iterator[Reason]:
    """A placement that its school approves one by one needs that word; `state` is None where nobody asks."""
    if state == ApprovalState.ASKED:
        yield Reason("school-asked", _("The home school has still to approve this placement."), who="registrar")
    if state == ApprovalState.REFUSED:
        yield Reason("school-refused", _("The home school did not approve this placement."), who="registrar")
