"""A freed seat goes to the next in line: in which order, to whom, and never twice."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.audit.queries import chain_faults, entries_about
from openrotations.catalogue.models import Opening
from openrotations.catalogue.signals import opening_enlarged
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_staff
from openrotations.placements import actions
from openrotations.placements.models import Outcome, Placement, RoundEntry
from openrotations.placements.queries.waiting import awaited_openings, chances, line_for, own_places
from openrotations.placements.states import PlacementState, RoundState
from openrotations.placements.tests.factories import make_placement, make_round
from openrotations.placements.tests.races import race
from openrotations.schools.models import Student
from tests.journeys.worker import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def ahead(seats: int = 1) -> Opening:
    """Four weeks, from some weeks on by the real clock."""
    return make_opening(Period.of_weeks(timezone.now().date() + timedelta(days=45), 4), seats)


def applied(*openings: Opening, state: str = ApplicationState.WAITING, days_ago: int = 1) -> Application:
    submitted = timezone.now() - timedelta(days=days_ago)
    application = make_application(*openings, state=state, submitted_at=submitted)
    application.student.windows.all().delete()
    today = timezone.now().date()
    make_window(application.student, Period(today, today + timedelta(days=300)))
    return application


def offered(opening: Opening, **values: Any) -> Placement:
    """The opening's only seat, offered to somebody else."""
    return make_placement(
        opening, applied(opening, state=ApplicationState.PLACED), state=PlacementState.OFFERED, **values
    )


def in_round(
    application: Application, opening: Opening, place: int, name: str, days_ago: int = 3, state: str = "published"
) -> None:  # fmt: skip
    """The application was in a round of this name, with this place in the lottery for the opening."""
    published = timezone.now() - timedelta(days=days_ago)
    round = make_round(name=name, state=state, published_at=published)
    entry = RoundEntry.objects.create(round=round, application=application)
    choice = application.preferences.get(opening=opening)
    Outcome.objects.create(entry=entry, preference=choice, is_given=False, reason="seats", detail={"place": place})


def holder(opening: Opening) -> Application | None:
    """Who has the open offer of this opening."""
    found = Placement.objects.filter(opening=opening, state=PlacementState.OFFERED).first()
    return found.application if found else None


def why_not(opening: Opening) -> list[list[str]]:
    """For everybody in line, the codes of the reasons why they cannot have a seat now."""
    return [[reason.code for reason in chance.reasons] for chance in chances(opening, timezone.now())]


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


# The story.


def test_a_declined_seat_is_offered_to_the_next_in_line_with_a_deadline() -> None:
    opening = ahead()
    first, second = applied(opening, days_ago=9), applied(opening, days_ago=5)
    placement = offered(opening)
    client = signed_in(placement.student.person)
    assert client.post(reverse("placements:decline", args=[placement.pk])).status_code == 302
    Worker().work()
    assert holder(opening) == first
    found = Placement.objects.get(application=first)
    assert found.held_until is not None and found.held_until > timezone.now()
    assert Message.objects.filter(template="placements/mail/offer.txt", to_person=first.student.person).exists()
    assert "offer_to_next" in [entry.action for entry in entries_about(found)]
    actions.decline_placement(found, by=PROGRAM, now=timezone.now())
    Worker().work()
    assert holder(opening) == second


def end_by_expiry(placement: Placement) -> None:
    assert placement.held_until is not None
    actions.expire_due_offers(placement.held_until)


def end_by_cancelling(placement: Placement) -> None:
    actions.cancel_placement(placement, because="The visa was refused.", by=PROGRAM, now=timezone.now())


def end_by_declining(placement: Placement) -> None:
    actions.decline_placement(placement, by=PROGRAM, now=timezone.now())


@pytest.mark.parametrize("end", [end_by_expiry, end_by_cancelling, end_by_declining])
def test_every_end_that_frees_a_seat_passes_it_on(end: Callable[[Placement], None]) -> None:
    opening = ahead()
    waiter = applied(opening)
    end(offered(opening))
    Worker().work()
    assert holder(opening) == waiter


def test_a_seat_of_a_silent_host_is_passed_on_and_one_of_a_host_that_said_no_is_not() -> None:
    for release in (True, False):
        opening = ahead()
        waiter = applied(opening)
        placement = make_placement(opening, applied(opening, state=ApplicationState.PLACED))
        if release:
            actions.release_placement(placement, by=PROGRAM, now=timezone.now())
        else:
            actions.refuse_placement(placement, because="We take nobody.", by=PROGRAM, now=timezone.now())
        Worker().work()
        assert holder(opening) == (waiter if release else None)


