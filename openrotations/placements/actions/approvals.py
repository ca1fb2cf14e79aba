"""Asking a home school about a placement, and its answer; and telling it how the rotation ended."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.common.refusals import refuse_if
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.placements.actions.mails import tell_office, tell_student
from openrotations.placements.actions.steps import locked_placement, mail_words
from openrotations.placements.models import Placement, SchoolApproval
from openrotations.placements.queries.approvals import AWAITED_IN, approves_each, registrars_to_ask, wants_result
from openrotations.placements.rules.approvals import why_not_answer_for_school, why_not_ask_school_again
from openrotations.placements.signals import school_answered
from openrotations.placements.states import APPROVAL_MOVES, ApprovalState
from openrotations.schools.actions import page_link
from openrotations.schools.models import Registrar
from openrotations.schools.queries import page_path


@transaction.atomic
def ask_school_to_approve(placement: Placement, *, by: Actor, now: datetime) -> SchoolApproval | None:
    """Ask the school about a placement where its policy is to approve each; None where it is not.

    The office is told when no registrar can be reached. Asked already, nothing changes.
    """
    if not approves_each(placement.student):
        return None
    approval, is_new = SchoolApproval.objects.get_or_create(placement=placement, defaults={"asked_at": now})
    if is_new:
        record("ask_school_to_approve", approval, by=by, now=now, placement=str(placement.pk))
        _tell_registrars(placement, "approve_placement", by=by, now=now)
    return approval


@transaction.atomic
def ask_school_about_dates(placement: Placement, was: Period, *, by: Actor, now: datetime) -> None:
    """Ask the school anew where the placement's days reach beyond those it approved.

    `was` are the days before the change: they count as approved where an old answer kept none.
    """
    approval = SchoolApproval.objects.select_for_update().filter(placement=placement).first()
    if approval is None or approval.state != ApprovalState.APPROVED or not approves_each(placement.student):
        return
    if not (approval.approved_dates or was).contains(placement.dates):
        period = (approval.approved_dates or was).stored
        APPROVAL_MOVES.move(
            approval, ApprovalState.ASKED, asked_at=now, answered_at=None, registrar=None, period=period
        )
        record("ask_school_to_approve", approval, by=by, now=now, placement=str(placement.pk))
        _tell_registrars(placement, "approve_dates", by=by, now=now, approved=approval.approved_dates)


@transaction.atomic
def ask_school_again(approval: SchoolApproval, *, by: Actor, now: datetime) -> None:
    """Ask once more, after a talk about a refusal or a long silence."""
    approval, placement = _locked(approval)
    refuse_if(why_not_ask_school_again(state=approval.state, is_over=placement.state not in AWAITED_IN))
    if approval.state == ApprovalState.REFUSED:
        APPROVAL_MOVES.move(approval, ApprovalState.ASKED, asked_at=now, answered_at=None, registrar=None)
    else:
        approval.asked_at = now
        approval.save(update_fields=["asked_at"])
    record("ask_school_to_approve", approval, by=by, now=now, placement=str(placement.pk))
    _tell_registrars(placement, "approve_placement", by=by, now=now)


@transaction.atomic
def answer_for_school(
    approval: SchoolApproval,
    *,
    registrar: Registrar,
    is_approved: bool,
    note: str,
    dates: Period,
    by: Actor,
    now: datetime,
) -> None:
    """Keep the registrar's answer about these dates. The student is told, and the office when it is a no.

    Refused when the placement has other dates by now: nobody approves what they have not seen.
    """
    approval, placement = _locked(approval)
    refuse_if(
        why_not_answer_for_school(
            state=approval.state,
            is_own_school=registrar.school_id == placement.student.school_id,
            is_over=placement.state not in AWAITED_IN,
            has_other_dates=placement.dates != dates,
        )
    )
    to = ApprovalState.APPROVED if is_approved else ApprovalState.REFUSED
    period = placement.period if is_approved else approval.period
    APPROVAL_MOVES.move(approval, to, answered_at=now, registrar=registrar, note=note.strip(), period=period)
    record("answer_for_school", approval, by=by, now=now, placement=str(placement.pk), state=str(to))
    tell_student(placement, "school_said", now=now, approval=approval)
    if not is_approved:
        path = reverse("placements:approval", args=[placement.pk])
        tell_office(placement, "school_said_no", now=now, path=path, label=_("See what it wrote"), approval=approval)
    school_answered.send(Placement, placement=placement, by=by, now=now)


@transaction.atomic
def send_result_to_school(placement: Placement, *, by: Actor, now: datetime) -> None:
    """Tell the school that a rotation of its student is completed, where it gives credit or gets the evaluation."""
    if wants_result(placement.student):
        _tell_registrars(placement, "school_result", by=by, now=now)


def _locked(approval: SchoolApproval) -> tuple[SchoolApproval, Placement]:
    """The question and its placement, locked in the order in which everybody locks them: the placement first."""
    placement = locked_placement(approval.placement)
    found = SchoolApproval.locked(approval.pk)
    found.placement = placement
    return found, placement


def _tell_registrars(
    placement: Placement, template: str, *, by: Actor, now: datetime, approved: Period | None = None
) -> None:
    registrars = registrars_to_ask(placement.student)
    for registrar in registrars:
        queue_message(
            f"placements/mail/{template}.txt",
            Recipient.of_contact(registrar),
            context=mail_words(placement, registrar=registrar, approved=approved),
            now=now,
            path=page_path(),
            label=_("Your students"),
            link=page_link(registrar, by=by, now=now),
            about=placement,
        )
    if not registrars:
        path = reverse("schools:school", args=[placement.student.school_id])
        tell_office(placement, "no_registrar", now=now, path=path, label=_("See the school"))
