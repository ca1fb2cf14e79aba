"""Every mail that the sign-in library sends has our words."""

import re
from pathlib import Path

import allauth
import pytest
from django.test import Client
from django.urls import reverse

from openrotations.people.adapters import ANSWERS, CHANGES, CODES
from openrotations.people.signals import mail_wanted
from openrotations.people.tests.factories import make_person

TEMPLATES = Path(allauth.__file__).parent / "templates"
# There are no passwords (middleware.NoPasswords) and no other sites to sign in with.
NEVER_SENT = re.compile(r"account/email/password_|socialaccount/")


def test_the_library_has_no_mail_that_we_have_no_words_for() -> None:
    subjects = [path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("email/*_subject.txt")]
    sent = {name.removesuffix("_subject.txt") for name in subjects if not NEVER_SENT.match(name)}
    assert sent == {*CODES, *ANSWERS, *CHANGES}


@pytest.mark.django_db
def test_whoever_has_no_account_or_one_already_is_sent_to_the_right_page() -> None:
    told: list[dict[str, object]] = []

    def listen(sender: object, **said: object) -> None:
        told.append(said)

    mail_wanted.connect(listen)
    Client().post(reverse("account_login"), {"login": "nobody@people.example"})
    Client().post(reverse("account_signup"), {"email": make_person().email})
    mail_wanted.disconnect(listen)
    assert [(each["template"], each["path"]) for each in told] == [
        ("people/mail/unknown_address.txt", reverse("account_signup")),
        ("people/mail/known_address.txt", reverse("account_login")),
    ]
