"""Who reaches which version and which acceptance: the row or 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from openrotations.consents.models import Acceptance, Kind, Version
from openrotations.consents.states import VersionState
from openrotations.people.models import Person


def kind_named(word: str) -> Kind:
    """The kind of text with this word in the address. Raises Http404."""
    if word not in Kind.values:
        raise Http404
    return Kind(word)


def published_version(version_id: UUID) -> Version:
    """A version that everybody may read. Raises Http404 for a draft too."""
    return get_object_or_404(Version, pk=version_id, state=VersionState.PUBLISHED)


def version_of(kind: Kind, version_id: str) -> Version:
    """A published version of this text, named in a form. Raises Http404, as well for what is no id."""
    try:
        found = UUID(version_id)
    except ValueError as error:
        raise Http404 from error
    return get_object_or_404(Version, pk=found, kind=kind, state=VersionState.PUBLISHED)


def version_for_office(version_id: UUID) -> Version:
    """A draft or a published version. Raises Http404."""
    known = Version.objects.exclude(state=VersionState.DROPPED).select_related("published_by")
    return get_object_or_404(known, pk=version_id)


def own_acceptance(person: Person, acceptance_id: UUID) -> Acceptance:
    """What the person accepted. Raises Http404 for somebody else's too."""
    return get_object_or_404(Acceptance, pk=acceptance_id, person=person)
