"""Who reaches which school, registrar or student."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from openrotations.people.models import Person, SignedLink
from openrotations.schools.models import (
    AgencyAccreditation,
    Blackout,
    Evidence,
    OtherName,
    Registrar,
    School,
    StateStanding,
    Student,
)
from openrotations.schools.queries import student_of, students_known_to


def any_school(school_id: UUID) -> School:
    """A school, for the office. Raises Http404."""
    return get_object_or_404(School, pk=school_id)


def any_registrar(registrar_id: UUID) -> Registrar:
    """A registrar with the school, for the office. Raises Http404."""
    return get_object_or_404(Registrar.objects.select_related("school"), pk=registrar_id)


def own_student(person: Person) -> Student:
    """The person as a student. Raises Http404 when they have no profile."""
    student = student_of(person)
    if student is None:
        raise Http404
    return student


def fact_of_school(school: School, fact_id: UUID) -> AgencyAccreditation | StateStanding | Blackout:
    """Something known about the school that can be taken away. Raises Http404 for that of another school."""
    kinds: tuple[type[AgencyAccreditation | StateStanding | Blackout], ...]
    kinds = (AgencyAccreditation, StateStanding, Blackout)
    for kind in kinds:
        found = kind._default_manager.filter(pk=fact_id, school=school).first()
        if found is not None:
            return found
    raise Http404


def name_of_school(school: School, name_id: UUID) -> OtherName:
    """One of the school's other names. Raises Http404 for that of another school."""
    return get_object_or_404(OtherName, pk=name_id, school=school)


def evidence_of_school(school: School, evidence_id: UUID) -> Evidence:
    """One of the school's files. Raises Http404 for that of another school."""
    return get_object_or_404(Evidence.objects.select_related("file"), pk=evidence_id, school=school)


def registrar_of_link(link: SignedLink) -> Registrar:
    """Who holds a link to the page about a school's students.

    Raises Http404 once the registrar answers for another school, or their address is another or not confirmed.
    """
    found = Registrar.objects.select_related("school").filter(school_id=link.subject_id, email=link.email)
    registrar = get_object_or_404(found, pk=link.holder_id)
    if not registrar.is_reachable:
        raise Http404
    return registrar


def student_of_registrar(registrar: Registrar, student_id: UUID) -> Student:
    """A student whom the registrar's school knows. Raises Http404 for anybody else, as for a missing one."""
    return get_object_or_404(students_known_to(registrar.school), pk=student_id)
