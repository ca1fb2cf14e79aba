"""May a record be issued or revoked, and if not, every reason why. Pure functions."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Reason
from openrotations.records.states import RecordState


def why_not_issue(*, completed: int, last_state: str, by_office: bool) -> Iterator[Reason]:
    """A record lists completed rotations; after a revocation only the office issues another."""
    if not completed:
        yield Reason("nothing-completed", _("A record lists completed rotations. None is completed yet."), "student")
    if last_state == RecordState.REVOKED and not by_office:
        yield Reason("revoked", _("Your last record was revoked. Only the office can issue a new one. Write to it."))


def why_not_revoke(*, state: str, because: str) -> Iterator[Reason]:
    """Only a record in force can be revoked, and the student reads why."""
    if state != RecordState.ISSUED:
        yield Reason("not-in-force", _("This record is not in force any more."))
    if len(because.strip()) < 5:
        yield Reason("no-reason", _("Say why, in a few words. The student reads them."))


def why_not_print(*, state: str, is_whole: bool) -> Iterator[Reason]:
    """A record that was revoked or altered is printed no more."""
    if state == RecordState.REVOKED:
        yield Reason("revoked", _("This record was revoked. It cannot be printed any more."))
    if not is_whole:
        yield Reason("altered", _("This record was altered in the database. The office has to look into it."))
