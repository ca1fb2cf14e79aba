"""The office's board: seats and students week by week, what is in danger, and trying without saving."""

import re
import sys
import time
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from openrotations.applications.models import Application, Window
from openrotations.applications.states import ApplicationState, WindowState
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.periods import Period
from openrotations.hosts.tests.factories import make_preceptor, make_site
from openrotations.notifications.models import Thread
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_staff
from openrotations.placements.models import Placement, RoundEntry
from openrotations.placements.queries.board import Asked, board_page, trial_of
from openrotations.placements.queries.board.drawing import Mark, address_of_stay, picture_of
from openrotations.placements.queries.board.lines import most_at_once, stretches_of
from openrotations.placements.states import PlacementState
from openrotations.placements.templatetags.marks import board_bar
from openrotations.placements.tests.cohorts import apply_for, checked_round, computed, opening_of_weeks
from openrotations.placements.tests.factories import make_placement
from openrotations.schools.models import Student
from openrotations.schools.tests.factories import make_school, make_student

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 15, tzinfo=timezone.get_default_timezone())
MONDAY = date(2026, 12, 28)
WINDOW = Period(date(2026, 12, 1), date(2027, 5, 30))


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def weeks(first: int, count: int) -> Period:
    """So many weeks, the first one counted from 28 December 2026."""
    return Period.of_weeks(MONDAY + timedelta(weeks=first), count)


def placed(opening: Opening, period: Period, seat: int = 1, **values: Any) -> Placement:
    """A placement of a new student with an approved window."""
    student = make_student()
    make_window(student, WINDOW)
    application = make_application(opening, student=student, state=ApplicationState.PLACED, weeks_wanted=8)
    return make_placement(opening, application, period=period.stored, seat=seat, **values)


def codes(asked: Asked, now: datetime = NOW) -> list[str]:
    return [danger.code for danger in board_page(asked, now=now).dangers]


def seen(client: Client, **asked: Any) -> str:
    answer = client.get(reverse("placements:board"), {"starts_on": MONDAY.isoformat(), **asked})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_fullest_day_of_a_week_counts() -> None:
    one, next_one = Period(MONDAY, MONDAY + timedelta(days=2)), Period(MONDAY + timedelta(days=3), WINDOW.last)
    assert most_at_once([one, next_one], weeks(0, 1)) == 1
    assert most_at_once([one, next_one, weeks(0, 1)], weeks(0, 1)) == 2
    assert most_at_once([weeks(4, 1)], weeks(0, 1)) == 0


def test_weeks_with_as_many_seats_taken_stand_together() -> None:
    opening = make_opening(weeks(0, 8), seats=4)
    found = stretches_of(opening, [weeks(0, 4), weeks(2, 4)], weeks(0, 26))
    assert [(each.dates.weeks, each.taken, each.free) for each in found] == [(2, 1, 3), (2, 2, 2), (2, 1, 3), (2, 0, 4)]


def test_the_board_begins_on_a_monday_and_shows_half_a_year(staff: Client) -> None:
    asked = Asked(date(2026, 12, 31))
    assert asked.period == Period(MONDAY, MONDAY + timedelta(days=26 * 7 - 1))
    page = staff.get(reverse("placements:board"))
    today = timezone.now().date()
    assert page.context["asked"].period == Period.of_weeks(today - timedelta(days=today.weekday()), 26)


def test_seats_taken_and_who_has_them_are_seen_as_a_picture_and_as_a_table(staff: Client) -> None:
    opening = make_opening(weeks(0, 8), seats=4)
    placements = [placed(opening, weeks(0, 4), seat, state=PlacementState.CONFIRMED) for seat in (1, 2, 3)]
    picture, table = seen(staff), seen(staff, look="table")
    assert ">3 of 4</text>" in picture and "28 Dec 2026 – 24 Jan 2027: 3 of 4" in table
    for page in (picture, table):
        assert "12 of 32 weeks of seats are taken." in page
        for each in placements:
            assert str(each.student.person) in page and f"placement={each.pk}#try" in page


