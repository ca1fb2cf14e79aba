"""What stays as it is while placements rest on it: days, windows, offerings. Pure functions."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from openrotations.common.refusals import Reason

STATED_BY_PLACEMENTS = {"preceptor", "site", "specialty", "experience_type", "participation", "setting"}


def why_not_close_days(students: Sequence[str]) -> Iterator[Reason]:
    """Days are closed once nobody has a seat on them any more."""
    if students:
        text = ngettext(
            "%(n)d placement has a seat on these days: %(names)s. Cancel, move or repair it first.",
            "%(n)d placements have seats on these days: %(names)s. Cancel, move or repair them first.",
            len(students),
        )
        yield Reason("placements-there", text % {"n": len(students), "names": ", ".join(students)})


def why_not_lose_window(*, is_used: bool) -> Iterator[Reason]:
    """The days of a placement that goes on stay inside an approved window."""
    if is_used:
        yield Reason(
            "window-used", _("A placement of yours lies in this window. Cancel it first, or let it end."), "student"
        )


def why_not_change_offering(fields: set[str], *, is_used: bool) -> Iterator[Reason]:
    """What letters and records state of a placement does not change under it."""
    if is_used and fields & STATED_BY_PLACEMENTS:
        text = _("Students are or were placed here. Add a new offering for another preceptor, site or kind.")
        yield Reason("offering-used", text)
