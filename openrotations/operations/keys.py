"""A new key for the programme: the key of each file is sealed anew, the files themselves are not touched."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connection, models, transaction
from django.utils import timezone
from psycopg.errors import LockNotAvailable

from openrotations.audit.actions import record
from openrotations.audit.models import PersonKey
from openrotations.common.actors import PROGRAM
from openrotations.common.sealing import key_name, old_key_files, replace_programme_key, rewrap_key
from openrotations.documents.actions import place_of
from openrotations.documents.models import Document, StoredFile, Upload
from openrotations.letters import drafts
from openrotations.letters.models import Letter
from openrotations.office.queries import programme_or_none

BATCH = 500
# How often, and after how many seconds, `forget` asks again while files are written.
ATTEMPTS = 100
PAUSE = 0.2


@dataclass(frozen=True)
class Sealed:
    """A table whose rows have a sealed key each, and what a row's key is bound to."""

    model: type[models.Model]
    place: Callable[[Any], str]

    def waiting(self) -> models.QuerySet[Any]:
        """Rows whose key is not sealed with the programme's key of now."""
        rows = self.model._default_manager.exclude(sealed_key="").exclude(sealed_key__startswith=f"{key_name()}:")
        return rows.order_by("pk")


TABLES = (
    Sealed(StoredFile, lambda row: place_of(row.pk)),
    Sealed(Document, lambda row: str(row.place)),
    Sealed(Upload, lambda row: place_of(row.pk)),
    Sealed(Letter, drafts.place_of),
    Sealed(PersonKey, lambda row: f"person-key:{row.person_id}"),
)


def rotate_keys() -> int:
    """Make a new key unless a rotation was cut short, seal every file's key with it; returns the exit status.

    Everything stays readable meanwhile, by other processes too: the old key stands beside the new one until
    `rotations keys forget`. Run again after a crash it goes on where it stopped.
    """
    left = sum(table.waiting().count() for table in TABLES)
    is_cut_short = bool(left and old_key_files())
    if not is_cut_short:
        replace_programme_key()
        left = sum(table.waiting().count() for table in TABLES)
    print(f"{'Going on with' if is_cut_short else 'New'} key {key_name()}: {left} keys to seal anew.", flush=True)
    started, done = time.perf_counter(), 0
    # Twice: whoever was writing with the old key when the new one came has finished by now.
    for table in (*TABLES, *TABLES):
        while count := rewrap_batch(table):
            done += count
            rate = round(done / (time.perf_counter() - started))
            print(f"  {done} of {max(left, done)} ({rate} a second)", flush=True)
    if programme := programme_or_none():
        record("rotate_keys", programme, by=PROGRAM, now=timezone.now(), count=done, key=key_name())
    print("Done. Back up the new key file. Backups made before need the old one; `rotations keys forget` deletes it.")
    return 0


@transaction.atomic
def rewrap_batch(table: Sealed) -> int:
    """Seal the next keys of a table anew; returns how many. Rows that somebody is writing wait for the next turn."""
    rows = list(table.waiting().select_for_update(skip_locked=True, no_key=True, of=("self",))[:BATCH])
    for row in rows:
        row.sealed_key = rewrap_key(row.sealed_key, place=table.place(row))
    table.model._default_manager.bulk_update(rows, ["sealed_key"])
    return len(rows)


def forget_old_keys() -> int:
    """Delete the former keys, unless something still opens only with one of them; returns the exit status.

    Nobody writes a key meanwhile: who began with an old one before the rotation has either committed, and is counted,
    or is waited for.
    """
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                return _forget_unless_needed()
        except OperationalError as error:
            if not isinstance(error.__cause__, LockNotAvailable):
                raise
        time.sleep(PAUSE)
    print("Somebody is writing files all the time. Nothing was deleted; try again later.", file=sys.stderr)
    return 1


def _forget_unless_needed() -> int:
    _lock_tables()
    left = sum(table.waiting().count() for table in TABLES)
    if left:
        print(f"{left} keys still need an old one. Run `rotations keys rotate` again.", file=sys.stderr)
        return 1
    files = old_key_files()
    for file in files:
        file.unlink()
    print(f"{len(files)} old key files deleted. Backups made before the rotation cannot be opened any more.")
    return 0


def _lock_tables() -> None:
    """Nobody writes to a table with sealed keys until the transaction ends. Raises OperationalError where one does.

    Not waited for under half of the locks: who has written to the one table and needs the other would wait for us.
    """
    names = ", ".join(connection.ops.quote_name(table.model._meta.db_table) for table in TABLES)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {names} IN SHARE MODE NOWAIT")