def test_students_stand_down_the_side_with_windows_and_weeks_still_wanted(staff: Client) -> None:
    placement = placed(make_opening(weeks(0, 8)), weeks(0, 4))
    idle = make_application(make_opening(weeks(0, 8)), weeks_wanted=6)
    for look in ("picture", "table"):
        page = seen(staff, down="students", look=look)
        assert str(placement.student.person) in page and str(idle.student.person) in page
        assert "4 of 14 weeks that students want are placed." in page
    assert "4 of 8 weeks" in seen(staff, down="students")


@pytest.mark.parametrize(
    ("field", "value"), [("state", "TX"), ("specialty", "Surgery"), ("site", ""), ("room", "on")]
)  # fmt: skip
@pytest.mark.parametrize("down", ["sites", "students"])
def test_every_filter_leaves_what_was_asked_for(staff: Client, field: str, value: str, down: str) -> None:
    site = make_site(state="TX")
    wanted = make_opening(weeks(0, 8), seats=2, offering=make_offering(site=site, specialty="Surgery", title="Wanted"))
    other = make_opening(weeks(0, 8), seats=1, offering=make_offering(title="Other one"))
    stays = placed(wanted, weeks(0, 4)), placed(other, weeks(0, 8))
    page = seen(staff, down=down, look="table", **{field: value or str(site.pk)})
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    assert [str(each.student.person) in table for each in stays] == [True, False]


def test_answers_that_make_no_sense_are_left_out(staff: Client) -> None:
    asked = {"starts_on": "soon", "weeks": "99", "state": "??", "site": "x", "run": "x", "page": "many", "down": "up"}
    answer = staff.get(reverse("placements:board"), {**asked, "placement": "nobody"})
    assert answer.status_code == 200 and answer.context["asked"].weeks == 26


def test_nothing_in_danger_is_said_so(staff: Client) -> None:
    placed(make_opening(weeks(4, 8)), weeks(4, 4), state=PlacementState.CONFIRMED)
    assert codes(Asked(MONDAY)) == []
    assert "nothing collides" in seen(staff)


def test_an_offer_about_to_run_out_is_a_danger() -> None:
    make: dict[str, Any] = {"state": PlacementState.OFFERED, "held_until": NOW + timedelta(hours=5)}
    placed(make_opening(weeks(4, 4)), weeks(4, 4), **make)
    assert codes(Asked(MONDAY)) == ["offer-ends"]
    assert codes(Asked(MONDAY), NOW - timedelta(days=2)) == []


def test_a_host_who_is_silent_or_cannot_be_asked_is_a_danger() -> None:
    due: dict[str, Any] = {
        "host_asked_at": NOW,
        "host_due_on": date(2026, 11, 27),
        "host_release_on": date(2026, 12, 4),
    }
    placed(make_opening(weeks(4, 4)), weeks(4, 4), **due)
    placed(make_opening(weeks(4, 4)), weeks(4, 4))
    assert sorted(codes(Asked(MONDAY))) == ["host-silent", "not-asked"]


def test_a_window_that_the_school_took_back_is_a_danger_to_the_placement_in_it() -> None:
    placement = placed(make_opening(weeks(4, 4)), weeks(4, 4), state=PlacementState.CONFIRMED)
    Window.objects.filter(student=placement.student).update(state=WindowState.REFUSED)
    assert codes(Asked(MONDAY)) == codes(Asked(MONDAY, down="students")) == ["outside-window"]


def test_dates_closed_before_the_host_confirmed_are_a_danger() -> None:
    asked: dict[str, Any] = {"host_asked_at": NOW, "host_due_on": date(2026, 12, 24)}
    opening = make_opening(weeks(4, 4), seats=2)
    placed(opening, weeks(4, 4), **asked)
    placed(opening, weeks(4, 4), seat=2, state=PlacementState.CONFIRMED)
    Opening.objects.filter(pk=opening.pk).update(closed_at=NOW)
    assert codes(Asked(MONDAY)) == ["closed"]


