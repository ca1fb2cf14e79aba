"""Who reaches which window, question to a school, application or choice."""

from uuid import UUID

from django.db.models import F, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from openrotations.applications.models import Application, Exemption, Preference, SchoolConfirmation, Window
from openrotations.people.models import Person, SignedLink


def own_application(person: Person) -> Application:
    """The person's newest application. Raises Http404 when there is none."""
    newest = _applications().filter(student__person_id=person.pk).order_by("-created_at").first()
    if newest is None:
        raise Http404
    return newest


def own_window(person: Person, window_id: UUID) -> Window:
    """One of the person's windows. Raises Http404 for anybody else's, as for a missing one."""
    return get_object_or_404(Window, pk=window_id, student__person_id=person.pk)


def own_choice(person: Person, choice_id: UUID) -> Preference:
    """One of the person's choices. Raises Http404 for anybody else's, as for a missing one."""
    found = Preference.objects.select_related("application__student__person")
    return get_object_or_404(found, pk=choice_id, application__student__person_id=person.pk)


def linked_confirmation(link: SignedLink) -> SchoolConfirmation:
    """The question that this link answers. Raises Http404 when it was withdrawn, or the student names another school.

    A registrar speaks for their own school only.
    """
    found = SchoolConfirmation.objects.select_related("student__person", "student__school", "registrar")
    found = found.filter(registrar__school_id=F("student__school_id"))
    return get_object_or_404(found, pk=link.subject_id, registrar_id=link.holder_id)


def any_application(application_id: UUID) -> Application:
    """An application, for the office. Raises Http404."""
    return get_object_or_404(_applications(), pk=application_id)


def any_exemption(exemption_id: UUID, application_id: UUID) -> Exemption:
    """An exception of this application's student, for a director. Raises Http404."""
    found = Exemption.objects.filter(student__applications=application_id)
    return get_object_or_404(found, pk=exemption_id)


def _applications() -> QuerySet[Application]:
    return Application.objects.select_related("student__person", "student__school")
