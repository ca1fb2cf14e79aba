"""Whose turn it is with a letter, and what the office looks after: its status only, never its text."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.common.clocks import day_at
from openrotations.common.turns import Need, Turn
from openrotations.letters import rules
from openrotations.letters.models import LetterRequest
from openrotations.letters.states import LetterState
from openrotations.placements.models import Placement
from openrotations.schools.models import Student

_PATIENCE = timedelta(days=7)
_ASKABLE_AFTER_END = timedelta(days=60)


def turns(placement: Placement, *, now: datetime) -> list[Turn]:
    """What the student and the preceptor have to do about letters of this placement."""
    today = day_at(placement.offering.site.time_zone, now)
    requests = list(placement.letter_requests.all())
    found = [turn for request in requests if (turn := _writers_turn(request))]
    return found + ([] if requests else _may_ask(placement, today))


def office_needs(now: datetime) -> list[Need]:
    """Requests that nobody answers, and letters that are late."""
    today = now.date()
    rows = LetterRequest.objects.filter(state__in=[*rules.OPEN, LetterState.SIGNED]).select_related(
        "placement__student__person"
    )
    return [need for request in rows if (need := _need(request, today))]


def _writers_turn(request: LetterRequest) -> Turn | None:
    asked = request.asked_at.date()
    answered = request.answered_at.date() if request.answered_at else asked
    signed = request.signed_at.date() if request.signed_at else answered
    sentences: dict[str, tuple[str, date]] = {
        LetterState.ASKED: (_("Say whether you will write a letter."), asked),
        LetterState.AGREED: (_("Write the letter of recommendation."), answered),
        # No later date: when somebody started to write says something of the letter.
        LetterState.DRAFTED: (_("Write the letter of recommendation."), answered),
        LetterState.SIGNED: (_("Upload the letter, then tell us."), signed),
    }
    if request.state not in sentences:
        return None
    sentence, since = sentences[request.state]
    return Turn("letter", "preceptor", sentence, since, request.deadline_on)


def _may_ask(placement: Placement, today: date) -> list[Turn]:
    dates = placement.dates
    early = any(rules.why_too_early(placement_state=placement.state, first_on=dates.first, today=today))
    if early or today > dates.last + _ASKABLE_AFTER_END or placement.student.goal == Student.Goal.HOME:
        return []
    sentence = _("You can ask your preceptor for a letter of recommendation.")
    url = reverse("letters:ask", args=[placement.pk])
    return [Turn("ask-letter", "student", sentence, dates.first + rules.WEEK_TWO, None, url, _("Ask for a letter"))]


def _need(request: LetterRequest, today: date) -> Need | None:
    asked = request.asked_at.date()
    url = reverse("desk:placement", args=[request.placement_id])
    about = str(request.placement.student)
    if request.deadline_on and request.deadline_on < today:
        sentence = _("A letter is late. Ask the writer what stands in the way.")
        return Need("letter-late", sentence, about, request.deadline_on, url)
    if request.state == LetterState.ASKED and today - asked > _PATIENCE:
        return Need("letter-unanswered", _("A request for a letter waits for an answer."), about, asked, url)
    return None
