"""What states count, changed on the desk: one proposes, the page says whose seats come to more, another approves."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.models import Application
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.hosts.tests.factories import make_site
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_staff
from openrotations.placements import actions
from openrotations.placements.models import Placement
from openrotations.placements.queries.passing import who_passes
from openrotations.rulebook.counters import Counter, counters
from openrotations.rulebook.models import RuleChange
from openrotations.rulebook.queries import book_on, counters_on, office_needs, shipped_book
from openrotations.schools.models import School, StateStanding
from openrotations.schools.tests.factories import make_school, make_student

pytestmark = pytest.mark.django_db
FIRST = Period(date(2027, 1, 4), date(2027, 2, 28))
YEAR = Period(date(2027, 1, 1), date(2027, 12, 31))


@pytest.fixture
def director() -> Client:
    make_programme()
    return signed_in("director")


def signed_in(kind: str) -> Client:
    client = Client()
    client.force_login(make_staff(kind))
    return client


def named(name: str) -> Counter:
    return next(each for each in counters_on(timezone.now().date()) if each.id == name)


def typed(of: str, **changed: object) -> dict[str, object]:
    """The form as it comes, with these fields written over."""
    counter = next(each for each in counters() if each.id == of)
    said = {
        **counter.model_dump(mode="json"),
        "experience_types": sorted(counter.experience_types),
        "because": "The state's page says so now.",
        "effective_on": timezone.now().date().isoformat(),
    }
    return {**said, **changed}


def propose(director: Client, name: str, **changed: object) -> RuleChange:
    answer = director.post(reverse("desk:change_counter", args=[name]), typed(name, **changed))
    assert answer.status_code == 302, answer.content.decode()
    return RuleChange.objects.latest("proposed_at")


def approve(change: RuleChange) -> None:
    answer = signed_in("coordinator").post(reverse("desk:rule_change", args=[change.pk]), {"decision": "approve"})
    assert answer.status_code == 302


def opening_in(state: str, period: Period = FIRST) -> Opening:
    """All of its eight weeks, or nothing."""
    return make_opening(period, 5, offering=make_offering(site=make_site(state=state), min_weeks=8))


def application_of(school: School, *choices: Opening, state: str = "eligible") -> Application:
    student = make_student(school=school)
    make_window(student, YEAR)
    return make_application(*choices, student=student, weeks_wanted=40, state=state)


def take(application: Application, opening: Opening, period: Period = FIRST) -> Placement:
    now = timezone.now()
    return actions.take_seat(application, opening, period, held_until=now + timedelta(days=3), by=PROGRAM, now=now)


def not_approved(state: str) -> School:
    school = make_school()
    StateStanding.objects.create(
        school=school, state=state, standing="not_approved", source="a test", checked_on=date(2026, 11, 1)
    )
    return school


def test_a_lower_limit_counts_once_a_second_person_has_approved_it(director: Client) -> None:
    school, opening = not_approved("NY"), opening_in("NY")
    change = propose(director, "new-york-12-weeks", most=6)
    where = reverse("desk:rule_change", args=[change.pk])
    own = director.post(where, {"decision": "approve", "answer": ""})
    assert own.status_code == 422 and "A second person" in own.content.decode()
    assert named("new-york-12-weeks").most == 12
    take(application_of(school), opening)
    assert [need.code for need in office_needs(timezone.now())] == ["decide-rule-change"]
    approve(change)
    assert named("new-york-12-weeks").most == 6
    with pytest.raises(Refused) as refused:
        take(application_of(school), opening)
    assert [reason.code for reason in refused.value.reasons] == ["new-york-12-weeks"]
    shipped, read = (
        {rule.id: rule for rule in book.rules} for book in (shipped_book(), book_on(timezone.now().date()))
    )
    assert {name for name in shipped if shipped[name] != read[name]} == {"new-york-12-weeks"}
    assert shipped.keys() == read.keys()


def test_a_limit_taken_away_stops_nobody(director: Client) -> None:
    school = not_approved("FL")
    hospital = make_site(state="FL", kind="hospital", has_residency=True, us_school_affiliation=True,
                         teaching_source="a test", teaching_checked_on=date(2026, 11, 1))  # fmt: skip
    opening = make_opening(FIRST, 9, offering=make_offering(site=hospital))
    for _ in range(3):
        take(application_of(school), opening)
    with pytest.raises(Refused):
        take(application_of(school), opening)
    today = timezone.now().date()
    assert "florida-students" in {rule.id for rule in book_on(today).rules}
    approve(propose(director, "florida-students", is_taken_away="on"))
    assert "florida-students" not in {each.id for each in counters_on(today)}
    assert "florida-students" not in {rule.id for rule in book_on(today).rules}
    take(application_of(school), opening)


def test_a_state_that_counted_nothing_can_count(director: Client) -> None:
    page = director.get(reverse("desk:rules")).content.decode()
    assert reverse("desk:add_counter") in page
    sent = typed("new-york-12-weeks", name="texas-weeks", state="TX", most=4)
    assert director.post(reverse("desk:add_counter"), sent).status_code == 302
    approve(RuleChange.objects.get())
    with pytest.raises(Refused) as refused:
        take(application_of(not_approved("TX")), opening_in("TX"))
    assert "texas-weeks" in [reason.code for reason in refused.value.reasons]
    again = director.post(reverse("desk:add_counter"), sent)
    assert again.status_code == 422 and "one of this name already" in again.content.decode()


def test_the_page_says_whose_seats_held_or_asked_for_come_to_more(director: Client) -> None:
    opening = opening_in("NY")
    held, asking = application_of(not_approved("NY")), application_of(not_approved("NY"), opening_in("NY"))
    take(held, opening)
    approved = application_of(make_school(), opening_in("NY"))
    StateStanding.objects.create(
        school=approved.student.school, state="NY", standing="approved", source="a test", checked_on=date(2026, 11, 1)
    )
    elsewhere = application_of(make_school(), opening_in("NJ"))
    change = propose(director, "new-york-12-weeks", most=6)
    page = director.get(reverse("desk:rule_change", args=[change.pk])).content.decode()
    assert "2 seats, held or asked for, come to more" in page
    for application, is_there in ((held, True), (asking, True), (approved, False), (elsewhere, False)):
        assert (str(application.student.person) in page) == is_there
    assert "With this one it would be 8 weeks." in page
    assert "within the limit" in page
    assert "No seat that is held" in director.get(reverse("desk:counter", args=["new-york-12-weeks"])).content.decode()
    approve(change)
    assert "2 seats, held" in director.get(reverse("desk:counter", args=["new-york-12-weeks"])).content.decode()


def test_who_was_counted_twice_over_is_told_by_year_and_school(director: Client) -> None:
    school, opening = not_approved("FL"), opening_in("FL")
    for _ in range(2):
        take(application_of(school), opening)
    wishing = application_of(school, opening)
    lower = named("florida-students").model_copy(update={"most": 1})
    found = who_passes(named("florida-students"), lower, timezone.now())
    assert len(found) == 3
    assert {each.after for each in found if each.placement} == {"1 other student of this school is there in 2027."}
    [asked] = [each for each in found if not each.placement]
    assert (asked.student, asked.before) == (wishing.student, "")
    assert asked.after == "2 other students of this school are there in 2027."


def test_looking_whose_seats_come_to_more_takes_few_queries(director: Client) -> None:
    def asked() -> int:
        counter = named("new-york-12-weeks").model_copy(update={"most": 1})
        with CaptureQueriesContext(connection) as queries:
            who_passes(named("new-york-12-weeks"), counter, timezone.now())
        return len(queries)

    school = not_approved("NY")
    counts = []
    for _ in range(3):
        take(application_of(school), opening_in("NY"))
        application_of(school, opening_in("NY"))
        counts.append(asked())
    assert len(set(counts)) == 1


def test_nothing_typed_is_lost_and_errors_say_what_to_do(director: Client) -> None:
    where = reverse("desk:change_counter", args=["new-york-12-weeks"])
    for changed, said in (
        ({"most": "many"}, "Enter a whole number"),
        ({"most": 0}, "Give 1 or more"),
        ({"state": "XX"}, "Select a valid choice"),
        ({"experience_types": []}, "required"),
        ({"review_on": "2020-01-01"}, "after the one on which it was checked"),
        ({"effective_on": "2020-01-01"}, "This day is over"),
        ({}, "what the rule says already"),
        ({"statement": "nul\x00"}, "Null characters"),
    ):
        page = director.post(where, typed("new-york-12-weeks", because="Kept words.", **changed))
        assert page.status_code == 422, changed
        assert said in page.content.decode(), (changed, said)
        assert "Kept words." in page.content.decode()
    bad = director.post(reverse("desk:add_counter"), typed("new-york-12-weeks", name="Bad Name!"))
    assert bad.status_code == 422 and "small letters" in bad.content.decode()
    assert not RuleChange.objects.exists()


def test_only_one_proposal_waits_and_a_rule_of_the_same_name_is_something_else(director: Client) -> None:
    propose(director, "florida-students", most=2)
    again = director.post(reverse("desk:change_counter", args=["florida-students"]), typed("florida-students", most=1))
    assert again.status_code == 422
    away = {"text": "", "is_taken_away": "on", "because": "Not needed.", "effective_on": timezone.now().date()}
    assert director.post(reverse("desk:change_rule", args=["florida-students"]), away).status_code == 302
    assert RuleChange.objects.filter(rule="florida-students").count() == 2
    page = director.get(reverse("desk:rules")).content.decode()
    assert page.count("waits for a second person") == 0 and "Waiting for a second person" in page


def test_a_change_that_cannot_be_read_leaves_what_counted(director: Client) -> None:
    change = propose(director, "new-york-12-weeks", most=6)
    RuleChange.objects.filter(pk=change.pk).update(text="{most: none")
    page = director.get(reverse("desk:rule_change", args=[change.pk])).content.decode()
    assert "cannot read the text any more" in page
    approve(change)
    assert named("new-york-12-weeks").most == 12


def test_a_coordinator_reads_and_does_not_propose(director: Client) -> None:
    coordinator = signed_in("coordinator")
    assert coordinator.get(reverse("desk:counter", args=["florida-students"])).status_code == 200
    assert director.get(reverse("desk:counter", args=["no-such-limit"])).status_code == 404
    for where in (reverse("desk:add_counter"), reverse("desk:change_counter", args=["florida-students"])):
        assert coordinator.get(where).status_code in (403, 404)
