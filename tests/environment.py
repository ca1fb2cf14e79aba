"""A pytest plugin, loaded first (`-p` in pyproject.toml): the environment of the tests, before Django reads it.

`./bin/dev test` starts the server; `DATABASE_URL` and `DATABASE_OWNER_URL` together may name another.
"""

import os
from pathlib import Path

import psycopg
import pytest

from openrotations.common.postgres import role_of, start_cluster, with_database

os.environ["OPENROTATIONS_MODE"] = "test"
os.environ.setdefault("OPENROTATIONS_DATA", "var/test/data")
if not (os.environ.get("DATABASE_URL") and os.environ.get("DATABASE_OWNER_URL")):
    _cluster = start_cluster(Path("var/test/postgres"), durable=False)
    os.environ["DATABASE_URL"] = with_database(_cluster.app_url, "openrotations_test")
    os.environ["DATABASE_OWNER_URL"] = with_database(_cluster.owner_url, "openrotations_test")


def pytest_configure() -> None:
    """Refuse a server on which the tests could not clone their database, once and in plain words."""
    owner = os.environ["DATABASE_OWNER_URL"]
    try:
        with psycopg.connect(with_database(owner, "postgres"), connect_timeout=10) as connection:
            row = connection.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            ).fetchone()
    except psycopg.OperationalError as error:
        raise pytest.UsageError(f"The tests cannot reach the server of DATABASE_OWNER_URL: {error}") from error
    if row != (True,):
        raise pytest.UsageError(
            f"The tests make databases of their own, and {role_of(owner)} may not. Let a superuser say:"
            f" ALTER ROLE {role_of(owner)} CREATEDB"
        )
