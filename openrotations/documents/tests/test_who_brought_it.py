"""Who brought a paper, who takes it back, and who decides about it."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.audit.models import Entry
from openrotations.common.actors import Actor
from openrotations.common.refusals import Refused
from openrotations.documents import rules
from openrotations.documents.actions import (
    accept_document,
    hand_in_document,
    refuse_document,
    reopen_document,
    withdraw_document,
)
from openrotations.documents.actions.papers import Said
from openrotations.documents.models import Document
from openrotations.documents.tests.factories import make_document, photo_bytes
from openrotations.office.tests.factories import make_programme
from openrotations.people.access import actor_of
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff

pytestmark = pytest.mark.django_db
NOW = timezone.now()
UNTIL = NOW.date() + timedelta(days=400)
REGISTRAR = Actor("link", "6b1f3a52-6c0e-4a55-9f5e-0c8a3d1f7a10", "registrar")


@pytest.fixture(autouse=True)
def programme() -> None:
    make_programme()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def from_school(person: Person, state: str = "in_review") -> Document:
    given = {"brought_by": "registrar", "brought_by_id": REGISTRAR.id, "brought_by_name": "Rita Fictional"}
    return make_document(person, "deans_letter", state, **given)


@pytest.mark.parametrize(
    ("role", "whose", "kind"),
    [
        ("student", "own", "student"),
        ("director", "own", "student"),
        ("registrar", "", "registrar"),
        ("host coordinator", "", "host"),
        ("preceptor", "", "host"),
        ("coordinator", "", "office"),
        ("program", "none", "office"),
    ],
)
def test_whoever_hands_it_in_stands_with_the_paper(role: str, whose: str, kind: str) -> None:
    person = make_person()
    by = Actor("person", {"own": str(person.pk), "none": "", "": REGISTRAR.id}[whose], role)
    document = hand_in_document(person, "cv", [photo_bytes()], brought_by_name="Some One", by=by, now=NOW)
    document.refresh_from_db()
    assert (document.brought_by, str(document.brought_by_id or ""), document.brought_by_name) == (
        kind,
        by.id,
        "Some One",
    )


def test_its_owner_neither_withdraws_nor_replaces_what_the_school_brought() -> None:
    person = make_person()
    client = signed_in(person)
    waits, refused = from_school(person), from_school(person, "refused")
    assert client.post(reverse("documents:withdraw", args=[waits.pk])).status_code == 422
    page = client.get(reverse("documents:document", args=[waits.pk])).content.decode()
    assert "Brought by the registrar" in page and reverse("documents:withdraw", args=[waits.pk]) not in page
    with pytest.raises(Refused, match="anothers"):
        hand_in_document(person, "deans_letter", [photo_bytes()], replaces=refused, by=actor_of(person), now=NOW)
    assert Document.objects.filter(pk__in=[waits.pk, refused.pk]).count() == 2
    beside = client.get(reverse("documents:replace", args=[refused.pk]))
    assert beside.url == reverse("documents:add") + "?kind=deans_letter"  # type: ignore[attr-defined]
    assert reverse("documents:replace", args=[refused.pk]) not in client.get(reverse("documents:mine")).content.decode()


def test_twin_without_the_mark_it_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    person = make_person()
    waits = from_school(person)
    monkeypatch.setattr(Document, "is_its_owners", True)
    assert signed_in(person).post(reverse("documents:withdraw", args=[waits.pk])).status_code == 302
    assert not Document.objects.filter(pk=waits.pk).exists()


def test_the_office_sees_who_brought_a_letter() -> None:
    client, person = signed_in(make_staff()), make_person()
    own = make_document(person, "deans_letter", "in_review")
    page = client.get(reverse("documents:review", args=[own.pk])).content.decode()
    assert "Brought by the student" in page and "Ask its registrar before you rely on it." in page
    page = client.get(reverse("documents:review", args=[from_school(person).pk])).content.decode()
    assert "Rita Fictional" in page and "Ask its registrar" not in page
    queue = client.get(reverse("documents:queue")).content.decode()
    assert "The registrar" in queue and "the student" in queue
    held = client.get(reverse("documents:papers_of", args=[person.pk])).content.decode()
    assert "brought by the registrar" in held and "brought by the student" in held


def reopened(document: Document) -> Document:
    return reopen_document(document, by=actor_of(make_staff()), now=NOW)


def test_what_ever_was_accepted_is_never_withdrawn() -> None:
    person, office = make_person(), actor_of(make_staff())
    client = signed_in(person)
    again = make_document(person, "cv", "in_review")
    accept_document(again, Said(), by=office, now=NOW)
    refused = make_document(person, "cv", "in_review")
    accept_document(refused, Said(), by=office, now=NOW)
    for document in (again, refused):
        reopened(document)
    refuse_document(refused, "Page 2 is missing. Send both.", by=office, now=NOW)
    expired = make_document(person, "visa", "expired", valid_until=NOW.date() - timedelta(days=1))
    for document in (again, refused, expired):
        page = client.get(reverse("documents:document", args=[document.pk])).content.decode()
        assert reverse("documents:withdraw", args=[document.pk]) not in page
        with pytest.raises(Refused, match="rests-on-it"):
            withdraw_document(document, by=actor_of(person), now=NOW)


def test_twin_what_never_was_accepted_is_withdrawn() -> None:
    document = make_document(make_person(), "cv", "in_review")
    withdraw_document(document, by=actor_of(document.person), now=NOW)
    assert [each.code for each in rules.why_not_withdraw("in_review", was_accepted=True)] == ["rests-on-it"]
    assert list(rules.why_not_withdraw("in_review")) == list(rules.why_not_withdraw("refused")) == []


def test_nobody_of_the_office_decides_about_their_own_paper() -> None:
    staff = make_staff()
    document, client = make_document(staff, "cv", "in_review"), signed_in(staff)
    assert "This is your own paper" in client.get(reverse("documents:review", args=[document.pk])).content.decode()
    answer = client.post(reverse("documents:accept", args=[document.pk]), {})
    assert answer.status_code == 422
    with pytest.raises(Refused, match="own-paper"):
        refuse_document(document, "Page 2 is missing. Send both.", by=actor_of(staff), now=NOW)
    accept_document(document, Said(), by=actor_of(make_staff()), now=NOW)


def passport(**values: Any) -> Document:
    return make_document(make_person(), "identity", "in_review", **values)


def sent(**values: str) -> dict[str, Any]:
    return {"fact-country": "Portugal", "valid_until": UNTIL, **values}


@pytest.mark.parametrize("other", [{"fact-country": "Spain"}, {"valid_until": str(UNTIL + timedelta(days=9))}])
def test_a_second_look_that_reads_otherwise_is_a_first(other: dict[str, str]) -> None:
    document, one, two, three = passport(), make_staff(), make_staff(), make_staff()
    address = reverse("documents:accept", args=[document.pk])
    signed_in(one).post(address, sent())
    answer = signed_in(two).post(address, sent(**other), follow=True)
    assert "Yours is the first now" in answer.content.decode()
    document.refresh_from_db()
    assert (document.state, document.reviewed_by, document.second_by) == ("in_review", two, None)
    signed_in(three).post(address, sent(**other))
    document.refresh_from_db()
    assert (document.state, document.reviewed_by, document.second_by) == ("accepted", two, three)
    assert document.accepted_at is not None


def test_a_second_look_that_reads_the_same_accepts() -> None:
    document = passport()
    for reader in (make_staff(), make_staff()):
        signed_in(reader).post(reverse("documents:accept", args=[document.pk]), sent())
    document.refresh_from_db()
    assert document.state == "accepted" and document.facts["country"] == "Portugal"


def test_reading_what_stands_on_a_passport_is_put_on_record() -> None:
    document, staff = passport(facts={"country": "Portugal"}), make_staff()
    cv = make_document(make_person(), "cv", "in_review")
    for row in (document, cv):
        signed_in(staff).get(reverse("documents:review", args=[row.pk]))
    [entry] = Entry.objects.filter(action="read_document")
    assert (entry.subject_id, entry.actor_id) == (str(document.pk), str(staff.pk))
