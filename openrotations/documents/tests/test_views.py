import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.audit.models import Entry
from openrotations.documents.actions import check_document
from openrotations.documents.models import Document, Upload
from openrotations.documents.tests.factories import make_document, photo_bytes
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff

pytestmark = pytest.mark.django_db
UNTIL = timezone.now().date() + timedelta(days=400)


@pytest.fixture(autouse=True)
def programme() -> None:
    make_programme()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def photo(name: str = "photo.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, photo_bytes(), "image/jpeg")


def test_my_papers_list_every_kind_and_the_state_of_mine() -> None:
    person = make_person()
    make_document(person, "cv", "refused", refused_because="Page 2 is missing.")
    page = signed_in(person).get(reverse("documents:mine")).content.decode()
    assert "Page 2 is missing." in page and "Hepatitis B" in page and "Send a new one" in page


def test_a_paper_is_uploaded_without_javascript() -> None:
    person = make_person()
    sent = {"kind": "identity", "files": [photo(), photo("back.jpg")], "fact-country": "Portugal", "valid_until": UNTIL}
    assert signed_in(person).post(reverse("documents:add"), sent).status_code == 302
    document = Document.objects.get()
    assert (document.kind, document.originals.count(), document.valid_until) == ("identity", 2, UNTIL)
    assert document.facts == {"country": "Portugal"} and not Upload.objects.exists()
    check_document(document.pk, now=timezone.now())
    assert document.pages.count() == 2


def test_what_was_sent_is_not_sent_twice_when_something_else_is_wrong() -> None:
    person = make_person()
    client = signed_in(person)
    answer = client.post(reverse("documents:add"), {"kind": "visa", "files": [photo()], "valid_until": "soon"})
    assert answer.status_code == 422 and "1 file has arrived" in answer.content.decode()
    kept = str(Upload.objects.get().pk)
    client.post(reverse("documents:add"), {"kind": "visa", "kept": [kept], "valid_until": UNTIL})
    assert Document.objects.get().originals.count() == 1


def test_the_kind_is_suggested_from_the_name_and_asked_for() -> None:
    client = signed_in(make_person())
    answer = client.post(reverse("documents:add"), {"kind": "", "files": [photo("My Passport scan.jpg")]})
    assert answer.status_code == 422 and Document.objects.count() == 0
    assert '<option value="identity" selected>' in answer.content.decode()


def test_nothing_chosen_is_said_and_a_file_too_large_too(monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(make_person())
    answer = client.post(reverse("documents:add"), {"kind": "cv"})
    assert answer.status_code == 422 and "Choose a file or take a photo." in answer.content.decode()
    monkeypatch.setattr("openrotations.documents.rules.LARGEST_FILE", 100)
    answer = client.post(reverse("documents:add"), {"kind": "cv", "files": [photo()]})
    assert answer.status_code == 422 and "more than 20 MB" in answer.content.decode()


def test_pieces_arrive_in_order_and_the_script_learns_where_to_go_on() -> None:
    client, content = signed_in(make_person()), photo_bytes((800, 600))
    told = client.post(reverse("documents:start_upload"), {"size": len(content)}).json()
    url = reverse("documents:piece", args=[told["id"]])

    def send(offset: int, part: bytes) -> Any:
        return client.post(f"{url}?offset={offset}", part, content_type="application/octet-stream")

    assert send(0, content[:1000]).json()["received"] == 1000
    assert send(5000, content[5000:]).status_code == 422
    assert client.get(url).json() == {"id": told["id"], "received": 1000, "size": len(content)}
    assert send(1000, content[1000:]).json()["received"] == len(content)
    client.post(reverse("documents:add"), {"kind": "cv", "kept": [told["id"]]})
    assert Document.objects.get().kind == "cv"


@pytest.mark.parametrize("size", ["", "-1", "x", "0", "99999999999", "٣"])
def test_a_size_that_is_none_starts_nothing(size: str) -> None:
    assert signed_in(make_person()).post(reverse("documents:start_upload"), {"size": size}).status_code == 422


def test_nobody_elses_upload_or_paper_is_reached() -> None:
    person, other = make_person(), make_person()
    document = make_document(person)
    client = signed_in(other)
    upload = signed_in(person).post(reverse("documents:start_upload"), {"size": 10}).json()["id"]
    addresses = [reverse(f"documents:{name}", args=[document.pk]) for name in ("document", "replace", "copy")]
    addresses += [reverse("documents:page", args=[document.pages.get().pk]), reverse("documents:piece", args=[upload])]
    assert [client.get(address).status_code for address in addresses] == [404] * 5
    assert client.post(reverse("documents:withdraw", args=[document.pk])).status_code == 404
    assert client.post(reverse("documents:add"), {"kind": "cv", "kept": [upload]}).status_code == 422


def test_the_copy_is_an_attachment_in_a_sandbox() -> None:
    person = make_person()
    answer = signed_in(person).get(reverse("documents:copy", args=[make_document(person).pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="identity.pdf"'
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert (answer["X-Content-Type-Options"], answer["Cache-Control"]) == ("nosniff", "private, no-store")


def test_reading_a_passport_is_put_on_record_and_reading_ones_own_is_not() -> None:
    person, staff = make_person(), make_staff()
    passport, cv = make_document(person), make_document(person, "cv")
    for reader, document in ((person, passport), (staff, cv), (staff, passport)):
        assert signed_in(reader).get(reverse("documents:copy", args=[document.pk])).status_code == 200
    [entry] = Entry.objects.filter(action="read_document")
    assert (entry.subject_id, entry.actor_id) == (str(passport.pk), str(staff.pk))


def test_the_queue_leads_from_paper_to_paper() -> None:
    client, person = signed_in(make_staff()), make_person("Ana Fictional")
    one, two = (make_document(person, "cv", "in_review") for _ in range(2))
    assert "Ana Fictional" in client.get(reverse("documents:queue")).content.decode()
    answer = client.post(reverse("documents:accept", args=[one.pk]), {})
    assert answer.url == reverse("documents:review", args=[two.pk])  # type: ignore[attr-defined]
    answer = client.post(reverse("documents:refuse", args=[two.pk]), {"because": "Page 2 is missing."})
    assert answer.url == reverse("documents:queue")  # type: ignore[attr-defined]
    assert list(Document.objects.order_by("uploaded_at").values_list("state", flat=True)) == ["accepted", "refused"]


def test_the_reviewer_corrects_what_the_student_stated() -> None:
    document = make_document(make_person(), "malpractice_insurance", "in_review", facts={"aggregate": 9})
    sent = {"fact-names_student": "on", "fact-aggregate": "3000000", "valid_until": UNTIL}
    assert signed_in(make_staff()).post(reverse("documents:accept", args=[document.pk]), sent).status_code == 302
    document.refresh_from_db()
    assert document.facts == {"names_student": True, "aggregate": 3_000_000}


def test_what_is_not_ticked_is_named_with_what_to_do() -> None:
    document = make_document(make_person(), "health_insurance", "in_review")
    sent = {"fact-insurer": "Sample Health", "valid_until": UNTIL}
    answer = signed_in(make_staff()).post(reverse("documents:accept", args=[document.pk]), sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and "Sample Health" in page
    assert "“Covers the United States” is open. Fill it in, or refuse the paper if it does not say so." in page
    document.refresh_from_db()
    assert document.state == "in_review"


def test_a_decision_that_is_refused_stays_on_the_page_with_what_was_typed() -> None:
    client = signed_in(make_staff())
    document = make_document(make_person(), "visa", "in_review", facts={"class": "B-1"})
    answer = client.post(reverse("documents:accept", args=[document.pk]), {"fact-class": "B-2", "valid_until": ""})
    assert answer.status_code == 422 and "last day" in answer.content.decode() and "B-2" in answer.content.decode()
    answer = client.post(reverse("documents:refuse", args=[document.pk]), {"because": "no"})
    assert answer.status_code == 422 and "What is wrong" in answer.content.decode()


def test_the_queue_says_when_files_are_not_scanned(settings: Any) -> None:
    client = signed_in(make_staff())
    assert "Files are not scanned" in client.get(reverse("documents:queue")).content.decode()
    settings.SCANNER = "/run/some.sock"
    assert "Files are not scanned" not in client.get(reverse("documents:queue")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_the_same_number_of_queries(count: int, django_assert_num_queries: Any) -> None:
    person, staff = make_person(), make_staff()
    for _number in range(count):
        make_document(person, "cv", "in_review")
    own, office = signed_in(person), signed_in(staff)
    with django_assert_num_queries(8):
        own.get(reverse("documents:mine"))
    with django_assert_num_queries(9):
        office.get(reverse("documents:queue"))


def test_facts_are_kept_as_plain_json() -> None:
    sent = {"kind": "tb_test", "files": [photo()], "fact-igra_on": "2026-10-01", "fact-igra_result": "negative"}
    signed_in(make_person()).post(reverse("documents:add"), sent)
    assert json.dumps(Document.objects.get().facts) == '{"igra_on": "2026-10-01", "igra_result": "negative"}'


def test_the_office_finds_every_paper_of_a_student_and_can_look_again() -> None:
    person, client = make_person(), signed_in(make_staff())
    document = make_document(person, "cv")
    page = client.get(reverse("documents:papers_of", args=[person.pk])).content.decode()
    assert reverse("documents:review", args=[document.pk]) in page
    assert client.get(reverse("documents:papers_of", args=[make_staff().pk])).status_code == 404
    client.post(reverse("documents:reopen", args=[document.pk]))
    document.refresh_from_db()
    assert (document.state, document.reviewed_by) == ("in_review", None)
