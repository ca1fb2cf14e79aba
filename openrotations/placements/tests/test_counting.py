"""What a state counts: students of a school in Florida, weeks in New York."""

import time
from collections.abc import Callable, Collection
from datetime import date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from openrotations.applications.models import Application, Background, Preference
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.hosts.tests.factories import make_site
from openrotations.office.tests.factories import make_programme
from openrotations.placements import actions
from openrotations.placements.actions import expiry
from openrotations.placements.models import Placement, Run
from openrotations.placements.planner.cohort.files.formats import instance_from, solution_json
from openrotations.placements.planner.cohort.search.solve import plan_cohort
from openrotations.placements.plans.limits import CountedLimits, counted_limits
from openrotations.placements.plans.weeks import Calendar
from openrotations.placements.queries import cohorts, seats
from openrotations.placements.queries.counting import counted_of
from openrotations.placements.queries.rolling import plans_now
from openrotations.placements.queries.rounds import choice_lines
from openrotations.placements.rules import Counted, Stay
from openrotations.placements.rules.counting import why_not_counted
from openrotations.placements.tests.cohorts import SETTINGS, checked_round, finished
from openrotations.placements.tests.factories import office_hours
from openrotations.placements.tests.races import race
from openrotations.rulebook.counters import counters
from openrotations.schools.models import DeclaredCount, School, StateStanding, Student
from openrotations.schools.tests.factories import make_registrar, make_school, make_student

NOW = office_hours()
HELD_UNTIL = NOW + timedelta(days=3)
YEAR = Period(date(2027, 1, 1), date(2027, 12, 31))
FIRST = Period(date(2027, 1, 4), date(2027, 2, 28))
SECOND = Period(date(2027, 3, 1), date(2027, 4, 25))
HANDS_ON = "elective_clerkship"


def codes(
    counted: Counted, state: str, period: Period, *, busy: tuple[Period, ...] = (), kind: str = HANDS_ON
) -> list[str]:
    """The codes of why not."""
    found = why_not_counted(counted, busy=busy, state=state, experience_type=kind, period=period)
    return [reason.code for reason in found]


def test_every_counter_says_where_it_comes_from() -> None:
    assert {counter.state for counter in counters()} == {"FL", "NY"}
    assert all(counter.source and counter.statement.endswith(".") for counter in counters())


def test_sixteen_weeks_in_new_york_are_too_many() -> None:
    been = Counted(stays=(Stay("NY", HANDS_ON, FIRST),), not_approved_in=frozenset({"NY"}))
    assert codes(been, "NY", SECOND, busy=(FIRST,)) == ["new-york-12-weeks"]
    assert codes(Counted(), "NY", SECOND) == []


def test_weeks_done_elsewhere_count_as_declared() -> None:
    assert codes(Counted(weeks_declared={"NY": 5}), "NY", FIRST) == ["new-york-12-weeks"]
    assert codes(Counted(weeks_declared={"NY": 4, "FL": 9}), "NY", FIRST) == []


def test_electives_done_elsewhere_count_as_declared() -> None:
    assert codes(Counted(stays_declared={"FL": 3}), "FL", FIRST) == ["florida-electives"]
    assert codes(Counted(stays_declared={"FL": 2, "NY": 9}), "FL", FIRST) == []
    calendar = Calendar(date(2027, 6, 7), 52)
    found = counted_limits({"a": Counted(stays_declared={"FL": 2})}, {"a": "North"}, {"FL"}, calendar)
    assert found.already["a"] == {"florida-electives": 2}


def test_an_approved_school_is_not_counted() -> None:
    there = Counted(weeks_declared={"NY": 40}, others={("FL", 2027): 9}, approved_in=frozenset({"NY", "FL"}))
    assert codes(there, "NY", FIRST) == codes(there, "FL", FIRST) == []


def test_what_is_not_known_of_the_school_is_said() -> None:
    full = Counted(others={("FL", 2027): 3})
    told = Counted(others={("FL", 2027): 3}, not_approved_in=frozenset({"FL"}))
    texts = [
        str(next(iter(why_not_counted(each, busy=(), state="FL", experience_type=HANDS_ON, period=FIRST))).text)
        for each in (full, told)
    ]
    assert "not known yet" in texts[0]
    assert "not known yet" not in texts[1]


def test_students_who_come_another_way_take_slots_too() -> None:
    assert codes(Counted(others={("FL", 2027): 1}, attested={("FL", 2027): 2}), "FL", FIRST) == ["florida-students"]
    assert codes(Counted(others={("FL", 2027): 1}, attested={("FL", 2026): 2}), "FL", FIRST) == []


