"""One student with school, host and preceptor, and something in every state of the journey."""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO

import pikepdf

from openrotations.applications.actions import grant_exemption
from openrotations.applications.models import Application, SchoolConfirmation
from openrotations.applications.queries import OBSERVES
from openrotations.applications.states import ApplicationState, WindowState
from openrotations.applications.tests.factories import make_application, make_window
from openrotations.catalogue.actions import close_days
from openrotations.catalogue.models import Offering, Opening
from openrotations.catalogue.tests.factories import make_offering, make_opening, make_requirement
from openrotations.common.actors import Actor
from openrotations.common.periods import Period
from openrotations.desk.blank_forms.actions import add_blank_form
from openrotations.desk.invitations.actions import sign_invitation
from openrotations.desk.models import Away
from openrotations.documents.actions import keep_upload
from openrotations.documents.tests.factories import make_document, pdf_bytes
from openrotations.evaluations.actions import create_evaluations, save_draft, submit_evaluation
from openrotations.evaluations.models import Evaluation
from openrotations.evaluations.tests.factories import answers_for
from openrotations.hosts.models import HostCoordinator, Preceptor, Site
from openrotations.hosts.tests.factories import make_host_coordinator, make_preceptor, make_site
from openrotations.letters import actions as letters
from openrotations.letters.drafts import Draft
from openrotations.letters.models import LetterRequest
from openrotations.logbook.models import Day
from openrotations.logbook.tests.factories import make_day
from openrotations.notifications.actions import post_message
from openrotations.notifications.models import Post
from openrotations.onboarding.models import Task
from openrotations.people.actions import issue_link
from openrotations.people.models import Contact, Person
from openrotations.people.tests.factories import make_person
from openrotations.placements import actions as placements
from openrotations.placements.models import Placement
from openrotations.placements.queries.requests import Wish
from openrotations.placements.states import EndedBy, PlacementState, RequestKind
from openrotations.placements.tests.factories import make_placement
from openrotations.records.actions import issue_record
from openrotations.schools.models import Registrar, Student
from openrotations.schools.tests.factories import make_registrar, make_school, make_student
from tests.walker.agreements import agree
from tests.walker.canaries import Canaries
from tests.walker.schools import tell_of_school
from tests.walker.texts import accept_texts

OFFICE = ("coordinator", "director")
PARTIES = [f"{kind}-{owner}" for kind in ("student", "registrar", "preceptor", "host") for owner in ("one", "two")]
# First week of each placement, counted from this week.
_PLAN = {
    PlacementState.COMPLETED: -24,
    PlacementState.CANCELLED: -18,
    PlacementState.ACTIVE: -3,
    PlacementState.CLEARED: 2,
    PlacementState.CONFIRMED: 7,
    PlacementState.ACCEPTED: 12,
    PlacementState.OFFERED: 17,
}


@dataclass
class Side:
    """One student and everybody around them. `parties` tells who reads the mail of an address."""

    owner: str
    canaries: Canaries
    by: Actor
    now: datetime
    student: Student
    registrar: Registrar
    site: Site
    preceptor: Preceptor
    host: HostCoordinator
    openings: list[Opening] = field(default_factory=list)
    placements: dict[str, Placement] = field(default_factory=dict)

    def word(self, *kinds: str) -> str:
        """A fresh canary for these kinds of this side (student, registrar, preceptor, host), and the office."""
        return self.canaries.word(self.owner, *OFFICE, *(f"{kind}-{self.owner}" for kind in kinds))

    def secret(self, *kinds: str) -> str:
        """A fresh canary that not even the office may read."""
        return self.canaries.word(self.owner, *(f"{kind}-{self.owner}" for kind in kinds))

    @property
    def parties(self) -> dict[str, str]:
        """Address -> party."""
        kinds: dict[str, Person | Contact] = {
            "student": self.student.person,
            "registrar": self.registrar,
            "preceptor": self.preceptor,
            "host": self.host,
        }
        return {person.email: f"{kind}-{self.owner}" for kind, person in kinds.items()}

    def as_preceptor(self) -> Actor:
        """The preceptor, acting by link."""
        return Actor("link", str(self.preceptor.pk), "preceptor")

    def as_student(self) -> Actor:
        """The student, signed in."""
        return Actor("person", str(self.student.person_id), "student")


