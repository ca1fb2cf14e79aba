"""May the office do this, and if not, every reason why. Pure functions."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason


def why_not_take_on(*, is_student: bool) -> Iterator[Reason]:
    """Nobody works in the office with the account by which they are its student: they would judge their own papers."""
    if is_student:
        text = _("This is the account of a student. Use another e-mail address for the work in the office.")
        yield Reason("is-student", text)
