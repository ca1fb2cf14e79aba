"""What was sent about placements of the last months, rendered from the real templates, as rows that were sent."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from openrotations.common.wording import written_moment
from openrotations.desk.demo.fill_placements import earlier, moments
from openrotations.desk.demo.placements import Placement as Plan
from openrotations.desk.demo.rows import Rows
from openrotations.desk.demo.sent_links import sent_link
from openrotations.hosts.models import HostCoordinator, Preceptor
from openrotations.logbook import actions as logbook
from openrotations.notifications.actions import Recipient
from openrotations.notifications.models import Message
from openrotations.notifications.rendering import link_path, words_of
from openrotations.notifications.states import MessageState
from openrotations.people.models import SignedLink
from openrotations.placements.models import Placement
from openrotations.placements.states import PlacementState

REACHES_BACK = timedelta(days=90)
LINK_LASTS = 60
_DELAY = timedelta(seconds=40)


def fill_messages(rows: Rows) -> None:
    """Offers, confirmations and clearances, and the links to the placement's page that hosts still have."""
    links: list[SignedLink] = []
    messages: list[Message] = []
    since = rows.world.today - REACHES_BACK
    for plan in earlier(rows):
        if plan.ends_on >= since:
            messages += _about(rows, plan, rows.placements[plan.key], moments(plan), links)
    SignedLink.objects.bulk_create(links)
    Message.objects.bulk_create(messages)


def _about(
    rows: Rows, plan: Plan, placement: Placement, at: dict[str, datetime], links: list[SignedLink]
) -> list[Message]:
    person, label = rows.people[plan.student], _("See the placement")
    student, page = Recipient.of_person(person), reverse("desk:placement", args=[placement.pk])
    until = placement.held_until or at["offered"]
    offer = reverse("placements:offer", args=[placement.pk])
    sent = [
        _sent(
            "offer", student, placement, at["offered"], offer, _("Accept or decline"),
            until_here=written_moment(until, person.time_zone),
            until_there=written_moment(until, placement.offering.site.time_zone),
        )
    ]  # fmt: skip
    host = rows.hosts[rows.offering_sites[plan.offering]]
    if placement.host_link:
        to, path = Recipient.of_contact(host), link_path("placements:host_answer")
        sent.append(_sent("host_question", to, placement, at["accepted"], path, _("Answer"), link=placement.host_link))
    if "confirmed" in at:
        sent.append(_sent("confirmed", student, placement, at["confirmed"], page, label))
        for contact in (host, placement.offering.preceptor):
            links.append(_page_link(rows, plan, placement, contact, at["confirmed"]))
            to, path = Recipient.of_contact(contact), link_path("desk:placement_by_link")
            sent.append(_sent("student_comes", to, placement, at["confirmed"], path, label, link=links[-1]))
    if "cleared" in at:
        sent.append(_sent("cleared", student, placement, at["cleared"], page, label))
    return sent


def _page_link(
    rows: Rows, plan: Plan, placement: Placement, contact: HostCoordinator | Preceptor, at: datetime
) -> SignedLink:
    days = (plan.ends_on - at.date()).days + LINK_LASTS
    return sent_link(contact, "placement", placement.pk, rows.people[plan.student], sent_at=at, days=days)


def _sent(
    name: str,
    to: Recipient,
    placement: Placement,
    at: datetime,
    path: str,
    label: str,
    *,
    link: SignedLink | None = None,
    **more: str,
) -> Message:
    offering = placement.offering
    context: dict[str, Any] = {"to": to, "placement": placement, "offering": offering, "site": offering.site, **more}
    context["student"] = placement.student.person
    template = f"placements/mail/{name}.txt"
    words = words_of(template, context, language=to.language)
    return Message(
        created_at=at,
        template=template,
        to_email=to.email,
        to_name=to.name,
        to_person=to.person,
        language=to.language,
        subject=words.subject,
        text=words.text,
        action_url=path,
        action_label=label,
        link=link,
        subject_kind=placement._meta.label_lower,
        subject_id=placement.pk,
        state=MessageState.SENT,
        queued_at=at,
        sending_at=at + _DELAY,
        sent_at=at + _DELAY,
        attempts=1,
    )


def ask_for_signatures(rows: Rows) -> None:
    """Students of running rotations asked their preceptors yesterday to sign what is open."""
    asked_at = rows.midnight - timedelta(hours=4)
    waiting = {day.placement for day in rows.world.story.attendance if day.sign_off == "waiting"}
    for key in sorted(waiting):
        placement, by = rows.placements[key], rows.student_actor(rows.plans[key].student)
        if placement.state == PlacementState.ACTIVE:
            rows.diary.act(
                asked_at,
                lambda now, placement=placement, by=by: logbook.ask_for_signature(placement, by=by, now=now),  # type: ignore[misc]
            )


def settle_outbox(rows: Rows) -> None:
    """What real actions of earlier days put into the outbox was sent then; only yesterday's still waits."""
    old = Message.objects.filter(queued_at__lt=rows.midnight - timedelta(days=1))
    old.filter(state=MessageState.QUEUED).update(
        state=MessageState.SENDING, sending_at=F("queued_at") + _DELAY, attempts=1
    )
    old.filter(state=MessageState.SENDING).update(state=MessageState.SENT, sent_at=F("sending_at"))
