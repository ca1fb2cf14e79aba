"""People whom hosts have named lately. Nobody has checked their addresses, so no link goes to them yet."""

from datetime import datetime, timedelta

from openrotations.desk.demo.rows import Rows
from openrotations.hosts import actions

_NAMED_BEFORE = timedelta(days=6)


def add_newcomers(rows: Rows) -> None:
    """A second coordinator and another physician, at the site that stands first in the office's list."""
    rows.diary.act(rows.midnight - _NAMED_BEFORE, lambda now: _add(rows, now))


def _add(rows: Rows, now: datetime) -> None:
    plan = min(rows.world.catalogue.sites, key=lambda site: site.name)
    site, by = rows.sites[plan.key], rows.office_for(plan.key)
    coordinator = {"full_name": "Wendy Applecrate", "email": f"wendy.applecrate@{plan.domain}"}
    actions.add_coordinator(site, **coordinator, by=by, now=now)
    physician = {
        "full_name": "Abigail Paperboat",
        "email": f"abigail.paperboat@{plan.domain}",
        "title": "MD",
        "specialty": "Internal Medicine",
        "npi": "",  # not looked up yet
        "licence_state": plan.state,
        "licence_number": f"DEMO-{plan.state}-NEW",
    }
    actions.add_preceptor(physician, sites=[site], by=by, now=now)
