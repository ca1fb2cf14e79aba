"""May a letter be asked for, written, signed, handed over, and if not, every reason why. Pure functions."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Reason
from openrotations.letters.states import LetterState
from openrotations.placements.states import PlacementState

WEEK_TWO = timedelta(days=7)
LARGEST_PDF = 500_000
REMINDER_DAYS = (-7, 0, 3)
OPEN = (LetterState.ASKED, LetterState.AGREED, LetterState.DRAFTED)
WRITABLE = (LetterState.AGREED, LetterState.DRAFTED)
READABLE = (LetterState.SIGNED, LetterState.HANDED_OVER, LetterState.CONFIRMED)


def why_not_ask(
    *,
    placement_state: str,
    first_on: date,
    today: date,
    destination: str,
    open_destinations: frozenset[str],
    deadline_on: date | None,
    signed_as: str,
) -> Iterator[Reason]:
    """A letter can be asked for from week two on. Waiving or not makes no difference here, and never may."""
    yield from why_too_early(placement_state=placement_state, first_on=first_on, today=today)
    if destination in open_destinations:
        yield Reason("asked-already", _("You have asked for this letter already. Wait for the answer."), "student")
    if deadline_on and deadline_on <= today:
        yield Reason("deadline-passed", _("The day you need it by has passed. Choose a later one."), "student")
    if len(signed_as.strip()) < 2:
        yield Reason("not-signed", _("Type your name to sign your choice."), "student", "34 CFR 99.12")


def why_too_early(*, placement_state: str, first_on: date, today: date) -> Iterator[Reason]:
    """The physician must have seen the student work: from week two of a rotation that runs, or after it."""
    if placement_state not in (PlacementState.ACTIVE, PlacementState.COMPLETED):
        yield Reason("not-running", _("You can ask once your rotation is running."), "student")
    elif today < first_on + WEEK_TWO:
        yield Reason("too-early", _("You can ask from week two on, when your preceptor has seen you work."), "student")


def why_not_answer(state: str) -> Iterator[Reason]:
    """A writer answers once."""
    if state != LetterState.ASKED:
        yield Reason("answered", _("This question has been answered already."), "preceptor")


def why_not_without_note(note: str) -> Iterator[Reason]:
    """Whoever suggests another writer says who."""
    if len(note.strip()) < 3:
        yield Reason("no-name", _("Say whom the student should ask."), "preceptor")


def why_not_write(state: str) -> Iterator[Reason]:
    """A letter is written between agreeing and signing."""
    if state == LetterState.ASKED:
        yield Reason("not-agreed", _("Say first whether you will write this letter."), "preceptor")
    elif state not in WRITABLE:
        yield Reason("not-open", _("This letter is not open for writing any more."), "preceptor")


def why_not_sign(*, body: str, signed_as: str) -> Iterator[Reason]:
    """There must be a letter and a name under it."""
    if not body.strip():
        yield Reason("no-text", _("The letter has no text yet."), "preceptor")
    if len(signed_as.strip()) < 2:
        yield Reason("not-signed", _("Type your name to sign the letter."), "preceptor")


def why_not_keep_pdf(size: int) -> Iterator[Reason]:
    """Application services refuse large files; half a megabyte is safe with all of them."""
    if size > LARGEST_PDF:
        yield Reason(
            "too-large", _("The letter is too long to send. Shorten it."), "preceptor", "AAMC LoR Portal: 1 MB"
        )


def why_not_printed(characters: str) -> Reason:
    """The reason for refusing characters that no font here has."""
    text = _("These characters cannot be printed: %(characters)s. Replace them, for names by Latin letters.")
    return Reason("not-printable", text % {"characters": " ".join(characters)}, "preceptor")


def is_reminder_due(deadline_on: date, today: date, last_on: date) -> bool:
    """Whether a reminder fell due (a week before, on the day, three days after) since `last_on`; late ones once."""
    due = [day for days in REMINDER_DAYS if (day := deadline_on + timedelta(days=days)) <= today]
    return bool(due) and max(due) > last_on
