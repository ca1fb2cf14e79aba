import psycopg
import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone

from openrotations.audit.actions import record
from openrotations.audit.models import ChainLink, Entry
from openrotations.audit.queries import chain_faults, chain_head
from openrotations.common.actors import PROGRAM
from openrotations.office.tests.factories import make_programme

pytestmark = pytest.mark.django_db(transaction=True)


def owner_connection() -> psycopg.Connection:
    import os

    from openrotations.common.postgres import with_database

    url = with_database(os.environ["DATABASE_OWNER_URL"], connection.settings_dict["NAME"])
    return psycopg.connect(url, autocommit=True)


def write_three_entries() -> None:
    programme = make_programme()
    for number in range(3):
        record("try", programme, by=PROGRAM, now=timezone.now(), number=number)


def test_every_entry_is_chained_at_commit() -> None:
    write_three_entries()
    assert list(chain_faults()) == []
    assert chain_head()[0] == 3 == ChainLink.objects.count()


def test_the_application_may_neither_change_nor_delete_an_entry() -> None:
    write_three_entries()
    for change in (
        lambda: Entry.objects.update(action="other"),
        lambda: Entry.objects.filter(link__number=1)._raw_delete("default"),
        lambda: ChainLink.objects.update(hash="0" * 64),
        lambda: ChainLink.objects.create(number=9, entry_id=1, hash="0" * 64),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"):
            change()


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE audit_entry SET body = replace(body, 'try', 'try!') WHERE id = 2",
        "UPDATE audit_entry SET action = 'other' WHERE id = 2",
        "DELETE FROM audit_chainlink WHERE number = 2",
        "UPDATE audit_chainlink SET number = number + 10 WHERE number = 3",
        "ALTER TABLE audit_entry DISABLE TRIGGER audit_chain; INSERT INTO audit_entry SELECT 99, at, action, "
        "actor_kind, actor_id, actor_role, subject_kind, subject_id, body FROM audit_entry WHERE id = 1; "
        "ALTER TABLE audit_entry ENABLE TRIGGER audit_chain",
    ],
)
def test_whatever_a_superuser_does_to_the_trail_is_found(tampering: str) -> None:
    write_three_entries()
    with owner_connection() as owner:
        owner.execute(tampering)
    assert list(chain_faults())