def test_a_seat_that_is_replaced_by_other_dates_is_passed_on() -> None:
    opening = make_opening(Period.of_weeks(timezone.now().date() + timedelta(days=45), 8))
    first = Period.of_weeks(opening.dates.first, 4).stored
    placement = make_placement(opening, applied(opening, state=ApplicationState.PLACED), period=first)
    waiter = applied(opening)
    later = Period(opening.dates.first + timedelta(days=28), opening.dates.last)
    actions.change_dates(placement, "postpone", later, by=PROGRAM, now=timezone.now())
    Worker().work()
    assert holder(opening) == waiter


def test_new_seats_are_offered_too() -> None:
    opening = ahead()
    waiters = [applied(opening, days_ago=days) for days in (9, 8, 7)]
    make_placement(opening, applied(opening, state=ApplicationState.PLACED))
    opening.seats = 3
    opening.save()
    opening_enlarged.send(Opening, opening=opening, by=PROGRAM, now=timezone.now())
    Worker().work()
    given = Placement.objects.filter(state=PlacementState.OFFERED).values_list("application_id", flat=True)
    assert set(given) == {waiter.pk for waiter in waiters[:2]}


# Who is next.


def test_the_last_rounds_lottery_comes_before_the_order_of_submission() -> None:
    opening = ahead()
    early, third, second = applied(opening, days_ago=30), applied(opening), applied(opening)
    round = make_round(name="Spring", state=RoundState.PUBLISHED, published_at=timezone.now())
    for application, place in ((third, 7), (second, 4)):
        entry = RoundEntry.objects.create(round=round, application=application)
        choice = application.preferences.get()
        Outcome.objects.create(entry=entry, preference=choice, is_given=False, reason="seats", detail={"place": place})
    line = line_for(opening)
    assert [waiter.application for waiter in line] == [second, third, early]
    assert [waiter.because.split(" on ")[0] for waiter in line] == [
        "Place 4 in the order of “Spring”",
        "Place 7 in the order of “Spring”",
        "Submitted",
    ]


def test_of_two_rounds_the_last_one_counts() -> None:
    opening = ahead()
    before, after = applied(opening), applied(opening)
    in_round(before, opening, 1, "Autumn", days_ago=90)
    in_round(after, opening, 5, "Winter")
    assert [waiter.application for waiter in line_for(opening)] == [after, before]


def test_a_lottery_that_is_not_published_yet_counts_for_nothing() -> None:
    opening = ahead()
    late, early = applied(opening, days_ago=1), applied(opening, days_ago=2)
    in_round(late, opening, 1, "Secret", state=RoundState.REVIEWED)
    assert [waiter.application for waiter in line_for(opening)] == [early, late]


def test_the_one_who_declined_is_not_asked_again_for_the_same_seat() -> None:
    opening = ahead()
    placement = offered(opening)
    actions.decline_placement(placement, by=PROGRAM, now=timezone.now())
    placement.application.refresh_from_db()
    assert placement.application.state == ApplicationState.WAITING
    assert actions.offer_freed_seats(opening, now=timezone.now()) == 0
    assert line_for(opening) == []


def test_whoever_cannot_come_on_these_days_is_passed_over_with_the_reason() -> None:
    opening = ahead()
    away, can = applied(opening, days_ago=9), applied(opening, days_ago=2)
    away.student.windows.all().delete()
    assert why_not(opening) == [["outside-windows"], []]
    assert actions.offer_freed_seats(opening, now=timezone.now()) == 1
    assert holder(opening) == can


def test_a_graduate_is_passed_over_where_students_work_hands_on() -> None:
    opening = ahead()
    graduate, student = applied(opening, days_ago=9), applied(opening, days_ago=2)
    Student.objects.filter(pk=graduate.student_id).update(status=Student.Status.GRADUATE)
    assert why_not(opening) == [["graduate-observes"], []]
    assert actions.offer_freed_seats(opening, now=timezone.now()) == 1
    assert holder(opening) == student


def test_a_closed_opening_has_a_seat_for_nobody_who_waits() -> None:
    opening = ahead()
    applied(opening)
    opening.closed_at = timezone.now()
    opening.save(update_fields=["closed_at"])
    assert why_not(opening) == [["closed"]]
    assert actions.offer_freed_seats(opening, now=timezone.now()) == 0


