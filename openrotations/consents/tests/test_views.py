"""The pages of this package, through HTTP."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from openrotations.consents import access
from openrotations.consents.models import Acceptance, Kind, Version
from openrotations.consents.tests.factories import accept, draft_values, make_version
from openrotations.hosts.tests.factories import make_host_coordinator
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.schools.tests.factories import make_registrar, make_student

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def footer_of(client: Client) -> str:
    """What stands below a page that everybody may read."""
    return client.get(reverse("consents:terms")).content.decode().split("<footer")[1]


def page(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(f"consents:{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def write(client: Client, kind: str = "terms", **values: object) -> Version:
    sent = draft_values(timezone.localdate(), **values)
    sent["needs_acceptance"] = "on" if sent["needs_acceptance"] else ""
    answer = client.post(reverse("consents:write", args=[kind]), sent)
    assert answer.status_code == 302, answer.content.decode()
    return Version.objects.get(kind=kind, state="draft")


def test_where_nothing_is_published_everybody_is_told_so() -> None:
    for name in ("terms", "privacy"):
        assert "has not published this text yet" in page(Client(), name)
    assert "Not published yet" in page(signed_in(make_staff()), "texts")
    assert "has not published terms" in page(signed_in(make_student().person), "mine")


def test_a_director_writes_reads_and_publishes_a_version() -> None:
    director = signed_in(make_staff("director"))
    assert "TEMPLATE, NOT CHECKED" in page(director, "write", "terms")
    draft = write(director, title="Our terms", text="## Plainly\n\nBe <b>kind</b>.")
    shown = page(director, "office_version", draft.pk)
    assert "<h2>Plainly</h2>" in shown and "Be &lt;b&gt;kind&lt;/b&gt;." in shown
    answer = director.post(reverse("consents:publish", args=[draft.pk]), {"read": draft.fingerprint}, follow=True)
    assert "It never changes from now on" in answer.content.decode()
    shown = page(Client(), "terms")
    assert "Our terms" in shown and "Version 1, holds from" in shown and "This is the first version." in shown


def test_the_untouched_template_is_refused_and_kept() -> None:
    director = signed_in(make_staff("director"))
    draft = write(director, text="TEMPLATE, NOT CHECKED: x\n\nBe kind.")
    answer = director.post(reverse("consents:publish", args=[draft.pk]), {"read": draft.fingerprint})
    assert answer.status_code == 422 and "by your own counsel" in answer.content.decode()
    assert "Be kind." in page(director, "write", "terms")


@pytest.mark.parametrize("wrong", [{"title": ""}, {"holds_from": "soon"}, {"change": "x" * 301}, {"text": "a\x00b"}])
def test_what_was_typed_stays_when_something_is_wrong(wrong: dict[str, str]) -> None:
    director = signed_in(make_staff("director"))
    sent = {**draft_values(timezone.localdate()), "title": "A title of mine", **wrong}
    answer = director.post(reverse("consents:write", args=["terms"]), sent)
    assert answer.status_code == 422 and "There is a problem" in answer.content.decode()
    assert "Come in time" in answer.content.decode() or "text" in wrong
    assert not Version.objects.exists()


def test_a_draft_can_be_dropped() -> None:
    director = signed_in(make_staff("director"))
    draft = write(director)
    director.post(reverse("consents:drop", args=[draft.pk]))
    assert director.get(reverse("consents:office_version", args=[draft.pk])).status_code == 404


def test_only_directors_write_and_publish() -> None:
    coordinator, draft = signed_in(make_staff()), write(signed_in(make_staff("director")))
    assert "Write a new version" not in page(coordinator, "texts")
    assert coordinator.get(reverse("consents:write", args=["terms"])).status_code == 404
    for name in ("publish", "drop"):
        assert coordinator.post(reverse(f"consents:{name}", args=[draft.pk])).status_code == 404
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_nobody_outside_reads_a_draft() -> None:
    draft = write(signed_in(make_staff("director")))
    for client in (Client(), signed_in(make_student().person)):
        assert client.get(reverse("consents:version", args=[draft.pk])).status_code == 404


def test_twin_without_the_look_up_a_draft_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = write(signed_in(make_staff("director")))
    monkeypatch.setattr(access, "published_version", access.version_for_office)
    assert Client().get(reverse("consents:version", args=[draft.pk])).status_code == 200


def test_earlier_and_coming_versions_are_told_apart() -> None:
    first, second = make_version(), make_version(change="Clearer.")
    ahead = make_version(holds_from=timezone.localdate() + 9 * DAY, change="Stricter.")
    shown = page(Client(), "terms")
    assert "Clearer." in shown and "A new version holds from" in shown and "Stricter." in shown
    assert reverse("consents:version", args=[first.pk]) in shown
    assert "Earlier version" in page(Client(), "version", first.pk)
    assert "In force" in page(Client(), "version", second.pk)
    assert "Not yet in force" in page(Client(), "version", ahead.pk)


def test_a_student_reads_accepts_and_finds_it_again() -> None:
    student = make_student()
    client, version = signed_in(student.person), make_version()
    assert "Read and accept, before you go on" in client.get(reverse("people:settings")).content.decode()
    assert "I accept these terms" in page(client, "version", version.pk)
    answer = client.post(reverse("consents:accept", args=[version.pk]), follow=True)
    assert "You accepted version 1" in answer.content.decode()
    assert "Read and accept, before you go on" not in client.get(reverse("people:settings")).content.decode()
    assert "You accepted this" in page(client, "version", version.pk)
    [row] = Acceptance.objects.all()
    assert (row.person_id, row.version_id, row.how) == (student.person_id, version.pk, "page")


def test_a_new_version_is_announced_with_what_changed() -> None:
    student = make_student()
    accept(student.person, make_version())
    make_version(change="Offers are held for two days.")
    shown = signed_in(student.person).get(reverse("people:settings")).content.decode()
    assert "Offers are held for two days." in shown and "version 2" in shown


def test_a_corrected_slip_of_the_pen_is_not_announced() -> None:
    student = make_student()
    accept(student.person, make_version())
    make_version(needs_acceptance=False)
    assert "before you go on" not in signed_in(student.person).get(reverse("people:settings")).content.decode()


def test_what_is_not_in_force_any_more_is_refused_with_the_way_on() -> None:
    client, old, _new = signed_in(make_student().person), make_version(), make_version()
    answer = client.post(reverse("consents:accept", args=[old.pk]))
    assert answer.status_code == 422
    assert "This version is not in force now" in answer.content.decode()
    assert not Acceptance.objects.exists()


def test_reading_accepts_nothing() -> None:
    client, version = signed_in(make_student().person), make_version()
    page(client, "version", version.pk), page(client, "mine"), page(client, "terms")
    assert client.get(reverse("consents:accept", args=[version.pk])).status_code == 405
    assert not Acceptance.objects.exists()


def test_a_consent_is_given_and_taken_back_on_one_page() -> None:
    client, version = signed_in(make_student().person), make_version(Kind.PAPERS)
    assert "Not agreed" in page(client, "mine") and "I agree" in page(client, "version", version.pk)
    client.post(reverse("consents:accept", args=[version.pk]))
    row = Acceptance.objects.get()
    assert "Take it back" in page(client, "mine")
    answer = client.post(reverse("consents:withdraw", args=[row.pk]), follow=True)
    assert "It holds from now on" in answer.content.decode() and "Take it back" not in page(client, "mine")


def test_terms_are_not_taken_back_with_a_form_of_ones_own() -> None:
    student = make_student()
    row = accept(student.person, make_version())
    answer = signed_in(student.person).post(reverse("consents:withdraw", args=[row.pk]))
    assert answer.status_code == 422 and Acceptance.objects.get().withdrawn_at is None


def test_nobody_takes_back_what_somebody_else_said() -> None:
    row = accept(make_student().person, make_version(Kind.PAPERS))
    answer = signed_in(make_student().person).post(reverse("consents:withdraw", args=[row.pk]))
    assert answer.status_code == 404 and Acceptance.objects.get().withdrawn_at is None


def test_who_is_no_student_is_asked_nothing() -> None:
    version = make_version()
    for person in (make_staff(), make_person()):
        client = signed_in(person)
        assert "before you go on" not in client.get(reverse("consents:terms")).content.decode()
        assert client.post(reverse("consents:accept", args=[version.pk])).status_code == 404
    assert signed_in(make_staff()).get(reverse("consents:mine")).status_code == 404
    assert signed_in(make_person()).get(reverse("consents:mine"))["Location"] == reverse("applications:profile")


def test_only_students_find_in_the_footer_what_they_agreed_to() -> None:
    site, school = make_host_coordinator(), make_registrar()
    holders = [make_person(), make_person()]
    for contact, person in zip((site, school), holders, strict=True):
        contact.person = person
        contact.save(update_fields=["person"])
    footers = [footer_of(signed_in(person)) for person in (make_staff(), *holders, make_person())]
    assert not [footer for footer in (footer_of(Client()), *footers) if reverse("consents:mine") in footer]
    assert all(reverse("consents:terms") in footer for footer in footers)
    assert reverse("consents:mine") in footer_of(signed_in(make_student().person))


def test_twin_without_the_question_they_find_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("openrotations.desk.navigation.is_student", lambda person: True)
    assert reverse("consents:mine") in footer_of(signed_in(make_person()))


def test_a_student_who_also_speaks_for_a_school_finds_both() -> None:
    student, registrar = make_student(), make_registrar()
    registrar.person = student.person
    registrar.save(update_fields=["person"])
    shown = signed_in(student.person).get(reverse("people:settings")).content.decode()
    assert reverse("consents:mine") in shown and reverse("desk:own_school") in shown


def test_a_page_asks_each_question_about_its_reader_once() -> None:
    make_version(), make_version(Kind.PAPERS)
    holder, student, site = make_registrar(), make_student(), make_host_coordinator()
    people = [make_person(), make_person()]
    for contact, person in zip((holder, site), people, strict=True):
        contact.person = person
        contact.save(update_fields=["person"])
    for person in (*people, student.person):
        client = signed_in(person)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("people:settings")).status_code == 200
        sentences = [query["sql"] for query in asked.captured_queries]
        assert len(sentences) == len(set(sentences))
        for table in ("schools_student", "schools_registrar", "hosts_hostcoordinator", "consents_version"):
            assert sum(f'FROM "{table}"' in sentence for sentence in sentences) <= 1


def test_the_office_sees_by_name_who_has_not_accepted() -> None:
    version, office = make_version(), signed_in(make_staff())
    yes, no = make_student(person=make_person("Yara Accepting")), make_student(person=make_person("Noah Waiting"))
    accept(yes.person, version)
    assert "One student has not accepted" in page(office, "texts")
    missing, accepted = (page(office, "accepted", "terms", said=said) for said in ("missing", "accepted"))
    assert "Noah Waiting" in missing and "Yara Accepting" not in missing
    assert "Yara Accepting" in accepted and "Noah Waiting" not in accepted
    found = page(office, "accepted", "terms", words="yara")
    assert "Yara Accepting" in found and "Noah Waiting" not in found
    assert str(no.person) in page(office, "accepted", "terms", said="nonsense")


def test_there_is_no_list_about_a_text_that_is_not_in_force() -> None:
    office = signed_in(make_staff())
    for kind in ("terms", "nothing"):
        assert office.get(reverse("consents:accepted", args=[kind])).status_code == 404


def test_lists_cost_the_same_for_one_and_for_many(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    office, version = signed_in(make_staff()), make_version()
    accept(make_student().person, version)
    for address in (reverse("consents:texts"), reverse("consents:accepted", args=["terms"])):
        office.get(address)
        with CaptureQueriesContext(connection) as one:
            office.get(address)
        for _number in range(3):
            accept(make_student().person, version)
        with django_assert_num_queries(len(one.captured_queries)):
            office.get(address)


def test_a_draft_of_an_unknown_text_does_not_exist() -> None:
    director = signed_in(make_staff("director"))
    assert director.get(reverse("consents:write", args=["nothing"])).status_code == 404


def test_the_footer_leads_to_the_texts_from_every_page() -> None:
    shown = Client().get(reverse("website:home")).content.decode()
    assert reverse("consents:terms") in shown and reverse("consents:privacy") in shown


def test_a_director_reads_what_is_still_to_do() -> None:
    director = signed_in(make_staff("director"))
    for name in ("desk:needs", "desk:settings"):
        assert "Still to do" in director.get(reverse(name)).content.decode()
    make_version(), make_version(Kind.PRIVACY)
    assert "Still to do" not in director.get(reverse("desk:needs")).content.decode()
