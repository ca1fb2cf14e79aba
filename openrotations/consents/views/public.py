"""What everybody may read: the texts in force, their date, what changed, and the versions before."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from openrotations.consents import access, queries
from openrotations.consents.models import Kind, Version
from openrotations.consents.reading import blocks_of
from openrotations.people.guards import public
from openrotations.people.models import Person
from openrotations.schools.queries import student_of


@public
@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """The terms in force."""
    return _in_force(request, Kind.TERMS)


@public
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice in force."""
    return _in_force(request, Kind.PRIVACY)


@public
@require_safe
def version(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """A published version, whether it holds now, did, or will."""
    found = access.published_version(version_id)
    return render(request, "consents/text.html", text_page(found, request.user, timezone.localdate()))


def _in_force(request: HttpRequest, kind: Kind) -> HttpResponse:
    today = timezone.localdate()
    found = queries.text_on(kind, today)
    if found is None:
        return render(request, "consents/none.html", {"kind": kind, "coming": queries.published_of(kind)})
    return render(request, "consents/text.html", text_page(found, request.user, today))


def text_page(version: Version, person: Person | AnonymousUser, today: date) -> dict[str, Any]:
    """Context of the page of a version: its words, its place among the others, and what the reader said to it."""
    text, is_ahead = queries.in_force(today).get(version.kind), version.holds_from > today
    is_in_force = text is not None and text.version.pk == version.pk
    student = student_of(person) if (is_in_force or is_ahead) and isinstance(person, Person) else None
    return {
        "version": version,
        "blocks": blocks_of(version.text),
        "is_in_force": is_in_force,
        "is_ahead": is_ahead,
        "text": text,
        "others": [each for each in queries.published_of(version.kind) if each.pk != version.pk],
        "mine": queries.answer_of(student.person_id, version, today) if student else None,
        "ask_to_sign_in": (is_in_force or is_ahead) and version.needs_acceptance and not person.is_authenticated,
    }