def test_who_is_there_already_takes_no_second_slot() -> None:
    there = Counted(stays=(Stay("FL", HANDS_ON, FIRST),), others={("FL", 2027): 2})
    assert codes(there, "FL", SECOND, busy=(FIRST,)) == []
    full = Counted(stays=(Stay("FL", HANDS_ON, FIRST),), others={("FL", 2027): 3})
    assert codes(full, "FL", SECOND, busy=(FIRST,)) == []


def test_a_fourth_elective_in_florida_is_one_too_many() -> None:
    stays = tuple(Stay("FL", HANDS_ON, Period.of_weeks(date(2027, month, 1), 4)) for month in (1, 3, 5))
    busy = tuple(stay.period for stay in stays)
    assert codes(Counted(stays=stays), "FL", Period.of_weeks(date(2027, 9, 6), 4), busy=busy) == ["florida-electives"]


def test_a_stay_over_new_year_counts_in_both_years() -> None:
    over = Period(date(2027, 12, 6), date(2028, 1, 30))
    assert codes(Counted(others={("FL", 2028): 3}), "FL", over) == ["florida-students"]


def test_observing_is_not_counted() -> None:
    assert codes(Counted(others={("FL", 2027): 9}), "FL", FIRST, kind="observership") == []


@given(st.integers(0, 60), st.integers(1, 12), st.integers(0, 60))
def test_more_weeks_elsewhere_never_make_room(declared: int, weeks: int, more: int) -> None:
    wanted = Period.of_weeks(date(2027, 1, 4), weeks)
    if codes(Counted(weeks_declared={"NY": declared}), "NY", wanted):
        assert codes(Counted(weeks_declared={"NY": declared + more}), "NY", wanted)


def opening_in(state: str, period: Period = FIRST, seats: int = 5) -> Opening:
    """Eight weeks of an elective in this state."""
    return make_opening(period, seats, offering=make_offering(site=make_site(state=state)))


def application_of(school: School) -> Application:
    """An eligible application of a student of this school who may be away all year."""
    student = make_student(school=school)
    make_window(student, YEAR)
    return make_application(student=student, weeks_wanted=40)


def take(application: Application, opening: Opening, period: Period = FIRST) -> Placement:
    return actions.take_seat(application, opening, period, held_until=HELD_UNTIL, by=PROGRAM, now=NOW)


def not_approved(state: str) -> School:
    school = make_school()
    StateStanding.objects.create(
        school=school, state=state, standing="not_approved", source="a test", checked_on=date(2026, 11, 1)
    )
    return school


@pytest.mark.django_db
def test_the_fourth_student_of_a_school_is_refused_in_florida() -> None:
    make_programme()
    school = not_approved("FL")
    for _ in range(3):
        take(application_of(school), opening_in("FL"))
    with pytest.raises(Refused) as refused:
        take(application_of(school), opening_in("FL"))
    assert [reason.code for reason in refused.value.reasons] == ["florida-students"]
    take(application_of(not_approved("FL")), opening_in("FL"))


@pytest.mark.django_db
def test_what_the_registrar_attests_counts_and_another_year_does_not() -> None:
    make_programme()
    school = not_approved("FL")
    for year, count in ((2027, 3), (2028, 0)):
        DeclaredCount.objects.create(
            school=school, state="FL", year=year, count=count, registrar=make_registrar(school), declared_at=NOW
        )
    with pytest.raises(Refused):
        take(application_of(school), opening_in("FL"))


@pytest.mark.django_db
def test_two_rotations_of_eight_weeks_in_new_york() -> None:
    make_programme()
    stopped, approved = application_of(not_approved("NY")), application_of(make_school())
    StateStanding.objects.create(
        school=approved.student.school, state="NY", standing="approved", source="a test", checked_on=date(2026, 11, 1)
    )
    for application in (stopped, approved):
        take(application, opening_in("NY"))
    take(approved, opening_in("NY", SECOND), SECOND)
    with pytest.raises(Refused) as refused:
        take(stopped, opening_in("NY", SECOND), SECOND)
    assert [reason.code for reason in refused.value.reasons] == ["new-york-12-weeks"]


@pytest.mark.django_db
def test_weeks_that_the_student_declares_count() -> None:
    make_programme()
    application = application_of(make_school())
    Background.objects.update_or_create(student=application.student, defaults={"weeks_in_state": {"NY": 5}})
    with pytest.raises(Refused):
        take(application, opening_in("NY"))