def build_side(owner: str, canaries: Canaries, *, by: Person, now: datetime) -> Side:
    """Everything of one owner, `one` or `two`."""
    side = _with_people(owner, canaries, Actor("person", str(by.pk), "coordinator"), now)
    _ask_the_school(side)
    grant_exemption(side.student, OBSERVES, because=side.word(), by=side.by, now=side.now)
    _place(side)
    _close_days(side)
    _bring_papers(side)
    _talk(side)
    _ask_for_changes(side)
    _evaluate(side)
    _write_letters(side)
    _write_cv(side)
    issue_record(side.student, by=side.by, now=now)
    _link_everybody(side)
    _invite(side)
    away = Period.of_weeks(_week(side, 7), 1)
    Away.objects.create(
        placement=side.placements[PlacementState.CONFIRMED], period=away.stored, because=side.word("host"),
        told_by=side.host, told_at=side.now,
    )  # fmt: skip
    add_blank_form({"site": side.site, "title": "Form of the site", "lines": "Badge number"}, by=side.by, now=side.now)
    _apply_again(side)
    agree(side)
    tell_of_school(side)
    accept_texts(side)
    return side


def _with_people(owner: str, canaries: Canaries, by: Actor, now: datetime) -> Side:
    def word(*kinds: str) -> str:
        return canaries.word(owner, *OFFICE, *(f"{kind}-{owner}" for kind in kinds))

    everybody = ("student", "registrar", "preceptor", "host")
    # Whoever signs up chooses their school from the list of all.
    school = make_school(name=f"School of {canaries.word(owner, *OFFICE, *PARTIES)}")
    site = make_site(street=word(*everybody))
    person = make_person(word(*everybody), email=f"{word(*everybody)}@people.example")
    student = make_student(person=person, school=school)
    registrar = make_registrar(
        school, full_name=word("registrar", "student"), email=f"{word('registrar', 'student')}@school.example"
    )
    preceptor = make_preceptor(
        site, email=f"{word('student', 'preceptor', 'host')}@host.example", licence_number=word("preceptor")
    )
    host = make_host_coordinator(
        site,
        full_name=word("host", "student", "preceptor"),
        email=f"{word('host', 'student', 'preceptor')}@host.example",
    )
    return Side(owner, canaries, by, now, student, registrar, site, preceptor, host)


def _week(side: Side, number: int) -> date:
    """Monday of the week that is so many weeks from now."""
    today = side.now.date()
    return today - timedelta(days=today.weekday()) + timedelta(weeks=number)


def _ask_the_school(side: Side) -> None:
    make_window(side.student, Period(_week(side, -30), _week(side, 40)))
    make_window(side.student, Period(_week(side, 50), _week(side, 54)), WindowState.STATED)
    confirmation = SchoolConfirmation.objects.create(
        student=side.student,
        registrar=side.registrar,
        asked_at=side.now,
        answered_at=side.now,
        is_enrolled=True,
        note=side.word("registrar", "student"),
    )
    open_one = SchoolConfirmation.objects.create(student=side.student, registrar=side.registrar, asked_at=side.now)
    for each in (confirmation, open_one):
        each.link = _link(side, side.registrar, "school-answer", each.pk)
        each.save(update_fields=["link"])


def _place(side: Side) -> None:
    offering = make_offering(site=side.site, preceptor=side.preceptor)
    opening = make_opening(Period(_week(side, -30), _week(side, 40)), seats=3, offering=offering)
    side.openings.append(opening)
    application = make_application(
        opening, student=side.student, note=side.word("student"), state=ApplicationState.PLACED, weeks_wanted=52
    )
    for state, week in _PLAN.items():
        period = Period.of_weeks(_week(side, week), 4)
        values: dict[str, object] = {"state": state, "period": period.stored}
        if state == PlacementState.CANCELLED:
            because = side.word("student", "host", "preceptor")
            values |= {"ended_at": side.now, "ended_by": EndedBy.STUDENT, "ended_because": because}
        if state not in (PlacementState.OFFERED, PlacementState.ACCEPTED, PlacementState.CANCELLED):
            values |= {"confirmed_at": side.now, "confirmed_by": side.host}
        placement = make_placement(opening, application, **values)
        side.placements[state] = placement
        Task.objects.create(
            placement=placement, position=1, title=side.word("student", "host", "preceptor"), who=Task.Who.STUDENT,
            due_on=_week(side, week),
        )  # fmt: skip
    _ask_for_papers(side, offering)
    active = side.placements[PlacementState.ACTIVE]
    make_day(active, _week(side, -3), kind=Day.Kind.ABSENT, hours=0, reason=side.word("student", "preceptor"))
    make_day(active, _week(side, -3) + timedelta(days=1))


