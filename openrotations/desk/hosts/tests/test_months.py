"""Sites are asked about months without an opening: in time, once, and not when they do not want it."""

from datetime import UTC, date, datetime

import pytest

from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.periods import Period
from openrotations.desk import tasks
from openrotations.desk.hosts import actions
from openrotations.desk.hosts.tests.desks import Host, make_host, opening_at
from openrotations.desk.models import AskedMonth
from openrotations.hosts.tests.factories import make_host_coordinator
from openrotations.notifications.models import Message
from openrotations.notifications.rendering import LINK_MARK

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 10, 16, tzinfo=UTC)  # asked are June, July and August


@pytest.fixture
def host() -> Host:
    return make_host(NOW)


def mails() -> list[Message]:
    return list(Message.objects.filter(template="desk/mail/empty_months.txt").order_by("queued_at", "to_email"))


def test_a_site_is_asked_about_each_empty_month_once(host: Host) -> None:
    opening_at(host, Period(date(2027, 6, 20), date(2027, 7, 17)))
    assert [actions.ask_about_empty_months(NOW) for _day in range(3)] == [1, 0, 0]
    [message] = mails()
    assert message.subject == f"Your August 2027 is empty: {host.site}"
    assert "August 2027." in message.text and "July" not in message.text
    assert (
        LINK_MARK in message.action_url and message.action_url.endswith("?from=2027-08-01") and message.link is not None
    )
    assert message.link.pk == host_link(host), "mails sent before keep their link"
    april = NOW.replace(month=4)
    assert actions.ask_about_empty_months(april) == 1
    assert mails()[-1].subject == f"Your September 2027 is empty: {host.site}"


def host_link(host: Host) -> object:
    from openrotations.people.models import SignedLink

    return SignedLink.objects.get(holder_id=host.coordinator.pk, revoked_at=None).pk


def test_a_site_that_never_had_an_opening_is_left_alone(host: Host) -> None:
    assert actions.ask_about_empty_months(NOW) == 0


def test_a_month_whose_days_are_all_closed_is_empty(host: Host) -> None:
    opening = opening_at(host, Period(date(2027, 6, 1), date(2027, 8, 31)))
    sent = {"starts_on": "2027-07-01", "ends_on": "2027-07-31", "because": "Summer"}
    host.post("host_close_days", sent=sent)
    assert opening.closures.count() == 1
    assert actions.ask_about_empty_months(NOW) == 1
    assert mails()[0].subject.startswith("Your July 2027 is empty")


def test_several_empty_months_make_one_mail(host: Host) -> None:
    make_opening(Period(date(2027, 1, 4), date(2027, 1, 31)), offering=opening_at(host, closed()).offering)
    assert actions.ask_about_empty_months(NOW) == 1
    assert "June 2027, July 2027, August 2027." in mails()[0].text
    assert AskedMonth.objects.filter(site=host.site).count() == 3


def closed() -> Period:
    return Period(date(2026, 6, 1), date(2026, 7, 1))


def test_who_turned_the_mails_off_is_not_asked_and_can_turn_them_on(host: Host) -> None:
    opening_at(host, closed())
    assert host.get("host_mails").status_code == 200
    assert "turn these mails off" not in host.get("host_mails").content.decode()
    for _twice in range(2):
        assert host.post("host_mails", sent={"asked": "no"}).status_code == 302
    assert "not asked at present" in host.get("host_mails").content.decode()
    assert actions.ask_about_empty_months(NOW) == 0
    assert not AskedMonth.objects.exists(), "the month stays to be asked about"
    host.post("host_mails", sent={"asked": "yes"})
    assert actions.ask_about_empty_months(NOW) == 1


def test_looking_at_the_page_of_the_mails_turns_nothing_off(host: Host) -> None:
    opening_at(host, closed())
    host.get("host_mails", query={"asked": "no"})
    assert actions.ask_about_empty_months(NOW) == 1


def test_nobody_is_written_to_at_an_address_that_is_not_confirmed(host: Host) -> None:
    opening_at(host, closed())
    make_host_coordinator(host.site, address_confirmed_at=None, address_source="")
    second = make_host_coordinator(host.site)
    assert actions.ask_about_empty_months(NOW) == 2
    assert {message.to_email for message in mails()} == {host.coordinator.email, second.email}


def test_the_jobs_run_in_the_worker(host: Host) -> None:
    opening_at(host, closed())
    tasks.ask_about_empty_months(0)
    tasks.renew_host_links(0)
    assert len(mails()) == 1
