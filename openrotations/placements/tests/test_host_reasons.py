"""What became of an opening's seats: for the office, for its own host by link, and the coordinator's summary."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.hosts.tests.factories import make_host_coordinator
from openrotations.office.tests.factories import make_programme
from openrotations.people.actions import issue_link
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.people.tokens import token_for
from openrotations.placements import actions
from openrotations.placements.models import Placement, Round
from openrotations.placements.queries.host_reasons import opening_told, told_to_host
from openrotations.placements.queries.runs import plan_of_round
from openrotations.placements.queries.summaries import summary_of_run
from openrotations.placements.tests.cohorts import apply_for, checked_round, computed, opening_of_weeks
from openrotations.placements.tests.factories import make_placement, make_round, office_hours
from openrotations.placements.tests.test_criteria import signed_in

pytestmark = pytest.mark.django_db
NOW = office_hours()
JANUARY = date(2027, 1, 4)
WINDOW = Period(date(2027, 1, 1), date(2027, 1, 31))


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def plans() -> tuple[Round, Opening, Opening]:
    """Eight weeks of which one student can have the first four, and an opening that nobody lists but one."""
    first, other = opening_of_weeks(JANUARY, 8), opening_of_weeks(date(2027, 6, 7), 4)
    for _ in range(2):
        apply_for(first, weeks=4, window=WINDOW)
    apply_for(other, first, weeks=4, window=Period(date(2027, 5, 1), date(2027, 7, 31)))
    found = checked_round(NOW)
    computed(found, NOW)
    actions.publish_round(found, by=PROGRAM, now=NOW)
    found.refresh_from_db()
    return found, first, other


def test_empty_weeks_are_told_with_their_dates_and_reasons() -> None:
    found, first, _other = plans()
    told = opening_told(found, first)
    assert told is not None
    assert told.filled == "4 of 8 weeks of free seats are filled."
    assert told.empty == [(Period(date(2027, 2, 1), date(2027, 2, 28)), 1)]
    assert told.reasons[0] == "2 students listed it."
    assert "1 can come only in weeks that others have." in told.reasons


def test_the_summary_counts_everybody_without_a_full_plan_and_names_the_seat_that_helps() -> None:
    found, first, _other = plans()
    run = plan_of_round(found)
    assert run is not None
    summary = summary_of_run(run)
    assert summary is not None
    assert (summary.count, [str(group.why) for group in summary.groups]) == (1, ["The seats they need are taken"])
    assert [(seat.opening, seat.students) for seat in summary.seats] == [(first, 1)]


def test_the_office_reads_both_on_its_pages() -> None:
    found, first, _other = plans()
    office = signed_in(make_staff())
    page = office.get(reverse("placements:round", args=[found.pk])).content.decode()
    url = reverse("placements:opening_in_round", args=[found.pk, first.pk])
    assert "Why is 1 student without a full plan?" in page and url in page
    assert "1 can come only in weeks that others have." in office.get(url).content.decode()
    assert signed_in(make_person()).get(url).status_code in (403, 404)


def test_the_summary_takes_as_many_queries_for_three_as_for_one() -> None:
    found, *_others = plans()
    run = plan_of_round(found)
    assert run is not None

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert summary_of_run(run)
        return len(asked)

    one = queries()
    group = run.summary["without_full"][0]
    group["students"] = [str(pk) for pk in found.entries.values_list("application_id", flat=True)]
    assert queries() == one


def by_link(placement: Placement) -> str:
    coordinator = placement.offering.site.coordinators.first() or make_host_coordinator(placement.offering.site)
    link = issue_link(
        coordinator, purpose="placement", subject_id=placement.pk, not_for=placement.student.person, days=30,
        by=PROGRAM, now=NOW,
    )  # fmt: skip
    page = Client().get(reverse("desk:placement_by_link", args=[token_for(link.pk, link.salt)]))
    assert page.status_code == 200
    return page.content.decode()


def test_a_host_reads_of_its_own_empty_weeks_and_of_nobody_elses() -> None:
    found, first, _other = plans()
    placement = Placement.objects.get(round=found, opening=first)
    shown = by_link(placement)
    assert "Your seats that stayed free when this round was planned" in shown
    assert "1 can come only in weeks that others have." in shown
    for entry in found.entries.exclude(application=placement.application):
        assert entry.application.student.person.full_name not in shown
    office = signed_in(make_staff()).get(reverse("desk:placement", args=[placement.pk])).content.decode()
    assert "Your seats that stayed free when this round was planned" not in office
    elsewhere = Placement.objects.get(round=found, opening=_other)
    assert told_to_host(elsewhere) == []  # all its seats are filled
    assert first.offering.title not in by_link(elsewhere)


def test_a_host_hears_nothing_before_the_round_is_published() -> None:
    opening = opening_of_weeks(JANUARY, 8)
    apply_for(opening, weeks=4, window=WINDOW)
    found = checked_round(NOW)
    computed(found, NOW)
    placement = make_placement(round=found)
    assert opening_told(found, opening) is not None
    assert told_to_host(placement) == []
    assert told_to_host(make_placement()) == []


def test_an_opening_without_any_seat_says_so_and_nothing_else() -> None:
    opening = opening_of_weeks(JANUARY, 4)
    make_placement(opening)
    for _ in range(2):
        apply_for(opening, opening_of_weeks(JANUARY, 4), weeks=4, window=WINDOW)
    found = checked_round(NOW)
    computed(found, NOW)
    told = opening_told(found, opening)
    assert told is not None
    assert (told.filled, told.empty, told.reasons) == ("Every seat was taken before this round.", [], [])


def test_an_opening_that_did_not_open_says_what_it_needs() -> None:
    opening = make_opening(seats=3)
    apply_for(opening, weeks=4, window=Period(date(2027, 1, 1), date(2027, 3, 31)))
    found = make_round(settings={"least": {str(opening.pk): 2}})
    for step in (actions.collect_applications, actions.check_round, actions.run_round):
        step(found, by=PROGRAM, now=NOW)
    found.refresh_from_db()
    told = opening_told(found, opening)
    assert told is not None
    assert told.filled == "It did not open in this round."
    assert told.reasons[0] == "It runs only when at least 2 students come. Only 1 could be placed there."
    assert told.remedies == ["If it ran with 1 already, 1 would be placed here."]


def test_a_ranked_round_tells_the_same() -> None:
    opening = make_opening(seats=3)
    apply_for(opening, weeks=4, window=Period(date(2027, 1, 1), date(2027, 3, 31)))
    found = make_round()
    for step in (actions.collect_applications, actions.check_round, actions.run_round, actions.publish_round):
        step(found, by=PROGRAM, now=NOW)
    found.refresh_from_db()
    told = opening_told(found, opening)
    assert told is not None
    assert (told.filled, told.empty) == ("1 of 3 free seats are given.", [(opening.dates, 2)])
    assert told.reasons == ["The one student who listed it has it."]
    assert told_to_host(Placement.objects.get()) == [told]
    office = signed_in(make_staff())
    page = reverse("placements:opening_in_round", args=[found.pk, opening.pk])
    assert page in office.get(reverse("placements:round", args=[found.pk])).content.decode()
    assert "The one student who listed it has it." in office.get(page).content.decode()
    assert opening_told(make_round(), opening) is None
