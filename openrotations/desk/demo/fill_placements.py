"""Placements of earlier rounds, with their conversations, as rows. The newest round is run for real (`present.py`)."""

from datetime import datetime
from typing import Any

from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.periods import add_working_days
from openrotations.common.wording import written_period
from openrotations.desk.demo import placements as plan
from openrotations.desk.demo.rows import Rows, link_actor
from openrotations.desk.demo.sent_links import sent_link
from openrotations.notifications.models import Post, Thread
from openrotations.people.models import SignedLink
from openrotations.placements.models import Placement
from openrotations.placements.states import EndedBy, PlacementState

VERBS = {
    "offered": "take_seat",
    "accepted": "accept_placement",
    "confirmed": "confirm_placement",
    "cleared": "clear_placement",
    "started": "start_placement",
    "completed": "complete_placement",
    "declined": "decline_placement",
    "cancelled": "cancel_placement",
}
"""The audit trail's word for each step."""


def fill_placements(rows: Rows) -> None:
    """Every placement of an earlier round, as it stands on the morning of today."""
    links: list[SignedLink] = []
    seen: set[str] = set()
    for placement in earlier(rows):
        row = _placement(rows, placement)
        if placement.student in seen:
            row.round = None  # a round gives one seat: the second was taken while it was free
        seen.add(placement.student)
        rows.placements[placement.key] = row
        at = moments(placement)
        if "accepted" in at and "confirmed" in at:
            row.host_link = sent_link(
                rows.hosts[_site_key(rows, placement)], "host-answer", row.pk, rows.people[placement.student],
                sent_at=at["accepted"], used_at=at["confirmed"],
            )  # fmt: skip
            links.append(row.host_link)
        _note_steps(rows, placement, row)
    SignedLink.objects.bulk_create(links)
    Thread.objects.bulk_create(row.thread for row in rows.placements.values())
    Placement.objects.bulk_create(rows.placements.values())
    fill_posts(rows, rows.placements)


def earlier(rows: Rows) -> list[plan.Placement]:
    """The placements of every round but the newest, which is run for real."""
    return [placement for placement in rows.world.placements if placement.round != rows.newest_round]


def moments(placement: plan.Placement) -> dict[str, datetime]:
    """When each step of a placement was taken."""
    return {event.name: event.at for event in placement.events}


def _placement(rows: Rows, placement: plan.Placement) -> Placement:
    at, opening = moments(placement), rows.openings[placement.opening]
    return Placement(
        student=rows.students[placement.student],
        application=rows.applications[placement.student],
        offering=rows.offerings[placement.offering],
        opening=opening,
        round=rows.rounds[placement.round],
        thread=Thread(
            title=f"{opening.offering} · {written_period(placement.starts_on, placement.ends_on)}"[:200],
            created_at=at["offered"],
        ),
        period=opening.period,
        seat=placement.seat,
        state=PlacementState(placement.state),
        state_since_at=placement.events[-1].at,
        price=placement.price_usd,
        offered_at=at["offered"],
        held_until=at["offered"] + rows.hold,
        created_at=at["offered"],
        arrived_at=at.get("started"),
        completed_at=at.get("completed"),
        **_host_answer(rows, placement, at),
        **_ending(placement, at),
    )


def _host_answer(rows: Rows, placement: plan.Placement, at: dict[str, datetime]) -> dict[str, Any]:
    if "accepted" not in at:
        return {}
    asked_on = at["accepted"].date()
    return {
        "accepted_at": at["accepted"],
        "host_asked_at": at["accepted"],
        "host_due_on": add_working_days(asked_on, rows.programme.host_answer_days),
        "host_release_on": add_working_days(asked_on, rows.programme.host_release_days),
        "confirmed_at": at.get("confirmed"),
        "confirmed_by": rows.hosts[_site_key(rows, placement)] if "confirmed" in at else None,
    }


def _ending(placement: plan.Placement, at: dict[str, datetime]) -> dict[str, Any]:
    ended_at = at.get("declined") or at.get("cancelled")
    if ended_at is None:
        return {}
    by = placement.cancelled_by or EndedBy.STUDENT
    return {"ended_at": ended_at, "ended_by": EndedBy(by), "ended_because": placement.reason}


def _note_steps(rows: Rows, placement: plan.Placement, row: Placement) -> None:
    old = ""
    for event in placement.events:
        new = {"started": "active"}.get(event.name, event.name)
        by = _actor(rows, placement, event.by_role)
        rows.diary.note(event.at, VERBS[event.name], row, by, old=old, new=new)
        old = new


def _actor(rows: Rows, placement: plan.Placement, role: str) -> Actor:
    if role == "student":
        return rows.student_actor(placement.student)
    if role == "host":
        return link_actor(rows.hosts[_site_key(rows, placement)])
    return PROGRAM if role == "preceptor" else rows.office_for(placement.student)


def _site_key(rows: Rows, placement: plan.Placement) -> str:
    return rows.offering_sites[placement.offering]


def fill_posts(rows: Rows, of: dict[str, Placement]) -> None:
    """What was said about these placements. What no host took part in, the host does not see."""
    with_host = {message.placement for message in rows.world.story.messages if message.by_role == "host"}
    posts = []
    for message in rows.world.story.messages:
        row = of.get(message.placement)
        if row is None:
            continue
        audience = Post.Audience.EVERYONE if message.placement in with_host else Post.Audience.STUDENT
        at = max(message.at, row.thread.created_at)
        posts.append(Post(thread=row.thread, audience=audience, body=message.text, posted_at=at, created_at=at))
        _sign(rows, posts[-1], message.placement, message.by_role)
    Post.objects.bulk_create(posts)


def _sign(rows: Rows, post: Post, key: str, role: str) -> None:
    placement = rows.plans[key]
    if role == "host":
        host = rows.hosts[_site_key(rows, placement)]
        by, name, role = link_actor(host), host.full_name, "host coordinator"
    else:
        person = rows.people[placement.student] if role == "student" else rows.coordinator_for(placement.student)
        by, name = Actor("person", str(person.pk), role), person.full_name
    post.author_kind, post.author_id, post.author_role, post.author_name = by.kind, by.id, role, name
    rows.diary.note(post.posted_at, "post_message", post, by, thread=str(post.thread_id), audience=str(post.audience))
