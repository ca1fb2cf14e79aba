import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.http import HttpRequest
from django.test import Client, modify_settings
from django.urls import reverse

from openrotations.audit.models import Entry
from openrotations.people.models import Person
from openrotations.people.signals import mail_wanted
from openrotations.people.tests.factories import make_person, make_staff

pytestmark = pytest.mark.django_db
# A data block is not run; anything else inline would need a nonce.
INLINE = re.compile(r"<script(?![^>]*(?:src=|nonce=|application/json))|<style|\sstyle=|\son[a-z]+=")


def test_a_person_changes_their_own_settings() -> None:
    person, client = make_person("Before"), Client()
    client.force_login(person)
    values = {"full_name": "After", "language": "ar", "time_zone": "Europe/Lisbon"}
    assert client.post(reverse("people:settings"), {**values, "time_zone": "Nowhere"}).status_code == 422
    assert client.post(reverse("people:settings"), values).status_code == 302
    person.refresh_from_db()
    assert (person.full_name, person.language, person.time_zone) == ("After", "ar", "Europe/Lisbon")


def test_a_stranger_is_asked_to_sign_in_first() -> None:
    assert reverse("account_login") in Client().get(reverse("people:settings"))["Location"]


@pytest.mark.parametrize("name", ["account_login", "account_signup", "account_request_login_code"])
def test_the_doors_look_like_our_pages(name: str) -> None:
    page = Client().get(reverse(name)).content.decode()
    assert "common/css/app" in page
    assert 'type="password"' not in page
    assert not INLINE.search(page)


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "account_email", "account_logout", "mfa_add_webauthn", "mfa_activate_totp", "mfa_list_webauthn"],
)
def test_the_ways_to_sign_in_look_like_our_pages(name: str) -> None:
    client = Client()
    client.force_login(make_staff())
    page = client.get(reverse(name), follow=True).content.decode()
    assert "common/css/app" in page
    assert not INLINE.search(page)


def test_somebody_signs_in_by_an_e_mailed_code() -> None:
    person, client = make_person(), Client()
    told: list[dict[str, str]] = []

    def listen(sender: object, *, context: dict[str, str], **unused: object) -> None:
        told.append(context)

    mail_wanted.connect(listen)
    answer = client.post(reverse("account_login"), {"login": person.email})
    mail_wanted.disconnect(listen)
    assert answer["Location"] == reverse("account_confirm_login_code")
    page = client.get(answer["Location"]).content.decode()
    assert "Enter the code" in page
    assert not INLINE.search(page)
    wrong = client.post(answer["Location"], {"code": "WRONG-1"})
    assert "There is a problem" in wrong.content.decode()
    assert client.post(answer["Location"], told[0]).status_code == 302
    assert client.get(reverse("people:settings")).status_code == 200


def test_signing_up_asks_for_an_address_only_and_does_not_say_who_is_known() -> None:
    known = make_person()
    page = Client().get(reverse("account_signup")).content.decode()
    assert re.findall(r'<input type="(?!hidden)(\w+)"', page) == ["email"]
    new = Client().post(reverse("account_signup"), {"email": "new@people.example"})
    again = Client().post(reverse("account_signup"), {"email": known.email})
    assert new["Location"] == again["Location"]
    assert Person.objects.filter(email="new@people.example").exists()


def test_an_address_that_is_none_is_refused() -> None:
    for email in ("", "nobody", "a@b", "x" * 300 + "@people.example"):
        page = Client().post(reverse("account_signup"), {"email": email}).content.decode()
        assert "There is a problem" in page


def test_a_session_from_before_the_second_factor_ends_with_it() -> None:
    person, here, elsewhere = make_person(), Client(), Client()
    here.force_login(person)
    elsewhere.force_login(person)
    request = HttpRequest()
    request.session, request.user = here.session, person
    authenticator_added.send(Authenticator, request=request, user=person, authenticator=Authenticator(user=person))
    request.session.save()
    assert here.get(reverse("people:settings")).status_code == 302  # the key of this session was renewed
    here.cookies["openrotations-session"] = str(request.session.session_key)
    assert here.get(reverse("people:settings")).status_code == 200
    assert elsewhere.get(reverse("people:settings")).status_code == 302
    noted = Entry.objects.filter(subject_id=str(person.pk)).values_list("action", flat=True)
    assert set(noted) >= {"add_second_factor", "end_other_sessions"}


def test_signing_up_is_noted_in_the_trail() -> None:
    Client().post(reverse("account_signup"), {"email": "new@people.example"})
    person = Person.objects.get(email="new@people.example")
    assert Entry.objects.filter(subject_id=str(person.pk), action="sign_up").exists()


@pytest.mark.parametrize("name", ["account_set_password", "account_change_password", "account_reset_password"])
def test_there_are_no_pages_about_passwords(name: str) -> None:
    client = Client()
    client.force_login(make_person())
    for visitor in (client, Client()):
        assert visitor.get(reverse(name)).status_code == 404
        assert (
            visitor.post(reverse(name), {"password1": "Long-enough-1", "password2": "Long-enough-1"}).status_code == 404
        )


@modify_settings(MIDDLEWARE={"remove": "openrotations.people.middleware.NoPasswords"})
def test_twin_without_the_guard_a_password_can_be_set() -> None:
    client = Client()
    client.force_login(make_person())
    assert client.get(reverse("account_set_password")).status_code == 200


def test_whoever_loses_an_address_reads_of_it_at_that_address() -> None:
    person, other, client, told = make_person(), "other@people.example", Client(), list[object]()
    EmailAddress.objects.create(user=person, email=other, verified=True)
    client.force_login(person)

    def listen(sender: object, **said: object) -> None:
        told.append(said["email"])

    before = person.email
    mail_wanted.connect(listen)
    client.post(reverse("account_email"), {"action_primary": "", "email": other})
    mail_wanted.disconnect(listen)
    person.refresh_from_db()
    assert person.email == other
    assert before in told
    assert Entry.objects.filter(subject_id=str(person.pk), action="change_sign_in_address").exists()
