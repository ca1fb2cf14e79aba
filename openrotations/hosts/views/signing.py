"""Reading and signing an agreement by signed link."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.documents.serving import answer_with_evidence
from openrotations.hosts import access, actions
from openrotations.hosts.forms import SignForm
from openrotations.hosts.states import AgreementState
from openrotations.people.guards import LinkRequest, by_link


@by_link("sign-agreement")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_agreement(request: LinkRequest) -> HttpResponse:
    """The terms, the document, and the signature; after it, the same page with what was signed."""
    signatory = access.signatory_of_link(request.link)
    agreement = signatory.agreement
    waits = agreement.state == AgreementState.OUT and signatory.signed_at is None
    start = {"seen": agreement.text_sha256, "signed_position": signatory.position}
    form = SignForm(posted(request), initial=start)
    if form.is_valid():
        with reasons_on(form):
            actions.sign_agreement(signatory, **form.cleaned_data, by=request.link.actor, now=timezone.now())
            return redirect(request.path)
    context = {"agreement": agreement, "signatory": signatory, "waits": waits, "token": request.token}
    return form_page(request, "hosts/sign_agreement.html", form, context)


@by_link("sign-agreement")
@require_safe
def agreement_document(request: LinkRequest) -> HttpResponseBase:
    """The document that belongs to what is signed."""
    return answer_with_evidence(access.document_of_link(request.link))