@pytest.mark.django_db
def test_electives_that_the_student_declares_count() -> None:
    make_programme()
    application = application_of(make_school())
    Background.objects.update_or_create(student=application.student, defaults={"electives_in_state": {"FL": 3}})
    with pytest.raises(Refused) as refused:
        take(application, opening_in("FL"))
    assert "florida-electives" in [reason.code for reason in refused.value.reasons]
    assert plans_now(wishing_too(application, opening_in("FL")), "weeks", NOW).plans == []


@pytest.mark.django_db
def test_a_standing_that_ran_out_is_not_known(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    school = make_school()
    StateStanding.objects.create(
        school=school,
        state="NY",
        standing="approved",
        source="a test",
        checked_on=date(2025, 11, 1),
        until=date(2026, 1, 1),
    )
    students = [make_student(school=school), make_student(school=school)]
    with django_assert_num_queries(5):
        found = counted_of(students, NOW)
    assert not found[students[0].pk].approved_in


def planned() -> Run:
    """A round of plans of everybody, computed by the planner itself."""
    found = checked_round(NOW)
    run = actions.request_plan(found, SETTINGS, by=PROGRAM, now=NOW)
    run.solution = solution_json(plan_cohort(instance_from(run.instance), seconds=5).solution)
    run.save(update_fields=["solution"])
    return finished(run, NOW)


def plan_of(run: Run, application: Application) -> list[str]:
    """The openings of a plan."""
    return [opening for opening, _start, _length in (run.solution or {})["plans"][str(application.pk)]]


def published(run: Run) -> list[Placement]:
    return list(actions.publish_round(run.round, by=PROGRAM, now=NOW))


def wishing(school: School, *openings: Opening, weeks: int = 8) -> Application:
    return wishing_too(application_of(school), *openings, weeks=weeks)


def wishing_too(application: Application, *openings: Opening, weeks: int = 8) -> Application:
    application.weeks_wanted = weeks
    application.save()
    for rank, opening in enumerate(openings, 1):
        Preference.objects.create(application=application, opening=opening, rank=rank)
    return application


def whole(state: str, period: Period = FIRST) -> Opening:
    """All of its eight weeks, or nothing."""
    return make_opening(period, 5, offering=make_offering(site=make_site(state=state), min_weeks=8))


def teaching_hospital() -> dict[str, object]:
    """Where the rules of the book let students go in Florida."""
    return {"kind": "hospital", "has_residency": True, "us_school_affiliation": True, "teaching_source": "a test",
            "teaching_checked_on": date(2026, 11, 1)}  # fmt: skip


@pytest.mark.django_db
def test_no_plan_sends_a_fourth_student_to_florida() -> None:
    make_programme()
    school, elsewhere = not_approved("FL"), opening_in("NJ", seats=9)
    site = make_site(state="FL", **teaching_hospital())
    florida = make_opening(FIRST, 9, offering=make_offering(site=site))
    take(application_of(school), florida)
    students = [wishing(school, florida, elsewhere) for _ in range(4)]
    free = wishing(not_approved("FL"), florida, elsewhere)
    run = planned()
    there = [each for each in students if plan_of(run, each) == [str(florida.pk)]]
    assert (len(there), plan_of(run, free)) == (2, [str(florida.pk)])
    assert run.objectives["full"] == 5
    assert len(published(run)) == 5
    others = [each for each in students if each not in there]
    told = [choice_lines(run.round.entries.get(application=each), to_student=True)[0].sentences[0] for each in others]
    assert told == 2 * ["Florida takes no more students of the school in 2027."]


@pytest.mark.django_db
def test_a_plan_keeps_within_the_weeks_of_new_york() -> None:
    make_programme()
    first, second, other = whole("NY"), whole("NY", SECOND), whole("NJ", SECOND)
    application = wishing(not_approved("NY"), first, second, other, weeks=16)
    run = planned()
    assert sorted(plan_of(run, application)) == sorted([str(first.pk), str(other.pk)])
    assert len(published(run)) == 2


@pytest.mark.django_db
def test_without_the_counts_a_plan_promises_what_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: sixteen weeks in New York are planned, and no seat of the second eight is given."""
    make_programme()
    first, second = whole("NY"), whole("NY", SECOND)
    application = wishing(not_approved("NY"), first, second, weeks=16)
    monkeypatch.setattr(
        cohorts, "counted_limits", lambda counted, *_rest: CountedLimits({}, {key: {} for key in counted})
    )
    run = planned()
    assert len(plan_of(run, application)) == 2
    assert len(published(run)) == 1


@pytest.mark.django_db
def test_a_plan_of_ones_own_keeps_within_the_counts_and_says_so() -> None:
    make_programme()
    first, second = whole("NY"), whole("NY", SECOND)
    application = wishing(not_approved("NY"), first, second, weeks=16)
    assert {len(plan.rotations) for plan in plans_now(application, "weeks", NOW).plans} == {1}
    Background.objects.update_or_create(student=application.student, defaults={"weeks_in_state": {"NY": 11}})
    found = plans_now(application, "weeks", NOW)
    assert not found.plans
    assert {reason.code for _wish, why in found.refused for reason in why} == {"new-york-12-weeks"}


def test_limits_of_a_planner_say_who_is_counted_already_and_leave_out_what_cannot_bind() -> None:
    calendar = Calendar(date(2027, 6, 7), 52)
    here = Counted(stays=(Stay("FL", HANDS_ON, Period(date(2027, 5, 3), date(2027, 5, 30))),), others={("FL", 2027): 1})
    new = Counted(others={("FL", 2027): 2}, attested={("FL", 2028): 3}, weeks_declared={"NY": 5})
    found = counted_limits({"a": here, "b": new, "c": new}, dict.fromkeys("abc", "North"), {"FL", "NY"}, calendar)
    assert found.already["a"] == {"florida-students:2027": 1, "florida-electives": 1, "new-york-12-weeks": 0}
    assert found.already["b"] == {"florida-electives": 0, "new-york-12-weeks": 5}
    years = {each["name"]: (each["most_students"], each["first_week"]) for each in found.limits["students_in_state"]}
    assert years == {"florida-students:2027": (1, 0), "florida-students:2028": (0, 29)}
    alone = counted_limits({"b": Counted()}, {"b": "North"}, {"FL"}, calendar)
    assert alone.limits["students_in_state"] == []  # one student cannot be four
    approved = Counted(approved_in=frozenset({"FL", "NY"}))
    assert not any(counted_limits({"b": approved}, {"b": "North"}, {"FL", "NY"}, calendar).limits.values())
    assert not any(counted_limits({"b": new}, {"b": "North"}, {"NJ"}, calendar).limits.values())


def taking(pairs: Collection[tuple[Application, Opening, Period]]) -> list[Callable[[], object]]:
    return [lambda pair=pair: take(*pair) for pair in pairs]  # type: ignore[misc]


def dawdling(students: Collection[Student], now: datetime, *, apart_from: Collection[UUID] = ()) -> dict[UUID, Counted]:
    """Counts as ever, then takes as long as a busy machine may."""
    found = counted_of(students, now, apart_from=apart_from)
    time.sleep(0.5)
    return found


def last_slot_in_florida() -> list[Callable[[], object]]:
    """Two students of a school at two sites, and one slot of three left."""
    make_programme()
    school = not_approved("FL")
    for _ in range(2):
        take(application_of(school), opening_in("FL"))
    return taking([(application_of(school), opening_in("FL"), FIRST) for _ in range(2)])


def sixteen_weeks_in_new_york() -> list[Callable[[], object]]:
    """One student, two applications of eight weeks each at two sites at once."""
    make_programme()
    first = application_of(not_approved("NY"))
    first.state = "placed"
    first.save()
    second = make_application(student=first.student, weeks_wanted=40)
    return taking([(first, opening_in("NY"), FIRST), (second, opening_in("NY", SECOND), SECOND)])


RACES = [(last_slot_in_florida, "florida-students"), (sixteen_weeks_in_new_york, "new-york-12-weeks")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("attempts", "code"), RACES)
def test_two_at_once_for_the_last_of_a_count(
    attempts: Callable[[], list[Callable[[], object]]], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    racing = attempts()
    monkeypatch.setattr(seats, "counted_of", dawdling)
    results = race(racing)
    assert sum(isinstance(each, Placement) for each in results) == 1
    refused = [each for each in results if isinstance(each, Refused)]
    assert [reason.code for each in refused for reason in each.reasons] == [code]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("attempts", "code"), RACES)
def test_without_the_lock_on_the_school_both_get_in(
    attempts: Callable[[], list[Callable[[], object]]], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The twin: the same race without the lock passes the count."""
    racing = attempts()
    monkeypatch.setattr(expiry, "lock_schools", lambda ids: list(ids))
    monkeypatch.setattr(seats, "counted_of", dawdling)
    assert sum(isinstance(each, Placement) for each in race(racing)) == 2
