"""The files themselves: the clean copy and pictures of its pages, for their owner and for the office."""

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from openrotations.documents import access, actions
from openrotations.documents.kinds import paper_kinds
from openrotations.documents.models import Document
from openrotations.documents.serving import answer_with_copy, answer_with_page
from openrotations.people.access import actor_of
from openrotations.people.guards import PersonRequest, signed_in
from openrotations.people.models import Person


@signed_in
@require_safe
def copy(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The clean copy, to be saved."""
    person = cast(PersonRequest, request).user
    document = access.document_with_copy(person, document_id)
    put_on_record(document, person)
    return answer_with_copy(document)


@signed_in
@require_safe
def page(request: HttpRequest, page_id: UUID) -> HttpResponse:
    """One page as a picture."""
    person = cast(PersonRequest, request).user
    found = access.readable_page(person, page_id)
    put_on_record(found.document, person)
    return answer_with_page(found)


def put_on_record(document: Document, person: Person) -> None:
    """Somebody else's passport, visa or health is read on record."""
    if document.person_id != person.pk and paper_kinds()[document.kind].is_read_on_record:
        actions.note_reading(document, by=actor_of(person), now=timezone.now())