def test_a_first_day_that_comes_too_soon_is_a_danger() -> None:
    asked: dict[str, Any] = {"host_asked_at": NOW, "host_due_on": date(2027, 12, 24)}
    placed(make_opening(weeks(0, 4)), weeks(0, 4), **asked)
    placed(make_opening(weeks(0, 4)), weeks(0, 4), state=PlacementState.CONFIRMED)
    assert sorted(codes(Asked(MONDAY), NOW + timedelta(days=21))) == ["not-cleared", "unconfirmed"]
    assert sorted(codes(Asked(MONDAY), NOW + timedelta(days=40))) == ["not-arrived", "unconfirmed"]


def test_more_students_than_seats_are_a_danger_even_if_only_a_slip_can_bring_it() -> None:
    opening = make_opening(weeks(4, 4), seats=2)
    for seat in (1, 2):
        placed(opening, weeks(4, 4), seat, state=PlacementState.CONFIRMED)
    Opening.objects.filter(pk=opening.pk).update(seats=1)
    assert codes(Asked(MONDAY)) == ["too-full"]


def tried(placement: Placement, opening: Opening, starts_on: date, count: int) -> list[str]:
    return [reason.code for reason in trial_of(placement, opening, starts_on, count, NOW).reasons]


def test_a_placement_can_be_tried_elsewhere_and_nothing_is_saved(staff: Client) -> None:
    old, new = make_opening(weeks(2, 8)), make_opening(weeks(2, 8), seats=2, offering=make_offering(title="Elsewhere"))
    placement = placed(old, weeks(2, 4), state=PlacementState.CONFIRMED)
    make_application(old, state=ApplicationState.WAITING)
    before = list(Placement.objects.values())
    asked: dict[str, Any] = {
        "placement": placement.pk,
        "to-opening": new.pk,
        "to-starts_on": weeks(4, 1).first,
        "to-weeks": 6,
    }
    page = seen(staff, **asked)
    assert "This can be done" in page and list(Placement.objects.values()) == before
    for words in ("1 of 2 seats", "1 student without a place listed it", "6 weeks instead of 4", "must be told"):
        assert words in page
    assert "It costs 2,700 USD instead of 3,600 USD." in page and "not among their choices" in page
    assert set(staff.get(reverse("placements:board"), asked).context["trial"].changes)


def test_what_is_more_than_the_student_wants_is_said() -> None:
    opening = make_opening(weeks(2, 16))
    placement = placed(opening, weeks(2, 4), state=PlacementState.CONFIRMED)
    Application.objects.filter(pk=placement.application_id).update(weeks_wanted=8, budget=3000)
    make_placement(make_opening(weeks(12, 4)), placement.application, period=weeks(12, 4).stored, price=1800)
    placement.refresh_from_db()
    changes = trial_of(placement, opening, weeks(2, 1).first, 8, NOW).changes
    assert "They then have 12 weeks in all and want 8." in changes
    assert "It then costs 5,400 USD in all; they want to pay 3,000 USD at most." in changes


def test_the_picture_runs_from_the_right_where_the_script_does() -> None:
    opening = make_opening(weeks(0, 13), seats=1)
    placed(opening, weeks(0, 13), state=PlacementState.CONFIRMED)
    asked = Asked(MONDAY)
    rows = board_page(asked, now=NOW).shown
    marks = {}
    for language in ("en", "ar"):
        with translation.override(language):
            picture = picture_of(rows, asked.scale, today_x=10.0, address_of=address_of_stay("?"))
        marks[language] = [(mark.x, mark.width) for mark in picture.sections[0].rows[0].marks]
    assert marks == {"en": [(0.0, 50.0)] * 2, "ar": [(50.0, 50.0)] * 2} and picture.today_x == 90.0


