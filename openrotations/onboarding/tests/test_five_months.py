"""The same clock through the real actions and the database: five months of forty students."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from openrotations.applications.states import ApplicationState
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.models import Offering
from openrotations.catalogue.tests.factories import make_offering, make_opening, make_requirement
from openrotations.common.actors import PROGRAM
from openrotations.common.periods import Period
from openrotations.common.refusals import Refused
from openrotations.documents import actions as documents
from openrotations.documents.actions.papers import Said
from openrotations.documents.models import Document
from openrotations.documents.states import DocumentState
from openrotations.documents.tests.factories import make_document
from openrotations.notifications.models import Message
from openrotations.onboarding import actions
from openrotations.onboarding.models import Reminder, Task
from openrotations.onboarding.tests.factories import tell_for_the_school
from openrotations.people.access import actor_of
from openrotations.people.models import Person
from openrotations.people.tests.factories import make_staff
from openrotations.placements.actions import complete_due_placements, confirm_placement, start_placement
from openrotations.placements.models import Placement
from openrotations.placements.tests.factories import make_placement
from openrotations.schools.tests.factories import make_student

pytestmark = pytest.mark.django_db
NEW_YEAR = date(2027, 1, 1)
KINDS = {"health_insurance": "valid_until", "malpractice_insurance": "valid_until", "tb_test": "issued_on"}
FACTS = {"covers_usa": True, "names_student": True, "igra_result": "negative"}
TB_DAYS = 120
DAY = timedelta(days=1)


class FiveMonths:
    """Forty students with one rotation each, all at one site, and a worker that misses days."""

    def __init__(self, students: int, seed: int) -> None:
        self.chance, self.office = Random(seed), make_staff()
        self.offering = make_offering(min_weeks=2, requirements="")
        for kind in KINDS:
            terms = {"not_older_than_days": TB_DAYS} if kind == "tb_test" else {}
            make_requirement(self.offering.site, kind, lead_days=30, **terms)
        self.placements = [self._placement(self.offering) for _n in range(students)]
        self.lapsed: list[tuple[Placement, date, str]] = []

    def run(self, days: int) -> None:
        """Day by day: yes of the host, papers, review, worker, day one, and who is there with what."""
        for n in range(days):
            today = NEW_YEAR + n * DAY
            now = datetime(today.year, today.month, today.day, 15, tzinfo=UTC)
            for placement in self.placements:
                if abs((placement.dates.first - today).days) <= 45:
                    self._live(placement, today, now)
            if self.chance.random() > 0.1:
                documents.expire_documents(by=PROGRAM, now=now)
                actions.judge_every_placement(now=now)
                for _again in range(2):
                    actions.remind_of_tasks(by=PROGRAM, now=now)
            if n % 7 == 0:
                complete_due_placements(now)
            self._look_around(today)

    def _placement(self, offering: Offering) -> Placement:
        dates = Period.of_weeks(NEW_YEAR + self.chance.randrange(46, 95) * DAY, self.chance.randint(2, 6))
        student = make_student()
        tell_for_the_school(student)
        opening = make_opening(dates, offering=make_offering(site=offering.site))
        make_window(student, dates)
        application = make_application(opening, student=student, state=ApplicationState.PLACED)
        for kind in KINDS:
            if self.chance.random() < 0.4:
                self._upload(student.person, kind, NEW_YEAR - 30 * DAY)
        return make_placement(opening, application)

    def _upload(self, person: Person, kind: str, today: date) -> None:
        document = make_document(
            person, kind, DocumentState.IN_REVIEW, uploaded_at=datetime(today.year, today.month, today.day, tzinfo=UTC)
        )
        until = today + self.chance.randrange(30, 300) * DAY if KINDS[kind] == "valid_until" else None
        facts = FACTS | {"igra_on": today.isoformat()}
        now = datetime(today.year, today.month, today.day, 14, tzinfo=UTC)
        if self.chance.random() < 0.15:
            documents.refuse_document(document, "It cannot be read.", by=actor_of(self.office), now=now)
        else:
            said = Said(facts=facts, issued_on=today, valid_until=until)
            documents.accept_document(document, said, by=actor_of(self.office), now=now)

    def _live(self, placement: Placement, today: date, now: datetime) -> None:
        placement.refresh_from_db()
        ahead = (placement.dates.first - today).days
        if placement.state == "accepted" and ahead <= 45:
            coordinator = placement.offering.site.coordinators.first()
            assert coordinator is not None
            confirm_placement(placement, coordinator=coordinator, by=PROGRAM, now=now)
            Task.objects.filter(placement=placement).update(created_at=now)
        elif placement.state == "confirmed":
            self._do_tasks(placement, today, now)
        if placement.state in ("confirmed", "cleared") and 0 >= ahead > -5:
            try:
                start_placement(placement, by=PROGRAM, now=now)
            except Refused:
                placement.refresh_from_db()

    def _do_tasks(self, placement: Placement, today: date, now: datetime) -> None:
        if self.chance.random() < 0.2:
            for task in placement.tasks.filter(kind="", checked_at=None):
                actions.check_task(task, by=actor_of(self.office), now=now)
        for task in placement.tasks.exclude(kind="").filter(checked_at=None):
            if self.chance.random() < 0.06:
                self._upload(placement.student.person, task.kind, today)

    def _look_around(self, today: date) -> None:
        """Which papers the students on site have today, by arithmetic of its own."""
        running = Placement.objects.filter(state="active", period__contains=today).select_related("student__person")
        for placement in running:
            papers = Document.objects.filter(person=placement.student.person, state=DocumentState.ACCEPTED)
            for kind, field in KINDS.items():
                own = [paper for paper in papers if paper.kind == kind]
                by_date = [paper.valid_until for paper in own]
                oldest = placement.dates.first - TB_DAYS * DAY
                young = [paper.issued_on for paper in own if paper.issued_on and paper.issued_on >= oldest]
                if not (any(on and on >= today for on in by_date) if field == "valid_until" else young):
                    self.lapsed.append((placement, today, kind))


def test_five_months_of_forty_students_through_the_real_actions() -> None:
    months = FiveMonths(students=40, seed=5)
    months.run(140)
    assert months.lapsed == []
    states = list(Placement.objects.values_list("state", flat=True))
    assert 10 <= states.count("completed") < 40
    mails = Message.objects.filter(template__in=["onboarding/mail/tasks_due.txt", "onboarding/mail/tasks_overdue.txt"])
    assert mails.count() >= 40
    days = [(mail.subject_id, mail.template, mail.queued_at.date()) for mail in mails]
    assert len(days) == len(set(days))
    assert Reminder.objects.count() > 60
