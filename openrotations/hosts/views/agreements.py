"""The office's pages about one agreement."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.hosts import access, actions, queries
from openrotations.hosts.forms import EndForm, SignatoryForm, SignedCopyForm
from openrotations.hosts.states import AgreementState
from openrotations.hosts.views.crumbs import agreement_crumbs, site_crumbs
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office


@office
@require_safe
def agreement(request: HttpRequest, agreement_id: UUID) -> HttpResponse:
    """One agreement: its terms and dates, who signs, and what is missing before it can be sent."""
    found = access.any_agreement(agreement_id)
    is_draft, is_out = found.state == AgreementState.DRAFTED, found.state == AgreementState.OUT
    signatories = list(queries.signatories_of(found))
    context = {
        "agreement": found,
        "standing": queries.agreement_standing(found, timezone.now().date()),
        "signatories": signatories,
        "missing": queries.missing_for_signature(found) if is_draft else [],
        "is_draft": is_draft,
        "is_out": is_out,
        "can_take_back": is_out and not any(row.signed_at for row in signatories),
        "is_over": found.state in (AgreementState.ENDED, AgreementState.EXPIRED),
        "crumbs": site_crumbs(found.title, found.site),
    }
    return render(request, "hosts/agreement.html", context)


@office
def add_signatory(request: PersonRequest, agreement_id: UUID) -> HttpResponse:
    """A form for who signs for a party."""
    found = access.any_agreement(agreement_id)
    form = SignatoryForm(posted(request))
    if form.is_valid():
        with reasons_on(form):
            new = actions.add_signatory(found, form.cleaned_data, by=actor_of(request.user), now=timezone.now())
            return redirect("hosts:confirm_signatory", new.pk)
    title = _("Who signs?")
    crumbs = agreement_crumbs(title, found)
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": crumbs})


@office
@require_POST
def remove_signatory(request: PersonRequest, signatory_id: UUID) -> HttpResponse:
    """Somebody else will sign."""
    found = access.any_signatory(signatory_id)
    actions.remove_signatory(found, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("Removed. Name somebody else who signs."))
    return redirect("hosts:agreement", found.agreement_id)


@office
@require_POST
def ask_to_sign_again(request: PersonRequest, signatory_id: UUID) -> HttpResponse:
    """A fresh link for somebody who has not signed."""
    found = access.any_signatory(signatory_id)
    actions.ask_again(found, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("A fresh link is on its way. The older one has stopped working."))
    return redirect("hosts:agreement", found.agreement_id)


@office
@require_POST
def send_agreement(request: PersonRequest, agreement_id: UUID) -> HttpResponse:
    """Ask everybody to sign."""
    found = access.any_agreement(agreement_id)
    actions.send_agreement(found, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("Everybody who signs has a link. You are told when all have signed."))
    return redirect("hosts:agreement", found.pk)


@office
@require_POST
def take_agreement_back(request: PersonRequest, agreement_id: UUID) -> HttpResponse:
    """Make it a draft again."""
    found = access.any_agreement(agreement_id)
    actions.take_agreement_back(found, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("It is a draft again, and the links have stopped working."))
    return redirect("hosts:agreement", found.pk)


@office
def take_in_paper(request: PersonRequest, agreement_id: UUID) -> HttpResponse:
    """A form for the copy of an agreement that was signed on paper."""
    found = access.any_agreement(agreement_id)
    form = SignedCopyForm(posted(request), request.FILES or None)
    if form.is_valid():
        with reasons_on(form):
            copy = form.cleaned_data["signed_copy"]
            actions.take_in_paper(found, copy, by=actor_of(request.user), now=timezone.now())
            messages.success(request, _("The agreement is in force on the days it names."))
            return redirect("hosts:agreement", found.pk)
    title = _("It was signed on paper")
    crumbs = agreement_crumbs(title, found)
    return form_page(request, "hosts/file_form.html", form, {"title": title, "crumbs": crumbs})


@office
def end_agreement(request: PersonRequest, agreement_id: UUID) -> HttpResponse:
    """A form for why an agreement ends."""
    found = access.any_agreement(agreement_id)
    form = EndForm(posted(request))
    if form.is_valid():
        with reasons_on(form):
            by, now = actor_of(request.user), timezone.now()
            actions.end_agreement(found, because=form.cleaned_data["because"], by=by, now=now)
            messages.success(request, _("The agreement has ended."))
            return redirect("hosts:agreement", found.pk)
    title = _("End the agreement")
    crumbs = agreement_crumbs(title, found)
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": crumbs})
