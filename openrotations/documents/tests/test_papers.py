import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from openrotations.audit.models import Entry
from openrotations.common.actors import Actor
from openrotations.common.refusals import Refused
from openrotations.documents import scanning, signals
from openrotations.documents.actions import (
    accept_document,
    add_piece,
    check_document,
    expire_documents,
    hand_in_document,
    hand_in_uploads,
    keep_upload,
    refuse_document,
    start_upload,
    withdraw_document,
)
from openrotations.documents.actions.papers import Said
from openrotations.documents.kinds import paper_kinds
from openrotations.documents.models import Document, StoredFile, Upload
from openrotations.documents.queries import documents_of, read_file, read_upload, waiting_for_review
from openrotations.documents.tests.factories import make_document, photo_bytes
from openrotations.office.tests.factories import make_programme
from openrotations.people.access import actor_of
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff

pytestmark = pytest.mark.django_db
NOW = timezone.now()
TODAY = NOW.date()


def as_person(person: Person) -> Actor:
    return actor_of(person)


def handed_in(person: Person, content: bytes = b"", kind: str = "cv", **values: Any) -> Document:
    return hand_in_document(person, kind, [content or photo_bytes()], **values, by=as_person(person), now=NOW)


def looked_at(document: Document) -> Document:
    check_document(document.pk, now=NOW)
    document.refresh_from_db()
    return document


def test_a_photo_becomes_a_paper_in_review_with_a_page_to_look_at() -> None:
    document = looked_at(handed_in(make_person()))
    assert (document.state, document.pages.count()) == ("in_review", 1)
    assert document.copy and read_file(document.copy).startswith(b"%PDF")
    assert read_file(document.originals.get().file) == photo_bytes()


def test_a_file_that_is_none_is_refused_with_what_to_do() -> None:
    document = looked_at(handed_in(make_person(), b"<html><script>alert(1)</script></html>"))
    assert (document.state, document.copy) == ("refused", None)
    assert "Save or photograph the paper as PDF" in document.refused_because


def test_a_paper_is_checked_once() -> None:
    document = handed_in(make_person())
    assert check_document(document.pk, now=NOW) is True
    assert check_document(document.pk, now=NOW) is False


def test_while_the_scanner_is_down_a_paper_is_being_checked_and_never_clean(settings: Any, tmp_path: Path) -> None:
    settings.SCANNER = str(tmp_path / "nobody.sock")
    document = handed_in(make_person())
    for _attempt in range(3):
        with pytest.raises(scanning.ScannerDown):
            check_document(document.pk, now=NOW)
        document.refresh_from_db()
        assert (document.state, document.copy) == ("checking", None)
    settings.SCANNER = "none"
    assert looked_at(document).state == "in_review"


def test_without_a_scanner_set_up_nothing_is_ever_accepted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SCANNER = ""
    monkeypatch.setattr(scanning, "_USUAL", ())
    with pytest.raises(scanning.ScannerDown):
        check_document(handed_in(make_person()).pk, now=NOW)


def test_facts_are_sealed_in_the_table_and_open_for_the_program() -> None:
    document = make_document(make_person(), facts={"name_as_printed": "canary-4711"})
    assert Document.objects.get(pk=document.pk).facts == {"name_as_printed": "canary-4711"}
    assert "canary" not in json.dumps(list(Document.objects.filter(pk=document.pk).values()), default=str)


def test_a_canary_stands_nowhere_but_in_the_open_paper(files_folder: Path, capsys: Any) -> None:
    canary = b"canary-passport-0815"
    document = handed_in(make_person(), photo_bytes() + canary, "identity", said=Said({"country": canary.decode()}))
    looked_at(document)
    assert not [path for path in files_folder.rglob("*") if path.is_file() and canary in path.read_bytes()]
    call_command("dumpdata", "documents", "audit", "procrastinate")
    said = capsys.readouterr()
    assert canary.decode() not in said.out + said.err
    assert canary in read_file(document.originals.get().file)
    assert document.copy is None or canary not in read_file(document.copy)


def test_an_upload_goes_on_where_it_was_cut() -> None:
    person, content = make_person(), photo_bytes((900, 700))
    by = as_person(person)
    upload = start_upload(person, len(content), by=by, now=NOW)
    half = len(content) // 2
    add_piece(upload, 0, content[:half], by=by, now=NOW)
    with pytest.raises(Refused):
        add_piece(upload, half + 5, content[half + 5 :], by=by, now=NOW)
    add_piece(upload, 0, content[:half], by=by, now=NOW)  # sent twice: the answer was lost
    upload = add_piece(upload, half, content[half:], by=by, now=NOW)
    assert upload.is_whole and read_upload(upload) == content
    document = hand_in_uploads(person, "cv", [upload], by=by, now=NOW)
    assert read_file(document.originals.get().file) == content and not Upload.objects.exists()


def test_the_pieces_of_an_upload_are_sealed(files_folder: Path) -> None:
    person = make_person()
    keep_upload(person, b"canary-4711 " * 50, by=as_person(person), now=NOW)
    assert all(b"canary" not in path.read_bytes() for path in files_folder.iterdir())


def test_a_passport_needs_two_people_of_the_office() -> None:
    one, other = make_staff(), make_staff()
    document = make_document(make_person(), state="in_review")
    said = Said({}, None, TODAY + timedelta(days=400))
    accept_document(document, said, by=as_person(one), now=NOW)
    document.refresh_from_db()
    assert (document.state, document.reviewed_by) == ("in_review", one)
    assert list(waiting_for_review(one.pk)) == [] and list(waiting_for_review(other.pk)) == [document]
    with pytest.raises(Refused, match="second-look"):
        accept_document(document, said, by=as_person(one), now=NOW)
    accept_document(document, said, by=as_person(other), now=NOW)
    document.refresh_from_db()
    assert (document.state, document.second_by) == ("accepted", other)


