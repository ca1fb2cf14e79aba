"""Registrars ask for the page about their students; nobody learns from the answer whose address is known."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from openrotations.common.actors import PROGRAM
from openrotations.common.forms import form_page, posted
from openrotations.people.guards import public
from openrotations.people.throttling import note_try, tries_from
from openrotations.schools import actions
from openrotations.schools.forms import PageRequestForm

# From one place within so many seconds, as where codes are looked up.
MOST_TRIES = 10
SECONDS = 600
_WHAT = "school-page"


@public
def ask_for_page(request: HttpRequest) -> HttpResponse:
    """A registrar's own address; the page goes there by mail, if staff have confirmed the address."""
    form = PageRequestForm(posted(request))
    if form.is_valid() and tries_from(request, _WHAT) >= MOST_TRIES:
        form.add_error(None, _("We were asked too often from where you are. Try again in ten minutes."))
    elif form.is_valid():
        note_try(request, _WHAT, seconds=SECONDS)
        actions.ask_for_school_page(form.cleaned_data["email"], by=PROGRAM, now=timezone.now())
        messages.success(request, _("If we have confirmed this address as a registrar's, the link is on its way."))
        return redirect("schools:ask_for_page")
    return form_page(request, "schools/ask_for_page.html", form)
