"""The link that opens a site's own pages: sent, renewed before it ends, taken back."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.desk.hosts import queries, rules
from openrotations.hosts.models import HostCoordinator
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.rendering import link_path
from openrotations.people.actions import issue_link, revoke_link
from openrotations.people.models import SignedLink


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
        label=_("Open our site"),
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
