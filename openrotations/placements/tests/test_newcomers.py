"""Applications that come into a published round with a repair: what is free is theirs, and nothing else changes."""

import json
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.actions import withdraw_application
from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.audit.models import Entry
from openrotations.catalogue.models import Opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.people.tests.factories import make_staff
from openrotations.placements import actions
from openrotations.placements.models import Outcome, Placement, Round, RoundEntry, Run
from openrotations.placements.queries.plans import plan_lines
from openrotations.placements.queries.repairing.newcomers import MOST_SHOWN, newcomers_for
from openrotations.placements.states import PlacementState
from openrotations.placements.tests.cohorts import apply_for, checked_round, opening_of_weeks
from openrotations.placements.tests.factories import office_hours
from openrotations.placements.tests.repairs import finished_repair, looked_for, published
from openrotations.placements.trail import SENTENCES

pytestmark = pytest.mark.django_db
NOW = office_hours()
JANUARY, MARCH = date(2027, 1, 4), date(2027, 3, 1)
WINDOW = Period(date(2027, 1, 1), date(2027, 4, 30))


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def full_and_free() -> tuple[Round, Application, Opening, Opening]:
    """A round in which somebody has the only seat in January, while one in March is free."""
    full, free = opening_of_weeks(JANUARY, 4), opening_of_weeks(MARCH, 4)
    holder = apply_for(full, free, weeks=4, window=WINDOW)
    return published(NOW), holder, full, free


def seat_of(application: Application) -> tuple[Opening, str]:
    placement = Placement.objects.select_related("opening").get(application=application, ended_at=None)
    return placement.opening, placement.state


def mails_to(application: Application) -> list[str]:
    rows = Message.objects.filter(to_email=application.student.person.email)
    return [name.removeprefix("placements/mail/") for name in rows.values_list("template", flat=True)]


def test_a_newcomer_gets_what_is_free_and_is_an_entry_with_reasons() -> None:
    round, holder, full, free = full_and_free()
    comes = apply_for(full, free, weeks=4, window=WINDOW)
    before = seat_of(holder)
    repair = looked_for(round, NOW, newcomers=[comes.pk])["fewest changes"]
    assert (repair.change["students_changed"], [each["reason"] for each in repair.change["moved"]]) == (0, ["new"])
    assert not RoundEntry.objects.filter(application=comes).exists()
    actions.apply_repair(repair, by=PROGRAM, now=NOW)
    assert seat_of(comes) == (free, PlacementState.OFFERED)
    assert seat_of(holder) == before
    comes.refresh_from_db()
    assert comes.state == ApplicationState.PLACED
    assert Placement.objects.get(application=comes).round == round
    outcomes = Outcome.objects.filter(entry=RoundEntry.objects.get(round=round, application=comes))
    assert {each.preference.opening: each.is_given for each in outcomes} == {full: False, free: True}
    assert (mails_to(comes), mails_to(holder)) == (["offer.txt"], ["offer.txt"])
    round.refresh_from_db()
    lines = plan_lines(round, round.instance or {}, round.solution or {}, with_begun=True)
    assert {line.entry.application: line.weeks for line in lines} == {holder: 4, comes: 4}


def test_several_rotations_are_offered_in_the_usual_mail_of_a_plan() -> None:
    round, _holder, _full, free = full_and_free()
    april = opening_of_weeks(date(2027, 3, 29), 4)
    comes = apply_for(free, april, weeks=8, window=WINDOW)
    actions.apply_repair(looked_for(round, NOW, newcomers=[comes.pk])["fewest changes"], by=PROGRAM, now=NOW)
    assert mails_to(comes) == ["plan.txt"]
    assert Placement.objects.filter(application=comes, state=PlacementState.OFFERED).count() == 2


def test_a_newcomer_pushes_nobody_away_not_even_one_who_wants_more_weeks() -> None:
    opening = opening_of_weeks(JANUARY, 4)
    holder = apply_for(opening, weeks=8, window=WINDOW)
    round = published(NOW)
    comes = apply_for(opening, weeks=4, window=WINDOW)
    runs = looked_for(round, NOW, [holder.pk], newcomers=[comes.pk])
    assert runs["fewest changes"].change["moved"] == []


def test_another_kind_makes_room_for_a_newcomer_and_says_so() -> None:
    round, holder, full, free = full_and_free()
    comes = apply_for(full, weeks=4, window=WINDOW)
    runs = looked_for(round, NOW, newcomers=[comes.pk])
    assert runs["fewest changes"].change["moved"] == []
    actions.apply_repair(runs["weeks kept"], by=PROGRAM, now=NOW)
    assert (seat_of(comes)[0], seat_of(holder)[0]) == (full, free)
    told = Message.objects.get(template="placements/mail/plan_changed.txt")
    assert told.to_email == holder.student.person.email
    assert "Others came into this round." in told.text


