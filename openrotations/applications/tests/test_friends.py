"""Students who wish to go together: it counts only when both have named each other."""

from datetime import UTC, datetime

import pytest

from openrotations.applications import actions
from openrotations.applications.models import Application
from openrotations.applications.queries import friend_of, friends_among
from openrotations.applications.tests.factories import make_application
from openrotations.common.actors import PROGRAM
from openrotations.common.refusals import Refused
from openrotations.office.tests.factories import make_programme
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 15, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def applicant() -> Application:
    return make_application(student=make_student(), state="draft")


def name(mine: Application, address: str) -> None:
    actions.save_request(mine, weeks_wanted=8, note="", friend_email=address, by=PROGRAM, now=NOW)
    mine.refresh_from_db()


def test_who_is_not_named_back_is_told_nothing_about_the_other() -> None:
    one, other = applicant(), applicant()
    name(one, other.student.person.email)
    assert friend_of(one) is None
    assert friend_of(other) is None
    assert friends_among([one, other]) == []


def test_two_who_name_each_other_are_a_pair_once() -> None:
    one, other, third = applicant(), applicant(), applicant()
    name(one, f" {other.student.person.email.upper()} ")
    name(other, one.student.person.email)
    name(third, one.student.person.email)
    assert friend_of(one) == other.student.person
    assert friend_of(other) == one.student.person
    assert friend_of(third) is None
    assert friends_among([third, other, one]) == [tuple(sorted((one.pk, other.pk)))]


def test_an_address_that_nobody_has_looks_like_one_that_somebody_has() -> None:
    one = applicant()
    name(one, "nobody@example.org")
    assert friend_of(one) is None


def test_nobody_is_a_friend_to_themselves() -> None:
    one = applicant()
    with pytest.raises(Refused) as refused:
        name(one, one.student.person.email.upper())
    assert [reason.code for reason in refused.value.reasons] == ["friend-self"]


def test_a_friend_who_withdrew_is_none() -> None:
    one, other = applicant(), applicant()
    name(one, other.student.person.email)
    name(other, one.student.person.email)
    actions.withdraw_application(other, by=PROGRAM, now=NOW)
    assert friend_of(one) is None


def test_only_the_newest_application_of_a_friend_says_whom_they_name() -> None:
    one, other = applicant(), applicant()
    name(one, other.student.person.email)
    name(other, one.student.person.email)
    Application.objects.filter(pk=other.pk).update(state="submitted")
    for state in ("eligible", "placed"):
        Application.objects.filter(pk=other.pk).update(state=state)
    assert friend_of(one) == other.student.person
    make_application(student=other.student, state="draft")
    assert friend_of(one) is None
