"""Whose turn it is in a placement, what came and what comes, and what waits for the office."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from openrotations.common.bands import Milestone
from openrotations.common.clocks import day_at
from openrotations.common.refusals import Words
from openrotations.common.turns import Need, Turn
from openrotations.common.wording import isolated
from openrotations.placements.models import Placement, Round
from openrotations.placements.queries.approvals import needs_about_approvals, turns_about_approval, turns_about_release
from openrotations.placements.queries.asking import needs_about_requests, turns_about_requests
from openrotations.placements.queries.lapses import needs_about_supervisors
from openrotations.placements.queries.offers import is_one_of_several_held
from openrotations.placements.queries.rounds import applications_to_collect
from openrotations.placements.states import ENDED_EARLY, PlacementState, RoundState


def names_of(placement: Placement) -> dict[str, str]:
    """Who takes part in it and where, for sentences about them: student, preceptor, site."""
    names = {"student": placement.student.person, "preceptor": placement.supervisor, "site": placement.offering.site}
    return {who: isolated(row) for who, row in names.items()}


def turns(placement: Placement, *, now: datetime) -> list[Turn]:
    """Who has to do something until the host has confirmed, and whether the office has a request to decide."""
    return [*turns_about_requests(placement), *_about_school(placement, now.date()), *_until_confirmed(placement)]


def _about_school(placement: Placement, today: date) -> list[Turn]:
    return [*turns_about_approval(placement), *turns_about_release(placement, today)]


def _until_confirmed(placement: Placement) -> list[Turn]:
    if placement.state == PlacementState.OFFERED:
        return [_student_answers(placement)]
    if placement.state != PlacementState.ACCEPTED:
        return []
    if placement.host_asked_at is None:
        return [_office_asks(placement)]
    found = [_host_answers(placement, placement.host_asked_at.date())]
    if placement.office_warned_at:
        found.append(_office_calls(placement, placement.office_warned_at.date()))
    return found


def office_needs(now: datetime) -> list[Need]:
    """Hosts who are silent or cannot be asked, requests of students, rounds on their way, and who waits for one."""
    rows = Placement.objects.filter(state=PlacementState.ACCEPTED).select_related("student__person", "offering__site")
    needs = [need for row in rows if (need := _need_of(row))]
    needs += [*needs_about_requests(now.date()), *needs_about_supervisors(now.date())]
    needs += needs_about_approvals(now)
    needs += [_round_need(row) for row in Round.objects.filter(state__in=_ROUND_WORDS)]
    waiting = list(applications_to_collect()[:200])
    if waiting and not Round.objects.filter(state=RoundState.COLLECTING).exists():
        sentence = ngettext(
            "%(n)d student waits for a round.", "%(n)d students wait for a round.", len(waiting)
        ) % {"n": len(waiting)}  # fmt: skip
        since = (waiting[0].decided_at or waiting[0].submitted_at or waiting[0].created_at).date()
        needs.append(Need("open-round", sentence, _("Rounds"), since, reverse("placements:rounds")))
    return needs


def milestones(placement: Placement, today: date) -> list[Milestone]:
    """The days that matter, in order: cleared, day one, mid-point, last day."""
    dates, ended = placement.dates, placement.state in ENDED_EARLY
    if ended:
        return []
    begun = placement.state in (PlacementState.ACTIVE, PlacementState.COMPLETED)
    middle = date.fromordinal((dates.first.toordinal() + dates.last.toordinal()) // 2)
    known = [
        (_("Day one"), dates.first, begun),
        (_("Mid-point"), middle, begun and today >= middle),
        (_("Last day"), dates.last, placement.state == PlacementState.COMPLETED),
    ]
    found, next_found = [], False
    for label, on, is_done in known:
        state = "done" if is_done else "missed" if on < today else "later" if next_found else "next"
        next_found = next_found or state == "next"
        found.append(Milestone(label, on, state))
    return found


def events(placement: Placement) -> list[dict[str, Any]]:
    """What has happened, oldest first, for a timeline: label, moment, state."""
    lost = placement.get_state_display()
    known = [
        (_("Offered to the student"), placement.offered_at, "done"),
        (_("Accepted by the student"), placement.accepted_at, "done"),
        (_("Host asked"), placement.host_asked_at, "done"),
        (_("Host silent: the office was told"), placement.office_warned_at, "done"),
        (_("Host silent: the student was told"), placement.student_warned_at, "done"),
        (_("Confirmed by the host"), placement.confirmed_at, "done"),
        (_("Arrived"), placement.arrived_at, "done"),
        (_("Completed"), placement.completed_at, "done"),
        (lost[:1].upper() + lost[1:], placement.ended_at, "lost"),
    ]
    happened = sorted(((at, label, state) for label, at, state in known if at), key=lambda each: each[0])
    return [{"label": label, "at": at, "state": state} for at, label, state in happened]


_ROUND_WORDS: dict[RoundState, Words] = {
    RoundState.COLLECTING: gettext_lazy("A round takes applications. Check it when all are in."),
    RoundState.CHECKED: gettext_lazy("A round is checked. Compute it."),
    RoundState.REVIEWED: gettext_lazy("A round is computed. Read the result, then publish the offers."),
}


def _round_need(round: Round) -> Need:
    url = reverse("placements:round", args=[round.pk])
    return Need(f"round-{round.state}", _ROUND_WORDS[RoundState(round.state)], round.name, round.created_at.date(), url)


def _need_of(placement: Placement) -> Need | None:
    url, about = reverse("placements:ask_host", args=[placement.pk]), str(placement.student.person)
    words = {"site": placement.offering.site.name}
    if placement.host_asked_at is None:
        accepted = placement.accepted_at or placement.state_since_at
        return Need("ask-host", _("Nobody at %(site)s is asked yet. Ask them.") % words, about, accepted.date(), url)
    if placement.office_warned_at:
        since, until = placement.office_warned_at.date(), placement.host_release_on
        return Need("call-host", _("%(site)s does not answer. Call them.") % words, about, since, url, until)
    return None


def _student_answers(placement: Placement) -> Turn:
    offered, held = placement.offered_at or placement.state_since_at, placement.held_until
    until = day_at(placement.offering.site.time_zone, held) if held else None
    url = reverse("placements:offer", args=[placement.pk])
    sentence = _("Accept or decline this offer.")
    told = _("%(student)s accepts or declines this offer.") % names_of(placement)
    if placement.round_id and Round.objects.filter(pk=placement.round_id, kind=Round.Kind.COHORT).exists():
        url, sentence = reverse("placements:plan", args=[placement.round_id]), _("Accept your plan, or a part of it.")
    elif is_one_of_several_held(placement):
        url, sentence = reverse("placements:plan_now"), _("Accept your plan, or a part of it.")
    return Turn("answer-offer", "student", sentence, told, offered.date(), until, url, _("Answer"))


def _host_answers(placement: Placement, asked_on: date) -> Turn:
    sentence = _("Confirm this placement, or say that you cannot.")
    told = _("%(site)s confirms this placement, or says that it cannot.") % names_of(placement)
    return Turn("host-answer", "host", sentence, told, asked_on, placement.host_due_on)


def _office_calls(placement: Placement, warned_on: date) -> Turn:
    sentence, url = _("The host is silent. Call them."), reverse("placements:ask_host", args=[placement.pk])
    told = _("The office calls %(site)s, which has not answered yet.") % names_of(placement)
    until, label = placement.host_release_on, _("See whom to call")
    return Turn("call-host", "office", sentence, told, warned_on, until, url, label)


def _office_asks(placement: Placement) -> Turn:
    accepted = placement.accepted_at or placement.state_since_at
    url = reverse("placements:ask_host", args=[placement.pk])
    sentence = _("Find out whom to ask at the site, then ask.")
    told = _("The office finds out whom to ask at %(site)s, then asks.") % names_of(placement)
    return Turn("ask-host", "office", sentence, told, accepted.date(), None, url, _("Ask the host"))
