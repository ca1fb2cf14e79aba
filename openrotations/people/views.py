"""A person's own settings."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.people import actions
from openrotations.people.access import actor_of
from openrotations.people.forms import SettingsForm
from openrotations.people.guards import PersonRequest, signed_in


@signed_in
def own_settings(request: PersonRequest) -> HttpResponse:
    """Name, language, time zone, and the ways to sign in."""
    person = request.user
    initial = {name: getattr(person, name) for name in SettingsForm.base_fields}
    form = SettingsForm(posted(request), initial=initial)
    if form.is_valid():
        with reasons_on(form):
            actions.change_person(person, form.cleaned_data, by=actor_of(person), now=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("people:settings")
    return form_page(request, "people/settings.html", form)
