"""Health, background and identity papers go some time after the last rotation; who decided what, and when, stays."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.audit.models import Entry
from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.documents.actions import delete_document, withdraw_document
from openrotations.documents.actions.storing import put_away
from openrotations.documents.kinds import paper_kinds
from openrotations.documents.models import Document, Original, Page, StoredFile
from openrotations.documents.states import DocumentState
from openrotations.documents.tests.factories import make_document, photo_bytes
from openrotations.documents.validity import standing
from openrotations.office.tests.factories import make_programme
from openrotations.people.access import actor_of
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = NOW.date()


def a_passport(person: Person, **values: Any) -> Document:
    document = make_document(person, facts={"country": "Portugal"}, reviewed_by=make_staff(), reviewed_at=NOW, **values)
    file = put_away("original", "identity-1", photo_bytes(), "application/octet-stream")
    Original.objects.create(document=document, position=0, file=file)
    return document


def test_every_paper_whose_reading_is_on_record_goes_and_no_other() -> None:
    kinds = paper_kinds().values()
    assert {kind.key for kind in kinds if kind.goes_after_rotations} == {
        kind.key for kind in kinds if kind.is_read_on_record
    }


def test_files_facts_and_keys_go_and_who_accepted_it_until_when_stays(
    files_folder: Path, django_capture_on_commit_callbacks: Any
) -> None:
    document = a_passport(make_person())
    assert len(list(files_folder.iterdir())) == 3
    with django_capture_on_commit_callbacks(execute=True):
        delete_document(document, by=PROGRAM, now=NOW)
    left = Document.objects.get(pk=document.pk)
    assert (left.state, left.former_state, left.deleted_at) == ("deleted", "accepted", NOW)
    assert (left.reviewed_by, left.valid_until) == (document.reviewed_by, document.valid_until)
    assert (left.facts, left.sealed_facts, left.sealed_key, left.copy) == ({}, "", "", None)
    assert not list(files_folder.iterdir())
    assert not StoredFile.objects.exists() and not Page.objects.exists() and not Original.objects.exists()
    [entry] = Entry.objects.filter(action="delete_document")
    assert entry.subject_id == str(document.pk)


@pytest.mark.parametrize("state", [state for state in DocumentState.values if state != "deleted"])
def test_a_paper_goes_whatever_was_decided_once(state: str) -> None:
    document = make_document(make_person(), "visa", state)
    delete_document(document, by=PROGRAM, now=NOW)
    document.refresh_from_db()
    assert (document.state, document.former_state, document.refused_because) == ("deleted", state, "")
    with pytest.raises(Refused, match="gone-already"):
        delete_document(document, by=PROGRAM, now=NOW)


def test_other_papers_stay() -> None:
    with pytest.raises(Refused, match="stays"):
        delete_document(make_document(make_person(), "cv"), by=PROGRAM, now=NOW)


def test_the_database_keeps_nothing_of_a_deleted_paper() -> None:
    document = make_document(make_person(), "visa")
    for values in ({"state": "deleted"}, {"deleted_at": NOW}, {"state": "deleted", "deleted_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Document.objects.filter(pk=document.pk).update(**values)


def test_a_deleted_paper_is_not_taken_back_and_proves_nothing() -> None:
    person = make_person()
    document = make_document(person, "visa")
    delete_document(document, by=PROGRAM, now=NOW)
    document.refresh_from_db()
    with pytest.raises(Refused, match="gone-already"):
        withdraw_document(document, by=actor_of(person), now=NOW)
    found = standing("visa", [document], first=TODAY, last=TODAY + timedelta(days=27))
    assert found.verdict == "missing" and "deleted on" in str(found.because)
    assert standing("visa", [document, make_document(person, "visa")], first=TODAY, last=TODAY).is_fine


def test_both_sides_read_when_it_was_deleted(client: Client) -> None:
    make_programme()
    document = a_passport(make_person())
    delete_document(document, by=PROGRAM, now=NOW)
    client.force_login(document.person)
    pages = [reverse("documents:mine"), reverse("documents:document", args=[document.pk])]
    shown = [client.get(page).content.decode() for page in pages]
    assert all("Deleted on" in page for page in shown)
    assert "?kind=identity" in shown[0] and reverse("documents:withdraw", args=[document.pk]) not in shown[1]
    assert client.get(reverse("documents:copy", args=[document.pk])).status_code == 404
    client.force_login(make_staff())
    pages = [
        reverse("documents:papers_of", args=[document.person_id]),
        reverse("documents:review", args=[document.pk]),
    ]
    shown = [client.get(page).content.decode() for page in pages]
    assert all("Deleted on" in page for page in shown)
    assert "It was accepted." in shown[1] and f"Looked at by {document.reviewed_by}" in shown[1]
    assert client.post(reverse("documents:reopen", args=[document.pk])).status_code == 422
