"""Who reaches which site or host contact."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from openrotations.documents.models import StoredFile
from openrotations.hosts.models import Agreement, Credential, HostCoordinator, Preceptor, Signatory, Site
from openrotations.hosts.queries import is_evidence
from openrotations.people.models import SignedLink


def any_site(site_id: UUID) -> Site:
    """A site, for the office. Raises Http404."""
    return get_object_or_404(Site, pk=site_id)


def any_preceptor(preceptor_id: UUID) -> Preceptor:
    """A preceptor with the sites, for the office. Raises Http404."""
    return get_object_or_404(Preceptor.objects.prefetch_related("sites"), pk=preceptor_id)


def any_coordinator(coordinator_id: UUID) -> HostCoordinator:
    """A host coordinator with the site, for the office. Raises Http404."""
    return get_object_or_404(HostCoordinator.objects.select_related("site"), pk=coordinator_id)


def any_agreement(agreement_id: UUID) -> Agreement:
    """An agreement with its site, for the office. Raises Http404."""
    return get_object_or_404(Agreement.objects.select_related("site"), pk=agreement_id)


def any_signatory(signatory_id: UUID) -> Signatory:
    """Somebody who is to sign, with agreement and site, for the office. Raises Http404."""
    return get_object_or_404(Signatory.objects.select_related("agreement__site"), pk=signatory_id)


def any_credential[T: Credential](kind: type[T], credential_id: UUID) -> T:
    """A licence, certification or insurance with its preceptor, for the office. Raises Http404."""
    return get_object_or_404(kind._default_manager.select_related("preceptor"), pk=credential_id)


def any_evidence(file_id: UUID) -> StoredFile:
    """A file that a preceptor's credential or an agreement holds, for the office. Raises Http404 for any other."""
    stored = get_object_or_404(StoredFile, pk=file_id)
    if not is_evidence(stored):
        raise Http404
    return stored


def signatory_of_link(link: SignedLink) -> Signatory:
    """Who signs by this link, with agreement and site. Raises Http404 when it is not theirs any more."""
    rows = Signatory.objects.select_related("agreement__site", "agreement__document")
    return get_object_or_404(rows, pk=link.holder_id, agreement_id=link.subject_id)


def document_of_link(link: SignedLink) -> StoredFile:
    """The document of the agreement that this link is about. Raises Http404 where there is none."""
    document = signatory_of_link(link).agreement.document
    if document is None:
        raise Http404
    return document
