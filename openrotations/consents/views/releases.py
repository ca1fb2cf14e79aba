"""Whether the student's school reads their evaluations: the condition, and the student's own yes or no."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openrotations.common.refusals import Refused
from openrotations.consents import access, actions, queries
from openrotations.consents.models import Acceptance, Kind
from openrotations.consents.reading import blocks_of
from openrotations.consents.release import needs_release, release_of
from openrotations.consents.shipped import EARLIER_WORDS
from openrotations.consents.views.refusing import page_with_reasons
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, signed_in
from openrotations.schools.access import own_student
from openrotations.schools.facts import policy_of
from openrotations.schools.models import Student


@signed_in
@require_safe
def release(request: PersonRequest) -> HttpResponse:
    """The words, and what the student said to them."""
    return render(request, "consents/release.html", _page(own_student(request.user), timezone.localdate()))


@signed_in
@require_POST
def answer_release(request: PersonRequest) -> HttpResponse:
    """Agree to the words that were read, or take the agreement back."""
    student, now, by = own_student(request.user), timezone.now(), actor_of(request.user)
    answer = request.POST.get("answer")
    if answer not in ("yes", "no"):
        raise Http404
    try:
        if answer == "yes":
            version = access.version_of(Kind.RELEASE, request.POST.get("version", ""))
            actions.accept_version(version, request.user, how=Acceptance.How.PAGE, by=by, now=now)
            messages.success(request, _("Thank you. Your school can read your final evaluations."))
        else:
            actions.refuse_release(student, by=by, now=now)
            messages.success(request, _("Your school does not read your evaluations."))
    except Refused as refused:
        return page_with_reasons(request, "consents/release.html", _page(student, now.date()), refused)
    return redirect("consents:release")


def _page(student: Student, today: date) -> dict[str, Any]:
    version, release = queries.text_on(Kind.RELEASE, today), release_of(student, today)
    return {
        "student": student,
        "version": version,
        "blocks": blocks_of(version.text) if version else [],
        "release": release,
        "earlier_words": EARLIER_WORDS.get(release.text_version, ()) if release else (),
        "is_needed": needs_release(student, today),
        "policy": policy_of(student.school),
    }
