from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openrotations.audit.queries import entries_about
from openrotations.common.actors import Actor
from openrotations.common.refusals import Refused
from openrotations.people.access import actor_of
from openrotations.people.actions import give_role
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.rulebook import changing, second_person
from openrotations.rulebook.actions import approve_change, propose_change, refuse_change
from openrotations.rulebook.models import Rule, RuleChange
from openrotations.rulebook.queries import shipped_book
from openrotations.rulebook.second_person import GivenRole, Member

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
    assert [reason.code for reason in changing.why_not_decide(is_own=False, is_one_hand=True)] == ["one-hand"]


PROPOSED_AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("days_before", "by_proposer", "is_new"),
    [(-1, False, True), (0, False, True), (1, False, False), (1, True, True), (29, True, True), (30, True, False)],
)
def test_a_second_person_was_there_before(days_before: int, by_proposer: bool, is_new: bool) -> None:
    proposer = Member("one", (GivenRole(),))
    given = GivenRole(PROPOSED_AT - days_before * DAY, "one" if by_proposer else "three")
    for roles, is_refused in (((given,), is_new), ((given, GivenRole()), False), ((), False)):
        decider = Member("two", roles)
        is_one_hand = second_person.is_one_hand(proposer, decider, PROPOSED_AT)
        stands_in = second_person.may_stand_in(proposer, decider, [proposer, decider], PROPOSED_AT)
        is_new_here = second_person.is_new_here(decider, PROPOSED_AT)
        assert (is_new_here or (is_one_hand and not stands_in)) is is_refused


LONG_AGO = PROPOSED_AT - 400 * DAY
LATELY = PROPOSED_AT - 8 * DAY


@pytest.mark.parametrize(
    ("proposer", "decider", "third", "is_refused"),
    [
        # Eight days, a month, a year: an account of one's own is none of a second person, while there is another.
        (GivenRole(), GivenRole(LATELY, "one"), GivenRole(), True),
        (GivenRole(), GivenRole(LONG_AGO, "one"), GivenRole(), True),
        # The other way round, and by an account in between.
        (GivenRole(LONG_AGO, "two"), GivenRole(), GivenRole(), True),
        (GivenRole(), GivenRole(LONG_AGO, "four", frozenset({"one"})), GivenRole(), True),
        # The third is the proposer's own as well, or came too late: nobody else could.
        (GivenRole(), GivenRole(LONG_AGO, "one"), GivenRole(LONG_AGO, "one"), False),
        (GivenRole(), GivenRole(LONG_AGO, "one"), GivenRole(PROPOSED_AT + DAY, "four"), False),
        # Two whom a third took on: at first they may be one, later they are colleagues.
        (GivenRole(LATELY, "three"), GivenRole(LATELY, "three"), GivenRole(), True),
        (GivenRole(LONG_AGO, "three"), GivenRole(LATELY, "three"), GivenRole(), False),
        (GivenRole(), GivenRole(LATELY, "three"), GivenRole(), False),
    ],
)
def test_who_came_by_the_proposer_decides_only_where_nobody_else_can(
    proposer: GivenRole, decider: GivenRole, third: GivenRole, is_refused: bool
) -> None:
    office = [Member(name, (role,)) for name, role in (("one", proposer), ("two", decider), ("three", third))]
    is_one_hand = second_person.is_one_hand(office[0], office[1], PROPOSED_AT)
    stands_in = second_person.may_stand_in(office[0], office[1], office, PROPOSED_AT)
    assert (is_one_hand and not stands_in) is is_refused


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
        with pytest.raises(Refused, match="one-hand" if person == before else "new-here"):
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


def in_an_office_of_three(years: int) -> tuple[RuleChange, Person]:
    """What a director proposed where a colleague is there as well, and the account that they made for themselves."""
    make_staff("coordinator")
    director = actor_of(make_staff("director"))
    own = taken_on(actor_of(taken_on(director, PROPOSED_AT - years * 365 * DAY)), PROPOSED_AT - years * 364 * DAY)
    return proposed(director), own


@pytest.mark.django_db
def test_no_waiting_makes_a_second_person_of_an_own_account() -> None:
    change, own = in_an_office_of_three(years=3)
    with pytest.raises(Refused, match="one-hand"):
        approve_change(change, by=actor_of(own), now=PROPOSED_AT + DAY)
    give_role(own, "director", by=actor_of(make_staff("director")), now=PROPOSED_AT - DAY)
    approve_change(change, by=actor_of(own), now=PROPOSED_AT + DAY)


@pytest.mark.django_db
def test_without_looking_at_hands_a_director_decides_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin of the test above."""
    change, own = in_an_office_of_three(years=3)
    monkeypatch.setattr(second_person, "is_one_hand", lambda *_args: False)
    approve_change(change, by=actor_of(own), now=PROPOSED_AT + DAY)
    change.refresh_from_db()
    assert change.state == "approved"


@pytest.mark.django_db
def test_the_trail_says_where_one_of_the_two_took_the_other_on() -> None:
    first = actor_of(make_staff("director"))
    second = actor_of(taken_on(first, PROPOSED_AT - 30 * DAY))
    change = proposed(first)
    approve_change(change, by=second, now=PROPOSED_AT + DAY)
    entry = entries_about(change).get(action="approve_rule_change")
    assert '"is_one_hand": true' in entry.body or '"is_one_hand":true' in entry.body
