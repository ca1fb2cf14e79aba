"""Which sites are asked about which empty months, and who of them."""

from datetime import date

from django.db.models import QuerySet

from openrotations.catalogue.models import Opening
from openrotations.desk.hosts.queries.openings import empty_of, open_ahead
from openrotations.desk.models import AskedMonth, Silence
from openrotations.hosts.models import HostCoordinator, Site


def is_silent(coordinator: HostCoordinator) -> bool:
    """Whether the coordinator does not want to be asked about empty months."""
    return Silence.objects.filter(coordinator=coordinator).exists()


def sites_with_openings() -> QuerySet[Site]:
    """Sites that have, or have had, an opening."""
    return Site.objects.filter(pk__in=Opening.objects.values("offering__site")).order_by("pk")


def months_to_ask(site: Site, today: date) -> list[date]:
    """The months without an opening about which this site was not asked yet."""
    empty = empty_of(open_ahead(site, today), today)
    asked = set(AskedMonth.objects.filter(site=site, month__in=empty).values_list("month", flat=True))
    return [month for month in empty if month not in asked]


def whom_to_ask(site: Site) -> list[HostCoordinator]:
    """The site's coordinators who can be written to and want to be asked."""
    rows = HostCoordinator.objects.filter(site=site, silence=None).order_by("created_at", "pk")
    return [row for row in rows if row.is_reachable]