def test_every_reason_why_not_is_told_at_once() -> None:
    old, full = make_opening(weeks(2, 8)), make_opening(weeks(2, 30), offering=make_offering(max_weeks=4))
    placement = placed(old, weeks(2, 4), state=PlacementState.CONFIRMED)
    placed(full, weeks(2, 4))
    make_placement(make_opening(weeks(7, 4)), placement.application, period=weeks(7, 4).stored)
    assert tried(placement, full, weeks(4, 1).first, 30) == [
        "outside-opening", "length", "outside-windows", "days-taken", "no-seat",
    ]  # fmt: skip
    assert tried(placement, old, weeks(2, 1).first, 4) == ["same"]
    assert tried(placement, old, weeks(3, 1).first, 4) == []
    Placement.objects.filter(pk=placement.pk).update(state=PlacementState.CLEARED)
    Placement.objects.filter(pk=placement.pk).update(state=PlacementState.ACTIVE)
    placement.refresh_from_db()
    assert tried(placement, old, weeks(3, 1).first, 4) == ["begun"]


def test_trying_keeps_what_the_board_shows(staff: Client) -> None:
    placement = placed(make_opening(weeks(2, 8)), weeks(2, 4))
    page = seen(staff, placement=placement.pk, down="students", weeks=13)
    form = page[page.index('action="#try"') :]
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form[: form.index("</form>")]))
    assert hidden == {
        "starts_on": MONDAY.isoformat(), "down": "students", "weeks": "13", "placement": str(placement.pk),
    }  # fmt: skip


def test_a_trial_without_sense_says_so_on_the_form(staff: Client) -> None:
    placement = placed(make_opening(weeks(2, 8)), weeks(2, 4))
    asked = {"placement": placement.pk, "to-opening": "nowhere", "to-starts_on": "", "to-weeks": 0}
    page = seen(staff, **asked)
    assert page.count('class="error"') == 3 and "This can be done" not in page


def test_the_board_shows_what_a_run_would_fill_and_what_collides_since(staff: Client) -> None:
    opening = opening_of_weeks(MONDAY, 4)
    application = apply_for(opening, weeks=4, window=WINDOW)
    run = computed(checked_round(NOW), NOW)
    page = board_page(Asked(MONDAY, run=run.pk), now=NOW)
    assert page.planned == 1 and page.taken == 4 and page.dangers == []
    entry = RoundEntry.objects.get(application=application)
    assert reverse("placements:adjust_plan", args=[entry.pk]) in seen(staff, run=run.pk)
    placed(opening, weeks(0, 4), host_asked_at=NOW, host_due_on=date(2026, 12, 30))
    for down in ("sites", "students"):
        assert codes(Asked(MONDAY, run=run.pk, down=down)) == ["too-full"]


def test_a_run_collides_with_what_the_student_has_since(staff: Client) -> None:
    application = apply_for(opening_of_weeks(MONDAY, 4), weeks=4, window=WINDOW)
    run = computed(checked_round(NOW), NOW)
    Application.objects.filter(pk=application.pk).update(state=ApplicationState.PLACED)
    make_placement(
        make_opening(weeks(1, 4)), application, period=weeks(1, 4).stored, host_asked_at=NOW,
        host_due_on=date(2026, 12, 30),
    )  # fmt: skip
    for down in ("sites", "students"):
        assert codes(Asked(MONDAY, run=run.pk, down=down)) == ["twice"]


def test_only_the_office_sees_the_board(client: Client) -> None:
    address = reverse("placements:board")
    assert client.get(address).status_code == 302
    client.force_login(make_student().person)
    assert client.get(address).status_code in (403, 404)


def test_a_placement_that_is_not_there_is_not_found(staff: Client) -> None:
    missing = "00000000-0000-4000-8000-000000000000"
    assert staff.get(reverse("placements:board"), {"placement": missing}).status_code == 404


