"""Forms that are signed by hand: kept by the office, printed with what is known, and sent back as a photo."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from openrotations.common.forms import form_page, posted, reasons_on
from openrotations.common.pdf.answers import pdf_answer
from openrotations.desk.access import placement_and_side
from openrotations.desk.blank_forms import access, actions, queries
from openrotations.desk.blank_forms.forms import BlankFileForm, BlankFormForm, FieldsForm
from openrotations.desk.blank_forms.printing import blank_form_pdf
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office, signed_in


@office
@require_safe
def blank_forms(request: PersonRequest) -> HttpResponse:
    """All of them, or those of one site."""
    site = access.site_or_none(request.GET.get("site", ""))
    return render(request, "desk/blank_forms/list.html", {"forms": queries.all_forms(site), "site": site})


@office
@require_http_methods(["GET", "HEAD", "POST"])
def add_blank_form(request: PersonRequest) -> HttpResponse:
    """A new one; the site may stand in the address."""
    site = access.site_or_none(request.GET.get("site", ""))
    form = BlankFormForm(posted(request), initial={"site": site})
    if form.is_valid():
        with reasons_on(form):
            actions.add_blank_form(form.cleaned_data, by=actor_of(request.user), now=timezone.now())
            return redirect("desk:blank_forms")
    title = _("Add a form to sign by hand")
    return form_page(request, "common/form.html", form, {"title": title, "crumbs": _crumbs(title)})


@office
@require_http_methods(["GET", "HEAD", "POST"])
def blank_form(request: PersonRequest, form_id: UUID) -> HttpResponse:
    """Change one."""
    found = access.form_for_office(form_id)
    form = BlankFormForm(posted(request), instance=access.form_for_office(form_id))
    if form.is_valid():
        with reasons_on(form):
            actions.change_blank_form(found, form.cleaned_data, by=actor_of(request.user), now=timezone.now())
            messages.success(request, _("Saved."))
            return redirect("desk:blank_forms")
    return form_page(request, "common/form.html", form, {"title": found.title, "crumbs": _crumbs(found.title)})


@office
@require_http_methods(["GET", "HEAD", "POST"])
def blank_file(request: PersonRequest, form_id: UUID) -> HttpResponse:
    """The side's own blank: how it stands, and another one in its place."""
    found = access.form_for_office(form_id)
    form = BlankFileForm(posted(request), request.FILES or None)
    if form.is_valid():
        with reasons_on(form):
            content = form.cleaned_data["blank"]
            actions.upload_blank(found, content, by=actor_of(request.user), now=timezone.now())
            messages.success(request, _("The form is kept. It is printed once it is checked."))
            return redirect("desk:blank_fields" if access.has_fields(found.pk) else "desk:blank_file", found.pk)
    context = {"blank_form": found, "crumbs": _crumbs(found.title)}
    return form_page(request, "desk/blank_forms/file.html", form, context)


@office
@require_POST
def drop_blank(request: PersonRequest, form_id: UUID) -> HttpResponse:
    """Print our own page only."""
    actions.drop_blank(access.form_for_office(form_id), by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("The blank form is taken away. Our own page is printed."))
    return redirect("desk:blank_file", form_id)


@office
@require_http_methods(["GET", "HEAD", "POST"])
def blank_fields(request: PersonRequest, form_id: UUID) -> HttpResponse:
    """Which of the facts that we know goes into which field."""
    found = access.form_for_office(form_id)
    form = FieldsForm(posted(request), found=found.fields, filled_with=found.filled_with)
    if form.is_valid():
        actions.fill_fields_with(found, form.chosen, by=actor_of(request.user), now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("desk:blank_file", found.pk)
    context = {"blank_form": found, "crumbs": _crumbs(found.title)}
    return form_page(request, "desk/blank_forms/fields.html", form, context)


@office
@require_POST
def end_blank_form(request: PersonRequest, form_id: UUID) -> HttpResponse:
    """Ask nobody for it any more."""
    actions.end_blank_form(access.form_for_office(form_id), by=actor_of(request.user), now=timezone.now())
    messages.success(request, _("Nobody is asked for this form any more."))
    return redirect("desk:blank_forms")


@signed_in
@require_safe
def forms_to_sign(request: PersonRequest, placement_id: UUID) -> HttpResponse:
    """What is to be printed and signed for one placement, for its student or the office."""
    placement, side = placement_and_side(request.user, placement_id)
    context = {"placement": placement, "side": side, "forms": queries.forms_of(placement)}
    return render(request, "desk/blank_forms/of_placement.html", context)


@signed_in
@require_safe
def printed_form(request: PersonRequest, placement_id: UUID, form_id: UUID) -> FileResponse:
    """One of them as a PDF, with what is known filled in."""
    form, placement = access.form_of_placement(request.user, placement_id, form_id)
    return pdf_answer(blank_form_pdf(form, placement, now=timezone.now()), "form-to-sign.pdf", as_attachment=True)


def _crumbs(label: str) -> list[dict[str, str]]:
    return [{"label": _("Forms to sign by hand"), "url": reverse("desk:blank_forms")}, {"label": label, "url": ""}]
