"""A student's requests about a placement: consequences first, then asked, decided and done."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.placements import actions
from openrotations.placements.models import Placement, Request
from openrotations.placements.queries import office_needs, thread_posts, turns, uncertain_until
from openrotations.placements.queries.consequences import consequences_of
from openrotations.placements.queries.requests import Wish, other_dates, other_seats
from openrotations.placements.signals import placement_started
from openrotations.placements.states import PlacementState, RequestKind, RequestState
from openrotations.placements.tests.factories import make_placement

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def day(weeks: int) -> date:
    """The Monday so many weeks from now, by the real clock, which views read."""
    today = timezone.now().date()
    return today - timedelta(days=today.weekday()) + weeks * WEEK


def opening_ahead(seats: int = 1) -> Opening:
    """Sixteen weeks, from eight weeks on."""
    return make_opening(Period.of_weeks(day(8), 16), seats)


def applied(*openings: Opening, **values: Any) -> Application:
    application = make_application(*openings, weeks_wanted=8, **values)
    application.student.windows.all().delete()
    make_window(application.student, Period(day(0), day(40)))
    return application


def placed(state: str = PlacementState.CONFIRMED, *, first: int = 8, weeks: int = 4, **values: Any) -> Placement:
    """A placement of four weeks, in an opening of sixteen."""
    opening = values.pop("opening", None) or opening_ahead()
    application = applied(opening, state=ApplicationState.PLACED)
    known: dict[str, Any] = {"period": Period.of_weeks(day(first), weeks).stored, "host_asked_at": timezone.now()}
    known["price"] = opening.offering.price_per_week * weeks
    if state in (PlacementState.CONFIRMED, PlacementState.CLEARED, PlacementState.ACTIVE):
        known["confirmed_at"] = timezone.now()
    placement = make_placement(opening, application, state=state, **{**known, **values})
    if placement.confirmed_at:
        placement.confirmed_by = placement.offering.site.coordinators.get()
        placement.save(update_fields=["confirmed_by"])
    return placement


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def student_of(placement: Placement) -> Client:
    return signed_in(placement.student.person)


def ask_url(placement: Placement, kind: str) -> str:
    return reverse("placements:ask_for", args=[placement.pk, kind])


def asked(placement: Placement, kind: str, wanted: Period | None = None, until: date | None = None) -> Request:
    return actions.ask_office(placement, Wish(kind, wanted, until), by=PROGRAM, now=timezone.now())


def lines(placement: Placement, kind: str, wanted: Period | None = None) -> dict[str, str]:
    found = consequences_of(placement, Wish(kind, wanted), timezone.now())
    return {line.term: line.text for line in found.lines}


def codes(refused: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {reason.code for reason in refused.value.reasons}


# The story, through HTTP.


def test_a_student_sees_what_coming_later_would_do_asks_and_the_office_grants_it() -> None:
    placement = placed()
    student, office = student_of(placement), signed_in(make_staff())
    kinds = student.get(reverse("placements:ask", args=[placement.pk])).content.decode()
    assert ask_url(placement, "postpone") in kinds
    page = student.get(ask_url(placement, "postpone"), {"first_on": day(12).isoformat()}).content.decode()
    for words in ("A seat is free on these dates", "must confirm the new ones", "Inside an approved window"):
        assert words in page
    assert not Request.objects.exists()
    sent = {"first_on": day(12).isoformat(), "note": "My visa interview is in two months."}
    assert student.post(ask_url(placement, "postpone"), sent).status_code == 302
    request = Request.objects.get()
    assert (request.wanted, request.state) == (Period.of_weeks(day(12), 4), RequestState.ASKED)
    assert Message.objects.filter(template="placements/mail/request_asked.txt").count() == 1
    assert "A student asks" in office.get(reverse("desk:needs")).content.decode()
    seen = office.get(reverse("placements:request", args=[request.pk])).content.decode()
    assert "My visa interview is in two months." in seen and "goes to others at once" in seen
    granted = office.post(reverse("placements:grant_request", args=[request.pk]), {"grant-answer": "Good luck."})
    assert granted.status_code == 302
    old, new = Placement.objects.get(pk=placement.pk), Placement.objects.exclude(pk=placement.pk).get()
    assert (old.state, new.state, new.dates) == ("replaced", "accepted", Period.of_weeks(day(12), 4))
    assert new.host_asked_at is not None
    assert "Good luck." in student.get(reverse("placements:ask", args=[placement.pk])).content.decode()
    told = set(Message.objects.values_list("template", flat=True))
    assert {f"placements/mail/{name}.txt" for name in ("request_granted", "dates_changed", "host_question")} <= told


def test_the_office_refuses_and_the_student_reads_why() -> None:
    placement = placed()
    request = asked(placement, "shorten", Period.of_weeks(day(8), 2))
    office = signed_in(make_staff())
    assert office.post(reverse("placements:refuse_request", args=[request.pk]), {"answer": ""}).status_code == 422
    answer = "The site takes nobody for two weeks."
    assert office.post(reverse("placements:refuse_request", args=[request.pk]), {"answer": answer}).status_code == 302
    assert answer in student_of(placement).get(reverse("placements:ask", args=[placement.pk])).content.decode()
    message = Message.objects.get(template="placements/mail/request_refused.txt")
    assert answer in message.text
    assert Placement.objects.get(pk=placement.pk).dates == placement.dates


def test_a_student_takes_a_request_back_and_asks_for_something_else() -> None:
    placement = placed()
    request = asked(placement, "withdraw")
    student = student_of(placement)
    assert student.post(ask_url(placement, "processing"), {"look_again_on": day(6).isoformat()}).status_code == 422
    assert student.post(reverse("placements:take_request_back", args=[request.pk])).status_code == 302
    assert student.post(ask_url(placement, "processing"), {"look_again_on": day(6).isoformat()}).status_code == 302


def test_a_student_asks_three_times_a_day_at_most() -> None:
    placement = placed()
    for _ in range(3):
        actions.take_request_back(asked(placement, RequestKind.WITHDRAW), by=PROGRAM, now=timezone.now())
    with pytest.raises(Refused) as refused:
        asked(placement, RequestKind.WITHDRAW)
    assert codes(refused) == {"asked-often"}
    shown = student_of(placement).get(ask_url(placement, RequestKind.WITHDRAW)).content.decode()
    assert "You have asked 3 times in 24 hours." in shown
    Request.objects.update(asked_at=timezone.now() - timedelta(hours=25))
    assert asked(placement, RequestKind.WITHDRAW).is_open


def test_the_office_finds_the_requests_from_every_page() -> None:
    office = signed_in(make_staff())
    assert f'href="{reverse("placements:requests")}"' in office.get(reverse("placements:rounds")).content.decode()


def test_nobody_reaches_the_request_of_somebody_else() -> None:
    placement = placed()
    request, stranger = asked(placement, "withdraw"), signed_in(make_person())
    assert stranger.get(reverse("placements:ask", args=[placement.pk])).status_code == 404
    assert stranger.get(ask_url(placement, "postpone")).status_code == 404
    assert stranger.post(reverse("placements:take_request_back", args=[request.pk])).status_code == 404
    assert stranger.get(reverse("placements:request", args=[request.pk])).status_code == 404
    assert student_of(placement).get(ask_url(placement, "dance")).status_code == 404


def test_lists_of_requests_need_as_many_queries_for_three_as_for_one(django_assert_max_num_queries: Any) -> None:
    office, url = signed_in(make_staff()), reverse("placements:requests")
    asked(placed(), "withdraw")
    with django_assert_max_num_queries(20) as one:
        office.get(url)
    for _ in range(2):
        asked(placed(), "postpone", Period.of_weeks(day(12), 4))
    with django_assert_max_num_queries(len(one)):
        office.get(url)


# What it would do.


def test_a_full_seat_a_missing_window_and_the_wrong_length_are_told_before_asking() -> None:
    opening = opening_ahead()
    placement = placed(opening=opening)
    placed(opening=opening, first=12)
    assert "not open" in lines(placement, "postpone", Period.of_weeks(day(30), 4))["Seat"]
    assert "taken" in lines(placement, "postpone", Period.of_weeks(day(13), 4))["Seat"]
    assert "so many weeks" in lines(placement, "shorten", Period.of_weeks(day(8), 1))["Offering"]
    placement.student.windows.all().update(period=Period.of_weeks(day(8), 5).stored)
    assert "Outside the windows" in lines(placement, "extend", Period.of_weeks(day(8), 6))["School"]
    found = consequences_of(placement, Wish("postpone", Period.of_weeks(day(13), 4)), timezone.now())
    assert not found.can_be_granted and not found.senseless


def test_the_price_is_told_beside_the_one_of_now() -> None:
    placement = placed()
    assert "less than now" in lines(placement, "shorten", Period.of_weeks(day(8), 2))["Price"]
    assert "more than now" in lines(placement, "extend", Period.of_weeks(day(8), 6))["Price"]
    assert "as now" in lines(placement, "postpone", Period.of_weeks(day(10), 4))["Price"]


def test_an_offer_still_runs_out_while_the_office_decides() -> None:
    placement = placed(PlacementState.OFFERED, host_asked_at=None)
    assert "It still runs out" in lines(placement, "postpone", Period.of_weeks(day(12), 4))["The offer"]


def test_the_office_is_not_asked_to_look_again_on_a_day_gone_by() -> None:
    placement, yesterday = placed(), timezone.localdate() - timedelta(days=2)
    with pytest.raises(Refused) as refused:
        asked(placement, "processing", until=yesterday)
    assert codes(refused) == {"gone-by"}


def test_a_shorter_stay_elsewhere_is_shorter() -> None:
    placement = placed()
    for weeks in (2, 6):
        make_opening(Period.of_weeks(day(20), weeks), 1, offering=make_offering(min_weeks=weeks, max_weeks=weeks))
    assert [seat.period.weeks for seat in other_seats(placement, "shorten", timezone.now())] == [2]
    assert 6 in [seat.period.weeks for seat in other_seats(placement, "extend", timezone.now())]


def test_dates_that_fit_are_proposed_and_all_of_them_can_be_had() -> None:
    opening = opening_ahead()
    placement = placed(opening=opening)
    placed(opening=opening, first=14)
    later = [change.period.first for change in other_dates(placement, "postpone", timezone.now())]
    assert later == [day(9), day(10), day(18), day(19), day(20)]
    assert [change.period.weeks for change in other_dates(placement, "shorten", timezone.now())] == [3, 2]
    assert [change.period.weeks for change in other_dates(placement, "extend", timezone.now())] == [5, 6]


@pytest.mark.parametrize(
    ("kind", "first", "weeks", "code"),
    [
        ("postpone", 8, 4, "not-later"),
        ("postpone", 7, 4, "not-later"),
        ("shorten", 8, 5, "not-shorter"),
        ("extend", 9, 4, "not-longer"),
    ],
)
def test_dates_that_are_not_what_their_name_says_cannot_be_asked(kind: str, first: int, weeks: int, code: str) -> None:
    with pytest.raises(Refused) as refused:
        asked(placed(), kind, Period.of_weeks(day(first), weeks))
    assert code in codes(refused)


@pytest.mark.parametrize(
    ("state", "kinds"),
    [
        ("offered", list(RequestKind)),
        ("cleared", list(RequestKind)),
        ("active", [RequestKind.SHORTEN, RequestKind.EXTEND]),
        ("completed", []),
        ("cancelled", []),
    ],
)
def test_what_can_be_asked_depends_on_how_far_the_placement_is(state: str, kinds: list[str]) -> None:
    placement = placed(state)
    page = student_of(placement).get(reverse("placements:ask", args=[placement.pk])).content.decode()
    assert [kind for kind in RequestKind if ask_url(placement, kind) in page] == kinds


# What granting does.


def test_a_shorter_stay_keeps_its_seat_and_its_confirmation() -> None:
    placement = placed(PlacementState.CLEARED)
    stands = actions.grant_request(
        asked(placement, "shorten", Period.of_weeks(day(8), 2)), by=PROGRAM, now=timezone.now()
    )
    stands.refresh_from_db()
    assert (stands.pk, stands.state, stands.dates.weeks) == (placement.pk, "cleared", 2)
    assert stands.price == placement.price / 2
    assert Message.objects.filter(template="placements/mail/dates_changed.txt").exists()


def test_a_running_rotation_grows_longer_and_its_final_evaluation_moves() -> None:
    placement = placed(PlacementState.ACTIVE)
    placement_started.send(Placement, placement=placement, by=PROGRAM, now=timezone.now())
    stands = actions.grant_request(
        asked(placement, "extend", Period.of_weeks(day(8), 6)), by=PROGRAM, now=timezone.now()
    )
    stands.refresh_from_db()
    assert (stands.pk, stands.state, stands.dates.weeks) == (placement.pk, "active", 6)
    assert {each.due_on for each in stands.evaluations.filter(moment="final")} == {stands.dates.last}


def test_a_rotation_that_runs_is_asked_for_its_last_day_only() -> None:
    placement = placed(PlacementState.ACTIVE)
    student = student_of(placement)
    assert b'name="first_on"' not in student.get(ask_url(placement, "extend")).content
    sent = {"last_on": Period.of_weeks(day(8), 6).last.isoformat()}
    assert student.post(ask_url(placement, "extend"), sent).status_code == 302
    assert Request.objects.get().wanted == Period.of_weeks(day(8), 6)


@pytest.mark.parametrize("kind", RequestKind.values)
@pytest.mark.parametrize("state", [PlacementState.OFFERED, PlacementState.ACTIVE, PlacementState.COMPLETED])
def test_the_page_of_every_kind_opens_in_every_state(kind: str, state: str) -> None:
    placement = placed(state)
    assert student_of(placement).get(ask_url(placement, kind)).status_code == 200


def test_a_running_rotation_moves_to_another_seat_where_somebody_comes_after_it() -> None:
    opening = opening_ahead(seats=2)
    placement = placed(PlacementState.ACTIVE, opening=opening)
    placed(opening=opening, first=12)
    request = asked(placement, "extend", Period.of_weeks(day(8), 6))
    assert actions.grant_request(request, by=PROGRAM, now=timezone.now()).seat == 2
    other = placed(opening=opening, first=14, seat=2)
    with pytest.raises(Refused) as refused:
        actions.grant_request(asked(placement, "extend", Period.of_weeks(day(8), 8)), by=PROGRAM, now=timezone.now())
    assert codes(refused) == {"no-seat"}
    assert Placement.objects.get(pk=other.pk).seat == 2


def test_new_dates_of_an_offer_are_offered_anew() -> None:
    placement = placed(PlacementState.OFFERED, host_asked_at=None)
    request = asked(placement, "postpone", Period.of_weeks(day(12), 4))
    stands = actions.grant_request(request, by=PROGRAM, now=timezone.now())
    assert (stands.state, stands.host_asked_at) == ("offered", None)
    assert stands.held_until is not None
    placement.application.refresh_from_db()
    assert placement.application.state == ApplicationState.PLACED
    assert Request.objects.get().became == stands


def test_later_dates_may_lie_in_another_opening_of_the_same_offering() -> None:
    offering = make_offering()
    near, far = (make_opening(Period.of_weeks(day(first), 4), offering=offering) for first in (8, 16))
    placement = placed(opening=near)
    request = asked(placement, "postpone", Period.of_weeks(day(16), 4))
    assert actions.grant_request(request, by=PROGRAM, now=timezone.now()).opening == far


def test_what_cannot_be_granted_changes_nothing() -> None:
    opening = opening_ahead()
    placement = placed(opening=opening)
    placed(opening=opening, first=12)
    request = asked(placement, "postpone", Period.of_weeks(day(12), 4))
    page = signed_in(make_staff()).post(reverse("placements:grant_request", args=[request.pk]), {})
    assert page.status_code == 422
    request.refresh_from_db()
    placement.refresh_from_db()
    assert (request.state, placement.state, Placement.objects.count()) == ("asked", "confirmed", 2)


def test_withdrawing_cancels_with_the_side_that_the_office_chose() -> None:
    placement = placed()
    request = asked(placement, "withdraw")
    office = signed_in(make_staff())
    sent = {"grant-ended_by": "visa", "grant-answer": "The visa was refused."}
    assert office.post(reverse("placements:grant_request", args=[request.pk]), sent).status_code == 302
    placement.refresh_from_db()
    assert (placement.state, placement.ended_by, placement.ended_because) == (
        "cancelled",
        "visa",
        "The visa was refused.",
    )
    placement.application.refresh_from_db()
    assert placement.application.state == ApplicationState.WAITING


def test_an_uncertain_arrival_is_told_to_every_side_until_it_is_certain() -> None:
    placement = placed()
    until = day(6)
    request = asked(placement, "processing", until=until)
    assert uncertain_until(placement) is None
    actions.grant_request(request, by=PROGRAM, now=timezone.now())
    assert uncertain_until(placement) == until
    for side in ("student", "host", "office"):
        assert any("Arrival uncertain until" in post.body for post in thread_posts(placement, side))
    page = student_of(placement).get(reverse("desk:placement", args=[placement.pk])).content.decode()
    assert "Arrival uncertain until" in page
    assert Message.objects.filter(template="placements/mail/uncertain.txt").exists()
    assert not [need for need in office_needs(timezone.now()) if need.code == "look-again"]
    assert [need.code for need in office_needs(timezone.now() + 7 * WEEK)].count("look-again") == 1
    office = signed_in(make_staff())
    assert office.post(reverse("placements:settle_request", args=[request.pk])).status_code == 302
    assert uncertain_until(placement) is None


def test_an_interview_that_moved_can_bring_new_dates_or_none_yet() -> None:
    placement = placed()
    student = student_of(placement)
    assert student.post(ask_url(placement, "interview"), {}).status_code == 422
    sent = {"look_again_on": day(5).isoformat()}
    assert student.post(ask_url(placement, "interview"), sent).status_code == 302
    assert (Request.objects.get().wanted, Request.objects.get().look_again_on) == (None, day(5))
    actions.take_request_back(Request.objects.get(), by=PROGRAM, now=timezone.now())
    sent["first_on"] = day(12).isoformat()
    assert student.post(ask_url(placement, "interview"), sent).status_code == 302
    assert Request.objects.get(state="asked").wanted == Period.of_weeks(day(12), 4)


def test_a_request_lapses_when_its_placement_ends_first() -> None:
    placement = placed()
    request = asked(placement, "postpone", Period.of_weeks(day(12), 4))
    assert [turn.code for turn in turns(placement, now=timezone.now())] == ["decide-request"]
    actions.cancel_placement(placement, because="The preceptor is ill.", by=PROGRAM, now=timezone.now())
    request.refresh_from_db()
    assert request.state == RequestState.LAPSED
    with pytest.raises(Refused) as refused:
        actions.grant_request(request, by=PROGRAM, now=timezone.now())
    assert codes(refused) == {"decided"}


# What the database refuses.


def test_the_database_keeps_one_open_request_and_its_moves() -> None:
    placement = placed()
    request = asked(placement, "withdraw")
    with pytest.raises(IntegrityError), transaction.atomic():
        Request.objects.create(placement=placement, kind="postpone", asked_at=timezone.now())
    actions.refuse_request(request, answer="Not now, sorry.", by=PROGRAM, now=timezone.now())
    with pytest.raises(Exception, match="Invalid transition"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE placements_request SET state = 'granted' WHERE id = %s", [request.pk])
