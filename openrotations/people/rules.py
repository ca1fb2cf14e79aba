"""May this happen to an account, a role or a link, and if not, every reason why."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from openrotations.common.refusals import Reason


def why_not_end_role(*, kind: str, ended: bool, directors: int) -> Iterator[Reason]:
    """A role that has ended cannot end again, and an office keeps at least one director."""
    if ended:
        yield Reason("role-ended", _("This role has already ended."))
    elif kind == "director" and directors <= 1:
        yield Reason("last-director", _("This is the last director. Name another director first."))


def why_not_confirm_address(*, email: str, source: str, has_left: bool = False) -> Iterator[Reason]:
    """There must be an address, the source must be named, and whoever has left is written to no more."""
    if has_left:
        yield Reason("has-left", _("This person no longer works there. If they do again, say so first."))
    if not email:
        yield Reason("no-address", _("There is no e-mail address to confirm. Add it first."))
    if len(source.strip()) < 5:
        yield Reason("no-source", _("Say where you found the address, such as the school's own web page."))


def why_not_end_contact(*, has_left: bool, because: str) -> Iterator[Reason]:
    """Somebody leaves once, and the office says how it knows."""
    if has_left:
        yield Reason("has-left", _("It is noted already that this person no longer works there."))
    if len(because.strip()) < 5:
        yield Reason("no-reason", _("Say how you know, such as the mail that told you."))


def why_not_take_contact_back(*, has_left: bool) -> Iterator[Reason]:
    """Only somebody who left comes back."""
    if not has_left:
        yield Reason("works-there", _("Nobody noted that this person left."))


def why_not_send_link(*, is_reachable: bool, name: str) -> Iterator[Reason]:
    """No link goes to an address that staff have not confirmed from an independent source."""
    if not is_reachable:
        text = _("The address of %(name)s is not confirmed yet. Staff confirm it from an independent source first.")
        yield Reason("address-not-confirmed", text % {"name": name})
