"""The page about a school's students: sent to its registrars, and to nobody whose address is not confirmed."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.models import Message
from openrotations.people.actions import issue_link
from openrotations.people.models import SignedLink
from openrotations.schools.models import Registrar
from openrotations.schools.queries import page_path, registrars_at

PAGE_PURPOSE = "school-students"
PAGE_DAYS = 60
# A link that ends sooner than this is not sent again.
_ENDS_SOON = timedelta(days=14)
_NOT_AGAIN_FOR = timedelta(minutes=15)
# Somebody else may ask for it as well, again and again.
MOST_A_DAY = 3
_MAIL = "schools/mail/school_page.txt"


@transaction.atomic
def page_link(registrar: Registrar, *, by: Actor, now: datetime) -> SignedLink:
    """The registrar's link to the page about the students of the school: the one they have, else a fresh one.

    So that every message about the page leads there. Refused while the address is not confirmed.
    """
    registrar = Registrar.locked(registrar.pk)
    known = SignedLink.objects.filter(
        purpose=PAGE_PURPOSE, holder_id=registrar.pk, subject_id=registrar.school_id, revoked_at=None
    )
    working = known.filter(email=registrar.email, expires_at__gt=now + _ENDS_SOON).order_by("-expires_at").first()
    if working and registrar.is_reachable:
        return working
    return issue_link(
        registrar, purpose=PAGE_PURPOSE, subject_id=registrar.school_id, not_for=None, days=PAGE_DAYS, by=by, now=now
    )


@transaction.atomic
def send_school_page(registrar: Registrar, *, by: Actor, now: datetime) -> Message:
    """Send the registrar the page about the students of the school. Refused while the address is not confirmed."""
    link = page_link(registrar, by=by, now=now)
    record("send_school_page", registrar, by=by, now=now, school=str(registrar.school_id))
    return queue_message(
        _MAIL,
        Recipient.of_contact(registrar),
        context={"registrar": registrar, "school": registrar.school},
        now=now,
        path=page_path(),
        label=_("Your students"),
        link=link,
        about=registrar,
    )


@transaction.atomic
def ask_for_school_page(email: str, *, by: Actor, now: datetime) -> int:
    """Send the page to the registrars with this confirmed address; returns to how many.

    Nothing goes to an address that staff have not confirmed, nothing twice within a quarter of an hour, and no more
    than `MOST_A_DAY` in a day. Whoever asks is told the same in every case.
    """
    sent = 0
    for registrar in registrars_at(email):
        Registrar.locked(registrar.pk)
        today = Message.objects.filter(template=_MAIL, subject_id=registrar.pk, queued_at__gt=now - timedelta(days=1))
        is_again = today.filter(queued_at__gt=now - _NOT_AGAIN_FOR).exists()
        if not is_again and today.count() < MOST_A_DAY:
            send_school_page(registrar, by=by, now=now)
            sent += 1
    return sent
