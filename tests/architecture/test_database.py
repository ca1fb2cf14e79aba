"""The database: no migration is missing, and the application's role owns nothing."""

import os
from io import StringIO

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader

from openrotations.common.postgres import with_database
from tests.architecture.sources import is_empty

pytestmark = pytest.mark.django_db
_OWNED_TABLES = "SELECT relname FROM pg_class JOIN pg_roles r ON r.oid = relowner WHERE r.rolname = current_user"
_OWNED_FUNCTIONS = "SELECT proname FROM pg_proc JOIN pg_roles r ON r.oid = proowner WHERE r.rolname = current_user"


def _rows(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [str(row[0]) for row in cursor.fetchall()]


def test_no_migration_is_missing() -> None:
    said = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=said)
    except (SystemExit, CommandError):
        pytest.fail(said.getvalue())


def test_the_applications_role_owns_nothing() -> None:
    is_empty(_rows(_OWNED_TABLES))
    is_empty(_rows(_OWNED_FUNCTIONS))


def test_the_applications_role_has_no_special_power() -> None:
    powers = "rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls OR rolreplication"
    assert _rows(f"SELECT rolname FROM pg_roles WHERE rolname = current_user AND ({powers})") == []  # noqa: S608
    assert _rows("SELECT has_schema_privilege(current_user, 'public', 'CREATE')") == ["False"]


@pytest.mark.parametrize("table", ["audit_entry", "audit_chainlink"])
@pytest.mark.parametrize("power", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_audit_trail_cannot_be_changed_by_the_application(table: str, power: str) -> None:
    assert _rows(f"SELECT has_table_privilege(current_user, '{table}', '{power}')") == ["False"]


def test_twin_a_missing_migration_would_be_found() -> None:
    loader = MigrationLoader(connection)
    before, after = loader.project_state(), loader.project_state()
    after.add_field("people", "person", "nickname", models.CharField(max_length=10), False)
    assert set(MigrationAutodetector(before, after).changes(graph=loader.graph)) == {"people"}


def test_twin_the_owner_is_seen_to_own() -> None:
    url = with_database(os.environ["DATABASE_OWNER_URL"], connection.settings_dict["NAME"])
    with psycopg.connect(url) as owner:
        assert owner.execute(_OWNED_TABLES).fetchall() and owner.execute(_OWNED_FUNCTIONS).fetchall()
