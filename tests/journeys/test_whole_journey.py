"""One student, from signing up to a record that a stranger can check: every step through HTTP and mail."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from openrotations.applications.models import Application
from openrotations.audit.queries import chain_faults
from openrotations.catalogue.models import Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening
from openrotations.common.periods import Period
from openrotations.evaluations.forms import load_form
from openrotations.evaluations.models import Evaluation
from openrotations.hosts.models import HostCoordinator, Preceptor
from openrotations.hosts.tests.factories import make_host_coordinator, make_preceptor, make_site
from openrotations.notifications.models import Message
from openrotations.office.tests.factories import make_programme
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_staff
from openrotations.placements.models import Placement, Round
from openrotations.schools.models import School
from openrotations.schools.tests.factories import make_school
from tests.journeys.visitors import Visitor, newest_mail, said, sign_in
from tests.journeys.worker import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STUDENT, REGISTRAR = "lena@people.example", "registrar@school.example"
WISHED, OTHER = Period.of_weeks(date(2027, 1, 4), 4), Period.of_weeks(date(2027, 2, 1), 4)


@dataclass
class Story:
    """Everybody of the story, and the clock."""

    clock: time_machine.Traveller
    school: School
    host: HostCoordinator
    preceptor: Preceptor
    openings: list[Opening]
    coordinator: Person
    student: Visitor = field(default_factory=Visitor)
    office: Visitor = field(default_factory=Visitor)
    worker: Worker = field(default_factory=Worker)

    def at(self, *moment: int) -> None:
        """Move the clock to this moment (UTC); whoever was signed in signs in again, as sessions end."""
        self.clock.move_to(datetime(*moment, tzinfo=UTC))  # type: ignore[misc,arg-type]
        self.student.client.logout()
        sign_in(self.student, STUDENT)
        self.office.client.force_login(self.coordinator)

    def by_link(self, email: str, template: str) -> Visitor:
        """Somebody without an account who opens the link of their newest mail on their phone."""
        self.worker.work()
        visitor = Visitor()
        visitor.open(newest_mail(email, template).path)
        return visitor

    @property
    def placement(self) -> Placement:
        """The one placement of the story."""
        return Placement.objects.get()


@pytest.fixture
def story(transactional_or_not: None) -> Iterator[Story]:
    """An office with a catalogue of two openings, and a school, on 2 November 2026."""
    with time_machine.travel(datetime(2026, 11, 2, 15, tzinfo=UTC)) as clock:
        make_programme()
        site = make_site(name="Example Hospital of Sampleton")
        preceptor = make_preceptor(site, full_name="Dr. Ada Preceptor")
        wanted = {"title": "Cardiology elective", "requirements": "Vaccinations"}
        offering = make_offering(site=site, preceptor=preceptor, **wanted)
        openings = [make_opening(period, offering=offering) for period in (WISHED, OTHER)]
        host = make_host_coordinator(site, full_name="Hanna Host")
        coordinator = make_staff(name="Carla Coordinator")
        school = make_school(name="Medical School of Exampleton")
        story = Story(clock, school, host, preceptor, openings, coordinator)
        story.office.client.force_login(coordinator)
        yield story


@pytest.fixture
def transactional_or_not(db: None) -> None:
    """The whole story is one test transaction; the worker runs inside it."""


def test_from_the_first_page_to_a_record_that_a_stranger_can_check(story: Story) -> None:
    sign_up_with_a_profile(story)
    have_the_school_confirm(story)
    choose_and_submit(story)
    run_the_round(story)
    accept_and_be_confirmed(story)
    be_cleared_and_arrive(story)
    have_days_signed(story)
    be_evaluated(story, "midpoint", 2027, 1, 18)
    talk_to_each_other(story)
    be_evaluated(story, "final", 2027, 1, 29)
    ask_for_a_letter_without_reading_it(story)
    finish_with_a_record(story)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what a commit does: the audit trail is chained
    assert list(chain_faults()) == []
    assert not Message.objects.filter(state="failed").exists()


def sign_up_with_a_profile(story: Story) -> None:
    """Step 1: an account by e-mailed code, and the profile, one question a page."""
    student = story.student
    student.open(reverse("account_signup"))
    student.send("account_signup", email=STUDENT)
    student.send("account_email_verification_sent", code=newest_mail(STUDENT).code)
    assert Person.objects.get(email=STUDENT)
    student.open(reverse("applications:profile"))
    answers: list[dict[str, object]] = [
        {"full_name": "Lena O’Example-Çelik"},
        {"school": story.school.pk},
        {"status": "enrolled"},
        {"citizenship": "PT"},
        {"graduation_on": "2028-07-01"},
        {"goal": "us_residency"},
    ]
    for answer in answers:
        student.send("applications:profile_question", **answer)
    student.send("applications:profile")
    student.open(reverse("applications:background", args=["studies"]))
    student.send("applications:background", study_year=5, is_final_year="yes")
    student.open(reverse("applications:windows"))
    student.send("applications:windows", starts_on="2027-01-01", ends_on="2027-03-31")


def have_the_school_confirm(story: Story) -> None:
    """Step 1, the school: nothing goes to an address a student supplied before staff have found it themselves."""
    student = story.student
    student.open(reverse("applications:registrar"))
    student.send("applications:ask_school", full_name="Rita Registrar", email=REGISTRAR)
    with pytest.raises(AssertionError, match="has no mail"):
        newest_mail(REGISTRAR)
    registrar = story.school.registrars.get()
    story.office.open(reverse("schools:confirm_registrar", args=[registrar.pk]))
    story.office.send("schools:confirm_registrar", source="the school's own web page, read on 2 Nov 2026")
    link = story.by_link(REGISTRAR, "school")
    link.sees("Lena O’Example-Çelik")
    window = next(name for name in link.form("applications:school_answer").kinds if name.startswith("window_"))
    answers = {"is_enrolled": "yes", "good_standing": "yes", window: "yes", "note": "Good luck!"}
    link.send("applications:school_answer", **answers)


def choose_and_submit(story: Story) -> None:
    """Step 2: what is missing is listed, then the ranked choices are handed in."""
    student = story.student
    student.open(reverse("applications:choices"))
    student.send("applications:choices", weeks_wanted=4)
    for opening in story.openings:
        student.open(reverse("applications:choices"))
        response = student.client.post(reverse("applications:choose"), {"opening": str(opening.pk)})
        assert response.status_code == 302
    student.open(reverse("applications:show"))
    student.send("applications:submit")
    assert Application.objects.get().state == "submitted"


def run_the_round(story: Story) -> None:
    """Step 3: the coordinator finds the application eligible, runs a round, reads why, and publishes offers."""
    office = story.office
    application = Application.objects.get()
    office.open(reverse("applications:application", args=[application.pk]))
    office.send("applications:decide", decision="eligible")
    office.open(reverse("placements:add_round"))
    office.send("placements:add_round", name="Winter 2027")
    round = Round.objects.get()
    for step in ("collect_round", "check_round", "run_round"):
        office.open(reverse("placements:round", args=[round.pk]))
        office.send(f"placements:{step}")
    story.worker.work()
    office.open(reverse("placements:entry", args=[round.entries.get().pk]))
    office.sees("Cardiology elective")
    office.open(reverse("placements:round", args=[round.pk]))
    office.send("placements:publish_round")


def accept_and_be_confirmed(story: Story) -> None:
    """Step 4: the student accepts in time; the host's coordinator confirms by signed link."""
    story.worker.work()
    story.student.open(newest_mail(STUDENT, "offer").path)
    story.student.sees("Cardiology elective")
    story.student.send("placements:accept")
    assert story.placement.state == "accepted"
    host = story.by_link(story.host.email, "placements")
    host.sees("Lena O’Example-Çelik")
    host.send("placements:host_answer", answer="confirm")
    assert story.placement.state == "confirmed"


