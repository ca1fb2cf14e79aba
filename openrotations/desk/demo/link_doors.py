"""Doors for those who have no account: registrars, hosts and preceptors open a signed link."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.applications.models import SchoolConfirmation
from openrotations.common.actors import PROGRAM
from openrotations.desk.demo.doors import Door, Found, Landing
from openrotations.evaluations.models import Evaluation
from openrotations.evaluations.states import EvaluationState
from openrotations.letters.models import LetterRequest
from openrotations.letters.states import LetterState
from openrotations.logbook.models import Day
from openrotations.logbook.states import DayState
from openrotations.notifications.models import Post
from openrotations.people.actions import issue_link
from openrotations.people.models import Contact, Person, SignedLink
from openrotations.people.tokens import token_for
from openrotations.placements.models import Placement, SchoolApproval
from openrotations.placements.queries.approvals import registrars_to_ask
from openrotations.placements.queries.hosts import coordinator_of
from openrotations.placements.states import PlacementState
from openrotations.schools.actions.pages import PAGE_PURPOSE

_LASTS = 14
_OPEN_FORMS = (EvaluationState.DUE, EvaluationState.OPENED, EvaluationState.DRAFTED)
_EVERYBODY = ("student__person", "offering__site", "offering__preceptor", "host_link", "confirmed_by")


def registrar(now: datetime) -> Found | None:
    """A registrar with a question that nobody has answered."""
    rows = SchoolConfirmation.objects.filter(answered_at=None, link__revoked_at=None, link__expires_at__gt=now)
    row = rows.select_related("registrar", "student__person").order_by("asked_at").first()
    if row is None:
        return None
    page, state = "applications:school_answer", _("not answered")
    return _by_link(row.registrar, "school-answer", row.pk, row.student.person, page, state)


def registrar_page(now: datetime) -> Found | None:
    """A registrar whose school approves each placement, with one that waits; else any with students placed."""
    rows = SchoolApproval.objects.select_related("placement__student").order_by("state", "-asked_at")
    for row in [*rows.filter(state="asked"), *rows.exclude(state="asked")]:
        for contact in registrars_to_ask(row.placement.student)[:1]:
            page, state = "desk:school_students", row.get_state_display()
            return _by_link(contact, PAGE_PURPOSE, contact.school_id, None, page, state)
    return None


def host_answer(now: datetime) -> Found | None:
    """A host coordinator who is asked to take a student; the newest question first, with all its days left."""
    rows = Placement.objects.filter(state=PlacementState.ACCEPTED).exclude(host_link=None)
    row = rows.select_related(*_EVERYBODY).order_by("-host_due_on", "pk").first()
    return _of_host(row, "host-answer", "placements:host_answer") if row else None


def host_page(now: datetime) -> Found | None:
    """A host coordinator with a student who comes soon or is there."""
    rows = Placement.objects.filter(state__in=[PlacementState.ACTIVE, PlacementState.CLEARED])
    posts = Post.objects.filter(thread=OuterRef("thread"), audience=Post.Audience.EVERYONE)
    row = (
        rows.exclude(confirmed_by=None)
        .filter(Exists(posts))
        .select_related(*_EVERYBODY)
        .order_by("state", "period", "pk")
        .first()
    )
    return _of_host(row, "placement", "desk:placement_by_link") if row else None


def sign_days(now: datetime) -> Found | None:
    """A preceptor with days to sign."""
    open_days = Day.objects.filter(placement=OuterRef("pk"), state=DayState.REPORTED)
    rows = Placement.objects.filter(Exists(open_days), state=PlacementState.ACTIVE)
    row = rows.select_related(*_EVERYBODY).order_by("period", "pk").first()
    return _of_preceptor(row, "sign-days", row.pk, "logbook:sign_days", _("days are waiting")) if row else None


def evaluate(now: datetime) -> Found | None:
    """A preceptor who is asked for an evaluation."""
    rows = Evaluation.objects.filter(author=Evaluation.Author.PRECEPTOR, state__in=_OPEN_FORMS).exclude(link=None)
    row = rows.select_related(*(f"placement__{name}" for name in _EVERYBODY)).order_by("due_on", "pk").first()
    return (
        _of_preceptor(row.placement, "evaluate", row.pk, "evaluations:evaluate", row.get_state_display())
        if row
        else None
    )


def answer_letter(now: datetime) -> Found | None:
    """A preceptor who is asked for a letter."""
    return _letter([LetterState.ASKED], "letters:answer")


def write_letter(now: datetime) -> Found | None:
    """A preceptor who has agreed and is writing."""
    return _letter([LetterState.DRAFTED, LetterState.AGREED], "letters:write")


def _letter(states: list[LetterState], page: str) -> Found | None:
    rows = LetterRequest.objects.filter(state__in=states)
    row = rows.select_related(*(f"placement__{name}" for name in _EVERYBODY)).order_by("-state", "-asked_at").first()
    return _of_preceptor(row.placement, "letter", row.pk, page, row.get_state_display()) if row else None


def _of_host(placement: Placement, purpose: str, page: str) -> Found | None:
    contact = coordinator_of(placement)
    person, state = placement.student.person, placement.get_state_display()
    return _by_link(contact, purpose, placement.pk, person, page, state) if contact else None


def _of_preceptor(placement: Placement, purpose: str, subject_id: UUID, page: str, state: object) -> Found:
    return _by_link(placement.offering.preceptor, purpose, subject_id, placement.student.person, page, state)


def _by_link(
    contact: Contact, purpose: str, subject_id: UUID, not_for: Person | None, page: str, state: object
) -> Found:
    def enter(now: datetime) -> Landing:
        link = _live_link(contact, purpose, subject_id, not_for, now)
        return Landing(reverse(page, args=[token_for(link.pk, link.salt)]))

    return Found(contact.full_name, str(state), "neutral", enter)


def _live_link(contact: Contact, purpose: str, subject_id: UUID, not_for: Person | None, now: datetime) -> SignedLink:
    """The link that was mailed, while it works; a fresh one afterwards, so that the door stays open."""
    sent = SignedLink.objects.filter(
        purpose=purpose, subject_id=subject_id, holder_id=contact.pk, revoked_at=None, expires_at__gt=now
    )
    return sent.order_by("-created_at").first() or issue_link(
        contact, purpose=purpose, subject_id=subject_id, not_for=not_for, days=_LASTS, by=PROGRAM, now=now
    )


REGISTRAR = (
    Door("registrar", _("Registrar"), _("Say whether a student is yours, and which weeks are free."), registrar),
    Door(
        "registrar-students",
        _("All your students"),
        _("Where they are, what you approve, and what comes back for credit."),
        registrar_page,
    ),
)
HOST = (
    Door("host-answer", _("Asked to confirm"), _("Take a student, or say no with a reason."), host_answer),
    Door("host-page", _("A student comes"), _("One page: who comes when, what is missing, and a thread."), host_page),
)
PRECEPTOR = (
    Door("sign-days", _("Sign days"), _("One tap on the telephone, or a question about a day."), sign_days),
    Door("evaluate", _("Evaluate"), _("Three minutes: a few ratings and two sentences."), evaluate),
    Door("answer-letter", _("Asked for a letter"), _("Agree, decline, or name a better writer."), answer_letter),
    Door("write-letter", _("Write the letter"), _("The page keeps drafts and makes the PDF."), write_letter),
)
