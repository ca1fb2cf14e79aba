"""The pages of this package, through HTTP."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.models import Application
from openrotations.applications.states import ApplicationState
from openrotations.applications.tests.factories import make_application
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.hosts.tests.factories import make_host_coordinator, make_preceptor
from openrotations.notifications.models import Message, Post
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person, SignedLink
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.people.tokens import token_for
from openrotations.placements import actions
from openrotations.placements.actions.mails import placement_link
from openrotations.placements.models import Placement, Round
from openrotations.placements.states import PlacementState, RoundState
from openrotations.placements.tests.factories import make_round, send_offers
from openrotations.placements.urls import urlpatterns

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def soon(seats: int = 1) -> Opening:
    """An opening in the future of the real clock, which views read."""
    first = timezone.now().date() + timedelta(days=45)
    return make_opening(Period.of_weeks(first, 4), seats)


def apply_for(*openings: Opening) -> Application:
    from openrotations.applications.tests.factories import make_window
    from openrotations.schools.tests.factories import make_student

    student = make_student()
    today = timezone.now().date()
    make_window(student, Period(today, today + timedelta(days=200)))
    return make_application(*openings, student=student)


def offered() -> Placement:
    opening = soon()
    make_host_coordinator(opening.offering.site)
    return actions.take_free_seat(apply_for(opening), opening, by=PROGRAM, now=timezone.now())


def accepted() -> Placement:
    placement = offered()
    actions.accept_placement(placement, by=PROGRAM, now=timezone.now())
    placement.refresh_from_db()
    return placement


def token(link: SignedLink | None) -> str:
    assert link is not None
    return token_for(link.pk, link.salt)


def test_every_address_is_guarded() -> None:
    assert all(hasattr(pattern.callback, "guarded_as") for pattern in urlpatterns)


def test_a_round_is_carried_from_its_opening_to_its_close() -> None:
    opening = soon()
    apply_for(opening), apply_for(opening)
    office = signed_in(make_staff())
    assert "No rounds yet" in office.get(reverse("placements:rounds")).content.decode()
    assert office.post(reverse("placements:add_round"), {"name": ""}).status_code == 422
    answer = office.post(reverse("placements:add_round"), {"name": "Spring 2027"})
    found = Round.objects.get()
    page = reverse("placements:round", args=[found.pk])
    assert answer["Location"] == page
    for step, words in [
        ("collect_round", "2 students are in this round"),
        ("check_round", "Compute who gets which seat"),
    ]:
        assert words in office.post(reverse(f"placements:{step}", args=[found.pk]), follow=True).content.decode()
    assert (
        "being computed" in office.post(reverse("placements:run_round", args=[found.pk]), follow=True).content.decode()
    )
    actions.run_round(found, by=PROGRAM, now=timezone.now())
    shown = office.get(page).content.decode()
    assert "The checker agrees" in shown and str(found.seed) not in shown
    office.post(reverse("placements:publish_round", args=[found.pk]))
    assert "The offers are being sent" in office.get(reverse("placements:round", args=[found.pk])).content.decode()
    send_offers(found)
    assert str(found.seed) in office.get(page).content.decode()
    for entry in found.entries.all():
        assert office.get(reverse("placements:entry", args=[entry.pk])).status_code == 200
    office.post(reverse("placements:close_round", args=[found.pk]))
    found.refresh_from_db()
    assert found.state == RoundState.CLOSED
    assert "Spring 2027" in office.get(reverse("placements:rounds")).content.decode()


def test_a_step_out_of_order_is_refused_in_words() -> None:
    found = make_round()
    answer = signed_in(make_staff()).post(reverse("placements:publish_round", args=[found.pk]))
    assert answer.status_code == 422 and "Compute the round first" in answer.content.decode()


def test_a_student_reads_the_reasons_only_once_the_round_is_published() -> None:
    opening = soon()
    application = apply_for(opening)
    apply_for(opening)
    found = make_round()
    for step in (actions.collect_applications, actions.check_round, actions.run_round):
        step(found, by=PROGRAM, now=timezone.now())
    entry = found.entries.get(application=application)
    student, page = signed_in(application.student.person), reverse("placements:reasons", args=[entry.pk])
    before = student.get(page).content.decode()
    assert (
        "Everybody has equal priority." in before and "You got this one." not in before and "Its seed is" not in before
    )
    actions.publish_round(found, by=PROGRAM, now=timezone.now())
    shown = student.get(page).content.decode()
    assert "You got this one." in shown or "in the lottery here. You have place 2." in shown
    assert signed_in(make_person()).get(page).status_code == 404


def test_a_student_accepts_an_offer() -> None:
    placement = offered()
    student = signed_in(placement.student.person)
    shown = student.get(reverse("placements:offer", args=[placement.pk])).content.decode()
    assert "Accept this place" in shown and "1,800 USD" in shown
    assert "(UTC)" in shown and "(Chicago time)" in shown
    student.post(reverse("placements:accept", args=[placement.pk]))
    placement.refresh_from_db()
    assert placement.state == PlacementState.ACCEPTED
    assert "The host confirms next" in student.get(reverse("placements:offer", args=[placement.pk])).content.decode()
    assert student.post(reverse("placements:accept", args=[placement.pk])).status_code == 422


def test_a_student_declines_an_offer_and_takes_another_free_seat() -> None:
    placement = offered()
    other = soon()
    student = signed_in(placement.student.person)
    student.post(reverse("placements:decline", args=[placement.pk]))
    shown = student.get(reverse("placements:free_seats")).content.decode()
    assert other.offering.title in shown and "your choice 1" in shown
    answer = student.post(reverse("placements:take_free_seat", args=[other.pk]))
    taken = Placement.objects.get(opening=other)
    assert answer["Location"] == reverse("placements:offer", args=[taken.pk])
    assert student.post(reverse("placements:take_free_seat", args=[other.pk])).status_code == 422


def test_free_seats_are_for_the_eligible() -> None:
    application = apply_for(soon())
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.IN_ROUND)
    shown = signed_in(application.student.person).get(reverse("placements:free_seats")).content.decode()
    assert "Nothing to take now" in shown
    assert signed_in(make_person()).get(reverse("placements:free_seats")).status_code == 404


def test_the_page_of_free_seats_needs_as_many_queries_for_three_as_for_one(django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    first = soon()
    application = apply_for(first)
    student, page = signed_in(application.student.person), reverse("placements:free_seats")
    with django_assert_max_num_queries(43) as one:
        student.get(page)
    soon(), soon()
    with django_assert_max_num_queries(len(one)):
        assert student.get(page).content.decode().count("Take this seat") == 3


def test_a_student_gives_a_place_up_with_a_reason() -> None:
    placement = accepted()
    student, page = signed_in(placement.student.person), reverse("placements:give_up", args=[placement.pk])
    assert student.get(page).status_code == 200
    assert student.post(page, {"because": ""}).status_code == 422
    student.post(page, {"because": "My exam was moved."})
    placement.refresh_from_db()
    assert (placement.state, placement.ended_by) == (PlacementState.CANCELLED, "student")


@pytest.mark.parametrize("name", ["offer", "give_up", "accept", "decline", "post"])
def test_another_student_is_told_there_is_no_such_page(name: str) -> None:
    placement = offered()
    stranger = signed_in(offered().student.person)
    method = stranger.get if name in ("offer", "give_up") else stranger.post
    answer = method(reverse(f"placements:{name}", args=[placement.pk]))
    missing = method(reverse(f"placements:{name}", args=["00000000-0000-4000-8000-000000000000"]))
    assert answer.status_code == missing.status_code == 404


@pytest.mark.parametrize("pattern", [p for p in urlpatterns if str(p.pattern).startswith("desk/")], ids=str)
def test_students_are_told_there_is_no_such_office_page(pattern) -> None:  # type: ignore[no-untyped-def]
    student = signed_in(offered().student.person)
    ids = dict.fromkeys(pattern.pattern.converters, "00000000-0000-4000-8000-000000000000")
    assert student.post(reverse(f"placements:{pattern.name}", kwargs=ids)).status_code == 404


def test_a_host_confirms_by_link_and_looking_changes_nothing() -> None:
    placement = accepted()
    page, host = reverse("placements:host_answer", args=[token(placement.host_link)]), Client()
    shown = host.get(page).content.decode()
    assert placement.student.person.full_name in shown and "Hands-on" in shown
    placement.refresh_from_db()
    assert placement.state == PlacementState.ACCEPTED
    assert host.post(page, {}).status_code == 422
    assert host.post(page, {"answer": "refuse", "because": ""}).status_code == 422
    host.post(page, {"answer": "confirm"})
    placement.refresh_from_db()
    assert placement.state == PlacementState.CONFIRMED
    assert "You have confirmed. Thank you." in host.get(page).content.decode()
    assert host.post(page, {"answer": "confirm"}).status_code == 422


def test_a_host_refuses_by_link_with_a_reason() -> None:
    placement = accepted()
    page = reverse("placements:host_answer", args=[token(placement.host_link)])
    Client().post(page, {"answer": "refuse", "because": "The preceptor is on leave."})
    placement.refresh_from_db()
    assert (placement.state, placement.ended_because) == (PlacementState.CANCELLED, "The preceptor is on leave.")
    assert "This question is closed" in Client().get(page).content.decode()


def test_the_student_cannot_answer_for_the_host() -> None:
    placement = accepted()
    page = reverse("placements:host_answer", args=[token(placement.host_link)])
    assert signed_in(placement.student.person).post(page, {"answer": "confirm"}).status_code == 403
    placement.refresh_from_db()
    assert placement.state == PlacementState.ACCEPTED


def test_a_link_of_another_purpose_opens_nothing() -> None:
    placement = accepted()
    page = reverse("placements:post_by_link", args=[token(placement.host_link)])
    assert Client().post(page, {"body": "Hello", "audience": "everyone"}).status_code == 404


def test_the_office_asks_the_host_and_cancels() -> None:
    placement = accepted()
    office = signed_in(make_staff())
    ask, cancel = (reverse(f"placements:{name}", args=[placement.pk]) for name in ("ask_host", "cancel"))
    assert "Ask again" in office.get(ask).content.decode()
    assert office.post(ask).status_code == 302
    assert office.get(cancel).status_code == 200
    assert office.post(cancel, {"because": "x"}).status_code == 422
    office.post(cancel, {"because": "The agreement has ended.", "ended_by": "programme"})
    placement.refresh_from_db()
    assert (placement.state, placement.ended_by) == (PlacementState.CANCELLED, "programme")


def test_a_post_reaches_those_who_may_read_it() -> None:
    placement = accepted()
    coordinator = placement.offering.site.coordinators.get()
    student = signed_in(placement.student.person)
    post = reverse("placements:post", args=[placement.pk])
    student.post(post, {"body": "Where do I park?", "audience": "everyone"})
    student.post(post, {"body": "May I pay later?", "audience": "student"})
    assert student.post(post, {"body": "Hidden", "audience": "office"}).status_code == 422
    assert student.post(post, {"body": " ", "audience": "everyone"}).status_code == 422
    told = Message.objects.filter(template="placements/mail/post.txt")
    assert told.filter(to_email=coordinator.email).count() == 1
    assert told.filter(to_email="office@larkfield.example").count() == 2
    link = placement_link(placement, coordinator, by=PROGRAM, now=timezone.now())
    by_link = reverse("placements:post_by_link", args=[token(link)])
    assert Client().post(by_link, {"body": "Behind the house.", "audience": "everyone"}).status_code == 302
    assert told.filter(to_person=placement.student.person).count() == 1
    assert told.filter(to_email=coordinator.email).count() == 1, "nobody is told of their own words"
    assert Post.objects.get(body="Behind the house.").author_name == coordinator.full_name
    assert Client().post(by_link, {"body": "No", "audience": "student"}).status_code == 422


def test_a_link_of_somebody_who_left_opens_nothing() -> None:
    placement = accepted()
    link = placement_link(placement, placement.offering.preceptor, by=PROGRAM, now=timezone.now())
    placement.offering.preceptor = make_preceptor(placement.offering.site)
    placement.offering.save()
    page = reverse("placements:post_by_link", args=[token(link)])
    assert Client().post(page, {"body": "Hello", "audience": "everyone"}).status_code == 404


def test_no_mail_template_shows_a_raw_variable() -> None:
    placement = accepted()
    actions.release_placement(placement, by=PROGRAM, now=timezone.now())
    for message in Message.objects.all():
        assert not re.search(r"[{}]|None(?! of)|<time", message.text + message.subject), message.template
