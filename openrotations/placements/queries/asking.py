"""Whose turn it is in requests about placements: of one placement, and for the office."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.common.turns import Need, Turn
from openrotations.placements.models import Placement, Request
from openrotations.placements.queries.requests import open_requests, to_look_at_again
from openrotations.placements.states import RequestState


def turns_about_requests(placement: Placement) -> list[Turn]:
    """The office decides on what the student asked. The others do not read here what it is."""
    asked = Request.objects.filter(placement=placement, state=RequestState.ASKED).first()
    if asked is None:
        return []
    url = reverse("placements:request", args=[asked.pk])
    sentence, told = _("Decide on the student's request."), _("The office decides on a request about this placement.")
    return [Turn("decide-request", "office", sentence, told, asked.asked_at.date(), None, url, _("See the request"))]


def needs_about_requests(today: date) -> list[Need]:
    """Requests to decide, and arrivals that should be certain by now."""
    found = [
        _need(asked, "decide-request", _("A student asks: %(kind)s."), asked.asked_at.date())
        for asked in open_requests()
    ]
    for asked in to_look_at_again(today):
        found.append(_need(asked, "look-again", _("Is the arrival certain now?"), asked.look_again_on or today))
    return found


def _need(asked: Request, code: str, sentence: str, since: date) -> Need:
    placement, words = asked.placement, {"kind": asked.get_kind_display()}
    about, url = str(placement.student.person), reverse("placements:request", args=[asked.pk])
    return Need(code, sentence % words, about, since, url)