def _ask_for_papers(side: Side, offering: Offering) -> None:
    """What site and offering ask for, which everybody reads, and a paper of each placement: waived, or missing."""
    make_requirement(side.site, "tb_test", not_older_than_days=90)
    make_requirement(offering, "cv")
    for state in (PlacementState.CONFIRMED, PlacementState.CLEARED):
        task = Task(placement=side.placements[state], position=2, title="Tuberculosis test", kind="tb_test")
        task.due_on = _week(side, 1)
        if state == PlacementState.CLEARED:
            task.waived_at, task.waived_by_id, task.waived_because = side.now, side.by.id, side.word("student")
        task.save()


def _close_days(side: Side) -> None:
    """A week in which nobody can come; only the office reads why."""
    week = Period.of_weeks(_week(side, 38), 1)
    close_days(side.openings[0], week, because=side.word(), by=side.by, now=side.now)


def _bring_papers(side: Side) -> None:
    """Papers in every state, whose facts, reasons and files only their student and the office may read."""
    person = side.student.person
    for state in ("uploaded", "in_review", "accepted", "refused", "expired"):
        word = side.word("student")
        because = {"refused_because": f"Send it again: {word}."} if state == "refused" else {}
        make_document(person, "identity", state, facts={"country": word}, content=pdf_bytes(word), **because)
    keep_upload(person, side.word("student").encode(), by=side.as_student(), now=side.now)


def _talk(side: Side) -> None:
    readers = {
        Post.Audience.EVERYONE: ("student", "host", "preceptor"),
        Post.Audience.STUDENT: ("student",),
        Post.Audience.HOST: ("host", "preceptor"),
        Post.Audience.OFFICE: (),
    }
    for placement in side.placements.values():
        for audience, kinds in readers.items():
            post_message(
                placement.thread, side.word(*kinds), name="The office", audience=audience, by=side.by, now=side.now
            )


def _ask_for_changes(side: Side) -> None:
    """Requests in every state: of each side's own placements."""
    later = Period.of_weeks(_week(side, 30), 4)
    wishes = {
        PlacementState.OFFERED: Wish(RequestKind.WITHDRAW),
        PlacementState.ACCEPTED: Wish(RequestKind.POSTPONE, later),
        PlacementState.CONFIRMED: Wish(RequestKind.POSTPONE, later),
        PlacementState.CLEARED: Wish(RequestKind.PROCESSING, look_again_on=_week(side, 1)),
    }
    asked = {
        state: placements.ask_office(
            side.placements[state], wish, note=side.word("student"), by=side.as_student(), now=side.now
        )
        for state, wish in wishes.items()
    }
    answer = side.word("student")
    placements.refuse_request(asked[PlacementState.CONFIRMED], answer=answer, by=side.by, now=side.now)
    placements.grant_request(asked[PlacementState.CLEARED], answer=answer, by=side.by, now=side.now)


def _evaluate(side: Side) -> None:
    for state in (PlacementState.ACTIVE, PlacementState.COMPLETED):
        made = create_evaluations(side.placements[state], by=side.by, now=side.now)
        for evaluation in made:
            _fill(side, evaluation, is_done=state == PlacementState.COMPLETED or evaluation.moment == "midpoint")


def _fill(side: Side, evaluation: Evaluation, *, is_done: bool) -> None:
    is_self = evaluation.author == Evaluation.Author.STUDENT
    author = side.as_student() if is_self else side.as_preceptor()
    readers = ("student", "preceptor") if is_done else ("student",) if is_self else ("preceptor",)
    if _goes_to_the_school(side, evaluation):
        readers = (*readers, "registrar")
    keep, change = (f"Say it so: {side.word(*readers)}." for _ in range(2))
    said = {"answers": answers_for(evaluation), "keep": keep, "change": change}
    if is_done:
        submit_evaluation(evaluation, **said, by=author, now=side.now)  # type: ignore[arg-type]
    else:
        save_draft(evaluation, **said, by=author, now=side.now)  # type: ignore[arg-type]


