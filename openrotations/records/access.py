"""Who reaches which record: its student and the office by its id, anybody by its code."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from openrotations.people.access import is_office
from openrotations.people.models import Person
from openrotations.records.codes import read_code
from openrotations.records.models import Record
from openrotations.schools.models import Student


def readable_record(person: Person, record_id: UUID) -> Record:
    """The person's own record, or any for the office; else 404."""
    found: QuerySet[Record] = Record.objects.select_related("student__person")
    if not is_office(person):
        found = found.filter(student__person=person)
    return get_object_or_404(found, pk=record_id)


def own_student(person: Person) -> Student:
    """The person's own student row, else 404."""
    return get_object_or_404(Student.objects.select_related("person", "school"), person=person)


def student_for(person: Person, student_id: UUID) -> Student:
    """This student for themselves or for the office, else 404."""
    student = get_object_or_404(Student.objects.select_related("person", "school"), pk=student_id)
    if student.person_id != person.pk and not is_office(person):
        raise Http404
    return student


def record_by_code(typed: str) -> Record | None:
    """The record with this code; None for an unknown code and for one that cannot be a code alike."""
    code = read_code(typed)
    return Record.objects.filter(code=code).first() if code else None
