"""May a paper be uploaded, handed in, withdrawn, accepted or refused, and if not, every reason why."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Reason
from openrotations.documents.kinds import PaperKind

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
LARGEST_PAPER = 40 * MEGABYTE
MOST_FILES = 20
MOST_PIECES = 2_000
MOST_WAITING = 60


def why_not_upload(size: int, waiting: Sequence[int]) -> Iterator[Reason]:
    """A file has a size that can be taken, and not too many of the same person's wait to be handed in."""
    if size < 1:
        yield Reason("empty", _("This file is empty. Choose another."), "student")
    if size > LARGEST_FILE:
        yield Reason("too-large", _("This file has more than 20 MB. Make the photo or scan smaller."), "student")
    if len(waiting) >= MOST_FILES or sum(waiting) + size > 2 * LARGEST_PAPER:
        yield Reason("too-many", _("Too many files wait to be handed in. Hand those in first."), "student")


def why_not_add_piece(*, offset: int, size: int, received: int, whole: int, pieces: int) -> Iterator[Reason]:
    """A piece goes on where the file stopped, does not lead beyond its end, and is not one of too many."""
    if offset != received or received + size > whole or pieces >= MOST_PIECES:
        yield Reason("not-next", _("This piece does not follow. Go on where the file stopped."), "student")


def why_not_hand_in(
    contents: Sequence[bytes], kind: str, replaced_state: str, replaced_kind: str, *, waiting: int
) -> Iterator[Reason]:
    """A paper has one file or some, not too large in all; what it replaces is of its kind and decided."""
    if waiting >= MOST_WAITING:
        yield Reason("too-many-waiting", _("Many of your papers wait for the office. Send more when it has looked."))
    if not contents:
        yield Reason("no-file", _("Choose a file or take a photo."), "student")
    if len(contents) > MOST_FILES:
        yield Reason("too-many-files", _("A paper has at most 20 files. Put more into one PDF."), "student")
    if any(len(content) > LARGEST_FILE for content in contents) or sum(map(len, contents)) > LARGEST_PAPER:
        yield Reason("too-large", _("A file may have 20 MB, and the whole paper 40 MB. Make it smaller."), "student")
    if replaced_kind != kind:
        yield Reason("another-kind", _("A paper replaces only one of its own kind."), "student")
    if replaced_state and replaced_state not in ("accepted", "refused", "expired"):
        yield Reason("not-decided", _("Withdraw the paper that waits, then upload the new one."), "student")


def why_not_withdraw(state: str) -> Iterator[Reason]:
    """Until it is accepted a paper can be taken back; afterwards rotations rest on it."""
    if state in ("accepted", "replaced"):
        yield Reason("rests-on-it", _("This paper was accepted. Upload one that replaces it instead."), "student")


def why_not_accept(
    kind: PaperKind, *, state: str, first_by: str, by: str, issued_on: date | None, until: date | None, today: date
) -> Iterator[Reason]:
    """A paper in review, with the dates that its kind needs; a sensitive one is looked at by two people."""
    if state != "in_review":
        yield Reason("not-in-review", _("This paper is not in review now. Look at the page again."))
    if kind.is_sensitive and first_by and first_by == by:
        yield Reason("second-look", _("You looked at this paper first. Somebody else takes the second look."))
    if kind.has_last_day and until is None:
        yield Reason("no-last-day", _("Write the last day on which this paper is valid."))
    if kind.months and issued_on is None:
        yield Reason("no-issue", _("Write the day on which this paper was issued."))
    if issued_on and issued_on > today:
        yield Reason("not-yet-issued", _("The day of issue has not come yet. Check the year."))
    if until and until < today:
        yield Reason("run-out", _("This paper has run out already. Refuse it, and say which is needed."))


def why_not_refuse(state: str, because: str) -> Iterator[Reason]:
    """A paper in review, with a reason somebody can act on."""
    if state != "in_review":
        yield Reason("not-in-review", _("This paper is not in review now. Look at the page again."))
    if len(because.strip()) < 10:
        yield Reason("no-reason", _("Say in a sentence what is wrong and what to send instead. The student reads it."))


def why_not_reopen(state: str) -> Iterator[Reason]:
    """Only what was accepted can be looked at again."""
    if state != "accepted":
        yield Reason("not-accepted", _("Only an accepted paper can be looked at again."))
