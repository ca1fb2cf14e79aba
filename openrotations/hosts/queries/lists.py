"""Reading sites, preceptors and host coordinators."""

from django.db.models import Count, Q, QuerySet

from openrotations.hosts.models import HostCoordinator, Preceptor, Site


def site_at(name: str, city: str, state: str) -> Site | None:
    """The site with this name at this place, whatever its capitals."""
    return Site.objects.filter(name__iexact=name.strip(), city__iexact=city.strip(), state=state).first()


def sites_like(text: str = "", state: str = "", kind: str = "") -> QuerySet[Site]:
    """Sites whose name or city holds the text, with the numbers of their preceptors and offerings."""
    found = Site.objects.annotate(
        preceptor_count=Count("preceptors", distinct=True), offering_count=Count("offerings", distinct=True)
    )
    if text:
        found = found.filter(Q(name__icontains=text) | Q(city__icontains=text))
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    return found.order_by("name")


def coordinator_with(site: Site, email: str) -> HostCoordinator | None:
    """The site's coordinator with this address, whatever its capitals."""
    return HostCoordinator.objects.filter(site=site, email__iexact=email.strip()).first()


def coordinators_of(site: Site) -> QuerySet[HostCoordinator]:
    """The site's coordinators, by name."""
    return site.coordinators.order_by("full_name")


def preceptors_of(site: Site) -> QuerySet[Preceptor]:
    """The preceptors who work at a site, by name."""
    return site.preceptors.order_by("full_name")


def preceptor_with_npi(npi: str) -> Preceptor | None:
    """The preceptor with this NPI; None for an empty one."""
    return Preceptor.objects.filter(npi=npi).first() if npi else None


def preceptors_like(text: str = "", specialty: str = "") -> QuerySet[Preceptor]:
    """Preceptors whose name holds the text, with their sites and the number of their offerings."""
    found = Preceptor.objects.annotate(offering_count=Count("offerings", distinct=True)).prefetch_related("sites")
    if text:
        found = found.filter(full_name__icontains=text)
    if specialty:
        found = found.filter(specialty__icontains=specialty)
    return found.order_by("full_name")
