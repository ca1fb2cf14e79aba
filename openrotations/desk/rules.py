"""May the office do this, and if not, every reason why. Pure functions."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason


def why_not_take_on(*, is_student: bool, speaks_for_place: bool = False) -> Iterator[Reason]:
    """Nobody works in the office with the account by which they are its student: they would judge their own papers.

    Nor with the account by which they speak for a school or a site: they would answer what they asked themselves.
    """
    if is_student:
        text = _("This is the account of a student. Use another e-mail address for the work in the office.")
        yield Reason("is-student", text)
    if speaks_for_place:
        text = _("Somebody signs in for a school or a site with this address. Use another one for the office.")
        yield Reason("speaks-for-place", text)
