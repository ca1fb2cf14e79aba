"""Schools that resemble one another: the same, or another one."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, office
from openrotations.schools import access, actions
from openrotations.schools.forms import TwinForm
from openrotations.schools.queries.twins import MOST_PAIRS, twins_of, unjudged_twins
from openrotations.schools.views.crumbs import crumbs_to

ROWS = 50


@office
@require_safe
def pairs(request: PersonRequest) -> HttpResponse:
    """Schools that a student or an import named, each beside an older one that it resembles."""
    page = Paginator(unjudged_twins(), ROWS).get_page(request.GET.get("page"))
    context = {"page": page, "most": MOST_PAIRS, "crumbs": crumbs_to(_("Schools that may stand twice"))}
    return render(request, "schools/pairs.html", context)


@office
@require_safe
def twins(request: PersonRequest, school_id: UUID) -> HttpResponse:
    """The schools that may be this one, side by side with it."""
    found = access.any_school(school_id)
    context = {"school": found, "twins": twins_of(found), "crumbs": crumbs_to(_("Is it the same school?"), found)}
    return render(request, "schools/twins.html", context)


@office
@require_POST
def judge_twin(request: PersonRequest, school_id: UUID) -> HttpResponse:
    """The same: everything of this school goes over to the other, which stays. Or another one: nobody asks again."""
    found, form = access.any_school(school_id), TwinForm(request.POST)
    if not form.is_valid():
        raise Http404
    other, by, now = access.any_school(form.cleaned_data["other"]), actor_of(request.user), timezone.now()
    if form.cleaned_data["answer"] == "same":
        actions.merge_schools(other, found, by=by, now=now)
        messages.success(request, _("They are one school now. The other name is kept beside it."))
        return redirect("schools:school", other.pk)
    actions.tell_apart(found, other, by=by, now=now)
    messages.success(request, _("They stay two schools. We do not ask again."))
    return redirect("schools:school", found.pk)
