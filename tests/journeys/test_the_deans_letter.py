"""A registrar hands in the dean's letter on the school's own page; the student cannot alter it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.documents.actions import check_document
from openrotations.documents.models import Document
from openrotations.documents.tests.factories import pdf_bytes
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_staff
from openrotations.people.tokens import token_for
from openrotations.schools import actions as schools
from openrotations.schools.tests.factories import make_registrar, make_student

pytestmark = pytest.mark.django_db


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def letter(words: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("letter.pdf", pdf_bytes(words), "application/pdf")


def test_no_student_alters_what_the_registrar_handed_in() -> None:
    make_programme()
    student = make_student(enrolment="confirmed")
    registrar = make_registrar(student.school, full_name="Rita Fictional")
    link = schools.page_link(registrar, by=PROGRAM, now=timezone.now())
    page = reverse("desk:school_student", args=[token_for(link.pk, link.salt), student.pk])
    assert Client().post(page, {"letter": letter("in good standing")}).status_code == 302
    given = Document.objects.get(person=student.person)
    assert (given.brought_by, given.brought_by_id) == ("registrar", registrar.pk)
    assert given.brought_by_name == "Rita Fictional"

    own = signed_in(student.person)
    assert own.post(reverse("documents:withdraw", args=[given.pk])).status_code == 422
    sent = {"kind": "deans_letter", "files": [letter("the best student ever")]}
    assert own.post(reverse("documents:add"), sent).status_code == 302
    forged = Document.objects.exclude(pk=given.pk).get(person=student.person)
    for document in (given, forged):
        check_document(document.pk, now=timezone.now())

    office = signed_in(make_staff())
    assert "Rita Fictional" in office.get(reverse("documents:review", args=[given.pk])).content.decode()
    warned = office.get(reverse("documents:review", args=[forged.pk])).content.decode()
    assert "Ask its registrar before you rely on it." in warned and "Rita Fictional" not in warned
    seen = Client().get(page).content.decode()
    assert "brought by the registrar" in seen and "brought by the student" in seen
