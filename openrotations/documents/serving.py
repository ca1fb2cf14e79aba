"""Giving out the clean copy of a paper, so that nothing in it could ever run or be taken for a page of ours."""

from django.http import HttpResponse

from openrotations.documents.access import clean_copy
from openrotations.documents.models import Document, Page, StoredFile
from openrotations.documents.queries import read_file

_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"


def answer_with_copy(document: Document) -> HttpResponse:
    """The clean copy, to be saved. Only for a document whose copy exists."""
    assert document.copy is not None  # access gives no other
    return _answer(read_file(document.copy), "application/pdf", f'attachment; filename="{document.kind}.pdf"')


def answer_with_page(page: Page) -> HttpResponse:
    """One page of the clean copy as a picture, to stand in a page of ours."""
    return _answer(read_file(page.file), "image/jpeg", f'inline; filename="page-{page.number}.jpg"')


def answer_with_evidence(stored: StoredFile) -> HttpResponse:
    """The clean copy of a file that the office keeps as evidence, to be saved. Http404 as long as there is none."""
    copy = clean_copy(stored)
    return _answer(read_file(copy), "application/pdf", f'attachment; filename="{copy.name}"')


def _answer(content: bytes, content_type: str, disposition: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": disposition,
            "Content-Security-Policy": _POLICY,
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )
