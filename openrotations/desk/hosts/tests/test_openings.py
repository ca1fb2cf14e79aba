"""A host adds, copies and closes openings, changes seats, and closes days."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.audit.models import Entry
from openrotations.catalogue.models import Closure, Opening
from openrotations.catalogue.tests.factories import make_offering
from openrotations.common.periods import Period
from openrotations.desk.hosts import queries, rules
from openrotations.desk.hosts.tests.desks import Host, make_host, next_month, opening_at, placed
from openrotations.hosts.tests.factories import make_preceptor
from openrotations.notifications.models import Message, Post
from openrotations.people.tests.factories import make_staff
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState

pytestmark = pytest.mark.django_db


def dates(period: Period, **more: str) -> dict[str, str]:
    return {"starts_on": period.first.isoformat(), "ends_on": period.last.isoformat(), **more}


def days_in(opening: Opening, first: int, count: int) -> Period:
    start = opening.dates.first + timedelta(days=first)
    return Period(start, start + timedelta(days=count - 1))


def test_a_host_adds_an_opening_and_the_trail_names_the_host(host: Host) -> None:
    offering = make_offering(site=host.site)
    sent = dates(next_month(), offering=str(offering.pk), seats="2")
    assert host.post("host_add_opening", sent=sent).status_code == 302
    opening = offering.openings.get()
    assert (opening.dates, opening.seats) == (next_month(), 2)
    entry = Entry.objects.get(action="add_opening")
    assert (entry.actor_kind, entry.actor_id, entry.actor_role) == (
        "link",
        str(host.coordinator.pk),
        "host coordinator",
    )
    director = Client()
    director.force_login(make_staff("director"))
    assert host.coordinator.full_name in director.get(reverse("desk:audit")).content.decode()
    again = host.post("host_add_opening", sent=sent)
    assert again.status_code == 422 and "overlaps" in again.content.decode()


def test_the_first_day_of_an_empty_month_stands_in_the_form(host: Host) -> None:
    make_offering(site=host.site)
    text = host.get("host_add_opening", query={"from": "2027-07-01"}).content.decode()
    assert 'value="2027-07-01"' in text
    assert host.get("host_add_opening", query={"from": "\x00'><script>"}).status_code == 200


def test_a_site_without_a_rotation_is_told_whom_to_ask(host: Host) -> None:
    assert "No rotation is entered" in host.get("host_add_opening").content.decode()


def test_a_copy_is_as_long_as_the_opening(host: Host) -> None:
    opening = opening_at(host, seats=3)
    form = host.get("host_copy_opening", opening.pk).content.decode()
    assert f'value="{opening.dates.first + timedelta(weeks=52):%Y-%m-%d}"' in form
    first = opening.dates.last + timedelta(days=30)
    assert host.post("host_copy_opening", opening.pk, sent={"starts_on": str(first), "seats": "1"}).status_code == 302
    new = Opening.objects.exclude(pk=opening.pk).get()
    assert (new.dates.days, new.dates.first, new.seats) == (opening.dates.days, first, 1)
    for day in ("2101-01-01", "2100-12-30", "tomorrow", "2020-01-06"):
        assert host.post("host_copy_opening", opening.pk, sent={"starts_on": day, "seats": "1"}).status_code == 422


def test_seats_change_but_nobody_loses_one(host: Host) -> None:
    opening = opening_at(host, seats=2)
    placed(opening, seat=2)
    fewer = host.post("host_opening", opening.pk, sent={"seats": "1"})
    assert fewer.status_code == 422 and "Seat number 2 is taken" in fewer.content.decode()
    assert host.post("host_opening", opening.pk, sent={"seats": "4"}).status_code == 302
    opening.refresh_from_db()
    assert opening.seats == 4 and Entry.objects.filter(action="change_seats").count() == 1
    host.post("host_opening", opening.pk, sent={"seats": "4"})
    assert Entry.objects.filter(action="change_seats").count() == 1
    for seats in ("0", "51", "many", ""):
        assert host.post("host_opening", opening.pk, sent={"seats": seats}).status_code == 422


def test_closing_an_opening_leaves_its_students(host: Host) -> None:
    opening = opening_at(host)
    placement = placed(opening)
    assert "keeps the place" in host.get("host_opening", opening.pk).content.decode()
    assert host.post("host_close_opening", opening.pk).status_code == 302
    opening.refresh_from_db()
    placement.refresh_from_db()
    assert opening.closed_at and placement.state == PlacementState.CONFIRMED
    assert host.post("host_close_opening", opening.pk).status_code == 422
    assert host.post("host_opening", opening.pk, sent={"seats": "3"}).status_code == 422


def test_leave_closes_the_days_of_one_preceptor(host: Host) -> None:
    hers, his = opening_at(host), opening_at(host)
    week = days_in(hers, 7, 7)
    sent = dates(week, preceptor=str(hers.offering.preceptor_id), because="Leave")
    assert "close at once" in host.get("host_close_days", query=sent).content.decode()
    assert not Closure.objects.exists(), "looking closes nothing"
    assert host.post("host_close_days", sent=sent).status_code == 302
    assert [closure.opening for closure in Closure.objects.all()] == [hers]
    assert Closure.objects.get().dates == week and his.closures.count() == 0
    assert not Message.objects.filter(template="desk/mail/host_closes_days.txt").exists()


def test_where_a_student_is_placed_the_office_is_told_and_nobody_is_moved(host: Host) -> None:
    taken, free = opening_at(host, next_month(2, 8)), opening_at(host, next_month(2, 8))
    placement = placed(taken, period=days_in(taken, 0, 28).stored)
    away = days_in(taken, 21, 14)
    sent = dates(away, because="The ward is rebuilt")
    looked = host.get("host_close_days", query=sent).content.decode()
    assert placement.student.person.full_name in looked and "Nobody is moved" in looked
    assert host.post("host_close_days", sent=sent).status_code == 302
    placement.refresh_from_db()
    assert placement.state == PlacementState.CONFIRMED and placement.dates == days_in(taken, 0, 28)
    assert taken.closures.get().dates == days_in(taken, 28, 7), "the days with nobody there close at once"
    assert free.closures.get().dates == away
    message = Message.objects.get(template="desk/mail/host_closes_days.txt")
    assert placement.student.person.full_name in message.text and "The ward is rebuilt" in message.text
    post = Post.objects.get(thread=placement.thread)
    assert post.audience == Post.Audience.HOST and post.author_name == host.coordinator.full_name


def test_pressing_twice_asks_the_office_once_and_other_days_are_asked_about_anew(host: Host) -> None:
    opening = opening_at(host, next_month(2, 8))
    placement = placed(opening, period=days_in(opening, 0, 28).stored)
    for days, asked in ((days_in(opening, 21, 7), 1), (days_in(opening, 21, 7), 1), (days_in(opening, 14, 14), 2)):
        assert host.post("host_close_days", sent=dates(days, because="The ward is rebuilt")).status_code == 302
        assert Message.objects.filter(template="desk/mail/host_closes_days.txt").count() == asked
        assert Post.objects.filter(thread=placement.thread).count() == asked
    assert len(queries.office_needs(timezone.now())) == 2


def test_the_office_settles_it_and_it_waits_until_then(host: Host) -> None:
    opening = opening_at(host)
    placement = placed(opening)
    host.post("host_close_days", sent=dates(opening.dates, because="The ward is rebuilt"))
    [need] = queries.office_needs(timezone.now())
    assert need.about == placement.student.person.full_name and "away" in str(need.sentence)
    office = Client()
    office.force_login(make_staff())
    assert need.url in office.get(reverse("desk:needs")).content.decode()
    assert "The ward is rebuilt" in office.get(need.url).content.decode()
    assert [office.post(need.url).status_code for _twice in range(2)] == [302, 302]
    assert queries.office_needs(timezone.now()) == []
    assert Entry.objects.filter(action="settle_away").count() == 1


def test_what_is_cancelled_needs_no_settling(host: Host) -> None:
    opening = opening_at(host)
    placement = placed(opening)
    host.post("host_close_days", sent=dates(opening.dates, because="Closed"))
    assert queries.office_needs(opening.created_at + timedelta(days=400)) == []
    placement.state = PlacementState.CANCELLED
    placement.save()
    assert queries.office_needs(timezone.now()) == []


def test_an_offer_nobody_has_answered_is_counted_and_not_named(host: Host) -> None:
    opening = opening_at(host)
    offered = placed(opening, PlacementState.OFFERED)
    text = host.get("host_close_days", query=dates(opening.dates)).content.decode()
    assert "1 seat is held" in text and offered.student.person.full_name not in text
    host.post("host_close_days", sent=dates(opening.dates, because="Closed"))
    assert not Post.objects.filter(thread=offered.thread).exists()
    assert Message.objects.filter(template="desk/mail/host_closes_days.txt").exists(), "the office knows"


def test_days_away_need_a_reason_and_an_opening(host: Host) -> None:
    opening = opening_at(host)
    silent = host.post("host_close_days", sent=dates(opening.dates, because="  "))
    assert silent.status_code == 422 and not Closure.objects.exists()
    nowhere = host.post("host_close_days", sent=dates(Period(date(2040, 1, 1), date(2040, 1, 8)), because="Closed"))
    assert nowhere.status_code == 422 and "None of your openings" in nowhere.content.decode()
    other = make_preceptor()
    foreign = dates(opening.dates, preceptor=str(other.pk), because="Closed")
    assert host.post("host_close_days", sent=foreign).status_code == 422
    turned = {"starts_on": "2027-03-01", "ends_on": "2027-02-01", "because": "x"}
    assert host.post("host_close_days", sent=turned).status_code == 422
    assert not Closure.objects.exists()


def test_closed_days_open_again(host: Host) -> None:
    opening = opening_at(host)
    host.post("host_close_days", sent=dates(days_in(opening, 0, 7), because="Leave"))
    closure = Closure.objects.get()
    assert "Open again" in host.get("host_opening", opening.pk).content.decode()
    assert make_host().post("host_reopen_days", closure.pk).status_code == 404
    assert host.post("host_reopen_days", closure.pk).status_code == 302
    assert not Closure.objects.exists()


@pytest.mark.parametrize("text", ["a\x00b", "abc\u202egpj.exe", "{{ 7|add:7 }}", "⟦link⟧", "x" * 1_000_000, "'; --"])
def test_hostile_reasons_are_kept_as_text_or_refused(host: Host, text: str) -> None:
    opening = opening_at(host)
    placed(opening)
    response = host.post("host_close_days", sent=dates(opening.dates, because=text))
    assert response.status_code in (302, 422)
    message = Message.objects.filter(template="desk/mail/host_closes_days.txt").first()
    assert (message is not None) == (response.status_code == 302)
    if message:
        assert text.strip() in message.text and message.link is None
    assert Placement.objects.get().state == PlacementState.CONFIRMED


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    assert rules.asked_months(date(2026, 10, 31)) == [date(2027, 1, 1), date(2027, 2, 1), date(2027, 3, 1)]
    assert rules.days_of_month(date(2028, 2, 1)).days == 29
    assert rules.month_after(date(2026, 12, 31), 0) == date(2026, 12, 1)


def test_only_days_ahead_that_are_open_and_free_are_closed() -> None:
    opening = Period(date(2027, 1, 4), date(2027, 1, 31))
    given = {"opening": opening, "closed": [Period(date(2027, 1, 11), date(2027, 1, 12))], "today": date(2027, 1, 6)}
    wanted = Period(date(2026, 12, 1), date(2027, 1, 20))
    taken = [Period(date(2027, 1, 14), date(2027, 1, 16))]
    assert rules.stretches_to_close(wanted, taken=taken, **given) == [  # type: ignore[arg-type]
        Period(date(2027, 1, 6), date(2027, 1, 10)),
        Period(date(2027, 1, 13), date(2027, 1, 13)),
        Period(date(2027, 1, 17), date(2027, 1, 20)),
    ]
    assert rules.stretches_to_close(Period(date(2026, 1, 1), date(2026, 1, 2)), taken=[], **given) == []  # type: ignore[arg-type]


def test_today_is_not_needed_for_a_month_that_is_open() -> None:
    july = date(2027, 7, 1)
    assert rules.empty_months([july], [Period(date(2027, 6, 1), july)]) == []
    assert rules.empty_months([july], [Period(date(2027, 6, 1), date(2027, 6, 30))]) == [july]
    assert timezone.localdate() < rules.asked_months(timezone.localdate())[0]
