"""May a contact sign in, and if not, every reason why. Pure functions."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason


def why_not_invite(
    *, is_reachable: bool, has_account: bool, is_student: bool, is_staff: bool, is_anothers: bool
) -> Iterator[Reason]:
    """An account goes to a confirmed address, and to nobody who has another part here."""
    if has_account:
        yield Reason("has-account", _("They have an account already."))
    if not is_reachable:
        yield Reason("not-reachable", _("Confirm the e-mail address from an independent source first."))
    if is_student:
        text = _("A student or graduate signs in with this address. They must use another one here.")
        yield Reason("is-student", text)
    if is_staff:
        yield Reason(
            "is-staff", _("Somebody of the office signs in with this address. They must use another one here.")
        )
    if is_anothers:
        text = _("This address signs in for another school or site already. Send the link instead.")
        yield Reason("signs-in-elsewhere", text)
