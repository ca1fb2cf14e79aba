"""Days without a licence or an agreement, for every mixture of times."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from openrotations.hosts import queries, rules
from openrotations.hosts.models import ExclusionCheck
from openrotations.hosts.states import AgreementState
from openrotations.hosts.tests.factories import make_agreement, make_licence, make_preceptor, make_site

JANUARY, MARCH = date(2027, 1, 4), date(2027, 3, 31)
START = date(2027, 1, 1)
days = st.integers(0, 40).map(lambda n: START + timedelta(days=n))
ends = st.one_of(st.none(), days)
licences = st.lists(st.builds(rules.HeldLicence, st.sampled_from(["IL", "NY"]), ends, ends), max_size=5)
agreements = st.lists(st.builds(rules.AgreedTime, days, ends), max_size=5)


def codes_for(held: list[rules.HeldLicence], first: date, last: date) -> list[str]:
    found = rules.why_not_supervise(held, name="Dr. Example", state="IL", first=first, last=last)
    return [reason.code for reason in found]


def agreed_codes(agreed: list[rules.AgreedTime], first: date, last: date, *, is_needed: bool = True) -> list[str]:
    found = rules.why_not_under_agreement(agreed, is_needed=is_needed, site_name="X", first=first, last=last)
    return [reason.code for reason in found]


def is_covered(on: date, starts_on: date | None, ends_on: date | None) -> bool:
    return (starts_on or date.min) <= on <= (ends_on or date.max)


@given(licences, days, st.integers(0, 30))
def test_a_licence_covers_every_single_day_or_the_supervision_is_refused(
    held: list[rules.HeldLicence], first: date, length: int
) -> None:
    last = first + timedelta(days=length)
    here = [licence for licence in held if licence.state == "IL"]
    each_day = (first + timedelta(days=n) for n in range(length + 1))
    whole = all(any(is_covered(on, each.starts_on, each.expires_on) for each in here) for on in each_day)
    wanted = [] if not held or (here and whole) else ["licence-lapsed"] if here else ["no-licence-here"]
    assert codes_for(held, first, last) == wanted


@given(agreements, days, st.integers(0, 30))
def test_an_agreement_covers_every_single_day_or_the_placement_is_refused(
    agreed: list[rules.AgreedTime], first: date, length: int
) -> None:
    last = first + timedelta(days=length)
    each_day = (first + timedelta(days=n) for n in range(length + 1))
    whole = all(any(is_covered(on, each.starts_on, each.ends_on) for each in agreed) for on in each_day)
    assert (not agreed_codes(agreed, first, last)) == whole
    assert agreed_codes(agreed, first, last, is_needed=False) == []


@given(licences.filter(bool), st.permutations(range(5)), days)
def test_the_order_of_licences_never_matters(held: list[rules.HeldLicence], order: list[int], first: date) -> None:
    mixed = [held[n] for n in order if n < len(held)]
    last = first + timedelta(days=20)
    assert codes_for(held, first, last) == codes_for(mixed, first, last)


@given(st.lists(st.integers(-5, 200), min_size=1, max_size=60))
def test_each_warning_is_given_once_whenever_the_job_runs(moments: list[int]) -> None:
    ends_on, warned, given_warnings = START + timedelta(days=200), None, []
    for n in sorted(moments):
        due = rules.warning_due(today=START + timedelta(days=n), ends_on=ends_on, warned_days=warned)
        if due is not None:
            given_warnings.append(due)
            warned = due
    assert given_warnings == sorted(set(given_warnings), reverse=True)
    assert set(given_warnings) <= set(rules.WARNED_AT)
    for mark in rules.WARNED_AT:  # whoever looked in that stretch gave the warning of it
        later = max((each for each in (0, 7, 30, 90) if each < mark), default=0)
        if any(later < 200 - n <= mark for n in moments):
            assert mark in given_warnings


def test_a_licence_holds_through_its_last_day_and_not_one_more() -> None:
    held = [rules.HeldLicence("IL", MARCH)]
    assert codes_for(held, JANUARY, MARCH) == []
    assert codes_for(held, JANUARY, MARCH + timedelta(days=1)) == ["licence-lapsed"]


def test_a_listed_preceptor_may_not_supervise_whatever_the_licence() -> None:
    found = rules.why_not_supervise([], name="X", state="IL", first=JANUARY, last=MARCH, is_listed=True)
    assert [reason.code for reason in found] == ["preceptor-excluded"]


@pytest.mark.django_db
def test_what_nobody_told_stops_nobody() -> None:
    site = make_site(state="NY")
    preceptor = make_preceptor(site, licence_state="IL", licence_number="1")
    assert queries.licence_gap(preceptor, site, first=JANUARY, last=MARCH) == []
    make_licence(preceptor, state="NY")
    assert queries.licence_gap(preceptor, site, first=JANUARY, last=MARCH) == []


@pytest.mark.django_db
def test_a_licence_of_another_state_is_not_enough_and_a_told_one_stands_beside_it() -> None:
    site, elsewhere = make_site(state="IL"), make_site(state="OH")
    preceptor = make_preceptor(site, licence_state="IL")
    make_licence(preceptor, state="NY", expires_on=MARCH)
    assert queries.licence_gap(preceptor, site, first=JANUARY, last=MARCH) == []
    [reason] = queries.licence_gap(preceptor, elsewhere, first=JANUARY, last=MARCH)
    assert reason.code == "no-licence-here"


@pytest.mark.django_db
def test_the_newest_look_at_the_exclusion_list_counts(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    site = make_site()
    preceptor = make_preceptor(site)
    for on, result in ((1, "listed"), (2, "not_listed")):
        ExclusionCheck.objects.create(
            preceptor=preceptor, checked_on=date(2026, 1, on), result=result, source="the list"
        )
        with django_assert_max_num_queries(3):
            gap = queries.licence_gap(preceptor, site, first=JANUARY, last=MARCH)
        assert [reason.code for reason in gap] == (["preceptor-excluded"] if result == "listed" else [])


@pytest.mark.django_db
def test_an_agreement_counts_where_it_is_needed_in_force_and_for_the_school() -> None:
    site, ours, other = make_site(needs_agreement=True), uuid4(), uuid4()

    def codes(school_id: object = ours) -> list[str]:
        gap = queries.agreement_gap(site, school_id, first=JANUARY, last=MARCH)  # type: ignore[arg-type]
        return [reason.code for reason in gap]

    assert codes() == ["no-agreement"]
    make_agreement(site, school_id=ours, school_name="Ours")
    assert codes() == ["no-agreement"]  # a draft
    make_agreement(site, school_id=ours, school_name="Ours", state=AgreementState.IN_FORCE, ends_on=date(2027, 2, 1))
    assert codes() == ["agreement-ends"]
    assert codes(other) == ["no-agreement"]
    make_agreement(site, state=AgreementState.IN_FORCE, starts_on=date(2027, 2, 2), ends_on=None)
    assert codes() == []
    assert codes(other) == ["agreement-ends"]
    site.needs_agreement = False
    assert codes(other) == []
