"""What the office keeps of a school: with a source and a day, and looked at again in time."""

from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.documents.actions import check_evidence
from openrotations.documents.models import CheckedFile
from openrotations.documents.tests.factories import photo_bytes
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_staff
from openrotations.schools import actions
from openrotations.schools.models import Evidence, Policy, School, SponsorNote
from openrotations.schools.queries.knowledge import known_of, office_needs
from openrotations.schools.tests.factories import make_registrar, make_school, make_student

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CHECKED = {"source": "the school's page", "checked_on": date(2026, 11, 1)}
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20


@pytest.fixture
def coordinator(client: Client) -> Person:
    make_programme()
    person = make_staff()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return person


def page_of(client: Client, school: School) -> str:
    return client.get(f"/schools/{school.pk}/").content.decode()


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [reason.code for reason in refused.value.reasons]


def test_nothing_is_kept_without_a_source_or_from_a_day_ahead() -> None:
    values = {"agency": "X", "country": "PT", "until": None, "source": " ", "checked_on": date(2027, 1, 1)}
    with pytest.raises(Refused) as refused:
        actions.state_agency(make_school(), values, by=PROGRAM, now=NOW)
    assert codes(refused) == ["no-source", "date-ahead"]
    late = {"state": "NY", "standing": "approved", "until": date(2026, 10, 1), **CHECKED}
    with pytest.raises(Refused) as refused:
        actions.state_standing(make_school(), late, by=PROGRAM, now=NOW)
    assert codes(refused) == ["until-before"]


def test_a_note_without_years_is_refused_and_no_note_has_none() -> None:
    school = make_school()
    values = {"presence": "present", "graduated_from": None, "graduated_to": None, "until": None, **CHECKED}
    with pytest.raises(Refused) as refused:
        actions.state_sponsor_note(school, values, by=PROGRAM, now=NOW)
    assert codes(refused) == ["no-years"]
    years = {"graduated_from": 2005, "graduated_to": 2000}
    with pytest.raises(Refused) as refused:
        actions.state_sponsor_note(school, {**values, **years}, by=PROGRAM, now=NOW)
    assert codes(refused) == ["years-order"]
    note = actions.state_sponsor_note(school, {**values, **years, "presence": "absent"}, by=PROGRAM, now=NOW)
    assert (note.graduated_from, note.graduated_to) == (None, None)


def test_what_is_found_out_anew_takes_the_place_of_the_old() -> None:
    school = make_school()
    for weeks in (8, 12):
        actions.state_policy(school, {"most_weeks": weeks, **CHECKED}, by=PROGRAM, now=NOW)
    assert Policy.objects.get().most_weeks == 12
    for standing in ("approved", "not_approved"):
        values = {"state": "NY", "standing": standing, "until": None, **CHECKED}
        actions.state_standing(school, values, by=PROGRAM, now=NOW)
    assert [row.standing for row in known_of(school, NOW.date()).standings] == ["not_approved"]


def test_a_registrar_counts_for_the_own_school_and_the_last_word_stands() -> None:
    registrar = make_registrar()
    for count in (3, 1):
        actions.declare_count(
            registrar.school, state="FL", year=2027, count=count, registrar=registrar, by=PROGRAM, now=NOW
        )
    assert [row.count for row in registrar.school.declared_counts.all()] == [1]
    with pytest.raises(Refused) as refused:
        actions.declare_count(make_school(), state="FL", year=2027, count=0, registrar=registrar, by=PROGRAM, now=NOW)
    assert codes(refused) == ["not-own-school"]


def test_what_ends_soon_is_looked_at_again_where_there_are_students() -> None:
    school = make_school(accreditation_until=date(2026, 12, 1))
    note = {"presence": "absent", "until": date(2027, 6, 1), "graduated_from": None, "graduated_to": None}
    actions.state_sponsor_note(school, {**note, **CHECKED}, by=PROGRAM, now=NOW)
    assert office_needs(NOW) == []
    make_student(school=school)
    assert [(need.code, need.until) for need in office_needs(NOW)] == [("school-look-again", date(2026, 12, 1))]
    assert [what for what, _until in known_of(school, NOW.date()).ends_soon] == ["accreditation"]


def test_the_office_writes_the_policy_and_nothing_typed_is_lost(client: Client, coordinator: Person) -> None:
    school = make_school()
    path = f"/schools/{school.pk}/policy/"
    wrong = client.post(path, {"credit_note": "Four points a week", "from_year": "40"})
    assert wrong.status_code == 422 and "Four points a week" in wrong.content.decode()
    policy = {"allows_external": "yes", "gives_credit": "", "from_year": "5", "approves_each": "no"}
    policy |= {"evaluation_back": "ours", "source": "the registrar", "checked_on": "2026-11-01"}
    assert client.post(path, policy).status_code == 302
    kept = Policy.objects.get(school=school)
    assert (kept.allows_external, kept.gives_credit, kept.approves_each, kept.from_year) == (True, None, False, 5)
    assert kept.checked_by == coordinator
    again = client.get(path).content.decode()
    assert 'value="5"' in again
    assert "the registrar" in page_of(client, school)


