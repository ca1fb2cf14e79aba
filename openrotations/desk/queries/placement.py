"""The page per placement: one page, seen from each side."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from openrotations.applications.queries import windows_of
from openrotations.common.bands import Milestone, Span
from openrotations.common.clocks import day_at
from openrotations.common.turns import Turn
from openrotations.common.wording import written_money
from openrotations.evaluations import turns as evaluations
from openrotations.letters import turns as letters
from openrotations.logbook import turns as logbook
from openrotations.logbook.queries import Hours, hours_of
from openrotations.notifications.models import Post
from openrotations.onboarding import queries as onboarding
from openrotations.placements import queries as placements
from openrotations.placements.models import Placement
from openrotations.placements.queries.host_reasons import OpeningTold, told_to_host
from openrotations.placements.states import ENDED_EARLY, PLACEMENT_MOVES, PlacementState

_NOT_YET_FIRM = {PlacementState.PROPOSED, PlacementState.OFFERED, PlacementState.ACCEPTED}
_ASKED = (placements, onboarding, logbook, evaluations, letters)
TAG_KINDS = {
    "proposed": "soon",
    "offered": "turn",
    "accepted": "soon",
    "confirmed": "soon",
    "cleared": "done",
    "active": "done",
    "completed": "done",
}


@dataclass(frozen=True)
class PlacementPage:
    """Everything the page shows to one side. `mine` are the turns of the side that looks."""

    placement: Placement
    side: str
    today: date
    sentence: str
    mine: list[Turn]
    theirs: list[Turn]
    windows: list[Span]
    spans: list[Span]
    milestones: list[Milestone]
    posts: list[dict[str, Any]]
    facts: list[dict[str, Any]]
    hours: Hours | None
    events: list[dict[str, Any]]
    uncertain_until: date | None
    can_ask: bool
    openings_told: list[OpeningTold]

    @property
    def tag_kind(self) -> str:
        """How the state's tag looks."""
        return "lost" if self.placement.state in ENDED_EARLY else TAG_KINDS[self.placement.state]

    @property
    def can_cancel(self) -> bool:
        """Whether the office may still cancel."""
        return PLACEMENT_MOVES.allows(self.placement.state, PlacementState.CANCELLED)


def turns_of(placement: Placement, *, now: datetime) -> list[Turn]:
    """Whose turn it is in this placement, from every package that has a part in it."""
    return [turn for package in _ASKED for turn in package.turns(placement, now=now)]


def placement_page(placement: Placement, side: str, *, viewer_id: str, now: datetime) -> PlacementPage:
    """The page of this placement for one side (student, host, preceptor, office).

    Turns come from every package that has a part in a placement; each side sees whose turn it is.
    """
    today = day_at(placement.offering.site.time_zone, now)
    turns = turns_of(placement, now=now)
    mine = [turn for turn in turns if turn.who == side]
    kind = "lost" if placement.state in ENDED_EARLY else "soon" if placement.state in _NOT_YET_FIRM else ""
    dates = placement.dates
    return PlacementPage(
        placement=placement,
        side=side,
        today=today,
        sentence=_sentence(placement, side),
        mine=mine,
        theirs=[turn for turn in turns if turn.who != side],
        windows=[
            Span(_("School's window"), window.dates.first, window.dates.last, "approved")
            for window in windows_of(placement.student)
            if window.state == "approved"
        ],
        spans=[Span(placement.offering.title, dates.first, dates.last, kind or "firm")],
        milestones=placements.milestones(placement, today),
        posts=_posts(placement, side, viewer_id),
        facts=_facts(placement, side),
        hours=hours_of(placement, today) if placement.arrived_at else None,
        events=placements.events(placement),
        uncertain_until=placements.uncertain_until(placement),
        can_ask=placements.can_ask(placement),
        # Only the host hears of its own empty seats: not the student, and not the preceptor.
        openings_told=told_to_host(placement) if side == "host" else [],
    )


def _posts(placement: Placement, side: str, viewer_id: str) -> list[dict[str, Any]]:
    viewer = "host" if side == "preceptor" else side
    return [
        {
            "author": post.author_name,
            "role": post.author_role,
            "at": post.posted_at,
            "body": post.body,
            "mine": post.author_id == viewer_id,
            "seen_by": "" if post.audience == Post.Audience.EVERYONE else post.get_audience_display(),
        }
        for post in placements.thread_posts(placement, viewer)
    ]


