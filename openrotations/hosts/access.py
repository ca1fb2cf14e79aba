"""Who reaches which site or host contact."""

from uuid import UUID

from django.shortcuts import get_object_or_404

from openrotations.hosts.models import HostCoordinator, Preceptor, Site


def any_site(site_id: UUID) -> Site:
    """A site, for the office. Raises Http404."""
    return get_object_or_404(Site, pk=site_id)


def any_preceptor(preceptor_id: UUID) -> Preceptor:
    """A preceptor with the sites, for the office. Raises Http404."""
    return get_object_or_404(Preceptor.objects.prefetch_related("sites"), pk=preceptor_id)


def any_coordinator(coordinator_id: UUID) -> HostCoordinator:
    """A host coordinator with the site, for the office. Raises Http404."""
    return get_object_or_404(HostCoordinator.objects.select_related("site"), pk=coordinator_id)
