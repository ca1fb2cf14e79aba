from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openrotations.common.actors import Actor
from openrotations.common.refusals import Refused
from openrotations.people.access import actor_of
from openrotations.people.actions import give_role
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.rulebook import changing
from openrotations.rulebook.actions import approve_change, propose_change, refuse_change
from openrotations.rulebook.models import Rule, RuleChange
from openrotations.rulebook.queries import shipped_book

TODAY = date(2026, 11, 22)
BOOK = shipped_book()


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_every_shipped_rule_can_be_written_and_read_again(rule: Rule) -> None:
    text = changing.written(rule)
    assert changing.read_rule(text, BOOK) == rule
    assert changing.faults_of(text, BOOK) == []
    assert changing.id_in(text) == rule.id


@settings(deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_it(text: str) -> None:
    assert changing.faults_of(text, BOOK)


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(BOOK.rules), st.integers(0, 2000), st.text(max_size=8))
def test_a_slip_of_the_pen_is_read_or_said(rule: Rule, place: int, slip: str) -> None:
    text = changing.written(rule)
    changing.faults_of(text[:place] + slip + text[place + 1 :], BOOK)


HOSTILE = ["[" * 5000, "a: " + "{b: " * 3000, "\x00", "- " * 4000, "&a [*a]", "? ? ?", "!!python/object:os.system x"]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_refused_in_words(text: str) -> None:
    assert len(changing.faults_of(text, BOOK)) == 1


def test_a_change_says_every_reason_against_it() -> None:
    reasons = changing.why_not_propose(
        faults=["Wrong."], is_renamed=True, is_same=True, has_open=True, effective_on=date(2026, 1, 1), today=TODAY
    )
    assert [reason.code for reason in reasons] == ["rule-fault", "renamed", "proposed-already", "day-past"]
    assert [reason.code for reason in changing.why_not_decide(is_own=True)] == ["own-change"]
    assert [reason.code for reason in changing.why_not_withdraw(is_own=False)] == ["not-own"]
    assert [reason.code for reason in changing.why_not_decide(is_own=False, is_new_here=True)] == ["new-here"]


PROPOSED_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("days_before", "by_proposer", "is_new"),
    [(-1, False, True), (0, False, True), (1, False, False), (1, True, True), (6, True, True), (7, True, False)],
)
def test_a_second_person_was_there_before(days_before: int, by_proposer: bool, is_new: bool) -> None:
    proposer = uuid4()
    change = RuleChange(proposed_at=PROPOSED_AT, proposed_by_id=proposer)
    given = changing.GivenRole(PROPOSED_AT - days_before * DAY, str(proposer if by_proposer else uuid4()))
    assert changing.is_new_to(change, [given]) is is_new
    assert not changing.is_new_to(change, [given, changing.GivenRole()])
    assert not changing.is_new_to(change, [])


def proposed(by: Actor) -> RuleChange:
    return propose_change(BOOK.rules[0].id, "", because="", effective_on=TODAY, by=by, now=PROPOSED_AT)


def taken_on(by: Actor, at: datetime) -> Person:
    person = make_person()
    give_role(person, "coordinator", by=by, now=at)
    return person


@pytest.mark.django_db
def test_a_directors_second_address_is_no_second_person() -> None:
    director = actor_of(make_staff("director"))
    before, after = taken_on(director, PROPOSED_AT - DAY), taken_on(director, PROPOSED_AT + DAY)
    change = proposed(director)
    for person in (before, after):
        with pytest.raises(Refused, match="new-here"):
            approve_change(change, by=actor_of(person), now=PROPOSED_AT + 2 * DAY)
    refuse_change(change, by=actor_of(after), now=PROPOSED_AT + 2 * DAY)


@pytest.mark.django_db
def test_two_directors_of_a_small_office_still_decide_on_each_others_changes() -> None:
    first = actor_of(make_staff("director"))
    second = actor_of(taken_on(first, PROPOSED_AT - 30 * DAY))
    change = proposed(first)
    approve_change(change, by=second, now=PROPOSED_AT + DAY)
    change.refresh_from_db()
    assert change.state == "approved"
    other = propose_change(BOOK.rules[1].id, "", because="", effective_on=TODAY, by=second, now=PROPOSED_AT)
    approve_change(other, by=first, now=PROPOSED_AT + DAY)
