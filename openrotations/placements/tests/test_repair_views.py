"""The office's pages of repairs, through HTTP, and what the student sees of one."""

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.actions import withdraw_application
from openrotations.applications.models import Application
from openrotations.catalogue.models import Closure, Opening
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.placements import actions
from openrotations.placements.models import Placement, Round, Run
from openrotations.placements.queries.repairing.found import repair_page
from openrotations.placements.queries.repairing.since import since_publication
from openrotations.placements.states import EndedBy, PlacementState, RunState
from openrotations.placements.tests.cohorts import apply_for, checked_round, opening_of_weeks
from openrotations.placements.tests.factories import make_round
from openrotations.placements.tests.repairs import finished_repair, looked_for, published

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _programme() -> None:
    make_programme()


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def monday() -> date:
    """A Monday in the future of the real clock, which views read."""
    today = timezone.now().date()
    return today + timedelta(days=49 - today.weekday())


def lost_by(count: int) -> tuple[Round, list[Application], Opening]:
    """So many students whose host says no, and another opening that all of them list."""
    other = opening_of_weeks(monday() + timedelta(weeks=8), 4, seats=3)
    window = Period.of_weeks(monday(), 16)
    hit = [apply_for(opening_of_weeks(monday(), 4), other, weeks=4, window=window) for _ in range(count)]
    round = published(timezone.now() - timedelta(minutes=1))
    for placement in Placement.objects.filter(round=round):
        words = "The ward closes."
        actions.cancel_placement(placement, because=words, ended_by=EndedBy.HOST, by=PROGRAM, now=timezone.now())
    return round, hit, other


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"placements:{name}", args=args))
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_repair_is_asked_for_found_and_applied_and_the_student_answers() -> None:
    round, [hit], other = lost_by(1)
    office = signed_in(make_staff())
    assert "1 student lost a rotation: 1 place given up by the host." in page(office, "round", round.pk)
    address = reverse("placements:repair", args=[round.pk])
    form = office.get(address).context["form"]
    assert form["students"].value() == [str(hit.pk)]
    answer = office.post(address, {"students": [str(hit.pk)], "seconds": "2"})
    run = Run.objects.get(origin=Run.Origin.REPAIRED)
    assert answer.headers["Location"] == reverse("placements:run", args=[run.pk])
    assert "It waits for a worker." in page(office, "run", run.pk)
    finished_repair(run, timezone.now())
    found = page(office, "run", run.pk)
    assert other.offering.title in found and "Apply this repair" in found and "no repair changes fewer" in found
    assert "is moved only for others" not in found
    office.post(reverse("placements:apply_repair", args=[run.pk]))
    shown = page(office, "round", round.pk)
    assert "It is done. 1 student was told." in shown and "repaired" in shown
    assert "offered to the student" in shown
    student = signed_in(hit.student.person)
    assert other.offering.title in page(student, "plan", round.pk)
    offer = Placement.objects.get(application=hit, state=PlacementState.OFFERED)
    student.post(reverse("placements:answer_plan", args=[round.pk]), {"accept": [str(offer.pk)]})
    offer.refresh_from_db()
    assert offer.state == PlacementState.ACCEPTED


def test_days_that_close_are_given_on_the_page_with_all_their_parts() -> None:
    window = Period.of_weeks(monday(), 16)
    closes, other = opening_of_weeks(monday(), 4), opening_of_weeks(monday() + timedelta(weeks=8), 4)
    apply_for(closes, other, weeks=4, window=window)
    round = published(timezone.now())
    office = signed_in(make_staff())
    address = reverse("placements:repair", args=[round.pk])
    assert "Choose at least one student, or days that close." in office.post(address, {"seconds": "2"}).content.decode()
    row = {"seconds": "2", "opening_1": str(closes.pk), "first_on_1": closes.dates.first.isoformat()}
    answer = office.post(address, row)
    assert answer.status_code == 422 and "or leave the whole row empty" in answer.content.decode()
    early = {**row, "last_on_1": (closes.dates.last + timedelta(days=9)).isoformat(), "because_1": "Building works."}
    assert "not inside the dates of this opening" in office.post(address, early).content.decode()
    office.post(address, {**early, "last_on_1": closes.dates.last.isoformat()})
    run = Run.objects.get(origin=Run.Origin.REPAIRED)
    finished_repair(run, timezone.now())
    assert "closes, because: Building works." in page(office, "run", run.pk)
    office.post(reverse("placements:apply_repair", args=[run.pk]))
    assert Closure.objects.get().because == "Building works."
    assert Placement.objects.get(state=PlacementState.OFFERED).opening == other


