"""Create, clone and drop databases, as their owner."""

import psycopg
from psycopg import sql

from openrotations.common.postgres.roles import APP_ROLE, grant_app_role, role_exists
from openrotations.common.postgres.urls import role_of, with_database

MAINTENANCE_DATABASE = "postgres"
# Waits for each until it is gone, 5 s at most. Raises InsufficientPrivilege for a session of somebody else.
_END_SESSIONS = """
    SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s AND usename IS NOT NULL
"""


def database_exists(url: str, name: str) -> bool:
    """Whether the server behind `url` has a database called `name`."""
    with psycopg.connect(with_database(url, MAINTENANCE_DATABASE), autocommit=True) as connection:
        return _exists(connection, name)


def create_database(owner_url: str, name: str, template: str | None = None, *, app_role: str = APP_ROLE) -> str:
    """Create the database `name`, owned by the role of `owner_url`, and return the owner's address of it.

    `template` names a database to clone, with all its tables and rows; nobody may be connected to it.
    The role `app_role` may then use the tables, when the server has such a role. A database that exists
    already is left as it is, with the rights given again.
    """
    with psycopg.connect(with_database(owner_url, MAINTENANCE_DATABASE), autocommit=True) as connection:
        if not _exists(connection, name):
            _create(connection, name, template)
        grants = app_role != role_of(owner_url) and role_exists(connection, app_role)
    url = with_database(owner_url, name)
    if grants:
        with psycopg.connect(url, autocommit=True) as connection:
            grant_app_role(connection, name, app_role)
    return url


def drop_database(owner_url: str, name: str) -> None:
    """Drop the database `name` and end every session in it. One that is not there is no error."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    with psycopg.connect(with_database(owner_url, MAINTENANCE_DATABASE), autocommit=True) as connection:
        try:
            connection.execute(statement + sql.SQL(" WITH (FORCE)"))
        except psycopg.errors.InsufficientPrivilege:
            # Autovacuum at work in it belongs to no role, so that an owner may not end it by force; without
            # FORCE the server itself sends it away, but then the sessions of people are ours to end.
            connection.execute(_END_SESSIONS, [name])
            connection.execute(statement)


def _exists(connection: psycopg.Connection, name: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


def _create(connection: psycopg.Connection, name: str, template: str | None) -> None:
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
        sql.Identifier(name), sql.Identifier(template or "template1")
    )
    try:
        connection.execute(statement)
    except psycopg.errors.DuplicateDatabase:
        pass  # Two at once: the other one was first, and made the same database.
    except psycopg.errors.UniqueViolation:
        pass  # The same, seen a moment later inside the server.
