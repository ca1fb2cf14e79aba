"""A paper whose check falls over: tried five times, then a person of the office looks at it."""

import struct
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.audit.models import Entry
from openrotations.common.refusals import Refused
from openrotations.documents import cleaning, scanning
from openrotations.documents.actions import check_document, check_waiting, hand_in_document, recheck_document
from openrotations.documents.models import MOST_TRIES, Document
from openrotations.documents.queries import FileLost, office_needs, stuck
from openrotations.documents.tests.factories import photo_bytes
from openrotations.office.tests.factories import make_programme
from openrotations.people.access import actor_of
from openrotations.people.tests.factories import make_person, make_staff

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def programme() -> None:
    make_programme()


def handed_in() -> Document:
    person = make_person()
    return hand_in_document(person, "cv", [photo_bytes()], by=actor_of(person), now=NOW)


def fall_over(contents: list[bytes]) -> cleaning.Cleaned:
    raise struct.error("unpack requires a buffer of 4 bytes")


def killed(contents: list[bytes]) -> cleaning.Cleaned:
    raise KeyboardInterrupt


def fails(document: Document, error: type[BaseException], times: int = MOST_TRIES) -> None:
    for _attempt in range(times):
        with pytest.raises(error):
            check_document(document.pk, now=NOW)


def test_what_falls_over_five_times_is_queued_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    document = handed_in()
    monkeypatch.setattr(cleaning, "clean", fall_over)
    fails(document, struct.error, MOST_TRIES - 1)
    assert check_waiting(now=LATER) == 1 and office_needs(LATER) == []
    fails(document, struct.error, 1)
    assert check_waiting(now=LATER) == 0
    assert check_document(document.pk, now=LATER) is False  # a job that was queued before does nothing
    [need] = office_needs(LATER)
    assert (need.code, str(need.sentence)) == ("papers-stuck", "1 paper cannot be checked by the program.")


def test_twin_without_an_end_to_the_tries_it_is_queued_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    document = handed_in()
    monkeypatch.setattr("openrotations.documents.actions.checking.MOST_TRIES", 1_000)
    monkeypatch.setattr(cleaning, "clean", fall_over)
    fails(document, struct.error, MOST_TRIES + 1)
    assert check_waiting(now=LATER) == 1


def test_a_worker_that_is_killed_has_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    document = handed_in()
    monkeypatch.setattr(cleaning, "clean", killed)
    fails(document, KeyboardInterrupt, 1)
    document.refresh_from_db()
    assert (document.state, document.tries) == ("checking", 1)


def test_a_lost_file_is_a_need_of_the_office_too(files_folder: Path) -> None:
    document = handed_in()
    for path in files_folder.iterdir():
        path.unlink()
    fails(document, FileLost)
    assert list(stuck()) == [document] and check_waiting(now=LATER) == 0


def test_a_scanner_that_does_not_answer_is_no_fault_of_the_paper(settings: Any, tmp_path: Path) -> None:
    document, scanner = handed_in(), settings.SCANNER
    settings.SCANNER = str(tmp_path / "nobody.sock")
    fails(document, scanning.ScannerDown, MOST_TRIES + 2)
    assert not stuck().exists() and check_waiting(now=LATER) == 1
    settings.SCANNER = scanner
    assert check_document(document.pk, now=LATER) is True


def test_the_office_tries_again_by_clicking(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    document = handed_in()
    with monkeypatch.context() as broken:
        broken.setattr(cleaning, "clean", fall_over)
        fails(document, struct.error)
    client.force_login(make_staff())
    [need] = office_needs(LATER)
    page = client.get(need.url).content.decode()
    look = reverse("documents:review", args=[document.pk])
    assert look in page and "could not be checked" in page
    again = reverse("documents:check_again", args=[document.pk])
    assert again in client.get(look).content.decode()
    assert client.post(again).status_code == 302
    assert not stuck().exists() and check_waiting(now=LATER) == 1
    assert check_document(document.pk, now=LATER) is True
    assert "recheck_document" in Entry.objects.values_list("action", flat=True)
    assert client.post(again).status_code == 422


def test_the_office_refuses_what_cannot_be_checked(monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    document = handed_in()
    refuse = reverse("documents:refuse", args=[document.pk])
    because = {"because": "The program cannot read this file. Send a new photo."}
    client.force_login(make_staff())
    assert client.post(refuse, because).status_code == 422  # the program still tries
    monkeypatch.setattr(cleaning, "clean", fall_over)
    fails(document, struct.error)
    assert client.post(refuse, {"because": "no"}).status_code == 422
    assert client.post(refuse, because).status_code == 302
    document.refresh_from_db()
    assert (document.state, document.refused_because) == ("refused", because["because"])
    assert office_needs(LATER) == []


def test_only_what_the_program_gave_up_is_tried_again() -> None:
    document, by = handed_in(), actor_of(make_staff())
    with pytest.raises(Refused, match="not-stuck"):
        recheck_document(document, by=by, now=NOW)
