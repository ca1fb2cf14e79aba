"""People for tests. Everybody is fictional; addresses end in .example."""

from itertools import count

from django.test import Client
from django.utils import timezone

from openrotations.people.models import Person, StaffRole

_number = count(1)


def make_person(name: str = "", **values: object) -> Person:
    """Somebody with an account and a verified address, who signs in without a second factor in tests."""
    from allauth.account.models import EmailAddress

    number = next(_number)
    email = str(values.pop("email", f"person{number}@people.example"))
    person = Person.objects.create_user(email, full_name=name or f"Person {number}", **values)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def make_staff(kind: str = StaffRole.Kind.COORDINATOR, name: str = "") -> Person:
    """Somebody of the office, with a second factor set up."""
    from allauth.mfa.models import Authenticator

    person = make_person(name or f"Some {kind}")
    StaffRole.objects.create(person=person, kind=kind)
    Authenticator.objects.create(user=person, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    return person


def staff_client(kind: str = StaffRole.Kind.COORDINATOR) -> Client:
    """A browser in which somebody of the office is signed in."""
    client = Client()
    client.force_login(make_staff(kind))
    return client


def confirmed_address() -> dict[str, object]:
    """Fields of a contact whose address staff have confirmed."""
    return {"address_confirmed_at": timezone.now(), "address_source": "the school's own web page"}
