"""The office notes that somebody no longer works at a school or a site, or that they do again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from openrotations.applications.actions import ask_registrar_instead
from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.desk.accounts import actions, leaving
from openrotations.desk.accounts.forms import LeavingForm
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office


@office
@require_http_methods(["GET", "HEAD", "POST"])
def leaves(request: PersonRequest, **whose: UUID) -> HttpResponse:
    """What ends when they leave, and what waits; POST notes that they left. Afterwards, whom to ask instead."""
    contact, form = leaving.leaver_for_office(**whose), LeavingForm(posted(request))
    if form.is_valid():
        with reasons_on(form):
            by, because = actor_of(request.user), form.cleaned_data["because"]
            actions.end_contact(contact, because=because, by=by, now=timezone.now())
            messages.success(request, _("Noted. Nothing opens for them any more, and we write to them no more."))
            return redirect(request.path)
    context = {
        "contact": contact,
        "place": leaving.place_left(contact),
        "above": leaving.office_page_of(contact),
        "returns_url": leaving.address_of(contact, "returns"),
        "questions": leaving.questions_waiting(contact),
        "placements": leaving.placements_waiting(contact),
        "colleagues": leaving.colleagues_of(contact),
    }
    return form_page(request, "desk/accounts/leaves.html", form, context)


@office
@require_POST
def returns(request: PersonRequest, **whose: UUID) -> HttpResponse:
    """They work there again: their address waits to be confirmed anew."""
    contact = leaving.leaver_for_office(**whose)
    actions.take_contact_back(contact, by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("Noted. Confirm their address before we write to them again."))
    return redirect(leaving.office_page_of(contact))


@office
@require_POST
def ask_instead(request: PersonRequest, **whose: UUID) -> HttpResponse:
    """Ask this registrar what colleagues were asked who left."""
    registrar = leaving.colleague_for_office(**whose)
    asked = ask_registrar_instead(registrar, by=actor_of(request.user), now=timezone.now())
    text = ngettext("%(n)d question is on its way.", "%(n)d questions are on their way.", asked)
    messages.success(request, text % {"n": asked} if asked else _("Nothing waits any more."))
    return redirect("schools:school", registrar.school_id)
