"""Somebody no longer works at a school or a site: every way back in is shut, and what waited is asked of others."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.actions import ask_registrar_instead, ask_school, name_registrar
from openrotations.applications.models import SchoolConfirmation
from openrotations.applications.queries import known_registrars, turns_for_student
from openrotations.applications.queries import office_needs as needs_of_applications
from openrotations.applications.tests.factories import make_window
from openrotations.audit.models import Entry
from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.desk.accounts import actions
from openrotations.desk.actions import take_on
from openrotations.desk.hosts.actions import ask_about_empty_months, renew_ending_links, send_host_link
from openrotations.desk.hosts.tests.desks import Host, make_host, opening_at, placed
from openrotations.desk.registrars.actions import remind_registrars
from openrotations.hosts.actions import confirm_host_address
from openrotations.hosts.models import HostCoordinator, Preceptor
from openrotations.hosts.tests.factories import make_agreement, make_host_coordinator, make_signatory
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.people.access import is_office
from openrotations.people.actions import issue_link
from openrotations.people.models import Contact, Person, SignedLink
from openrotations.people.tests.factories import staff_client
from openrotations.people.tokens import token_for
from openrotations.placements.actions import ask_host, ask_school_to_approve, remind_and_release_silent_hosts
from openrotations.placements.models import Placement, SchoolApproval
from openrotations.placements.queries.hosts import host_contacts, reachable_coordinator
from openrotations.placements.queries.turns import office_needs as needs_of_placements
from openrotations.placements.states import PlacementState
from openrotations.schools.actions import confirm_registrar, page_link, send_school_page
from openrotations.schools.models import Policy, Registrar, Student
from openrotations.schools.tests.factories import make_registrar, make_student

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
HOW = {"because": "The dean's office wrote it"}


@pytest.fixture
def staff() -> Client:
    make_programme()
    return staff_client()


def path_of(name: str, link: SignedLink) -> str:
    return reverse(name, args=[token_for(link.pk, link.salt)])


def signed_in_as(contact: Registrar | HostCoordinator) -> tuple[Client, Person]:
    person = actions.invite_contact(contact, by=PROGRAM, now=timezone.now())
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client, person


def asked(student: Student, registrar: Registrar) -> SchoolConfirmation:
    make_window(student, state="stated")
    return ask_school(student, registrar, by=PROGRAM, now=timezone.now())


def live_links(contact: Contact) -> list[SignedLink]:
    return list(SignedLink.objects.filter(holder_id=contact.pk, revoked_at=None))


def mails_to(contact: Contact) -> int:
    return Message.objects.filter(to_email=contact.email).count()


def test_a_registrar_who_left_finds_every_way_in_shut(staff: Client, client: Client) -> None:
    registrar = make_registrar()
    student = make_student(school=registrar.school, enrolment=Student.Enrolment.STATED)
    question = asked(student, registrar)
    own, person = signed_in_as(registrar)
    assert own.post(reverse("desk:own_school"), follow=True).status_code == 200
    now = timezone.now()
    letter = issue_link(registrar, purpose="letter", subject_id=student.pk, not_for=None, days=9, by=PROGRAM, now=now)
    assert question.link
    paths = [
        path_of("applications:school_answer", question.link),
        path_of("desk:school_students", page_link(registrar, by=PROGRAM, now=now)),
    ]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    school = reverse("schools:school", args=[registrar.school_id])
    leaves = reverse("desk:registrar_leaves", args=[registrar.pk])
    assert leaves in staff.get(school).content.decode()
    shown = staff.get(leaves).content.decode()
    assert str(student.person) in shown and "stops at once" in shown
    assert staff.post(leaves, {"because": ""}).status_code == 422
    assert page_link(registrar, by=PROGRAM, now=now).revoked_at is None
    assert staff.post(leaves, HOW).status_code == 302

    before = mails_to(registrar)
    letter.refresh_from_db()
    assert live_links(registrar) == [] and letter.revoked_at is not None
    assert [client.get(path).status_code for path in paths] == [410, 410]
    assert client.post(paths[0], {"is_enrolled": "yes"}).status_code == 410
    assert own.get(reverse("people:settings")).status_code == 302  # signed out
    own.force_login(Person.objects.get(pk=person.pk), backend=BACKEND)
    assert own.post(reverse("desk:own_school")).status_code == 404
    client.post(reverse("schools:ask_for_page"), {"email": registrar.email})
    for days in (7, 14, 21):
        remind_registrars(timezone.now() + timedelta(days=days))
    registrar.refresh_from_db()
    for refused in (send_school_page, actions.invite_contact):
        with pytest.raises(Refused):
            refused(registrar, by=PROGRAM, now=timezone.now())
    assert staff.post(reverse("schools:send_page", args=[registrar.pk])).status_code == 422
    confirm = reverse("schools:confirm_registrar", args=[registrar.pk])
    assert staff.post(confirm, {"source": "the school's page"}).status_code == 422
    assert mails_to(registrar) == before and live_links(registrar) == []
    assert list(known_registrars(registrar.school)) == []
    assert "See since when" in staff.get(school).content.decode()
    assert "The dean&#x27;s office wrote it" in staff.get(leaves).content.decode()


def test_a_coordinator_who_left_finds_every_way_in_shut(staff: Client, client: Client) -> None:
    host = make_host()
    coordinator, now = host.coordinator, timezone.now()
    placement = placed(opening_at(host), PlacementState.ACCEPTED)
    ask_host(placement, by=PROGRAM, now=now)
    placement.refresh_from_db()
    assert placement.host_link
    own, person = signed_in_as(coordinator)
    paths = [host.path("host_site"), path_of("placements:host_answer", placement.host_link)]
    assert [client.get(path).status_code for path in paths] == [200, 200]
    leaves = reverse("desk:coordinator_leaves", args=[coordinator.pk])
    assert leaves in staff.get(reverse("hosts:site", args=[host.site.pk])).content.decode()
    assert staff.post(leaves, HOW).status_code == 302

    before = mails_to(coordinator)
    assert live_links(coordinator) == []
    assert [client.get(path).status_code for path in paths] == [410, 410]
    assert client.post(paths[1], {"answer": "confirm"}).status_code == 410
    assert own.get(reverse("people:settings")).status_code == 302  # signed out
    own.force_login(Person.objects.get(pk=person.pk), backend=BACKEND)
    assert own.post(reverse("desk:own_site")).status_code == 404
    assert ask_about_empty_months(now) == 0
    renew_ending_links(now + timedelta(days=380))
    coordinator.refresh_from_db()
    with pytest.raises(Refused):
        send_host_link(coordinator, by=PROGRAM, now=now)
    for days in range(1, 40, 3):
        remind_and_release_silent_hosts(now + timedelta(days=days))
    placement.refresh_from_db()
    assert placement.state == PlacementState.ACCEPTED, "who left is not silent: the student keeps the seat"
    assert mails_to(coordinator) == before and live_links(coordinator) == []
    assert reachable_coordinator(host.site) is None


def test_what_waited_for_a_coordinator_who_left_is_asked_of_another(staff: Client) -> None:
    host, other = _two_at_a_site()
    placement = placed(opening_at(host), PlacementState.ACCEPTED)
    ask_host(placement, by=PROGRAM, now=timezone.now())
    staff.post(reverse("desk:coordinator_leaves", args=[host.coordinator.pk]), HOW)
    ask = reverse("placements:ask_host", args=[placement.pk])
    assert ask in [need.url for need in needs_of_placements(timezone.now())]
    assert ask in staff.get(reverse("desk:coordinator_leaves", args=[host.coordinator.pk])).content.decode()
    assert staff.post(ask).status_code == 302
    placement.refresh_from_db()
    assert placement.host_link and placement.host_link.holder_id == other.pk


def test_whoever_is_confirmed_next_at_the_site_is_asked_by_itself(staff: Client) -> None:
    host = make_host()
    placement = placed(opening_at(host), PlacementState.ACCEPTED)
    ask_host(placement, by=PROGRAM, now=timezone.now())
    staff.post(reverse("desk:coordinator_leaves", args=[host.coordinator.pk]), HOW)
    heir = make_host_coordinator(host.site, address_confirmed_at=None, address_source="")
    confirm_host_address(heir, source="the site's own page", by=PROGRAM, now=timezone.now())
    placement.refresh_from_db()
    assert placement.host_link and placement.host_link.holder_id == heir.pk


def test_mail_about_a_placement_goes_to_whoever_is_there_now(staff: Client) -> None:
    host, other = _two_at_a_site()
    placement = placed(opening_at(host), confirmed_by=host.coordinator)
    assert host.coordinator in host_contacts(placement)
    staff.post(reverse("desk:coordinator_leaves", args=[host.coordinator.pk]), HOW)
    contacts = host_contacts(Placement.objects.get(pk=placement.pk))
    assert other in contacts and host.coordinator not in contacts


def test_what_waited_for_a_registrar_who_left_is_asked_of_another(staff: Client) -> None:
    registrar = make_registrar()
    other = make_registrar(registrar.school)
    student = make_student(school=registrar.school, enrolment=Student.Enrolment.STATED)
    question = asked(student, registrar)
    leaves = reverse("desk:registrar_leaves", args=[registrar.pk])
    staff.post(leaves, HOW)
    now = timezone.now()
    assert leaves in [need.url for need in needs_of_applications(now)]
    assert "ask-school" in [turn.code for turn in turns_for_student(student, now)]
    instead = reverse("desk:ask_registrar_instead", args=[other.pk])
    assert instead in staff.get(leaves).content.decode()
    assert staff.post(instead).status_code == 302
    question.refresh_from_db()
    assert question.registrar == other and question.link and question.link.holder_id == other.pk
    assert leaves not in [need.url for need in needs_of_applications(now)]
    assert ask_registrar_instead(other, by=PROGRAM, now=now) == 0
    assert staff.post(reverse("desk:ask_registrar_instead", args=[registrar.pk])).status_code == 404


def test_whoever_is_confirmed_next_at_the_school_gets_what_waited(staff: Client) -> None:
    registrar = make_registrar()
    question = asked(make_student(school=registrar.school, enrolment=Student.Enrolment.STATED), registrar)
    staff.post(reverse("desk:registrar_leaves", args=[registrar.pk]), HOW)
    heir = make_registrar(registrar.school, address_confirmed_at=None, address_source="")
    confirm_registrar(heir, source="the school's own page", by=PROGRAM, now=timezone.now())
    question.refresh_from_db()
    assert question.registrar == heir and question.link


def test_a_placement_whose_registrar_left_needs_the_office(staff: Client) -> None:
    placement = placed(opening_at(make_host()))
    registrar = make_registrar(placement.student.school)
    Policy.objects.update_or_create(
        school=registrar.school,
        defaults={"approves_each": True, "source": "its page", "checked_on": timezone.localdate()},
    )
    ask_school_to_approve(placement, by=PROGRAM, now=timezone.now())
    assert SchoolApproval.objects.count() == 1
    url = reverse("placements:approval", args=[placement.pk])
    assert url not in [need.url for need in needs_of_placements(timezone.now())]
    staff.post(reverse("desk:registrar_leaves", args=[registrar.pk]), HOW)
    assert url in [need.url for need in needs_of_placements(timezone.now())]
    make_registrar(registrar.school)
    staff.post(reverse("placements:ask_school_again", args=[placement.pk]))
    assert url not in [need.url for need in needs_of_placements(timezone.now())]


def test_no_student_names_somebody_who_left(staff: Client) -> None:
    registrar = make_registrar()
    student = make_student(school=registrar.school, enrolment=Student.Enrolment.STATED)
    staff.post(reverse("desk:registrar_leaves", args=[registrar.pk]), HOW)
    now = timezone.now()
    named = name_registrar(student, full_name="Whoever", email=registrar.email, by=PROGRAM, now=now)
    with pytest.raises(Refused) as refused:
        asked(student, named)
    assert [reason.code for reason in refused.value.reasons] == ["registrar-left"]


def test_nobody_signs_an_agreement_for_a_site_that_they_left(staff: Client) -> None:
    host = make_host()
    agreement = make_agreement(host.site)
    signatory = make_signatory(agreement, "site", email=host.coordinator.email)
    elsewhere = make_signatory(make_agreement(), "site", email=host.coordinator.email)
    staff.post(reverse("desk:coordinator_leaves", args=[host.coordinator.pk]), HOW)
    signatory.refresh_from_db()
    elsewhere.refresh_from_db()
    assert [row.has_left for row in (signatory, elsewhere)] == [True, False]
    staff.post(reverse("desk:coordinator_returns", args=[host.coordinator.pk]))
    signatory.refresh_from_db()
    assert (signatory.has_left, signatory.is_reachable) == (False, False)


def test_whoever_comes_back_has_their_address_confirmed_anew(staff: Client, client: Client) -> None:
    registrar = make_registrar()
    leaves = reverse("desk:registrar_leaves", args=[registrar.pk])
    staff.post(leaves, HOW)
    assert staff.post(leaves, HOW).status_code == 422  # noted already
    returns = reverse("desk:registrar_returns", args=[registrar.pk])
    assert returns in staff.get(leaves).content.decode()
    assert staff.post(returns).status_code == 302
    client.post(reverse("schools:ask_for_page"), {"email": registrar.email})
    assert live_links(registrar) == []
    staff.post(reverse("schools:confirm_registrar", args=[registrar.pk]), {"source": "the school's page"})
    client.post(reverse("schools:ask_for_page"), {"email": registrar.email})
    assert len(live_links(registrar)) == 1
    assert staff.post(returns).status_code == 422
    trail = Entry.objects.filter(action__in=("end_contact", "take_contact_back"))
    assert [entry.actor_kind for entry in trail] == ["person", "person"]


def test_a_preceptor_leaves_too(staff: Client) -> None:
    placement = placed(opening_at(make_host()))
    preceptor = placement.supervisor
    now = timezone.now()
    issue_link(preceptor, purpose="letter", subject_id=placement.pk, not_for=None, days=9, by=PROGRAM, now=now)
    leaves = reverse("desk:preceptor_leaves", args=[preceptor.pk])
    assert leaves in staff.get(reverse("hosts:preceptor", args=[preceptor.pk])).content.decode()
    assert staff.post(leaves, HOW).status_code == 302
    assert live_links(preceptor) == [] and not Preceptor.objects.get(pk=preceptor.pk).is_reachable
    assert preceptor not in host_contacts(Placement.objects.get(pk=placement.pk))


def test_a_link_issued_at_that_very_moment_opens_nothing(
    staff: Client, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = make_host()
    staff.post(reverse("desk:coordinator_leaves", args=[host.coordinator.pk]), HOW)
    SignedLink.objects.filter(holder_id=host.coordinator.pk).update(revoked_at=None)
    assert client.get(host.path("host_site")).status_code == 410
    monkeypatch.setattr("openrotations.people.access.has_holder_left", lambda link: False)
    assert client.get(host.path("host_site")).status_code == 200


def test_the_database_keeps_no_confirmed_address_of_somebody_who_left() -> None:
    registrar = make_registrar()
    with pytest.raises(IntegrityError), transaction.atomic():
        Registrar.objects.filter(pk=registrar.pk).update(ended_at=timezone.now())
    assert Registrar.objects.filter(pk=registrar.pk).update(ended_at=timezone.now(), address_confirmed_at=None) == 1


def test_only_the_office_says_that_somebody_left(client: Client) -> None:
    registrar = make_registrar()
    client.force_login(make_student().person, backend=BACKEND)
    for name in ("registrar_leaves", "registrar_returns", "ask_registrar_instead"):
        assert client.post(reverse(f"desk:{name}", args=[registrar.pk]), HOW).status_code == 404
    registrar.refresh_from_db()
    assert not registrar.has_left


@pytest.mark.parametrize("make", [make_registrar, make_host_coordinator])
def test_nobody_works_in_the_office_with_the_account_of_a_school_or_a_site(make: object) -> None:
    make_programme()
    contact = make()  # type: ignore[operator]
    _client, person = signed_in_as(contact)
    with pytest.raises(Refused) as refused:
        take_on(contact.email, full_name="Somebody", kind="coordinator", by=PROGRAM, now=timezone.now())
    assert [reason.code for reason in refused.value.reasons] == ["speaks-for-place"]
    assert not is_office(Person.objects.get(pk=person.pk))


def _two_at_a_site() -> tuple[Host, HostCoordinator]:
    host = make_host()
    return host, make_host_coordinator(host.site)
