"""Who reaches which paper, page and upload."""

from uuid import UUID

from django.http import Http404

from openrotations.documents.models import CheckedFile, Document, Page, StoredFile, Upload
from openrotations.documents.queries import clean_copy_of, stuck_evidence
from openrotations.people.access import is_office
from openrotations.people.models import Person

_WITH = ("person", "copy", "reviewed_by", "second_by")


def own_document(person: Person, document_id: UUID) -> Document:
    """A paper of this person. Raises Http404 for somebody else's and for none alike."""
    return _one(Document.objects.filter(pk=document_id, person=person).select_related(*_WITH).first())


def readable_document(person: Person, document_id: UUID) -> Document:
    """A paper that this person may read: their own, or any for the office. Raises Http404."""
    return office_document(document_id) if is_office(person) else own_document(person, document_id)


def stuck_file(checked_id: UUID) -> CheckedFile:
    """A file kept as evidence that the program gave up checking, for staff. Raises Http404."""
    return _one(stuck_evidence().filter(pk=checked_id).first())


def office_document(document_id: UUID) -> Document:
    """Any paper, for the office. Raises Http404."""
    return _one(Document.objects.filter(pk=document_id).select_related(*_WITH).first())


def office_person(person_id: UUID) -> Person:
    """Anybody with an account who is not staff, for the office. Raises Http404."""
    return _one(Person.objects.filter(pk=person_id, staff_roles=None).first())


def document_with_copy(person: Person, document_id: UUID) -> Document:
    """A readable paper whose clean copy exists. Raises Http404 as long as it does not."""
    document = readable_document(person, document_id)
    if document.copy is None:
        raise Http404
    return document


def readable_page(person: Person, page_id: UUID) -> Page:
    """A page of a paper that this person may read. Raises Http404."""
    rows = Page.objects.select_related("document", "file")
    rows = rows if is_office(person) else rows.filter(document__person=person)
    return _one(rows.filter(pk=page_id).first())


def clean_copy(stored: StoredFile) -> StoredFile:
    """The clean copy of a file that the office keeps as evidence. Raises Http404 as long as there is none."""
    return _one(clean_copy_of(stored))


def own_upload(person: Person, upload_id: UUID) -> Upload:
    """A file that this person is sending. Raises Http404."""
    return _one(Upload.objects.filter(pk=upload_id, person=person).first())


def _one[T](row: T | None) -> T:
    if row is None:
        raise Http404
    return row
