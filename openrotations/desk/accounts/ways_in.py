"""The two ways in with an account: a registrar's to the school's students, a coordinator's to the site."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from openrotations.common.refusals import Words
from openrotations.desk.accounts.access import Holder
from openrotations.desk.hosts.actions import open_desk
from openrotations.hosts.models import HostCoordinator
from openrotations.people.models import SignedLink
from openrotations.schools.actions import page_link
from openrotations.schools.models import Registrar


@dataclass(frozen=True)
class WayIn:
    """How holders of one kind get in, and what the page says.

    `part` is what the audit trail calls them; `opens` gives the link to their own pages, `leads_to` names the first
    of these; `nobody` and `question` are for an account that belongs to none.
    """

    part: str
    opens: Callable[..., SignedLink]
    leads_to: str
    icon: str
    title: Words
    lead: Words
    button: Words
    nobody: Words
    question: Words


WAYS: dict[type[Holder], WayIn] = {
    Registrar: WayIn(
        part="registrar",
        opens=page_link,
        leads_to="desk:school_students",
        icon="school",
        title=_("Our students"),
        lead=_("Where they are, what waits for your answer, and what comes back for credit."),
        button=_("Open our students"),
        nobody=_("No school belongs to your account"),
        question=_("Do you answer for the students of a school?"),
    ),
    HostCoordinator: WayIn(
        part="host coordinator",
        opens=open_desk,
        leads_to="desk:host_site",
        icon="building-2",
        title=_("Our site"),
        lead=_("Who comes, what is open, and what waits for your answer."),
        button=_("Open our site"),
        nobody=_("No site belongs to your account"),
        question=_("Do you coordinate students at a hospital or practice?"),
    ),
}


def place_of(holder: Holder) -> str:
    """The name of the school or the site that a registrar or coordinator speaks for."""
    return holder.school.name if isinstance(holder, Registrar) else holder.site.name


def office_page_of(holder: Holder) -> str:
    """Where the office reads about that school or site."""
    if isinstance(holder, Registrar):
        return reverse("schools:school", args=[holder.school_id])
    return reverse("hosts:site", args=[holder.site_id])
