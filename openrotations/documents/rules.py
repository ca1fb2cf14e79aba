"""May a paper be uploaded, handed in, withdrawn, accepted or refused, and if not, every reason why."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

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


def why_not_upload_all(sizes: Sequence[int], waiting: Sequence[int]) -> Iterator[Reason]:
    """Each of these files can be taken beside those that wait and those before it; each reason once."""
    reasons = (
        reason for place, size in enumerate(sizes) for reason in why_not_upload(size, [*waiting, *sizes[:place]])
    )
    yield from {reason.code: reason for reason in reasons}.values()


def why_not_add_piece(*, offset: int, size: int, received: int, whole: int, pieces: int) -> Iterator[Reason]:
    """A piece goes on where the file stopped, does not lead beyond its end, and is not one of too many."""
    if offset != received or received + size > whole or pieces >= MOST_PIECES:
        yield Reason("not-next", _("This piece does not follow. Go on where the file stopped."), "student")


def why_not_hand_in(
    contents: Sequence[bytes],
    kind: str,
    replaced_state: str,
    replaced_kind: str,
    *,
    waiting: int,
    is_anothers: bool = False,
) -> Iterator[Reason]:
    """A paper has one file or some, not too large in all; what it replaces is one's own, of its kind and decided."""
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
    if is_anothers:
        yield Reason("anothers", _("You did not bring that paper. Add yours beside it, as a new one."), "student")
    if replaced_state and replaced_state not in ("accepted", "refused", "expired"):
        yield Reason("not-decided", _("Withdraw the paper that waits, then upload the new one."), "student")


def why_not_withdraw(state: str, *, was_accepted: bool = False, is_anothers: bool = False) -> Iterator[Reason]:
    """Until it is first accepted a paper can be taken back by who brought it; afterwards rotations rest on it."""
    if is_anothers:
        yield Reason("anothers", _("You did not bring this paper. Only who brought it can take it back."), "student")
    if was_accepted or state in ("accepted", "replaced", "expired"):
        yield Reason("rests-on-it", _("This paper was accepted. Upload one that replaces it instead."), "student")
    if state == "deleted":
        yield Reason("gone-already", _("This paper is deleted already. Only who decided on it, and when, stays."))


def why_not_accept(
    kind: PaperKind,
    *,
    state: str,
    first_by: str,
    by: str,
    facts: Mapping[str, Any],
    issued_on: date | None,
    until: date | None,
    today: date,
) -> Iterator[Reason]:
    """A paper in review, with what its kind needs; a sensitive one is looked at by two people."""
    if state != "in_review":
        yield Reason("not-in-review", _("This paper is not in review now. Look at the page again."))
    if kind.is_sensitive and first_by and first_by == by:
        yield Reason("second-look", _("You looked at this paper first. Somebody else takes the second look."))
    for element in kind.elements:
        if element.is_needed and facts.get(element.key) in (None, "", False):
            text = _("“%(what)s” is open. Fill it in, or refuse the paper if it does not say so.")
            yield Reason("not-shown", text % {"what": element.title})
    if kind.has_last_day and until is None:
        yield Reason("no-last-day", _("Write the last day on which this paper is valid."))
    if kind.months and issued_on is None:
        yield Reason("no-issue", _("Write the day on which this paper was issued."))
    if issued_on and issued_on > today:
        yield Reason("not-yet-issued", _("The day of issue has not come yet. Check the year."))
    if until and until < today:
        yield Reason("run-out", _("This paper has run out already. Refuse it, and say which is needed."))


def why_not_decide(*, is_own: bool) -> Iterator[Reason]:
    """Nobody of the office decides about a paper of their own."""
    if is_own:
        yield Reason("own-paper", _("This is your own paper. Somebody else of the office decides about it."))


def why_not_refuse(state: str, because: str, *, is_stuck: bool = False) -> Iterator[Reason]:
    """A paper in review, or one that the program cannot check, with a reason somebody can act on."""
    if state != "in_review" and not is_stuck:
        yield Reason("not-in-review", _("This paper is not in review now. Look at the page again."))
    if len(because.strip()) < 10:
        yield Reason("no-reason", _("Say in a sentence what is wrong and what to send instead. The student reads it."))


def why_not_reopen(state: str) -> Iterator[Reason]:
    """Only what was accepted can be looked at again."""
    if state != "accepted":
        yield Reason("not-accepted", _("Only an accepted paper can be looked at again."))


def why_not_check_again(*, is_stuck: bool) -> Iterator[Reason]:
    """Only what the program gave up."""
    if not is_stuck:
        yield Reason("not-stuck", _("The program still checks this paper, or has. Look at the page again."))


def why_not_delete(kind: PaperKind, state: str) -> Iterator[Reason]:
    """A paper of health, background or identity, once."""
    if not kind.goes_after_rotations:
        yield Reason("stays", _("This kind of paper is kept."))
    if state == "deleted":
        yield Reason("gone-already", _("This paper is deleted already. Only who decided on it, and when, stays."))
