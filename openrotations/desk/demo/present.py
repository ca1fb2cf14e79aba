"""What is under way now goes through the real actions at its moment, so that its messages and links work."""

from datetime import UTC, datetime, time, timedelta
from functools import partial

from openrotations.common.actors import Actor
from openrotations.desk.demo.placements import Placement as Plan
from openrotations.desk.demo.rows import Rows, link_actor
from openrotations.notifications.actions import post_message
from openrotations.notifications.models import Post
from openrotations.placements import actions
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState

PUBLISHED_AT = time(13, 30)
COLLECTED_AT = time(15)


def run_newest_round(rows: Rows) -> None:
    """The round of a few days ago: opened, collected, computed and published as a coordinator does it."""
    plan, office = rows.world.rounds[-2], rows.office_for("newest round")
    assert plan.published_on is not None  # only the current round is not published
    published_at = datetime.combine(plan.published_on, PUBLISHED_AT, UTC)
    _open_round(rows, rows.newest_round, datetime.combine(plan.opened_on, PUBLISHED_AT, UTC))
    eve = published_at - timedelta(hours=20)
    steps = (
        (eve, actions.collect_applications),
        (eve + timedelta(minutes=10), actions.check_round),
        (eve + timedelta(minutes=20), actions.run_round),
        (published_at, actions.publish_round),
    )
    for at, step in steps:
        rows.diary.act(at, lambda now, step=step: step(rows.rounds[rows.newest_round], by=office, now=now))  # type: ignore[misc]


def answer_newest_offers(rows: Rows) -> None:
    """Those who have answered an offer of the newest round by now, and what was said about these placements."""
    texts = rows.world.story.messages
    for plan in rows.world.placements:
        if plan.round != rows.newest_round:
            continue
        by = rows.student_actor(plan.student)
        for event in plan.events[1:]:
            rows.diary.act(event.at, partial(_answer, rows, plan, event.name, by))
        for number, message in enumerate(each for each in texts if each.placement == plan.key):
            at = max(message.at, plan.events[0].at.replace(hour=14, minute=number))
            rows.diary.act(at, partial(_post, rows, plan, message.by_role, message.text))


def collect_current_round(rows: Rows) -> None:
    """The round that is open now, with its first applications in it."""
    plan = rows.world.rounds[-1]
    _open_round(rows, plan.key, datetime.combine(plan.opened_on, time(17), UTC))
    collected_at = datetime.combine((rows.midnight - timedelta(days=1)).date(), COLLECTED_AT, UTC)
    office = rows.office_for("current round")
    rows.diary.act(collected_at, lambda now: actions.collect_applications(rows.rounds[plan.key], by=office, now=now))


def _open_round(rows: Rows, key: str, at: datetime) -> None:
    plan = next(each for each in rows.world.rounds if each.key == key)

    def add(now: datetime) -> None:
        rows.rounds[key] = actions.add_round(
            plan.name, seed=rows.world.seed + plan.opened_on.toordinal(), by=rows.office_for(key), now=now
        )

    rows.diary.act(at, add)


def _given(rows: Rows, plan: Plan) -> Placement | None:
    """What the round really gave this student; the planner may have found something better than the world did."""
    return Placement.objects.filter(application=rows.applications[plan.student]).first()


def _answer(rows: Rows, plan: Plan, answer: str, by: Actor, now: datetime) -> None:
    placement = _given(rows, plan)
    if placement is None or placement.state != PlacementState.OFFERED:
        return
    if answer == "accepted":
        actions.accept_placement(placement, by=by, now=now)
    elif answer == "declined":
        actions.decline_placement(placement, because=plan.reason, by=by, now=now)


def _post(rows: Rows, plan: Plan, role: str, text: str, now: datetime) -> None:
    placement = _given(rows, plan)
    if placement is None:
        return
    if role == "host":
        host = placement.offering.site.coordinators.order_by("created_at", "pk")[0]
        by, name, audience = link_actor(host), host.full_name, Post.Audience.EVERYONE
    else:
        person = rows.people[plan.student] if role == "student" else rows.coordinator_for(plan.student)
        by, name, audience = Actor("person", str(person.pk), role), person.full_name, Post.Audience.STUDENT
    post_message(placement.thread, text, name=name, audience=audience, by=by, now=now)
