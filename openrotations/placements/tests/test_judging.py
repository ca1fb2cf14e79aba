"""What the rule book forbids is not given to a planner, and says why; what it cannot tell stays."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from openrotations.applications.models import Application, Exemption
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.hosts.tests.factories import make_site
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_staff
from openrotations.placements import actions
from openrotations.placements.models import Placement, Round
from openrotations.placements.queries import judging
from openrotations.placements.queries.instances import choices_of
from openrotations.placements.queries.plans import seen_of
from openrotations.placements.queries.repairing.as_it_stands import as_it_stands
from openrotations.placements.queries.rolling import plans_now
from openrotations.placements.queries.rounds import choice_lines
from openrotations.placements.tests.cohorts import SETTINGS, apply_for, checked_round, computed, opening_of_weeks
from openrotations.placements.tests.factories import make_placement, make_round, office_hours
from openrotations.rulebook.models import RuleChange
from openrotations.rulebook.queries import Answer, Verdict

pytestmark = pytest.mark.django_db
NOW = office_hours()
JANUARY, FEBRUARY = date(2027, 1, 4), date(2027, 2, 1)
WINDOW = Period(date(2027, 1, 1), date(2027, 6, 30))


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def practice_in_florida(monday: date = JANUARY) -> Opening:
    """What the rule florida-hospital refuses to whoever is enrolled."""
    return opening_of_weeks(monday, 4, site=make_site(state="FL", kind="private_practice"))


def round_of(*applications: Application, kind: str = Round.Kind.COHORT) -> Round:
    found = make_round(kind=kind)
    for application in applications:
        found.entries.create(application=application)
    return found


def codes(round: Round) -> dict[Opening, list[str]]:
    return {each.opening: [reason.code for reason in each.reasons] for each in choices_of(round, NOW)}


def lead_time(weeks: int, opening: Opening) -> Opening:
    opening.offering.lead_weeks = weeks
    opening.offering.save()
    return opening


@pytest.mark.parametrize("kind", [Round.Kind.COHORT, Round.Kind.RANKED])
def test_what_a_rule_refuses_is_left_out_and_what_it_cannot_tell_is_not(kind: str) -> None:
    refused, open_still = practice_in_florida(), opening_of_weeks(FEBRUARY, 4, needs_step1=True)
    found = round_of(apply_for(refused, open_still, weeks=8, window=WINDOW), kind=kind)
    assert codes(found) == {refused: ["florida-hospital"], open_still: []}


def test_a_planner_never_sees_it_and_everybody_reads_the_rules_words() -> None:
    refused, other = practice_in_florida(), opening_of_weeks(FEBRUARY, 4)
    apply_for(refused, other, weeks=8, window=WINDOW)
    found = checked_round(NOW)
    run = computed(found, NOW)
    [student] = (run.instance or {})["students"]
    assert [offering for offering, _rank, _score in student["prefs"]] == [str(other.pk)]
    [entry] = found.entries.all()
    for to_student in (True, False):
        line = choice_lines(entry, to_student=to_student)[0]
        assert line.preference.opening == refused and not line.is_given
        assert "The site is no hospital with both." in line.sentences[0]
        assert "another state" in line.sentences[0]
    outcome = entry.outcomes.get(preference__opening=refused)
    assert (outcome.reason, outcome.detail["code"]) == ("rule", "florida-hospital")
    [offer] = actions.publish_round(found, by=PROGRAM, now=NOW)
    assert offer.opening == other


def test_the_office_reads_the_rule_once_for_all_whom_it_refuses() -> None:
    refused = practice_in_florida()
    found = round_of(*(apply_for(refused, weeks=4, window=WINDOW) for _ in range(2)))
    seen = seen_of(found, NOW)
    [(words, count)] = seen.left_out
    assert (count, str(words)[:31]) == (2, "In Florida an elective is at a ")
    assert len(seen.impossible) == 2


def test_without_asking_the_rules_the_plan_promises_what_nobody_can_have(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: the choice goes to the planner, is planned, and the seat is refused when it is given."""
    apply_for(practice_in_florida(), weeks=4, window=WINDOW)
    monkeypatch.setattr(
        judging, "findings_about_choices", lambda prospects, **_named: [Answer(Verdict.YES, ()) for _ in prospects]
    )
    found = checked_round(NOW)
    run = computed(found, NOW)
    assert run.objectives["full"] == 1
    actions.publish_round(found, by=PROGRAM, now=NOW)
    assert not Placement.objects.exists()


