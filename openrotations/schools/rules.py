"""May this happen to a school, a registrar or a student, and if not, every reason why. Pure functions."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason


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


def why_not_add_registrar(*, is_listed: bool) -> Iterator[Reason]:
    """An address stands once at a school."""
    if is_listed:
        yield Reason("registrar-listed", _("This school already has a registrar with this address."))
