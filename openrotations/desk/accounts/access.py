"""Whose account belongs to a school or a site."""

from django.http import Http404

from openrotations.hosts.models import HostCoordinator
from openrotations.people.models import Person
from openrotations.schools.models import Registrar


def registrar_or_none(person: Person) -> Registrar | None:
    """The registrar whom this account belongs to, with the school; None for anybody else."""
    return Registrar.objects.filter(person=person).select_related("school").first()


def own_registrar(person: Person) -> Registrar:
    """The same, for somebody who wants in. 404 for anybody else."""
    found = registrar_or_none(person)
    if found is None:
        raise Http404
    return found


def speaks_for(person: Person) -> set[str]:
    """What this account opens besides a student's pages: "school", "site", both, or nothing."""
    found = {"school": Registrar, "site": HostCoordinator}
    return {name for name, kind in found.items() if kind._default_manager.filter(person=person).exists()}
