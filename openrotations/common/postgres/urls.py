"""Connection addresses of PostgreSQL, in any form that libpq reads."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from psycopg.conninfo import conninfo_to_dict

# Parts that have a place of their own in the address; the rest follows the question mark.
_PLACED = frozenset({"user", "password", "host", "port", "dbname"})


def build_url(*, host: str, port: int, user: str, password: str, database: str) -> str:
    """The address of a database on an embedded server, which speaks over the loopback and without TLS.

    `sslmode` is spelled out so that a PGSSLMODE in the environment cannot break the connection.
    """
    return _url({"host": host, "port": port, "user": user, "password": password, "dbname": database,
                 "sslmode": "disable"})  # fmt: skip


def with_database(url: str, name: str) -> str:
    """The same server, role and options, with the database called `name`.

    `url` may be a `postgresql://` address or a `key=value` string; the answer is always an address.
    Raises `psycopg.ProgrammingError` when `url` is neither.
    """
    return _url({**conninfo_to_dict(url), "dbname": name})


def database_of(url: str) -> str:
    """The name of the database that `url` points to; empty when it names none."""
    return str(conninfo_to_dict(url).get("dbname") or "")


def role_of(url: str) -> str:
    """The role that `url` signs in as; empty when it names none."""
    return str(conninfo_to_dict(url).get("user") or "")


def _url(parts: Mapping[str, object]) -> str:
    """One address from libpq's own words. A host that is a folder (a socket) goes behind the mark."""
    known = {key: str(value) for key, value in parts.items() if value is not None}
    host = known.get("host", "")
    in_query = {key: value for key, value in known.items() if key not in _PLACED}
    if host.startswith(("/", "@")) or "," in host:
        in_query = {"host": host, **({"port": known["port"]} if "port" in known else {}), **in_query}
        place = ""
    else:
        place = f"[{host}]" if ":" in host else quote(host, safe="")
        place += f":{known['port']}" if "port" in known else ""
    who = quote(known.get("user", ""), safe="")
    if "password" in known:
        who += ":" + quote(known["password"], safe="")
    query = "?" + urlencode(in_query, quote_via=quote) if in_query else ""
    return f"postgresql://{who}{'@' if who else ''}{place}/{quote(known.get('dbname', ''), safe='')}{query}"
