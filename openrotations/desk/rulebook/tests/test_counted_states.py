"""A limit of a state that the program knew nothing of: it is proposed, asked about, answered, and says something."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.models import Application, Background
from openrotations.applications.queries import attesting
from openrotations.applications.views import background
from openrotations.common.actors import PROGRAM
from openrotations.desk.rulebook.tests.test_counters import (
    application_of,
    approve,
    director,
    not_approved,
    opening_in,
    propose,
    typed,
)
from openrotations.people.tokens import token_for
from openrotations.rulebook.counters import counters
from openrotations.rulebook.models import RuleChange
from openrotations.schools import actions as schools
from openrotations.schools.models import DeclaredCount
from openrotations.schools.tests.factories import make_registrar

__all__ = ["director"]
pytestmark = pytest.mark.django_db
STUDENTS = "Two-student states take {most} students of a school a year."
WEEKS = "No more than {most} weeks there."


def add(director: Client, of: str, name: str, **changed: object) -> None:
    """Propose and approve a limit of Texas, as like `of` as it gets."""
    sent = typed(of, name=name, state="TX", **changed)
    assert director.post(reverse("desk:add_counter"), sent).status_code == 302
    approve(RuleChange.objects.get(rule=name))


def going_to_texas() -> Application:
    return application_of(not_approved("TX"), opening_in("TX"), state="draft")


def seen_by_student(application: Application, name: str = "choices") -> str:
    client = Client()
    client.force_login(application.student.person)
    found = client.get(reverse(f"applications:{name}"))
    assert found.status_code == 200
    return found.content.decode()


def address_of_registrar(application: Application) -> str:
    link = schools.page_link(make_registrar(application.student.school), by=PROGRAM, now=timezone.now())
    return f"/l/{token_for(link.pk, link.salt)}/students/"


def test_students_of_a_school_are_asked_about_counted_and_told_in_a_state_that_is_new(
    director: Client, client: Client
) -> None:
    application = going_to_texas()
    where = address_of_registrar(application)
    assert "Texas in 2027" not in client.get(where).content.decode()
    add(director, "florida-students", "texas-students", most=2, statement=STUDENTS)
    page = seen_by_student(application)
    assert "Two-student states take 2 students of a school a year." in page
    assert "We do not know yet: how many students of your school" in page
    assert "Texas in 2027" in client.get(where).content.decode()
    too_many = "With you there would be 3 students of your school in Texas"
    for count, is_too_many in (("1", False), ("2", True)):
        sent = client.post(reverse("desk:declare_counts", args=[where.split("/")[2]]), {"count_TX_2027": count})
        assert sent.status_code == 302
        page = seen_by_student(application)
        assert "We do not know yet: how many students of your school" not in page
        assert (too_many in page) == is_too_many
    assert DeclaredCount.objects.get().count == 2


def test_weeks_done_elsewhere_are_asked_about_and_told_in_a_state_that_is_new(director: Client) -> None:
    application = going_to_texas()
    client, where = Client(), reverse("applications:background", args=["elsewhere"])
    client.force_login(application.student.person)
    client.post(where, {"weeks_ny": "4", "electives_fl": "0"})
    assert "Texas" not in client.get(where).content.decode()
    add(director, "new-york-12-weeks", "texas-weeks", most=10, statement=WEEKS)
    assert "We do not know yet: how many weeks of clerkships" in seen_by_student(application)
    page = client.get(where).content.decode()
    assert "Weeks of clerkships in Texas" in page and "No more than 10 weeks there." in page
    assert client.post(where, {"weeks_ny": "4", "weeks_tx": "many"}).status_code == 422
    for weeks, is_too_many in (("2", False), ("3", True)):
        assert client.post(where, {"weeks_ny": "4", "weeks_tx": weeks}).status_code == 302
        page = seen_by_student(application)
        assert "We do not know yet: how many weeks of clerkships" not in page
        assert ("you would have 11 weeks in Texas" in page) == is_too_many
    assert "New York: 4 weeks, Texas: 3 weeks" in seen_by_student(application, "profile")


def test_what_was_told_of_a_state_that_counts_no_more_is_kept(director: Client) -> None:
    application = going_to_texas()
    client, where = Client(), reverse("applications:background", args=["elsewhere"])
    client.force_login(application.student.person)
    client.post(where, {"weeks_ny": "4", "electives_fl": "1"})
    approve(propose(director, "new-york-12-weeks", is_taken_away="on"))
    assert "New York" not in client.get(where).content.decode()
    client.post(where, {"electives_fl": "2"})
    told = Background.objects.get()
    assert (told.weeks_in_state, told.electives_in_state) == ({"NY": 4}, {"FL": 2})
    approve(propose(director, "florida-electives", is_taken_away="on"))
    assert client.get(where).status_code == 404
    assert where not in seen_by_student(application, "profile")


def test_asked_by_the_states_that_came_with_the_program_it_is_never_told(
    director: Client, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: without the counters of the day, nobody is asked, and nothing is ever known."""
    application = going_to_texas()
    add(director, "florida-students", "texas-students", most=2, statement=STUDENTS)
    add(director, "new-york-12-weeks", "texas-weeks", most=10, statement=WEEKS)
    for module in (attesting, background):
        monkeypatch.setattr(module, "counters_on", lambda _day: counters())
    where = address_of_registrar(application)
    client.post(reverse("desk:declare_counts", args=[where.split("/")[2]]), {"count_TX_2027": "1"})
    student = Client()
    student.force_login(application.student.person)
    student.post(reverse("applications:background", args=["elsewhere"]), {"weeks_tx": "2"})
    page = seen_by_student(application)
    assert "We do not know yet: how many students of your school" in page
    assert "We do not know yet: how many weeks of clerkships" in page


