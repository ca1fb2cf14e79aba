"""Every change on a host's own pages, and around the link that opens them."""

from openrotations.desk.hosts.actions.candidates import open_cv
from openrotations.desk.hosts.actions.days import Closed, close_days_at_site, settle_away
from openrotations.desk.hosts.actions.links import end_host_links, open_desk, renew_ending_links, send_host_link
from openrotations.desk.hosts.actions.months import ask_about_empty_months, ask_again, stop_asking
from openrotations.desk.hosts.actions.openings import change_seats

__all__ = [
    "Closed",
    "ask_about_empty_months",
    "ask_again",
    "change_seats",
    "close_days_at_site",
    "end_host_links",
    "open_cv",
    "open_desk",
    "renew_ending_links",
    "send_host_link",
    "settle_away",
    "stop_asking",
]