def be_cleared_and_arrive(story: Story) -> None:
    """Between step 4 and 5: tasks are stated and checked, rules settled; on day one the student says they are there."""
    placement = story.placement
    story.student.open(reverse("onboarding:tasks", args=[placement.pk]))
    for task in placement.tasks.filter(who="student", rule=""):
        assert story.student.client.post(reverse("onboarding:state_task", args=[task.pk])).status_code == 302
    for task in placement.tasks.filter(rule=""):
        response = story.office.client.post(reverse("onboarding:check_task", args=[task.pk]), {"decision": "checked"})
        assert response.status_code == 302
    assert story.placement.state == "confirmed"
    settle_the_rules(story)
    assert story.placement.state == "cleared"
    story.at(2027, 1, 4, 15)
    story.student.open(reverse("logbook:days", args=[placement.pk]))
    story.student.send("logbook:arrive")
    assert story.placement.state == "active"


def settle_the_rules(story: Story) -> None:
    """What nobody told yet, each by who can: the student how they enter, the office what the school's policy is."""
    student, tasks = story.student, reverse("onboarding:tasks", args=[story.placement.pk])
    student.open(tasks)
    student.sees("with which visa you enter the United States", "You settle this", "Your school settles this")
    for topic, answer in {"residence": "neither", "entry": "b1"}.items():
        student.open(reverse("applications:background", args=[topic]))
        student.send("applications:background", **{topic: answer})
    assert not story.placement.tasks.filter(who="student", checked_at=None).exists()
    office, policy = story.office, reverse("schools:state_policy", args=[story.school.pk])
    office.open(policy)
    said = {"allows_external": "yes", "from_year": 4, "most_weeks": 26}
    office.send("schools:state_policy", **said, source="its web page", checked_on="2026-11-02")
    story.worker.work()


