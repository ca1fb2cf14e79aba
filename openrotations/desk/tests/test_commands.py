from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM
from openrotations.office.tests.factories import make_programme


def said_by(command: str, *words: str) -> tuple[str, int]:
    """What a command printed, and its exit status."""
    out = StringIO()
    try:
        call_command(command, *words, stdout=out, stderr=out)
    except SystemExit as end:
        return out.getvalue(), int(end.code or 0)
    return out.getvalue(), 0


@pytest.mark.django_db(transaction=True)
def test_the_trail_is_verified_against_a_head_that_was_kept_elsewhere() -> None:
    record("try", make_programme(), by=PROGRAM, now=timezone.now())
    head = said_by("audit_trail", "head")[0].strip()
    assert said_by("audit_trail", "verify", "--head", head)[1] == 0
    forged = head.split(":")[0] + ":" + "0" * 64
    text, status = said_by("audit_trail", "verify", "--head", forged)
    assert status == 1 and "does not stand in the chain" in text


@pytest.mark.django_db
def test_an_office_that_is_not_set_up_is_named() -> None:
    text, status = said_by("check_office")
    assert status == 1 and "rotations init" in text
    make_programme()
    assert said_by("check_office") == ("Nothing to mend.\n", 0)


@pytest.mark.django_db
@override_settings(MODE="demo", DEBUG=True, PUBLIC_URL="http://127.0.0.1:8000")
def test_everything_unsafe_is_named_at_once() -> None:
    make_programme()
    text, status = said_by("check_office", "--production")
    assert status == 1
    for code in ("mode:", "debug:", "https:", "mail:", "mail-from:", "django:"):
        assert code in text


@pytest.mark.django_db
def test_a_set_up_code_is_printed_only_while_there_is_no_office() -> None:
    assert "/start/ with the code" in said_by("set_up_code")[0]
    make_programme()
    assert said_by("set_up_code") == ("", 0)
