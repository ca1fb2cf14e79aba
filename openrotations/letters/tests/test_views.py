import pytest
from django.test import Client
from django.urls import reverse

from openrotations.hosts.tests.factories import make_preceptor
from openrotations.letters.models import LetterRequest
from openrotations.letters.tests.factories import (
    CANARY,
    TEXT,
    make_agreed,
    make_request,
    make_running_now,
    make_signed,
    token_of,
    wish,
)
from openrotations.logbook.tests.factories import make_day

pytestmark = pytest.mark.django_db


def asked(**values: object) -> dict[str, object]:
    return {**wish(), "choice": "kept", "signed_as": "Ana Flor", **values}


def test_neither_choice_is_made_for_the_student_and_both_look_alike(client: Client) -> None:
    placement = make_running_now()
    client.force_login(placement.student.person)
    page = client.get(reverse("letters:ask", args=[placement.pk])).content.decode()
    assert page.count('type="radio"') == 2
    assert "checked" not in page.split("<main")[1]


def test_without_a_choice_nothing_is_asked(client: Client) -> None:
    placement = make_running_now()
    client.force_login(placement.student.person)
    answer = client.post(reverse("letters:ask", args=[placement.pk]), asked(choice=""))
    assert answer.status_code == 422 and not LetterRequest.objects.exists()


def test_asking_leads_to_the_status(client: Client) -> None:
    placement = make_running_now()
    client.force_login(placement.student.person)
    answer = client.post(reverse("letters:ask", args=[placement.pk]), asked(), follow=True)
    assert "Your request is on its way." in answer.content.decode()
    assert LetterRequest.objects.get().is_waived is False


def test_too_early_is_said_on_the_same_page(client: Client) -> None:
    placement = make_running_now(weeks_ago=0)
    client.force_login(placement.student.person)
    answer = client.post(reverse("letters:ask", args=[placement.pk]), asked())
    assert answer.status_code == 422
    assert "You can ask from week two on" in answer.content.decode()


def test_another_students_placement_is_not_there(client: Client) -> None:
    placement = make_running_now()
    client.force_login(make_running_now().student.person)
    assert client.get(reverse("letters:ask", args=[placement.pk])).status_code == 404


def test_the_list_of_letters_asks_the_database_as_often_for_three_as_for_one(
    client: Client, django_assert_max_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    request = make_request()
    client.force_login(request.placement.student.person)
    client.get(reverse("letters:mine"))
    counts = []
    for destination in ("carms", "other"):
        with CaptureQueriesContext(connection) as made:
            client.get(reverse("letters:mine"))
        counts.append(len(made))
        make_request(request.placement, destination=destination)
    with CaptureQueriesContext(connection) as made:
        client.get(reverse("letters:mine"))
    assert {*counts, len(made)} == {counts[0]}


def test_opening_the_link_changes_nothing(client: Client) -> None:
    request = make_request()
    assert client.get(reverse("letters:answer", args=[token_of(request)])).status_code == 200
    assert client.get(reverse("letters:write", args=[token_of(request)])).status_code == 302
    request.refresh_from_db()
    assert request.state == "asked" and request.link and request.link.opened_at is None


def test_agreeing_leads_to_the_writing_page_with_the_evidence(client: Client) -> None:
    request = make_request()
    make_day(request.placement, on=request.placement.dates.first, state="signed")
    answer = client.post(reverse("letters:answer", args=[token_of(request)]), {"answer": "agree"}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "1 day signed, 8 hours" in page
    assert "What strong letters hold" in page
    assert answer["Cache-Control"] == "no-store"


def test_suggesting_somebody_needs_a_name(client: Client) -> None:
    request = make_request()
    address = reverse("letters:answer", args=[token_of(request)])
    assert client.post(address, {"answer": "redirect", "note": ""}).status_code == 422
    page = client.post(address, {"answer": "redirect", "note": "Dr. Sample"}, follow=True)
    assert "Thank you for answering" in page.content.decode()


def test_what_is_typed_is_kept_and_stands_there_again(client: Client) -> None:
    token = token_of(make_agreed())
    answer = client.post(reverse("letters:draft", args=[token]), {"body": TEXT}, headers={"X-Autosave": "1"})
    assert answer.status_code == 204
    assert CANARY in client.get(reverse("letters:write", args=[token])).content.decode()


def test_the_preview_is_a_pdf_of_what_was_kept(client: Client) -> None:
    token = token_of(make_agreed())
    answer = client.post(reverse("letters:draft", args=[token]), {"body": TEXT, "preview": "1"}, follow=True)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "no-store"


def test_signing_without_a_name_keeps_the_words_on_the_page(client: Client) -> None:
    token = token_of(make_agreed())
    answer = client.post(reverse("letters:sign", args=[token]), {"body": TEXT, "signed_as": ""})
    assert answer.status_code == 422 and CANARY in answer.content.decode()


def test_after_signing_the_writer_downloads_uploads_and_says_so(client: Client) -> None:
    request = make_signed()
    token = token_of(request)
    page = client.get(reverse("letters:write", args=[token])).content.decode()
    assert "Two steps are left" in page
    file = client.get(reverse("letters:preview", args=[token]) + "?download=1")
    assert file["Content-Disposition"].startswith("attachment")
    assert client.post(reverse("letters:hand_over", args=[token]), follow=True).status_code == 200
    request.refresh_from_db()
    assert request.state == "handed_over"
    assert client.post(reverse("letters:hand_over", args=[token])).status_code == 422


def test_the_link_of_one_letter_opens_no_other(client: Client) -> None:
    mine, other = make_signed(), make_signed()
    other.link, mine.link = mine.link, other.link
    page = client.get(reverse("letters:write", args=[token_of(mine)])).content.decode()
    assert mine.placement.student.person.full_name not in page


def test_the_list_names_who_supervises_and_who_else_was_asked(client: Client) -> None:
    request = make_agreed()
    placement, asked = request.placement, request.writer
    client.force_login(placement.student.person)
    page = client.get(reverse("letters:mine")).content.decode()
    assert page.count(asked.full_name) == 1
    placement.supervised_by = named = make_preceptor(site=placement.offering.site)
    placement.save()
    page = client.get(reverse("letters:mine")).content.decode()
    assert named.full_name in page and asked.full_name in page
