"""What is unsafe about this installation: read by `rotations check --production`."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from openrotations.common.environment import read


@dataclass(frozen=True)
class Unsafe:
    """One thing to mend before real people use the program."""

    code: str
    text: str


def what_is_unsafe() -> Iterator[Unsafe]:
    """Everything about the settings and the database that must not be so in production."""
    yield from _settings()
    yield from _database()


def _settings() -> Iterator[Unsafe]:
    if settings.MODE != "office":
        yield Unsafe("mode", f"OPENROTATIONS_MODE is {settings.MODE}. A real office runs in mode office.")
    if settings.DEBUG:
        yield Unsafe("debug", "OPENROTATIONS_DEBUG is on: errors would show the program's inside. Turn it off.")
    if not settings.PUBLIC_URL.startswith("https://"):
        yield Unsafe("https", "OPENROTATIONS_PUBLIC_URL is not https. Put a server with a certificate in front.")
    if not read("OPENROTATIONS_SMTP_URL"):
        yield Unsafe("mail", "OPENROTATIONS_SMTP_URL is empty: no message would leave. Name your mail server.")
    if not read("OPENROTATIONS_MAIL_FROM"):
        yield Unsafe("mail-from", "OPENROTATIONS_MAIL_FROM is empty. Name the sender of your messages.")


def _database() -> Iterator[Unsafe]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int")
        [version] = cursor.fetchone() or [0]
        if version < 170000:
            yield Unsafe("postgres", "PostgreSQL is older than 17. Use 17 or newer.")
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner = current_user")
        [owned] = cursor.fetchone() or [0]
        if owned:
            yield Unsafe("owner", "DATABASE_URL's role owns tables. Give the application a role that owns none.")
        for table in ("audit_entry", "audit_chainlink"):
            for right in ("UPDATE", "DELETE", "TRUNCATE"):
                cursor.execute("SELECT has_table_privilege(%s, %s)", [table, right])
                [has] = cursor.fetchone() or [False]
                if has:
                    yield Unsafe("audit", f"DATABASE_URL's role may {right} {table}: the trail is not append-only.")
