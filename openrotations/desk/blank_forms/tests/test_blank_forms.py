"""Forms that are signed by hand: kept by the office, printed with what is known."""

import pytest
from django.test import Client
from django.urls import reverse

from openrotations.common.tests.printing import words_of_pdf
from openrotations.desk.hosts.tests.desks import Host
from openrotations.desk.models import BlankForm
from openrotations.people.tests.factories import make_person
from openrotations.placements.models import Placement
from openrotations.schools.tests.factories import make_school

pytestmark = pytest.mark.django_db
GIVEN = {"title": "Confidentiality form", "intro": "I keep secret what I learn.", "lines": "Badge number\n\nLocker",
         "student_signs": "on", "host_signs": "on"}  # fmt: skip


def add(desk: Client, **more: str) -> int:
    return desk.post(reverse("desk:add_blank_form"), {**GIVEN, **more}).status_code


def printed(client: Client, placement: Placement, form: BlankForm) -> str:
    response = client.get(reverse("desk:printed_form", args=[placement.pk, form.pk]))
    assert response.status_code == 200
    return words_of_pdf(b"".join(response))


def test_a_student_prints_the_form_with_what_is_known(host: Host, coming: Placement, desk: Client) -> None:
    assert add(desk, site=str(host.site.pk)) == 302
    form = BlankForm.objects.get()
    student = Client()
    student.force_login(coming.student.person)
    page = student.get(reverse("desk:forms_to_sign", args=[coming.pk])).content.decode()
    assert "Confidentiality form" in page and "kind=host_form" in page
    text = printed(student, coming, form)
    for words in (
        coming.student.person.full_name,
        host.site.name,
        "Badge number",
        "Locker",
        "Signature by hand: Student",
    ):
        assert words in text
    assert coming.student.person.email not in text


def test_a_school_has_forms_too_and_nobody_prints_another_one_s(host: Host, coming: Placement, desk: Client) -> None:
    assert add(desk, school=str(coming.student.school_id), title="Leave of the school", school_signs="on") == 302
    assert add(desk, school=str(make_school().pk), title="Another school's") == 302
    student = Client()
    student.force_login(coming.student.person)
    page = student.get(reverse("desk:forms_to_sign", args=[coming.pk])).content.decode()
    assert "Leave of the school" in page and "Another school" not in page
    other = BlankForm.objects.get(title="Another school's")
    assert student.get(reverse("desk:printed_form", args=[coming.pk, other.pk])).status_code == 404
    stranger = Client()
    stranger.force_login(make_person())
    assert stranger.get(reverse("desk:forms_to_sign", args=[coming.pk])).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"site": ""},
        {"student_signs": "", "host_signs": ""},
        {"lines": "\n".join(f"line {n}" for n in range(41))},
        {"lines": "x" * 121},
        {"title": ""},
        {"lines": "a\x00b"},
        {"intro": "x" * 1_000_000},
    ],
)
def test_a_form_that_makes_no_sense_is_not_kept_and_nothing_typed_is_lost(
    host: Host, desk: Client, wrong: dict[str, str]
) -> None:
    response = desk.post(reverse("desk:add_blank_form"), {**GIVEN, "site": str(host.site.pk), **wrong})
    assert response.status_code == 422 and not BlankForm.objects.exists()
    assert "I keep secret" in response.content.decode() or "intro" in wrong


def test_a_form_cannot_be_a_site_s_and_a_school_s(host: Host, desk: Client) -> None:
    assert add(desk, site=str(host.site.pk), school=str(make_school().pk)) == 422


@pytest.mark.parametrize("text", ['#read("/etc/passwd")', "عائشة بنت المثال", "abc\u202egpj.exe", "=cmd|' /C calc'!A0"])
def test_hostile_lines_are_printed_as_text(host: Host, coming: Placement, desk: Client, text: str) -> None:
    assert add(desk, site=str(host.site.pk), lines=text, title=text) == 302
    page = printed(desk, coming, BlankForm.objects.get())
    assert "root:" not in page and "\u202e" not in page


def test_the_office_changes_and_ends_a_form(host: Host, coming: Placement, desk: Client) -> None:
    add(desk, site=str(host.site.pk))
    form = BlankForm.objects.get()
    path = reverse("desk:blank_form", args=[form.pk])
    assert desk.post(path, {**GIVEN, "site": str(host.site.pk), "title": "New title"}).status_code == 302
    listed = desk.get(reverse("desk:blank_forms"), {"site": str(host.site.pk)}).content.decode()
    assert "New title" in listed and f"?site={host.site.pk}" in listed
    assert desk.get(reverse("desk:blank_forms"), {"site": "x"}).status_code == 404
    assert desk.post(reverse("desk:end_blank_form", args=[form.pk])).status_code == 302
    assert desk.get(path).status_code == 404
    assert "New title" not in desk.get(reverse("desk:forms_to_sign", args=[coming.pk])).content.decode()


def test_only_the_office_keeps_forms(client: Client) -> None:
    client.force_login(make_person())
    for name in ("blank_forms", "add_blank_form"):
        assert client.get(reverse(f"desk:{name}")).status_code == 404
