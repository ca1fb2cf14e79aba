"""The two roles: one owns the tables, the other only uses them."""

from psycopg import Connection, sql

OWNER_ROLE = "rotations_owner"
APP_ROLE = "rotations_app"


def ensure_roles(connection: Connection, *, owner_password: str, app_password: str) -> None:
    """Make both roles, or set their passwords again. `connection` belongs to a superuser.

    The owner may create databases, and so, inside its own, the extensions that PostgreSQL trusts.
    It is a member of the application's role, so that it can end that role's sessions.
    """
    # Rounds of hashing slow down whoever guesses a password; ours are 192 random bits, and each new
    # connection pays for the rounds (7 ms with the default, 2 ms so).
    connection.execute("SET scram_iterations = 1")
    _ensure_role(connection, OWNER_ROLE, owner_password, "LOGIN CREATEDB NOSUPERUSER NOCREATEROLE")
    _ensure_role(connection, APP_ROLE, app_password, "LOGIN NOCREATEDB NOSUPERUSER NOCREATEROLE")
    connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP_ROLE), sql.Identifier(OWNER_ROLE)))


def grant_app_role(connection: Connection, database: str, app_role: str) -> None:
    """Let `app_role` read and write the rows of `database`, and nothing else: it can create no table.

    `connection` is open on `database` as its owner. Tables made later are included; a migration that
    wants less for one table (the audit trail) revokes it. Running it twice changes nothing.
    """
    names = {"database": sql.Identifier(database), "role": sql.Identifier(app_role)}
    for statement in (
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {role}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    ):
        connection.execute(sql.SQL(statement).format(**names))


def role_exists(connection: Connection, role: str) -> bool:
    """Whether the server knows `role`."""
    return connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None


def _ensure_role(connection: Connection, role: str, password: str, rights: str) -> None:
    verb = "ALTER" if role_exists(connection, role) else "CREATE"
    connection.execute(
        sql.SQL("{} ROLE {} {} PASSWORD {}").format(
            sql.SQL(verb), sql.Identifier(role), sql.SQL(rights), sql.Literal(password)
        )
    )