def _sentence(placement: Placement, side: str) -> str:
    """The state in one sentence, in the second person for the side that reads."""
    told = _told_student if side == "student" else _told_others
    return str(told()[placement.state]) % placements.names_of(placement)


def _told_student() -> dict[str, str]:
    return {
        PlacementState.PROPOSED: _("The office is preparing an offer for you."),
        PlacementState.OFFERED: _("This place is held for you until you answer."),
        PlacementState.ACCEPTED: _("You accepted. %(site)s has to confirm now."),
        PlacementState.CONFIRMED: _("%(site)s confirmed. Finish your tasks before day one."),
        PlacementState.CLEARED: _("You are cleared for day one at %(site)s."),
        PlacementState.ACTIVE: _("Your rotation at %(site)s is running."),
        PlacementState.COMPLETED: _("You completed this rotation. It stands in your record."),
        PlacementState.DECLINED: _("You declined this place."),
        PlacementState.EXPIRED: _("The offer ran out before you answered. The place is free again."),
        PlacementState.RELEASED: _("%(site)s did not answer in time, so the place was released."),
        PlacementState.CANCELLED: _("This placement was cancelled."),
        PlacementState.REPLACED: _("Another placement took the place of this one."),
    }


def _told_others() -> dict[str, str]:
    return {
        PlacementState.PROPOSED: _("An offer to %(student)s is being prepared."),
        PlacementState.OFFERED: _("The place is held for %(student)s, who has to answer."),
        PlacementState.ACCEPTED: _("%(student)s accepted. %(site)s has to confirm now."),
        PlacementState.CONFIRMED: _("%(site)s confirmed. Tasks before day one are being done."),
        PlacementState.CLEARED: _("%(student)s is cleared for day one."),
        PlacementState.ACTIVE: _("%(student)s is at %(site)s now."),
        PlacementState.COMPLETED: _("%(student)s completed this rotation."),
        PlacementState.DECLINED: _("%(student)s declined this place."),
        PlacementState.EXPIRED: _("The offer ran out before %(student)s answered."),
        PlacementState.RELEASED: _("The host did not answer in time. The seat is free again."),
        PlacementState.CANCELLED: _("This placement was cancelled."),
        PlacementState.REPLACED: _("Another placement took the place of this one."),
    }


def _facts(placement: Placement, side: str) -> list[dict[str, Any]]:
    """What stays true. Everyone in the placement sees it, unless `seen_by` says otherwise; hosts see no price."""
    offering, site, student = placement.offering, placement.offering.site, placement.student
    address = ", ".join(part for part in (site.street, site.city, f"{site.state} {site.postcode}".strip()) if part)
    facts = [
        {"term": _("Student"), "value": student.person.full_name, "note": student.school.name},
        {"term": _("Status"), "value": capfirst(student.get_status_display())},
        {"term": _("Experience"), "value": capfirst(offering.get_experience_type_display())},
        {"term": _("Hands-on or observation"), "value": capfirst(offering.get_participation_display())},
        {
            "term": _("Preceptor"),
            "value": offering.preceptor.full_name,
            "note": offering.specialty,
        },
        {"term": _("Site"), "value": site.name, "note": capfirst(site.get_kind_display())},
        {"term": _("Address"), "value": address},
        {"term": _("Clock at the site"), "value": site.time_zone.replace("_", " ")},
    ]
    if placement.supervised_by and placement.supervised_by != offering.preceptor:
        named = _("named by the site")
        facts.append({"term": _("Supervised by"), "value": placement.supervised_by.full_name, "note": named})
    if placement.day_one_contact:
        facts.append({"term": _("Ask for on day one"), "value": placement.day_one_contact})
    if side in {"student", "office"}:
        seen_by = _("you and the office") if side == "student" else _("the student and the office")
        price = written_money(placement.price, "USD")
        facts.append({"term": _("Price in all"), "value": price, "seen_by": seen_by})
    if side == "office":
        only = _("the office only")
        facts.append({"term": _("E-mail of the student"), "value": student.person.email, "seen_by": only})
        facts.append({"term": _("E-mail of the preceptor"), "value": placement.supervisor.email, "seen_by": only})
        facts.append({"term": _("Seat"), "value": str(placement.seat), "seen_by": only})
    return facts
