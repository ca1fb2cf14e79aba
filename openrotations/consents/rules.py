"""May a version be published, accepted or withdrawn, and may a step be taken without it? Pure functions."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason, Words
from openrotations.common.wording import written_date
from openrotations.consents.shipped import MARK
from openrotations.consents.states import VersionState


def why_not_save(*, state: str) -> Iterator[Reason]:
    """Only a draft is written in."""
    if state != VersionState.DRAFT:
        told = _("The draft was published or dropped at this moment. Your words are still here: look, and save again.")
        yield Reason("no-draft", told)


def why_not_publish(
    *, text: str, holds_from: date, today: date, newest_from: date | None, was_read: bool
) -> Iterator[Reason]:
    """A text that was read by a person counts from a day that is not over, and versions follow one another."""
    if not was_read:
        yield Reason("changed-since", _("Somebody changed the draft since you opened this page. Read it again."))
    if MARK in text:
        reason = _(
            "This is still the template. Have it checked by your own counsel, then take out the line “%(mark)s”."
        )
        yield Reason("still-template", reason % {"mark": MARK})
    if holds_from < today:
        yield Reason("holds-from-past", _("Choose today or a later day. Nobody can have agreed to it before."))
    if newest_from and holds_from < newest_from:
        day = written_date(newest_from)
        reason = _("The version before it holds from %(day)s. Choose that day or a later one.") % {"day": day}
        yield Reason("holds-from-before-last", reason)


def why_not_accept(*, holds: bool, is_student: bool) -> Iterator[Reason]:
    """Students accept what holds today, or what will and asks for it: `holds`."""
    if not holds:
        text = _("This version is not in force now. Open “What I agreed to” and read the one that is.")
        yield Reason("not-in-force", text, "student")
    if not is_student:
        yield Reason("no-student", _("Only students are asked. Say who you are first."), "student")


def why_not_withdraw(*, is_optional: bool, is_withdrawn: bool) -> Iterator[Reason]:
    """A consent is taken back once; terms and privacy notice are conditions."""
    if not is_optional:
        text = _("This is a condition of the programme. Write to the office if you want to leave it.")
        yield Reason("not-optional", text, "student")
    if is_withdrawn:
        yield Reason("withdrawn", _("You have taken this back already."), "student")


def why_not_answer_school(*, is_asked: bool) -> Iterator[Reason]:
    """A student says whether the school reads evaluations once the programme has published the words."""
    if not is_asked:
        text = _("The programme has not published this text yet. Ask the office if your school needs it.")
        yield Reason("not-published", text, "office")


def why_not_without_acceptance(owed: Iterable[tuple[str, Words, int, date]]) -> Iterator[Reason]:
    """What a student must accept before this step. `owed`: kind, title, number and first day of each version."""
    for kind, title, number, day in owed:
        text = _("First read and accept “%(title)s” (version %(number)s of %(day)s), under “What I agreed to”.")
        words = {"title": title, "number": number, "day": written_date(day)}
        yield Reason(f"not-accepted-{kind}", text % words, "student")
