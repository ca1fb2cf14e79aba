"""What a student sees: asking, the status, and the letter itself where they kept the right to read it."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from openrotations.common.pdf.answers import pdf_answer
from openrotations.common.refusals import Refused
from openrotations.letters import access, actions, queries
from openrotations.letters.forms import AskForm
from openrotations.letters.printing import letter_name
from openrotations.letters.wordings import current_waiver
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, signed_in


@signed_in
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Every letter asked for, and where it stands."""
    person = cast(PersonRequest, request).user
    return render(request, "letters/mine.html", {"placements": queries.letters_of(person, timezone.now())})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, placement_id: UUID) -> HttpResponse:
    """Ask the preceptor of a placement, and choose freely whether to read the letter."""
    person = cast(PersonRequest, request).user
    placement = access.own_placement(person, placement_id)
    form = AskForm(
        request.POST if request.method == "POST" else None, initial={"specialty": placement.offering.specialty}
    )
    if request.method == "POST" and form.is_valid():
        wish = dict(form.cleaned_data)
        waived, signed_as = wish.pop("choice") == "waived", wish.pop("signed_as")
        try:
            actions.ask_for_letter(
                placement, wish, is_waived=waived, signed_as=signed_as, by=actor_of(person), now=timezone.now()
            )
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            messages.success(request, _("Your request is on its way. We write to you when it is answered."))
            return redirect("letters:mine")
    context = {"form": form, "placement": placement, "waiver": current_waiver()}
    return render(request, "letters/ask.html", context, status=422 if form.errors else 200)


@signed_in
@require_safe
def read(request: HttpRequest, request_id: UUID) -> FileResponse:
    """The signed letter, for a student who kept the right to read it."""
    person = cast(PersonRequest, request).user
    wanted = access.readable_request(person, request_id)
    content = actions.open_letter(wanted, by=actor_of(person), now=timezone.now())
    return pdf_answer(content, letter_name(wanted.pk), as_attachment=True)