def test_the_office_writes_the_note_the_agency_the_state_and_the_days(client: Client, coordinator: Person) -> None:
    school = make_school(country="JP")
    looked = {"source": "a page", "checked_on": "2026-11-01"}
    note = {"presence": "present", "graduated_from": "2005", **looked}
    assert client.post(f"/schools/{school.pk}/sponsor-note/", note).status_code == 302
    agency = {"agency": "JACME", "country": "JP", **looked}
    assert client.post(f"/schools/{school.pk}/agencies/add/", agency).status_code == 302
    state = {"state": "NY", "standing": "approved", **looked}
    assert client.post(f"/schools/{school.pk}/states/add/", state).status_code == 302
    days = {"starts_on": "2027-06-01", "ends_on": "2027-06-30", "because": "Final examinations"}
    assert client.post(f"/schools/{school.pk}/days/add/", days).status_code == 302
    page = page_of(client, school)
    for words in ("from 2005", "JACME", "Recognised by WFME", "New York", "Final examinations"):
        assert words in page
    assert SponsorNote.objects.get().checked_by == coordinator
    fact = school.agencies.get()
    assert client.post(f"/schools/{make_school().pk}/facts/{fact.pk}/drop/").status_code == 404
    assert client.post(f"/schools/{school.pk}/facts/{fact.pk}/drop/").status_code == 302
    assert not school.agencies.exists()


def test_a_file_is_kept_downloaded_and_taken_away(client: Client, coordinator: Person) -> None:
    school = make_school()
    path = f"/schools/{school.pk}/files/add/"
    wrong = client.post(path, {"about": "policy", "file": SimpleUploadedFile("page.png", b"<script>")})
    assert wrong.status_code == 422
    right = {"about": "policy", "file": SimpleUploadedFile("page.png", PNG)}
    assert client.post(path, right).status_code == 302
    row = Evidence.objects.get()
    assert row.added_by == coordinator
    path = f"/schools/{school.pk}/files/{row.pk}/"
    page = page_of(client, school)
    assert "Being checked" in page and f'href="{path}"' not in page and client.get(path).status_code == 404
    check_evidence(row.file.checked.pk, now=timezone.now())
    assert "damaged" in CheckedFile.objects.get().refused_because and "Refused" in page_of(client, school)
    assert client.get(path).status_code == 404
    assert client.post(f"{path}drop/").status_code == 302
    right = {"about": "policy", "file": SimpleUploadedFile("page.png", photo_bytes(kind="PNG"))}
    client.post(f"/schools/{school.pk}/files/add/", right)
    row = Evidence.objects.get()
    check_evidence(row.file.checked.pk, now=timezone.now())
    path = f"/schools/{school.pk}/files/{row.pk}/"
    assert f'href="{path}"' in page_of(client, school)
    answer = client.get(path)
    assert answer.content.startswith(b"%PDF")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client.get(f"/schools/{make_school().pk}/files/{row.pk}/").status_code == 404
    assert client.post(f"/schools/{school.pk}/files/{row.pk}/drop/").status_code == 302
    assert not Evidence.objects.exists()


def test_a_school_that_resembles_another_is_added_once_somebody_looked(client: Client, coordinator: Person) -> None:
    known = make_school(name="Exemplar University", country="PT")
    values = {"name": "Universidade Exemplar", "country": "PT", "accreditation": "unknown"}
    page = client.post("/schools/add/", values)
    assert page.status_code == 422
    assert "Exemplar University" in page.content.decode()
    assert client.post("/schools/add/", {**values, "is_another": "on"}).status_code == 302
    new = School.objects.get(name="Universidade Exemplar")
    assert known_of(new, NOW.date()).twins == [] and known_of(known, NOW.date()).twins == []


def test_two_rows_are_made_one_by_a_click(client: Client, coordinator: Person) -> None:
    kept = make_school(name="Exemplar University", country="PT")
    gone = make_school(name="Universidade Exemplar", country="PT", supplied_by="student")
    assert "Exemplar University" in client.get(f"/schools/{gone.pk}/twins/").content.decode()
    answer = f"/schools/{gone.pk}/twins/answer/"
    assert client.post(answer, {"other": "nobody", "answer": "same"}).status_code == 404
    assert client.post(answer, {"other": str(kept.pk), "answer": "same"}).status_code == 302
    assert "Universidade Exemplar" in page_of(client, kept)


def test_the_table_of_agencies_says_that_it_is_incomplete(client: Client, coordinator: Person) -> None:
    page = client.get("/schools/agencies/").content.decode()
    assert "This list is incomplete" in page and "TEPDAD" in page and "scribd" in page
    assert "not recognised" not in page.replace("“not recognised”", "")


def test_blackouts_are_days_of_the_school() -> None:
    school = make_school()
    days = Period(date(2027, 6, 1), date(2027, 6, 5))
    row = actions.add_blackout(school, days, because="Holidays", by=PROGRAM, now=NOW)
    assert known_of(school, NOW.date()).blackouts == [row] and row.dates == days
    actions.drop_fact(row, by=PROGRAM, now=NOW)
    assert not school.blackouts.exists()
