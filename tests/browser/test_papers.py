"""Papers in a real browser: fifty reviewed with the keyboard, six sent from a phone over a thin line that is cut."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from playwright.sync_api import Browser, Page

from openrotations.documents.models import Document, Upload
from openrotations.documents.queries import read_file
from openrotations.documents.tests.factories import make_document
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
REVIEWED, REFUSED_EACH = 50, 10
KINDS = ("cv", "transcript", "deans_letter", "personal_statement", "photo", "hipaa_training")
# 128 kilobits a second, as the program counts them: bytes.
THIN = {"latency": 100, "downloadThroughput": 16_000, "uploadThroughput": 16_000}
CUTS = (0, 2, 4)


@pytest.fixture(autouse=True)
def office(settings: Any, tmp_path: Path) -> None:
    """An office whose files lie in a folder of this test."""
    settings.FILES_FOLDER = tmp_path / "files"
    make_programme()


@pytest.fixture
def window(chromium: Browser, live_server: Any) -> Iterator[Any]:
    """Opens a page of the program for a person, on a screen of this size."""
    contexts = []

    def opened(person: Person, path: str, width: int, height: int = 780) -> Page:
        client = Client()
        client.force_login(person)
        context = chromium.new_context(viewport={"width": width, "height": height})
        contexts.append(context)
        name = django_settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text) if "Content Security" in said.text else None)
        page.goto(f"{live_server.url}{path}")
        return page

    faults: list[str] = []
    yield opened
    for context in contexts:
        context.close()
    assert faults == []


def test_a_coordinator_reviews_fifty_papers_with_the_keyboard(window: Any) -> None:
    student, now = make_person(), timezone.now()
    for number in range(REVIEWED):
        make_document(student, "cv", "in_review", uploaded_at=now - timedelta(minutes=REVIEWED - number))
    page = window(make_staff(), reverse("documents:queue"), 1280)
    page.get_by_role("link", name="Start with the first").click()
    page.get_by_role("button", name="Accept").wait_for()
    page.wait_for_load_state()
    for number in range(REVIEWED):
        before = page.url
        if number % REFUSED_EACH == 0:
            page.keyboard.press("r")
            page.keyboard.type("Page 2 is missing. Send both pages.")
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("a")
        page.wait_for_url(lambda url, before=before: url != before)
        page.wait_for_load_state()
    assert "Nothing waits for you" in page.content()
    refused = REVIEWED // REFUSED_EACH
    found = [Document.objects.filter(state=state).count() for state in ("accepted", "refused")]
    assert found == [REVIEWED - refused, refused]


def test_the_keys_go_on_and_back_and_can_be_turned_off(window: Any) -> None:
    student, now = make_person(), timezone.now()
    first, second = (
        make_document(student, "cv", "in_review", uploaded_at=now - timedelta(minutes=age)) for age in (9, 5)
    )
    page = window(make_staff(), reverse("documents:review", args=[first.pk]), 1280)
    page.keyboard.press("j")
    page.wait_for_url(f"**{reverse('documents:review', args=[second.pk])}")
    page.keyboard.press("k")
    page.wait_for_url(f"**{reverse('documents:review', args=[first.pk])}")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.keyboard.press("a")
    page.wait_for_timeout(500)
    assert not Document.objects.filter(state="accepted").exists()


def test_a_student_sends_six_papers_over_a_thin_line_that_is_cut_three_times(window: Any, tmp_path: Path) -> None:
    student, sent = make_person(), {}
    page = window(student, reverse("documents:mine"), 360)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    for number, kind in enumerate(KINDS):
        photo = tmp_path / f"photo-{number}.jpg"
        Image.effect_noise((420, 300), 90).convert("RGB").save(photo, quality=90)
        sent[kind] = photo.read_bytes()
        line.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1},
        )
        page.goto(f"{page.url.split('/my/')[0]}{reverse('documents:add')}?kind={kind}")
        page.set_input_files("input[type=file]", photo)
        line.send("Network.emulateNetworkConditions", {"offline": False, **THIN})
        page.get_by_role("button", name="Send").click()
        if number in CUTS:
            page.wait_for_timeout(900)
            line.send("Network.emulateNetworkConditions", {"offline": True, **THIN})
            page.get_by_text("The line was cut").wait_for()
            line.send("Network.emulateNetworkConditions", {"offline": False, **THIN})
        page.wait_for_url(f"**{reverse('documents:mine')}", timeout=60_000)
    assert {row.kind: read_file(row.originals.get().file) for row in Document.objects.all()} == sent
    assert not Upload.objects.exists()