def test_an_accepted_card_knows_its_last_day_and_says_so_once() -> None:
    heard: list[Document] = []
    signals.document_accepted.connect(lambda document, **_: heard.append(document), weak=False, dispatch_uid="t")
    document = make_document(make_person(), "bls", "in_review")
    accept_document(document, Said({}, TODAY), by=as_person(make_staff()), now=NOW)
    signals.document_accepted.disconnect(dispatch_uid="t")
    document.refresh_from_db()
    assert document.valid_until and document.valid_until > TODAY + timedelta(days=700)
    assert heard == [document]


@pytest.mark.parametrize(
    ("kind", "said", "code"),
    [
        ("visa", Said(), "no-last-day"),
        ("bls", Said(), "no-issue"),
        ("visa", Said({}, None, TODAY - timedelta(days=3)), "run-out"),
        ("cv", Said({}, TODAY + timedelta(days=3)), "not-yet-issued"),
    ],
)
def test_a_paper_without_the_dates_its_kind_needs_is_not_accepted(kind: str, said: Said, code: str) -> None:
    with pytest.raises(Refused, match=code):
        accept_document(make_document(make_person(), kind, "in_review"), said, by=as_person(make_staff()), now=NOW)


@pytest.mark.parametrize(
    ("kind", "facts", "open_ones"),
    [
        ("health_insurance", {"insurer": "A company"}, ["Covers the United States"]),
        ("background_check", {}, ["Nothing found"]),
        ("usmle_step1", {"result": ""}, ["Result"]),
        ("english_test", {"score": 100}, ["Test"]),
    ],
)
def test_a_paper_that_would_prove_nothing_is_not_accepted(
    kind: str, facts: dict[str, Any], open_ones: list[str]
) -> None:
    document, by = make_document(make_person(), kind, "in_review"), as_person(make_staff())
    said = Said(facts, TODAY, TODAY + timedelta(days=400) if kind == "health_insurance" else None)
    with pytest.raises(Refused) as refused:
        accept_document(document, said, by=by, now=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["not-shown"] * len(open_ones)
    assert all(f"“{name}”" in str(refused.value.reasons) for name in open_ones)
    whole = {element.key: next(iter(element.choices), True) for element in paper_kinds()[kind].elements}
    accept_document(document, Said({**whole, **facts} | whole, said.issued_on, said.valid_until), by=by, now=NOW)
    document.refresh_from_db()
    assert document.state == "accepted"


def test_a_refusal_needs_a_reason_somebody_can_act_on() -> None:
    document, by = make_document(make_person(), "cv", "in_review"), as_person(make_staff())
    with pytest.raises(Refused, match="no-reason"):
        refuse_document(document, "no", by=by, now=NOW)
    refuse_document(document, "Page 2 is missing. Send both.", by=by, now=NOW)
    document.refresh_from_db()
    assert (document.state, document.refused_because) == ("refused", "Page 2 is missing. Send both.")


def test_an_accepted_paper_stays_until_the_new_one_is_accepted() -> None:
    person, by = make_person(), as_person(make_staff())
    old = make_document(person, "cv")
    new = looked_at(handed_in(person, replaces=old))
    assert {each.pk for each in documents_of(person)} == {old.pk, new.pk}
    accept_document(new, Said(), by=by, now=NOW)
    assert [each.pk for each in documents_of(person)] == [new.pk]


def test_a_withdrawn_paper_leaves_no_file(files_folder: Path, django_capture_on_commit_callbacks: Any) -> None:
    person = make_person()
    document = looked_at(handed_in(person))
    with django_capture_on_commit_callbacks(execute=True):
        withdraw_document(document, by=as_person(person), now=NOW)
    assert not StoredFile.objects.exists() and not list(files_folder.iterdir())
    with pytest.raises(Refused, match="rests-on-it"):
        withdraw_document(make_document(person, "cv"), by=as_person(person), now=NOW)


def test_a_paper_expires_the_day_after_its_last() -> None:
    make_programme(time_zone="UTC")
    gone = make_document(make_person(), "visa", valid_until=TODAY - timedelta(days=1))
    held = make_document(make_person(), "visa", valid_until=TODAY)
    assert expire_documents(by=as_person(gone.person), now=NOW) == 1
    gone.refresh_from_db()
    held.refresh_from_db()
    assert (gone.state, held.state) == ("expired", "accepted")
    assert expire_documents(by=as_person(gone.person), now=NOW) == 0


def test_the_trail_says_what_happened_and_not_what_stands_on_the_paper() -> None:
    document = looked_at(handed_in(make_person(), said=Said({"issuer": "canary"})))
    actions = list(Entry.objects.filter(subject_id=str(document.pk)).values_list("action", flat=True))
    assert actions == ["upload_document", "check_document"]
    assert not Entry.objects.filter(body__contains="canary").exists()


@pytest.mark.parametrize(("limit", "code"), [("MOST_PIECES", "not-next"), ("MOST_WAITING", "too-many-waiting")])
def test_nobody_fills_the_disk(monkeypatch: pytest.MonkeyPatch, limit: str, code: str) -> None:
    monkeypatch.setattr(f"openrotations.documents.rules.{limit}", 2)
    person = make_person()
    upload = start_upload(person, 100, by=as_person(person), now=NOW)
    with pytest.raises(Refused, match=code):
        for number in range(3):
            add_piece(upload, number, b"a", by=as_person(person), now=NOW)
            handed_in(person)
