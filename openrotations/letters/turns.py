"""Whose turn it is with a letter, and what the office looks after: its status only, never its text."""

from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.common.clocks import day_at
from openrotations.common.turns import Need, Turn
from openrotations.common.wording import isolated
from openrotations.letters import rules
from openrotations.letters.models import LetterRequest
from openrotations.letters.states import LetterState
from openrotations.placements.models import Placement
from openrotations.placements.queries import names_of
from openrotations.schools.models import Student

_PATIENCE = timedelta(days=7)
_ASKABLE_AFTER_END = timedelta(days=60)


def turns(placement: Placement, *, now: datetime) -> list[Turn]:
    """What the student and the preceptor have to do about letters of this placement."""
    today = day_at(placement.offering.site.time_zone, now)
    requests = list(placement.letter_requests.select_related("asked_of"))
    found = [turn for request in requests if (turn := _writers_turn(request, placement))]
    return found + ([] if requests else _may_ask(placement, today))


def office_needs(now: datetime) -> list[Need]:
    """Requests that nobody answers, and letters that are late."""
    today = now.date()
    rows = LetterRequest.objects.filter(state__in=[*rules.OPEN, LetterState.SIGNED]).select_related(
        "placement__student__person"
    )
    return [need for request in rows if (need := _need(request, today))]


def _writers_turn(request: LetterRequest, placement: Placement) -> Turn | None:
    asked = request.asked_at.date()
    answered = request.answered_at.date() if request.answered_at else asked
    signed = request.signed_at.date() if request.signed_at else answered
    write, told = _("Write the letter of recommendation."), _("%(preceptor)s writes the letter of recommendation.")
    answer, hand_over = _("Say whether you will write a letter."), _("Upload the letter, then tell us.")
    sentences: dict[str, tuple[str, str, date]] = {
        LetterState.ASKED: (answer, _("%(preceptor)s says whether there will be a letter."), asked),
        LetterState.AGREED: (write, told, answered),
        # No later date: when somebody started to write says something of the letter.
        LetterState.DRAFTED: (write, told, answered),
        LetterState.SIGNED: (hand_over, _("%(preceptor)s uploads the letter, then tells the office."), signed),
    }
    if request.state not in sentences:
        return None
    sentence, told, since = sentences[request.state]
    names = {**names_of(placement), "preceptor": isolated(request.writer)}
    return Turn("letter", "preceptor", sentence, told % names, since, request.deadline_on)


def _may_ask(placement: Placement, today: date) -> list[Turn]:
    dates = placement.dates
    early = any(rules.why_too_early(placement_state=placement.state, first_on=dates.first, today=today))
    if early or today > dates.last + _ASKABLE_AFTER_END or placement.student.goal == Student.Goal.HOME:
        return []
    sentence = _("You can ask your preceptor for a letter of recommendation.")
    told = _("%(student)s can ask %(preceptor)s for a letter of recommendation.") % names_of(placement)
    url, since = reverse("letters:ask", args=[placement.pk]), dates.first + rules.WEEK_TWO
    return [Turn("ask-letter", "student", sentence, told, since, None, url, _("Ask for a letter"))]


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
