"""The letter of invitation: signed by the host, read by student and office, checked by anybody with its code."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.common.pdf.answers import pdf_answer
from openrotations.desk.hosts.access import Desk, placement_of
from openrotations.desk.hosts.guards import at_host_desk
from openrotations.desk.invitations import access, actions, queries, rules
from openrotations.desk.invitations.contents import arranged
from openrotations.desk.invitations.forms import SignForm
from openrotations.desk.invitations.printing import invitation_pdf
from openrotations.people.access import actor_of
from openrotations.people.guards import LinkRequest, PersonRequest, office, public, signed_in
from openrotations.records.throttling import is_throttled, note_wrong_code
from openrotations.schools.models import Student


@at_host_desk
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: LinkRequest, desk: Desk, placement_id: UUID) -> HttpResponse:
    """What the letter says, and a place to sign it; POST signs."""
    placement = placement_of(desk, placement_id)
    form = SignForm(posted(request), coordinator=desk.coordinator)
    if form.is_valid():
        with reasons_on(form):
            actions.sign_invitation(placement, desk.coordinator, form.cleaned_data, by=desk.by, now=timezone.now())
            messages.success(request, _("The letter is signed. The student has it."))
            return redirect("desk:host_invite", desk.token, placement.pk)
    is_graduate = placement.student.status == Student.Status.GRADUATE
    hands_on = placement.offering.hands_on
    context = {
        "desk": desk,
        "placement": placement,
        "letter": queries.invitation_of(placement),
        "content": arranged(placement),
        "reasons": list(rules.why_not_invite(state=placement.state, is_graduate=is_graduate, hands_on=hands_on)),
    }
    return form_page(request, "desk/invitations/invite.html", form, context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: PersonRequest, placement_id: UUID) -> HttpResponse:
    """The letter for its student or the office; the student's POST asks the host for it."""
    placement, side, letter = access.placement_and_letter(request.user, placement_id)
    if request.method == "POST":
        actions.ask_for_invitation(placement, by=actor_of(request.user), now=timezone.now())
        messages.success(request, _("The host is asked. We write to you when the letter is signed."))
        return redirect("desk:invitation", placement.pk)
    context = {
        "placement": placement,
        "side": side,
        "letter": letter,
        "verdict": queries.verdict_of(letter) if letter else None,
        "may_ask": placement.state in rules.MAY_INVITE,
    }
    return render(request, "desk/invitations/invitation.html", context)


@signed_in
@require_safe
def invitation_file(request: PersonRequest, placement_id: UUID) -> FileResponse:
    """The letter as a PDF."""
    letter = access.letter_to_print(request.user, placement_id)
    return pdf_answer(invitation_pdf(letter), f"invitation-{letter.code}.pdf", as_attachment=True)


@office
@require_POST
def withdraw(request: PersonRequest, placement_id: UUID) -> HttpResponse:
    """Take the letter of a placement back."""
    letter = access.letter_in_force(request.user, placement_id)
    actions.withdraw_invitation(letter, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The letter is taken back. Whoever checks its code reads so."))
    return redirect("desk:invitation", placement_id)


@public
@require_safe
def invitation_checked(request: HttpRequest, letter_code: str) -> HttpResponse:
    """What is true of the letter with this code today, in plain words."""
    if is_throttled(request):
        answer = render(request, "records/too_many.html", status=429)
    elif (letter := access.letter_by_code(letter_code)) is None:
        note_wrong_code(request)
        answer = render(request, "desk/invitations/unknown.html", status=404)
    else:
        answer = render(request, "desk/invitations/checked.html", {"verdict": queries.verdict_of(letter)})
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
