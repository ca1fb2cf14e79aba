"""The owner makes tables and trusted extensions; the application only uses what is there."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from openrotations.common.postgres import Cluster, create_database, drop_database, with_database
from openrotations.common.postgres.urls import database_of, role_of


@pytest.fixture
def owner_url(cluster: Cluster) -> Iterator[str]:
    """A database with one table, as its owner reaches it."""
    url = create_database(cluster.owner_url, "house")
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS room (id bigserial PRIMARY KEY, name text)")
    yield url
    drop_database(cluster.owner_url, "house")


@pytest.fixture
def app_url(cluster: Cluster, owner_url: str) -> str:
    """The same database, as the application reaches it."""
    return with_database(cluster.app_url, database_of(owner_url))


@pytest.mark.parametrize("extension", ["btree_gist", "citext", "pg_trgm", "unaccent"])
def test_the_owner_adds_a_trusted_extension(owner_url: str, extension: str) -> None:
    with psycopg.connect(owner_url) as connection:
        connection.execute(sql.SQL("CREATE EXTENSION {}").format(sql.Identifier(extension)))


def test_names_beyond_english_are_folded(owner_url: str) -> None:
    with psycopg.connect(owner_url) as connection:
        assert connection.execute("SELECT upper('josé'), lower('ΩМ')").fetchone() == ("JOSÉ", "ωм")


def test_the_application_reads_and_writes_rows(app_url: str) -> None:
    with psycopg.connect(app_url) as connection:
        connection.execute("INSERT INTO room (name) VALUES ('ward')")
        connection.execute("UPDATE room SET name = 'clinic'")
        assert connection.execute("SELECT name FROM room").fetchone() == ("clinic",)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE DATABASE mine",
        "CREATE EXTENSION citext",
        "CREATE ROLE mine",
        "ALTER TABLE room ADD COLUMN price int",
        "ALTER TABLE room DISABLE TRIGGER ALL",
        "TRUNCATE room",
        "DROP TABLE room",
        "SET ROLE rotations_owner",
    ],
)
def test_the_application_cannot_change_the_house(app_url: str, statement: str) -> None:
    with (
        psycopg.connect(app_url, autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(sql.SQL(statement))  # type: ignore[arg-type, unused-ignore]


def test_a_clone_has_the_rows_and_the_rights_of_its_template(cluster: Cluster, app_url: str) -> None:
    with psycopg.connect(app_url) as connection:
        connection.execute("INSERT INTO room (name) VALUES ('ward')")
    url = create_database(cluster.owner_url, "clone", "house")
    try:
        with psycopg.connect(with_database(cluster.app_url, "clone")) as connection:
            assert connection.execute("SELECT name FROM room").fetchone() == ("ward",)
        assert (database_of(url), role_of(url)) == ("clone", "rotations_owner")
    finally:
        drop_database(cluster.owner_url, "clone")


def test_a_database_in_use_can_be_dropped_and_made_again(cluster: Cluster, app_url: str) -> None:
    with psycopg.connect(app_url, autocommit=True) as connection:
        drop_database(cluster.owner_url, "house")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    assert create_database(cluster.owner_url, "house") == create_database(cluster.owner_url, "house")