def test_who_found_nothing_is_not_taken_in_and_is_named() -> None:
    round, _holder, full, free = full_and_free()
    comes, nothing = apply_for(free, weeks=4, window=WINDOW), apply_for(full, weeks=4, window=WINDOW)
    repair = looked_for(round, NOW, newcomers=[comes.pk, nothing.pk])["fewest changes"]
    office = Client()
    office.force_login(make_staff())
    shown = office.get(reverse("placements:run", args=[repair.pk])).content.decode()
    assert "1 new application found no place" in shown and nothing.student.person.full_name in shown
    actions.apply_repair(repair, by=PROGRAM, now=NOW)
    nothing.refresh_from_db()
    assert nothing.state == ApplicationState.ELIGIBLE
    assert not RoundEntry.objects.filter(application=nothing).exists()
    round.refresh_from_db()
    assert str(nothing.pk) not in {each["id"] for each in (round.instance or {})["students"]}
    assert str(nothing.pk) not in (round.solution or {})["plans"]
    assert office.get(reverse("placements:round", args=[round.pk])).status_code == 200
    assert office.get(reverse("placements:run", args=[repair.pk])).status_code == 200


def test_who_withdrew_or_is_in_another_round_meanwhile_does_not_come_in() -> None:
    round, _holder, _full, free = full_and_free()
    comes = apply_for(free, weeks=4, window=WINDOW)
    repair = looked_for(round, NOW, newcomers=[comes.pk])["fewest changes"]
    checked_round(NOW)
    with pytest.raises(Refused, match="cannot-come"):
        actions.apply_repair(repair, by=PROGRAM, now=NOW)
    withdraw_application(Application.objects.get(pk=comes.pk), by=PROGRAM, now=NOW)
    with pytest.raises(Refused, match="cannot-come"):
        looked_for(round, NOW, newcomers=[comes.pk])
    assert not RoundEntry.objects.filter(round=round, application=comes).exists()


def test_a_failure_in_the_middle_takes_nobody_in(monkeypatch: pytest.MonkeyPatch) -> None:
    round, _holder, _full, free = full_and_free()
    comes = apply_for(free, weeks=4, window=WINDOW)
    repair = looked_for(round, NOW, newcomers=[comes.pk])["fewest changes"]

    def broken(*_given: object, **_more: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("openrotations.placements.actions.repairing.applying.announce_offers", broken)
    with pytest.raises(RuntimeError):
        actions.apply_repair(repair, by=PROGRAM, now=NOW)
    comes.refresh_from_db()
    assert comes.state == ApplicationState.ELIGIBLE
    assert not RoundEntry.objects.filter(round=round, application=comes).exists()
    assert not Placement.objects.filter(application=comes).exists()
    assert not Run.objects.filter(pk=repair.pk, chosen_at__isnull=False).exists()


def test_the_trail_says_who_came_in() -> None:
    round, _holder, _full, free = full_and_free()
    comes = apply_for(free, weeks=4, window=WINDOW)
    actions.apply_repair(looked_for(round, NOW, newcomers=[comes.pk])["fewest changes"], by=PROGRAM, now=NOW)
    told = {entry.action: json.loads(entry.body)["details"] for entry in Entry.objects.all()}
    assert told["take_in_newcomers"]["applications"] == [str(comes.pk)]
    assert told["apply_repair"]["newcomers"] == 1
    assert "take_in_newcomers" in SENTENCES


def test_the_page_lists_the_newest_and_none_is_ticked(monkeypatch: pytest.MonkeyPatch) -> None:
    today = timezone.now().date()
    monday = today + timedelta(days=49 - today.weekday())
    opening, window = opening_of_weeks(monday, 4, seats=3), Period.of_weeks(monday, 8)
    apply_for(opening, weeks=4, window=window)
    round = published(timezone.now() - timedelta(minutes=1))
    old, new = [
        apply_for(opening, weeks=4, window=window, submitted_at=timezone.now() - timedelta(days=days))
        for days in (9, 1)
    ]
    office, address = Client(), reverse("placements:repair", args=[round.pk])
    office.force_login(make_staff())
    field = office.get(address).context["form"]["newcomers"]
    assert [pk for pk, _line in field.field.choices] == [str(new.pk), str(old.pk)]
    assert not field.value()
    assert "are listed." not in office.get(address).content.decode()
    monkeypatch.setattr("openrotations.placements.queries.repairing.newcomers.MOST_SHOWN", 1)
    assert "The newest 1 of 2 are listed." in office.get(address).content.decode()
    assert (newcomers_for(round).shown, newcomers_for(round).count, MOST_SHOWN) == ([new], 2, 50)
    assert office.post(address, {"newcomers": [str(new.pk)], "seconds": "2"}).status_code == 302
    run = Run.objects.get(origin=Run.Origin.REPAIRED)
    finished_repair(run, timezone.now())
    found = office.get(reverse("placements:run", args=[run.pk])).content.decode()
    assert "Comes into this round." in found
    office.post(reverse("placements:apply_repair", args=[run.pk]))
    assert seat_of(new) == (opening, PlacementState.OFFERED)
    student = Client()
    student.force_login(new.student.person)
    assert opening.offering.title in student.get(reverse("placements:plan", args=[round.pk])).content.decode()


def test_the_page_needs_as_many_queries_for_three_newcomers_as_for_one() -> None:
    round, _holder, _full, free = full_and_free()
    office = Client()
    office.force_login(make_staff())

    def queries(count: int) -> int:
        for _ in range(count):
            apply_for(free, weeks=4, window=WINDOW)
        with CaptureQueriesContext(connection) as caught:
            assert office.get(reverse("placements:repair", args=[round.pk])).status_code == 200
        return len(caught)

    assert queries(1) == queries(2)
