"""May this happen to a school, a registrar or a student, and if not, every reason why. Pure functions."""

from collections.abc import Collection, Iterator
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason
from openrotations.common.wording import isolated


def why_not_save_school(
    *, is_listed: bool, accreditation: str, source: str, checked_on: date | None, now_on: date
) -> Iterator[Reason]:
    """A school stands once, and what we say of its accreditation has a source and a date."""
    if is_listed:
        yield Reason("school-listed", _("This school is already in the list. Open it there and change it."))
    if accreditation != "unknown" and not source.strip():
        yield Reason("no-source", _("Say where you found out about the accreditation."))
    if accreditation != "unknown" and checked_on is None:
        yield Reason("no-date", _("Say on which day you checked the accreditation."))
    if checked_on and checked_on > now_on:
        yield Reason("date-ahead", _("The day of the check lies in the future. Change it."))


def why_not_study(*, is_staff: bool) -> Iterator[Reason]:
    """Who works in the office is no student of it with the same account: they would judge their own papers."""
    if is_staff:
        text = _("You work in the office with this account. Use another e-mail address to apply as a student.")
        yield Reason("is-staff", text)


def why_not_add_registrar(*, is_listed: bool) -> Iterator[Reason]:
    """An address stands once at a school."""
    if is_listed:
        yield Reason("registrar-listed", _("This school already has a registrar with this address."))


MOST_BYTES = 10_000_000
FILE_TYPES = ("application/pdf", "image/jpeg", "image/png")


def why_not_keep(*, source: str, checked_on: date, until: date | None, now_on: date) -> Iterator[Reason]:
    """What we keep of a school has a source and a day on which somebody looked."""
    if not source.strip():
        yield Reason("no-source", _("Say where you found this."))
    if checked_on > now_on:
        yield Reason("date-ahead", _("The day of the check lies in the future. Change it."))
    if until and until < checked_on:
        yield Reason("until-before", _("It cannot end before the day on which you checked it. Change one of them."))


def why_not_keep_note(*, presence: str, years: tuple[int | None, int | None]) -> Iterator[Reason]:
    """A sponsor note holds for graduation years."""
    first, last = years
    if presence == "present" and first is None:
        yield Reason("no-years", _("Write the first graduation year for which the note holds."))
    if first and last and last < first:
        yield Reason("years-order", _("The last graduation year is before the first. Change one of them."))


def why_not_declare(*, is_own: bool) -> Iterator[Reason]:
    """A registrar counts the students of their own school."""
    if not is_own:
        yield Reason("not-own-school", _("A registrar speaks for their own school only."))


def why_not_keep_file(*, size: int, content_type: str) -> Iterator[Reason]:
    """Evidence is a PDF or a picture, and not too big."""
    if content_type not in FILE_TYPES:
        yield Reason("file-type", _("Choose a PDF, a JPEG or a PNG file."))
    if not 0 < size <= MOST_BYTES:
        yield Reason("file-size", _("Choose a file of at most 10 MB that is not empty."))


def why_not_tell_apart(*, is_same: bool) -> Iterator[Reason]:
    """Two schools are two rows."""
    if is_same:
        yield Reason("same-row", _("This is the same row. Choose another school."))


def why_not_fold(*, name: str, has_left: tuple[bool, bool], accounts: Collection[UUID]) -> Iterator[Reason]:
    """One address is one registrar: of two rows, both work there or neither, and one account at most is theirs."""
    if has_left[0] != has_left[1]:
        text = _("At one of the schools %(name)s has left, at the other not. Note it at both, or take it back.")
        yield Reason("left-one", text % {"name": isolated(name)})
    if len(accounts) > 1:
        text = _("%(name)s signs in with an account of their own for each school. End one of them first.")
        yield Reason("two-accounts", text % {"name": isolated(name)})


def why_not_merge(*, is_same: bool) -> Iterator[Reason]:
    """A school cannot be merged with itself."""
    if is_same:
        yield Reason("same-row", _("This is the same row. Choose another school."))