def have_days_signed(story: Story) -> None:
    """Step 5: the student reports a week; the preceptor signs it in one tap from the mail."""
    days = reverse("logbook:days", args=[story.placement.pk])
    story.at(2027, 1, 8, 22)
    for number in range(5):
        on = WISHED.first + timedelta(days=number)
        response = story.student.client.post(days, {"on": on.isoformat(), "kind": "present", "hours": "8"})
        assert response.status_code == 302
    story.student.open(days)
    story.student.send("logbook:ask_for_signature")
    preceptor = story.by_link(story.preceptor.email, "logbook")
    preceptor.send("logbook:sign_days", which=-1)
    assert story.placement.days.filter(state="signed").count() == 5


def be_evaluated(story: Story, moment: str, *day: int) -> None:
    """Step 6: both are asked; the preceptor answers by link, the student assesses themselves and reads the result."""
    story.at(*day, 23)
    story.worker.tick("ask_for_due_evaluations")
    evaluation = Evaluation.objects.get(moment=moment, author="preceptor")
    ratings = dict.fromkeys(load_form(evaluation.form).keys, "4")
    said_well = f"Clear presentations at {moment}."
    preceptor = story.by_link(story.preceptor.email, "evaluations")
    preceptor.send("evaluations:evaluate", **ratings, keep=said_well, change="Commit to one diagnosis.")
    own = Evaluation.objects.get(moment=moment, author="student")
    story.student.open(reverse("evaluations:assess_self", args=[own.pk]))
    story.student.send("evaluations:assess_self", **ratings, keep="I listen well.", change="I read more.")
    story.student.open(reverse("evaluations:result", args=[story.placement.pk]))
    story.student.sees(said_well)


def talk_to_each_other(story: Story) -> None:
    """Step 8: everybody opens the placement from their own side, and writes in its conversation."""
    page = reverse("desk:placement", args=[story.placement.pk])
    story.student.open(page)
    story.student.send("placements:post", body="May I come at seven?", audience="everyone")
    host = story.by_link(story.host.email, "placements")
    host.sees("May I come at seven?")
    host.send("placements:post_by_link", body="Seven is fine.", audience="everyone")
    for visitor in (story.student, story.office):
        visitor.open(page)
        visitor.sees("Seven is fine.")
    story.office.send("placements:post", body="Only the office knows this.", audience="office")
    story.student.open(page)
    assert "Only the office knows this." not in said(story.student.page)


def ask_for_a_letter_without_reading_it(story: Story) -> None:
    """Step 7: the student waives, the preceptor writes and signs by link, and the student can never reach it."""
    student = story.student
    student.open(reverse("letters:ask", args=[story.placement.pk]))
    student.send(
        "letters:ask", purpose="Residency, season 2028", specialty="Internal Medicine", destination="eras",
        deadline_on="2027-06-01", choice="waived", signed_as="Lena O’Example-Çelik",
    )  # fmt: skip
    preceptor = story.by_link(story.preceptor.email, "letters")
    preceptor.send("letters:answer", answer="agree")
    words = "She is among the best I have taught."
    preceptor.send("letters:draft", body=words, title="MD")
    preceptor.send("letters:sign", body=words, title="MD", signed_as="Ada Preceptor")
    preceptor.sees("eras" if "eras" in said(preceptor.page) else "ERAS")
    letter = story.placement.letter_requests.get()
    assert preceptor.download(preceptor.path + "preview.pdf").startswith(b"%PDF")
    assert student.download(reverse("letters:read", args=[letter.pk])) == b""
    preceptor.send("letters:hand_over")
    student.open(reverse("letters:mine"))
    assert words not in student.page


def finish_with_a_record(story: Story) -> None:
    """Step 9: the rotation completes by itself, the record is issued, and a stranger checks its code."""
    story.at(2027, 2, 1, 18)
    story.worker.tick("complete_due_placements")
    assert story.placement.state == "completed"
    record = story.placement.student.records.get(state="issued")
    story.student.open(newest_mail(STUDENT, "records").path)
    assert story.student.download(reverse("records:pdf", args=[record.pk])).startswith(b"%PDF")
    stranger = Visitor()
    stranger.open(f"{reverse('records:verify')}?code={record.code}")
    stranger.sees("Lena O’Example-Çelik", "Cardiology elective", "Dr. Ada Preceptor")
    assert Visitor().client.get(reverse("records:verified", args=["AAAA-BBBB-CCCC"])).status_code == 404