def test_a_directors_exception_is_honoured() -> None:
    opening = opening_of_weeks(JANUARY, 4)
    graduate = apply_for(opening, weeks=4, window=WINDOW)
    graduate.student.status = "graduate"
    graduate.student.save()
    assert codes(round_of(graduate))[opening] == ["graduate-observes"]
    Exemption.objects.create(
        student=graduate.student,
        rule="graduate-observes",
        because="Licensed there.",
        granted_by=make_staff("director"),
        granted_at=NOW,
    )
    assert "graduate-observes" not in codes(round_of(graduate))[opening]


def test_where_other_dates_are_allowed_the_choice_stays() -> None:
    long = lead_time(12, opening_of_weeks(JANUARY, 20))
    near = lead_time(30, opening_of_weeks(JANUARY, 4))
    plans = round_of(apply_for(long, near, weeks=8, window=WINDOW))
    assert codes(plans) == {long: [], near: ["host-lead-time"]}
    single = round_of(apply_for(long, weeks=4, window=WINDOW), kind=Round.Kind.RANKED)
    [choice] = choices_of(single, NOW)
    assert choice.period is not None
    assert (choice.period.first - NOW.date()).days // 7 >= 12


def test_a_not_yet_that_only_time_could_mend_is_a_no() -> None:
    opening = opening_of_weeks(JANUARY, 4)
    found = round_of(apply_for(opening, weeks=4, window=WINDOW))
    assert codes(found)[opening] == []
    director, second = make_staff("director"), make_staff("director")
    text = (
        "{id: far-ahead, scope: host, statement: Far ahead., yes_if: {fact: weeks_ahead, at_least: 40}, "
        "because: {met: It is., not_yet: It is not.}, would_change: Later dates., who: student, source: a test, "
        "checked_on: 2026-11-01, confidence: high, review_on: 2027-11-01}"
    )
    change = RuleChange.objects.create(
        rule="far-ahead", text=text, because="A test.", effective_on=NOW.date(), proposed_at=NOW, proposed_by=director
    )
    RuleChange.objects.filter(pk=change.pk).update(state="approved", decided_by=second, decided_at=NOW)
    assert codes(found)[opening] == ["far-ahead"]
    RuleChange.objects.filter(pk=change.pk).update(text=text.replace("weeks_ahead", "study_year"))
    assert codes(found)[opening] == []  # who is not in the right year yet may be by then


def test_a_plan_of_ones_own_leaves_it_out_too() -> None:
    refused, other = practice_in_florida(), opening_of_weeks(FEBRUARY, 4)
    found = plans_now(apply_for(refused, other, weeks=8, window=WINDOW), "weeks", NOW)
    assert {each.preference.opening for plan in found.plans for each in plan.rotations} == {other}
    assert [(wish.opening, [each.code for each in why]) for wish, why in found.refused] == [
        (refused, ["florida-hospital"])
    ]


def test_a_repair_moves_nobody_there_and_leaves_who_is_there_already() -> None:
    held, refused = practice_in_florida(), practice_in_florida(FEBRUARY)
    application = apply_for(held, refused, weeks=8, window=WINDOW, state="placed")
    found = round_of(application)
    days = Period.of_weeks(JANUARY, 4)
    placement = make_placement(application=application, opening=held, period=days.stored, round=found, state="accepted")
    stands = as_it_stands(found, SETTINGS, NOW)
    assert [row for blocks in stands.stays.values() for row in blocks.values()] == [placement]
    [student] = stands.cohort.instance.students
    assert [wish.offering for wish in student.prefs] == [str(held.pk)]


def test_asking_the_rules_takes_as_many_queries_for_many_as_for_one() -> None:
    def asked(count: int) -> int:
        applications = []
        for _ in range(count):
            openings = [
                practice_in_florida(),
                lead_time(60, opening_of_weeks(JANUARY, 8)),
                opening_of_weeks(JANUARY, 4),
            ]
            applications.append(apply_for(*openings, weeks=8, window=WINDOW))
        found = round_of(*applications)
        with CaptureQueriesContext(connection) as queries:
            choices_of(found, NOW)
        return len(queries)

    assert asked(1) == asked(4)


def test_days_that_the_student_has_already_are_not_tried() -> None:
    """An opening that is far enough ahead only on days that are taken cannot be had."""
    opening = lead_time(12, opening_of_weeks(JANUARY, 12, min_weeks=4))
    application = apply_for(opening, weeks=20, window=WINDOW)
    assert codes(round_of(application))[opening] == []
    late = Period(date(2027, 2, 8), date(2027, 3, 28))
    make_placement(application=application, opening=make_opening(late), period=late.stored, state="accepted")
    assert codes(round_of(application))[opening] == ["host-lead-time"]
