"""What happens on a host's own pages, and around the link that opens them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from openrotations.audit.actions import record
from openrotations.catalogue.actions import close_days
from openrotations.catalogue.models import Opening
from openrotations.catalogue.signals import opening_enlarged
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.clocks import day_at
from openrotations.common.periods import Period
from openrotations.common.refusals import refuse_if
from openrotations.common.wording import isolated, written_period
from openrotations.desk.hosts import queries, rules
from openrotations.desk.hosts.access import Desk
from openrotations.desk.models import AskedMonth, Away, Silence
from openrotations.documents.models import Document
from openrotations.documents.queries import read_file
from openrotations.hosts.models import HostCoordinator, Preceptor, Site
from openrotations.notifications.actions import Recipient, post_message, queue_message
from openrotations.notifications.models import Post
from openrotations.office.queries import the_programme
from openrotations.people.actions import issue_link, revoke_link
from openrotations.people.models import SignedLink
from openrotations.placements.actions.mails import link_path
from openrotations.placements.actions.steps import lock_offerings
from openrotations.placements.models import Placement


@dataclass(frozen=True)
class Closed:
    """What came of closing days: how many stretches closed, and which placements the office has to settle first."""

    stretches: int
    placements: list[Placement]


@transaction.atomic
def open_desk(coordinator: HostCoordinator, *, by: Actor, now: datetime) -> SignedLink:
    """The coordinator's link to the site's own pages: the one that works, else a fresh one. Sends nothing.

    Refused while no address is confirmed.
    """
    HostCoordinator.locked(coordinator.pk)
    return queries.working_links(coordinator, now).first() or _fresh_link(coordinator, by=by, now=now)


@transaction.atomic
def send_host_link(coordinator: HostCoordinator, *, by: Actor, now: datetime) -> SignedLink:
    """Mail the coordinator a fresh link to the site's own pages; an older one stops working."""
    HostCoordinator.locked(coordinator.pk)
    link = _fresh_link(coordinator, by=by, now=now)
    queue_message(
        "desk/mail/our_site.txt",
        Recipient.of_contact(coordinator),
        context={"site": coordinator.site, "link": link},
        now=now,
        path=link_path("desk:host_site"),
        label=gettext_lazy("Open our site"),
        link=link,
        about=coordinator,
    )
    record("send_host_link", coordinator, by=by, now=now, link=str(link.pk))
    return link


@transaction.atomic
def end_host_links(coordinator: HostCoordinator, *, by: Actor, now: datetime) -> int:
    """Stop every link of the coordinator to the site's own pages; returns how many there were."""
    HostCoordinator.locked(coordinator.pk)
    links = list(queries.working_links(coordinator, now))
    for link in links:
        revoke_link(link, by=by, now=now)
    record("end_host_links", coordinator, by=by, now=now, links=len(links))
    return len(links)


def renew_ending_links(now: datetime, *, by: Actor = PROGRAM) -> int:
    """Mail a fresh link to whoever's ends within a month; returns how many were sent."""
    return sum(_renewed(link, by=by, now=now) for link in queries.links_running_out(now))


def _renewed(link: SignedLink, *, by: Actor, now: datetime) -> bool:
    """Whether the link was renewed; not when its holder is gone, or has another address that nobody confirmed."""
    rows = HostCoordinator.objects.select_related("site")
    coordinator = rows.filter(pk=link.holder_id, site=link.subject_id).first()
    if coordinator is None or not coordinator.is_reachable:
        return False
    send_host_link(coordinator, by=by, now=now)
    return True


def _fresh_link(coordinator: HostCoordinator, *, by: Actor, now: datetime) -> SignedLink:
    return issue_link(
        coordinator, purpose=rules.PURPOSE, subject_id=coordinator.site_id, not_for=None, days=rules.LASTS_DAYS,
        by=by, now=now,
    )  # fmt: skip


@transaction.atomic
def change_seats(opening: Opening, *, seats: int, by: Actor, now: datetime) -> None:
    """More or fewer seats of an opening; nobody who has one loses it. New ones go to whoever waits."""
    lock_offerings([opening.offering_id])
    opening = Opening.locked(opening.pk)
    taken = queries.highest_seat_taken(opening)
    is_closed = opening.closed_at is not None
    refuse_if(rules.why_not_change_seats(seats=seats, highest_taken=taken, is_closed=is_closed))
    before, opening.seats = opening.seats, seats
    if before == seats:
        return
    opening.save(update_fields=["seats"])
    record("change_seats", opening, by=by, now=now, before=before, after=seats)
    if seats > before:
        opening_enlarged.send(Opening, opening=opening, by=by, now=now)


