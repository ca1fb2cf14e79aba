"""Taking in a file piece by piece, so that a cut line costs only the last piece."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from openrotations.audit.actions import record
from openrotations.common.actors import Actor
from openrotations.common.refusals import refuse_if
from openrotations.common.sealing import new_key, seal, unwrap_key, wrap_key
from openrotations.documents import rules
from openrotations.documents.actions.storing import kept_whole, piece_name, place_of, put_on_shelf
from openrotations.documents.files import shelf
from openrotations.documents.models import Upload
from openrotations.people.models import Person

KEPT_FOR = timedelta(hours=24)


@transaction.atomic
def start_upload(person: Person, size: int, *, by: Actor, now: datetime) -> Upload:
    """Make room for a file of this many bytes. Refused when it is too large, or when too many are on their way."""
    waiting = Upload.objects.filter(person=person).values_list("size", flat=True)
    refuse_if(rules.why_not_upload(size, list(waiting)))
    pk = uuid.uuid4()
    upload = Upload.objects.create(
        id=pk, person=person, size=size, sealed_key=wrap_key(new_key(), place=place_of(pk)), started_at=now
    )
    record("start_upload", upload, by=by, now=now, size=size)
    return upload


@transaction.atomic
def add_piece(upload: Upload, offset: int, content: bytes, *, by: Actor, now: datetime) -> Upload:
    """Keep the next piece of a file. A piece that is there already changes nothing; one that leaves a gap is refused.

    Only the last piece is recorded: what counts is that the file has arrived.
    """
    upload = Upload.locked(upload.pk)
    if offset + len(content) <= upload.received:
        return upload
    refuse_if(
        rules.why_not_add_piece(
            offset=offset, size=len(content), received=upload.received, whole=upload.size, pieces=upload.pieces
        )
    )
    _keep(upload, content)
    if upload.is_whole:
        record("finish_upload", upload, by=by, now=now, pieces=upload.pieces)
    return upload


@kept_whole()
@transaction.atomic
def keep_upload(person: Person, content: bytes, *, by: Actor, now: datetime) -> Upload:
    """Keep a file that came in one piece, as from a browser without JavaScript."""
    upload = start_upload(person, len(content), by=by, now=now)
    return add_piece(upload, 0, content, by=by, now=now)


@kept_whole()
@transaction.atomic
def keep_files(
    person: Person, kept: Sequence[str], contents: Sequence[bytes], *, by: Actor, now: datetime
) -> list[str]:
    """Keep these files beside the person's own that have arrived already; returns the ids of all, in their order.

    Refused, and none is written, when one of them is too large or they are too many.
    """
    waiting = list(Upload.objects.filter(person=person))
    if contents:
        sizes = [len(content) for content in contents]
        refuse_if(rules.why_not_upload_all(sizes, [upload.size for upload in waiting]))
    whole = {str(upload.pk) for upload in waiting if upload.is_whole}
    fresh = [str(keep_upload(person, content, by=by, now=now).pk) for content in contents]
    return [*(each for each in dict.fromkeys(kept) if each in whole), *fresh]


@transaction.atomic
def drop_upload(upload: Upload, *, by: Actor, now: datetime) -> None:
    """Forget a file on its way, with every piece of it."""
    record("drop_upload", upload, by=by, now=now)
    discard(upload)


@transaction.atomic
def forget_uploads(*, by: Actor, now: datetime) -> int:
    """Forget what nobody finished within a day; returns how many files."""
    left = list(Upload.objects.filter(started_at__lt=now - KEPT_FOR))
    for upload in left:
        drop_upload(upload, by=by, now=now)
    return len(left)


def discard(upload: Upload) -> None:
    """Forget row and pieces as a part of an action that is recorded itself."""
    names, kept = [piece_name(upload.pk, number) for number in range(upload.pieces)], shelf()
    upload.delete()

    def drop_all() -> None:
        for name in names:
            kept.drop(name)

    transaction.on_commit(drop_all)


def _keep(upload: Upload, content: bytes) -> None:
    place = place_of(upload.pk)
    name = piece_name(upload.pk, upload.pieces)
    key = unwrap_key(upload.sealed_key, place=place)
    put_on_shelf(name, seal(content, key=key, place=f"{place}:{name}"))
    upload.received += len(content)
    upload.pieces += 1
    upload.save(update_fields=["received", "pieces"])
