"""Signing a letter of invitation, asking for one, and taking one back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.desk.hosts.actions import open_desk
from openrotations.desk.invitations import queries, rules
from openrotations.desk.invitations.contents import signed_content
from openrotations.desk.models import Invitation
from openrotations.hosts.models import HostCoordinator
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.mails import write_to_office
from openrotations.notifications.rendering import link_path
from openrotations.office.queries import the_programme
from openrotations.placements.models import Placement
from openrotations.records.codes import new_code
from openrotations.schools.models import Student


@transaction.atomic
def sign_invitation(
    placement: Placement, coordinator: HostCoordinator, said: dict[str, Any], *, by: Actor, now: datetime
) -> Invitation:
    """The host signs what is arranged as it stands now; an older letter of the placement is withdrawn.

    `said`: signed_as, title, telephone, no_pay. The student is told, and the office where counsel should look.
    """
    Placement.locked(placement.pk)
    placement.refresh_from_db()
    student, hands_on = placement.student, placement.offering.hands_on
    is_graduate = student.status == Student.Status.GRADUATE
    refuse_if(
        [
            *rules.why_not_invite(state=placement.state, is_graduate=is_graduate, hands_on=hands_on),
            *rules.why_not_sign(signed_as=said["signed_as"], title=said["title"]),
        ]
    )
    _withdraw_older(placement, by=by, now=now)
    programme, code = the_programme(), new_code()
    content = signed_content(placement, coordinator, said, code=code, programme=programme.name, now=now)
    invitation = Invitation.objects.create(
        placement=placement, code=code, content=content, signed_by=coordinator, signed_at=now
    )
    record("sign_invitation", invitation, by=by, now=now, placement=str(placement.pk))
    _tell(invitation, placement, is_student=not is_graduate, now=now)
    return invitation


@transaction.atomic
def withdraw_invitation(invitation: Invitation, *, by: Actor, now: datetime) -> None:
    """The host or the office takes a letter back; its page then says so. Doing so twice changes nothing."""
    invitation = Invitation.locked(invitation.pk)
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = now
        invitation.save(update_fields=["withdrawn_at"])
        record("withdraw_invitation", invitation, by=by, now=now, placement=str(invitation.placement_id))


@transaction.atomic
def ask_for_invitation(placement: Placement, *, by: Actor, now: datetime) -> None:
    """The student asks the host for the letter: a mail with the way to where it is signed."""
    Placement.locked(placement.pk)
    coordinator = queries.whom_to_ask(placement)
    refuse_if(
        rules.why_not_ask(
            state=placement.state,
            has_letter=queries.invitation_of(placement) is not None,
            has_host=coordinator is not None,
            asked_lately=queries.was_asked_lately(placement, now),
        )
    )
    assert coordinator is not None  # refused above otherwise
    path = link_path("desk:host_invite", placement.pk)
    queue_message(
        queries.ASKED,
        Recipient.of_contact(coordinator),
        context={"placement": placement, "student": placement.student.person, "site": placement.offering.site},
        now=now,
        path=path,
        label=_("See the letter"),
        link=open_desk(coordinator, by=by, now=now),
        about=placement,
    )
    record("ask_for_invitation", placement, by=by, now=now, coordinator=str(coordinator.pk))


def _withdraw_older(placement: Placement, *, by: Actor, now: datetime) -> None:
    older = queries.invitation_of(placement)
    if older:
        withdraw_invitation(older, by=by, now=now)


def _tell(invitation: Invitation, placement: Placement, *, is_student: bool, now: datetime) -> None:
    words = {"placement": placement, "site": placement.offering.site, "student": placement.student.person}
    queue_message(
        "desk/mail/invitation_signed.txt",
        Recipient.of_person(placement.student.person),
        context=words,
        now=now,
        path=reverse("desk:invitation", args=[placement.pk]),
        label=_("See the letter"),
        about=invitation,
    )
    site, hands_on = placement.offering.site, placement.offering.hands_on
    if rules.counsel_is_needed(is_student=is_student, hands_on=hands_on, has_us_school=site.us_school_affiliation):
        write_to_office(
            "desk/mail/invitation_counsel.txt",
            context=words,
            now=now,
            path=reverse("desk:invitation", args=[placement.pk]),
            label=_("See the letter"),
            about=invitation,
        )
