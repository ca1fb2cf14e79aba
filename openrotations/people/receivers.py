"""What this package does when the sign-in library announces something: it is noted, and older sessions end."""

from typing import Any

from allauth.account.signals import email_added, email_changed, email_removed, user_signed_up
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.dispatch import Signal, receiver
from django.http import HttpRequest
from django.utils import timezone

from openrotations.people import actions
from openrotations.people.access import actor_of
from openrotations.people.models import Person

_NOTED: dict[Signal, str] = {
    user_signed_up: "sign_up",
    email_added: "add_sign_in_address",
    email_removed: "remove_sign_in_address",
    email_changed: "change_sign_in_address",
    authenticator_added: "add_second_factor",
    authenticator_removed: "remove_second_factor",
    authenticator_reset: "renew_recovery_codes",
}


@receiver(list(_NOTED))
def note_sign_in_change(sender: object, *, signal: Signal, user: Person, **unused: Any) -> None:
    """Another way to sign in is a change like any other."""
    actions.note_sign_in_change(user, _NOTED[signal], by=actor_of(user), now=timezone.now())


@receiver([authenticator_added, email_changed])
def end_other_sessions(sender: object, *, request: HttpRequest, user: Person, **unused: Any) -> None:
    """A session that was opened without the second factor, or by the old address, does not outlive it."""
    actions.end_other_sessions(user, request, by=actor_of(user), now=timezone.now())
