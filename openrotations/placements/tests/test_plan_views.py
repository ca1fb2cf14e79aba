"""The pages of a round of plans, through HTTP: the office's and the student's."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from openrotations.applications.models import Application
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_person, make_staff
from openrotations.placements import actions
from openrotations.placements.actions.plans import report_progress
from openrotations.placements.models import Placement, Round, Run
from openrotations.placements.states import PlacementState, RoundState
from openrotations.placements.tests.cohorts import apply_for, checked_round, computed, finished, opening_of_weeks
from openrotations.placements.tests.factories import make_round, send_offers

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


def two_for_eight_weeks() -> list[Application]:
    first, second = opening_of_weeks(monday(), 4), opening_of_weeks(monday() + timedelta(weeks=4), 4, seats=2)
    window = Period(monday(), monday() + timedelta(weeks=10))
    return [apply_for(first, second, weeks=8, window=window) for _ in range(2)]


def page(client: Client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"placements:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def usual_form(client: Client, round: Round) -> dict[str, object]:
    """What the settings page sends when nothing is changed."""
    form = client.get(reverse("placements:compute_plan", args=[round.pk])).context["form"]
    return {bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)}


def published() -> tuple[Round, list[Placement]]:
    two_for_eight_weeks()
    found = checked_round(timezone.now())
    computed(found, timezone.now())
    return found, actions.publish_round(found, by=PROGRAM, now=timezone.now())


def test_a_round_of_plans_is_carried_from_its_opening_to_its_offers() -> None:
    two_for_eight_weeks()
    office = signed_in(make_staff())
    office.post(reverse("placements:add_round"), {"name": "Spring plans", "kind": "cohort"})
    found = Round.objects.get()
    assert found.kind == Round.Kind.COHORT
    office.post(reverse("placements:collect_round", args=[found.pk]))
    seen = page(office, "round", found.pk)
    assert "What the planner sees" in seen and "in 2 openings that somebody lists" in seen
    office.post(reverse("placements:check_round", args=[found.pk]))
    assert "Compute a plan" in page(office, "round", found.pk)
    answer = office.post(reverse("placements:compute_plan", args=[found.pk]), usual_form(office, found))
    run = Run.objects.get()
    assert answer["Location"] == reverse("placements:run", args=[run.pk])
    assert "It waits for a worker" in page(office, "run", run.pk)
    assert "See how far it is" in page(office, "round", found.pk)
    finished(run, timezone.now())
    assert "The checker agrees" in page(office, "run", run.pk)
    shown = page(office, "round", found.pk)
    assert (
        "Publish the offers" in shown and "Some of their weeks" in shown and "Those with the least weeks left" in shown
    )
    office.post(reverse("placements:publish_round", args=[found.pk]))
    assert "The offers are being sent" in office.get(reverse("placements:round", args=[found.pk])).content.decode()
    send_offers(found)
    assert "The offers are out" in page(office, "round", found.pk)
    for entry in found.entries.all():
        shown = page(office, "entry", entry.pk)
        assert "Placed here." in shown


def test_progress_is_told_in_words_and_can_be_stopped() -> None:
    two_for_eight_weeks()
    run = actions.request_plan(checked_round(timezone.now()), {"seconds": 60}, by=PROGRAM, now=timezone.now())
    actions.start_run(run, now=timezone.now())
    told = {"stage": "exchange", "elapsed": 12.3, "gap": 0.0021, "full": 1, "weeks": 12, "students": 2, "bound": 5.0}
    report_progress(run, told)
    office = signed_in(make_staff())
    shown = page(office, "run", run.pk)
    assert "It is exchanging seats between students." in shown
    assert "Within 0.21 % of the best possible" in shown and "12 of at most 60 seconds" in shown
    assert 'hx-trigger="every 2s"' in shown and "Look again" in shown
    answer = office.post(reverse("placements:stop_run", args=[run.pk]), follow=True)
    assert "keeps the best plan so far" in answer.content.decode()
    actions.fail_run(run, now=timezone.now())
    assert "It did not work out" in page(office, "run", run.pk)


def test_settings_that_make_no_sense_are_refused_field_by_field() -> None:
    two_for_eight_weeks()
    found, office = checked_round(timezone.now()), signed_in(make_staff())
    address = reverse("placements:compute_plan", args=[found.pk])
    usual = usual_form(office, found)
    wrong: list[tuple[dict[str, object], str]] = [
        ({"seconds": 5}, "seconds"),
        ({"preset": "own", "level_0": "weeks"}, "level_0"),
        ({"preset": "own", "level_0": "money", "level_4": "full"}, "level_0"),
        ({"weeks_on_1": "on"}, "weeks_state_1"),
        ({"students_on_0": "on", "students_last_on_0": "2020-01-01"}, "students_last_on_0"),
    ]
    for change, field in wrong:
        answer = office.post(address, {**usual, **change})
        assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not Run.objects.exists()
    answer = office.post(address, {**usual, "weeks_on_0": "on", "students_on_0": "on", "preset": "price"})
    kept = Run.objects.get().settings
    assert kept["weeks_in_state"] == [{"state": "NY", "most_weeks": 12}]
    assert kept["students_in_state"][0]["state"] == "FL" and kept["objectives"][2] == "money"


def test_runs_are_compared_and_one_is_chosen() -> None:
    two_for_eight_weeks()
    found, office = checked_round(timezone.now()), signed_in(make_staff())
    assert "Nothing to compare yet" in page(office, "compare_runs", found.pk)
    first = computed(found, timezone.now())
    computed(found, timezone.now())
    shown = page(office, "compare_runs", found.pk)
    assert "Plan 1" in shown and "Plan 2" in shown and "Country of the school" in shown
    one = office.get(reverse("placements:compare_runs", args=[found.pk]), {"run": ["1", "x"]}).content.decode()
    assert "Plan 1" in one and "Plan 2" not in one
    answer = office.post(reverse("placements:choose_run", args=[first.pk]), follow=True)
    assert "Plan 1 is the round" in answer.content.decode()


def test_the_board_shows_weeks_by_student_and_by_opening() -> None:
    applications = two_for_eight_weeks()
    found, office = checked_round(timezone.now()), signed_in(make_staff())
    assert "No plan yet" in page(office, "plan_board", found.pk)
    computed(found, timezone.now())
    assert "8 of 8 weeks" in page(office, "plan_board", found.pk)
    shown = office.get(reverse("placements:plan_board", args=[found.pk]), {"by": "openings"}).content.decode()
    assert "8 of 8 weeks of seats" in shown and "4 of 4 weeks of seats" in shown
    assert all(str(application.student.person) in shown for application in applications)


def test_a_plan_is_changed_by_hand_after_seeing_what_happens() -> None:
    two_for_eight_weeks()
    found, office = checked_round(timezone.now()), signed_in(make_staff())
    run = computed(found, timezone.now())
    plans = (run.solution or {})["plans"]
    entry = next(each for each in found.entries.all() if len(plans[str(each.application_id)]) == 2)
    address = reverse("placements:adjust_plan", args=[entry.pk])
    form = office.get(address).context["form"]
    now_has = {bound.html_name: bound.value() for bound in form}
    assert all(now_has.values())
    assert "This is the plan they have" in office.post(address, {**now_has, "try": "yes"}).content.decode()
    less = {**now_has, next(iter(now_has)): ""}
    assert "This can be done" in office.post(address, {**less, "try": "yes"}).content.decode()
    assert Run.objects.count() == 1
    assert office.post(address, {**now_has, "save": "yes"}).status_code == 422
    assert office.post(address, {**less, "save": "yes"}).status_code == 302
    adjusted = finished(Run.objects.get(number=2), timezone.now())
    assert "changed by hand" in page(office, "run", adjusted.pk)
    assert "adjusted by hand" in page(office, "round", found.pk)


def test_a_student_sees_the_plan_and_accepts_part_of_it() -> None:
    found, offers = published()
    [application] = {offer.application for offer in offers if offer.dates.first == monday()}
    mine = sorted((offer for offer in offers if offer.application == application), key=lambda offer: offer.period)
    student = signed_in(application.student.person)
    shown = page(student, "plan", found.pk)
    assert all(offer.offering.title in shown for offer in mine)
    assert "8 weeks" in shown and "3,600" in shown and "Accept what is ticked" in shown
    answer = reverse("placements:answer_plan", args=[found.pk])
    assert "Nothing is ticked" in student.post(answer, follow=True).content.decode()
    student.post(answer, {"accept": [str(mine[1].pk)]})
    states = {offer.pk: Placement.objects.get(pk=offer.pk).state for offer in mine}
    assert states == {mine[0].pk: PlacementState.DECLINED, mine[1].pk: PlacementState.ACCEPTED}
    assert "Accept what is ticked" not in page(student, "plan", found.pk)


def test_a_student_without_a_place_reads_why_and_what_is_free() -> None:
    opening = opening_of_weeks(monday(), 4)
    free = opening_of_weeks(monday(), 4)
    window = Period(monday(), monday() + timedelta(weeks=10))
    applications = [apply_for(opening, weeks=4, window=window) for _ in range(2)]
    found = checked_round(timezone.now())
    computed(found, timezone.now())
    [offer] = actions.publish_round(found, by=PROGRAM, now=timezone.now())
    [without] = [application for application in applications if application != offer.application]
    shown = page(signed_in(without.student.person), "plan", found.pk)
    assert "no place for you" in shown and "With one more seat there you would have got it." in shown
    assert free.offering.title in shown
    [entry] = found.entries.filter(application=without)
    answer = signed_in(without.student.person).get(reverse("placements:reasons", args=[entry.pk]))
    assert answer["Location"] == reverse("placements:plan", args=[found.pk])


def test_declining_all_of_it_leads_to_the_free_seats() -> None:
    found, offers = published()
    student = signed_in(offers[0].student.person)
    answer = student.post(reverse("placements:answer_plan", args=[found.pk]), {"decline": "yes"})
    assert answer["Location"] == reverse("placements:free_seats")


def test_a_plan_is_the_students_own_and_only_once_it_is_published() -> None:
    two_for_eight_weeks()
    found = checked_round(timezone.now())
    computed(found, timezone.now())
    student = signed_in(Application.objects.all()[0].student.person)
    address = reverse("placements:plan", args=[found.pk])
    assert student.get(address).status_code == 404
    actions.publish_round(found, by=PROGRAM, now=timezone.now())
    assert student.get(address).status_code == 200
    assert signed_in(make_person()).get(address).status_code == 404


def test_a_students_turn_leads_to_the_plan() -> None:
    found, offers = published()
    home = signed_in(offers[0].student.person).get(reverse("desk:today")).content.decode()
    assert len(re.findall(rf'href="{reverse("placements:plan", args=[found.pk])}"', home)) == 1


def test_a_ranked_round_has_no_plans() -> None:
    office = signed_in(make_staff())
    ranked = make_round(state=RoundState.COLLECTING)
    for name in ("compute_plan", "compare_runs"):
        assert office.get(reverse(f"placements:{name}", args=[ranked.pk])).status_code == 404
