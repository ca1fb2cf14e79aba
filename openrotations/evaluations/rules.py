"""May an evaluation be drafted, submitted, corrected or declined; if not, every reason why."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason
from openrotations.common.wording import written_date
from openrotations.evaluations.schedule import CORRECT_WITHIN

_OPEN = ("due", "opened", "drafted", "lapsed")


def why_not_write(state: str) -> Iterator[Reason]:
    """An evaluation is written until it is submitted or declined."""
    if state == "submitted":
        yield Reason("submitted", _("This evaluation has been submitted already."), "")
    elif state not in _OPEN:
        yield Reason("declined", _("You have said that you did not supervise this student."), "office")


def why_not_submit(
    *,
    state: str,
    moment: str,
    items: Sequence[tuple[str, str]],
    answers: Mapping[str, int | None],
    keep: str,
    change: str,
) -> Iterator[Reason]:
    """Every item has a rating or "not observed"; at mid-point both comments are there. `items`: keys and titles."""
    yield from why_not_write(state)
    yield from why_not_these_answers(moment=moment, items=items, answers=answers, keep=keep, change=change)


def why_not_these_answers(
    *, moment: str, items: Sequence[tuple[str, str]], answers: Mapping[str, int | None], keep: str, change: str
) -> Iterator[Reason]:
    """The same for an evaluation and for its correction. A reason's code is `missing-` and the item's key."""
    for key, title in items:
        if key not in answers:
            yield Reason(f"missing-{key}", _("%(item)s: choose 1 to 5, or “not observed”.") % {"item": title}, "")
    if answers and len(answers) == len(items) and all(rating is None for rating in answers.values()):
        yield Reason("nothing-observed", _("You observed nothing at all. Say that you did not supervise instead."), "")
    if moment == "midpoint":
        if len(keep.split()) < 2:
            yield Reason("missing-keep", _("One thing to keep: write a few words."), "")
        if len(change.split()) < 2:
            yield Reason("missing-change", _("One thing to change: write a few words. There is time to do it."), "")


def why_not_correct(*, state: str, first_submitted_at: datetime | None, now: datetime) -> Iterator[Reason]:
    """What was submitted can be corrected for seven days."""
    if state != "submitted" or first_submitted_at is None:
        yield Reason("not-submitted", _("This evaluation has not been submitted yet."), "")
    elif now > first_submitted_at + CORRECT_WITHIN:
        text = _("This evaluation could be corrected until %(day)s. Write to the office.")
        yield Reason("too-late", text % {"day": written_date(first_submitted_at + CORRECT_WITHIN)}, "office")


def why_not_read(*, state: str, is_read: bool) -> Iterator[Reason]:
    """A submitted evaluation is marked as read once."""
    if state != "submitted":
        yield Reason("not-submitted", _("This evaluation has not been submitted yet."), "preceptor")
    elif is_read:
        yield Reason("read", _("You have marked this as read already."), "")
