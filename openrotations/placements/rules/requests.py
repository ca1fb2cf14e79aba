"""May a student ask this of a placement, may the office answer it, and may somebody post a message. Pure functions."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from openrotations.common.periods import Period
from openrotations.common.refusals import Reason
from openrotations.placements.states import PlacementState, RequestKind

BEFORE_DAY_ONE = (
    PlacementState.OFFERED,
    PlacementState.ACCEPTED,
    PlacementState.CONFIRMED,
    PlacementState.CLEARED,
)
MOST_REQUESTS_A_DAY = 3
LENGTHS = (RequestKind.SHORTEN, RequestKind.EXTEND)
# Whom the writers of a conversation may address.
AUDIENCES = {
    "student": ("everyone", "student"),
    "host": ("everyone", "host"),
    "office": ("everyone", "student", "host", "office"),
}


def why_not_post(*, side: str, audience: str, body: str) -> Iterator[Reason]:
    """A message has words, and goes to somebody its writer may address."""
    if not body.strip():
        yield Reason("empty", _("Write something first."))
    if audience not in AUDIENCES.get(side, ()):
        yield Reason("audience", _("Choose who reads this."))


def why_not_request(kind: str, *, state: str, has_open: bool, lately: int = 0) -> Iterator[Reason]:
    """Asked is about a placement that has not begun, or the length of one that runs; one thing at a time.

    `lately` is how often was asked about this placement in the last 24 hours: the office reads each of them.
    """
    while_it_runs = state == PlacementState.ACTIVE and kind in LENGTHS
    if state not in BEFORE_DAY_ONE and not while_it_runs:
        yield Reason("not-askable", _("This cannot be asked of this placement any more. Write to the office."))
    if has_open:
        text = _("You have asked something about this placement already. Wait for the answer, or take it back.")
        yield Reason("asked-already", text, "student")
    elif lately >= MOST_REQUESTS_A_DAY:
        text = _("You have asked %(n)s times in 24 hours. Ask again tomorrow, or write to the office.")
        yield Reason("asked-often", text % {"n": lately}, "student")


def why_not_wanted(kind: str, *, state: str, old: Period, wanted: Period, today: date) -> Iterator[Reason]:
    """The dates must be what their name says: later, shorter or longer; and days gone by do not change."""
    if kind in (RequestKind.POSTPONE, RequestKind.INTERVIEW) and wanted.first <= old.first:
        yield Reason("not-later", _("Choose a first day after the one you have."), "student")
    if kind == RequestKind.SHORTEN and (wanted == old or not old.contains(wanted)):
        yield Reason("not-shorter", _("Choose days inside the ones you have, and fewer."), "student")
    if kind == RequestKind.EXTEND and (wanted == old or not wanted.contains(old)):
        yield Reason("not-longer", _("Choose days around the ones you have, and more."), "student")
    if state == PlacementState.ACTIVE and (wanted.first != old.first or wanted.last < today):
        yield Reason(
            "running", _("The rotation runs. Only its last day can change, and not to a day gone by."), "student"
        )


def why_not_uncertain_until(until: date | None, *, today: date) -> Iterator[Reason]:
    """The office looks again on a day that is still to come."""
    if until and until < today:
        yield Reason("gone-by", _("That day has gone by. Choose today or a later day."), "student")


def why_not_decide(*, is_open: bool) -> Iterator[Reason]:
    """A request is answered or taken back once."""
    if not is_open:
        yield Reason("decided", _("This request has been decided already."))