def test_only_those_who_wait_and_listed_the_opening_are_in_line() -> None:
    opening, other = ahead(), ahead()
    waiter = applied(opening)
    for state in (ApplicationState.ELIGIBLE, ApplicationState.IN_ROUND, ApplicationState.PLACED):
        applied(opening, state=state)
    applied(other)
    assert [each.application for each in line_for(opening)] == [waiter]


# The office and the student.


def test_the_office_sees_who_waits_switches_to_by_hand_and_offers() -> None:
    opening = ahead()
    waiter = applied(opening)
    office = signed_in(make_staff())
    assert opening.offering.title in office.get(reverse("placements:waiting")).content.decode()
    page = office.get(reverse("placements:waiting_list", args=[opening.pk])).content.decode()
    assert "1 waiting for this opening" in page and waiter.student.person.full_name in page
    office.post(reverse("placements:switch_waiting_list", args=[opening.pk]), {"automatic": "no"})
    assert [each.is_automatic for each in awaited_openings(timezone.now())] == [False]
    placement = offered(opening)
    actions.decline_placement(placement, by=PROGRAM, now=timezone.now())
    Worker().work()
    assert holder(opening) is None
    assert office.post(reverse("placements:offer_to_next", args=[opening.pk])).status_code == 302
    assert holder(opening) == waiter
    assert office.post(reverse("placements:offer_to_next", args=[opening.pk])).status_code == 422
    office.post(reverse("placements:switch_waiting_list", args=[opening.pk]), {"automatic": "yes"})
    assert actions.offer_freed_seats(opening, now=timezone.now()) == 0


def test_while_the_office_offers_by_hand_nothing_is_offered_by_itself() -> None:
    opening = ahead()
    applied(opening)
    actions.switch_waiting_list(opening, is_automatic=False, by=PROGRAM, now=timezone.now())
    assert actions.offer_freed_seats(opening, now=timezone.now()) == 0
    assert not Placement.objects.exists()
    actions.switch_waiting_list(opening, is_automatic=True, by=PROGRAM, now=timezone.now())
    assert actions.offer_freed_seats(opening, now=timezone.now()) == 1


def test_a_student_sees_their_places_in_line_and_nobody_elses_name() -> None:
    opening = ahead()
    other, mine = applied(opening, days_ago=9), applied(opening, days_ago=2)
    page = signed_in(mine.student.person).get(reverse("placements:own_places")).content.decode()
    assert "You are number 2 of 2 in line." in page
    assert other.student.person.full_name not in page
    assert [own.waiter.place for own in own_places(other)] == [1]


def test_the_pages_need_as_many_queries_for_three_as_for_one(django_assert_max_num_queries: Any) -> None:
    office, opening = signed_in(make_staff()), ahead()
    student = applied(opening)
    addresses = [
        (office, reverse("placements:waiting")),
        (office, reverse("placements:waiting_list", args=[opening.pk])),
        (signed_in(student.student.person), reverse("placements:own_places")),
    ]
    counted = []
    for client, url in addresses:
        with django_assert_max_num_queries(25) as one:
            client.get(url)
        counted.append(len(one))
    for _ in range(2):
        applied(opening, ahead())
    for (client, url), most in zip(addresses, counted, strict=True):
        with django_assert_max_num_queries(most):
            client.get(url)


# Many at once.


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_offer_no_seat_and_no_student_twice() -> None:
    """Three workers fill two openings for the same people, while others take free seats by themselves."""
    make_programme()
    openings = [ahead(seats=2), ahead(seats=2)]
    waiters = [applied(*openings, days_ago=days) for days in range(3)]
    takers = [applied(openings[0], state=ApplicationState.ELIGIBLE) for _ in range(2)]

    def fill(opening: Opening) -> Callable[[], object]:
        return lambda: actions.offer_freed_seats(opening, now=timezone.now())

    def take(application: Application) -> Callable[[], object]:
        return lambda: actions.take_free_seat(application, openings[0], by=PROGRAM, now=timezone.now())

    results = race([*(fill(opening) for opening in [*openings, openings[0]]), *(take(each) for each in takers)])
    assert all(isinstance(each, int | Placement | Refused) for each in results)
    rows = list(Placement.objects.values_list("opening_id", "seat", "application_id"))
    assert len({(opening, seat) for opening, seat, _ in rows}) == len(rows) <= 4
    assert len({application for _, _, application in rows}) == len(rows)
    left_out = {each.pk for each in waiters} - {application for _, _, application in rows}
    assert not left_out or len(rows) == 4
    assert list(chain_faults()) == []
