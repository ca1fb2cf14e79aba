"""Reading files and papers."""

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from openrotations.common.sealing import Unreadable, unseal, unwrap_key
from openrotations.common.turns import Need
from openrotations.documents.actions.storing import piece_name, place_of
from openrotations.documents.files import shelf
from openrotations.documents.kinds import PaperKind, kind_title, paper_kinds
from openrotations.documents.models import MOST_TRIES, CheckedFile, Document, Page, StoredFile, Upload
from openrotations.documents.states import DocumentState, EvidenceState
from openrotations.people.models import Person


class FileLost(Exception):
    """The file's row is there and its bytes are not: it must come back from a backup."""


class FileAltered(Exception):
    """The bytes on disk are not the ones that were stored."""


@dataclass(frozen=True)
class KindRow:
    """One line of "my papers": a kind, and the person's papers of it, the newest first."""

    kind: PaperKind
    papers: Sequence[Document]

    @property
    def newest(self) -> Document | None:
        """The latest paper of this kind, or None."""
        return self.papers[0] if self.papers else None


def read_file(stored: StoredFile) -> bytes:
    """The content as it was stored. Raises FileLost or FileAltered, with the file's kind and id."""
    try:
        sealed = shelf().fetch(str(stored.pk))
    except FileNotFoundError as error:
        raise FileLost(f"{stored} is not in the files folder; restore it from a backup") from error
    if not hmac.compare_digest(hashlib.sha256(sealed).hexdigest(), stored.sha256):
        raise FileAltered(f"{stored} was altered on disk")
    try:
        place = place_of(stored.pk)
        return unseal(sealed, key=unwrap_key(stored.sealed_key, place=place), place=place)
    except Unreadable as error:
        raise FileAltered(f"{stored} cannot be opened with its key") from error


def read_upload(upload: Upload) -> bytes:
    """What has arrived of a file so far, its pieces put together."""
    place = place_of(upload.pk)
    key = unwrap_key(upload.sealed_key, place=place)
    names = [piece_name(upload.pk, number) for number in range(upload.pieces)]
    return b"".join(unseal(shelf().fetch(name), key=key, place=f"{place}:{name}") for name in names)


def clean_copy_of(stored: StoredFile) -> StoredFile | None:
    """The clean copy of a file kept as evidence; None while it is being checked, and where it was refused."""
    row = CheckedFile.objects.select_related("copy").filter(original=stored).first()
    return row.copy if row else None


def documents_of(person: Person) -> list[Document]:
    """The person's papers that count: all but those replaced, the newest first."""
    return list(Document.objects.filter(person=person).exclude(state=DocumentState.REPLACED))


def papers_of(person: Person) -> list[KindRow]:
    """Every kind with the person's papers of it, in the order of the kinds."""
    found = documents_of(person)
    return [KindRow(kind, [each for each in found if each.kind == key]) for key, kind in paper_kinds().items()]


def pages_of(document: Document) -> list[Page]:
    """Pictures of the clean copy's pages, in their order."""
    return list(document.pages.all())


def titled(documents: Iterable[Document]) -> list[tuple[Document, str]]:
    """Papers with what their kinds are called."""
    return [(document, kind_title(document.kind)) for document in documents]


def uploads_of(person: Person, ids: Sequence[str]) -> list[Upload]:
    """The person's own whole uploads among these, in this order."""
    known = {str(upload.pk): upload for upload in Upload.objects.filter(person=person) if upload.is_whole}
    return [known[each] for each in ids if each in known]


def waiting_for_review(reader: UUID | None = None) -> QuerySet[Document]:
    """Papers that wait for a decision, the longest waiting first; without those whose first look was this reader's."""
    rows = Document.objects.filter(state=DocumentState.IN_REVIEW).select_related("person", "reviewed_by")
    if reader is not None:
        rows = rows.exclude(reviewed_by=reader)
    return rows.order_by("uploaded_at", "pk")


def next_for_review(reader: UUID, after: Document | None = None) -> Document | None:
    """The paper to look at next: the first that waits longer than none; after the last one again the first."""
    rows = waiting_for_review(reader)
    if after is not None:
        later = Q(uploaded_at__gt=after.uploaded_at) | Q(uploaded_at=after.uploaded_at, pk__gt=after.pk)
        return rows.filter(later).first() or rows.exclude(pk=after.pk).first()
    return rows.first()


def before_for_review(reader: UUID, document: Document) -> Document | None:
    """The paper before this one in the queue, or None."""
    earlier = Q(uploaded_at__lt=document.uploaded_at) | Q(uploaded_at=document.uploaded_at, pk__lt=document.pk)
    return waiting_for_review(reader).filter(earlier).last()


def still_checking() -> QuerySet[Document]:
    """Papers that the program has not finished looking at, and has not given up."""
    rows = Document.objects.filter(state__in=[DocumentState.UPLOADED, DocumentState.CHECKING])
    return rows.filter(tries__lt=MOST_TRIES)


def stuck() -> QuerySet[Document]:
    """Papers whose check fell over as often as it is tried, the longest waiting first."""
    rows = Document.objects.filter(state__in=[DocumentState.UPLOADED, DocumentState.CHECKING])
    return rows.filter(tries__gte=MOST_TRIES).select_related("person").order_by("uploaded_at", "pk")


def stuck_evidence() -> QuerySet[CheckedFile]:
    """Files kept as evidence whose check fell over as often as it is tried, the longest waiting first."""
    rows = CheckedFile.objects.filter(state=EvidenceState.CHECKING, tries__gte=MOST_TRIES)
    return rows.select_related("original").order_by("kept_at", "pk")


def office_needs(now: datetime) -> list[Need]:
    """One row while papers wait for a decision, and one while some papers or files cannot be checked."""
    papers = [*_need("papers", waiting_for_review()), *_need("papers-stuck", stuck())]
    return [*papers, *_need_about_evidence()]


def _need_about_evidence() -> list[Need]:
    rows = list(stuck_evidence())
    if not rows:
        return []
    text = ngettext(
        "%(count)s file kept as evidence cannot be checked by the program.",
        "%(count)s files kept as evidence cannot be checked by the program.",
        len(rows),
    )
    url = reverse("documents:queue") + "#evidence"
    return [Need("evidence-stuck", text % {"count": len(rows)}, "", rows[0].kept_at.date(), url)]


def _need(code: str, rows: QuerySet[Document]) -> list[Need]:
    count, oldest = rows.count(), rows.first()
    if oldest is None:
        return []
    if code == "papers":
        text = ngettext("%(count)s paper waits for you.", "%(count)s papers wait for you.", count)
    else:
        text = ngettext(
            "%(count)s paper cannot be checked by the program.",
            "%(count)s papers cannot be checked by the program.",
            count,
        )
    return [Need(code, text % {"count": count}, "", oldest.uploaded_at.date(), reverse("documents:queue"))]
