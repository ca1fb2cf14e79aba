"""Asking a site about months in which nothing is open, and whom not to ask."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from openrotations.audit.actions import record
from openrotations.common.actors import PROGRAM, Actor
from openrotations.common.clocks import day_at
from openrotations.desk.hosts import queries
from openrotations.desk.hosts.actions.links import open_desk
from openrotations.desk.models import AskedMonth, Silence
from openrotations.hosts.models import HostCoordinator, Site
from openrotations.notifications.actions import Recipient, queue_message
from openrotations.notifications.rendering import link_path


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
            label=_("Add an opening"),
            link=open_desk(coordinator, by=by, now=now),
            about=site,
        )
    if coordinators:
        AskedMonth.objects.bulk_create(AskedMonth(site=site, month=month, asked_at=now) for month in months)
        record("ask_about_empty_months", site, by=by, now=now, months=months)
    return len(coordinators)
