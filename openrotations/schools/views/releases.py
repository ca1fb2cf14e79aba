"""Whether the student's school reads their evaluations: the condition, and the student's own yes or no."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, signed_in
from openrotations.schools import access, actions, queries
from openrotations.schools.facts import policy_of
from openrotations.schools.release import VERSION, WORDS


@signed_in
@require_safe
def release(request: PersonRequest) -> HttpResponse:
    """The words, and what the student said to them."""
    student = access.own_student(request.user)
    context = {
        "student": student,
        "words": WORDS,
        "version": VERSION,
        "release": queries.release_of(student),
        "is_needed": queries.needs_release(student),
        "policy": policy_of(student.school),
    }
    return render(request, "schools/release.html", context)


@signed_in
@require_POST
def answer_release(request: PersonRequest) -> HttpResponse:
    """Agree, or take the agreement back."""
    student, now, by = access.own_student(request.user), timezone.now(), actor_of(request.user)
    if request.POST.get("answer") == "yes":
        actions.answer_release(student, is_accepted=True, by=by, now=now)
        messages.success(request, _("Thank you. Your school can read your final evaluations."))
    elif request.POST.get("answer") == "no":
        actions.answer_release(student, is_accepted=False, by=by, now=now)
        messages.success(request, _("Your school does not read your evaluations."))
    else:
        raise Http404
    return redirect("schools:release")
