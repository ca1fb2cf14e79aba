from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openrotations.common.actors import Actor
from openrotations.logbook.tests.factories import DAY_ONE_NOON
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.records.actions import revoke_record
from openrotations.records.codes import new_code
from openrotations.records.models import Record
from openrotations.records.tests.factories import make_completed, make_record
from openrotations.records.throttling import MOST_WRONG

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_wrong_codes() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def read(client: Client, code: str) -> str:
    return client.get(reverse("records:verified", args=[code])).content.decode().split("<main")[1]


def test_a_stranger_reads_who_what_and_when_and_what_it_does_not_mean(client: Client) -> None:
    record = make_record()
    page = read(client, record.code)
    for words in ("This record is true", "Ana Flor", "It is in force", "Sampleton, Illinois", "What it does not mean"):
        assert words in page
    assert record.student.person.email not in page


def test_the_box_takes_a_code_however_it_is_typed(client: Client) -> None:
    record = make_record()
    answer = client.get(reverse("records:verify"), {"code": record.code.lower().replace("-", " ")})
    assert answer.headers["Location"] == reverse("records:verified", args=[record.code])


def test_an_unknown_and_a_malformed_code_get_the_same_answer(client: Client) -> None:
    make_record()
    answers = [client.get(f"/verify/{code}/") for code in (new_code(), "unknown", "A%00B", "1", "%E0%A4%A")]
    bodies = {answer.content.split(b"<main")[1].split(b"</main>")[0] for answer in answers}
    assert {answer.status_code for answer in answers} == {404}
    assert len(bodies) == 1
    assert client.get(reverse("records:verify"), {"code": "../../etc/passwd"}).headers["Location"] == "/verify/unknown/"


def test_guessing_is_throttled_even_for_a_right_code(client: Client) -> None:
    record = make_record()
    for _ in range(MOST_WRONG):
        assert client.get(f"/verify/{new_code()}/").status_code == 404
    assert client.get(f"/verify/{new_code()}/").status_code == 429
    assert client.get(f"/verify/{record.code}/").status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.9").get(f"/verify/{record.code}/").status_code == 200


def test_a_replaced_record_says_so_and_still_shows_what_was_true(client: Client) -> None:
    record = make_record()
    placement = record.student.placements.get()
    placement.days.update(hours=4)
    queries_before = Record.objects.count()
    client.force_login(record.student.person)
    client.post(reverse("records:renew", args=[record.student_id]))
    assert Record.objects.count() == queries_before + 1
    page = read(Client(), record.code)
    assert "There is a newer record" in page and "25.5 hours" in page


def test_a_revoked_record_shows_neither_its_text_nor_the_reason(client: Client) -> None:
    record = make_record()
    revoke_record(record, because="A secret reason", by=Actor("person", "d", "director"), now=DAY_ONE_NOON)
    page = read(client, record.code)
    assert "This record was revoked" in page
    assert "secret" not in page and "Ana Flor" not in page and "Sampleton" not in page


def test_an_altered_record_is_never_shown(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    record = make_record()
    monkeypatch.setattr("openrotations.records.contents.canonical", lambda content: b"altered")
    page = read(client, record.code)
    assert "do not rely on it" in page and "Ana Flor" not in page


def test_a_student_reads_and_prints_their_own_record(client: Client) -> None:
    record = make_record()
    client.force_login(record.student.person)
    assert record.code in client.get(reverse("records:mine")).content.decode()
    page = client.get(reverse("records:record", args=[record.pk])).content.decode()
    assert "data:image/svg+xml" in page and f"/verify/{record.code}/" in page
    assert client.get(reverse("records:pdf", args=[record.pk]))["Content-Type"] == "application/pdf"


def test_nobody_elses_record_is_there(client: Client) -> None:
    record = make_record()
    client.force_login(make_completed(name="Somebody Else").student.person)
    for name in ("record", "pdf"):
        assert client.get(reverse(f"records:{name}", args=[record.pk])).status_code == 404
    assert client.post(reverse("records:renew", args=[record.student_id])).status_code == 404
    assert client.get(reverse("records:revoke", args=[record.pk])).status_code == 404


def test_somebody_who_is_no_student_finds_an_empty_page(client: Client) -> None:
    client.force_login(make_person())
    assert "No record yet" in client.get(reverse("records:mine")).content.decode()


def test_a_director_revokes_with_a_reason_and_a_coordinator_cannot(client: Client) -> None:
    record = make_record()
    address = reverse("records:revoke", args=[record.pk])
    client.force_login(make_staff("coordinator"))
    assert client.post(address, {"because": "Wrong hours"}).status_code == 404
    client.force_login(make_staff("director"))
    assert client.post(address, {"because": ""}).status_code == 422
    assert client.post(address, {"because": "Wrong hours"}).status_code == 302
    record.refresh_from_db()
    assert record.state == "revoked"
    assert client.get(reverse("records:pdf", args=[record.pk])).status_code == 422


def test_only_a_director_is_shown_the_way_to_revoke(client: Client) -> None:
    record = make_record()
    page, address = (reverse(f"records:{name}", args=[record.pk]) for name in ("record", "revoke"))
    for kind, is_shown in (("coordinator", False), ("director", True)):
        client.force_login(make_staff(kind))
        assert (address in client.get(page).content.decode()) is is_shown


def test_a_verification_asks_the_database_a_few_times_only(client: Client) -> None:
    record = make_record()
    client.get(f"/verify/{record.code}/")
    with CaptureQueriesContext(connection) as made:
        client.get(f"/verify/{record.code}/")
    assert len(made) <= 5


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_behind_a_proxy_one_visitors_guesses_lock_nobody_else_out_and_forged_addresses_help_nobody() -> None:
    record = make_record()
    for number in range(MOST_WRONG):
        forged = Client(HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 203.0.113.1")
        assert forged.get(f"/verify/{new_code()}/").status_code == 404
    guesser, reader = Client(HTTP_X_FORWARDED_FOR="203.0.113.1"), Client(HTTP_X_FORWARDED_FOR="203.0.113.2")
    assert guesser.get(f"/verify/{record.code}/").status_code == 429
    assert reader.get(f"/verify/{record.code}/").status_code == 200


def test_twin_without_the_setting_the_proxy_is_locked_out_with_everybody_behind_it() -> None:
    record = make_record()
    for number in range(MOST_WRONG):
        Client(HTTP_X_FORWARDED_FOR=f"203.0.113.{number}").get(f"/verify/{new_code()}/")
    assert Client(HTTP_X_FORWARDED_FOR="203.0.113.99").get(f"/verify/{record.code}/").status_code == 429
