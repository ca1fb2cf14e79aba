"""When a licence lapses or an agreement ends, the office reads which placements are concerned."""

from datetime import UTC, date, datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from openrotations.applications.states import ApplicationState
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.hosts.actions import end_agreement, watch_ends
from openrotations.hosts.models import ExclusionCheck, Preceptor, Site
from openrotations.hosts.states import AgreementState
from openrotations.hosts.tests.factories import make_agreement, make_licence, make_preceptor, make_site
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.placements.models import Placement
from openrotations.placements.queries import lapses
from openrotations.placements.queries.lapses import (
    _going_on,
    _in_doubt,
    needs_about_supervisors,
    without_agreement,
    without_supervisor,
)
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.factories import make_placement
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
END = date(2027, 6, 30)
NOW = datetime(2027, 7, 1, 18, tzinfo=UTC)


def placed(preceptor: Preceptor, site: Site, first: date, **values: object) -> Placement:
    """Four weeks with this preceptor."""
    period = Period.of_weeks(first, 4)
    opening = make_opening(period, offering=make_offering(site=site, preceptor=preceptor))
    student = make_student()
    make_window(student, period)
    application = make_application(opening, student=student, state=ApplicationState.PLACED)
    return make_placement(opening, application, **{"state": PlacementState.CONFIRMED, "confirmed_at": NOW, **values})


def test_the_office_reads_who_is_without_a_supervisor_now() -> None:
    make_programme()
    site = make_site()
    preceptor = make_preceptor(site)
    make_licence(preceptor, expires_on=END)
    concerned = placed(preceptor, site, END - timedelta(days=6))
    placed(preceptor, site, END - timedelta(days=60), state=PlacementState.ACTIVE)  # over by then
    somebody = make_preceptor(site)
    placed(preceptor, site, END + timedelta(days=40), supervised_by=somebody)
    watch_ends(NOW)
    [message] = Message.objects.filter(template="placements/mail/licence_lapsed.txt")
    assert "1 placement is concerned" in message.text
    assert concerned.student.person.full_name in message.text
    assert [each.placement for each in without_supervisor(NOW.date(), preceptor)] == [concerned]
    [need] = needs_about_supervisors(NOW.date())
    assert need.until == NOW.date() and need.about == str(concerned.student.person)


def test_a_licence_renewed_in_time_leaves_nobody_without() -> None:
    make_programme()
    site = make_site()
    preceptor = make_preceptor(site)
    make_licence(preceptor, expires_on=END)
    make_licence(preceptor, expires_on=END + timedelta(days=700))
    placed(preceptor, site, END - timedelta(days=6))
    watch_ends(NOW)
    assert "No placement is concerned" in Message.objects.get(template="placements/mail/licence_lapsed.txt").text


def test_whoever_the_host_named_must_hold_a_licence_too() -> None:
    site = make_site()
    named = make_preceptor(site)
    row = placed(make_preceptor(site), site, END, supervised_by=named)
    assert without_supervisor(NOW.date()) == []
    make_licence(named, expires_on=END)
    assert [each.placement for each in without_supervisor(NOW.date())] == [row]


def test_an_agreement_that_ends_names_the_placements_it_leaves_bare() -> None:
    make_programme()
    site = make_site(needs_agreement=True)
    row = placed(make_preceptor(site), site, END)
    school = row.student.school
    ours = make_agreement(site, school_id=school.pk, school_name=school.name, state=AgreementState.IN_FORCE)
    assert without_agreement(ours, NOW.date()) == []
    end_agreement(ours, because="The hospital closes its teaching.", by=PROGRAM, now=NOW)
    [message] = Message.objects.filter(template="placements/mail/agreement_ended.txt")
    assert "The hospital closes its teaching." in message.text and row.student.person.full_name in message.text
    make_agreement(site, state=AgreementState.IN_FORCE, ends_on=None)
    assert without_agreement(ours, NOW.date()) == []


@pytest.mark.parametrize(
    ("licences", "is_listed", "is_looked_at"),
    [
        ([], False, False),
        ([{}], False, False),
        ([{"expires_on": None}], False, False),
        ([{"issued_on": END, "expires_on": None}], False, False),
        ([{}, {"expires_on": END}], False, False),
        ([{"expires_on": END}], False, True),
        ([{"issued_on": END + timedelta(days=3)}], False, True),
        ([{"state": "NY"}], False, True),
        ([{}], True, True),
        ([], True, True),
    ],
)
def test_only_placements_in_doubt_are_fetched(
    monkeypatch: pytest.MonkeyPatch, licences: list[dict[str, object]], is_listed: bool, is_looked_at: bool
) -> None:
    site = make_site()
    preceptor = make_preceptor(site, licence_state="")
    for values in licences:
        make_licence(preceptor, **{"expires_on": END + timedelta(days=365), "issued_on": None, **values})
    if is_listed:
        ExclusionCheck.objects.create(preceptor=preceptor, result="listed", source="a test", checked_on=END)
    row = placed(preceptor, site, END)
    looked = list(_in_doubt(_going_on(NOW.date())))
    assert looked == ([row] if is_looked_at else [])
    found = [each.placement for each in without_supervisor(NOW.date())]
    assert found == looked
    monkeypatch.setattr(lapses, "_in_doubt", lambda rows: rows)
    assert [each.placement for each in without_supervisor(NOW.date())] == found


def test_the_placements_of_an_agreement_are_asked_about_together(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    site = make_site(needs_agreement=True)
    ours = make_agreement(site, state=AgreementState.EXPIRED)
    for number in range(3):
        placed(make_preceptor(site), site, END)
        with django_assert_max_num_queries(2):
            assert len(without_agreement(ours, NOW.date())) == number + 1


def test_the_list_asks_as_often_for_three_placements_as_for_one(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _number in range(3):
        site = make_site()
        preceptor = make_preceptor(site)
        make_licence(preceptor, expires_on=END)
        placed(preceptor, site, END)
        with django_assert_max_num_queries(4):
            list(needs_about_supervisors(NOW.date()))