def _goes_to_the_school(side: Side, evaluation: Evaluation) -> bool:
    """The preceptor's final evaluation, where the student agreed (see `schools.py`)."""
    is_final = (evaluation.moment, evaluation.author) == ("final", "preceptor")
    return is_final and side.owner == "one" and evaluation.placement.state == PlacementState.COMPLETED


def _write_letters(side: Side) -> None:
    completed = side.placements[PlacementState.COMPLETED]
    Destination = LetterRequest.Destination
    _ask_for_letter(side, Destination.ERAS, is_waived=True)
    for destination, is_waived in ((Destination.SF_MATCH, True), (Destination.CARMS, False)):
        request = _ask_for_letter(side, destination, is_waived=is_waived)
        letters.agree_to_write(request, by=side.as_preceptor(), now=side.now)
        readers = ("preceptor",) if is_waived else ("preceptor", "student")
        body = f"I write about {completed.student.person.full_name}. {side.secret(*readers)}"
        letters.sign_letter(request, Draft(body), signed_as="A. Preceptor", by=side.as_preceptor(), now=side.now)
    drafted = _ask_for_letter(side, Destination.INSTITUTION, is_waived=False)
    letters.agree_to_write(drafted, by=side.as_preceptor(), now=side.now)
    letters.keep_draft(drafted, Draft(side.secret("preceptor")), by=side.as_preceptor(), now=side.now)


def _ask_for_letter(side: Side, destination: str, *, is_waived: bool) -> LetterRequest:
    wish = {
        "purpose": side.word("student", "preceptor"),
        "specialty": "Internal Medicine",
        "destination": destination,
        "deadline_on": _week(side, 12),
    }
    return letters.ask_for_letter(
        side.placements[PlacementState.COMPLETED], wish, is_waived=is_waived, signed_as="The student",
        by=side.as_student(), now=side.now,
    )  # fmt: skip


def _write_cv(side: Side) -> None:
    """An accepted CV, the one paper of a student that a host reads."""
    written = BytesIO()
    blank = pikepdf.new()
    blank.add_blank_page()
    blank.save(written)
    make_document(side.student.person, "cv", content=written.getvalue(), uploaded_at=side.now)


def _invite(side: Side) -> None:
    """A letter that the host signed, which the student shows to whom they like."""
    readers = ("student", "host", "preceptor")
    said = {"signed_as": side.word(*readers), "title": side.word(*readers), "telephone": "", "no_pay": True}
    by = Actor("link", str(side.host.pk), "host coordinator")
    sign_invitation(side.placements[PlacementState.CONFIRMED], side.host, said, by=by, now=side.now)


def _link(side: Side, contact: Contact, purpose: str, subject_id: uuid.UUID):  # type: ignore[no-untyped-def]
    return issue_link(
        contact, purpose=purpose, subject_id=subject_id, not_for=side.student.person, days=30, by=side.by, now=side.now
    )


def _link_everybody(side: Side) -> None:
    for placement in side.placements.values():
        _link(side, side.host, "placement", placement.pk)
        _link(side, side.preceptor, "placement", placement.pk)
    accepted = side.placements[PlacementState.ACCEPTED]
    accepted.host_link = _link(side, side.host, "host-answer", accepted.pk)
    accepted.host_asked_at = side.now
    accepted.save(update_fields=["host_link", "host_asked_at"])
    issue_link(
        side.host, purpose="host-desk", subject_id=side.site.pk, not_for=None, days=30, by=side.by, now=side.now
    )  # fmt: skip
    _link(side, side.preceptor, "sign-days", side.placements[PlacementState.ACTIVE].pk)
    for evaluation in Evaluation.objects.filter(placement__student=side.student, author="preceptor"):
        evaluation.link = _link(side, side.preceptor, "evaluate", evaluation.pk)
        evaluation.save(update_fields=["link"])


def _apply_again(side: Side) -> None:
    """A second application: one student is still writing theirs, the other's stands in a round."""
    state = ApplicationState.DRAFT if side.owner == "one" else ApplicationState.IN_ROUND
    offering = make_offering(site=side.site, preceptor=side.preceptor, participation=Offering.Participation.OBSERVATION)
    opening = make_opening(Period.of_weeks(_week(side, 24), 4), seats=2, offering=offering)
    side.openings.append(opening)
    make_application(opening, student=side.student, note=side.word("student"), state=state, weeks_wanted=4)
    Application.objects.filter(student=side.student, state=state).update(office_note=side.word("student"))
