from datetime import timedelta

import pytest
from django.utils import timezone

from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.refusals import Refused
from openrotations.people.access import actor_of, staff_kinds
from openrotations.people.actions import (
    change_address,
    change_person,
    confirm_address,
    end_role,
    give_role,
    issue_link,
    revoke_link,
)
from openrotations.people.models import Contact, Person, SignedLink
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.people.tokens import hash_of, token_for
from openrotations.schools.tests.factories import make_registrar

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def link_for(registrar: Contact) -> SignedLink:
    return issue_link(
        registrar, purpose="school-answer", subject_id=registrar.pk, not_for=None, days=7, by=PROGRAM, now=NOW
    )


def test_no_link_goes_to_an_address_that_staff_have_not_confirmed() -> None:
    registrar = make_registrar(supplied_by="student", address_confirmed_at=None, address_source="")
    with pytest.raises(Refused) as refused:
        link_for(registrar)
    assert [reason.code for reason in refused.value.reasons] == ["address-not-confirmed"]
    assert not SignedLink.objects.exists()


def test_after_staff_named_their_source_links_may_go_there() -> None:
    staff, registrar = make_staff(), make_registrar(address_confirmed_at=None, address_source="")
    confirm_address(registrar, source="the school's web page", by=actor_of(staff), now=NOW)
    registrar.refresh_from_db()
    assert registrar.address_confirmed_by == staff
    assert link_for(registrar).works_at(NOW)


def test_a_source_must_be_named() -> None:
    with pytest.raises(Refused):
        confirm_address(make_registrar(address_confirmed_at=None), source=" ", by=PROGRAM, now=NOW)


def test_a_changed_address_is_unconfirmed_and_ends_the_links_sent_to_the_old_one() -> None:
    registrar = make_registrar()
    link = link_for(registrar)
    change_address(registrar, "new@school.example", by=PROGRAM, now=NOW)
    registrar.refresh_from_db()
    link.refresh_from_db()
    assert not registrar.is_reachable
    assert not link.works_at(NOW)


def test_the_token_finds_its_link_and_is_stored_nowhere() -> None:
    link = link_for(make_registrar())
    token = token_for(link.pk, link.salt)
    assert hash_of(token) == link.token_hash
    stored = SignedLink.objects.filter(pk=link.pk).values().get()
    assert token not in str(stored)


def test_a_new_link_for_the_same_ends_the_older_one() -> None:
    registrar = make_registrar()
    older, newer = link_for(registrar), link_for(registrar)
    older.refresh_from_db()
    assert not older.works_at(NOW)
    assert newer.works_at(NOW)


def test_a_link_ends_by_itself_and_when_revoked() -> None:
    link = link_for(make_registrar())
    assert not link.works_at(NOW + timedelta(days=8))
    revoke_link(link, by=PROGRAM, now=NOW)
    link.refresh_from_db()
    assert not link.works_at(NOW)


def test_a_director_is_a_coordinator_too_and_the_last_one_stays() -> None:
    director = make_staff("director")
    assert staff_kinds(director) == {"director", "coordinator"}
    with pytest.raises(Refused):
        end_role(director.staff_roles.get(), by=PROGRAM, now=NOW)


def test_access_ends_on_the_next_look_after_a_role_is_taken_away() -> None:
    make_staff("director")
    person = make_staff("coordinator")
    end_role(person.staff_roles.get(), by=PROGRAM, now=NOW)
    assert staff_kinds(Person.objects.get(pk=person.pk)) == frozenset()


def test_giving_a_role_twice_changes_nothing() -> None:
    person = make_person()
    first = give_role(person, "coordinator", by=PROGRAM, now=NOW)
    assert give_role(person, "coordinator", by=PROGRAM, now=NOW) == first


def test_a_change_of_name_is_sealed_in_the_trail() -> None:
    from openrotations.audit.models import Entry

    person = make_person("Alba Beispiel")
    change_person(person, {"full_name": "Alba Ejemplo"}, by=Actor("person", str(person.pk), "student"), now=NOW)
    body = Entry.objects.get(action="change_person").body
    assert "Ejemplo" not in body and "Beispiel" not in body and "sealed" in body