def test_a_repair_that_does_not_fit_any_more_says_why_and_changes_nothing() -> None:
    round, [hit], other = lost_by(1)
    run = looked_for(round, timezone.now(), [hit.pk])["fewest changes"]
    withdraw_application(hit, by=PROGRAM, now=timezone.now())
    answer = signed_in(make_staff()).post(reverse("placements:apply_repair", args=[run.pk]))
    assert answer.status_code == 422
    assert "It cannot be applied any more" in answer.content.decode()
    assert not Placement.objects.filter(opening=other).exists()


def test_only_the_office_looks_for_repairs_and_only_after_publication() -> None:
    round, [hit], _other = lost_by(1)
    run = looked_for(round, timezone.now(), [hit.pk])["fewest changes"]
    for person in (make_person(), hit.student.person):
        client = signed_in(person)
        assert client.get(reverse("placements:repair", args=[round.pk])).status_code in (403, 404)
        assert client.post(reverse("placements:apply_repair", args=[run.pk])).status_code in (403, 404)
    office = signed_in(make_staff())
    apply_for(opening_of_weeks(monday(), 4), weeks=4, window=Period.of_weeks(monday(), 8))
    for early in (checked_round(timezone.now()), make_round()):
        assert office.get(reverse("placements:repair", args=[early.pk])).status_code == 404
    computed = round.runs.get(origin=Run.Origin.COMPUTED)
    assert office.post(reverse("placements:apply_repair", args=[computed.pk])).status_code == 404
    assert not Placement.objects.filter(state=PlacementState.OFFERED).exists()


def test_who_declined_is_known_and_not_chosen_and_one_search_runs_at_a_time() -> None:
    opening = opening_of_weeks(monday(), 4, seats=2)
    window = Period.of_weeks(monday(), 8)
    declines, waits = [apply_for(opening, weeks=weeks, window=window) for weeks in (4, 8)]
    round = published(timezone.now())
    actions.answer_plan(declines, round, set(), by=PROGRAM, now=timezone.now())
    since = since_publication(round, timezone.now())
    assert since.sentences == ["1 offer was declined.", "2 students have fewer weeks than they want."]
    assert {each.entry.application: each.is_hit for each in since.short} == {declines: False, waits: False}
    office = signed_in(make_staff())
    address = reverse("placements:repair", args=[round.pk])
    assert office.get(address).context["form"]["students"].value() == []
    asked = {"students": [str(waits.pk)], "seconds": "2"}
    assert office.post(address, asked).status_code == 302
    assert "are being looked for already" in office.post(address, asked).content.decode()
    run = Run.objects.get(origin=Run.Origin.REPAIRED)
    office.post(reverse("placements:stop_run", args=[run.pk]))
    run.refresh_from_db()
    assert run.state == RunState.FAILED


def test_the_pages_need_as_many_queries_for_three_students_as_for_one() -> None:
    def queries(count: int) -> int:
        round, hit, _other = lost_by(count)
        runs = looked_for(round, timezone.now(), [each.pk for each in hit])
        run = Run.objects.select_related("round").get(pk=runs["fewest changes"].pk)
        with CaptureQueriesContext(connection) as caught:
            shown = repair_page(run)
            assert len(shown.moved) == count and all(str(line.after[0].opening.offering.site) for line in shown.moved)
            assert len(since_publication(round, timezone.now()).hit) == round.entries.count() >= count
        return len(caught)

    assert queries(1) == queries(3)
