"""Whose account belongs to a school or a site."""

from uuid import UUID

from django.http import Http404

from openrotations.hosts.access import any_coordinator
from openrotations.hosts.models import HostCoordinator
from openrotations.people.models import Person
from openrotations.schools.access import any_registrar
from openrotations.schools.models import Registrar

type Holder = Registrar | HostCoordinator


def holder_for_office(*, registrar_id: UUID | None = None, coordinator_id: UUID | None = None) -> Holder:
    """A registrar or a coordinator at a host, whichever is named, for staff. 404 when there is none."""
    if registrar_id:
        return any_registrar(registrar_id)
    if coordinator_id:
        return any_coordinator(coordinator_id)
    raise Http404


def holder_or_none(kind: type[Holder], person: Person) -> Holder | None:
    """The registrar or coordinator whom this account belongs to; None for anybody else."""
    return kind._default_manager.filter(person=person).first()


def own_holder(kind: type[Holder], person: Person) -> Holder:
    """The same, for somebody who wants in. 404 for anybody else."""
    found = holder_or_none(kind, person)
    if found is None:
        raise Http404
    return found


def speaks_for(person: Person) -> set[str]:
    """What this account opens besides a student's pages: "school", "site", both, or nothing."""
    found: dict[str, type[Holder]] = {"school": Registrar, "site": HostCoordinator}
    return {name for name, kind in found.items() if holder_or_none(kind, person)}
