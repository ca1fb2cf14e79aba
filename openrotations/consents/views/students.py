"""What a student agreed to: reading, accepting, and taking consents back."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from openrotations.common.refusals import Refused
from openrotations.consents import access, actions, queries
from openrotations.consents.models import Acceptance, Kind
from openrotations.consents.release import needs_release, release_of
from openrotations.consents.views.public import text_page
from openrotations.consents.views.refusing import page_with_reasons
from openrotations.people.access import actor_of, is_office
from openrotations.people.guards import PersonRequest, signed_in
from openrotations.schools.access import own_student
from openrotations.schools.models import Student
from openrotations.schools.queries import student_of


@signed_in
@require_safe
def mine(request: PersonRequest) -> HttpResponse:
    """Everything in force, what the student said to it, and what they said before."""
    student, today = student_of(request.user), timezone.localdate()
    if student is None and is_office(request.user):
        raise Http404
    if student is None:
        return redirect("applications:profile")
    return render(request, "consents/mine.html", _mine_page(student, today))


@signed_in
@require_POST
def accept(request: PersonRequest, version_id: UUID) -> HttpResponse:
    """Accept the version that was read, or be told which one holds now."""
    own_student(request.user)
    version, now = access.published_version(version_id), timezone.now()
    try:
        actions.accept_version(
            version, request.user, how=Acceptance.How.PAGE, by=actor_of(request.user), now=now
        )  # fmt: skip
    except Refused as refused:
        page = text_page(version, request.user, now.date())
        return page_with_reasons(request, "consents/text.html", page, refused)
    messages.success(request, _("Thank you. It is kept with its version and the time."))
    return redirect("consents:mine")


@signed_in
@require_POST
def withdraw(request: PersonRequest, acceptance_id: UUID) -> HttpResponse:
    """Take a consent back."""
    student, now = own_student(request.user), timezone.now()
    acceptance = access.own_acceptance(request.user, acceptance_id)
    try:
        actions.withdraw_consent(acceptance, by=actor_of(request.user), now=now)
    except Refused as refused:
        return page_with_reasons(request, "consents/mine.html", _mine_page(student, now.date()), refused)
    messages.success(request, _("You have taken it back. It holds from now on."))
    return redirect("consents:mine")


def _mine_page(student: Student, today: date) -> dict[str, Any]:
    agreements = queries.agreements_of(student.person_id, today)
    return {
        "conditions": [each for each in agreements if not each.version.is_optional],
        "consents": [each for each in agreements if each.version.is_optional and each.version.kind != Kind.RELEASE],
        "ahead": queries.ahead_of(student.person_id, today),
        "history": queries.history_of(student.person_id),
        "release": release_of(student, today),
        "release_is_needed": needs_release(student, today),
    }
