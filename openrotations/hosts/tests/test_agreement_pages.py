"""From the draft to the signature, by clicking and by link."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.documents.actions import check_evidence
from openrotations.documents.models import CheckedFile
from openrotations.documents.queries import read_file
from openrotations.documents.tests.factories import pdf_bytes
from openrotations.hosts import actions
from openrotations.hosts.evidence import Upload
from openrotations.hosts.models import Agreement, Signatory, Site
from openrotations.hosts.states import AgreementState
from openrotations.hosts.tests.factories import make_agreement, make_signatory, make_site
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import SignedLink
from openrotations.people.tests.factories import make_staff
from openrotations.people.tokens import token_for
from openrotations.schools.tests.factories import make_school

pytestmark = pytest.mark.django_db
PDF = pdf_bytes("terms")


@pytest.fixture
def staff(client: Client) -> Client:
    make_programme()
    client.force_login(make_staff())
    return client


def page_of_link(signatory: Signatory) -> str:
    link = SignedLink.objects.get(holder_id=signatory.pk, revoked_at=None)
    return reverse("hosts:sign_agreement", args=[token_for(link.pk, link.salt)])


def test_the_office_drafts_names_who_signs_and_sends(staff: Client) -> None:
    site, school = make_site(), make_school(name="Some School")
    add = reverse("desk:add_agreement", args=[site.pk])
    values = {"title": "Affiliation agreement", "school": str(school.pk), "starts_on": "2027-01-01"}
    assert staff.post(add, {**values, "ends_on": "2026-01-01", "terms": "Kept words."}).status_code == 422
    answer = staff.post(add, {**values, "document": SimpleUploadedFile("a.pdf", PDF)})
    page = answer["Location"]
    assert "Name who signs for the school" in staff.get(page).content.decode()
    agreement = Agreement.objects.get()
    assert agreement.school_id == school.pk and "Some School" in agreement.school_name
    edit = reverse("desk:edit_agreement", args=[agreement.pk])
    assert staff.post(edit, {**values, "terms": "New <b>terms</b>."}).status_code == 302
    assert "New &lt;b&gt;terms" in staff.get(page).content.decode()
    for party in Signatory.Party.values:
        person = {"party": party, "full_name": f"Who {party}", "position": "Dean", "email": f"{party}@host.example"}
        answer = staff.post(reverse("hosts:add_signatory", args=[agreement.pk]), person)
        assert staff.post(answer["Location"], {"source": "www.host.example"}).status_code == 302
    assert "Being checked" in staff.get(page).content.decode()
    staff.post(reverse("hosts:send_agreement", args=[agreement.pk]))
    assert not SignedLink.objects.filter(purpose="sign-agreement").exists(), "nobody signs what nobody may read yet"
    check_evidence(CheckedFile.objects.get().pk, now=timezone.now())
    assert staff.post(reverse("hosts:send_agreement", args=[agreement.pk])).status_code == 302
    assert SignedLink.objects.filter(purpose="sign-agreement").count() == 3
    assert "Ask again" in staff.get(page).content.decode()
    assert "Affiliation agreement" in staff.get(reverse("hosts:site", args=[site.pk])).content.decode()


def test_who_signs_reads_the_terms_and_signs_without_an_account(client: Client) -> None:
    make_programme()
    upload = Upload(PDF, "application/pdf")
    values = {"title": "Affiliation agreement", "terms": "Be kind.", "starts_on": timezone.now().date()}
    agreement = actions.draft_agreement(make_site(), values, document=upload, by=PROGRAM, now=timezone.now())
    programme, site = make_signatory(agreement, "programme"), make_signatory(agreement, "site")
    check_evidence(CheckedFile.objects.get().pk, now=timezone.now())
    actions.send_agreement(agreement, by=PROGRAM, now=timezone.now())
    path = page_of_link(site)
    shown = client.get(path)
    assert "Be kind." in shown.content.decode() and Signatory.objects.filter(signed_at=None).count() == 2
    document = client.get(f"{path}document/")
    agreement.refresh_from_db()
    assert agreement.document and read_file(agreement.document) == PDF
    assert document.content.startswith(b"%PDF") and document.content != PDF
    assert agreement.document_sha256 == hashlib.sha256(document.content).hexdigest(), "what is read is what is signed"
    seen = shown.context["form"].initial["seen"]
    refused = client.post(path, {"signed_name": "Ana Ejemplo", "seen": seen})
    assert refused.status_code == 422 and "Ana Ejemplo" in refused.content.decode()
    given = {"signed_name": "Ana Ejemplo", "signed_position": "Dean", "seen": seen, "agrees": "on"}
    assert client.post(path, {**given, "seen": "another"}).status_code == 422
    assert client.post(path, given).status_code == 302
    assert "You have signed" in client.get(path).content.decode()
    assert client.post(path, given).status_code == 422
    assert client.post(page_of_link(programme), given).status_code == 302
    agreement.refresh_from_db()
    assert agreement.state == AgreementState.IN_FORCE


def test_a_link_opens_the_agreement_it_was_made_for_alone(client: Client, staff: Client) -> None:
    first, second = make_agreement(), make_agreement()
    for agreement in (first, second):
        for party in ("programme", "site"):
            make_signatory(agreement, party)
        actions.send_agreement(agreement, by=PROGRAM, now=timezone.now())
    links = SignedLink.objects.filter(subject_id=first.pk)
    links.update(subject_id=second.pk)
    link = links.model.objects.filter(holder_id__in=first.signatories.values("pk")).first()
    assert link is not None
    assert client.get(reverse("hosts:sign_agreement", args=[token_for(link.pk, link.salt)])).status_code == 404


def test_the_office_takes_back_asks_again_ends_and_takes_in_paper(staff: Client) -> None:
    agreement = make_agreement()
    rows = [make_signatory(agreement, party) for party in ("programme", "site")]
    send, back = (reverse(f"hosts:{name}", args=[agreement.pk]) for name in ("send_agreement", "take_agreement_back"))
    assert staff.post(send).status_code == 302
    assert staff.post(send).status_code == 422
    assert staff.post(reverse("hosts:ask_to_sign_again", args=[rows[0].pk])).status_code == 302
    assert staff.post(back).status_code == 302
    assert staff.post(reverse("hosts:remove_signatory", args=[rows[0].pk])).status_code == 302
    paper = reverse("hosts:take_in_paper", args=[agreement.pk])
    assert staff.post(paper, {}).status_code == 422
    assert staff.post(paper, {"signed_copy": SimpleUploadedFile("a.pdf", PDF)}).status_code == 302
    end = reverse("hosts:end_agreement", args=[agreement.pk])
    assert staff.post(end, {"because": ""}).status_code == 422
    assert staff.post(end, {"because": "They close."}).status_code == 302
    assert "They close." in staff.get(reverse("hosts:agreement", args=[agreement.pk])).content.decode()
    assert staff.get(reverse("hosts:endings"), {"kind": "agreement"}).status_code == 200


def test_what_is_said_of_teaching_has_its_source(staff: Client) -> None:
    empty = staff.get(reverse("hosts:add_site")).context["form"]
    assert not empty["teaching_source"].value() and not empty["needs_agreement"].value()
    site = make_site()
    edit = reverse("hosts:edit_site", args=[site.pk])
    names = ("name", "kind", "street", "city", "state", "postcode", "time_zone", "teaching_affiliation")
    values = {name: getattr(site, name) for name in names}
    answer = staff.post(edit, {**values, "has_residency": "true"})
    assert answer.status_code == 422 and "Say where this was looked up" in answer.content.decode()
    told = {"has_residency": "true", "teaching_source": "www.host.example", "teaching_checked_on": "2026-11-22"}
    assert staff.post(edit, {**values, **told, "needs_agreement": "on"}).status_code == 302
    found = Site.objects.get(pk=site.pk)
    assert (found.has_residency, found.us_school_affiliation, found.needs_agreement) == (True, None, True)
    page = staff.get(reverse("hosts:site", args=[site.pk])).content.decode()
    assert "Not told" in page and "Nobody can be placed here until one is" in page
