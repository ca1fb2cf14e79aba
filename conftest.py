"""The database of the tests: cloned from a template that the owner migrated, used as the application's role.

The environment comes from `tests/environment.py`, which is loaded before Django.
"""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from openrotations.common.postgres import (
    create_database,
    database_exists,
    drop_database,
    role_of,
    with_database,
)


def _template_name() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path("openrotations").glob("*/migrations/0*.py")):
        digest.update(path.read_bytes())
    return f"openrotations_template_{digest.hexdigest()[:12]}"


@pytest.fixture(scope="session")
def template_database() -> str:
    """Name of a migrated database to clone, made once for these migrations."""
    name, owner = _template_name(), os.environ["DATABASE_OWNER_URL"]
    with psycopg.connect(with_database(owner, "postgres"), autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('openrotations.template'))")
        if not database_exists(owner, name):
            _migrate(name)
    return name


def _migrate(name: str) -> None:
    from openrotations.operations.database import migrate

    draft = f"{name}_draft"
    drop_database(os.environ["DATABASE_OWNER_URL"], draft)
    kept = {key: os.environ[key] for key in ("DATABASE_URL", "DATABASE_OWNER_URL")}
    try:
        for key, url in kept.items():
            os.environ[key] = with_database(url, draft)
        migrate()
    finally:
        os.environ.update(kept)
    with psycopg.connect(with_database(kept["DATABASE_OWNER_URL"], "postgres"), autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, worker_id: str) -> Iterator[None]:
    """One clone of the template a test process; pytest-django uses it instead of its own."""
    from django.db import connection

    owner, name = os.environ["DATABASE_OWNER_URL"], f"openrotations_tests_{worker_id}_{os.getpid()}"
    create_database(owner, name, template_database, app_role=role_of(os.environ["DATABASE_URL"]))
    connection.close()
    connection.settings_dict["NAME"] = name
    yield
    connection.close()
    drop_database(owner, name)


@pytest.fixture(autouse=True, scope="session")
def _empty_tables_as_owner() -> None:
    """Tests with real transactions empty the tables afterwards; only their owner may."""
    from django.db import connection
    from django.test import TransactionTestCase

    def emptied(self: TransactionTestCase) -> None:
        url = with_database(os.environ["DATABASE_OWNER_URL"], connection.settings_dict["NAME"])
        keep = ("django_migrations", "django_content_type", "auth_permission")
        with psycopg.connect(url, autocommit=True) as owner:
            rows = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            names = ", ".join(f'"{name}"' for (name,) in rows if name not in keep)
            owner.execute(f"TRUNCATE {names} RESTART IDENTITY CASCADE")

    TransactionTestCase._fixture_teardown = emptied  # type: ignore[attr-defined]


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """Name of this xdist process, `one` without xdist."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "one"))