@transaction.atomic
def close_days_at_site(
    desk: Desk, period: Period, *, preceptor: Preceptor | None, because: str, by: Actor, now: datetime
) -> Closed:
    """Close these days in every opening of the site, or of one preceptor, where nobody has a seat.

    Where somebody has, nothing is moved: the office is told by mail and in the placement's conversation, once.
    """
    lock_offerings({each.opening.offering_id for each in queries.closing_of(desk, period, preceptor, now)})
    closing = queries.closing_of(desk, period, preceptor, now)
    refuse_if(rules.why_not_close_for_all(openings=len(closing)))
    stretches = [(each.opening, days) for each in closing for days in each.stretches]
    for opening, days in stretches:
        close_days(opening, days, because=because, by=by, now=now)
    placements = [placement for each in closing for placement in each.placements]
    if not_asked := queries.not_asked_about(placements, period):
        _ask_office(desk, not_asked, period, because, by=by, now=now)
    return Closed(len(stretches), placements)


def _ask_office(
    desk: Desk, placements: Sequence[Placement], period: Period, because: str, *, by: Actor, now: datetime
) -> None:
    """Nobody is moved silently: the office reads of each placement on the days that the host cannot be there."""
    name, words = desk.coordinator.full_name, {"dates": written_period(period.first, period.last), "why": because}
    Away.objects.bulk_create(
        Away(placement=each, period=period.stored, because=because, told_by=desk.coordinator, told_at=now)
        for each in placements
    )
    for placement in queries.known_to_host(placements):
        body = _("We cannot be there on %(dates)s: %(why)s. Please settle this placement with us.") % words
        post_message(placement.thread, body, name=name, audience=Post.Audience.HOST, by=by, now=now)
    programme = the_programme()
    queue_message(
        "desk/mail/host_closes_days.txt",
        Recipient(programme.email, programme.name),
        context={
            "site": desk.site, "host": isolated(name), "period": period, "because": because, "placements": placements,
        },
        now=now,
        path=reverse("desk:needs"),
        label=gettext_lazy("Needs me today"),
        about=desk.site,
    )  # fmt: skip
    record(
        "ask_office_to_free_days", desk.site, by=by, now=now,
        placements=[str(each.pk) for each in placements], days=[period.first, period.last],
    )  # fmt: skip


@transaction.atomic
def settle_away(away: Away, *, by: Actor, now: datetime) -> None:
    """The office has settled with the host and the student what becomes of a placement on days away."""
    away = Away.locked(away.pk)
    if away.settled_at is None:
        away.settled_at = now
        away.save(update_fields=["settled_at"])
        record("settle_away", away, by=by, now=now, placement=str(away.placement_id))


@transaction.atomic
def open_cv(document: Document, *, by: Actor, now: datetime) -> bytes:
    """The clean copy of a CV; every opening is audited. Whoever calls this has asked `access` first."""
    assert document.copy is not None  # an accepted paper has one
    record("open_cv", document, by=by, now=now)
    return read_file(document.copy)


@transaction.atomic
def stop_asking(coordinator: HostCoordinator, *, by: Actor, now: datetime) -> None:
    """Ask this coordinator about empty months no more; doing so twice changes nothing."""
    HostCoordinator.locked(coordinator.pk)
    if not queries.is_silent(coordinator):
        Silence.objects.create(coordinator=coordinator, since_at=now)
        record("stop_asking_host", coordinator, by=by, now=now)


@transaction.atomic
def ask_again(coordinator: HostCoordinator, *, by: Actor, now: datetime) -> None:
    """Ask this coordinator about empty months again; doing so twice changes nothing."""
    HostCoordinator.locked(coordinator.pk)
    if Silence.objects.filter(coordinator=coordinator).delete()[0]:
        record("ask_host_again", coordinator, by=by, now=now)


def ask_about_empty_months(now: datetime, *, by: Actor = PROGRAM) -> int:
    """Write to sites that have no opening in a month three to five months ahead; returns how many mails were queued.

    Of each month a site is asked once, whoever of it is asked.
    """
    return sum(_ask_site(site, by=by, now=now) for site in queries.sites_with_openings())


@transaction.atomic
def _ask_site(site: Site, *, by: Actor, now: datetime) -> int:
    site = Site.locked(site.pk)
    months = queries.months_to_ask(site, day_at(site.time_zone, now))
    coordinators = queries.whom_to_ask(site) if months else []
    for coordinator in coordinators:
        queue_message(
            "desk/mail/empty_months.txt",
            Recipient.of_contact(coordinator),
            context={"site": site, "months": months},
            now=now,
            path=f"{link_path('desk:host_add_opening')}?from={months[0]}",
            label=gettext_lazy("Add an opening"),
            link=open_desk(coordinator, by=by, now=now),
            about=site,
        )
    if coordinators:
        AskedMonth.objects.bulk_create(AskedMonth(site=site, month=month, asked_at=now) for month in months)
        record("ask_about_empty_months", site, by=by, now=now, months=months)
    return len(coordinators)
