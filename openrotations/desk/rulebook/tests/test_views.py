"""The office's pages about the rules."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from openrotations.applications.queries.reevaluation import answers_changed
from openrotations.applications.tests.factories import make_application
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.periods import Period
from openrotations.desk.rulebook.forms import example_on
from openrotations.hosts.tests.factories import make_site
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import staff_client
from openrotations.rulebook.changing import read_rule, written
from openrotations.rulebook.models import Rule, RuleChange
from openrotations.rulebook.queries import book_on, shipped_book

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def rule_named(name: str) -> Rule:
    return next(rule for rule in shipped_book().rules if rule.id == name)


@pytest.fixture
def director() -> Client:
    make_programme()
    return staff_client("director")


def propose(director: Client, text: str, rule: str = "waiver-weeks") -> RuleChange:
    sent = {"text": text, "because": "The text says so.", "effective_on": timezone.localdate().isoformat()}
    answer = director.post(reverse("desk:change_rule", args=[rule]), sent)
    assert answer.status_code == 302, answer.content.decode()
    return RuleChange.objects.latest("proposed_at")


def stricter() -> str:
    return written(rule_named("waiver-weeks")).replace("at_most: 12", "at_most: 11")


def test_the_whole_book_is_read_with_sources(director: Client) -> None:
    page = director.get(reverse("desk:rules")).content.decode()
    assert page.count("/desk/rules/") > len(shipped_book().rules)
    assert "9 FAM 402.2-5(E)(3)" in page
    assert "Look again" in page


def test_each_rule_has_a_page_with_its_condition(director: Client) -> None:
    for rule in shipped_book().rules:
        page = director.get(reverse("desk:rule", args=[rule.id]))
        assert page.status_code == 200
        assert "yes_if" in page.content.decode()
    assert director.get(reverse("desk:rule", args=["no-such-rule"])).status_code == 404


def test_a_change_counts_once_a_second_person_has_approved_it(director: Client) -> None:
    change, today = propose(director, stricter()), timezone.localdate()
    where = reverse("desk:rule_change", args=[change.pk])
    assert "A second person of the office decides" in director.get(where).content.decode()
    own = director.post(where, {"decision": "approve", "answer": ""})
    assert own.status_code == 422
    assert "A second person" in own.content.decode()
    assert book_on(today) == shipped_book()
    other = staff_client("coordinator")
    assert "at_most: 11" in other.get(where).content.decode()
    assert other.post(where, {"decision": "approve", "answer": "Right."}).status_code == 302
    assert book_on(today - timedelta(days=1)) == shipped_book()
    now = next(rule for rule in book_on(today).rules if rule.id == "waiver-weeks")
    assert "at_most: 11" in written(now)


def test_before_it_is_approved_the_page_says_whose_answer_changes_and_why(director: Client) -> None:
    application = make_application(make_opening(), weeks_wanted=12, state="submitted")
    told = application.student.background
    told.entry = "waiver"
    told.save()
    untouched = make_application(weeks_wanted=12, state="submitted")
    change = propose(director, stricter())
    page = director.get(reverse("desk:rule_change", args=[change.pk])).content.decode()
    assert "1 answer about an open application changes" in page
    assert str(application.student.person) in page
    assert str(untouched.student.person) not in page
    assert "12 weeks are 84 days" in page
    assert "You ask for 12 weeks. 13 weeks are 91 days" in page


def test_what_is_wrong_with_a_text_is_said_and_nothing_typed_is_lost(director: Client) -> None:
    where = reverse("desk:change_rule", args=["waiver-weeks"])
    unheard = stricter().replace("weeks_wanted, at_most", "unheard_of, at_most")
    for text, said in (
        ("{", "no YAML"),
        ("id: waiver-weeks", "Field required"),
        (unheard.replace("fact: weeks_wanted", "fact: unheard_of"), "unheard_of"),
        (stricter().replace("id: waiver-weeks", "id: another"), "The id stays"),
        (written(rule_named("waiver-weeks")), "what the rule says already"),
        ("a: &a [x]\nb: *a", "&amp; and *"),
        ("[" * 40 + "]" * 40, "too deeply"),
        ("", "Write the rule"),
    ):  # fmt: skip
        sent = {"text": text, "because": "Kept words.", "effective_on": timezone.localdate().isoformat()}
        page = director.post(where, sent)
        assert page.status_code == 422, text
        assert said in page.content.decode(), (text, said)
        assert "Kept words." in page.content.decode()
    late = {"text": stricter(), "because": "Late.", "effective_on": "2020-01-01"}
    assert "This day is over" in director.post(where, late).content.decode()
    assert not RuleChange.objects.exists()


def test_a_rule_is_added_taken_back_and_taken_away(director: Client) -> None:
    today = timezone.localdate().isoformat()
    page = director.get(reverse("desk:add_rule")).content.decode()
    assert "new-rule" in page
    text = written(rule_named("waiver-weeks")).replace("id: waiver-weeks", "id: more-weeks")
    sent = {"text": text, "because": "Needed.", "effective_on": today}
    assert director.post(reverse("desk:add_rule"), sent).status_code == 302
    change = RuleChange.objects.get()
    assert change.rule == "more-weeks"
    assert director.post(reverse("desk:withdraw_rule_change", args=[change.pk])).status_code == 302
    away = {"text": "", "is_taken_away": "on", "because": "Not needed.", "effective_on": today}
    assert director.post(reverse("desk:change_rule", args=["states-read"]), away).status_code == 302
    change = RuleChange.objects.get(rule="states-read")
    where = reverse("desk:rule_change", args=[change.pk])
    assert staff_client("director").post(where, {"decision": "approve"}).status_code == 302
    assert "states-read" not in {rule.id for rule in book_on(timezone.localdate()).rules}


@pytest.mark.parametrize("today", [date(2026, 11, 23), date(2028, 2, 29), date(2031, 7, 1)])
def test_what_a_new_rule_starts_from_is_a_rule_of_its_day(today: date) -> None:
    read = read_rule(example_on(today), shipped_book())
    assert (read.checked_on, read.review_on) == (today, today + timedelta(days=365))


def test_a_coordinator_reads_and_does_not_propose(director: Client) -> None:
    coordinator = staff_client("coordinator")
    assert coordinator.get(reverse("desk:rules")).status_code == 200
    assert coordinator.get(reverse("desk:change_rule", args=["states-read"])).status_code in (403, 404)


def test_answers_about_choices_are_compared_with_few_queries(
    director: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    site = make_site(state="FL", kind="private_practice")
    for _number in range(3):
        make_application(make_opening(offering=make_offering(site=site)), state="draft")
    rule, today = rule_named("florida-hospital"), Period.of_weeks(NOW.date(), 1).first
    with django_assert_max_num_queries(30):
        found = answers_changed(shipped_book(), rule, None, today=today)
    assert len(found) == 3
    assert {str(each.before.verdict) for each in found if each.before} == {"no"}
    assert {each.after for each in found} == {None}
    assert answers_changed(shipped_book(), rule, rule, today=today) == []
