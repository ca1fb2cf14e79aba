"""An address keeps everything but the database it names."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from openrotations.common.postgres import build_url, with_database


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ana:p%40ss%2Fword@db.example:6432/first?sslmode=require&application_name=a%20b",
        "postgresql:///first?host=/var/run/postgresql&port=6543",
        "postgresql://[::1]:5432/first",
        "postgresql://ana@one.example:1,two.example:2/first?target_session_attrs=read-write",
        "host=db.example user='an a' password='p ss' dbname=first",
        "postgresql://db.example",
    ],
)
def test_only_the_database_changes(url: str) -> None:
    before = {**conninfo_to_dict(url), "dbname": "a second"}
    assert conninfo_to_dict(with_database(url, "a second")) == before


def test_an_embedded_address_reads_back() -> None:
    url = build_url(host="127.0.0.1", port=5, user="o", password="a/b@c", database="postgres")
    assert conninfo_to_dict(url) == {
        "user": "o",
        "password": "a/b@c",
        "host": "127.0.0.1",
        "port": "5",
        "dbname": "postgres",
        "sslmode": "disable",
    }
