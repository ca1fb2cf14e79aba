"""Addresses of other servers, as Django wants them: the database and the mail server."""

import os
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict

from openrotations.common.environment import read


def database_settings() -> dict[str, Any]:
    """Django's settings for the database the process should use.

    The application's role by default; the owner's where OPENROTATIONS_AS_OWNER is set, which only
    the migrating command does. Every session works in UTC.
    """
    as_owner = bool(os.environ.get("OPENROTATIONS_AS_OWNER"))
    url = read("DATABASE_OWNER_URL" if as_owner else "DATABASE_URL") or read("DATABASE_URL")
    known = conninfo_to_dict(url) if url else {"dbname": "openrotations"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": known.pop("dbname", ""),
        "USER": known.pop("user", ""),
        "PASSWORD": known.pop("password", ""),
        "HOST": known.pop("host", ""),
        "PORT": str(known.pop("port", "")),
        "OPTIONS": {**known, "connect_timeout": 10},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "ATOMIC_REQUESTS": False,
    }


def mailer_settings(url: str) -> dict[str, Any]:
    """Django's MAILERS entry for `smtp://user:password@host:port?tls=start|wrap`.

    Without an address nothing leaves the machine: messages stay in the outbox, where staff can read them.
    Raises ValueError for an address of any other kind.
    """
    if not url:
        return {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    if parts.scheme != "smtp" or not parts.hostname:
        raise ValueError("OPENROTATIONS_SMTP_URL must look like smtp://user:password@host:587?tls=start")
    tls = parse_qs(parts.query).get("tls", ["none"])[0]
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname,
            "port": parts.port or 587,
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": tls == "start",
            "use_ssl": tls == "wrap",
            "timeout": 20,
        },
    }