@pytest.mark.parametrize("asked", [{}, {"look": "table"}, {"down": "students"}, {"down": "students", "look": "table"}])
def test_the_number_of_queries_does_not_grow(staff: Client, asked: dict[str, str]) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            placed(make_opening(weeks(0, 8), offering=make_offering(site=make_site())), weeks(0, 4))
        with CaptureQueriesContext(
            connection,
        ) as captured:
            seen(staff, **asked)
        counts.append(len(captured))
    assert counts[0] == counts[1]


def many_places(sites: int, each: int, now: datetime) -> None:
    """So many sites with an offering open all year with three seats, and so many placements at each."""
    school, preceptor, first = make_school(), make_preceptor(), now.date() - timedelta(days=now.date().weekday())
    year = Period.of_weeks(first, 52)
    openings = [
        make_opening(year, 3, offering=make_offering(site=make_site(), preceptor=preceptor)) for _ in range(sites)
    ]
    people = Person.objects.bulk_create(
        Person(full_name=f"Student {n} Example", email=f"s{n}@people.example") for n in range(sites * each)
    )
    usual = {"status": "enrolled", "citizenship": "PT", "graduation_on": date(2028, 7, 1)}
    students = Student.objects.bulk_create(Student(person=person, school=school, **usual) for person in people)
    Window.objects.bulk_create(Window(student=row, period=year.stored, state=WindowState.APPROVED) for row in students)
    applications = Application.objects.bulk_create(
        Application(student=row, state=ApplicationState.PLACED, weeks_wanted=12) for row in students
    )
    threads = Thread.objects.bulk_create(Thread(title="A place") for _ in students)
    Placement.objects.bulk_create(
        Placement(
            student=student, application=application, opening=opening, offering=opening.offering, thread=thread,
            period=Period.of_weeks(first + timedelta(weeks=3 + 9 * (n % each)), 12).stored, seat=1 + n % each % 3,
            state=PlacementState.CONFIRMED, state_since_at=now, price=100,
        )
        for n, (student, application, thread, opening) in enumerate(
            zip(students, applications, threads, [opening for opening in openings for _ in range(each)], strict=True)
        )
    )  # fmt: skip


@pytest.mark.parametrize("asked", [{}, {"look": "table"}, {"down": "students"}])
def test_two_hundred_sites_in_a_year_are_drawn(staff: Client, asked: dict[str, str]) -> None:
    many_places(200, 4, timezone.now())
    address = f"{reverse('placements:board')}?{urlencode({'weeks': 52, **asked})}"
    staff.get(reverse("placements:board"))
    began, worked = time.perf_counter(), time.process_time()
    answer = staff.get(address)
    spent, worked = time.perf_counter() - began, time.process_time() - worked
    page = answer.content.decode()
    size = f"{len(page) // 1000} kB"
    sys.stdout.write(f"\n200 sites, 52 weeks, {asked or 'picture'}: {spent:.2f} s ({worked:.2f} s of work), {size}\n")
    assert answer.status_code == 200
    assert page.count("#try") == (800 if asked.get("down") != "students" else 200)


def test_words_on_a_bar_come_out_as_text() -> None:
    bar = board_bar(Mark(1.5, 20.0, 0, 28, "firm", "<b>A & B", "A", 'Ada "<i>"', "/desk/?a=1&b=2"))
    assert bar.startswith('<a href="/desk/?a=1&amp;b=2" aria-label="Ada &quot;&lt;i&gt;&quot;"><svg x="1.5%" y="0"')
    assert '<text class="wide-words on-bar" x="6" y="19">&lt;b&gt;A &amp; B</text>' in bar
    assert "<b>" not in bar and "<i>" not in bar
    assert 'role="img"' in board_bar(Mark(0, 5, 0, 28, "soon", "", "", "nobody yet"))
