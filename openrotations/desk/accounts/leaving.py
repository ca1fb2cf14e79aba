"""Who leaves a school or a site: whom it is, what waits for their answer, and who could answer instead."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from openrotations.applications.models import SchoolConfirmation
from openrotations.applications.queries.lists import questions_left_behind
from openrotations.desk.accounts.access import Holder, holder_for_office
from openrotations.desk.registrars.silence import open_questions_of
from openrotations.hosts.access import any_preceptor
from openrotations.hosts.models import HostCoordinator, Preceptor, Signatory
from openrotations.placements.models import Placement
from openrotations.placements.queries.hosts import waiting_for, waiting_to_be_asked
from openrotations.schools.models import Registrar
from openrotations.schools.queries import reachable_registrars

type Leaver = Holder | Preceptor
# What stands before "leaves" and "returns" in the names of their addresses.
_NAMES: dict[type[Leaver], str] = {Registrar: "registrar", HostCoordinator: "coordinator", Preceptor: "preceptor"}


def leaver_for_office(*, preceptor_id: UUID | None = None, **whose: UUID) -> Leaver:
    """The registrar, coordinator or preceptor who is named, for staff. 404 when there is none."""
    return any_preceptor(preceptor_id) if preceptor_id else holder_for_office(**whose)


def colleague_for_office(**whose: UUID) -> Registrar:
    """A registrar who still works at their school, for staff. 404 for anybody else."""
    found = holder_for_office(**whose)
    if not isinstance(found, Registrar) or found.has_left:
        raise Http404
    return found


def office_page_of(contact: Leaver) -> str:
    """Where the office reads about their school or site, or about the preceptor."""
    if isinstance(contact, Registrar):
        return reverse("schools:school", args=[contact.school_id])
    if isinstance(contact, HostCoordinator):
        return reverse("hosts:site", args=[contact.site_id])
    return reverse("hosts:preceptor", args=[contact.pk])


def address_of(contact: Leaver, verb: str) -> str:
    """The address where the office says that they leave, or that one "returns"."""
    return reverse(f"desk:{_NAMES[type(contact)]}_{verb}", args=[contact.pk])


def place_left(contact: Leaver) -> str:
    """The school or the site in words; all their sites for a preceptor."""
    if isinstance(contact, Registrar):
        return contact.school.name
    if isinstance(contact, HostCoordinator):
        return contact.site.name
    return ", ".join(site.name for site in contact.sites.all())


def questions_waiting(contact: Leaver) -> QuerySet[SchoolConfirmation]:
    """What a registrar was asked and has not answered; once they left, what nobody else at the school was asked yet."""
    if not isinstance(contact, Registrar):
        return SchoolConfirmation.objects.none()
    return questions_left_behind(contact.school) if contact.has_left else open_questions_of(contact)


def placements_waiting(contact: Leaver) -> QuerySet[Placement]:
    """What a site's coordinator was asked to confirm; once they left, what nobody there is asked about."""
    if not isinstance(contact, HostCoordinator):
        return Placement.objects.none()
    if not contact.has_left:
        return waiting_for(contact)
    return waiting_to_be_asked(contact.site).select_related("student__person", "offering__site")


def colleagues_of(contact: Leaver) -> list[Registrar]:
    """The registrars of the same school who can be asked instead."""
    return reachable_registrars(contact.school) if isinstance(contact, Registrar) else []


def unsigned_by(contact: Leaver) -> QuerySet[Signatory]:
    """Where the same person, by their address, is to sign an agreement for the place that they leave."""
    rows = Signatory.objects.filter(signed_at=None, email__iexact=contact.email, email__gt="")
    if isinstance(contact, Registrar):
        return rows.filter(party=Signatory.Party.SCHOOL, agreement__school_id=contact.school_id)
    sites = [contact.site_id] if isinstance(contact, HostCoordinator) else contact.sites.all()
    return rows.filter(party=Signatory.Party.SITE, agreement__site__in=sites)
