"""Threads that want the same thing at the same moment, each with its own connection to the database."""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
from django.db import connection

from openrotations.common.postgres import with_database
from openrotations.common.refusals import Refused


def race(attempts: Sequence[Callable[[], object]]) -> list[object]:
    """Start all at once; returns what each returned, or the Refused it raised. Anything else is raised here."""
    start = threading.Barrier(len(attempts))

    def run(attempt: Callable[[], object]) -> object:
        try:
            start.wait(timeout=30)
            return attempt()
        except Refused as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(attempts)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, attempt) for attempt in attempts]]


@contextmanager
def without_constraint(table: str, name: str) -> Iterator[None]:
    """Inside the block the table lacks this constraint; its owner takes it away and brings it back.

    The rows made meanwhile go, since they would stand in its way.
    """
    url = with_database(os.environ["DATABASE_OWNER_URL"], connection.settings_dict["NAME"])
    with psycopg.connect(url, autocommit=True) as owner:
        row = owner.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [name]).fetchone()
        assert row is not None
        owner.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
        try:
            yield
        finally:
            owner.execute(f'TRUNCATE "{table}" CASCADE')
            owner.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {row[0]}')