def test_a_rule_says_the_number_of_its_limit(director: Client) -> None:
    application = application_of(not_approved("NY"), opening_in("NY"), state="draft")
    client = Client()
    client.force_login(application.student.person)
    client.post(reverse("applications:background", args=["elsewhere"]), {"weeks_ny": "4"})
    before = director.get(reverse("desk:rule", args=["new-york-12-weeks"])).content.decode()
    assert "beyond 12 weeks of clerkships" in before and "at_most: 12" in before
    assert "beyond 12 weeks" not in seen_by_student(application)
    approve(propose(director, "new-york-12-weeks", most=11))
    page = director.get(reverse("desk:rule", args=["new-york-12-weeks"])).content.decode()
    assert "beyond 11 weeks of clerkships" in page and "at_most: 11" in page and "at most 11 weeks" in page
    assert "beyond 12" not in page and reverse("desk:change_counter", args=["new-york-12-weeks"]) in page
    told = seen_by_student(application)
    assert "beyond 11 weeks" in told and "you would have 12 weeks in New York" in told


def test_before_a_limit_is_approved_the_page_says_whose_answer_changes(director: Client) -> None:
    school = not_approved("TX")
    going, elsewhere = application_of(school, opening_in("TX")), application_of(school, opening_in("NJ"))
    sent = typed("new-york-12-weeks", name="texas-weeks", state="TX", most=10, statement=WEEKS)
    assert director.post(reverse("desk:add_counter"), sent).status_code == 302
    page = director.get(reverse("desk:rule_change", args=[RuleChange.objects.get().pk])).content.decode()
    assert "1 answer about an open application changes" in page
    assert str(going.student.person) in page and str(elsewhere.student.person) not in page
    assert "does not apply" in page and "We do not know yet: how many weeks of clerkships" in page


def test_a_new_limit_takes_no_name_that_a_rule_has(director: Client) -> None:
    sent = typed("new-york-12-weeks", name="waiver-weeks", state="TX")
    refused = director.post(reverse("desk:add_counter"), sent)
    assert refused.status_code == 422 and "one of this name already" in refused.content.decode()
    assert not RuleChange.objects.exists()


def test_a_limit_counts_from_its_day_on(director: Client, client: Client) -> None:
    application = going_to_texas()
    where = address_of_registrar(application)
    add(director, "florida-students", "texas-students", most=2, effective_on="2027-01-15")
    assert "Texas in 2027" not in client.get(where).content.decode()
    change = RuleChange.objects.get()
    RuleChange.objects.filter(pk=change.pk).update(effective_on=date(2026, 11, 1))
    assert "Texas in 2027" in client.get(where).content.decode()
