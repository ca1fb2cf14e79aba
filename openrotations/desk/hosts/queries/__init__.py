"""What a host's own pages show: who comes, what is asked, what is open, and what closing days would mean."""

from openrotations.desk.hosts.queries.days import (
    away_of,
    closing_of,
    known_to_host,
    not_asked_about,
    office_needs,
)
from openrotations.desk.hosts.queries.links import links_running_out, working_links
from openrotations.desk.hosts.queries.months import is_silent, months_to_ask, sites_with_openings, whom_to_ask
from openrotations.desk.hosts.queries.openings import closures_ahead, copy_of
from openrotations.desk.hosts.queries.site import conversation_path, guests_in, placements_in, site_page

__all__ = [
    "away_of",
    "closing_of",
    "closures_ahead",
    "conversation_path",
    "copy_of",
    "guests_in",
    "is_silent",
    "known_to_host",
    "links_running_out",
    "months_to_ask",
    "not_asked_about",
    "office_needs",
    "placements_in",
    "site_page",
    "sites_with_openings",
    "whom_to_ask",
    "working_links",
]
